"""Rows of clauses in one language in, where their wording differs out.

Between two languages a row is ``matched`` and no more: whether a translation says the same is another question.
Within one, words can be held against words: the row is ``same`` or ``changed``, and each change is a span of either
source.  Typography and line breaks are no wording (``corpus.normal``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from corpus import Clause, Document, Span
from corpus.normal import normal
from corpus.sentences import places

from .alignment import Change, Row

# A number, a Latin word, a run of Chinese numerals, or any one sign; Chinese is compared character by character.
TOKEN = re.compile(r"\d+(?:[.,:]\d+)*%?|[^\W\d_\u3400-\u9fff]+(?:['-][^\W\d_\u3400-\u9fff]+)*|[〇零一二三四五六七八九十百千万亿两]+|\S")
NUMBER = re.compile(r"\d.*|[〇零一二三四五六七八九十百千万亿两]+")

APART = 3
"""Fewer equal tokens than this between two changes make one of them."""
REWRITTEN = 0.3
"""Where less than this share of the words is common, the words are no guide: all of either side is one change."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign as it is compared, and where its source prints it."""

    said: str
    at: Span


def with_wording(rows: Sequence[Row], old: Document, new: Document) -> tuple[Row, ...]:
    """Compare the inside of every matched row that is in one language."""
    return tuple(_compared(row, old, new) for row in rows)


def _compared(row: Row, old: Document, new: Document) -> Row:
    if row.status != "matched" or {c.lang for c in row.old} != {c.lang for c in row.new}:
        return row
    gone, come = tokens(old, row.old), tokens(new, row.new)
    if not gone and not come and old.langs != new.langs:
        return row  # numbers alone are in no language
    changes = tuple(changes_between(gone, come))
    return replace(row, status="changed" if changes else "same", changes=changes)


def tokens(document: Document, clauses: Sequence[Clause]) -> list[Token]:
    """Return what clauses say that belongs to no other, token by token, labels left out."""
    out = []
    for clause in clauses:
        at, text = places(document, clause), normal(clause.content)
        out += [
            Token(m[0], Span(at[m.start()], at[m.end() - 1] + 1))
            for m in TOKEN.finditer(text)
            if any(s.start <= at[m.start()] < s.end for s in clause.spans)
        ]
    return out


def changes_between(old: Sequence[Token], new: Sequence[Token]) -> Iterator[Change]:
    """Yield what the newer side says in other words, in its order.

    Words in place of others are two changes, one of each side, unless both are about a number.
    """
    for a, b in _differing([t.said for t in old], [t.said for t in new]):
        gone, come = old[a.start : a.stop], new[b.start : b.stop]
        if _numbers(gone) and _numbers(come) and _numbers(gone) != _numbers(come):
            yield Change("number", _span(gone), _span(come))
            continue
        if gone:
            yield Change("only-old", _span(gone), None)
        if come:
            yield Change("only-new", None, _span(come))


def _differing(old: list[str], new: list[str]) -> list[tuple[range, range]]:
    """Return the runs in which two lists differ, those with next to nothing between them as one."""
    if old == new:
        return []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < REWRITTEN:
        return [(range(len(old)), range(len(new)))]
    runs: list[tuple[range, range]] = []
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        if tag == "insert":
            b, b_end = _slid(new, b, b_end)
        elif tag == "delete":
            a, a_end = _slid(old, a, a_end)
        if runs and a - runs[-1][0].stop < APART:
            a, b = runs[-1][0].start, runs[-1][1].start
            runs.pop()
        runs.append((range(a, a_end), range(b, b_end)))
    return runs


def _slid(words: list[str], start: int, end: int) -> tuple[int, int]:
    """Move a run as far on as it says the same: of 甲方及其关联方, 及其关联方 was put in, not 方及其关联."""
    while end < len(words) and words[start] == words[end]:
        start, end = start + 1, end + 1
    return start, end


def _numbers(tokens: Sequence[Token]) -> Counter[str]:
    return Counter(t.said for t in tokens if NUMBER.fullmatch(t.said))


def _span(tokens: Sequence[Token]) -> Span:
    return Span(min(t.at.start for t in tokens), max(t.at.end for t in tokens))
