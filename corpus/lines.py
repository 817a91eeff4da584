"""Lines in, lines with evidence out: is this line a new paragraph, or did the page only wrap?

Two things are found here and nowhere else: page furniture, and a *break score* for every line, in log-odds like
units: above 0 a paragraph probably begins, below 0 the sentence runs on.  Numbers have no say yet (see ``outline``).
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import log
from statistics import median

from .clauses import Furniture
from .frames import frames
from .numbering import CJK_NUMERAL, ORDINAL, SPACE, UNITS, Marker, bullet, rank, readings
from .phrases import (
    CHECKBOX,
    CJK_CHAR,
    CLOSERS,
    CONTENTS,
    CUT_SHORT,
    DEFINES,
    END_MARKER,
    ENDS_IN_COUNT,
    HEADING_WORDS,
    KEY_VALUE,
    LEADERS,
    NOTE,
    OPENERS,
    PAGE_AT_END,
    PAGE_NUMBER,
    REFERRING_WORD,
    RULE,
    TERMINAL,
)
from .source import Line, Source

# Every white space of Unicode, and the marks without width.
FRONT = 12
"""Lines in which a title, a version and a date may stand."""
MIN_WRAPS = 3
"""So many lines that surely run on show how far apart the lines of one paragraph stand."""
BLANKS = "".join(chr(k) for k in range(0x3001) if chr(k).isspace()) + "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
# A line never begins with these: what precedes them is on the line above.
NEVER_FIRST = "，。、；：！？）】》」』”’,;:!?)]}%％"
OPENING = {b: a for a, b in OPENERS.items()}
# "…; and" ends an item of a list, and the next item begins.
LISTING = re.compile(r"[;,；，]\s*(?:and/or|and|or|以及|及|和|或者|或|且)$", re.IGNORECASE)
# A sentence does not end on these.
CONNECTIVES = frozenset(
    "a an and any as at be by for from if in into is its of on or such that the their this to under upon which with "
    "your you shall may must not will are has have including other all each".split()
)
# Widths in em of a book face (Times); one table is enough to tell whether a word would have fitted.
NARROW, SLIM, WIDE = frozenset("ijlt.,;:'|!()[] f-I"), frozenset("rsJ"), frozenset("mwMW@%")


@dataclass(slots=True)
class Printed:
    """One non-blank line as the reader's eye sees it: visible text, and where each character stands."""

    line: Line
    text: str
    at: Sequence[int]
    """Source offset of each character of ``text``."""
    blanks: int = 0
    """Blank lines directly above."""
    trailing: bool = False
    indent: float = 0.0
    split: bool = False
    """True for the second half of a printed line that holds two paragraphs."""
    markers: list[Marker] = field(default_factory=list)
    step: Marker | None = None
    """``1：``, which numbers the steps of a note and nothing else."""
    bullet: tuple[str, int, int] | None = None
    defines: bool = False
    """True where it begins like a definition."""
    score: float = 0.0
    width: float = 0.0

    @property
    def start(self) -> int:
        return self.at[0]

    @property
    def end(self) -> int:
        return self.at[-1] + 1


def is_cjk(ch: str) -> bool:
    """True for a Chinese character or full-width punctuation."""
    return "\u2e80" <= ch <= "\u9fff" or "\uf900" <= ch <= "\ufaff" or "\uff00" <= ch <= "\uffef" or ch in "“”‘’…—"


def char_width(ch: str) -> float:
    """Width of one character in em, proportional."""
    if "\u2e80" <= ch:
        return 1.0
    if ch in NARROW:
        return 0.28
    if ch in WIDE:
        return 0.82
    if ch in SLIM:
        return 0.37
    return 0.66 if ch.isupper() else 0.48


def text_width(text: str, proportional: bool) -> float:
    """Width of a line in em; a typewriter face counts a Chinese character as two columns."""
    if proportional:
        return sum(map(char_width, text))
    return sum(1.0 if "\u2e80" <= c else 0.5 for c in text)


def printed_lines(source: Source) -> list[Printed]:
    """Return the non-blank lines, with markup that the reader named furniture taken out."""
    hidden = sorted((f.start, f.end) for f in source.furniture)
    starts = [h[0] for h in hidden]
    out: list[Printed] = []
    blanks = 0
    for line in source.lines:
        raw = source.text[line.start: line.end]
        i = bisect_right(starts, line.end)
        inside = [h for h in hidden[max(0, bisect_right(starts, line.start) - 1): i] if h[1] > line.start]
        if inside:
            keep = [
                k for k in range(line.start, line.end) if not any(a <= k < b for a, b in inside)
            ]
        else:
            keep = None
        text = raw if keep is None else "".join(source.text[k] for k in keep)
        stripped = text.strip(BLANKS)
        if not stripped:
            blanks += 1
            continue
        lead = len(text) - len(text.lstrip(BLANKS))
        at: Sequence[int]
        if keep is None:
            at = range(line.start + lead, line.start + lead + len(stripped))
        else:
            at = keep[lead: lead + len(stripped)]
        indent = line.indent if line.indent is not None else sum(2.0 if c == "\u3000" else 4.0 if c == "\t" else 1.0 for c in text[:lead])
        out.append(Printed(line, stripped, at, blanks, lead + len(stripped) < len(text), indent))
        blanks = 0
    return out


