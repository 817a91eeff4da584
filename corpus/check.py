"""A document in, what a reader should know of it out: gaps, duplicates, doubtful decisions, lost characters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from .clauses import Clause, Document, Finding, Furniture
from .counters import chinese, chinese_digits, full_width, repeated_letter, roman
from .languages import OTHER_PART
from .numbering import CJK_NUMERAL, SINGLES, UNICODE_ROMAN, letter_number, roman_number
from .outline import Block
from .source import Source

# Soft hyphen, zero-width signs, direction marks (the isolates too) and the byte order mark inside a text.
HIDDEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# What an amendment adds to a number: 第三條之一, 第 3-1 條, Article 3-1.
INSERTED = re.compile(rf"之[{CJK_NUMERAL}]+|-\d+")
REACH = 50
"""So many siblings may be out of sequence in a row."""
CHANGE = 9
"""A change to another kind of number, or below another one, counts as a gap of this many."""
DOUBTFUL = 1.0
"""A reading that won by less than this is worth a look (scores of ``outline``)."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the characters of a source went; the counts add up to ``total``."""

    total: int
    clauses: int
    """Characters that belong to a clause, white space and hidden ones not counted."""
    furniture: Mapping[str, int]
    """Characters that belong to the page and to no clause, by reason."""
    hidden: int
    """Characters that nobody sees: soft hyphens, zero-width and direction marks."""
    blank: int
    """White space, wherever it stands."""
    lost: int
    """Characters that are in no clause, or in two: always 0, or this room has a bug."""

    @property
    def places(self) -> tuple[tuple[str, int], ...]:
        """Where the characters went, in words; hidden characters only where there are any."""
        hidden = (("hidden characters", self.hidden),) if self.hidden else ()
        return (
            ("in clauses", self.clauses),
            *self.furniture.items(),
            *hidden,
            ("white space", self.blank),
            ("lost", self.lost),
        )


def account(document: Document) -> Account:
    r"""Count where every character of a document's source went.

    >>> from corpus import parse_text
    >>> account(parse_text("1. Use\n\n(1) Use it well.\n"))
    Account(total=25, clauses=18, furniture={}, hidden=0, blank=7, lost=0)
    """
    counts = Counter(_places(document))
    clauses, hidden, blank, nowhere, twice = (
        counts.pop(place, 0) for place in (_CLAUSE, _HIDDEN, _BLANK, _NOWHERE, _TWICE)
    )
    furniture = dict(sorted(counts.items()))
    return Account(len(document.source), clauses, furniture, hidden, blank, lost=nowhere + twice)


def unaccounted(document: Document) -> list[int]:
    """Return the offsets of non-space characters that are in no clause or in two; empty when nothing is lost.

    The invariant of this room: every non-space character of the source belongs to exactly one clause or to the
    furniture.
    """
    return [k for k, place in enumerate(_places(document)) if place in (_NOWHERE, _TWICE)]


# Where a character is; any other place is the reason of a piece of furniture, which has no space in front.
_CLAUSE, _HIDDEN, _BLANK, _NOWHERE, _TWICE = " clause", " hidden", " blank", " nowhere", " twice"


def _places(document: Document) -> list[str]:
    """Name for each character of the source the one place where it is."""
    places = [_NOWHERE] * len(document.source)
    for f in document.furniture:
        places[f.start : f.end] = [f.reason] * (f.end - f.start)
    for c in document.clauses:
        for s in c.spans:
            places[s.start : s.end] = [_CLAUSE if p == _NOWHERE else _TWICE for p in places[s.start : s.end]]
    for k, ch in enumerate(document.source):
        if ch.isspace():
            places[k] = _BLANK
        elif HIDDEN.match(ch):
            places[k] = _HIDDEN
    return places


def report(document: Document) -> tuple[Finding, ...]:
    r"""Return all that a reader should know of how a document was read: found, lost, repaired, left out.

    >>> from corpus import parse_text
    >>> [f.message for f in report(parse_text("(1) One\n(2) Two\n(4) Four\n"))]
    ['top level: (3) missing']

    What concerns the whole document comes first, then what stands somewhere, in printed order.
    """
    found = list(document.findings)
    if lost := unaccounted(document):
        message = f"{len(lost)} characters are in no clause or in two"
        found.append(Finding("lost", message, lost[0], look=True))
    for c in document:
        for r in c.repairs:
            found.append(Finding("repair", f"{r.found} → {r.put}: {r.reason}", r.start, c.id))
    found += _left_out(document)
    return tuple(sorted(found, key=lambda f: -1 if f.start is None else f.start))


