"""Vectors in, closeness of pairs out, on a scale that means the same for every encoder.

Encoders differ in how close two unrelated texts come to each other, so no raw cosine is ever compared with
a constant here.  Each document's mean vector is taken off first, crowded neighbourhoods are discounted
(CSLS), and what is left is counted in deviations from the unrelated pairs of these same two documents.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

NEIGHBOURS = 3
"""How many nearest clauses tell how crowded a clause's neighbourhood is."""

CROWD = 0.3
"""Mean cosine with the nearest clauses that stands in for those that a document of one or two clauses lacks."""

COSINE, CSLS = (0.0, 0.15), (-0.9, 0.32)
"""Median and deviation among unrelated clauses that few clauses lean on: what agreements have on average."""

SAME = 0.9999
"""Cosine from which two texts are the same."""

BLOCK = 2048
"""Rows of the cosine matrix that are in memory at once."""


def unit(vectors: Floats) -> Floats:
    """Scale each row to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Floats = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled


def distinct(vectors: Floats) -> tuple[Ints, Ints]:
    """Return where each distinct row stands first, and of each row which of them it is.

    >>> [places.tolist() for places in distinct(np.array([[0, 1], [1, 0], [0, 1]], np.float32))]
    [[0, 1], [0, 1, 0]]
    """
    number: dict[bytes, int] = {}
    which = np.array([number.setdefault(row.tobytes(), len(number)) for row in vectors], np.int64)
    return np.unique(which, return_index=True)[1], which


@dataclass(frozen=True, slots=True)
class Centre:
    """The mean vector of each language of a document, to be taken off everything that is compared with it."""

    means: Mapping[str, Floats]

    def off(self, vectors: Floats, langs: Sequence[str]) -> Floats:
        """Take the mean of its language off each unit vector; the result has length one.

        A row of zeros stands for a blank text and stays.
        """
        if not len(vectors):
            return vectors
        blank = ~vectors.any(axis=1)
        out = unit(vectors - np.stack([self.means[lang] for lang in langs]))
        out[blank] = 0
        return out


def centre(vectors: Floats, langs: Sequence[str]) -> Centre:
    """Find the centre of each language, for an encoder keeps languages apart.

    The mean of a handful of clauses says more about them than about their language, so it counts in full
    only where there are many.
    """
    means = {}
    for lang in sorted(set(langs)):
        here = vectors[[one == lang for one in langs]]
        here = here[here.any(axis=1)]
        means[lang] = (here.sum(axis=0) / (len(here) + 1.0)).astype(np.float32)
    return Centre(means)


@dataclass(frozen=True, slots=True)
class Whitening:
    """A linear map that turns down what all clauses of two documents speak of."""

    factor: Floats

    def of(self, vectors: Floats) -> Floats:
        """Map unit vectors to unit vectors; rows of zeros stay."""
        return unit(vectors @ self.factor)


def whitening(old: Floats, new: Floats) -> Whitening:
    """Find the map for two documents, from the centred vectors of their clauses.

    In a licence nearly every clause is about software, rights and the licensee, and a cosine counts what is common
    to all as much as what sets two clauses apart.  Whitening (Mahalanobis 1936; Su et al. 2021 for sentence vectors)
    counts every direction by how rare it is here; the ridge keeps the directions that few clauses tell of from
    running wild.  Any factor of the inverse covariance gives the same cosines; Cholesky's is the cheapest.
    """
    # A sum of two is the same bits in either order: swapped documents are whitened alike.
    covariance = _moment(old) / 2 + _moment(new) / 2
    n = len(covariance)
    ridge = RIDGE / max(min(n, len(old) + len(new)), 1)  # of blank texts alone the dimensions are unknown: none
    lower = np.linalg.cholesky(covariance + ridge * np.eye(n))
    factor = np.linalg.solve(lower, np.eye(n)).T
    return Whitening(factor.astype(np.float32))


def _moment(vectors: Floats) -> NDArray[np.float64]:
    wide = vectors.astype(np.float64)
    moment: NDArray[np.float64] = wide.T @ wide / len(wide)
    return moment


RIDGE = 10.0
"""What every direction is taken to vary by, in mean variances; between 3 and 30 no figure on the gold changes much."""


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close the clauses of two documents are: unit vectors, and what is usual between them."""

    old: Floats
    new: Floats
    crowd_old: Floats
    """Mean cosine of each old clause with its nearest new ones."""
    crowd_new: Floats
    cosine_scale: tuple[float, float]
    """Median and deviation of the cosine of unrelated clauses."""
    csls_scale: tuple[float, float]

    def cosines(self, i: Ints, j: Ints) -> Floats:
        """Return the cosines of the pairs (i, j)."""
        if 2 * len(i) > self.cells:  # most pairs: one product instead of many rows copied
            return (self.old @ self.new.T)[i, j]
        return dots(self.old, self.new, i, j)

    @property
    def cells(self) -> int:
        """How many pairs there are."""
        return len(self.old) * len(self.new)

    def among(self, old: Ints, new: Ints) -> Closeness:
        """Return the same for some of the clauses; what is usual stays what it is between all of them."""
        return Closeness(
            self.old[old], self.new[new], self.crowd_old[old], self.crowd_new[new], self.cosine_scale, self.csls_scale
        )

    def scaled(self, csls: NDArray[Any]) -> NDArray[Any]:
        """Return CSLS values in deviations from unrelated clauses."""
        return (csls - self.csls_scale[0]) / self.csls_scale[1]

    def scores(self, i: Ints, j: Ints) -> tuple[Floats, Floats]:
        """Return, for the pairs (i, j), cosine and CSLS in deviations from unrelated clauses."""
        cosine = self.cosines(i, j)
        csls = 2 * cosine - self.crowd_old[i] - self.crowd_new[j]
        middle, spread = self.cosine_scale
        return (cosine - middle) / spread, self.scaled(csls)

    def nearest(self, k: int) -> tuple[Ints, Ints]:
        """Return the pairs in which one clause is among the k nearest of the other, by CSLS."""
        m = len(self.new)
        k = min(k, m, len(self.old))
        best = np.full((m, k), -np.inf, np.float32)
        owner = np.full((m, k), -1, np.int64)
        keys = []
        for start, block in self._blocks():
            csls = 2 * block - self.crowd_new
            top = np.argpartition(-csls, k - 1, axis=1)[:, :k]
            rows = np.arange(start, start + len(block))
            keys.append((rows[:, None] * m + top).ravel())
            up = (2 * block - self.crowd_old[rows][:, None]).T
            scores = np.concatenate([best, up], axis=1)
            owners = np.concatenate([owner, np.broadcast_to(rows, up.shape)], axis=1)
            pick = np.argpartition(-scores, k - 1, axis=1)[:, :k]
            best, owner = np.take_along_axis(scores, pick, 1), np.take_along_axis(owners, pick, 1)
        found = owner >= 0
        keys.append((owner * m + np.arange(m)[:, None])[found])
        key = np.unique(np.concatenate(keys))
        return key // m, key % m

    def best(self) -> tuple[Ints, Ints]:
        """Return each old clause's nearest new one by CSLS, and each new one's nearest old one."""
        there, back = np.zeros(len(self.old), np.int64), np.zeros(len(self.new), np.int64)
        highest = np.full(len(self.new), -np.inf, np.float32)
        for start, block in self._blocks():
            rows = slice(start, start + len(block))
            there[rows] = np.argmax(2 * block - self.crowd_new, axis=1)
            up = 2 * block - self.crowd_old[rows, None]
            most = up.max(axis=0)
            better = np.flatnonzero(most > highest)
            back[better] = start + up[:, better].argmax(axis=0)
            highest[better] = most[better]
        return there, back

    def _blocks(self) -> Iterator[tuple[int, Floats]]:
        for start in range(0, len(self.old), BLOCK):
            yield start, self.old[start : start + BLOCK] @ self.new.T