def split_definitions(lines: list[Printed]) -> list[Printed]:
    """Cut a line of definitions where the next definition begins in its middle.

    PDF text runs short definitions together; only a quoted term with a defining verb after a full stop counts, and
    only where the line's own paragraph is a definition too.
    """
    out: list[Printed] = []
    defining = False
    for k, p in enumerate(lines):
        if DEFINES.match(p.text):
            defining = True
        elif readings(p.text):
            defining = False
        cuts = []
        if defining:
            ahead = p.text + (" " + lines[k + 1].text if k + 1 < len(lines) else "")
            for m in re.finditer(r"[。.；;]\s*(?=[\"“「『])", p.text):
                if m.end() < len(p.text) and DEFINES.match(ahead, m.end()):
                    cuts.append(m.end())
        out += _pieces(p, [0, *cuts])
    return out


def split_articles(lines: list[Printed]) -> list[Printed]:
    """Cut a line of Chinese articles where the next article or chapter begins in its middle: 第一章总则第一条…。第二条….

    Text copied from a page runs them together; only a number that follows the last of its kind counts, after a
    sentence or after the heading of a chapter.
    """
    out: list[Printed] = []
    last: dict[str, int] = {}
    for p in lines:
        cuts = [0]
        for m in ORDINAL.finditer(p.text):
            read = next(iter(readings(p.text[m.start() : m.start() + LONGEST_NUMBER])), None)
            if read is None or read.form < 0 or len(read.value) > 1:
                continue
            before = p.text[max(cuts[-1], m.start() - LONGEST_NUMBER) : m.start()].rstrip()
            headed = read.style == "第条" and CHAPTER.fullmatch(before)
            if m.start() == 0 or ((before.endswith(STOPS) or headed) and read.value[0] == last.get(read.style, 0) + 1):
                last[read.style] = read.value[0]
                cuts += [m.start()] if m.start() else []
        out += _pieces(p, cuts)
    return out


def split_lists(lines: list[Printed]) -> list[Printed]:
    """Cut a line that begins with the first item of a list where the next items begin: ①…；②…；③….

    A list that begins in the middle of a line is one in a sentence (see ``inside``).
    """
    out: list[Printed] = []
    style, wanted, label = "", 0, ""
    for k, p in enumerate(lines):
        begun = [m for m in readings(p.text) if m.form >= 0 and not m.worded]
        if begun:
            first = next((m for m in begun if m.value == (1,) and m.label[-1] in LIST_SIGNS + "."), None)
            if first is not None and (k == 0 or p.blanks or lines[k - 1].text[-1] in ":：" or not runs_on(lines[k - 1])):
                style, wanted, label = first.style, 2, first.label
            elif any(m.style == style and m.value == (wanted,) for m in begun):
                wanted += 1
            else:
                style = ""
        if style and label in p.text[1:]:
            style = ""  # a list in the sentence of one of its items
        cuts = [0]
        for end in ITEM_END.finditer(p.text) if style else ():
            if label[-1] == "." and not SURE_END.match(p.text, end.start()):
                continue  # a point may stand behind any number
            ahead = readings(p.text[end.end() : end.end() + LONGEST_NUMBER])
            if any(m.style == style and m.value == (wanted,) for m in ahead):
                cuts.append(end.end())
                wanted += 1
        out += _pieces(p, cuts)
    return out


LONGEST_NUMBER = 40
"""Characters that a number takes, with what follows it and tells it from a reference, or a chapter with its heading."""
ITEM_END = re.compile(r"[；;。]\s*(?:(?:and|or|以及|及|和|或者?)\s*)?(?=[(（①-⑳0-9A-Za-z])")
SURE_END = re.compile(r"[；;]\s+(?:(?:and|or)\s+)?\w{1,2}\.\s+(?=[A-Z\u3400-\u9fff])")
LIST_SIGNS = ")）、" + "".join(map(chr, range(0x2460, 0x2474)))
# A chapter with its heading and nothing else.
CHAPTER = re.compile(rf"第{SPACE}*[{CJK_NUMERAL}\d]{{1,4}}{SPACE}*[章节節编編篇部][\u3400-\u9fff\s、]{{1,20}}")
STOPS = ("。", "！", "？", "；", "”", "）")


