"""Fit the weights of ``aligner/segments.py`` and print them: ``python benchmarks/fit_segments.py``.

The data are the sentences of tests/segments, each set in both directions.  The loss is that of the whole path: minus
the log of the probability of the gold's beads and nulls, in their order, among all paths through the corridor (a
conditional random field over segmentations, Sarawagi and Cohen 2004).  Figures are printed for weights fitted
without the kind of text that they are tested on, too: fiction, contracts of our own, and two halves of the published
agreements.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from aligner import open_encoder
from aligner.beads import COLUMNS, BeadEvidence, Weights, score
from aligner.candidates import Doubles
from aligner.lattice import SHAPES, posterior
from aligner.segment_scores import Beads, BeadScore, SegmentGold, score_beads, segment_golds
from aligner.segments import gather, halves, measured, read_off

ROOT = Path(__file__).parent.parent
RIDGE = 0.5
UNRELATED, WEIGHT = 60, 0.15
"""Segments of each side of two texts that have nothing to do with each other, and how much such a case counts."""


@dataclass
class Case:
    """One set in one direction, its evidence, and the evidence along the gold's path."""

    group: str
    """What is left out together; unrelated texts never are."""
    gold: Beads
    evidence: BeadEvidence
    weight: float = 1.0

    def __post_init__(self) -> None:
        self.along = _along(self.evidence, self.gold)

    def second(self, weights: Weights) -> Case:
        """Take the second look, leaving this case as it is."""
        evidence = copy(self.evidence)
        evidence.open, evidence.cosines = evidence.open.copy(), evidence.cosines.copy()
        evidence.look_again(posterior(evidence.lattice, score(evidence, weights)))
        return Case(self.group, self.gold, evidence, self.weight)


def cases() -> list[Case]:
    """Read every set in both directions."""
    golds = list(segment_golds(ROOT / "tests" / "segments", ROOT.parent / "shared" / "agreements"))
    found = []
    for number, gold in enumerate(golds):
        group = gold.name.partition("_")[0]
        for side in (gold, gold.swapped):
            old, new = halves(side.old, side.new, open_encoder())
            evidence = gather(old, new, measured(old, new))
            found.append(Case(f"{group} {number % 2}" if group == "real" else group, in_order(side), evidence))
    return found + unrelated(golds)


def unrelated(golds: Sequence[SegmentGold]) -> list[Case]:
    """Set texts against others: the first of the kind against the first of the next, and so on."""
    kinds: dict[str, list[SegmentGold]] = {}
    for gold in golds:
        kinds.setdefault(gold.name.partition("_")[0], []).append(gold)
    found = []
    for these, others in permutations(kinds.values(), 2):
        for one, other in zip(these[:2], others[:2], strict=False):
            texts = (one.old[:UNRELATED], other.new[:UNRELATED])
            gold = [((k,), ()) for k in range(len(texts[0]))] + [((), (k,)) for k in range(len(texts[1]))]
            old, new = halves(*texts, open_encoder())
            evidence = gather(old, new, measured(old, new))
            found.append(Case("unrelated", gold, evidence, WEIGHT))
    return found


def in_order(gold: SegmentGold) -> Beads:
    """Order the gold's beads as paths do: in a run of nulls the old ones first, each by itself."""
    out: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    run: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for a, b in [*gold.beads, ((0,), (0,))]:
        if a and b:
            out += [*sorted(run, key=lambda bead: not bead[0]), (a, b)]
            run = []
        else:
            run += [*(((k,), ()) for k in a), *(((), (k,)) for k in b)]
    return out[:-1]


def _along(evidence: BeadEvidence, gold: Beads) -> Doubles:
    """Add up the evidence of the gold's path; in training its beads always stay in question."""
    corridor = evidence.lattice.corridor
    columns, shapes = np.zeros(len(COLUMNS)), np.zeros(len(SHAPES))
    nulls = openings = i = j = 0
    in_run = False
    for a, b in gold:
        i, j = i + len(a), j + len(b)
        if not (a and b):
            nulls, openings, in_run = nulls + 1, openings + (not in_run), True
            continue
        in_run = False
        at = corridor.find(np.array([i]), np.array([j]))[0]
        if (len(a), len(b)) in SHAPES and at < len(corridor):
            s = SHAPES.index((len(a), len(b)))
            evidence.open[s, at] = True
            columns += evidence.columns[s, at]
            shapes[s] += 1
    return np.concatenate([columns, shapes, [nulls, openings]])


def fit(data: Sequence[Case]) -> Weights:
    """Find the likeliest weights; those of rare shapes stay near where they start."""
    start = np.concatenate([[1.0], np.zeros(len(COLUMNS) - 1), [-1.0 * (a + b - 2) for a, b in SHAPES], [0.0, 0.0]])
    found = minimize(_loss, start, args=(data, start), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return _unpacked(found.x)


def _unpacked(vector: Doubles) -> Weights:
    bead, shape, null = np.split(vector, np.cumsum([len(COLUMNS), len(SHAPES)]))
    return Weights(bead, shape, float(null[0]), float(null[1]))


def _loss(vector: Doubles, data: Sequence[Case], start: Doubles) -> tuple[float, Doubles]:
    """Minus the log of the probability of every gold path, and its gradient."""
    away = vector - start
    loss, gradient = RIDGE * float(away @ away), 2 * RIDGE * away
    for case in data:
        sums = posterior(case.evidence.lattice, score(case.evidence, _unpacked(vector)))
        loss += case.weight * (sums.total - float(vector @ case.along))
        expected = np.concatenate([
            np.einsum("sp,spc->c", sums.beads, case.evidence.columns), sums.beads.sum(axis=1),
            [sums.old.sum() + sums.new.sum(), sums.opened],
        ])  # fmt: skip
        gradient = gradient + case.weight * (expected - case.along)
    return loss, gradient


def named(weights: Weights) -> str:
    """Write weights as ``aligner/segments.py`` holds them: a shape and its mirror image weigh the same."""
    shapes: dict[str, list[float]] = {}
    for (a, b), weight in zip(SHAPES, weights.shape, strict=True):
        shapes.setdefault(f"{min(a, b)}:{max(a, b)}", []).append(float(weight))
    told = dict(zip(COLUMNS, weights.bead, strict=True)) | {"null": weights.null, "opening": weights.opening}
    told |= {name: sum(values) / len(values) for name, values in shapes.items()}
    return ", ".join(f'"{name}": {value:.3f}' for name, value in told.items())


def figures(data: Sequence[Case], weights: Weights) -> str:
    """Score what these weights make of the cases."""
    found = [
        [(b.old, b.new) for b in read_off(c.evidence, posterior(c.evidence.lattice, score(c.evidence, weights)))] for c in data
    ]
    score_ = sum((score_beads(c.gold, f) for c, f in zip(data, found, strict=True)), BeadScore())
    return f"strict {score_.strict.f1:.3f} lax {score_.lax.f1:.3f} links {score_.links.f1:.3f}"


def main() -> int:
    data = cases()
    first = fit(data)
    again = [case.second(first) for case in data]
    second = fit(again)
    print(f"FIRST = {{{named(first)}}}\nSECOND = {{{named(second)}}}", flush=True)
    for group in sorted({case.group for case in data} - {"unrelated"}):
        held, rest = ([c for c in data if (c.group == group) == here] for here in (True, False))
        one = fit(rest)
        two = fit([case.second(one) for case in rest])
        print(
            f"{group:8s} left out: first look {figures(held, one)}; second {figures([c.second(one) for c in held], two)};"
            f" fitted on all {figures([c.second(first) for c in held], second)}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
