"""Evidence in, belief out: how likely each pair of clauses answers each other.

Meaning is weighed first, alone.  Then the tree is asked again and again: where sections answer each other
their children likely do, and the other way round.  A pair competes with every other pair of its two clauses
and with "no counterpart", so the beliefs of a clause never add up to more than one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .candidates import Doubles, Pairs
from .evidence import NAMES, Evidence
from .similarity import Ints

ROUNDS = 5

# Weights of the evidence, in log odds; fitted by benchmarks/fit_align.py on two encoders, which prints these lines.
FIRST = {
    "meaning": 1.580, "apart": 0.356, "contents": 2.325, "named": 2.171, "unlike": -1.438, "tokens": 0.269,
    "concepts": 1.022, "length": 0.108, "kind": 2.099, "covered": 1.737, "within": 1.269, "number": 0.652,
    "bias": -9.820,
}  # fmt: skip
LATER = {
    "meaning": 0.579, "contents": 1.820, "named": 0.271, "unlike": -1.317, "tokens": 0.100, "concepts": 0.977,
    "kind": 0.258, "covered": 1.350, "within": 1.544, "number": 0.351, "lacking": 1.498, "remote": 0.662,
    "distant": 1.964, "parent": 2.152, "between": -0.879, "elsewhere": -0.446, "children": 4.010, "neighbours": 0.776,
    "order": 0.521, "bias": -2.637,
}  # fmt: skip


# What a choice is worth as a probability: logistic regressions over families that the weights were fitted without.
CONFIDENT = {"odds": 0.61, "rivals": -0.77, "bias": 1.01}
ALONE = {"odds": -0.61, "level": 13.84, "bias": -12.46}

USUAL_LEVEL, LEANING = 0.9, 3.0
"""How sure the pairs of two documents are in the mean, and how many pairs it takes to believe otherwise."""


def weights(named: dict[str, float]) -> Doubles:
    """Return the weights as an array: one for each kind of evidence, the bias last."""
    return np.array([named.get(name, 0.0) for name in (*NAMES, "bias")])


def believe(evidence: Evidence, first: Doubles | None = None, later: Doubles | None = None) -> tuple[Doubles, Doubles]:
    """Return the log odds and the belief of every pair."""
    first = weights(FIRST) if first is None else first
    later = weights(LATER) if later is None else later
    belief = np.zeros(len(evidence.pairs))
    odds = _odds(evidence, belief, first)
    for _ in range(ROUNDS):
        belief = compete(odds, evidence.pairs)
        odds = _odds(evidence, belief, later)
    return odds, compete(odds, evidence.pairs)


def _odds(evidence: Evidence, belief: Doubles, weight: Doubles) -> Doubles:
    odds: Doubles = evidence.columns(belief) @ weight[:-1] + weight[-1]
    return odds


def compete(odds: Doubles, pairs: Pairs) -> Doubles:
    """Share belief out among the rivals of each pair and "no counterpart", which weighs one."""
    strength = np.exp(np.clip(odds, -30, 30))
    rows = np.bincount(pairs.i, strength, pairs.n)
    columns = np.bincount(pairs.j, strength, pairs.m)
    belief: Doubles = strength / (1 + rows[pairs.i] + columns[pairs.j] - strength)
    return belief


def confident(odds: Doubles, pairs: Pairs, inside: NDArray[np.bool_], places: Ints) -> Doubles:
    """Return the probability of the pairs at some places that they are right; here a rival counts less than in belief."""
    values = rivalry(odds, pairs, inside, places) @ np.array([CONFIDENT["odds"], CONFIDENT["rivals"]]) + CONFIDENT["bias"]
    sure: Doubles = 1 / (1 + np.exp(-values))
    return sure


def alone(odds: Doubles, pairs: Pairs, chosen: Doubles) -> tuple[Doubles, Doubles]:
    """Return the probability of each clause on either side that it has no counterpart, were it left without one.

    ``chosen`` is how sure the chosen pairs are: between redrafted documents, where few are sure, more is missed.
    """
    known = level(chosen)
    sides = []
    for most in reach(odds, pairs):
        values = ALONE["odds"] * most + ALONE["level"] * known + ALONE["bias"]
        sides.append(1 / (1 + np.exp(-values)))
    return sides[0], sides[1]


def level(chosen: Doubles) -> float:
    """Return how sure the pairs of two documents are in the mean, leaning on what is usual where they are few."""
    return float((chosen.sum() + LEANING * USUAL_LEVEL) / (len(chosen) + LEANING))


def rivalry(odds: Doubles, pairs: Pairs, inside: NDArray[np.bool_], places: Ints) -> Doubles:
    """Return the odds of the pairs at some places, and the log of how much their rivals weigh beside "no counterpart".

    Two columns.  ``inside`` says of each pair that a row holds it: pairs of one row are no rivals.
    """
    strength = np.exp(np.clip(odds, -30, 30))
    refused = np.where(inside, 0.0, strength)
    against = [np.log1p(np.bincount(of, refused, n)[of[places]]) for of, n in ((pairs.i, pairs.n), (pairs.j, pairs.m))]
    return np.stack([odds[places], against[0] + against[1]], axis=1)


def reach(odds: Doubles, pairs: Pairs) -> tuple[Doubles, Doubles]:
    """Return for each clause on either side the log odds of all its pairs together, from -8 to 8."""
    strength = np.exp(np.clip(odds, -30, 30))
    old, new = np.bincount(pairs.i, strength, pairs.n), np.bincount(pairs.j, strength, pairs.m)
    return np.log(np.clip(old, np.exp(-8), np.exp(8))), np.log(np.clip(new, np.exp(-8), np.exp(8)))