def _pieces(p: Printed, cuts: Sequence[int]) -> list[Printed]:
    """Cut a line at these places, of which its beginning is the first."""
    if len(cuts) == 1:
        return [p]
    out = []
    for begin, end in itertools.pairwise((*cuts, len(p.text))):
        piece = p.text[begin:end].rstrip()
        blanks = 0 if begin else p.blanks
        out.append(Printed(p.line, piece, p.at[begin : begin + len(piece)], blanks, p.trailing, p.indent, split=p.split or begin > 0))
    return out


def furniture(lines: list[Printed]) -> tuple[list[Printed], list[Furniture]]:
    """Take out page numbers, running heads and tables of contents."""
    reasons: dict[int, str] = {}
    for k, p in enumerate(lines):
        if p.line.label_end is None and not p.line.cell and PAGE_NUMBER.fullmatch(p.text):
            reasons[k] = "page number"
        elif LEADERS.search(p.text):
            reasons[k] = "contents"
    for k in [*_running_heads(lines), *_beside_page_numbers(lines, reasons)]:
        reasons.setdefault(k, "running head")
    for k in _contents(lines):
        reasons.setdefault(k, "contents")
        if k + 1 < len(lines) and ROMAN_PAGE.fullmatch(lines[k + 1].text):
            reasons.setdefault(k + 1, "page number")
    for k, p in enumerate(lines):
        if RULE.fullmatch(p.text):
            reasons[k] = "rule"
            if k and k - 1 not in reasons and not p.blanks and p.text[0] in "-=" and len(lines[k - 1].text) <= 80:
                # A line drawn right under a short one makes it a heading, as in Markdown.
                lines[k - 1].line = replace(lines[k - 1].line, heading=1 if p.text[0] == "=" else 2)
    kept: list[Printed] = []
    blanks = 0
    for k, p in enumerate(lines):
        if k in reasons:
            # The lines around a page number are neighbours; its own white space says nothing about them.
            blanks = min(blanks, 1) if reasons[k] == "page number" else blanks + p.blanks
            continue
        if k and k - 1 in reasons and reasons[k - 1] == "page number":
            p.blanks = -1
        kept.append(p)
    return kept, [Furniture(lines[k].start, lines[k].end, why) for k, why in sorted(reasons.items())]


ROMAN_PAGE = re.compile(r"[ivxl]{1,6}")
"""The number of a page of contents; anywhere else it may be a list's."""


def _running_heads(lines: list[Printed]) -> list[int]:
    pages: dict[int, list[int]] = {}
    for k, p in enumerate(lines):
        if p.line.page is not None:
            pages.setdefault(p.line.page, []).append(k)
    if len(pages) < 3:
        return []
    edge = [k for ks in pages.values() for k in {*ks[:2], *ks[-2:]}]
    masked = Counter(re.sub(r"\d+", "#", lines[k].text) for k in edge)
    often = {t for t, n in masked.items() if n >= max(3, 0.5 * len(pages))}
    return [k for k in edge if re.sub(r"\d+", "#", lines[k].text) in often and not (lines[k].text[-1] in TERMINAL and len(lines[k].text) > 60)]


def _beside_page_numbers(lines: list[Printed], reasons: dict[int, str]) -> list[int]:
    """Find the line that stands again and again above or below a page number, where the format names no pages."""
    numbers = [k for k, reason in reasons.items() if reason == "page number"]
    beside = [k for n in numbers for k in (n - 1, n + 1) if 0 <= k < len(lines) and k not in reasons]
    masked = Counter(re.sub(r"\d+", "#", lines[k].text) for k in beside if not readings(lines[k].text))
    often = {text for text, n in masked.items() if n >= max(3, 0.5 * len(numbers))}
    return [k for k in beside if re.sub(r"\d+", "#", lines[k].text) in often]


def _contents(lines: list[Printed]) -> list[int]:
    """Find a table of contents: a run of entries, each printed again further down.

    Four numbered lines in a row make one; below the word Contents or 目录 any entries do, several on a line too.
    """
    keys = [_key(p.text) for p in lines]
    last_seen = {key: k for k, key in enumerate(keys)}
    found: list[int] = []
    run: list[int] = []
    limit = len(lines) // 2
    for k, p in enumerate(lines[: limit + 1]):
        if k < limit and last_seen[keys[k]] > k + 2 and readings(p.text):
            run.append(k)
            continue
        if len(run) >= 4 and all(last_seen[keys[r]] > run[-1] for r in run):
            found += _whole_series(lines, run)
        run = []
    for k, p in enumerate(lines[:limit]):
        if CONTENTS.fullmatch(p.text):
            found += _entries(lines, k, last_seen)
    return found


def _whole_series(lines: list[Printed], run: list[int]) -> list[int]:
    """Add the entries before and after a run that count on with it: one may be worded otherwise further down."""
    first, last = run[0], run[-1]
    while first > 0 and _counts_on(lines[first - 1], lines[first]):
        first -= 1
    while last + 1 < len(lines) and _counts_on(lines[last], lines[last + 1]):
        last += 1
    return list(range(first, last + 1))


