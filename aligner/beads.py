"""Two lists of segments in, what speaks for joining a few of one to a few of the other out.

A bead is read as one text on either side.  At first its meaning is the mean of its segments' vectors, so that no
text is embedded twice; at the second look the beads that are left in question are embedded as one text.  What a
bead gains by its first and its last segment tells whether they belong.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .candidates import Doubles
from .chain import Corridor, Way, distance
from .lattice import NEVER, SHAPES, Lattice, Posterior, Scores, Shape
from .similarity import Centre, Closeness, Floats, Ints, dots
from .vectors import Encoder, embed

DOUBT = 0.01
"""Beads that are less likely than this at the first look are not looked at again."""

WITHIN = 4
"""Segments that a bead may stand from the nearest anchor and still be on the way."""

MOST = max(max(shape) for shape in SHAPES)

COLUMNS = ("meaning", "gain", "length", "astray")
"""What speaks for a bead, before its shape does."""


@dataclass(frozen=True)
class Segments:
    """One of two lists of segments that are compared."""

    texts: tuple[str, ...]
    langs: tuple[str, ...]
    vectors: Floats
    """Centred, of length one; zeros for a blank text."""
    centre: Centre
    encoder: Encoder

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def size(self) -> Doubles:
        """Characters, at least 1."""
        return np.array([max(1.0, len(t)) for t in self.texts], np.float64)

    def among(self, places: Ints) -> Segments:
        """Return some of the segments, in their order."""
        kept = places.tolist()
        texts, langs = tuple(self.texts[k] for k in kept), tuple(self.langs[k] for k in kept)
        return Segments(texts, langs, self.vectors[places], self.centre, self.encoder)

    def joined(self, many: Ints, end: Ints) -> Floats:
        """Embed runs of neighbours, each as one text."""
        runs = [range(e - k, e) for k, e in zip(many.tolist(), end.tolist(), strict=True)]
        langs = [self.langs[run[0]] for run in runs]
        texts = [
            ("" if lang == "zh" else " ").join(self.texts[k] for k in run) for run, lang in zip(runs, langs, strict=True)
        ]
        if not any(text.strip() for text in texts):  # of blank texts alone an encoder cannot tell the dimensions
            return np.zeros((len(texts), self.vectors.shape[1]), np.float32)
        return self.centre.off(embed(self.encoder, texts), langs)


class _Runs:
    """Runs of neighbours of one side, by how many they are and by where they end."""

    def __init__(self, side: Segments) -> None:
        self.weight: Doubles = np.sqrt(side.size)
        """How much a segment counts in the mean of a run."""
        self.norm, self.size = np.ones((2, MOST + 1, len(side) + 1))
        weighed = self.weight[:, None] * side.vectors
        sums = np.zeros((len(side) + 1, side.vectors.shape[1]))
        length = np.concatenate([[0.0], np.cumsum(side.size)])
        for many in range(1, min(MOST, len(side)) + 1):
            sums[many:] = sums[many - 1 : -1] + weighed[many - 1 :]
            self.norm[many, many:] = np.maximum(np.linalg.norm(sums[many:], axis=1), 1e-6)
            self.size[many, many:] = length[many:] - length[:-many]


class _Cells:
    """A value for each pair of segments in a corridor, summed over the pairs of a bead."""

    def __init__(self, corridor: Corridor, values: Doubles) -> None:
        """Take the values by the point behind the pair: that of segments i - 1 and j - 1 at (i, j)."""
        self._corridor = corridor
        self._sums = np.append(np.cumsum(values), 0.0)
        """Along each row of points; rows follow each other, so only differences within one mean something."""

    def over(self, shape: Shape, starts: Ints) -> Doubles:
        """Return the sums over beads of this shape that end at each point; 0 for those that leave the corridor."""
        corridor = self._corridor
        total = np.zeros(len(corridor))
        inside = starts < len(corridor)
        i, j = corridor.i[inside], corridor.j[inside]
        for up in range(shape[0]):
            end, begin = corridor.find(i - up, j), corridor.find(i - up, j - shape[1])
            whole = (end < len(corridor)) & (begin < len(corridor))
            total[inside] += np.where(whole, self._sums[end] - self._sums[begin], 0.0)
        return total


class BeadEvidence:
    """What speaks for each bead on a corridor, in columns."""

    def __init__(
        self, old: Segments, new: Segments, near: Closeness, way: Way, lattice: Lattice, within: Way | None = None
    ) -> None:
        """Gather the evidence; ``within`` names the row of each old and each new segment where no bead may join two."""
        self.old, self.new, self.lattice = old, new, lattice
        self._near = near
        self._runs = _Runs(old), _Runs(new)
        corridor = lattice.corridor
        inner = (corridor.i > 0) & (corridor.j > 0)
        i, j = corridor.i[inner] - 1, corridor.j[inner] - 1
        weighed = np.zeros(len(corridor))
        weighed[inner] = near.cosines(i, j) * self._runs[0].weight[i] * self._runs[1].weight[j]
        cells = _Cells(corridor, weighed)
        norms = [
            self._runs[0].norm[a, corridor.i] * self._runs[1].norm[b, corridor.j] for a, b in SHAPES
        ]
        self.cosines = np.stack([
            cells.over(shape, lattice.starts[s]) / norms[s] for s, shape in enumerate(SHAPES)
        ])  # fmt: skip
        """(shape, point where the bead ends)"""
        far = distance(way, corridor.i - 1, corridor.j - 1, max(len(old), len(new)))
        self._astray = -np.log1p(np.maximum(far - WITHIN, 0.0))
        self.open = lattice.starts < len(lattice)
        """(shape, point): beads that are still in question."""
        if within:
            self._keep_within(*within)
        number: dict[str, int] = {}
        words = np.array([number.setdefault(text.strip(), len(number)) for text in (*old.texts, *new.texts)])
        same = np.zeros(len(corridor) + 1, bool)
        same[:-1][inner] = words[i] == words[len(old) + j]
        self._take_as_told(same)
        # By what answers each other: a block that only one list has says nothing of how long a counterpart is.
        anchored = way if len(way[0]) else (slice(None), slice(None))
        self._usual = float(np.log(old.size[anchored[0]].sum() / new.size[anchored[1]].sum()))
        """Log of how many characters the old text has for one of the new."""
        self.columns = self._weighed()

    def _take_as_told(self, same: NDArray[np.bool_]) -> None:
        """Let the same words answer each other alone, where they do: by the point behind the pair of segments.

        They mean the same wherever the centre of either list is, and if there are none; and a bead that begins or ends
        with a pair of them can be cut there.
        """
        corridor = self.lattice.corridor
        for s, (a, b) in enumerate(SHAPES):
            if (a, b) == (1, 1):
                self.cosines[s, same[:-1]] = 1.0
            else:
                self.open[s] &= ~(same[:-1] | same[corridor.find(corridor.i - a + 1, corridor.j - b + 1)])

    def _keep_within(self, old: Ints, new: Ints) -> None:
        """Close the beads that would join segments of two rows."""
        i, j = self.lattice.corridor.i, self.lattice.corridor.j
        for s, (a, b) in enumerate(SHAPES):
            at = np.flatnonzero(self.open[s])
            first, last = (old[i[at] - a], new[j[at] - b]), (old[i[at] - 1], new[j[at] - 1])
            self.open[s, at] = (first[0] == last[0]) & (first[1] == last[1]) & (first[0] == first[1])

    def _weighed(self) -> Doubles:
        """Return the evidence as (shape, point where the bead ends, column)."""
        corridor, (old, new) = self.lattice.corridor, self._runs
        middle, spread = self._near.cosine_scale
        columns = []
        for s, (a, b) in enumerate(SHAPES):
            ratio = np.log(old.size[a, corridor.i] / new.size[b, corridor.j]) - self._usual
            unlike = np.minimum(np.abs(ratio), 2.0) ** 2
            meaning = (self.cosines[s] - middle) / spread
            columns.append(np.stack([meaning, self._gain(s) / spread, -unlike, self._astray], axis=1))
        return np.stack(columns)

    def _gain(self, s: int) -> Doubles:
        """Return how much nearer beads are than without their first or their last segment, whichever gives less."""
        lattice, (a, b) = self.lattice, SHAPES[s]
        padded = np.concatenate([self.cosines, np.full((len(SHAPES), 1), -1.0)], axis=1)
        gains = []
        for less, back in (((a - 1, b), lattice.up), ((a, b - 1), lattice.left)):
            if min(less) > 0:
                of = padded[SHAPES.index(less)]
                gains += [self.cosines[s] - of[:-1], self.cosines[s] - of[back]]
        return np.min(gains, axis=0) if gains else np.zeros(len(lattice))

    def look_again(self, sums: Posterior) -> None:
        """Embed each bead that is in question as one text, and drop the others but for one to one."""
        single = np.array([a + b == 2 for a, b in SHAPES])[:, None]
        self.open &= (sums.beads > DOUBT) | single
        (read_old, vectors_old), (read_new, vectors_new) = self._read(0), self._read(1)
        corridor = self.lattice.corridor
        for s, (a, b) in enumerate(SHAPES):
            i, j = read_old[a, corridor.i], read_new[b, corridor.j]
            at = np.flatnonzero((i >= 0) & (j >= 0) & (self.lattice.starts[s] < len(self.lattice)))
            if a + b > 2:
                self.cosines[s, at] = dots(vectors_old, vectors_new, i[at], j[at])
        self._usual = self._usual_between(sums)
        self.columns = self._weighed()

    def _read(self, which: int) -> tuple[Ints, Floats]:
        """Embed the runs of one side that are part of a bead in question, and the runs inside them.

        Return which vector is whose, as (how many, end), -1 for a run that was not embedded; and the vectors.
        """
        side = (self.old, self.new)[which]
        ends = (self.lattice.corridor.i, self.lattice.corridor.j)[which]
        wanted = np.zeros((MOST + 1, len(side) + 1), bool)
        for s, shape in enumerate(SHAPES):
            if sum(shape) > 2:
                wanted[shape[which], ends[self.open[s]]] = True
        for many in range(MOST, 2, -1):
            wanted[many - 1] |= wanted[many]
            wanted[many - 1, :-1] |= wanted[many, 1:]
        wanted[1, 1:] = True
        many_of, end_of = np.nonzero(wanted)
        several = many_of > 1
        vectors = np.concatenate([side.vectors, side.joined(many_of[several], end_of[several])]) if several.any() else side.vectors
        at = np.full(wanted.shape, -1, np.int64)
        at[many_of, end_of] = np.arange(len(many_of))
        return at, vectors

    def _usual_between(self, sums: Posterior) -> float:
        """Return how long the old text usually is, by the beads believed in; the first estimate where there are none."""
        corridor, (old, new) = self.lattice.corridor, self._runs
        totals = np.array([np.exp(self._usual), 1.0])
        for s, (a, b) in enumerate(SHAPES):
            totals += sums.beads[s] @ old.size[a, corridor.i], sums.beads[s] @ new.size[b, corridor.j]
        return float(np.log(totals[0] / totals[1]))


@dataclass(frozen=True)
class Weights:
    """What each kind of evidence is worth, in log odds."""

    bead: Doubles
    """One for each of COLUMNS."""
    shape: Doubles
    """One for each of SHAPES."""
    null: float
    """Of a segment without a counterpart."""
    opening: float
    """Of a run of them, once more."""


def score(evidence: BeadEvidence, weights: Weights) -> Scores:
    """Weigh the evidence."""
    beads = np.where(evidence.open, evidence.columns @ weights.bead + weights.shape[:, None], NEVER)
    old, new = (np.full(len(side), weights.null) for side in (evidence.old, evidence.new))
    return Scores(beads, old, new, weights.opening)
