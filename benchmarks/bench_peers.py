"""How well clauses are aligned: ours, optimal assignment and Vecalign, on the same vectors in one run.

    python -m benchmarks peers

The peers are given the true boundaries of the clauses; we parse for ourselves. The assignment is also given the
cutoff that serves it best on these very pairs, and Vecalign is shown in two settings. The pairs are those of
tests/pairs and, where they are at hand, those of ../shared/agreements. The bars are those of the design. The first
run embeds every clause, and those that Vecalign joins, which takes a minute.
"""

from __future__ import annotations

import json
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sentweave import align as vecalign

from aligner import align, open_encoder
from aligner.gold import Gold, gold_folders, read_gold
from aligner.scoring import Claim, Score, score, score_claims
from aligner.vectors import embed
from corpus import read

ROOT = Path(__file__).parents[1]
PLACES = (ROOT.parent / "shared" / "agreements", ROOT / "tests" / "pairs")
CUTOFFS = (0.0, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
JOINED = (2, 5)
"""How many clauses of both sides together Vecalign may put into one row: one to one, and what its paper's peers use."""

BARS = {"agreements, differing": (0.99, 0.97), "agreements, parallel": (0.999, None)}
"""Mean link F1, and null F1 of all pairs together."""

ENCODER = open_encoder()

Vectors = NDArray[np.float32]
Peer = Callable[[Gold], list[Claim]]


@dataclass(frozen=True)
class Units:
    """The true clauses of one side: where they start, and their texts."""

    starts: tuple[int, ...]
    texts: tuple[str, ...]


def units(text: str, starts: Iterable[int]) -> Units:
    """Cut a text where the gold's clauses start."""
    ordered = tuple(sorted(set(starts)))
    ends = (*ordered[1:], len(text))
    return Units(ordered, tuple(text[a:b].strip() for a, b in zip(ordered, ends, strict=True)))


def both(gold: Gold) -> tuple[Units, Units]:
    """Return the true clauses of either side."""
    return (
        units(gold.old, (s for row in gold.rows for s in row.old)),
        units(gold.new, (s for row in gold.rows for s in row.new)),
    )


@cache
def assigned(gold: Gold) -> list[tuple[int, int, float]]:
    """Return the best one-to-one choice of clauses, each pair with its centred cosine."""
    old, new = both(gold)
    vectors = embed(ENCODER, [*old.texts, *new.texts])
    cosines = centred(vectors[: len(old.texts)]) @ centred(vectors[len(old.texts) :]).T
    return [
        (int(i), int(j), float(cosines[i, j])) for i, j in zip(*linear_sum_assignment(-cosines), strict=True)
    ]


def centred(vectors: Vectors) -> Vectors:
    """Take the mean of a document off its vectors, and make them unit vectors again."""
    off = vectors - vectors.mean(axis=0)
    unit: Vectors = off / np.maximum(np.linalg.norm(off, axis=1, keepdims=True), 1e-9)
    return unit


def assignment(cutoff: float) -> Peer:
    """Return what pairs clauses by the best assignment and drops pairs that are not close."""

    def claims(gold: Gold) -> list[Claim]:
        old, new = both(gold)
        pairs = {i: j for i, j, cosine in assigned(gold) if cosine > cutoff}
        rows = [Claim((old.starts[i],), (new.starts[j],)) for i, j in pairs.items()]
        rows += [Claim((start,), ()) for i, start in enumerate(old.starts) if i not in pairs]
        return rows + [Claim((), (start,)) for j, start in enumerate(new.starts) if j not in pairs.values()]

    return claims


class Kept:
    """The encoder as Vecalign asks for it; clauses joined by it are really embedded, each once."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        return embed(ENCODER, texts)


def vecaligned(joined: int) -> Peer:
    """Return Vecalign, with so many clauses in a row at most."""

    def claims(gold: Gold) -> list[Claim]:
        old, new = both(gold)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # it casts infinities where a document is short
            found = vecalign(old.texts, new.texts, encoder=Kept(), alignment_max_size=joined)
        return [
            Claim(
                tuple(old.starts[i] for i in bead.src_indices), tuple(new.starts[j] for j in bead.tgt_indices)
            )
            for bead in found.alignments
        ]

    return claims


def ours(gold: Gold) -> Score:
    """Parse and align for ourselves."""
    return score(gold, align(*(read(path) for path in gold.paths), encoder=ENCODER))


def mean_f1(scores: Sequence[Score]) -> float:
    """Return the mean link F1 of some pairs."""
    return sum(s.link.f1 for s in scores) / len(scores)


def best(golds: Sequence[Gold], peers: dict[str, Peer]) -> tuple[str, list[Score]]:
    """Score a peer in each of its settings and return the one with the best links."""
    scored = {name: [score_claims(gold, peer(gold)) for gold in golds] for name, peer in peers.items()}
    name = max(scored, key=lambda n: mean_f1(scored[n]))
    return name, scored[name]


def groups() -> dict[str, list[Gold]]:
    """Return the pairs that are at hand, versions that differ apart from translations."""
    found: dict[str, list[Gold]] = {}
    for place in PLACES:
        if not place.is_dir():
            print(f"{place} is not here", file=sys.stderr)
            continue
        for folder in gold_folders([place]):
            meta = json.loads((folder / "meta.json").read_text("utf-8"))
            about = str(meta.get("relation", meta.get("kind", "")))
            differ = re.search(r"different|not translations|^versions", about, re.IGNORECASE)
            found.setdefault(f"{place.name}, {'differing' if differ else 'parallel'}", []).append(
                read_gold(folder)
            )
    return found


def told(name: str, scores: Sequence[Score]) -> str:
    """Return a line of figures."""
    together = sum(scores, Score())
    figures = f"null F1 {together.null.f1:.3f}  rows {together.rows:.3f}"
    return f"  {name:30s} mean link F1 {mean_f1(scores):.3f}  {figures}"


def main() -> None:
    for title, golds in groups().items():
        start = time.process_time()
        own = [ours(gold) for gold in golds]
        took = time.process_time() - start
        peers = [best(golds, {f"assignment, cutoff {c}": assignment(c) for c in CUTOFFS})]
        peers += [best(golds, {f"Vecalign, {n} clauses a row": vecaligned(n)}) for n in JOINED]
        print(f"{title}: {len(golds)} pairs (ours took {took:.1f} s of processor time)")
        print(told("ours, parsing for ourselves", own))
        for name, scores in peers:
            print(f"{told(name, scores)}  ours is {mean_f1(own) / mean_f1(scores):.3f} times its links")
        link, null = BARS.get(title, (None, None))
        if link:
            print(f"  {'bar':30s} mean link F1 {link:.3f}" + (f"  null F1 {null:.3f}" if null else ""))
        print(flush=True)


if __name__ == "__main__":
    main()