def dots(old: Floats, new: Floats, i: Ints, j: Ints) -> Floats:
    """Return the products of the pairs (i, j) of rows."""
    parts = [
        np.einsum("pd,pd->p", old[i[s : s + BLOCK]], new[j[s : s + BLOCK]]) for s in range(0, len(i), BLOCK)
    ]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def closeness(old: Floats, new: Floats) -> Closeness:
    """Measure what is usual between two sets of centred unit vectors; neither may be empty."""
    crowd_old, crowd_new = _crowds(old, new)
    sample = _sample(old, new)
    cosine = (old[sample[0]] * new[sample[1]]).sum(axis=1)
    strange = cosine < SAME  # between two lists of the same two texts half of the pairs would be related
    sample, cosine = (sample[0][strange], sample[1][strange]), cosine[strange]
    csls = 2 * cosine - crowd_old[sample[0]] - crowd_new[sample[1]]
    return Closeness(old, new, crowd_old, crowd_new, _usual(cosine, COSINE), _usual(csls, CSLS))


def _crowds(old: Floats, new: Floats) -> tuple[Floats, Floats]:
    k, kn = min(NEIGHBOURS, len(new)), min(NEIGHBOURS, len(old))
    crowd_old = np.empty(len(old), np.float32)
    best = np.full((kn, len(new)), -1.0, np.float32)
    for start in range(0, len(old), BLOCK):
        block = old[start : start + BLOCK] @ new.T
        crowd_old[start : start + BLOCK] = np.partition(block, -k, axis=1)[:, -k:].mean(axis=1)
        best = np.partition(np.concatenate([best, block]), -kn, axis=0)[-kn:]
    return _filled_up(crowd_old, k), _filled_up(best.mean(axis=0), kn)


def _filled_up(crowd: Floats, neighbours: int) -> Floats:
    """Take a crowd of fewer neighbours for a full one: a clause with one rival is not crowded by it."""
    filled: Floats = crowd + np.float32(1 - neighbours / NEIGHBOURS) * (CROWD - crowd)
    return filled


def _sample(old: Floats, new: Floats, most: int = 40_000) -> tuple[Ints, Ints]:
    """Pick cells evenly over the whole matrix; all of them where they are few.

    Rows are picked and columns are picked, so that the swapped sides give the same cells.
    """
    square = math.isqrt(most)
    rows = _evenly(len(old), max(square, most // len(new)))
    columns = _evenly(len(new), max(square, most // len(old)))
    return np.repeat(rows, len(columns)), np.tile(columns, len(rows))


def _evenly(n: int, most: int) -> Ints:
    picked = min(n, most)
    return np.arange(picked, dtype=np.int64) * n // picked


def _usual(values: Floats, prior: tuple[float, float]) -> tuple[float, float]:
    """Return median and robust deviation; few values lean on a prior.

    Of two documents of one clause each the only pair says next to nothing about what is usual.
    """
    if not len(values):
        return prior
    middle = float(np.median(values))
    spread = 1.4826 * float(np.median(np.abs(values - middle)))
    n, (prior_middle, prior_spread) = len(values), prior
    return (
        (n * middle + 10 * prior_middle) / (n + 10),
        float(np.sqrt((n * spread**2 + 40 * prior_spread**2) / (n + 40))),
    )
