"""Close pairs in, the run of them that rises in both documents out, and the corridor that it leads through.

A fixed band around the diagonal loses its way where one document has a block that the other lacks.  Here the
way is found first, by pairs that are each other's nearest; the corridor follows it wherever it goes, and is wide
only where nothing shows the way.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .candidates import Doubles
from .similarity import Closeness, Ints

MARGIN = 4
"""Segments by which the corridor is wider than its anchors."""

ANCHOR = 1.5
"""Deviations from unrelated segments by which the two of an anchor are closer, at least."""

LONE = 4.0
"""The same for an anchor that has no other beside it."""

BESIDE = 8
"""How far apart two anchors that vouch for each other may be, and how far off each other's diagonal."""

OPEN = 200_000
"""Cells that a stretch without anchors may have; a larger one is taken to have no pairs but at its ends."""


def heaviest_rising(places: Sequence[int] | Ints, weights: Sequence[float] | Doubles) -> list[int]:
    """Return the positions of the heaviest subsequence whose places rise; of equal ones the first found.

    >>> heaviest_rising([2, 0, 1], [1.0, 1.0, 1.0])
    [1, 2]
    """
    places, weights = np.asarray(places), np.asarray(weights, np.float64)
    n = len(places)
    rank = np.unique(places, return_inverse=True)[1]
    best, last = np.zeros(n + 1), np.full(n + 1, -1)  # by the rank that a run ends on, from 1
    came_from = np.full(n, -1)
    for k in range(n):
        before = int(np.argmax(best[: rank[k] + 1]))
        total = best[before] + weights[k]
        if total > best[rank[k] + 1]:
            best[rank[k] + 1], last[rank[k] + 1], came_from[k] = total, k, last[before]
    at = int(last[np.argmax(best)])
    out = []
    while at >= 0:
        out.append(at)
        at = int(came_from[at])
    return out[::-1]


def anchors(near: Closeness) -> tuple[Ints, Ints, Doubles]:
    """Return pairs of segments that are each other's nearest, and how close they are; in the old one's order."""
    there, back = near.best()
    i = np.flatnonzero(back[there] == np.arange(len(there)))
    j = there[i]
    close = near.scores(i, j)[1].astype(np.float64)
    keep = close > ANCHOR
    return i[keep], j[keep], close[keep]


def chain(i: Ints, j: Ints, close: Doubles) -> tuple[Ints, Ints]:
    """Return the anchors that show the way: the heaviest run of them that rises, without those that stand alone."""
    kept = np.array(heaviest_rising(j, np.minimum(close, 6.0)), np.int64)
    i, j, close = i[kept], j[kept], close[kept]
    beside = np.zeros(len(i), bool)
    for step in (1, 2):
        di, dj = i[step:] - i[:-step], j[step:] - j[:-step]
        near = (di <= BESIDE) & (dj <= BESIDE)
        beside[step:] |= near
        beside[:-step] |= near
    keep = beside | (close > LONE)
    return i[keep], j[keep]


class Corridor:
    """The grid points (i, j) that a path from (0, 0) to (n, m) may pass: i old and j new segments are behind it."""

    def __init__(self, low: Ints, high: Ints) -> None:
        self.low, self.high = low, high
        """First and last j of each i; neither ever falls."""
        widths = high - low + 1
        self.first = np.concatenate([[0], np.cumsum(widths)])
        """Where the points of each i begin when they stand in one row; one more than there are i."""
        self.i = np.repeat(np.arange(len(low)), widths)
        self.j = np.arange(len(self.i)) - np.repeat(self.first[:-1] - low, widths)

    def __len__(self) -> int:
        return len(self.i)

    def find(self, i: Ints, j: Ints) -> Ints:
        """Return where the points (i, j) stand; one past the end for a point outside."""
        row = np.clip(i, 0, len(self.low) - 1)
        inside = (i == row) & (j >= self.low[row]) & (j <= self.high[row])
        return np.where(inside, self.first[row] + j - self.low[row], len(self))


def corridor(i: Ints, j: Ints, n: int, m: int) -> Corridor:
    """Lead a corridor along a chain of anchors."""
    i, j = np.concatenate([[-1], i, [n]]), np.concatenate([[-1], j, [m]])
    rows = np.arange(n + 1)
    # Of each row the last anchor well before it and the first well behind it; what lies between is open.
    before = np.searchsorted(i, rows - MARGIN, side="right") - 1
    after = np.searchsorted(i, rows + MARGIN, side="left")
    low = np.where(before >= 0, j[np.maximum(before, 0)] + 1 - MARGIN, 0)
    high = np.where(after < len(i), j[np.minimum(after, len(i) - 1)] + MARGIN, m)
    low, high = np.clip(low, 0, m), np.clip(high, 0, m)
    for k in np.flatnonzero((np.diff(i) - 1) * (np.diff(j) - 1) > OPEN):
        # Down one side and along the other: nothing between is taken to answer.
        narrow = rows[(rows > i[k] + 2 * MARGIN) & (rows < i[k + 1] - MARGIN)]
        high[narrow] = np.minimum(high[narrow], j[k] + 1 + MARGIN)
    low = np.minimum.accumulate(low[::-1])[::-1]
    high = np.maximum.accumulate(high)
    low[0], high[-1] = 0, m
    return Corridor(low.astype(np.int64), high.astype(np.int64))
