"""One document's clauses as vectors: each for itself, with all that is below it, and the terms it defines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .sides import Side
from .similarity import Centre, Floats, Ints, centre, unit
from .vectors import Encoder, embed


@dataclass(frozen=True, slots=True)
class Half:
    """One of two documents that are compared, its vectors centred and of length one."""

    side: Side
    own: Floats
    """Of each clause; of one without a text, what is below it."""
    deep: Floats
    """Of each clause with everything below it: a heading alone says little."""
    defining: Ints
    """The clauses that define terms."""
    terms: Floats
    """The mean of the terms that each of them defines."""
    centre: Centre
    encoder: Encoder

    def encode(self, texts: Sequence[str], lang: str) -> Floats:
        """Embed texts as this document's clauses were."""
        return self.centre.off(embed(self.encoder, texts), [lang] * len(texts))


def half(side: Side, vectors: Floats, encoder: Encoder) -> Half:
    """Centre a document's vectors: those of its clauses first, then those of the terms they define."""
    clauses, terms = vectors[: len(side)], vectors[len(side) :]
    deep = with_children(side, clauses)
    blank = ~np.any(clauses, axis=1, keepdims=True)
    middle = centre(clauses, side.langs)
    own = middle.off(np.where(blank, deep, clauses), side.langs)
    deep_own = centre(deep, side.langs).off(deep, side.langs)
    counts = np.array([len(c.terms) for c in side.clauses], np.int64)
    defining = np.flatnonzero(counts)
    meant = _means(terms, counts[defining])
    langs = [side.langs[k] for k in defining]
    return Half(side, own, deep_own, defining, centre(meant, langs).off(meant, langs), middle, encoder)


def with_children(side: Side, vectors: Floats) -> Floats:
    """Add to each clause's vector those of everything below it, longer texts counting for more."""
    total = np.sqrt(side.size)[:, None] * vectors
    for k in range(len(side) - 1, -1, -1):
        # An item in a running sentence is in its parent's text already.
        if side.parent[k] >= 0 and not side.clauses[k].inline:
            total[side.parent[k]] += total[k]
    return unit(total)


def _means(vectors: Floats, counts: Ints) -> Floats:
    if not len(counts):
        return vectors
    return unit(np.add.reduceat(vectors, np.cumsum(counts) - counts, axis=0))
