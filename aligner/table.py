"""An alignment in, the aligned table out: one row for every set of clauses that answer each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

from corpus import Clause, Document, Span
from corpus.table import (
    SHOWN,
    Cell,
    ClauseRecord,
    Marked,
    Table,
    clause_record,
    dataframe,
    html_table,
    lang_tags,
)

from .alignment import Alignment, Change, Row
from .labels import CHANGES

if TYPE_CHECKING:
    import pandas

__all__ = [
    "ChangeRecord",
    "Quoted",
    "RowRecord",
    "aligned_html",
    "aligned_table",
    "change_in_words",
    "change_record",
    "clause_record",
    "clause_table",
    "row_record",
    "to_dataframe",
]


class Quoted(TypedDict):
    """A run of a source text, and where it stands."""

    start: int
    end: int
    text: str


class ChangeRecord(TypedDict):
    """A change inside a row, as other programs read it."""

    type: str
    old: Quoted | None
    new: Quoted | None
    note: str


class RowRecord(TypedDict):
    """A row as other programs read it; keys may be added, never renamed."""

    row: int
    status: str
    moved: bool
    renumbered: bool
    confidence: float
    old: list[ClauseRecord]
    new: list[ClauseRecord]
    changes: list[ChangeRecord]
    evidence: dict[str, float]
    nearest: str


DIGITS = 3
"""Decimals that are printed: beyond them processors disagree, and the same input must give the same bytes."""

SURE = 0.9
"""From here up a confidence is not shown to people: a column of 0.97 says nothing."""

COLUMNS = (
    "row",
    "status",
    "moved",
    "renumbered",
    "confidence",
    "old_id",
    "old_path",
    "old_kind",
    "old_heading",
    "old_text",
    "new_id",
    "new_path",
    "new_kind",
    "new_heading",
    "new_text",
    "changes",
)


def row_record(alignment: Alignment, number: int, row: Row) -> RowRecord:
    """Turn a row into the object that ``align`` prints; rows are numbered from 1."""
    return {
        "row": number,
        "status": row.status,
        "moved": row.moved,
        "renumbered": row.renumbered,
        "confidence": round(row.confidence, DIGITS),
        "old": [clause_record(alignment.old.id, c) for c in row.old],
        "new": [clause_record(alignment.new.id, c) for c in row.new],
        "changes": [change_record(alignment, c) for c in row.changes],
        "evidence": {name: round(value, DIGITS) for name, value in row.evidence.items()},
        "nearest": row.nearest,
    }


def change_record(alignment: Alignment, change: Change) -> ChangeRecord:
    """Turn a change into the object that ``align`` prints, each side quoted from its source."""
    return {
        "type": change.type,
        "old": _quoted(alignment.old, change.old),
        "new": _quoted(alignment.new, change.new),
        "note": change.note,
    }


def _quoted(document: Document, span: Span | None) -> Quoted | None:
    if span is None:
        return None
    return {"start": span.start, "end": span.end, "text": document.source[span.start : span.end]}


def aligned_table(alignment: Alignment) -> Table:
    """List the rows of an alignment, flat and nested."""
    records = tuple(row_record(alignment, n, row) for n, row in enumerate(alignment, 1))
    about = {"old": alignment.old.id, "new": alignment.new.id, "made_by": alignment.signature}
    return Table("rows", COLUMNS, tuple(_flat(r) for r in records), records, about)


def _flat(record: RowRecord) -> tuple[Cell, ...]:
    return (
        record["row"],
        record["status"],
        record["moved"],
        record["renumbered"],
        record["confidence"],
        *_side(record["old"]),
        *_side(record["new"]),
        "; ".join(change_in_words(c) for c in record["changes"]),
    )


def _side(clauses: list[ClauseRecord]) -> tuple[str, str, str, str, str]:
    """Put the clauses of one side into one cell a column, a line each."""

    return (
        _lines([c["id"] for c in clauses]),
        _lines([c["path"] for c in clauses]),
        _lines([c["kind"] for c in clauses]),
        _lines([c["heading"] for c in clauses]),
        _lines([c["text"] for c in clauses]),
    )


def change_in_words(change: ChangeRecord) -> str:
    quotes = [" ".join(side["text"].split()) for side in (change["old"], change["new"]) if side]
    return f"{CHANGES[change['type']][0]}: {' → '.join(quotes)}" + (f" ({change['note']})" if change["note"] else "")


def clause_table(document: Document, clause: Clause, alignment: Alignment | None = None) -> Table:
    """List one clause, and what answers it in an alignment whose newer side is its document."""
    columns = ("document", "id", "path", "kind", "lang", "heading", "text", "start", "end", "page")
    record: dict[str, object] = {
        **clause_record(document.id, clause),
        "above": [c.id for c in document.ancestors(clause)],
        "below": list(clause.children),
    }
    found = [clause_record(document.id, clause)]
    if alignment is not None:
        row = alignment.row_of("new", clause.id)
        answers = [clause_record(alignment.old.id, c) for c in row.old]
        record |= {"status": row.status, "confidence": round(row.confidence, DIGITS), "counterparts": answers}
        found += answers
    rows = tuple(tuple(r[column] for column in columns) for r in found)  # type: ignore[literal-required]  # keys of ClauseRecord
    return Table("clauses", columns, rows, (record,))


def to_dataframe(alignment: Alignment) -> pandas.DataFrame:
    """Return the rows as a DataFrame; its columns are those of the CSV."""
    return dataframe(aligned_table(alignment))


def aligned_html(alignment: Alignment) -> str:
    """Return the first rows as HTML for a notebook."""
    caption = f"{alignment.old.id} → {alignment.new.id}: {len(alignment)} rows ({alignment.signature})"
    columns = ("row", "status", alignment.old.id, "text", alignment.new.id, "text")
    tags = {"old": lang_tags(alignment.old), "new": lang_tags(alignment.new)}

    def marked(row: Row, side: Literal["old", "new"]) -> list[Marked]:
        clauses = row.old if side == "old" else row.new
        tag = tags[side][clauses[0].lang] if clauses else None
        return [(_lines([c.path for c in clauses]), tag), (_lines([c.content for c in clauses]), tag)]

    rows: list[list[Marked]] = [
        [(number, None), (in_words(row), None), *marked(row, "old"), *marked(row, "new")]
        for number, row in enumerate(alignment.rows[:SHOWN], 1)
    ]
    return html_table(caption, columns, rows, total=len(alignment))


def in_words(row: Row) -> str:
    """Say a row's status and flags: ``matched, renumbered``."""
    flags = [word for word, holds in (("moved", row.moved), ("renumbered", row.renumbered)) if holds]
    return ", ".join([row.status, *flags])


def _lines(values: list[str]) -> str:
    return "\n".join(v for v in values if v)
