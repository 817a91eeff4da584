"""Two documents in, the alignment of their clauses out."""

from __future__ import annotations

import numpy as np

from corpus import Document

from .across import with_contrasts
from .alignment import Alignment
from .assignment import best_matching
from .belief import believe
from .candidates import Doubles, Pairs, all_pairs, comparable, near_pairs
from .coverage import coverage
from .evidence import Evidence
from .folding import fold, unfold
from .halves import Half, halves
from .joins import join
from .rows import Findings, rows
from .sides import Side, side
from .similarity import closeness
from .vectors import Encoder, encoder_name, open_encoder
from .wording import with_wording

LEAST = 0.15
"""A pair that is believed less is not matched; between 0.1 and 0.2 no figure on the gold changes."""
CELLS = 40_000
"""Up to so many pairs every one is considered; beyond, those that are near in meaning, and their kin."""


def align(old: Document, new: Document, *, encoder: Encoder | None = None) -> Alignment:
    """Say which clauses of two documents answer each other; what has no counterpart stands alone.

    Meaning decides, with the tree, the order, the numbers and shared names as soft evidence.  Nothing is
    forced and rows may cross.  The result holds every clause of either document exactly once.
    """
    encoder = open_encoder() if encoder is None else encoder
    folded_old, folded_new = fold(old), fold(new)
    a, b = side(folded_old.document), side(folded_new.document)
    findings = _compare(a, b, encoder) if len(a) and len(b) else None
    found = unfold(rows(a, b, findings), folded_old, folded_new)
    compared = with_contrasts(with_wording(found, old, new), old, new, encoder)
    return Alignment(old, new, compared, f"align|encoder:{encoder_name(encoder)}")


def _compare(a: Side, b: Side, encoder: Encoder) -> Findings | None:
    half_a, half_b, evidence = gather(a, b, encoder)
    pairs = evidence.pairs
    if not len(pairs):
        return None
    odds, belief = believe(evidence)
    # A pair whose rivals leave it next to no belief is no answer, though it may have odds of its own.
    likely = np.where(belief >= LEAST, odds, -np.inf)
    chosen = best_matching(pairs.i, pairs.j, likely - _tie_break(pairs))
    return Findings(join(chosen, half_a, half_b, evidence, odds), evidence, odds, belief)


def gather(a: Side, b: Side, encoder: Encoder) -> tuple[Half, Half, Evidence]:
    """Embed two documents and gather what speaks for each pair of their clauses; neither may be empty."""
    half_a, half_b = halves(a, b, encoder)
    own, deep = closeness(half_a.own, half_b.own), closeness(half_a.deep, half_b.deep)
    pairs = all_pairs(len(a), len(b)) if len(a) * len(b) <= CELLS else near_pairs(a, b, own, deep)
    pairs = comparable(pairs, a, b)
    return half_a, half_b, Evidence(a, b, pairs, own, deep, coverage(half_a, half_b, pairs))


def _tie_break(pairs: Pairs) -> Doubles:
    """Prefer, of pairs that are otherwise equal, the one nearer the diagonal."""
    nudge: Doubles = 1e-6 * np.abs(pairs.i / pairs.n - pairs.j / pairs.m)
    return nudge
