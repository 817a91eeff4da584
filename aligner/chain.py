"""Close pairs in, the run of them that rises in both documents out, and the corridor that it leads through.

A fixed band around the diagonal loses its way where one document has a block that the other lacks.  Here the
way is found first, by pairs that are each other's nearest; the corridor follows it wherever it goes, and is wide
only where nothing shows the way.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .candidates import Doubles
from .similarity import Closeness, Ints, distinct

MARGIN = 4
"""Segments by which the corridor is wider than its anchors."""

ANCHOR = 1.5
"""Deviations from unrelated segments by which the two of an anchor are closer, at least."""

BESIDE = 8
"""How far apart two anchors that vouch for each other may be, and how far off each other's diagonal."""

OPEN, WIDE = 100_000, 16
"""Points that a corridor may have, and for each segment so many more."""


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
    """Return pairs of segments that are each other's nearest, and how close they are; in the old one's order.

    Of segments that repeat, like "[Reserved]", the first answers the first or the last the last, and so on from there;
    each pair counts for so little that what does not repeat decides.
    """
    (first_old, which_old), (first_new, which_new) = distinct(near.old), distinct(near.new)
    few = near.among(first_old, first_new)
    there, back = few.best()
    a = np.flatnonzero((back[there] == np.arange(len(there))) & few.old.any(axis=1))  # a blank says nothing
    b = there[a]
    close = few.scores(a, b)[1].astype(np.float64)
    keep = close > ANCHOR
    places_old, places_new = _places(which_old), _places(which_new)
    found: dict[tuple[int, int], float] = {}
    for x, y, weight in zip(a[keep].tolist(), b[keep].tolist(), close[keep].tolist(), strict=True):
        rows, columns = places_old[x], places_new[y]
        share = 1 / max(len(rows), len(columns)) ** 2
        for pair in (*zip(rows, columns, strict=False), *zip(rows[::-1], columns[::-1], strict=False)):
            found[pair] = share * weight
    pairs = sorted(found, key=lambda pair: (pair[0], -pair[1]))  # of one old segment's pairs no two rise
    i, j = np.array(pairs, np.int64).reshape(-1, 2).T
    return i, j, np.array([found[pair] for pair in pairs], np.float64)


def _places(which: Ints) -> list[list[int]]:
    """Return where each of the distinct stands."""
    out: list[list[int]] = [[] for _ in range(int(which.max(initial=-1)) + 1)]
    for place, number in enumerate(which.tolist()):
        out[number].append(place)
    return out


Way = tuple[Ints, Ints]
"""Anchors that rise in both lists: positions of the old and of the new segments."""


def chain(i: Ints, j: Ints, close: Doubles, cells: int) -> Way:
    """Return the anchors that show the way: the heaviest run of them that rises, without those that stand alone.

    One may stand alone that is closer than the closest of so many unrelated pairs (``cells``) would be by chance.
    """
    kept = np.array(heaviest_rising(j, np.minimum(close, 6.0)), np.int64)
    i, j, close = i[kept], j[kept], close[kept]
    beside = np.zeros(len(i), bool)
    for step in (1, 2):
        di, dj = i[step:] - i[:-step], j[step:] - j[:-step]
        near = (di <= BESIDE) & (dj <= BESIDE)
        beside[step:] |= near
        beside[:-step] |= near
    keep = beside | (close > np.sqrt(2 * np.log(max(cells, 2))))
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


def blocks(old: Ints, new: Ints) -> Corridor:
    """Return the points at which no segment of one row answers one of another; both lists name the row of each segment.

    Rows rise and are the same on both sides.
    """
    first, last = np.searchsorted(new, old, side="left"), np.searchsorted(new, old, side="right")
    return Corridor(np.concatenate([[0], first]), np.concatenate([last, [len(new)]]))


FAR = 1000
"""A distance from the nearest anchor that is as good as none."""


def distance(way: Way, i: Ints, j: Ints, most: int) -> Doubles:
    """Return how far each pair of segments is from the nearest anchor, on the side where that is further.

    Where two texts have nothing to do with each other, anchors are few and the next one is far; but no further
    than the longer list goes (``most``).
    """
    far = np.zeros(len(i))
    for side, places in zip(way, (i, j), strict=True):
        walls = np.concatenate([[-np.inf], side, [np.inf]])
        at = np.searchsorted(walls, places)
        far = np.maximum(far, np.minimum(np.abs(places - walls[at - 1]), np.abs(walls[at] - places)))
    return np.minimum(far, min(FAR, most))


def corridor(i: Ints, j: Ints, n: int, m: int) -> Corridor:
    """Lead a corridor along a chain of anchors."""
    i, j = np.concatenate([[-1], i, [n]]), np.concatenate([[-1], j, [m]])
    rows = np.arange(n + 1)
    low, high = _along(i, j, n, m)
    left, right = _along(j, i, m, n)
    # What either side finds open is open: the two change sides without a change.
    low = np.minimum(low, np.searchsorted(right, rows))
    high = np.maximum(high, np.searchsorted(left, rows, side="right") - 1)
    low, high = _rising(low, high, m)
    # The largest open stretches are closed until the corridor is near linear: down one side and along the other,
    # so that nothing between is taken to answer.
    cells = (np.diff(i) - 1) * (np.diff(j) - 1)
    for k in np.argsort(-cells, kind="stable"):
        if (high - low + 1).sum() <= OPEN + WIDE * (n + m) or cells[k] <= WIDE * MARGIN:
            break
        narrow = (rows > i[k] - MARGIN) & (rows < i[k + 1] - MARGIN)
        high[narrow] = np.minimum(high[narrow], j[k] + 1 + 2 * MARGIN)
        low, high = _rising(low, high, m)
    return Corridor(low.astype(np.int64), high.astype(np.int64))


def _along(i: Ints, j: Ints, n: int, m: int) -> tuple[Ints, Ints]:
    """Return first and last j of each i: what lies between the last anchor well before it and the first well behind."""
    rows = np.arange(n + 1)
    before = np.searchsorted(i, rows - MARGIN, side="right") - 1
    after = np.searchsorted(i, rows + MARGIN, side="left")
    low = np.where(before >= 0, j[np.maximum(before, 0)] + 1 - MARGIN, 0)
    high = np.where(after < len(i), j[np.minimum(after, len(i) - 1)] + MARGIN, m)
    return _rising(np.clip(low, 0, m), np.clip(high, 0, m), m)


def _rising(low: Ints, high: Ints, m: int) -> tuple[Ints, Ints]:
    """Make neither end fall, and let the corridor begin and end in its corners."""
    low, high = np.minimum.accumulate(low[::-1])[::-1].copy(), np.maximum.accumulate(high)
    low[0], high[-1] = 0, m
    return low, high
