"""How well and how fast segments are aligned: ours and Vecalign, on the same sentences and encoder in one run.

    python -m benchmarks segments
    python benchmarks/bench_segments.py FOLDER ...

The sets are those of tests/segments, in which the weights were fitted (benchmarks/fit_segments.py tells what they
are worth on sets left out); or any folders with en.txt, zh.txt and gold.jsonl, a segment a line.  The stress table
changes one text of about 1,000 segments by script, as ../shared/research/aligners.md does.  The first run embeds
every sentence, and what Vecalign joins, which takes minutes.
"""

from __future__ import annotations

import random
import re
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sentweave import align as vecalign

from aligner import align_segments, open_encoder
from aligner.segment_scores import (
    Beads,
    BeadScore,
    SegmentGold,
    read_segment_gold,
    score_beads,
    segment_golds,
)
from aligner.vectors import embed

ROOT = Path(__file__).parents[1]
SETS = ROOT / "tests" / "segments"
TEXTS = ROOT.parent / "shared" / "agreements"
LARGEST = 5
"""How many segments of both sides together Vecalign may join."""
LONG = 10_000
"""Segments of either side of the long text."""

ENCODER = open_encoder()

Peer = Callable[[Sequence[str], Sequence[str]], Beads]


def ours(old: Sequence[str], new: Sequence[str]) -> Beads:
    """Align in order."""
    return [(b.old, b.new) for b in align_segments(old, new, encoder=ENCODER)]


def ours_crossing(old: Sequence[str], new: Sequence[str]) -> Beads:
    """Align in any order."""
    return [(b.old, b.new) for b in align_segments(old, new, encoder=ENCODER, crossing=True)]


class Kept:
    """The encoder as Vecalign asks for it; what it joins is really embedded, each once."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return embed(ENCODER, texts)


def vecaligned(old: Sequence[str], new: Sequence[str]) -> Beads:
    """Align with Vecalign."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found = vecalign(list(old), list(new), encoder=Kept(), alignment_max_size=LARGEST)
    return [(tuple(b.src_indices), tuple(b.tgt_indices)) for b in found.alignments]


PEERS: dict[str, Peer] = {"ours": ours, "ours, crossing": ours_crossing, "Vecalign": vecaligned}


def told(score: BeadScore) -> str:
    """Return a line of figures."""
    return f"{score.strict.f1:.3f}/{score.lax.f1:.3f} {score.links.f1:.3f}"


def by_group(golds: Sequence[SegmentGold]) -> None:
    """Score every set, and add up those whose names begin alike."""
    print(f"{'':28s}" + "".join(f"{name:>24s}" for name in PEERS) + "   (strict/lax F1, link F1)")
    sums: dict[str, list[BeadScore]] = {}
    for gold in golds:
        scores = [score_beads(gold.beads, peer(gold.old, gold.new)) for peer in PEERS.values()]
        group = sums.setdefault(gold.name.partition("_")[0], [BeadScore()] * len(PEERS))
        group[:] = [a + b for a, b in zip(group, scores, strict=True)]
        print(f"  {gold.name:26s}" + "".join(f"{told(s):>24s}" for s in scores), flush=True)
    for name, scores in sums.items():
        print(f"  all {name:22s}" + "".join(f"{told(s):>24s}" for s in scores))
        print(f"    ours is {scores[0].strict.f1 / scores[2].strict.f1:.3f} times Vecalign's strict F1")


def joined(names: Sequence[str]) -> SegmentGold:
    """Put sets of our own behind each other."""
    old: list[str] = []
    new: list[str] = []
    beads: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for name in names:
        gold = read_segment_gold(SETS / name)
        assert gold is not None
        beads += [(tuple(k + len(old) for k in a), tuple(k + len(new) for k in b)) for a, b in gold.beads]
        old += gold.old
        new += gold.new
    return SegmentGold("+".join(names), tuple(old), tuple(new), tuple(beads))


