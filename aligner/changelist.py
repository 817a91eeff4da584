"""What differs in, a list of it out: for programs and spreadsheets, and as a page of Markdown."""

from __future__ import annotations

from typing import TypedDict

from corpus import Clause, Document
from corpus.glossary import about
from corpus.table import (
    SHOWN,
    Cell,
    ClauseRecord,
    Marked,
    Table,
    clause_record,
    html_table,
    lang_tags,
    markdown_text,
)

from .alignment import Alignment
from .differences import Diff, Entry, Neighbour, Section, Word
from .labels import CHINESE, printed, titled
from .table import DIGITS, ChangeRecord, change_in_words, change_record


class ClauseQuoted(ClauseRecord):
    """A clause, and what its source prints of it."""

    quote: str


class NeighbourRecord(TypedDict):
    """The ids and printed numbers of two clauses that answer each other."""

    old_id: str
    old_path: str
    new_id: str
    new_path: str


class SectionRecord(TypedDict):
    """The section that a difference stands in, on either side; "" where it has none."""

    old_id: str
    old_path: str
    old_heading: str
    new_id: str
    new_path: str
    new_heading: str


class DifferenceRecord(TypedDict):
    """A difference as other programs read it."""

    row: int
    differences: list[Word]
    section: SectionRecord
    confidence: float
    old: list[ClauseQuoted]
    new: list[ClauseQuoted]
    after: NeighbourRecord | None
    changes: list[ChangeRecord]


COLUMNS = (
    "row",
    "differences",
    "section_old",
    "section_new",
    "old_id",
    "old_path",
    "old_kind",
    "old_quote",
    "new_id",
    "new_path",
    "new_kind",
    "new_quote",
    "after_old",
    "after_new",
    "confidence",
    "changes",
)


def difference_records(diff: Diff) -> list[DifferenceRecord]:
    """Turn the rows that differ into the objects that ``diff`` prints."""
    return [
        _record(diff.alignment, section, entry) for section in diff.sections for entry in section.differences
    ]


def differences_table(diff: Diff) -> Table:
    """List the rows that differ, flat and nested."""
    records = tuple(difference_records(diff))
    about = {
        "old": diff.alignment.old.id,
        "new": diff.alignment.new.id,
        "made_by": diff.alignment.signature,
        "summary": diff.summary,
        "counts": dict(diff.counts),
    }
    return Table("differences", COLUMNS, tuple(_flat(r) for r in records), records, about)


def differences_html(diff: Diff) -> str:
    """Return the first differences as HTML for a notebook."""
    old, new = diff.alignment.old, diff.alignment.new
    tags = {"old": lang_tags(old), "new": lang_tags(new)}
    found = list(diff)
    rows: list[list[Marked]] = [
        [
            (spoken(entry), None),
            (headline(diff, entry), None),
            ("\n".join(entry.old), tags["old"][entry.row.old[0].lang] if entry.row.old else None),
            ("\n".join(entry.new), tags["new"][entry.row.new[0].lang] if entry.row.new else None),
        ]
        for entry in found[:SHOWN]
    ]
    return html_table(diff.summary, ("differs", "where", *diff.names), rows, total=len(found))


def _record(alignment: Alignment, section: Section, entry: Entry) -> DifferenceRecord:
    return {
        "row": entry.number,
        "differences": list(entry.words),
        "section": _section_record(section),
        "confidence": round(entry.row.confidence, DIGITS),
        "old": [_with_quote(alignment.old, c, q) for c, q in zip(entry.row.old, entry.old, strict=True)],
        "new": [_with_quote(alignment.new, c, q) for c, q in zip(entry.row.new, entry.new, strict=True)],
        "after": _neighbour_record(entry.after) if entry.after else None,
        "changes": [change_record(alignment, c) for c in entry.row.changes],
    }


def _with_quote(document: Document, clause: Clause, text: str) -> ClauseQuoted:
    return {**clause_record(document.id, clause), "quote": text}


def _neighbour_record(pair: Neighbour) -> NeighbourRecord:
    return {
        "old_id": pair.old.id,
        "old_path": printed(pair.old),
        "new_id": pair.new.id,
        "new_path": printed(pair.new),
    }


def _section_record(section: Section) -> SectionRecord:
    old, new = section.old, section.new
    return {
        "old_id": old.id if old else "",
        "old_path": old.path if old else "",
        "old_heading": old.heading if old else "",
        "new_id": new.id if new else "",
        "new_path": new.path if new else "",
        "new_heading": new.heading if new else "",
    }


