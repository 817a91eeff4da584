"""Fit the weights of ``aligner/belief.py`` and print them: ``python benchmarks/fit_align.py [MODEL …]``.

The data are the gold pairs of tests/pairs and, where it is there, ../shared/agreements, as biclause itself parses
them; the same after either side was edited (``edits``); and pairs of unrelated agreements, in which nothing has a
counterpart.  All are seen by the embedded encoder and by every sentence-transformers model that is named, for one
setting serves them all.  The loss is that of a choice: for each clause that the gold names, minus the log of the belief
in its counterparts, or in none.  Every figure is printed for weights fitted without the family that they are tested on,
too (leave one family out).
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from aligner import open_encoder
from aligner.assignment import best_matching
from aligner.belief import ROUNDS, compete, level, reach, rivalry
from aligner.candidates import Doubles
from aligner.evidence import NAMES, Evidence
from aligner.folding import fold
from aligner.gold import Gold, read_gold
from aligner.halves import Half
from aligner.joins import join
from aligner.matching import LEAST, gather
from aligner.rows import held
from aligner.sides import side
from aligner.similarity import Ints
from aligner.vectors import Encoder
from benchmarks.edits import edited
from corpus import Document, read

ROOT = Path(__file__).parent.parent
FOLDERS = (ROOT / "tests" / "pairs", ROOT.parent / "shared" / "agreements")
LATE = ("lacking", "remote", "distant", "parent", "between", "elsewhere", "children", "neighbours", "order")
"""Evidence that a first look, before anything is believed, cannot have."""
AGAINST = ("elsewhere", "between", "unlike")
"""Evidence that can only speak against a pair; all other can only speak for it."""
RIDGE = {name: 1.0 for name in NAMES} | {"named": 0.1, "bias": 1.0}
"""How much each weight is held back; not by much where few pairs have the evidence and nearly all of those agree."""
TOLERANCE = 24
"""Characters by which a clause may begin away from where the gold says, as the scorer allows."""


@dataclass(frozen=True, slots=True)
class Case:
    """One pair of documents, its evidence, and what the gold says of each pair of clauses."""

    name: str
    family: str
    halves: tuple[Half, Half]
    evidence: Evidence
    answer: NDArray[np.bool_]
    """For each pair: that the two answer each other."""
    named: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    """For each old and each new clause: that the gold names it."""
    weight: float = 1.0
    """What it counts when weights are fitted; how sure a row is is learned from pairs that were found alone."""

    @property
    def answered(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For each old and each new clause: that it has a counterpart."""
        pairs, found = self.evidence.pairs, self.answer
        return (
            np.bincount(pairs.i[found], minlength=pairs.n) > 0,
            np.bincount(pairs.j[found], minlength=pairs.m) > 0,
        )


Weights = tuple[Doubles, Doubles]
"""The weights of the first look and of the later ones, the bias last."""


def cases(encoder: Encoder) -> list[Case]:
    """Read every gold pair, and pair off agreements that have nothing to do with each other."""
    golds = [read_gold(p) for folder in FOLDERS if folder.is_dir() for p in sorted(folder.iterdir()) if (p / "gold.jsonl").is_file()]
    documents = {g.name: (read(g.paths[0]), read(g.paths[1])) for g in golds}
    out = []
    for at, gold in enumerate(golds):
        old, new = documents[gold.name]
        answers = Answers(gold, old, new)
        out.append(answers.case(old, new, encoder))
        # What is put in comes from the next agreements of another family.
        further = [g for g in (*golds[at:], *golds[:at]) if g.family != gold.family][:OTHERS]
        others = [c for g in further for d in documents[g.name] for c in d if not c.children and not c.inline]
        for k in range(EDITS):
            random = Random(f"{gold.name} {k}")
            out.append(replace(answers.case(edited(old, random, others), edited(new, random, others), encoder), weight=MADE))
    for a, b in pairwise(golds):
        if a.family != b.family and {a.family, b.family} <= UNRELATED:
            old, new = fold(documents[a.name][0]).document, fold(documents[b.name][1]).document
            one, other, evidence = gather(side(old), side(new), encoder)
            nothing = np.zeros(len(evidence.pairs), bool)
            named = np.ones(len(old), bool), np.ones(len(new), bool)
            out.append(Case(f"{a.name} against {b.name}", a.family, (one, other), evidence, nothing, named, MADE))
    return out


EDITS, OTHERS = 2, 4
"""How often each gold pair is edited, and from how many others comes what is put in."""
MADE = 0.1
"""What a pair that was made counts beside one that was found."""
UNRELATED = frozenset({"distribution", "dpa", "employment", "statute", "saas", "oss", "deepin", "udhr", "gpl3", "tw"})
"""Families of different genres: between two of these nothing has a counterpart."""


