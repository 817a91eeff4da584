"""Fit the weights of ``aligner/joins.py`` and print them: ``python benchmarks/fit_joins.py [MODEL …]``.

The data are the clauses that one-to-one alignment leaves over in tests/pairs and, where it is there,
../shared/agreements, each with the rows that it could join; the gold says whether it belongs.  Every model that is
named sees the same pairs, beside the embedded encoder.  A logistic regression; what it costs to leave a family out is
printed too.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aligner import open_encoder
from aligner.assignment import best_matching
from aligner.belief import believe
from aligner.candidates import Doubles
from aligner.gold import Gold, gold_folders, read_gold
from aligner.joins import NAMES, first_offers
from aligner.matching import LEAST
from aligner.vectors import Encoder
from benchmarks.fit_align import FOLDERS, Answers, logistic
from corpus import read


@dataclass(frozen=True, slots=True)
class Case:
    """What one pair of documents offers, and which of it is right."""

    family: str
    columns: Doubles
    right: NDArray[np.bool_]


def case(gold: Gold, encoder: Encoder) -> Case:
    """Align a pair one to one and list what its leftovers could join."""
    old, new = (read(path) for path in gold.paths)
    seen = Answers(gold, old, new).case(old, new, encoder)
    pairs = seen.evidence.pairs
    odds, belief = believe(seen.evidence)
    chosen = best_matching(pairs.i, pairs.j, np.where(belief >= LEAST, odds, -np.inf))
    offers = first_offers(chosen, *seen.halves, seen.evidence, odds)
    kept = [(pair, columns) for pair, columns in offers if seen.named[0][pair[0]] and seen.named[1][pair[1]]]
    table = np.array([columns for _, columns in kept]).reshape(-1, len(NAMES))
    i, j = np.array([pair for pair, _ in kept], np.int64).reshape(-1, 2).T
    return Case(gold.family, table, np.append(seen.answer, False)[pairs.find(i, j)])


def f1(data: Sequence[Case], weights: Doubles) -> tuple[int, int, int]:
    """Return how many offers these weights accept rightly, accept, and should accept."""
    columns, right = np.concatenate([c.columns for c in data]), np.concatenate([c.right for c in data])
    taken = columns @ weights[:-1] + weights[-1] > 0
    return int((taken & right).sum()), int(taken.sum()), int(right.sum())


def fit(data: Sequence[Case]) -> Doubles:
    return logistic(np.concatenate([c.columns for c in data]), np.concatenate([c.right for c in data]))


def main() -> int:
    golds = [read_gold(p) for p in gold_folders([f for f in FOLDERS if f.is_dir()])]
    data = [case(gold, open_encoder(name)) for name in (None, *sys.argv[1:]) for gold in golds]
    weights = fit(data)
    told = ", ".join(f'"{name}": {w:.2f}' for name, w in zip((*NAMES, "bias"), weights, strict=True))
    print(f"WEIGHTS = {{{told}}}")
    print("fitted on all: {} right of {} accepted, {} there are".format(*f1(data, weights)))
    families = sorted({c.family for c in data})
    counts = [f1([c for c in data if c.family == f], fit([c for c in data if c.family != f])) for f in families]
    print("leave one family out: {} right of {} accepted, {} there are".format(*np.sum(counts, axis=0).tolist()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
