"""The values of this room: rows that say which clause answers which, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from corpus import Clause, Document, Span

if TYPE_CHECKING:
    import pandas

    from .table import RowRecord

Status = Literal["matched", "same", "changed", "added", "removed", "uncertain"]

ChangeType = Literal[
    "only-old", "only-new", "number", "polarity", "modality", "party", "reference", "term"
]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference inside a matched row; each side is a span of its document's source, or None."""

    type: ChangeType
    old: Span | None
    new: Span | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the aligned table: old clauses, new clauses, and what is known of the two."""

    old: tuple[Clause, ...]
    new: tuple[Clause, ...]
    status: Status
    moved: bool = False
    """Its place among its siblings, or its section, changed."""
    renumbered: bool = False
    """Its printed number changed and its place did not."""
    confidence: float = 1.0
    """Probability, 0…1, that this row is right."""
    changes: tuple[Change, ...] = ()
    evidence: Mapping[str, float] = field(default_factory=dict)
    """What spoke for the row, each 0…1: ``meaning`` (cosine), ``number``, ``terms`` …"""
    nearest: str = ""
    """For a row with one side that likely has a counterpart: the id of the clause that is likeliest to be it."""


@dataclass(frozen=True)
class Alignment:
    """Two documents and the rows that join them; every clause of either is in exactly one row."""

    old: Document
    new: Document
    rows: tuple[Row, ...]
    signature: str
    """One line: encoder, settings and versions that made the rows."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def _row_of(self) -> Mapping[tuple[str, str], Row]:
        return {
            (side, c.id): row
            for row in self.rows
            for side, clauses in (("old", row.old), ("new", row.new))
            for c in clauses
        }

    def row_of(self, side: Literal["old", "new"], clause_id: str) -> Row:
        """Return the row that holds the clause with this id; KeyError where there is none."""
        return self._row_of[side, clause_id]

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Pairs of ids (old, new), one for each clause joined to each."""
        return tuple((a.id, b.id) for r in self.rows for a in r.old for b in r.new)

    def to_records(self) -> list[RowRecord]:
        """Return the rows as ``align --format jsonl`` prints them."""
        from .table import row_record  # table.py is written in terms of these values

        return [row_record(self, number, row) for number, row in enumerate(self.rows, 1)]

    def to_dataframe(self) -> pandas.DataFrame:
        """Return the rows as a DataFrame; needs pandas."""
        from .table import to_dataframe

        return to_dataframe(self)

    def _repr_html_(self) -> str:
        from .table import aligned_html

        return aligned_html(self)