class Answers:
    """What a gold says, by the ids of two documents, so that it can be asked of edited ones."""

    def __init__(self, gold: Gold, old: Document, new: Document) -> None:
        self.gold = gold
        old, new = fold(old).document, fold(new).document
        at_old, at_new = places(gold.old, old), places(gold.new, new)
        self.rows = [
            (
                [old.clauses[k].id for s in row.old if (k := at_old(s)) is not None],
                [new.clauses[k].id for s in row.new if (k := at_new(s)) is not None],
            )
            for row in gold.rows
        ]

    def case(self, old: Document, new: Document, encoder: Encoder) -> Case:
        """Gather what speaks for each pair of clauses of these documents, and what is right."""
        old, new = fold(old).document, fold(new).document
        one, other, evidence = gather(side(old), side(new), encoder)
        pairs = evidence.pairs
        answer = np.zeros(len(pairs), bool)
        named = np.zeros(pairs.n, bool), np.zeros(pairs.m, bool)
        here, there = ({c.id: k for k, c in enumerate(document)} for document in (old, new))
        for a, b in self.rows:
            i, j = [here[x] for x in a if x in here], [there[x] for x in b if x in there]
            named[0][i], named[1][j] = True, True
            answer[pairs.find(np.repeat(i, len(j)).astype(int), np.tile(j, len(i)).astype(int))] = True
        return Case(self.gold.name, self.gold.family, (one, other), evidence, answer, named)


def places(text: str, document: Document) -> Callable[[int], int | None]:
    """Return a function from a gold start to the clause that begins there, by characters that are no space."""
    before = np.concatenate([[0], np.cumsum([not ch.isspace() for ch in text])])
    starts = np.array([before[min(c.start, len(text))] for c in document])

    def find(start: int) -> int | None:
        k = int(np.abs(starts - before[start]).argmin())
        return k if abs(starts[k] - before[start]) <= TOLERANCE else None

    return find


def fit(data: Sequence[Case], rounds: int = 4) -> Weights:
    """Fit the first look, then the later ones on the beliefs that they lead to, again and again."""
    bounds = [(None, 0.0) if n in AGAINST else (0.0, None) for n in NAMES] + [(None, None)]
    looked = [(0.0, 0.0) if n in LATE else b for n, b in zip((*NAMES, "bias"), bounds, strict=True)]
    start = np.zeros(len(NAMES) + 1)
    start[0], start[-1] = 1.0, -5.0
    first = _minimum(start, [(c, c.evidence.columns(np.zeros(len(c.evidence.pairs)))) for c in data], looked)
    later = first
    for k in range(rounds):
        columns = [(c, c.evidence.columns(solve(c, (first, later), ROUNDS if k else 1)[1])) for c in data]
        step = _minimum(later, columns, bounds)
        later = (later + step) / 2 if k else step  # half a step: beliefs and weights chase each other
    return first, later


def solve(case: Case, weights: Weights, rounds: int = ROUNDS) -> tuple[Doubles, Doubles]:
    """Return the log odds and the belief of every pair under these weights."""
    evidence = case.evidence
    odds = evidence.columns(np.zeros(len(evidence.pairs))) @ weights[0][:-1] + weights[0][-1]
    for _ in range(rounds):
        odds = evidence.columns(compete(odds, evidence.pairs)) @ weights[1][:-1] + weights[1][-1]
    return odds, compete(odds, evidence.pairs)


def _minimum(start: Doubles, data: Sequence[tuple[Case, Doubles]], bounds: Sequence[object]) -> Doubles:
    found = minimize(_loss, start, args=(data,), jac=True, method="L-BFGS-B", bounds=bounds)
    weights: Doubles = found.x
    return weights


def _loss(weights: Doubles, data: Sequence[tuple[Case, Doubles]]) -> tuple[float, Doubles]:
    """Minus the log belief in what the gold says of each clause that it names, and its gradient."""
    ridge = np.array([RIDGE[name] for name in (*NAMES, "bias")])
    total, gradient = float((ridge * weights) @ weights), 2 * ridge * weights
    for case, columns in data:
        strength = np.exp(np.clip(columns @ weights[:-1] + weights[-1], -30, 30))
        slope = np.zeros(len(strength))
        pairs = case.evidence.pairs
        for of, n, named, answered in zip((pairs.i, pairs.j), (pairs.n, pairs.m), case.named, case.answered, strict=True):
            rivals = 1 + np.bincount(of, strength, n)
            right = np.where(answered, np.maximum(np.bincount(of, strength * case.answer, n), 1e-300), 1.0)
            total += case.weight * float((named * (np.log(rivals) - np.log(right))).sum())
            slope += case.weight * named[of] * (strength / rivals[of] - np.where(case.answer, strength / right[of], 0.0))
        gradient = gradient + np.append(columns.T @ slope, slope.sum())
    return total, gradient


