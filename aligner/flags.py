"""Matched rows in; their order, which of them moved, and which only changed number, out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np

from .chain import heaviest_rising
from .sides import Side

Link = tuple[tuple[int, ...], tuple[int, ...]]
"""Positions of the old and of the new clauses of one row, both in order; one side may be empty."""


def reading_order(links: Iterable[Link], n: int, m: int) -> list[Link]:
    """Order rows as the newer side reads, the clauses that are in no link each in a row of its own.

    What the newer side lacks follows what it followed in the older one.
    """
    row_of_old = {k: link for link in links for k in link[0]}
    row_of_new = {link[1][0]: link for link in row_of_old.values()}
    linked_new = {k for link in row_of_new.values() for k in link[1]}
    after: dict[int, list[Link]] = defaultdict(list)
    last = -1
    for k in range(n):
        if k in row_of_old:
            last = row_of_old[k][1][0]
        else:
            after[last].append(((k,), ()))
    out = after[-1]
    for k in range(m):
        if k in row_of_new:
            out += [row_of_new[k], *after[k]]
        elif k not in linked_new:
            out.append(((), (k,)))
    return out


def moved(links: Sequence[Link], old: Side, new: Side) -> list[bool]:
    """Say of each row whether it stands under another parent, or in another place among its siblings.

    Of siblings out of order the fewest are said to have moved, and of as few the shortest with all below them.
    """
    out = [True] * len(links)
    families: dict[int, list[int]] = defaultdict(list)
    homes = _homes(links, old, new)
    for r, (_, _, context) in enumerate(homes):
        if context is not None:
            families[context].append(r)
    whole_old, whole_new = _with_children(old), _with_children(new)
    sizes = [
        sum(whole_old[k] for k in a) + sum(whole_new[k] for k in b) + lot(old.texts[a[0]], new.texts[b[0]])
        for a, b in links
    ]
    for family in families.values():
        ordered = sorted(family, key=lambda r: homes[r][0])
        for k in in_order([homes[r][1] for r in ordered], [sizes[r] for r in ordered]):
            out[ordered[k]] = False
    return out


def in_order(places: Sequence[int], sizes: Sequence[float]) -> list[int]:
    """Return the positions of the longest run of places that rise, of the longest ones the heaviest."""
    # Length counts first, size decides between runs of one length: sizes are scaled to add up to less than one.
    return heaviest_rising(places, 1 + np.array(sizes) / (sum(sizes) + 1.0))


def _with_children(side: Side) -> list[float]:
    """Return the size of each clause with everything below it."""
    total: list[float] = side.size.tolist()
    for k in range(len(side) - 1, -1, -1):
        # An item in a running sentence is in its parent's text already.
        if side.parent[k] >= 0 and not side.clauses[k].inline:
            total[side.parent[k]] += total[k]
    return total


def lot(a: str, b: str) -> float:
    """Draw a number from 0 to 1 by two texts, the same whichever comes first: it decides between equals.

    Their places cannot: of two clauses that changed places, each stands where the other stood.
    """
    first, second = sorted((a, b))
    return crc32(f"{first}\0{second}".encode("utf-8", "surrogatepass")) / 2**32


def _homes(links: Sequence[Link], old: Side, new: Side) -> list[tuple[int, int, int | None]]:
    """Return for each row the first old and new clause that stand under one parent, and that parent's row.

    A definition that joined the clause in which its term is defined now did not move that clause.  Where no two stand
    under one parent they are the first of either side, and there is no row.
    """
    context_old = _contexts(old, {k: r for r, link in enumerate(links) for k in link[0]})
    context_new = _contexts(new, {k: r for r, link in enumerate(links) for k in link[1]})
    out: list[tuple[int, int, int | None]] = []
    for a, b in links:
        kin = ((k, j, context_old[k]) for k in a for j in b if context_old[k] == context_new[j])
        out.append(next(kin, (a[0], b[0], None)))
    return out


def _contexts(side: Side, row_of: dict[int, int]) -> list[int]:
    """Return the row of each clause's nearest matched ancestor, -1 for the document.

    Another clause of the same row is no ancestor here.
    """
    out: list[int] = []
    for k, parent in enumerate(side.parent.tolist()):
        while parent >= 0 and (parent not in row_of or row_of[parent] == row_of.get(k)):
            parent = int(side.parent[parent])
        out.append(row_of[parent] if parent >= 0 else -1)
    return out


def renumbered(links: Sequence[Link], old: Side, new: Side) -> list[bool]:
    """Say of each row whether both sides print a number and the two cannot be one."""
    homes = ((old.numbers[k], new.numbers[j]) for k, j, _ in _homes(links, old, new))
    return [bool(a) and bool(b) and not a & b for a, b in homes]
