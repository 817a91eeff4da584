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
    IN_WORDS,
    INLINE,
    REFERRING,
    REFERRING_WORD,
    RUN_IN,
    SENTENCE_END,
    TERM_AND_COLON,
    defined_terms,
)

BETWEEN = re.compile(r"[项項款条條点點]?\s*(?:和|或者?|及|与|與|、|，|,|and|or|and/or|to|至|到|-)?\s*(?:[第项項款])?", re.IGNORECASE)
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
        return (named["term"].strip(),)
    return () if node.kind == "note" else _unique(HEREINAFTER.findall(text))


def _unique(terms: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t.strip() for t in terms))


def _cut_items(node: Node) -> None:
    """Cut the list that stands inside a sentence, ``(i) …; (ii) …``, into items."""
    text = node.text
    found = [m for m in INLINE.finditer(text) if not _refers(text[max(0, m.start() - 16) : m.start()], m[0])]
    signed = [(m.start(), m.end(), m[1] or m[2] or m[3]) for m in found if not m["bare"]]
    bare = [(m.start(), m.end(), m["bare"]) for m in found if m["bare"]]
    best = max((_series(marks, value, text) for marks in (signed, bare) for value in VALUES), key=len)
    if len(best) < 2 or any(BETWEEN.fullmatch(text[a[1] : b[0]]) for a, b in pairwise(best)):
        return  # "(i)或(ii)" refers to both
    tail = SENTENCE_END.search(text, best[-1][1])
    stop = tail.start() + 1 if tail else len(text)
    items = []
    for (start, end, number), after in zip(best, [*(b[0] for b in best[1:]), stop], strict=True):
        label_at = tuple(node.run.at[start:end])
        items.append(Node("item", node.run.cut(end, after), text[start:end], label_at, number, inline=True, parent=node))
    # Items in the sentence come before whatever follows it.
    node.children[:0] = items


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
        if len(found) >= 2 and len(found) >= 0.6 * len(group):
            for c, m in found:
                c.run_in = m["h"].strip()