def stress() -> dict[str, SegmentGold]:
    """Change the newer side of a text: by blocks of beads, so that the gold is known."""
    base = joined(["fiction_1", "fiction_2", "fiction_3", "legal_1", "legal_2", "legal_4"])
    foreign = joined(["legal_3"]).new + joined(["fiction_1"]).old + joined(["fiction_2"]).old
    n = len(base.beads)
    order = list(range(n))
    tenth, third = n // 10, 3 * n // 10
    draw = random.Random(7)
    swapped: list[int] = []
    blocks = [order[k : k + 8] for k in range(0, n, 8)]
    while blocks:
        if len(blocks) > 1 and draw.random() < 0.25:
            swapped += blocks[1] + blocks[0]
            blocks = blocks[2:]
        else:
            swapped += blocks.pop(0)
    return {
        "none": base,
        "move1": rebuilt(base, order[:tenth] + order[2 * tenth :] + order[tenth : 2 * tenth]),
        "swap": rebuilt(base, swapped),
        "ins10": rebuilt(base, order, foreign[:tenth], at=n // 2),
        "ins30": rebuilt(base, order, foreign[:third], at=n // 2),
        "del30": rebuilt(base, order[:tenth] + order[tenth + third :]),
    }


def rebuilt(gold: SegmentGold, order: Sequence[int], foreign: Sequence[str] = (), at: int = 0) -> SegmentGold:
    """Put the newer side together again from beads in this order, and foreign segments before one of them."""
    new: list[str] = []
    found: dict[int, tuple[int, ...]] = {}
    extra: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for place, bead in enumerate(order):
        if place == at:
            extra += [((), (len(new) + k,)) for k in range(len(foreign))]
            new += foreign
        run = [gold.new[j] for j in gold.beads[bead][1]]
        found[bead] = tuple(range(len(new), len(new) + len(run)))
        new += run
    beads = [(a, found.get(k, ())) for k, (a, _) in enumerate(gold.beads)]
    return SegmentGold(gold.name, gold.old, tuple(new), tuple(b for b in beads if b[0] or b[1]) + tuple(extra))


def stressed() -> None:
    """Print the stress table."""
    print(f"\n{'stress':28s}" + "".join(f"{name:>30s}" for name in PEERS) + "   (strict/lax F1, link F1, nulls found)")
    for name, gold in stress().items():
        line = f"  {name:8s} {len(gold.old):5d} x {len(gold.new):<5d}      "
        for peer in PEERS.values():
            found = peer(gold.old, gold.new)
            line += f"{told(score_beads(gold.beads, found)):>24s} {nulls_found(gold.beads, found):.2f} "
        print(line, flush=True)


def nulls_found(gold: Beads, found: Beads) -> float:
    """Return the share of the segments without a counterpart that are found to have none."""
    wanted, held = (
        {("old", k) for a, b in beads if not b for k in a} | {("new", k) for a, b in beads if not a for k in b}
        for beads in (gold, found)
    )
    return len(wanted & held) / len(wanted) if wanted else 1.0


class Turned:
    """An encoder of copies of a text: each copy is turned another way in space, and marked at the front of its texts.

    A turn keeps every cosine within a copy and makes copies unlike each other, so that nothing repeats.
    """

    def __init__(self, copies: int) -> None:
        draw = np.random.default_rng(3)
        dims = embed(ENCODER, ["a"]).shape[1]
        self.turns = [np.linalg.qr(draw.normal(size=(dims, dims)))[0].astype(np.float32) for _ in range(copies)]
        self.took = 0.0
        """Seconds of processor time spent in here."""

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        start = time.process_time()
        vectors = embed(ENCODER, [MARK.sub("", text) for text in texts])
        for copy, turn in enumerate(self.turns):
            rows = [k for k, text in enumerate(texts) if text.startswith(f"{copy}\x1f")]
            vectors[rows] = vectors[rows] @ turn
        self.took += time.process_time() - start
        return vectors


MARK = re.compile(r"\d+\x1f")


def long_text() -> None:
    """Time the alignment of a long text; the encoder's own time is left out."""
    base = joined(["fiction_1", "fiction_2", "fiction_3", "legal_1", "legal_2", "legal_4"])
    copies = LONG // len(base.new)
    old, new = ([f"{c}\x1f{text}" for c in range(copies) for text in side] for side in (base.old, base.new))
    n, m = len(base.old), len(base.new)
    gold = [
        (tuple(i + c * n for i in a), tuple(j + c * m for j in b))
        for c in range(copies) for a, b in base.beads
    ]  # fmt: skip
    encoder = Turned(copies)
    start = time.process_time()
    found = align_segments(old, new, encoder=encoder)
    took = time.process_time() - start - encoder.took
    score = score_beads(gold, [(b.old, b.new) for b in found])
    print(f"\nlong text: {len(old)} x {len(new)} segments in {took:.1f} s of processor time, {told(score)}")


def main(folders: Sequence[str]) -> None:
    if folders:
        by_group([g for g in (read_segment_gold(Path(f)) for f in folders) if g])
        return
    by_group(list(segment_golds(SETS, TEXTS)))
    stressed()
    long_text()


if __name__ == "__main__":
    main(sys.argv[1:])