def _flat(record: DifferenceRecord) -> tuple[Cell, ...]:
    section, after = record["section"], record["after"]
    return (
        record["row"],
        ", ".join(record["differences"]),
        f"{section['old_path']} {section['old_heading']}".strip(),
        f"{section['new_path']} {section['new_heading']}".strip(),
        *_side(record["old"]),
        *_side(record["new"]),
        after["old_path"] if after else "",
        after["new_path"] if after else "",
        record["confidence"],
        "; ".join(change_in_words(c) for c in record["changes"]),
    )


def _side(clauses: list[ClauseQuoted]) -> tuple[str, str, str, str]:
    return (
        "\n".join(c["id"] for c in clauses),
        "\n".join(c["path"] for c in clauses),
        "\n".join(c["kind"] for c in clauses),
        "\n".join(c["quote"] for c in clauses),
    )


def heading(section: Section) -> str:
    """Name a section on both sides, with what differs in it."""
    names = [titled(c) for c in (section.new, section.old) if c]
    name = " = ".join(names) or "Outside the numbered sections"
    if section.whole:
        return f"{name}: the whole section {section.whole} ({len(section.entries)} rows)"
    return f"{name}: {', '.join(f'{n} {word}' for word, n in section.counts.items())}"


def headline(diff: Diff, entry: Entry) -> str:
    """Say in one line where a difference stands and what answers it; its quotes are not in it."""
    old, new = (", ".join(f"{printed(c)} [{c.id}]" for c in side) for side in (entry.row.old, entry.row.new))
    if old and new:
        told = f"{new}, was {old}" if entry.row.status != "uncertain" else f"{new} and perhaps {old}"
    else:
        missing = diff.names[0] if new else diff.names[1]
        told = f"{new or old}: no counterpart found in {missing}{_follows(entry, newer=bool(new))}"
        told += f"; perhaps {printed(entry.perhaps)} [{entry.perhaps.id}]" if entry.perhaps else ""
    return told


def _follows(entry: Entry, *, newer: bool) -> str:
    if entry.above:
        return ""  # what it stands under has just been told, with its place
    if entry.after is None:
        return ", at the beginning"
    here, there = entry.after.new, entry.after.old
    if not newer:
        here, there = there, here
    return f", after {printed(here)} = {printed(there)}"


def spoken(entry: Entry) -> str:
    """Name the ways a row differs, in both languages: ``moved 移位, renumbered 改号``."""
    return ", ".join(f"{word} {CHINESE[word]}" for word in entry.words)


def quotes(diff: Diff, entry: Entry) -> list[tuple[str, str]]:
    """Return whose words and the words, the newer agreement first."""
    old, new = diff.names
    return [(new, q) for q in entry.new if q] + [(old, q) for q in entry.old if q]


def key_terms(entry: Entry) -> str:
    """Name what a row without counterpart is about, word by word; "" where its reader can read it."""
    return about(entry.glosses)


def markdown(diff: Diff) -> str:
    """Write what differs as a page of Markdown, section by section, with quotes from both sides."""
    old, new = diff.alignment.old, diff.alignment.new
    lines = [
        f"# What differs: {markdown_text(new.title or new.id)}",
        f"against {markdown_text(old.title or old.id)}",
        f"**{markdown_text(diff.summary)}**",
    ]
    for section in diff.sections:
        if section.differences:
            lines.append(f"## {markdown_text(heading(section))}")
            lines += [_item(diff, entry) for entry in section.differences]
    lines.append(f"Made by {markdown_text(diff.alignment.signature)}.")
    return "\n\n".join(lines) + "\n"


def _item(diff: Diff, entry: Entry) -> str:
    lines = [f"- **{spoken(entry)}**: {markdown_text(headline(diff, entry))}"]
    for name, text in quotes(diff, entry):
        quoted = "\n  > ".join(markdown_text(text).split("\n"))
        lines.append(f"  {markdown_text(name)}:\n\n  > {quoted}")
    if entry.glosses:
        lines.append(f"  {markdown_text(key_terms(entry))}")
    lines += [
        f"  - {markdown_text(change_in_words(change_record(diff.alignment, c)))}" for c in entry.row.changes
    ]
    return "\n\n".join(lines)
