"""Evidence in, belief out: how likely each pair of clauses answers each other.

Meaning is weighed first, alone.  Then the tree is asked again and again: where sections answer each other
their children likely do, and the other way round.  A pair competes with every other pair of its two clauses
and with "no counterpart", so the beliefs of a clause never add up to more than one.
"""

from __future__ import annotations

import numpy as np

from .candidates import Doubles, Pairs
from .evidence import NAMES, Evidence

ROUNDS = 5

# Weights of the evidence, in log odds; fitted by benchmarks/fit_align.py, which prints these lines.
FIRST = {
    "meaning": 2.047, "apart": 0.641, "contents": 2.366, "terms": 0.176, "named": 3.819, "unlike": -1.037,
    "tokens": 0.068, "concepts": 0.883, "length": 0.087, "kind": 1.290, "number": 0.504, "bias": -9.286,
}  # fmt: skip
LATER = {
    "meaning": 1.468, "apart": 0.641, "contents": 1.811, "named": 3.466, "unlike": -0.767, "tokens": 0.014,
    "concepts": 0.910, "number": 0.200, "level": -0.081, "parent": 0.185, "between": -0.450, "elsewhere":
    -2.171, "children": 2.721, "neighbours": 0.467, "order": 0.939, "bias": -6.075,
}  # fmt: skip


# What a choice is worth as a probability: logistic regressions over families that the weights were fitted without.
CONFIDENT = {"odds": 0.73, "rivals": -0.77, "bias": 1.11}
ALONE = {"odds": -0.79, "level": 11.18, "bias": -9.91}

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


def confident(odds: Doubles, pairs: Pairs) -> Doubles:
    """Return the probability of each pair that it is right, were it chosen; here a rival counts less than in belief."""
    values = rivalry(odds, pairs) @ np.array([CONFIDENT["odds"], CONFIDENT["rivals"]]) + CONFIDENT["bias"]
    sure: Doubles = 1 / (1 + np.exp(-values))
    return sure


def alone(odds: Doubles, pairs: Pairs, chosen: Doubles) -> tuple[Doubles, Doubles]:
    """Return the probability of each clause on either side that it has no counterpart, were it left without one.

    ``chosen`` is how sure the chosen pairs are: between redrafted documents, where few are sure, more is missed.
    """
    level = float((chosen.sum() + LEANING * USUAL_LEVEL) / (len(chosen) + LEANING))
    sides = []
    for most in reach(odds, pairs):
        values = ALONE["odds"] * most + ALONE["level"] * level + ALONE["bias"]
        sides.append(1 / (1 + np.exp(-values)))
    return sides[0], sides[1]


def rivalry(odds: Doubles, pairs: Pairs) -> Doubles:
    """Return the odds of each pair, and the log of how much its rivals weigh beside "no counterpart"; two columns."""
    strength = np.exp(np.clip(odds, -30, 30))
    against = [
        np.log1p(np.maximum(np.bincount(of, strength, n)[of] - strength, 0.0))
        for of, n in ((pairs.i, pairs.n), (pairs.j, pairs.m))
    ]
    return np.stack([odds, against[0] + against[1]], axis=1)


def reach(odds: Doubles, pairs: Pairs) -> tuple[Doubles, Doubles]:
    """Return for each clause on either side the log odds of all its pairs together, from -8 to 8."""
    strength = np.exp(np.clip(odds, -30, 30))
    old, new = np.bincount(pairs.i, strength, pairs.n), np.bincount(pairs.j, strength, pairs.m)
    return np.log(np.clip(old, np.exp(-8), np.exp(8))), np.log(np.clip(new, np.exp(-8), np.exp(8)))