def _counts_on(a: Printed, b: Printed) -> bool:
    """True where a number of b is the next after one of a, in one style."""
    return _has_next(readings(a.text), readings(b.text))


def _has_next(a: Sequence[Marker], b: Sequence[Marker]) -> bool:
    """True where a number of b is the next after one of a, in one style."""
    nexts = {_following(m) for m in a}
    return any((m.style, m.value) in nexts for m in b)


def _following(marker: Marker) -> tuple[str, tuple[int, ...]]:
    """Return the style and the value of the next number."""
    return marker.style, (*marker.value[:-1], marker.value[-1] + 1)


def _entries(lines: list[Printed], head: int, last_seen: dict[str, int]) -> list[int]:
    """Return the lines of the contents below their heading, and the heading where there are any."""
    taken = []
    for k in range(head + 1, len(lines)):
        text = lines[k].text
        if last_seen.get(_key(PAGE_AT_END.sub("", text)), 0) > k + 1:
            taken.append(k)
            continue
        parts = [_key(LEADERS.sub("", part)) for part in re.split(r"\s{2,}|\t", text)]
        again = [any(last_seen.get(key, 0) > k + 1 for key in (part, part.rstrip("0123456789"))) for part in parts if part]
        # An annex that is listed last need not be printed.
        annexed = bool(taken) and len(parts) > 1 and any(m.style == "back" for m in readings(text))
        if not annexed and (sum(again) < 0.5 * len(again) or not again):
            break
        taken.append(k)
    return [head, *taken] if taken else []


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


@dataclass(frozen=True, slots=True)
class Layout:
    """How this document shows its paragraphs, learned from its own lines."""

    wrapped: bool
    """Lines end where the page ends, not where the paragraph does."""
    proportional: bool
    margin: float
    """Right edge in em."""
    usual_blanks: int
    """Blank lines between two lines of one paragraph: 1 in double-spaced text."""
    blank: tuple[float, float]
    """Log-odds for a new paragraph: (more blank lines than usual, no more than usual)."""
    trailing: tuple[float, float]
    """Log-odds after a Chinese line: (a space at its end, none); 0 where every line has one."""


