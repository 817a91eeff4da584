"""Beads and the right beads in, strict and lax precision and recall out: how sentence aligners are compared."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.readers import decode

from .quotes import folded
from .scoring import Rate

Beads = Sequence[tuple[tuple[int, ...], tuple[int, ...]]]
"""Positions of the old and of the new segments of each bead; one side may be empty."""


@dataclass(frozen=True, slots=True)
class SegmentGold:
    """Two lists of segments, and which of them answer each other."""

    name: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    beads: Beads

    @property
    def swapped(self) -> SegmentGold:
        """The same with the two sides changed round."""
        return SegmentGold(self.name, self.new, self.old, tuple((b, a) for a, b in self.beads))


def read_segment_gold(folder: Path, texts: Path | None = None) -> SegmentGold | None:
    """Read ``gold.jsonl``, a bead a line: ``{"en": [0], "zh": [0, 1]}``, lines of ``en.txt`` and ``zh.txt`` beside it.

    Where ``meta.json`` has ``from``, the beads hold runs ``[start, end]`` of the two texts in the folder of that name
    below ``texts``; None where that is not at hand.
    """
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    source = json.loads((folder / "meta.json").read_text("utf-8")).get("from")
    if source is None:
        old, new = ((folder / f"{lang}.txt").read_text("utf-8").splitlines() for lang in ("en", "zh"))
        return SegmentGold(folder.name, tuple(old), tuple(new), tuple((tuple(r["en"]), tuple(r["zh"])) for r in rows))
    if texts is None or not (texts / source).is_dir():
        return None
    held: dict[str, list[str]] = {"en": [], "zh": []}
    beads = []
    for row in rows:
        sides = []
        for lang, segments in held.items():
            text = decode((texts / source / f"{lang}.txt").read_bytes(), name=lang).text
            segments += [folded(text[a:b]) for a, b in row[lang]]
            sides.append(tuple(range(len(segments) - len(row[lang]), len(segments))))
        beads.append((sides[0], sides[1]))
    return SegmentGold(folder.name, tuple(held["en"]), tuple(held["zh"]), tuple(beads))


def segment_golds(folder: Path, texts: Path | None = None) -> Iterator[SegmentGold]:
    """Read every set in a folder whose texts are at hand."""
    for path in sorted(folder.glob("*/meta.json")):
        gold = read_segment_gold(path.parent, texts)
        if gold is not None:
            yield gold


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of those found are right, and how many of the right ones were found."""

    right: int = 0
    found: int = 0
    met: int = 0
    wanted: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.right + other.right, self.found + other.found, self.met + other.met, self.wanted + other.wanted
        )

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return Rate(self.right / self.found if self.found else 1.0, self.met / self.wanted if self.wanted else 1.0).f1


@dataclass(frozen=True, slots=True)
class BeadScore:
    """How good an alignment of segments is; scores of several sets add up."""

    strict: Counts = Counts()
    """A bead is right where the gold has exactly it."""
    lax: Counts = Counts()
    """A bead is right where it has a link in common with the gold."""
    links: Counts = Counts()
    """Pairs of an old and a new segment in one bead."""

    def __add__(self, other: BeadScore) -> BeadScore:
        return BeadScore(self.strict + other.strict, self.lax + other.lax, self.links + other.links)


def score_beads(gold: Beads, found: Beads) -> BeadScore:
    """Score beads as Vecalign's authors do (Thompson and Koehn 2019): nulls count for precision, not for recall."""
    gold, found = _single(gold), _single(found)
    precision = _right(found, gold)
    recall = _right([b for b in gold if all(b)], [b for b in found if all(b)])
    a, b = _links(gold), _links(found)
    strict, lax = (Counts(precision[k], precision[2], recall[k], recall[2]) for k in (0, 1))
    return BeadScore(strict, lax, Counts(len(a & b), len(b), len(a & b), len(a)))


def _single(beads: Beads) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Give every null a bead of its own."""
    whole = [(a, b) for a, b in beads if a and b]
    alone = [(a, b) for a, b in beads if not (a and b)]
    return whole + [((k,), ()) for a, _ in alone for k in a] + [((), (k,)) for _, b in alone for k in b]


def _right(found: Beads, gold: Beads) -> tuple[int, int, int]:
    """Return how many beads are exactly right, how many at least touch the gold, and how many there are."""
    exact = set(gold)
    reach: dict[int, set[int]] = defaultdict(set)
    for a, b in gold:
        for k in a:
            reach[k] |= set(b)
    strict = sum(bead in exact for bead in found)
    lax = sum((a, b) in exact or any(set(b) & reach[k] for k in a) for a, b in found)
    return strict, lax, len(found)


def _links(beads: Beads) -> set[tuple[int, int]]:
    return {(i, j) for a, b in beads for i in a for j in b}
