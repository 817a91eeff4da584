"""One document's clauses as vectors: each for itself, with all that is below it, and by sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .sides import Side
from .similarity import Centre, Floats, Whitening, centre, unit, whitening
from .vectors import Encoder, embed


@dataclass(frozen=True, slots=True)
class Half:
    """One of two documents that are compared, its vectors centred and of length one."""

    side: Side
    own: Floats
    """Of each clause; of one without a text, what is below it."""
    deep: Floats
    """Of each clause with everything below it: a heading alone says little."""
    sentences: Floats
    """Of each sentence, in the order of the clauses that say them."""
    centre: Centre
    encoder: Encoder
    whitening: Whitening | None = None
    """What clauses and sentences were mapped by after they were centred."""

    def encode(self, texts: Sequence[str], lang: str) -> Floats:
        """Embed texts as this document's clauses were."""
        vectors = self.centre.off(embed(self.encoder, texts), [lang] * len(texts))
        return self.whitening.of(vectors) if self.whitening else vectors


def halves(old: Side, new: Side, encoder: Encoder) -> tuple[Half, Half]:
    """Embed two documents at once, and whiten what each says by what both say; neither may be empty."""
    texts = [_texts(one) for one in (old, new)]
    vectors = embed(encoder, [text for one in texts for text in one])
    a, b = _centred(old, vectors[: len(texts[0])], encoder), _centred(new, vectors[len(texts[0]) :], encoder)
    both = whitening(a.own, b.own)
    return _whitened(a, both), _whitened(b, both)


def _texts(side: Side) -> list[str]:
    """Return every clause and every sentence."""
    return [*side.texts, *(s for said in side.sentences for s in said)]


def _centred(side: Side, vectors: Floats, encoder: Encoder) -> Half:
    """Centre the vectors of a document's clauses and sentences."""
    clauses, sentences = vectors[: len(side)], vectors[len(side) :]
    deep = with_children(side, clauses)
    blank = ~np.any(clauses, axis=1, keepdims=True)
    middle = centre(clauses, side.langs)
    own = middle.off(np.where(blank, deep, clauses), side.langs)
    deep_own = centre(deep, side.langs).off(deep, side.langs)
    said = middle.off(sentences, [side.langs[k] for k in side.sayers])
    return Half(side, own, deep_own, said, middle, encoder)


def _whitened(half: Half, both: Whitening) -> Half:
    own, deep, sentences = (both.of(vectors) for vectors in (half.own, half.deep, half.sentences))
    return replace(half, own=own, deep=deep, sentences=sentences, whitening=both)


def with_children(side: Side, vectors: Floats) -> Floats:
    """Add to each clause's vector those of everything below it, longer texts counting for more."""
    total = np.sqrt(side.size)[:, None] * vectors
    for k in range(len(side) - 1, -1, -1):
        # An item in a running sentence is in its parent's text already.
        if side.parent[k] >= 0 and not side.clauses[k].inline:
            total[side.parent[k]] += total[k]
    return unit(total)