def learn_layout(lines: list[Printed]) -> Layout:
    """Learn what separates paragraphs here, from the line ends whose nature is plain."""
    pairs = list(itertools.pairwise(lines))
    flowing = [(a, b) for a, b in pairs if _flows(a, b)]
    # White space after a line that ends an item, or that the page had room to go on in: a small letter is no wrap there.
    widest = max((len(p.text) for p in lines), default=0)
    flowing = [
        (a, b) for a, b in flowing
        if b.blanks <= 0 or not b.text[0].islower() or (len(a.text) >= widest / 2 and not LISTING.search(a.text))
    ]  # fmt: skip
    ends = [(a, b) for a, b in pairs if not _flows(a, b) and a.text[-1] in TERMINAL + CLOSERS and (b.markers or b.defines)]
    wrapped = len(flowing) >= max(2, 0.12 * len(pairs)) if len(lines) >= 6 else False
    whole = sum(p.line.whole for p in lines) > len(lines) / 2
    spread = {}
    for proportional in (True, False):
        widths = sorted(text_width(a.text, proportional) for a, _ in flowing) or [1.0]
        upper = widths[len(widths) // 3:]
        spread[proportional] = (upper[-1] - upper[0]) / upper[-1], widths[min(len(widths) - 1, int(0.95 * len(widths)))]
    proportional = spread[True][0] <= spread[False][0]
    inner = [b.blanks for _, b in flowing if b.blanks >= 0]
    usual = round(median(inner)) if len(inner) >= MIN_WRAPS else 0
    blank = _log_odds([b.blanks > usual for _, b in ends if b.blanks >= 0], [n > usual for n in inner])
    chinese = [(a, b) for a, b in flowing if is_cjk(a.text[-1]) and is_cjk(b.text[0])]
    trailing = _log_odds([a.trailing for a, _ in ends if is_cjk(a.text[-1])], [a.trailing for a, _ in chinese])
    if len(ends) < 5 or len(chinese) < 5:
        trailing = (0.0, 0.0)
    return Layout(wrapped and not whole, proportional, spread[proportional][1], usual, blank, trailing)


def _log_odds(at_ends: list[bool], inside: list[bool]) -> tuple[float, float]:
    """Return how much a sign, and its absence, tell of a paragraph's end: smoothed log-odds within ±4."""
    p = (sum(at_ends) + 1.0) / (len(at_ends) + 2.0)
    q = (sum(inside) + 0.5) / (len(inside) + 2.0)
    return max(0.0, min(4.0, log(p / q))), min(0.0, max(-4.0, log((1 - p) / (1 - q))))


def _flows(a: Printed, b: Printed) -> bool:
    """True where punctuation and letters alone say that b continues a's sentence."""
    if b.split or (b.markers and b.markers[0].form >= 0) or b.bullet or len(a.text) < 12:
        return False
    last, first = a.text[-1], b.text[0]
    if first in NEVER_FIRST:
        return True
    if last in TERMINAL + CLOSERS or a.line.whole:
        return False
    if first.islower() or (first.isdigit() and b.markers and _prose(a.text)):
        return True
    if is_cjk(last) and CJK_CHAR.match(first):
        return len(a.text) >= 24 and not b.defines
    return last in ",，、" or _connects(a.text)


def score_breaks(lines: list[Printed], layout: Layout) -> None:
    """Give every line its break score, in place."""
    for p in lines:
        p.width = text_width(p.text, layout.proportional)
    listed = ""
    for k, p in enumerate(lines):
        p.score = 6.0 if k == 0 else _break_score(lines, k, layout)
        if p.bullet is not None and p.bullet[0] == listed:
            p.score = max(p.score, 1.0)  # the next item of an open list, though the one above ends in a comma
        elif p.score > 0:
            listed = p.bullet[0] if p.bullet is not None else ""


def _break_score(lines: list[Printed], k: int, layout: Layout) -> float:
    above, here = lines[k - 1], lines[k]
    if here.split:
        return 4.0
    if here.line.whole or above.line.whole or here.line.heading is not None or above.line.heading is not None:
        return 8.0
    if here.line.cell != above.line.cell:
        return 4.0
    if END_MARKER.fullmatch(here.text) or END_MARKER.fullmatch(above.text):
        return 8.0
    last, first = above.text[-1], here.text[0]
    if first in NEVER_FIRST:
        return -8.0
    if first == "【" and above.text[0] == "【" and "】" in here.text:
        return 4.0  # 【A】…, 【B】…: an entry each
    starts = here.defines or bool(NOTE.match(here.text)) or bool(CHECKBOX.match(here.text))
    score = _punctuation(above, here, layout) + (2.0 if starts else 0.0)
    if k < FRONT and len(here.text) < 60 and not here.text[0].islower() and KEY_VALUE.match(here.text):
        score += 4.0  # "Version: 2.1", "发布日期：…" below a title
    extra = here.blanks - layout.usual_blanks
    if here.blanks < 0:
        pass
    elif extra > 0:
        score += layout.blank[0] + (1.0 if extra > 1 else 0.0)
    elif extra < 0:
        score -= 3.0
    else:
        score += layout.blank[1]
    if is_cjk(last):
        score += layout.trailing[0 if above.trailing else 1]
    if here.line.gap is not None and above.line.gap is not None:
        score += 2.5 if here.line.gap > 0.25 else -0.5
    if layout.wrapped:
        score += _room(lines, k, layout)
    else:
        score += 3.0
    if _cut_short(above, here):
        score -= 6.0
    elif _open_bracket(lines, k):
        score -= 2.5
    if _ends_hanging(lines, k) or _is_next(lines, k, layout):
        score += 6.0
    indent = here.indent - above.indent
    if abs(indent) >= 2:
        score += 1.0 if indent > 0 or here.markers else 0.3
    return score


def _ends_hanging(lines: list[Printed], k: int) -> bool:
    """True where text returns to the margin of an item whose lines hang further in: what follows the list is no part of it."""
    above, here = lines[k - 1], lines[k]
    if here.markers or here.bullet or above.score > 0:
        return False
    item = _item_above(lines, k)
    return item is not None and item.bullet is not None and above.indent >= item.indent + 1 and here.indent <= item.indent


def _is_next(lines: list[Printed], k: int, layout: Layout) -> bool:
    """True where a line has the number after that of the item above, which ended short of the margin with no word wanting another."""
    above, here = lines[k - 1], lines[k]
    if not here.markers or (layout.wrapped and above.width > SHORT * layout.margin):
        return False
    item = _item_above(lines, k)
    if item is None or not _has_next([m for m in item.markers if m.form >= 0], here.markers):
        return False
    return not _wants_more(above.text) and not REFERRING_WORD.search(above.text + " ")


def _item_above(lines: list[Printed], k: int) -> Printed | None:
    """Return the line above that its paragraph begins with; None where that is too far up."""
    return next((p for p in reversed(lines[max(0, k - LONGEST_ITEM) : k]) if p.score > 0), None)


SHORT = 0.9
"""The share of the margin up to which a line has room for more."""
LONGEST_ITEM = 40
"""Lines in which the beginning of an item is looked for."""
COUNTED = "年月日号號亿億万萬元个個天小时倍份"
"""Signs that a unit begins with: behind a figure at a line's end nothing else does."""


REST = re.compile(r"起[至算计計，,]|止[，,。；]|之日|\d+\s*(?:[号號弄栋棟幢楼樓室]|单元)")
"""What only goes on: the rest of a period (2024年1月1日 / 起至…) or of an address (示例路 / 88号)."""


def _cut_short(above: Printed, here: Printed) -> bool:
    """True where this line holds the rest of a sentence: a bracket's other half, what 于 or a number wants after it."""
    if any(m.form >= 0 for m in here.markers) or here.bullet or above.text[-1] in TERMINAL:
        return False
    counts = ENDS_IN_COUNT.search(above.text) and (UNITS.match(here.text) or here.text[0] in COUNTED or here.text[0].isdigit())
    if counts or CUT_SHORT.search(above.text) or (is_cjk(above.text[-1]) and REST.match(here.text)):
        return True
    return any(sign in here.text and OPENING[sign] not in here.text.split(sign, 1)[0] for sign in left_open(above.text))


def left_open(text: str) -> str:
    """Return the closing signs that a text still wants.

    >>> left_open("（以下简称“公司”"), left_open("Term (one year)")
    ('）', '')
    """
    return "".join(b for a, b in OPENERS.items() if text.count(a) > text.count(b))


def _punctuation(above: Printed, here: Printed, layout: Layout) -> float:
    last, first = above.text[-1], here.text[0]
    bare = above.text.rstrip(CLOSERS)
    ended = last in "。！？.!?…" or (last in CLOSERS and bare[-1:] and bare[-1] in "。！？.!?")
    score = 0.0
    if ended:
        score += 1.0
    elif last in ":：;；":
        score += 1.2
    elif LISTING.search(above.text) and (
        here.markers or here.blanks > layout.usual_blanks or (not layout.wrapped and not here.text[0].islower())
    ):
        score += 1.0
    elif _wants_more(above.text):
        score -= 3.0
    elif _prose(above.text):
        # A sentence without its stop: with a comma in it, surely one.
        score -= 4.0 if re.search(r", |，", above.text) else 2.0
    if here.markers:
        pass
    elif first.islower():
        score -= 2.5 if not ended else 1.0
    elif first.isupper() and not ended and last not in ":：;；":
        score += 0.3
    if last == "-" and len(above.text) > 1 and above.text[-2].isalnum():
        score -= 3.0
    return score


def _prose(text: str) -> bool:
    """True for words that belong to a sentence, not to a heading or a cell: small words, commas."""
    if CJK_CHAR.search(text):
        return len(text) >= 24 or (len(text) >= 12 and "，" in text)
    words = text.split()
    small = sum(w[0].islower() for w in words)
    return len(text) >= 30 and ((len(words) >= 5 and small >= 0.5 * len(words)) or ", " in text)


def runs_on(above: Printed) -> bool:
    """True where a line's last sentence has surely not ended, or announces what stands below it."""
    last = above.text[-1]
    if last in ":：" or above.line.whole:
        return last in ":："
    if last in TERMINAL + CLOSERS or LISTING.search(above.text):
        return False
    refers = REFERRING_WORD.search(above.text + " ")
    return bool(refers) or _wants_more(above.text) or _prose(above.text)


def _wants_more(text: str) -> bool:
    """True for a line that ends on a comma, on an open bracket or on a word that wants another."""
    return text[-1] in ",，、" or text[-1] in OPENERS or _connects(text)


def _connects(text: str) -> bool:
    """True for a line whose last word wants another: "of", "the", "and"."""
    return text.rsplit(None, 1)[-1].lower() in CONNECTIVES


def _room(lines: list[Printed], k: int, layout: Layout) -> float:
    """Score the white space at the end of the line above: would the next word have fitted there?"""
    above, here = lines[k - 1], lines[k]
    if is_cjk(here.text[0]):
        word = 1.0
    else:
        word = text_width(" " + re.split(r"[\s\u3400-\u9fff]", here.text, maxsplit=1)[0], layout.proportional)
    margin = layout.margin
    near = [p.width for p in lines[max(0, k - 3): k + 1]]
    narrow_here = above.line.right is None and max(near) < 0.7 * margin
    if above.line.right is None and not narrow_here:
        margin = min(margin, max(p.width for p in lines[max(0, k - 4): k + 3] if p is not above) * 1.02)
    slack = (margin - above.width - word) / max(margin, 1.0)
    if slack <= 0.0:
        # Full against its neighbours, which an indented paragraph is too.
        return -1.5 if (layout.margin - above.width - word) / max(layout.margin, 1.0) <= 0.05 else -0.3
    # In a narrow column the margin is unknown, so white space says little.
    return min(1.0 if narrow_here else 3.5, 0.4 + 14.0 * slack)


def _open_bracket(lines: list[Printed], k: int) -> bool:
    """True where the lines just above leave a bracket or a quotation open."""
    text = ""
    for p in reversed(lines[max(0, k - 4): k]):
        text = p.text + text
        if p.markers or p.defines:
            break
    return text.count('"') % 2 == 1 or left_open(text) != ""


def evidence(source: Source) -> tuple[list[Printed], list[Furniture]]:
    """Return the lines of a document with their markers and break scores, and the furniture taken out."""
    boxes = frames(source)
    lines = printed_lines(replace(source, furniture=(*source.furniture, *boxes)))
    for split in (split_definitions, split_articles, split_lists):
        lines = split(lines)
    lines, found = furniture(lines)
    for p in lines:
        read = _markers(p)
        p.markers = [m for m in read if m.style != "arabic:"]
        p.step = next((m for m in read if m.style == "arabic:"), None)
        p.bullet = bullet(p.text) if not p.markers else None
        p.defines = DEFINES.match(p.text) is not None
        if p.bullet is not None and not p.split and not CHECKBOX.match(p.text):
            p.markers = _behind_bullet(p.text, p.bullet)
    _settle_round_numbers(lines)
    _settle_padded_numbers(lines)
    _look_ahead(lines)
    score_breaks(lines, learn_layout(lines))
    _mark_headings(lines)
    _complete_headings(lines)
    _part_from_headings(lines)
    return lines, [*boxes, *found]


def _part_from_headings(lines: list[Printed]) -> None:
    """Where most headings of a list stand on lines of their own, so do those that a short text follows."""
    below: dict[str, list[Printed]] = defaultdict(list)
    for above, p in itertools.pairwise(lines):
        heading = _behind_number(above)
        if heading and not p.markers and names_part(heading):
            below[above.markers[0].style].append(p)
    for texts in below.values():
        if sum(p.score > 0 for p in texts) > len(texts) / 2:
            for p in texts:
                if DOUBTFUL < p.score <= 0 and not p.text[0].islower():
                    p.score = BEGINS


DOUBTFUL, BEGINS = -1.0, 0.5
"""Break scores above the first say little; the second is that of a line that rather begins a paragraph."""


def _complete_headings(lines: list[Printed]) -> None:
    """Let the heading below ``## ARTICLE I`` be that of the article: ``### DEFINITIONS`` is no part of its own."""
    for above, p in itertools.pairwise(lines):
        if above.line.heading is None or p.line.heading is None or p.markers or _behind_number(above) != "":
            continue
        if p.line.heading >= above.line.heading:
            p.line, p.score = replace(p.line, heading=None), GOES_ON


def _behind_number(p: Printed) -> str | None:
    """Return what a line says behind its number; None where it has none."""
    return p.text[p.markers[0].end :].strip() if p.markers else None


GOES_ON = -9.0
"""The break score of a line that surely goes on."""


def _mark_headings(lines: list[Printed]) -> None:
    """Where an agreement has no numbers to hold it, or only lists in its parts, its short lines are its headings."""
    heads = [k for k in range(1, len(lines) - 1) if _heads_text(lines, k)]
    if len(heads) < 3 or not _held_by(heads, lines):
        return
    found = [lines[k] for k in heads]
    if all(p.text.isupper() for p in found):
        # Where headings are in capitals, so is one that stands above a list or above another heading.
        found = [
            p
            for p, below in itertools.pairwise(lines[1:])
            if p.score > 0 and below.score > 0 and p.text.isupper() and names_part(p.text) and not (p.markers or p.line.whole)
        ]
    else:
        # What stands right above a heading and looks like one heads the two: Fees and Payment, above Fees.
        found += [lines[k - 1] for k in heads if k > 1 and _heads_heading(lines, k - 1)]
    for p in found:
        p.line = replace(p.line, heading=2)


COLUMNS = re.compile(r"\t|\s{3,}")
"""What stands between two columns, as above the lines on which the parties sign."""


def _stands_alone(p: Printed) -> bool:
    """True for a paragraph of its own without a number that could name a part, in one column."""
    if p.score <= 0 or p.markers or p.bullet or p.line.whole:
        return False
    return names_part(p.text) and not COLUMNS.search(p.text.strip())


def _heads_heading(lines: list[Printed], k: int) -> bool:
    """True for a short line of its own below a text that has ended, all its words with capitals."""
    above, p = lines[k - 1 : k + 1]
    if not _stands_alone(p):
        return False
    words = [word for word in p.text.split() if len(word) > 3]
    return above.text[-1] in "。." and bool(words) and all(word[0].isupper() or is_cjk(word[0]) for word in words)


def _heads_text(lines: list[Printed], k: int) -> bool:
    """True for a short line of its own above prose, or above the list that the prose announces."""
    above, p, below = lines[k - 1 : k + 2]
    if not _stands_alone(p) or below.score <= 0 or above.line.heading is not None or names_part(below.text):
        return False
    return below.text[-1] not in ":：" or any(q.markers or q.bullet for q in lines[k + 2 : k + 3])


def _held_by(heads: list[int], lines: list[Printed]) -> bool:
    """True where the headings hold the numbers, not the numbers the document.

    Then every series stands below one heading, from its first number on, and none is as long as the headings are many.
    An appendix stands beside them all.
    """
    numbered = [
        k for k, p in enumerate(lines)
        if p.markers and p.markers[0].form > -1 and rank(p.markers[0].style) <= 2.2 and p.markers[0].style != "back"
    ]  # fmt: skip
    if len(numbered) < 3 and not any(m.value == (1,) for k in numbered[:1] for m in lines[k].markers):
        return True
    part = -1
    for k in numbered:
        values = [m.value for m in lines[k].markers]
        if bisect_right(heads, k) != part and all(v[-1] > 1 for v in values):
            return False
        part = bisect_right(heads, k)
        if any(v[-1] >= len(heads) for v in values) or any(m.worded for m in lines[k].markers):
            return False
    return True


def names_part(text: str) -> bool:
    """True for a line that can head a part: a few words, no digit, no stop, no pair of name and value."""
    if text[-1] in TERMINAL + ",，、" or re.search(r"[\d:：@]", text) or text[:1].islower():
        return False
    if DEFINES.match(text) or (END_MARKER.fullmatch(text) and text == text.upper()):
        return False  # "End of Agreement" heads what is said of its end
    if not any(map(str.isalpha, text)) or LISTING.search(text):
        return False
    return len(text) <= 20 if CJK_CHAR.search(text) else len(text.split()) <= 9 and len(text) <= 70


def heads_part(text: str) -> bool:
    """True for an unnumbered line that heads a part of the document: a word for one, or capitals throughout."""
    if HEADING_WORDS.fullmatch(text.strip()):
        return True
    letters = sum(c.isalpha() for c in text)
    return 4 <= letters and len(text) <= 60 and text.isascii() and text.isupper() and text[-1] not in ".;:,"


def _settle_round_numbers(lines: list[Printed]) -> None:
    """Read 1.0, 2.0 as sections only where there are two of them; a 1.0 alone stands in front of 1.1."""
    round_ = [p for p in lines if any(m.style == "decimal2" and m.value[1] == 0 for m in p.markers)]
    if len({p.markers[0].value for p in round_}) < 2:
        for p in round_:
            p.markers = [m for m in p.markers if m.style != "arabic"]


def _settle_padded_numbers(lines: list[Printed]) -> None:
    """Read 1.01 as a number only where 1.02 is one too, or 2.01: alone it is an amount."""
    found = {m.value for p in lines for m in p.markers if PADDED.fullmatch(m.label.strip())}
    for p in lines:
        for k, m in enumerate(p.markers):
            if not PADDED.fullmatch(m.label.strip()):
                continue
            a, b = m.value
            if {(a, b - 1), (a, b + 1)} & found or (b == 1 and {(a - 1, 1), (a + 1, 1)} & found):
                p.markers[k] = replace(m, form=0.0)


PADDED = re.compile(r"\d{1,2}\.0\d")


def _look_ahead(lines: list[Printed]) -> None:
    """Note which numbers a next one follows; a first number without a second is less likely to be one."""
    later: Counter[tuple[str, tuple[int, ...]]] = Counter()
    below: list[Marker] = []
    for p in reversed(lines):
        here = {(m.style, m.value) for m in p.markers}
        for k, m in enumerate(p.markers):
            following = _following(m)
            if later[following] > 0:
                p.markers[k] = replace(m, followed=True)
                if m.value[-1] == 1:
                    later[following] -= 1  # the second of this series cannot be that of another
            elif len(m.value) > 1 and (m.style, (*m.value[:-2], m.value[-2] + 1, m.value[-1])) in later:
                pass  # 4.1 and then 5.1, each alone in its section
            elif m.form >= 0 and any(n.value == (1,) and rank(n.style) > rank(m.style) for n in below):
                pass  # (1) and then (A), each the only one
            elif m.value[-1] == 1 and m.style != "back" and m.form < 4.0:
                p.markers[k] = replace(m, form=m.form - 2.0)
        later.update(here)
        below = p.markers or below


def _behind_bullet(text: str, sign: tuple[str, int, int]) -> list[Marker]:
    """Read the number of an item that has a bullet too, as ``* 1.1`` in Markdown; the bullet is part of no text."""
    _, start, end = sign
    found = (m for m in readings(text[end:]) if m.form >= 0 and not m.worded)
    return [replace(m, start=start, end=end + m.end) for m in found]


def _markers(p: Printed) -> list[Marker]:
    found = readings(p.text)
    sure = p.line.label_end
    if sure is None or p.split:
        return found
    end = sum(a < sure for a in p.at)
    label = p.text[:end].strip()
    kept = [m for m in found if m.label.strip() == label]
    if kept:
        return [Marker(m.style, m.value, m.label, m.start, m.end, m.number, 4.0, m.worded) for m in kept]
    return []