def _left_out(document: Document) -> Iterator[Finding]:
    """Name the furniture, pieces that follow each other together; the other language is no furniture to a reader."""
    run: list[Furniture] = []
    for f in (*document.furniture, None):
        if run and (f is None or f.reason != run[-1].reason or document.source[run[-1].end : f.start].strip()):
            pieces = f", {len(run)} pieces" if len(run) > 1 else ""
            yield Finding("furniture", f"left out: {run[0].reason}{pieces}", run[0].start)
            run = []
        if f is not None and f.reason != OTHER_PART:
            run.append(f)


def reading_findings(source: Source, blocks: Sequence[Block]) -> list[Finding]:
    """Say what was unsure in reading: hidden characters, numbers that could be read another way."""
    found = []
    hidden = list(HIDDEN.finditer(source.text))
    if hidden:
        names = sorted({unicodedata.name(m[0], f"U+{ord(m[0]):04X}").lower() for m in hidden})
        noun = "character" if len(hidden) == 1 else "characters"
        message = f"{len(hidden)} hidden {noun} ({', '.join(names)})"
        found.append(Finding("hidden", message, hidden[0].start(), look=True))
    for block in blocks:
        if block.marker is not None and block.margin < DOUBTFUL:
            found.append(
                Finding("margin", f"{block.marker.label!r} could be read another way", block.lines[0].start, look=True)
            )
    if not any(b.marker for b in blocks):
        found.append(Finding("unnumbered", "no numbered clauses: the paragraphs stand as they are"))
    return found


def numbering_findings(clauses: Sequence[Clause]) -> list[Finding]:
    """Say where the printed numbers skip or repeat: ``4.3: (ii) appears twice; (iii), (ix) missing``."""
    siblings: dict[tuple[str | None, bool], list[Clause]] = {}
    for c in clauses:
        if c.number and c.kind not in ("appendix",):
            # The list in a sentence is another than the one below it.
            siblings.setdefault((c.parent, c.inline), []).append(c)
    found = []
    series: dict[str, _Numbered] = {}
    for (parent, _), group in siblings.items():
        places = [_Numbered(c.label, c.number, x) for c, x in zip(group, _ordinals(group), strict=True)]
        # Articles may count on through the chapters: then the first follows the last of the chapter before.
        before = series.get(places[0].shape) if places[0].last > 1 else None
        if said := _series(places if before is None else [before, *places], begins=before is None):
            where = parent or "top level"
            found.append(Finding("numbering", f"{where}: {said}", group[0].start, parent, look=True))
        series[places[-1].shape] = places[-1]
    return found


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A clause's place in its series."""

    label: str
    number: str
    ordinal: tuple[int, ...]
    """Outer numbers first, 14-1 is (14, 1); () where the number cannot be read."""

    @property
    def last(self) -> int:
        return self.ordinal[-1] if self.ordinal else 0

    @property
    def shape(self) -> str:
        """What the labels of a series have in common: 第零條 for 第三條, 第三條之一 and 第3-1條."""
        label = INSERTED.sub("", self.label)
        return _like(label, self.ordinal[0], 0) if self.ordinal else label

    def like(self, other: int) -> str:
        return _like(self.label, self.last, other)


def _series(places: Sequence[_Numbered], *, begins: bool) -> str:
    """Say what is wrong with the numbers of siblings; "" where each follows from the one before."""
    repeated: Counter[str] = Counter()
    missing: list[str] = []
    strays = _out_of_sequence(places)
    printed = {places[k].ordinal for k in strays}
    inside = [p for k, p in enumerate(places) if k not in strays]
    if begins and inside[0].last > 1:
        missing += _between(inside[0], 1, printed)
    for a, b in pairwise(inside):
        if not _comparable(a, b):
            continue
        x, y = a.ordinal[: len(b.ordinal)], b.ordinal  # 14-1 stands for 14 where 15 follows
        if y == x:
            repeated[b.label] += 1
        elif y[-1] > x[-1] + 1:
            missing += _between(b, x[-1] + 1, printed)
    said = [f"{label} appears {'twice' if n == 1 else f'{n + 1} times'}" for label, n in repeated.items()]
    labels = [places[k].label for k in sorted(strays)]
    parts = [
        ", ".join(said),
        f"{', '.join(labels)} {'is' if len(labels) == 1 else 'are'} out of sequence" if labels else "",
        f"{', '.join(missing)} missing" if missing else "",
    ]
    return "; ".join(part for part in parts if part)