def report(data: Sequence[Case], weights_of: Callable[[Case], Weights]) -> str:
    """Say how many links and how many clauses without counterpart one-to-one assignment gets right."""
    links, nulls = np.zeros(3), np.zeros(3)
    for case in data:
        pairs = case.evidence.pairs
        odds = solve(case, weights_of(case))[0]
        chosen = np.zeros(len(pairs), bool)
        got = best_matching(pairs.i, pairs.j, odds)
        if got:
            a, b = np.array(got).T
            chosen[pairs.find(a, b)] = True
        known = chosen & (case.named[0][pairs.i] | case.named[1][pairs.j])
        links += ((known & case.answer).sum(), known.sum(), case.answer.sum())
        for of, n, named, answered in zip((pairs.i, pairs.j), (pairs.n, pairs.m), case.named, case.answered, strict=True):
            alone = np.bincount(of[chosen], minlength=n) == 0
            nulls += ((named & alone & ~answered).sum(), (named & alone).sum(), (named & ~answered).sum())
    return f"links F1 {2 * links[0] / links[1:].sum():.4f}, no counterpart F1 {2 * nulls[0] / nulls[1:].sum():.4f}"


def rows(case: Case, odds: Doubles, belief: Doubles) -> tuple[NDArray[np.bool_], Ints]:
    """Align a case; return for each pair that a row holds it, and where the likeliest pair of each row stands."""
    pairs = case.evidence.pairs
    pick = best_matching(pairs.i, pairs.j, np.where(belief >= LEAST, odds, -np.inf))
    return held(join(pick, *case.halves, case.evidence, odds), pairs, belief)


def calibrate(data: Sequence[Case], weights_of: Callable[[Case], Weights]) -> str:
    """Fit what a row is worth as a probability, and what it is worth to be left without one."""
    columns: list[Doubles] = []
    right: list[NDArray[np.bool_]] = []
    solved = [(case, odds, *rows(case, odds, belief)) for case in data for odds, belief in [solve(case, weights_of(case))]]
    for case, odds, inside, likeliest in solved:
        pairs = case.evidence.pairs
        known = likeliest[case.named[0][pairs.i[likeliest]] | case.named[1][pairs.j[likeliest]]]
        columns.append(rivalry(odds, pairs, inside, known))
        right.append(case.answer[known])
    confident = logistic(np.concatenate(columns), np.concatenate(right))
    columns, right = [], []
    for case, odds, inside, likeliest in solved:
        pairs = case.evidence.pairs
        sure = 1 / (1 + np.exp(-(rivalry(odds, pairs, inside, likeliest) @ confident[:-1] + confident[-1])))
        for of, n, most, named, answered in zip(
            (pairs.i, pairs.j), (pairs.n, pairs.m), reach(odds, pairs), case.named, case.answered, strict=True
        ):
            keep = named & (np.bincount(of[inside], minlength=n) == 0)
            columns.append(np.stack([most[keep], np.full(keep.sum(), level(sure))], axis=1))
            right.append(~answered[keep])
    lone = logistic(np.concatenate(columns), np.concatenate(right))
    told = zip(("CONFIDENT", "ALONE"), (("odds", "rivals", "bias"), ("odds", "level", "bias")), (confident, lone), strict=True)
    return "\n".join(f"{n} = {{{', '.join(f'{k!r}: {v:.2f}' for k, v in zip(ks, vs, strict=True))}}}" for n, ks, vs in told).replace("'", '"')


def logistic(columns: Doubles, right: NDArray[np.bool_]) -> Doubles:
    """Return the weights of a logistic regression, the bias last."""
    x, sign = np.column_stack([columns, np.ones(len(columns))]), 2 * right - 1

    def loss(w: Doubles) -> float:
        return float(np.logaddexp(0, -sign * (x @ w)).sum() + 0.01 * (w @ w))

    found: Doubles = minimize(loss, np.zeros(x.shape[1])).x
    return found


def main() -> int:
    seen = {name or "embedded": cases(open_encoder(name)) for name in (None, *sys.argv[1:])}
    data = [case for found in seen.values() for case in found]
    everything = fit(data)
    for name, weights in zip(("FIRST", "LATER"), everything, strict=True):
        pairs = zip((*NAMES, "bias"), weights, strict=True)
        print(f"{name} = {{{', '.join(f'{n!r}: {w:.3f}' for n, w in pairs if abs(w) >= 5e-4)}}}".replace("'", '"'))
    families = defaultdict(list)
    for case in data:
        families[case.family].append(case)
    without = {f: fit([c for c in data if c.family != f]) for f in families}
    print(calibrate([c for c in data if c.weight == 1.0], lambda c: without[c.family]))
    for name, of_model in seen.items():
        for told, weight in (("found", 1.0), ("made", MADE)):
            some = [c for c in of_model if c.weight == weight]
            print(f"{name}, pairs that were {told}, fitted on all:", report(some, lambda c: everything))
            print(f"{name}, pairs that were {told}, leave one family out:", report(some, lambda c: without[c.family]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
