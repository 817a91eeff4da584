"""Weighted pairs in, the best one-to-one choice out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def best_matching(old: Ints, new: Ints, weights: Floats) -> list[tuple[int, int]]:
    """Choose pairs of greatest total weight, no clause twice; a pair that weighs nothing is left out.

    >>> best_matching(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([5.0, 4.0, 3.0]))
    [(0, 1), (1, 0)]

    Few pairs weigh anything, so they fall into small groups that share no clause; each is solved alone.
    """
    keep = weights > 0
    chosen: list[tuple[int, int]] = []
    for rows, columns, edges in _components(old[keep], new[keep], weights[keep]):
        table = np.zeros((len(rows), len(columns)))
        row_at, column_at = {r: k for k, r in enumerate(rows)}, {c: k for k, c in enumerate(columns)}
        for r, c, w in edges:
            table[row_at[r], column_at[c]] = w
        pairs = _hungarian(table) if len(rows) <= len(columns) else [(r, c) for c, r in _hungarian(table.T)]
        chosen += [(rows[r], columns[c]) for r, c in pairs if table[r, c] > 0]
    return sorted(chosen)


Edge = tuple[int, int, float]


def _components(old: Ints, new: Ints, weights: Floats) -> Iterator[tuple[list[int], list[int], list[Edge]]]:
    by_row: dict[int, list[Edge]] = defaultdict(list)
    by_column: dict[int, list[Edge]] = defaultdict(list)
    for edge in zip(old.tolist(), new.tolist(), weights.tolist(), strict=True):
        by_row[edge[0]].append(edge)
        by_column[edge[1]].append(edge)
    seen: set[int] = set()
    for root in by_row:
        if root in seen:
            continue
        seen.add(root)
        rows, columns, edges, todo = [], set(), [], [root]
        while todo:
            row = todo.pop()
            rows.append(row)
            edges += by_row[row]
            for _, column, _ in by_row[row]:
                if column not in columns:
                    columns.add(column)
                    for other, _, _ in by_column[column]:
                        if other not in seen:
                            seen.add(other)
                            todo.append(other)
        yield sorted(rows), sorted(columns), edges


def _hungarian(gain: Floats) -> list[tuple[int, int]]:
    """Assign every row of a table no taller than wide to a column of its own, at the greatest gain.

    Shortest augmenting paths with potentials (Kuhn, Munkres; Jonker and Volgenant 1987).  scipy has this too,
    but importing it takes a third of a second, more than a whole run on two agreements.
    """
    n, m = gain.shape
    cost = -gain
    u, v = np.zeros(n), np.zeros(m)
    row_of = np.full(m, -1)
    for start in range(n):
        reach, came_from = np.full(m, np.inf), np.full(m, -1)
        done = np.zeros(m, bool)
        row, column, paid = start, -1, 0.0
        while True:
            if column >= 0:
                done[column] = True
                row = row_of[column]
            through = paid + cost[row] - u[row] - v
            shorter = ~done & (through < reach)
            reach[shorter] = through[shorter]
            came_from[shorter] = column
            open_reach = np.where(done, np.inf, reach)
            column = int(np.argmin(open_reach))
            paid = float(open_reach[column])
            if row_of[column] < 0:
                break
        u[start] += paid
        for c in np.flatnonzero(done):
            u[row_of[c]] += paid - reach[c]
            v[c] -= paid - reach[c]
        while column >= 0:
            before = int(came_from[column])
            row_of[column] = row_of[before] if before >= 0 else start
            column = before
    return [(int(row_of[c]), c) for c in range(m) if row_of[c] >= 0]
