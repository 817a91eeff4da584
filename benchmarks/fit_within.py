"""Fit ``INSIDE`` and ``ALONE`` of the aligner and print them: ``python benchmarks/fit_within.py [GOLD_FOLDER ...]`` (8 minutes).

The data are the rows of parallel agreements, by default those of ../shared/agreements, after sentences of other
agreements were put into one side of some rows and sentences were taken out of others.  What counts is how many of
those are found to have no counterpart, less 0.6 for each sentence that is wrongly said to have none.  That is no smooth
function of the weights of beads (``segments.INSIDE``): they are searched for at random, from a fixed seed, near those of
segments at large.  For each, what tells a sentence without a counterpart (``across.ALONE``) is a logistic regression.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
from scipy.optimize import minimize

from aligner import across, align, open_encoder
from aligner import segments as engine
from aligner.across import Named, Said, sentences_of_rows
from aligner.candidates import Doubles
from aligner.gold import gold_folders, read_gold
from corpus import read

ROOT = Path(__file__).parent.parent
SECONDS, SEEDS, ALARM = 400.0, 3, 0.6
STEPS = {"meaning": 0.5, "gain": 1.0, "length": 0.4, "null": 0.5, "opening": 0.8}
SHORT, LONG = 40, 130
"""Letters of an English sentence that is put in; a third as many of a Chinese one."""

Side = list[tuple[Said, bool]]
"""Sentences, and of each whether it has no counterpart."""


def agreements(folders: Sequence[Path]) -> list[tuple[list[Said], list[Said]]]:
    """Read the agreements in which everything has a counterpart, and cut their rows into sentences."""
    found = []
    for folder in folders:
        gold = read_gold(folder)
        if all(row.old and row.new for row in gold.rows):
            old, new = map(read, gold.paths)
            rows = [replace(row, status="matched") if row.old and row.new else row for row in align(old, new)]
            found.append(sentences_of_rows(rows, old, new))
    return [pair for pair in found if pair[0]]


def edited(pairs: Sequence[tuple[list[Said], list[Said]]], which: int, random: Random) -> tuple[Side, Side]:
    """Put sentences into a quarter of the rows, or take them out."""
    sides: tuple[Side, Side] = [(s, False) for s in pairs[which][0]], [(s, False) for s in pairs[which][1]]
    rows = sorted({s.row for s in pairs[which][0]})
    for row in random.sample(rows, max(2, len(rows) // 4) if len(rows) > 1 else 1):
        here = random.randrange(2)
        side, other = sides[here], sides[1 - here]
        at, across = ([k for k, (s, _) in enumerate(x) if s.row == row] for x in (side, other))
        lang = side[at[0]][0].lang
        if random.random() < 0.6:
            foreign = random.choice([p[here] for k, p in enumerate(pairs) if k != which or len(pairs) == 1])
            fit = [s for s in foreign if s.lang == lang and SHORT <= len(s.text) * (3 if lang == "zh" else 1) <= LONG]
            if fit:
                one = random.choice(fit)
                side.insert(at[-1] + 1 if random.random() < 0.6 else random.choice(at), (replace(one, row=row, pieces=side[at[0]][0].pieces), True))
        elif len(at) == len(across) > 1:
            k = random.randrange(len(at))
            del side[at[k]]
            other[across[k]] = other[across[k]][0], True
    return sides


def candidates(data: Sequence[tuple[Side, Side]]) -> tuple[Doubles, Doubles]:
    """Return what speaks for each sentence that no bead holds, one column for each of ALONE, and whether it is alone."""
    columns, truth = [], []
    for sides in data:
        texts, rows = ([[s.text for s, _ in side] for side in sides], [[s.row for s, _ in side] for side in sides])
        beads = engine.align_within(texts[0], texts[1], (rows[0], rows[1]), encoder=open_encoder())
        named = [Named([s for s, _ in side]) for side in sides]
        answered = across.answering(beads, *([s for s, _ in side] for side in sides))
        for bead in beads:
            here = 0 if bead.old else 1
            said, alone = sides[here][(bead.old or bead.new)[0]]
            if not (bead.old and bead.new) and said.clause in answered:
                columns.append(across.evidence(bead, said, named[1 - here]))
                truth.append(alone)
    return np.array([list(column.values()) for column in columns]), np.array(truth, np.float64)


def regression(columns: Doubles, truth: Doubles) -> Doubles:
    """Fit a logistic regression with a ridge."""

    def loss(weights: Doubles) -> float:
        return float(np.logaddexp(0, (1 - 2 * truth) * (columns @ weights)).sum() + 0.1 * weights @ weights)

    fitted: Doubles = minimize(loss, np.zeros(columns.shape[1])).x
    return fitted


def main(folders: Sequence[str]) -> int:
    """Search, and print each better pair of lines."""
    places = [Path(f) for f in folders] or [ROOT.parent / "shared" / "agreements"]
    pairs = agreements(gold_folders(places))
    data = [edited(pairs, k, Random(f"{k}/{seed}")) for k in range(len(pairs)) for seed in range(SEEDS)]
    total = sum(alone for sides in data for side in sides for _, alone in side)
    random, best, until = Random(5), -1.0, time.monotonic() + SECONDS
    tried = dict(engine.INSIDE)
    while True:
        engine.INSIDE.clear()
        engine.INSIDE.update(tried)
        columns, truth = candidates(data)
        weights = regression(columns, truth)
        told = columns @ weights > 0
        right, wrong = int(truth[told].sum()), int((1 - truth[told]).sum())
        if right - ALARM * wrong > best:
            best = right - ALARM * wrong
            fitted = {name: round(float(w), 2) for name, w in zip(across.ALONE, weights, strict=True)}
            print(f"{right} of {total} found, {wrong} wrong\n    INSIDE = {tried}\n    ALONE = {fitted}", flush=True)
        if time.monotonic() > until:
            return 0
        tried = {name: round(random.gauss(engine.SECOND[name], 2 * step), 2) for name, step in STEPS.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
