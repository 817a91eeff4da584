"""Beads and nulls on the points of a corridor in, how likely each of them is out.

A semi-Markov model: a path from (0, 0) to (n, m) is cut into beads, which join a few old segments to a few new
ones, and nulls, segments without a counterpart.  A path is as likely as the sum of its scores says, so the
forward-backward sums give every bead the probability that it is on the right path (Rabiner 1989; Sarawagi and
Cohen 2004).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .candidates import Doubles
from .chain import Corridor
from .similarity import Ints

Shape = tuple[int, int]
"""How many old and how many new segments a bead joins."""

SHAPES: tuple[Shape, ...] = (
    (1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 4), (4, 1), (2, 3), (3, 2), (1, 5), (5, 1), (2, 4), (4, 2), (3, 3),
)  # fmt: skip
"""The beads that are considered; nothing that cannot be cut finer is larger in any gold we know."""

NEVER = -1e9
"""The score of what cannot be; sums of it stay finite."""


class Lattice:
    """Where on a corridor each bead begins and ends."""

    def __init__(self, corridor: Corridor) -> None:
        self.corridor = corridor
        i, j = corridor.i, corridor.j
        self.starts: Ints = np.stack([corridor.find(i - a, j - b) for a, b in SHAPES])
        """(shape, point): the point at which a bead of that shape begins that ends at this point."""
        self.ends: Ints = np.stack([corridor.find(i + a, j + b) for a, b in SHAPES])
        self.up, self.down = corridor.find(i - 1, j), corridor.find(i + 1, j)
        self.left = corridor.find(i, j - 1)

    def __len__(self) -> int:
        return len(self.corridor)


@dataclass(frozen=True, slots=True)
class Scores:
    """What speaks for each step of a path, in log odds."""

    beads: Doubles
    """(shape, point where it ends)"""
    old: Doubles
    """That an old segment has no counterpart."""
    new: Doubles
    opening: float
    """What it costs to begin a run of nulls."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """The probability of each step."""

    beads: Doubles
    """(shape, point where it ends)"""
    old: Doubles
    """(point): that the old segment before the point is null, and so many new ones lie behind."""
    new: Doubles
    opened: float
    """How many runs of nulls there are, in the mean."""
    total: float
    """Log of the sum over all paths."""


def posterior(lattice: Lattice, scores: Scores) -> Posterior:
    """Sum over all paths, forward and backward."""
    matched, gone, come = _forward(lattice, scores)
    after_matched, after_gone, after_come = _backward(lattice, scores)
    total = float(_any(matched, gone, come)[-2])
    rest = scores.beads + after_matched[:-1] - total
    beads = np.exp(np.minimum(_any(matched, gone, come)[lattice.starts] + rest, 0.0))
    i, j = lattice.corridor.i, lattice.corridor.j
    opened, runs = 0.0, []
    for alone, after, before, running in (
        (np.append(scores.old, NEVER)[i - 1], after_gone, lattice.up, gone),
        (np.append(scores.new, NEVER)[j - 1], after_come, lattice.left, np.logaddexp(gone, come)),
    ):
        rest = alone + after[:-1] - total
        begun = np.exp(np.minimum(matched[before] + scores.opening + rest, 0.0))
        opened += float(begun.sum())
        runs.append(begun + np.exp(np.minimum(running[before] + rest, 0.0)))
    return Posterior(beads, runs[0], runs[1], opened, total)


def _any(*ways: Doubles) -> Doubles:
    """Add up ways as logs."""
    summed: Doubles = np.logaddexp.reduce(ways, axis=0)
    return summed


def _forward(lattice: Lattice, scores: Scores) -> tuple[Doubles, Doubles, Doubles]:
    """Return the log sums over all paths to each point, by what they end on: a bead, an old null, a new one."""
    size, first, low = len(lattice), lattice.corridor.first, lattice.corridor.low
    matched, gone, come, either = (np.full(size + 1, NEVER) for _ in range(4))
    for i in range(len(low)):
        here = slice(first[i], first[i + 1])
        into = either[lattice.starts[:, here]] + scores.beads[:, here]
        most = into.max(axis=0)
        got = most + np.log(np.exp(into - most).sum(axis=0))
        if i == 0:
            got[0] = 0.0
        else:
            up = lattice.up[here]
            gone[here] = np.logaddexp(matched[up] + scores.opening, gone[up]) + scores.old[i - 1]
        steps = scores.new[low[i] : low[i] + len(got) - 1]
        if len(steps):
            run = np.cumsum(steps)
            begun = np.logaddexp(got + scores.opening, gone[here])[:-1] + steps
            come[first[i] + 1 : first[i + 1]] = run + np.logaddexp.accumulate(begun - run)
        matched[here] = got
        either[here] = np.logaddexp(np.logaddexp(got, gone[here]), come[here])
    return matched, gone, come


def _backward(lattice: Lattice, scores: Scores) -> tuple[Doubles, Doubles, Doubles]:
    """Return the log sums over all paths from each point, by what came before it."""
    size, first, low = len(lattice), lattice.corridor.first, lattice.corridor.low
    matched, gone, come = (np.full(size + 1, NEVER) for _ in range(3))
    # A bead that ends at a point is worth its score and all that may follow it.
    worth = np.full((len(SHAPES), size + 1), NEVER)
    shapes = np.arange(len(SHAPES))[:, None]
    for i in range(len(low) - 1, -1, -1):
        here = slice(first[i], first[i + 1])
        out = worth[shapes, lattice.ends[:, here]]
        most = out.max(axis=0)
        bead = most + np.log(np.exp(out - most).sum(axis=0))
        down = np.full(len(bead), NEVER)
        if i == len(low) - 1:
            bead[-1] = 0.0
        else:
            down = gone[lattice.down[here]] + scores.old[i]
        come[here], right = bead, np.full(len(bead), NEVER)
        steps = scores.new[low[i] : low[i] + len(bead) - 1]
        if len(steps):
            # After a new segment alone comes another or a bead, never an old one alone: one order is enough.
            run = np.concatenate([[0.0], np.cumsum(steps[::-1])])
            come[here] = (run + np.logaddexp.accumulate(bead[::-1] - run))[::-1]
            right[:-1] = come[here][1:] + steps
        lost = np.logaddexp(down, right)
        gone[here] = np.logaddexp(bead, lost)
        matched[here] = np.logaddexp(bead, lost + scores.opening)
        worth[:, here] = scores.beads[:, here] + matched[here]
    return matched, gone, come


@dataclass(frozen=True, slots=True)
class Step:
    """One bead or null of a path."""

    old: range
    new: range
    point: int
    """Where it ends."""


def best_path(lattice: Lattice, beads: Doubles, old: Doubles, new: Doubles) -> list[Step]:
    """Return the path of greatest gain.

    ``beads`` is (shape, point where it ends); ``old`` and ``new`` are (point): a null that ends there.
    """
    size, first = len(lattice), lattice.corridor.first
    value = np.full(size + 1, NEVER)
    for i in range(len(first) - 1):
        here = slice(first[i], first[i + 1])
        got = (value[lattice.starts[:, here]] + beads[:, here]).max(axis=0)
        got = np.maximum(got, value[lattice.up[here]] + old[here])
        if i == 0:
            got[0] = 0.0
        run = np.concatenate([[0.0], np.cumsum(new[here][1:])])
        value[here] = run + np.maximum.accumulate(got - run)
    return _back(lattice, value, beads, old, new)


def _back(lattice: Lattice, value: Doubles, beads: Doubles, old: Doubles, new: Doubles) -> list[Step]:
    i, j = lattice.corridor.i, lattice.corridor.j
    came = np.concatenate([lattice.starts, lattice.up[None], lattice.left[None]])
    gains = np.concatenate([beads, old[None], new[None]])
    steps: list[Step] = []
    at = len(lattice) - 1
    while at > 0:
        before = int(came[int(np.argmax(value[came[:, at]] + gains[:, at])), at])
        steps.append(Step(range(i[before], i[at]), range(j[before], j[at]), at))
        at = before
    return steps[::-1]
