"""Matched rows in; which of them moved, and which only changed number, out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from zlib import crc32

import numpy as np

from .sides import Side

Link = tuple[tuple[int, ...], tuple[int, ...]]
"""Positions of the old and of the new clauses of one row; both in order, neither empty."""


def moved(links: Sequence[Link], old: Side, new: Side) -> list[bool]:
    """Say of each row whether it stands under another parent, or in another place among its siblings.

    Of siblings out of order the fewest are said to have moved, and of as few the shortest with all below them.
    """
    context_old = _contexts(old, {k: r for r, link in enumerate(links) for k in link[0]})
    context_new = _contexts(new, {k: r for r, link in enumerate(links) for k in link[1]})
    out = [True] * len(links)
    families: dict[int, list[int]] = defaultdict(list)
    for r, link in enumerate(links):
        if context_old[link[0][0]] == context_new[link[1][0]]:
            families[context_old[link[0][0]]].append(r)
    whole_old, whole_new = _with_children(old), _with_children(new)
    sizes = [
        sum(whole_old[k] for k in a) + sum(whole_new[k] for k in b) + _lot(old.texts[a[0]], new.texts[b[0]])
        for a, b in links
    ]
    for family in families.values():
        ordered = sorted(family, key=lambda r: links[r][0])
        for r in _in_order(ordered, [links[r][1][0] for r in ordered], [sizes[r] for r in ordered]):
            out[r] = False
    return out


def _with_children(side: Side) -> list[float]:
    """Return the size of each clause with everything below it."""
    total: list[float] = side.size.tolist()
    for k in range(len(side) - 1, -1, -1):
        # An item in a running sentence is in its parent's text already.
        if side.parent[k] >= 0 and not side.clauses[k].inline:
            total[side.parent[k]] += total[k]
    return total


def _lot(a: str, b: str) -> float:
    """Draw a number from 0 to 1 by two texts, the same whichever comes first: it decides between equals.

    Their places cannot: of two clauses that changed places, each stands where the other stood.
    """
    first, second = sorted((a, b))
    return crc32(f"{first}\0{second}".encode("utf-8", "surrogatepass")) / 2**32


def _contexts(side: Side, row_of: dict[int, int]) -> list[int]:
    """Return the row of each clause's nearest matched ancestor, -1 for the document.

    Another clause of the same row is no ancestor here: the row stands where its first clause does.
    """
    out: list[int] = []
    for k, parent in enumerate(side.parent.tolist()):
        while parent >= 0 and (parent not in row_of or row_of[parent] == row_of.get(k)):
            parent = int(side.parent[parent])
        out.append(row_of[parent] if parent >= 0 else -1)
    return out


def _in_order(rows: Sequence[int], places: Sequence[int], sizes: Sequence[float]) -> list[int]:
    """Return the longest run of rows whose places rise, the heaviest of the longest."""
    n = len(rows)
    rank = np.argsort(np.argsort(np.array(places), kind="stable"), kind="stable")
    # Length counts first, size decides between runs of one length: sizes are scaled to add up to less than one.
    weight = 1 + np.array(sizes) / (sum(sizes) + 1.0)
    best, came_from = np.zeros(n + 1), np.full(n + 1, -1)
    for k in range(n):
        before = int(np.argmax(best[: rank[k] + 1]))
        best[rank[k] + 1] = best[before] + weight[k]
        came_from[rank[k] + 1] = before
    at = int(np.argmax(best))
    row_at = {int(rank[k]) + 1: rows[k] for k in range(n)}
    out = []
    while at > 0:
        out.append(row_at[at])
        at = int(came_from[at])
    return out[::-1]


def renumbered(links: Sequence[Link], old: Side, new: Side) -> list[bool]:
    """Say of each row whether both sides print a number and the two cannot be one."""
    return [
        bool(old.numbers[a[0]]) and bool(new.numbers[b[0]]) and not old.numbers[a[0]] & new.numbers[b[0]]
        for a, b in links
    ]