def _comparable(a: _Numbered, b: _Numbered) -> bool:
    """True for numbers of one kind below one number: 2.3 and 2.4, (a) and (b), 14-1 and 15."""
    x, y = a.ordinal[: len(b.ordinal)], b.ordinal
    return bool(y) and len(x) == len(y) and x[:-1] == y[:-1] and a.number.isalpha() == b.number.isalpha()


def _out_of_sequence(places: Sequence[_Numbered]) -> set[int]:
    """Return the indices of the fewest numbers without which the others rise; a number 1 begins the series again.

    Of several ways the one that leaves the smaller gaps: 1, 2, 8, 4 without the 8.
    """
    strays: set[int] = set()
    begun = [0, *(k for k, p in enumerate(places) if k and p.last == 1), len(places)]
    for first, end in pairwise(begun):
        part = places[first:end]
        if all(_rises(a, b) for a, b in pairwise(part)):
            continue
        # The longest rising series that ends at each place: (its length, its gaps, the place before).
        best: list[tuple[int, int, int]] = []
        for k, p in enumerate(part):
            ways = [(1, 1 - p.last, -1)]
            for j in range(max(0, k - REACH), k):
                if _rises(part[j], p):
                    gap = p.last - part[j].last - 1 if _comparable(part[j], p) else CHANGE
                    ways.append((best[j][0] + 1, best[j][1] - max(gap, 0), j))
            best.append(max(ways))
        k = max(range(len(part)), key=lambda i: best[i])
        kept = set()
        while k >= 0:
            kept.add(k)
            k = best[k][2]
        strays |= {first + k for k in range(len(part)) if k not in kept}
    return strays


def _rises(a: _Numbered, b: _Numbered) -> bool:
    """True unless b is less than a; a letter is neither less nor more than a number."""
    return a.number.isalpha() != b.number.isalpha() or b.ordinal >= a.ordinal[: len(b.ordinal)]


def _between(place: _Numbered, begin: int, printed: Collection[tuple[int, ...]]) -> list[str]:
    """Name the numbers from ``begin`` to the one before a place, but for those printed elsewhere."""
    absent = [n for n in range(begin, place.last) if (*place.ordinal[:-1], n) not in printed]
    named = []
    for _, run in groupby(enumerate(absent), key=lambda at: at[1] - at[0]):
        numbers = [n for _, n in run]
        first, last = place.like(numbers[0]), place.like(numbers[-1])
        named.append(first if first == last else f"{first} to {last}")
    return named


def _ordinals(group: Sequence[Clause]) -> list[tuple[int, ...]]:
    """Return each clause's place in its series, from its ASCII number; () where it has none.

    Letters or romans is decided for the whole series: (i) is 9 after (h), and 1 before (ii).
    """
    as_letters, as_romans = (
        [_steps(c.number, read) for c in group] for read in (letter_number, roman_number)
    )
    return as_letters if _regular(as_letters) > _regular(as_romans) else as_romans


def _steps(number: str, read: Callable[[str], int | None]) -> tuple[int, ...]:
    values = [int(step) if step.isdigit() else read(step) for step in re.split(r"[.-]", number)]
    return tuple(v for v in values if v) if all(values) else ()


def _regular(ordinals: Sequence[tuple[int, ...]]) -> tuple[int, int]:
    """Return how many numbers a reading makes sense of, and how many of them follow the one before."""
    steps = sum(bool(x and y) and y[-1] == x[-1] + 1 for x, y in pairwise(ordinals))
    return sum(map(bool, ordinals)), steps


_WRITTEN = (str, full_width, chinese, chinese_digits)
_LETTERED = (roman, repeated_letter)


def _like(label: str, value: int, other: int) -> str:
    """Write another number the way that a label prints its value.

    >>> [_like(label, 4, 3) for label in ("(4)", "2.4", "四、", "第四条", "（４）", "(iv)", "(D)", "Article 4", "④")]
    ['(3)', '2.3', '三、', '第三条', '（３）', '(iii)', '(C)', 'Article 3', '③']
    """
    for ch in label:
        if ch in SINGLES or ch in UNICODE_ROMAN:  # their code points stand in the order of their values
            return label.replace(ch, chr(ord(ch) + other - value))
    for write in _WRITTEN:
        before, printed, after = label.rpartition(write(value))
        if printed:
            return before + write(other) + after
    for write in _LETTERED:
        for case in (str.lower, str.upper):
            alone = re.compile(rf"(?<![A-Za-z]){case(write(value))}(?![A-Za-z])")
            if alone.search(label):
                return alone.sub(case(write(other)), label)
    return str(other)
