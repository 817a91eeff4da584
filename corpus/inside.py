"""A clause's text in, what stands inside it out: defined terms, the list in its sentence, its run-in heading."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from .node import Node, walk
from .numbering import CJK_NUMERAL, SINGLES, cjk_number, letter_number, roman_number
from .phrases import (
    BARE_DEFINES,
    HEREINAFTER,
    IN_BRACKETS,
    IN_WORDS,
    INLINE,
    QUOTED_TERM,
    REFERRING,
    REFERRING_WORD,
    RUN_IN,
    SENTENCE_END,
    TERM_AND_COLON,
    defined_terms,
)

BETWEEN = re.compile(r"[项項款条條点點]?\s*(?:和|或者?|及|与|與|、|，|,|and/or|and|or|to|through|至|到|[-\N{EN DASH}\N{EM DASH}~])?\s*(?:[第项項款])?", re.IGNORECASE)
"""All that stands between two marks that a text refers to."""

Mark = tuple[int, int, str]
"""Start, end and number of one marker in a sentence."""


def find_inside(node: Node) -> None:
    """Give a node its terms and the items of the list in its sentence."""
    node.terms = _terms(node)
    _cut_items(node)


def _terms(node: Node) -> tuple[str, ...]:
    text = node.text
    if quoted := defined_terms(text):
        return _unique(quoted)
    if node.kind == "definition" and (bare := BARE_DEFINES.match(text)):
        return (bare["term"] or bare["chinese"],)
    if node.kind == "definition" and (named := TERM_AND_COLON.match(text)):
        return ((named["term"] or named["chinese"]).strip(),)
    if node.kind == "note":
        return ()
    series = [m.span("terms") for pattern in (HEREINAFTER, IN_BRACKETS) for m in pattern.finditer(text)]
    found = [(t.start("term"), t["term"]) for start, end in series for t in QUOTED_TERM.finditer(text, start, end)]
    return _unique([term for _, term in sorted(found)])


def _unique(terms: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t.strip(" ,，;；") for t in terms))  # American print puts the comma inside: “we,” or “us”


def _cut_items(node: Node) -> None:
    """Cut the list that stands inside a sentence, ``(i) …; (ii) …``, into items."""
    text = node.text
    found = _announcing(text)
    signed, bare = ([(m.start(), m.end(), _token(m)) for m in found if (m["bare"] is None) == plain] for plain in (True, False))
    series = [_series(marks, value, text) for marks in (signed, bare) for value in VALUES]
    best = _outer([marks for marks in series if len(marks) > 1], text)
    if not best or any(BETWEEN.fullmatch(text[a[1] : b[0]]) for a, b in pairwise(best)):
        return  # (a)(b), or a mark that is repeated: a reference, too
    tail = SENTENCE_END.search(text, best[-1][1])
    stop = tail.start() + 1 if tail else len(text)
    items = []
    for (start, end, number), after in zip(best, [*(b[0] for b in best[1:]), stop], strict=True):
        label_at = tuple(node.run.at[start:end])
        items.append(Node("item", node.run.cut(end, after), text[start:end], label_at, number, inline=True, parent=node))
    # Items in the sentence come before whatever follows it.
    node.children[:0] = items


def _outer(series: list[list[Mark]], text: str) -> list[Mark]:
    """Return the longest series, the first of several; or the one in whose item it stands: (a) the files, (i) …, (ii) …; (b) …."""
    if not series:
        return []
    best = max(series, key=lambda marks: (len(marks), -marks[0][0]))
    begins = best[0][0]
    for marks in sorted(series):
        before = [end for _, end, _ in marks if end <= begins]
        if before and not SENTENCE_END.search(text, before[-1], begins):
            return marks
    return best


def _announcing(text: str) -> list[re.Match[str]]:
    """Return the marks in a text that may announce an item and do not refer to one, as both in Section 3(a) and (b) do."""
    marks = list(INLINE.finditer(text))
    refers = [_refers(text[max(0, m.start() - 16) : m.start()], m[0]) for m in marks]
    for k, (a, b) in enumerate(pairwise(marks)):
        between = text[a.end() : b.start()]
        if between.strip() and BETWEEN.fullmatch(between) and _counts_up(a, b):
            refers[k] = refers[k + 1] = True  # (a) and (b), (i) - (v)
    return [m for m, refers_ in zip(marks, refers, strict=True) if not refers_]


def _counts_up(a: re.Match[str], b: re.Match[str]) -> bool:
    """True where two marks can be numbers of one kind, the second the greater."""
    read = ((value(_token(a)), value(_token(b))) for value in VALUES)
    return any(x is not None and y is not None and x < y for x, y in read)


def _token(mark: re.Match[str]) -> str:
    return mark[1] or mark[2] or mark[3] or mark["bare"]


def _refers(before: str, mark: str) -> bool:
    """True where what stands before a bracketed number makes it another thing: Section 3(a), paragraphs (b), one (1)."""
    if IN_WORDS.search(before) and any(map(str.isdigit, mark)):
        return True
    return bool(REFERRING_WORD.search(before) or (REFERRING.search(before) and not before[-1:].isspace()))


def _series(marks: list[Mark], value: Callable[[str], int | None], text: str) -> list[Mark]:
    """Return the marks that count up from one; a number may repeat or skip one, as misprints do.

    A second list, which begins in a later sentence, stays in the text.
    """
    series: list[Mark] = []
    last = searched = 0
    read = [(start, end, token, v) for start, end, token in marks if (v := value(token)) is not None]
    for k, (start, end, token, v) in enumerate(read):
        if v == 1 and last > 1 and [r[3] for r in read[k + 1 : k + 2]] == [2]:
            if SENTENCE_END.search(text, max(series[-1][1], searched), start):
                break
            searched = start  # no sentence has ended up to here
        if (v == 1 and not series) or (series and last <= v <= last + 2):
            series.append((start, end, token.lower() if token.isascii() else str(v)))
            last = v
    return series


# A token is read as one kind of number at a time; ties go to the first.
VALUES: tuple[Callable[[str], int | None], ...] = (
    lambda token: roman_number(token.lower()) if token.isascii() and token.isalpha() else None,
    lambda token: letter_number(token) if len(token) == 1 else None,
    lambda token: int(token) if token.isascii() and token.isdigit() else None,
    lambda token: cjk_number(token) if token[0] in CJK_NUMERAL else None,
    lambda token: SINGLES[token][1] if token in SINGLES else None,
)


def name_run_in_headings(root: Node) -> None:
    """Name run-in headings, but only where most siblings have one: one alone is just a short sentence."""
    for node in walk(root):
        group = [c for c in node.children if c.marker is not None and c.heading is None and c.text]
        found = [(c, m) for c in group if (m := RUN_IN.match(c.text)) and len(c.text) > m.end() + 4]
        found = [(c, m) for c, m in found if len(m["h"].split()) <= 8 and c.kind != "definition"]
        headed = sum(c.marker is not None and c.heading is not None for c in node.children)
        if found and len(found) + headed >= 2 and len(found) >= 0.6 * len(group):
            for c, m in found:
                c.run_in = m["h"].strip()
