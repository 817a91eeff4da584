"""Alignments and gold in, figures out: how much of what was found is right, and how much of what is right was found.

Counted over the units that the gold names: the clauses found at all (parse), the pairs of clauses (link), "this
clause has no counterpart" (null), and whole rows.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Literal

from corpus import read

from .alignment import Alignment
from .calibration import Bin, Judged, calibration_error, reliability
from .gold import Families, Gold, gold_folders, read_gold
from .matching import align
from .table import DIGITS
from .vectors import Encoder

TOLERANCE = 24
"""How many non-space characters a clause may begin away from where the gold says."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Precision and recall; of nothing, both are 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """What was counted; scores of several pairs add up."""

    units: int = 0
    found: int = 0
    gold_links: int = 0
    links: int = 0
    link_hits: int = 0
    gold_nulls: int = 0
    nulls: int = 0
    null_hits: int = 0
    gold_rows: int = 0
    row_hits: int = 0
    judged: tuple[Judged, ...] = ()
    """Of each row that names a unit of the gold: its confidence, and whether all that it says is so."""

    @property
    def parse(self) -> float:
        """Share of the gold's units at which a clause begins."""
        return _ratio(self.found, self.units)

    @property
    def link(self) -> Rate:
        """How well the pairs of clauses were found."""
        return Rate(_ratio(self.link_hits, self.links), _ratio(self.link_hits, self.gold_links))

    @property
    def null(self) -> Rate:
        """How well the clauses without a counterpart were found."""
        return Rate(_ratio(self.null_hits, self.nulls), _ratio(self.null_hits, self.gold_nulls))

    @property
    def rows(self) -> float:
        """Share of the gold's rows that came out exactly."""
        return _ratio(self.row_hits, self.gold_rows)

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Score)))


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of an alignment as far as it is scored: where its clauses start, and how sure it is."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    confidence: float = 1.0


def score(gold: Gold, alignment: Alignment) -> Score:
    """Count how an alignment compares with the gold."""
    claims = [
        # The confidence as it is printed: a reader can count the same.
        Claim(tuple(c.start for c in r.old), tuple(c.start for c in r.new), round(r.confidence, DIGITS))
        for r in alignment
    ]
    return score_claims(gold, claims, alignment.old.source, alignment.new.source)


Sides = tuple[frozenset[int], frozenset[int]]
"""The gold's units on either side of a row, each by the number of non-space characters before it."""


@dataclass(slots=True)
class _Facts:
    """What rows say, taken apart: who answers whom, who has no counterpart, and which rows there are."""

    links: set[tuple[int, int]] = field(default_factory=set)
    nulls: set[tuple[Literal["old", "new"], int]] = field(default_factory=set)
    rows: set[Sides] = field(default_factory=set)

    def add(self, sides: Sides, *, alone: bool) -> None:
        """Take in a row; ``alone`` says that one of its sides is empty."""
        old, new = sides
        self.rows.add(sides)
        self.links |= {(a, b) for a in old for b in new}
        if alone:
            self.nulls |= {("old", a) for a in old} | {("new", b) for b in new}

    def __le__(self, other: _Facts) -> bool:
        return self.links <= other.links and self.nulls <= other.nulls


def score_claims(
    gold: Gold, claims: Sequence[Claim], old: str | None = None, new: str | None = None
) -> Score:
    """Count how rows compare with the gold; the texts that they count in are the gold's own unless given."""
    truth = _truth(gold)
    left = _Side(frozenset().union(*(a for a, _ in truth.rows)), gold.old if old is None else old)
    right = _Side(frozenset().union(*(b for _, b in truth.rows)), gold.new if new is None else new)
    left.meet(start for claim in claims for start in claim.old)
    right.meet(start for claim in claims for start in claim.new)

    said, stray, judged = _Facts(), 0, []
    for claim in claims:
        row, sides = _Facts(), (left.units(claim.old), right.units(claim.new))
        for facts in (row, said):
            facts.add(sides, alone=not (claim.old and claim.new))
        if any(sides):
            # A unit of the gold joined to text that is no unit of the gold is a wrong link.
            astray = not (row.links or row.nulls)
            stray += astray
            judged.append((claim.confidence, not astray and row <= truth))
    return Score(
        units=len(left.gold) + len(right.gold),
        found=left.found + right.found,
        gold_links=len(truth.links),
        links=len(said.links) + stray,
        link_hits=len(said.links & truth.links),
        gold_nulls=len(truth.nulls),
        nulls=len(said.nulls),
        null_hits=len(said.nulls & truth.nulls),
        gold_rows=len(truth.rows),
        row_hits=len(said.rows & truth.rows),
        judged=tuple(judged),
    )


