"""Numbers out of sequence: which of them begin a clause all the same.

Sections are printed 1., 5., 2., numbers are misprinted (1, 2, 8, 4), two change places.  Yet most numbers that do not
follow the list they could belong to are no clause numbers: a citation that a wrap put at a line start, an amount, a
house number.  Sequence cannot tell the two apart, so a number out of sequence must be vouched for by its siblings:

1. *The list goes on around it.*  Before it stands the number that the list had got to, after it the one that follows
   that (or the next but one, where the stray is a misprint of the one between).  In its stead its own children may
   follow (5.1 below 5.), which no citation has; or, where the list has ended, the two numbers before it are both like
   it.  A first number is never a stray: it opens a list.
2. *It looks like a sibling.*  The sibling on one side has a number with the same signs around it, at the same indent,
   as heavy, under a heading of the same level, and after the number the same kind of words: a heading, or text.
3. *A paragraph surely begins.*  The line above has ended its sentence, or is a heading, and announces nothing; the
   form of the number is beyond doubt (no quantity, no year, no bare ``12 High Street``, no ``Section 5 of``).

A number that the format itself printed (Word's numbering, ``<ol>``) needs none of this.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from unicodedata import normalize

from .lines import Printed, names_part, runs_on
from .numbering import Marker

AHEAD = 3
"""So many numbers of a style may stand between a stray and the number with which its list goes on."""
SURE = 1.0
"""The least break score of a line that can be a stray."""
MAX_SHIFT = 1.0
"""Siblings stand at one indent, give or take this."""
NUMBER = re.compile(r"[\w\s-]+")

Value = tuple[int, ...]


def follows(a: Value, b: Value) -> bool:
    """True where b is the number after a.

    >>> follows((2,), (3,)), follows((14,), (14, 1)), follows((14, 2), (15,)), follows((2, 4), (3, 1))
    (True, True, True, False)
    """
    if len(a) == len(b):
        return a[:-1] == b[:-1] and b[-1] == a[-1] + 1
    if len(b) == len(a) + 1:
        return b[:-1] == a and b[-1] in (1, 2)
    return len(b) < len(a) and b[-1] == a[len(b) - 1] + 1 and b[:-1] == a[: len(b) - 1]


def resumes(last: Value, value: Value) -> bool:
    """True where a list that had got to ``last`` goes on with ``value`` after a stray: next, or next but one."""
    return follows(last, value) or (len(last) == len(value) and value == (*last[:-1], last[-1] + 2))


class Strays:
    """Knows of every line of a document which numbers of the same style stand before and after it."""

    def __init__(self, lines: Sequence[Printed]) -> None:
        self.lines = lines
        self.places: dict[str, list[int]] = defaultdict(list)
        """The lines where a paragraph may begin with a number of a style."""
        self.holders: dict[tuple[str, Value], list[int]] = defaultdict(list)
        """The lines that begin with a number."""
        self.readings: dict[tuple[int, str], Marker] = {}
        for k, p in enumerate(lines):
            for m in p.markers:
                self.holders[m.style, m.value].append(k)
                if p.score > 0 and m.form >= 0:
                    self.places[m.style].append(k)
                    self.readings[k, m.style] = m

    def is_clause(self, k: int, m: Marker, last: Value) -> bool:
        """True where the number that does not follow ``last`` begins a clause of that list all the same."""
        p = self.lines[k]
        if p.line.label_end is not None:
            return True
        if m.value[-1] <= 1 or m.style == "back" or m.form < 0 or p.score < SURE or p.line.cell:
            return False
        if k and runs_on(self.lines[k - 1]):
            return False
        before = self._last(k, m.style, last)
        if before is None:
            return False
        after = self._next(k, m.style, last)
        if after is None and not self._has_children(k, m):
            second = self._last(before, m.style, (*last[:-1], last[-1] - 1))
            return second is not None and self._alike(k, m, before) and self._alike(k, m, second)
        return any(self._alike(k, m, j) for j in (before, after) if j is not None)

    def _last(self, k: int, style: str, value: Value) -> int | None:
        """Return the nearest line above that has this number."""
        held = self.holders[style, value]
        at = bisect_left(held, k)
        return held[at - 1] if at else None

    def _next(self, k: int, style: str, last: Value) -> int | None:
        """Return the line further down with which the list goes on; None where another list of the style begins."""
        places = self.places[style]
        at = bisect_right(places, k)
        for j in places[at : at + AHEAD]:
            value = self.readings[j, style].value
            if resumes(last, value):
                return j
            if value[-1] <= 1:
                return None
        return None

    def _has_children(self, k: int, m: Marker) -> bool:
        """True where the next numbered line counts on below this number: 5.1 after 5."""
        style = f"decimal{len(m.value) + 1}"
        for p in self.lines[k + 1 : k + 1 + AHEAD]:
            if p.markers:
                return any(n.style == style and n.value in ((*m.value, 0), (*m.value, 1)) for n in p.markers)
        return False

    def _alike(self, k: int, m: Marker, sibling: int) -> bool:
        p, q = self.lines[k], self.lines[sibling]
        n = next(n for n in q.markers if n.style == m.style)
        return (
            _signs(m) == _signs(n)
            and abs(p.indent - q.indent) <= MAX_SHIFT
            and (p.line.bold, p.line.heading) == (q.line.bold, q.line.heading)
            and words_after(p, m) == words_after(q, n)
        )


def _signs(m: Marker) -> str:
    """Return what stands around the number: ``(#)`` for (3) and （三）, ``#.`` for 3. and Section 3."""
    return NUMBER.sub("#", normalize("NFKC", m.label.strip()))


def words_after(p: Printed, m: Marker) -> str:
    """Name what follows the number: nothing, a heading, text, or words that run on from the line above."""
    tail = p.text[m.end :].lstrip()
    if not tail:
        return "nothing"
    if tail[0].islower():
        return "small letters"
    return "a heading" if names_part(tail) else "text"
