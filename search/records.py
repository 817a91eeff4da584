"""Documents and alignments as JSON and back: what the shelf keeps so that it needs the files no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any

from aligner.alignment import Alignment, Change, Row
from corpus import Clause, Document, Finding, Furniture, Repair, Span


def clause_to_json(clause: Clause) -> dict[str, Any]:
    """Return a clause as an object; what has its default value is left out."""
    return {name: value for name, value in asdict(clause).items() if value != _DEFAULTS.get(name, ...)}


_DEFAULTS = {f.name: f.default for f in fields(Clause) if f.default is not MISSING}


def clause_from_json(record: Mapping[str, Any]) -> Clause:
    """Return the clause that ``clause_to_json`` wrote."""
    values = dict(record)
    values["spans"] = tuple(Span(**s) for s in values["spans"])
    values["repairs"] = tuple(Repair(**r) for r in values.get("repairs", ()))
    for name in ("children", "terms"):
        values[name] = tuple(values.get(name, ()))
    return Clause(**values)


def document_to_json(document: Document) -> dict[str, Any]:
    """Return a document as an object."""
    values = {f.name: getattr(document, f.name) for f in fields(document)}
    for name in ("furniture", "findings"):
        values[name] = [asdict(v) for v in values[name]]
    return values | {"clauses": [clause_to_json(c) for c in document]}


def document_from_json(record: Mapping[str, Any]) -> Document:
    """Return the document that ``document_to_json`` wrote."""
    values = dict(record)
    values["clauses"] = tuple(clause_from_json(c) for c in values["clauses"])
    values["furniture"] = tuple(Furniture(**f) for f in values["furniture"])
    values["findings"] = tuple(Finding(**f) for f in values["findings"])
    for name in ("langs", "pages"):
        values[name] = tuple(values[name])
    return Document(**values)


def alignment_to_json(alignment: Alignment) -> dict[str, Any]:
    """Return an alignment as an object that names documents and clauses by their ids."""

    def row(r: Row) -> dict[str, Any]:
        record = asdict(r)
        return record | {"old": [c.id for c in r.old], "new": [c.id for c in r.new]}

    return {
        "old": alignment.old.id,
        "new": alignment.new.id,
        "signature": alignment.signature,
        "rows": [row(r) for r in alignment],
    }


def alignment_from_json(record: Mapping[str, Any], old: Document, new: Document) -> Alignment:
    """Return the alignment that ``alignment_to_json`` wrote, between the same two documents."""

    def span(found: Mapping[str, int] | None) -> Span | None:
        return Span(**found) if found else None

    def row(r: Mapping[str, Any]) -> Row:
        changes = tuple(Change(**{**c, "old": span(c["old"]), "new": span(c["new"])}) for c in r["changes"])
        sides = {"old": tuple(old[i] for i in r["old"]), "new": tuple(new[i] for i in r["new"])}
        return Row(**{**r, **sides, "changes": changes})

    return Alignment(old, new, tuple(row(r) for r in record["rows"]), record["signature"])
