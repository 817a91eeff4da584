"""Rows of clauses in one language in, where their wording differs out.

Within one language words can be held against words: the row is ``same`` or ``changed``, and each change is a span of
either source.  Typography and line breaks are no wording (``corpus.normal``).  What can be compared between two
languages is another question (``across``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from corpus import Clause, Document, Span
from corpus.normal import normal
from corpus.phrases import CJK_CHAR
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
    run: int = 0
    """Tokens with one number stand together: nothing of another clause and no page number is between them."""


def with_wording(rows: Sequence[Row], old: Document, new: Document) -> tuple[Row, ...]:
    """Compare the inside of every matched row that is in one language.

    What is answered word for word is perhaps nobody else's counterpart: no row names it as the nearest.
    """
    compared = [_compared(row, old, new) for row in rows]
    settled_old = {c.id for row in compared if row.status == "same" for c in row.old}
    settled_new = {c.id for row in compared if row.status == "same" for c in row.new}
    return tuple(
        replace(row, nearest="") if row.nearest in (settled_new if row.old else settled_old) else row for row in compared
    )


def _compared(row: Row, old: Document, new: Document) -> Row:
    if row.status not in ("matched", "uncertain") or not (row.old and row.new) or {c.lang for c in row.old} != {c.lang for c in row.new}:
        return row
    gone, come = tokens(old, row.old), tokens(new, row.new)
    if not gone and not come and old.langs != new.langs:
        return row  # numbers alone are in no language
    headings = not any(c.text for c in (*row.old, *row.new))
    if (old.langs != new.langs and _in_two_scripts(gone, come)) or (headings and set(old.langs).isdisjoint(new.langs)):
        return row  # a line of a document in the other language, taken for its own: **仓库：** <https://…>, Cookie
    changes = tuple(changes_between(gone, come))
    if changes and row.status == "uncertain":
        return row
    # What says the same is safe, whichever of several alike it is.
    return replace(row, status="changed" if changes else "same", changes=changes)


def _in_two_scripts(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Say whether only one of two texts has Chinese characters."""
    here, there = (any(CJK_CHAR.match(t.said) for t in side) for side in (old, new))
    return here != there


def tokens(document: Document, clauses: Sequence[Clause]) -> list[Token]:
    """Return what clauses say that belongs to no other, token by token, labels left out."""
    out: list[Token] = []
    for clause in clauses:
        at, text = places(document, clause), normal(clause.content)
        starts = [span.start for span in clause.spans]
        for m in TOKEN.finditer(text):
            place = Span(at[m.start()], at[m.end() - 1] + 1)
            owner = bisect_right(starts, place.start) - 1
            if owner < 0 or place.start >= clause.spans[owner].end:
                continue
            together = bool(out) and not document.source[out[-1].at.end : place.start].strip()
            out.append(Token(m[0], place, out[-1].run + (not together) if out else 0))
    return out


def changes_between(old: Sequence[Token], new: Sequence[Token]) -> Iterator[Change]:
    """Yield what the newer side says in other words, in its order.

    Words in place of others are two changes, one of each side, unless both are about a number.
    """
    for a, b in _differing([t.said for t in old], [t.said for t in new]):
        gone, come = old[a.start : a.stop], new[b.start : b.stop]
        spans = _spans(gone), _spans(come)
        if len(spans[0]) == len(spans[1]) == 1 and _numbers(gone) and _numbers(come) and _numbers(gone) != _numbers(come):
            yield Change("number", spans[0][0], spans[1][0])
            continue
        yield from (Change("only-old", span, None) for span in spans[0])
        yield from (Change("only-new", None, span) for span in spans[1])


def _differing(old: list[str], new: list[str]) -> list[tuple[range, range]]:
    """Return the runs in which two lists differ, those with next to nothing between them as one."""
    if old == new:
        return []
    if (len(old), old) > (len(new), new):
        # The matcher does not find the same both ways: it is always asked the one way.
        return [(a, b) for b, a in _differing(new, old)]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < REWRITTEN:
        return [(range(len(old)), range(len(new)))]
    runs: list[tuple[range, range]] = []
    codes = matcher.get_opcodes()
    for k, (tag, a, a_end, b, b_end) in enumerate(codes):
        if tag == "equal":
            continue
        follow = codes[k + 1][2] - codes[k + 1][1] if k + 1 < len(codes) else 0
        on = _slides(new, b, b_end, follow) if tag == "insert" else _slides(old, a, a_end, follow) if tag == "delete" else 0
        a, a_end, b, b_end = a + on, a_end + on, b + on, b_end + on
        if runs and a - runs[-1][0].stop < APART:
            a, b = runs[-1][0].start, runs[-1][1].start
            runs.pop()
        runs.append((range(a, a_end), range(b, b_end)))
    return runs


def _slides(words: list[str], start: int, end: int, most: int) -> int:
    """Return by how much a run can be told further on: of 甲方及其关联方, 及其关联方 was put in, not 方及其关联."""
    on = 0
    while on < most and words[start + on] == words[end + on]:
        on += 1
    return on


def _numbers(tokens: Sequence[Token]) -> Counter[str]:
    return Counter(t.said for t in tokens if NUMBER.fullmatch(t.said))


def _spans(tokens: Sequence[Token]) -> list[Span]:
    """Return where tokens are printed: one span where nothing else stands between them."""
    out: list[Span] = []
    for _, run in groupby(tokens, key=lambda t: t.run):
        together = list(run)
        out.append(Span(together[0].at.start, together[-1].at.end))
    return out
