"""Two documents in, what they say in the same words out, be the words of one language or of two.

Embeddings see what a clause is about; they see less of whether both speak of a sub-licence or of an assignment.  A
glossary of legal terms does: each clause becomes the set of concepts that it names, rare ones weighing more.
"""

from __future__ import annotations

import numpy as np

from corpus.glossary import concepts, find_terms

from .candidates import Doubles, Pairs
from .sides import Side
from .similarity import Floats, closeness

SMOOTHING = 3.0
"""Weight that two clauses without common ground have: one shared word is not yet likeness."""


def shared_concepts(old: Side, new: Side, pairs: Pairs) -> Doubles:
    """Return how much more than usual two clauses have in common, in deviations from unrelated clauses, -3…7.

    Crowded neighbourhoods are discounted as they are for vectors: in a licence every clause says licence.
    """
    a, b = _named(old), _named(new)
    count = a.sum(axis=0) + b.sum(axis=0)
    weight = np.log((len(old) + len(new)) / np.maximum(count, 1.0)).astype(np.float32)
    near = closeness(_weighed(a, weight), _weighed(b, weight)).scores(pairs.i, pairs.j)[1]
    return np.clip(near, -3, 7).astype(np.float64)


def _named(side: Side) -> Floats:
    """Return which concepts each clause names, one row a clause."""
    out = np.zeros((len(side), len(concepts())), np.float32)
    for k, (text, lang) in enumerate(zip(side.texts, side.langs, strict=True)):
        for found in find_terms(text, "zh" if lang == "zh" else "en"):
            out[k, list(found.concepts)] = 1
    return out


def _weighed(named: Floats, weight: Floats) -> Floats:
    """Scale each row so that the product of two is their common weight over the mean of their whole weights."""
    scaled: Floats = named * np.sqrt(weight) / np.sqrt(named @ weight + SMOOTHING)[:, None]
    return scaled