def _truth(gold: Gold) -> _Facts:
    old, new = _inked(gold.old), _inked(gold.new)
    truth = _Facts()
    for row in gold.rows:
        sides = frozenset(old[s] for s in row.old), frozenset(new[s] for s in row.new)
        truth.add(sides, alone=not all(sides))
    return truth


def _inked(text: str) -> list[int]:
    """Count the characters before each offset that are not white space: what two readers of a text agree on.

    >>> _inked("a b")
    [0, 1, 1, 2]
    """
    counts, n = [], 0
    for ch in text:
        counts.append(n)
        n += not ch.isspace()
    return [*counts, n]


class _Side:
    """One text: which of the clauses that start in it are clauses of the gold.

    An alignment may cut finer than the gold: of several clauses near one gold start, the closest is it.
    """

    def __init__(self, gold: Iterable[int], text: str) -> None:
        self.gold = sorted(gold)
        self._before = _inked(text)
        self._owner: dict[int, tuple[int, int]] = {}

    @property
    def found(self) -> int:
        """How many clauses of the gold were met."""
        return len(self._owner)

    def meet(self, starts: Iterable[int]) -> None:
        """Let the clauses that start here compete for the clauses of the gold; the earlier of equals wins."""
        for start in starts:
            unit, distance = self._nearest(start)
            if unit is not None and (unit not in self._owner or distance < self._owner[unit][0]):
                self._owner[unit] = distance, start

    def units(self, starts: Iterable[int]) -> frozenset[int]:
        """Return the clauses of the gold that are those which start here."""
        found = ((self._nearest(start)[0], start) for start in starts)
        return frozenset(u for u, start in found if u is not None and self._owner[u][1] == start)

    def _nearest(self, start: int) -> tuple[int | None, int]:
        here = self._before[min(start, len(self._before) - 1)]
        at = bisect_left(self.gold, here)
        unit = min(self.gold[max(at - 1, 0) : at + 1], key=lambda g: abs(g - here), default=None)
        distance = TOLERANCE + 1 if unit is None else abs(unit - here)
        return (unit if distance <= TOLERANCE else None), distance


@dataclass(frozen=True)
class Evaluation:
    """Scores of several pairs, each with its name and its family."""

    pairs: tuple[tuple[str, str, Score], ...]
    signature: str
    """One line: what was aligned, with what, and how it was counted."""

    @cached_property
    def families(self) -> Mapping[str, Score]:
        """The score of each family, by name."""
        names = sorted({family for _, family, _ in self.pairs})
        return {name: sum((s for _, f, s in self.pairs if f == name), Score()) for name in names}

    @cached_property
    def total(self) -> Score:
        """The score of all pairs together."""
        return sum((s for _, _, s in self.pairs), Score())

    @property
    def pair_f1(self) -> float:
        """Mean link F1 of the pairs, long ones and short ones alike."""
        return _mean([s.link.f1 for _, _, s in self.pairs])

    @property
    def family_f1(self) -> float:
        """Mean link F1 of the families."""
        return _mean([s.link.f1 for s in self.families.values()])

    @cached_property
    def reliability(self) -> list[Bin]:
        """How often rows of each confidence were right."""
        return reliability(self.total.judged)

    @property
    def calibration_error(self) -> float:
        """Expected calibration error of the rows' confidences."""
        return calibration_error(self.reliability)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def evaluate(
    places: Iterable[Path],
    *,
    encoder: Encoder | None = None,
    families: Families | None = None,
) -> Evaluation:
    """Read and align the two texts of every gold folder, and score the result.

    A place is a gold folder, or a folder of them.
    """
    scored, signatures, read_in = [], [], hashlib.sha256()
    for folder in gold_folders(places):
        gold = read_gold(folder, families)
        old, new = gold.paths
        alignment = align(read(old), read(new), encoder=encoder)
        scored.append((gold.name, gold.family, score(gold, alignment)))
        signatures.append(alignment.signature)
        read_in.update(repr((gold.old, gold.new, gold.rows)).encode())
    made_by = " and ".join(dict.fromkeys(signatures))
    about = f"score|pairs:{len(scored)}|gold:{read_in.hexdigest()[:8]}|tolerance:{TOLERANCE}"
    return Evaluation(tuple(scored), f"{about}|{made_by}")
