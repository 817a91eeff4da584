"""Two flat lists of segments in, which of them answer each other out: the engine for sentences, without a tree.

The way through the two lists is found by segments that are each other's nearest (``chain``); along it every bead
and every null is weighed (``beads``) and gets its probability from all paths that pass it (``lattice``).  What is
left over may cross: then the same is done again between the runs that were left, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus import Document
from corpus.languages import tongue
from corpus.normal import normal
from corpus.sentences import sentences

from .alignment import Alignment, Row
from .beads import COLUMNS, BeadEvidence, Segments, Weights, score
from .candidates import Doubles
from .chain import anchors, blocks, chain, corridor
from .flags import Link, in_order, lot, reading_order
from .lattice import SHAPES, Lattice, Posterior, best_path, posterior
from .rows import status
from .similarity import Closeness, Ints, centre, closeness, distinct
from .vectors import Encoder, embed, encoder_name, open_encoder
from .wording import with_wording

# Weights of the evidence, in log odds; fitted by benchmarks/fit_segments.py, which prints these lines.
FIRST = {
    "meaning": 1.921, "gain": 1.501, "length": 3.487, "astray": 0.980, "null": 0.840, "opening": -3.879,
    "1:1": -2.426, "1:2": -2.572, "1:3": -1.780, "2:2": -2.791, "1:4": -1.753, "2:3": -2.320, "1:5": -4.014,
    "2:4": -4.264, "3:3": -4.180,
}  # fmt: skip
SECOND = {
    "meaning": 1.756, "gain": 1.357, "length": 2.204, "astray": 0.835, "null": 0.774, "opening": -3.648,
    "1:1": -2.478, "1:2": -3.161, "1:3": -1.816, "2:2": -2.674, "1:4": -1.969, "2:3": -2.011, "1:5": -4.001,
    "2:4": -4.149, "3:3": -4.002,
}  # fmt: skip

INSIDE = {"meaning": 2.88, "gain": 3.06, "length": 2.79, "null": -0.32, "opening": 0.43}
"""What weighs otherwise between clauses that are known to answer each other; fitted by benchmarks/fit_within.py."""

FIRM = 1.02
"""How much more a bead counts than nulls as likely: of two blocks that changed places either may stay, but one does."""

CHANCE = 0.1
"""How often a lone pair may be taken for moved where nothing did: then it is closer than any other by chance."""


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments that answer each other, by position; one side may be empty."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    confidence: float
    """Probability, 0…1, that exactly these answer each other.

    With ``crossing`` too a null's says that it has no counterpart in its place; whether one stands elsewhere is not
    weighed, and of lone sentences that moved only half are found.
    """
    meaning: float = 0.0
    """Cosine of the two sides, each read as one text and centred; 0 where one is empty."""


def align_segments(
    old: Sequence[str], new: Sequence[str], *, encoder: Encoder | None = None, crossing: bool = False
) -> list[Bead]:
    """Say which segments of two lists answer each other: sentences, lines, paragraphs, in either language.

    >>> [(bead.old, bead.new) for bead in align_segments(["The fee is due.", "It is final."], ["费用应当支付。"])]
    [((0,), (0,)), ((1,), ())]

    Every segment is in exactly one bead, in the order of the newer list; the segments of a bead stand next to each
    other, up to six in all.  Beads rise in both lists unless ``crossing`` is asked for: then a block that stands
    elsewhere is found too.  But for one product of all vectors the time grows with the length of the lists, and
    however long a block that only one of them has, the way around it is found.
    """
    if not old or not new:
        return [Bead(a, b, 1.0) for a, b in reading_order((), len(old), len(new))]
    turned = _turned(old, new)
    a, b = halves(*((new, old) if turned else (old, new)), open_encoder() if encoder is None else encoder)
    near = measured(a, b)
    beads = _rising(gather(a, b, near))
    if crossing:
        beads = _crossing(beads, a, b, near)
    if turned:
        beads = [replace(bead, old=bead.new, new=bead.old) for bead in beads]
    known = {(bead.old, bead.new): bead for bead in beads}
    ordered = reading_order([link for link in known if link[0] and link[1]], len(old), len(new))
    return [known[link] for link in ordered]


def align_within(
    old: Sequence[str], new: Sequence[str], rows: tuple[Sequence[int], Sequence[int]], *, encoder: Encoder
) -> list[Bead]:
    """Say which segments answer each other, where it is known which groups of them do.

    ``rows`` numbers the group of each old and of each new segment: rising, and the same numbers on either side.  The
    segments of a group stand together, and no bead joins those of two; neither list may be empty.
    """
    turned = _turned(old, new)
    (a, b), (rows_a, rows_b) = halves(*((new, old) if turned else (old, new)), encoder), rows[::-1] if turned else rows
    within = np.asarray(rows_a, np.int64), np.asarray(rows_b, np.int64)
    each = np.unique(within[0])
    way = np.searchsorted(within[0], each), np.searchsorted(within[1], each)
    evidence = BeadEvidence(a, b, measured(a, b), way, Lattice(blocks(*within)), within)
    evidence.look_again(posterior(evidence.lattice, score(evidence, weights(FIRST | INSIDE))))
    beads = read_off(evidence, posterior(evidence.lattice, score(evidence, weights(SECOND | INSIDE))))
    return [replace(bead, old=bead.new, new=bead.old) for bead in beads] if turned else beads


def _turned(old: Sequence[str], new: Sequence[str]) -> bool:
    """Say whether the sides change places before they are aligned.

    Ties and the order of nulls must be settled somehow: from the longer side, of equal ones from that which sorts last,
    so that changing sides changes the answer's sides.
    """
    return (len(old), list(old)) < (len(new), list(new))


def align_sentences(
    old: Document, new: Document, *, encoder: Encoder | None = None, crossing: bool = False
) -> Alignment:
    """Say which sentences of two documents answer each other, in their order or, with ``crossing``, in any.

    The rows hold sentences in place of clauses (``corpus.sentences``); ``moved`` marks those out of order.
    """
    encoder = open_encoder() if encoder is None else encoder
    old, new = sentences(old), sentences(new)
    beads = align_segments(*([c.content or c.label for c in d] for d in (old, new)), encoder=encoder, crossing=crossing)
    matched = [b for b in beads if b.old and b.new]
    matched.sort(key=lambda b: b.old)
    sizes = []
    for bead in matched:
        texts = [" ".join(d.clauses[k].content for k in side) for d, side in ((old, bead.old), (new, bead.new))]
        sizes.append(len(texts[0]) + len(texts[1]) + lot(*texts))
    stay = {id(matched[k]) for k in in_order([b.new[0] for b in matched], sizes)}
    rows = []
    for bead in beads:
        a, b = tuple(old.clauses[k] for k in bead.old), tuple(new.clauses[k] for k in bead.new)
        if a and b:
            evidence = {"meaning": round(max(bead.meaning, 0.0), 4)}
            rows.append(Row(a, b, status(bead.confidence), moved=id(bead) not in stay, confidence=bead.confidence, evidence=evidence))
        else:
            rows.append(Row(a, b, "removed" if a else "added", confidence=bead.confidence))
    settings = "unit:sentence" + ("|crossing" if crossing else "")
    return Alignment(old, new, with_wording(rows, old, new), f"align|{settings}|encoder:{encoder_name(encoder)}")


def halves(old: Sequence[str], new: Sequence[str], encoder: Encoder) -> tuple[Segments, Segments]:
    """Embed two lists of segments; neither may be empty."""
    langs = [tongue(text) for text in (*old, *new)]
    texts = [normal(text) if lang == "zh" else text for text, lang in zip((*old, *new), langs, strict=True)]
    vectors = embed(encoder, texts)
    sides = []
    for part in (slice(0, len(old)), slice(len(old), len(texts))):
        middle = centre(vectors[part], langs[part])
        own = middle.off(vectors[part], langs[part])
        sides.append(Segments(tuple(texts[part]), tuple(langs[part]), own, middle, encoder))
    return sides[0], sides[1]


def measured(old: Segments, new: Segments) -> Closeness:
    """Measure how close two lists of segments are; what repeats counts once in what is usual."""
    (first_old, which_old), (first_new, which_new) = distinct(old.vectors), distinct(new.vectors)
    return closeness(old.vectors[first_old], new.vectors[first_new]).among(which_old, which_new)


def gather(old: Segments, new: Segments, near: Closeness) -> BeadEvidence:
    """Find the way through two lists of segments and gather what speaks for each step along it."""
    way = chain(*anchors(near), cells=near.cells)
    return BeadEvidence(old, new, near, way, Lattice(corridor(*way, len(old), len(new))))


def weights(named: dict[str, float]) -> Weights:
    """Return the weights as arrays; a bead weighs the same in either direction."""
    return Weights(
        np.array([named[name] for name in COLUMNS]),
        np.array([named[f"{min(shape)}:{max(shape)}"] for shape in SHAPES]),
        named["null"],
        named["opening"],
    )


def _rising(evidence: BeadEvidence) -> list[Bead]:
    """Align segments in their order."""
    evidence.look_again(posterior(evidence.lattice, score(evidence, weights(FIRST))))
    return read_off(evidence, posterior(evidence.lattice, score(evidence, weights(SECOND))))


def read_off(evidence: BeadEvidence, sums: Posterior) -> list[Bead]:
    """Return the beads of the path on which the most segments can be expected to be in their right place."""
    points = evidence.lattice.corridor
    # A null is right wherever the other list stands then.
    alone_old: Doubles = np.bincount(points.i, sums.old).astype(np.float64)
    alone_new: Doubles = np.bincount(points.j, sums.new).astype(np.float64)
    beads = []
    sizes = np.array([a + b for a, b in SHAPES])[:, None]
    for step in best_path(evidence.lattice, sums.beads * sizes * FIRM, alone_old[points.i], alone_new[points.j]):
        shape = len(step.old), len(step.new)
        if 0 in shape:
            sure, near = alone_old[step.old.stop] if step.old else alone_new[step.new.stop], 0.0
        else:
            sure, near = (table[SHAPES.index(shape), step.point] for table in (sums.beads, evidence.cosines))
        beads.append(Bead(tuple(step.old), tuple(step.new), min(float(sure), 1.0), min(float(near), 1.0)))
    return beads


def _crossing(beads: list[Bead], old: Segments, new: Segments, near: Closeness) -> list[Bead]:
    """Align what was left over, run by run, until no two runs have anything in common."""
    matched = [bead for bead in beads if bead.old and bead.new]
    vain: set[Link] = set()
    while True:
        left_old = np.setdiff1d(np.arange(len(old)), [k for bead in matched for k in bead.old])
        left_new = np.setdiff1d(np.arange(len(new)), [k for bead in matched for k in bead.new])
        found = list(_between_runs(left_old, left_new, old, new, near, vain))
        if not found:
            return matched + [bead for bead in beads if not (bead.old and bead.new)]
        matched += found


def _between_runs(
    left_old: Ints, left_new: Ints, old: Segments, new: Segments, near: Closeness, vain: set[Link]
) -> Iterator[Bead]:
    """Align each run of leftovers of one side with one of the other, the pairs with most in common first.

    Runs that turn out to have nothing in common are noted in ``vain`` and not aligned again.
    """
    if not len(left_old) or not len(left_new):
        return
    i, j, close = anchors(near.among(left_old, left_new))
    runs_old, runs_new = _runs(left_old), _runs(left_new)
    pairs, which = np.unique(np.stack([runs_old[i], runs_new[j]]), axis=1, return_inverse=True)
    strength = np.bincount(which, close, pairs.shape[1])
    used: set[tuple[str, int]] = set()
    for k in np.argsort(-strength, kind="stable").tolist():
        a, b = int(pairs[0, k]), int(pairs[1, k])
        rows, columns = left_old[runs_old == a], left_new[runs_new == b]
        link = tuple(rows.tolist()), tuple(columns.tolist())
        if link in vain or {("old", a), ("new", b)} & used:
            continue
        # What is nearest of all that is left counts, not of this run alone, where something always is.
        here = which == k
        if not len(chain(i[here], j[here], close[here], cells=int(len(left_old) * len(left_new) / CHANCE))[0]):
            continue
        vain.add(link)
        for bead in _rising(gather(old.among(rows), new.among(columns), near.among(rows, columns))):
            if bead.old and bead.new:
                vain.discard(link)
                used |= {("old", a), ("new", b)}
                places = tuple(rows[list(bead.old)].tolist()), tuple(columns[list(bead.new)].tolist())
                yield replace(bead, old=places[0], new=places[1])


def _runs(places: Ints) -> Ints:
    """Number the runs of neighbours."""
    return np.cumsum(np.diff(places, prepend=places[0]) > 1)
