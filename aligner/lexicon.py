"""Two documents in, what they say in the same words out, be the words of one language or of two.

Embeddings see what a clause is about; they see less of whether both speak of a sub-licence or of an assignment.  A
glossary of legal terms does: each clause becomes the set of concepts that it names, rare ones weighing more.
"""

from __future__ import annotations

import numpy as np

from corpus.glossary import concepts, find_terms

from .candidates import Doubles, Pairs
from .sides import Side
from .similarity import Floats

NEIGHBOURS = 3
SMOOTHING = 3.0
"""Weight that two clauses without common ground have: one shared word is not yet likeness."""
USUAL_SPREAD = 0.2


def shared_concepts(old: Side, new: Side, pairs: Pairs) -> Doubles:
    """Return how much more two clauses share than their neighbours do, in deviations over all pairs, -3…5.

    Crowded neighbourhoods are discounted as CSLS does for vectors: in a licence every clause says licence.
    """
    a, b = _named(old), _named(new)
    count = a.sum(axis=0) + b.sum(axis=0)
    weight = np.log((len(old) + len(new)) / np.maximum(count, 1.0)).astype(np.float32)
    common = (a * weight) @ b.T
    like = common / np.sqrt(np.outer(a @ weight + SMOOTHING, b @ weight + SMOOTHING))
    apart = 2 * like - _crowd(like)[:, None] - _crowd(like.T)[None, :]
    scaled: Doubles = np.clip(apart / max(USUAL_SPREAD, float(apart.std())), -3, 5).astype(np.float64)
    return scaled[pairs.i, pairs.j]


def _named(side: Side) -> Floats:
    """Return which concepts each clause names, one row a clause."""
    out = np.zeros((len(side), len(concepts())), np.float32)
    for k, (text, lang) in enumerate(zip(side.texts, side.langs, strict=True)):
        for found in find_terms(text, "zh" if lang == "zh" else "en"):
            out[k, list(found.concepts)] = 1
    return out


def _crowd(like: Floats) -> Floats:
    """Return the mean likeness of each row with its nearest."""
    k = min(NEIGHBOURS, like.shape[1])
    mean: Floats = np.partition(like, -k, axis=1)[:, -k:].mean(axis=1)
    return mean
