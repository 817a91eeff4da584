"""The pairs of clauses that are considered at all, and where each of them stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .sides import Side
from .similarity import Closeness, Ints

Doubles = NDArray[np.float64]


class Pairs:
    """Pairs (i, j) of an old and a new clause, sorted; whatever is known of them is a column beside."""

    def __init__(self, i: Ints, j: Ints, n: int, m: int) -> None:
        self.i, self.j, self.n, self.m = i, j, n, m
        self._keys = i * m + j
        self._by_new = np.argsort(j, kind="stable")

    def __len__(self) -> int:
        return len(self.i)

    def find(self, a: Ints, b: Ints) -> Ints:
        """Return where the pairs (a, b) stand; one past the end for a pair that is not considered.

        -1 is no clause.
        """
        keys = np.where((a >= 0) & (b >= 0), a * self.m + b, -1)
        at = np.searchsorted(self._keys, keys)
        found = at < len(self)
        found[found] = self._keys[at[found]] == keys[found]
        return np.where(found, at, len(self))

    def best_of_old(self, values: Doubles) -> Doubles:
        """Return each old clause's greatest value, 0 for one without pairs."""
        return _greatest(values, self.i, self.n)

    def best_of_new(self, values: Doubles) -> Doubles:
        """Return each new clause's greatest value, 0 for one without pairs."""
        return _greatest(values[self._by_new], self.j[self._by_new], self.m)

    def likeliest_of_old(self, odds: Doubles) -> Ints:
        """Return each old clause's likeliest counterpart; the first of several, -1 for none."""
        return _likeliest(odds, self.i, self.j, self.n)

    def likeliest_of_new(self, odds: Doubles) -> Ints:
        """Return each new clause's likeliest counterpart; the first of several, -1 for none."""
        return _likeliest(odds, self.j, self.i, self.m)


def _likeliest(odds: Doubles, owners: Ints, others: Ints, n: int) -> Ints:
    out = np.full(n, -1)
    order = np.lexsort((-others, odds))  # of several written to one place the last one stays: the likeliest
    out[owners[order]] = others[order]
    return out


def _greatest(values: Doubles, owners: Ints, n: int) -> Doubles:
    """Return the greatest value of each owner; the owners are sorted."""
    out = np.zeros(n)
    if len(values):
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        out[owners[first]] = np.maximum.reduceat(values, first)
    return out


def take(values: Doubles, places: Ints) -> Doubles:
    """Return the values at these places, 0 one past the end."""
    return np.append(values, 0.0)[places]


def all_pairs(n: int, m: int) -> Pairs:
    """Consider every pair."""
    cells = np.arange(n * m, dtype=np.int64)
    return Pairs(cells // max(m, 1), cells % max(m, 1), n, m)


def comparable(pairs: Pairs, old: Side, new: Side) -> Pairs:
    """Keep the pairs that could answer each other at all: no clause, no definition and no item answers a title."""
    titled, whole = ([np.isin([c.kind for c in side.clauses], kinds) for side in (old, new)] for kinds in ("title", WHOLE))
    kept = (whole[0][pairs.i] | ~titled[1][pairs.j]) & (whole[1][pairs.j] | ~titled[0][pairs.i])
    return Pairs(pairs.i[kept], pairs.j[kept], pairs.n, pairs.m)


WHOLE = ("title", "section", "appendix", "paragraph")
"""Kinds that a title can answer: a paragraph may be a title that was not seen to be one."""

NEAREST = 12
"""How many of its nearest each clause is considered with where there are too many pairs for all."""

FAMILY = 400
"""Up to so many pairs of children are considered because their parents are near."""


def near_pairs(old: Side, new: Side, own: Closeness, deep: Closeness) -> Pairs:
    """Consider what is near in meaning, alone or with its children, and the children of the very near.

    Of forty clauses that say "Name:" meaning alone cannot tell which stands in the right schedule.
    """
    m = len(new)
    keys = [i * m + j for i, j in (own.nearest(NEAREST), deep.nearest(NEAREST))]
    for a, b in zip(*deep.nearest(2), strict=True):
        kids_old, kids_new = old.children[a], new.children[b]
        if 0 < len(kids_old) * len(kids_new) <= FAMILY:
            keys.append(np.add.outer(np.array(kids_old) * m, np.array(kids_new)).ravel())
    key = np.unique(np.concatenate(keys))
    return Pairs(key // m, key % m, len(old), m)
