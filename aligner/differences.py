"""An alignment in, what differs out: section by section, in reading order, each with its quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from corpus import Clause, Document
from corpus.glossary import Gloss, KeyTerms
from corpus.table import dataframe

from .alignment import Alignment, Row
from .quotes import quote

if TYPE_CHECKING:
    import pandas

    from .changelist import DifferenceRecord

Word = Literal["added", "removed", "uncertain", "changed", "moved", "renumbered"]

WORDS: tuple[Word, ...] = ("added", "removed", "uncertain", "changed", "moved", "renumbered")
"""Every way in which a row can differ, in the order in which they are told."""

Side = Literal["old", "new"]
SIDES: tuple[Side, ...] = ("old", "new")
OTHER: Mapping[Side, Side] = {"old": "new", "new": "old"}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A clause that is answered, and what answers it: shows a reader of either language where they are."""

    old: Clause
    new: Clause


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as a reader meets it."""

    number: int
    """Its number in the aligned table, from 1."""
    row: Row
    words: tuple[Word, ...]
    """How it differs; empty where it does not."""
    old: tuple[str, ...]
    """What the older source prints, a quote for each old clause."""
    new: tuple[str, ...]
    after: Neighbour | None
    """For a row with one side: the nearest answered clause before it; None at the very beginning."""
    above: str | None
    """For a row with one side: the id of the clause that it stands under, where that has one side too."""
    perhaps: Clause | None = None
    """For a row with one side that likely has a counterpart: the clause that is likeliest to be it."""
    glosses: tuple[Gloss, ...] = ()
    """For a row with one side: its key terms, for a reader of the other language.  No translation."""


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one outermost clause of the newer agreement, or of the older where nothing answers it.

    Rows outside any section (titles, recitals, closing lines) are one with neither ``old`` nor ``new``.
    """

    old: Clause | None
    new: Clause | None
    entries: tuple[Entry, ...]

    @property
    def differences(self) -> tuple[Entry, ...]:
        """The rows that differ."""
        return tuple(e for e in self.entries if e.words)

    @property
    def whole(self) -> Word | None:
        """``added`` or ``removed`` where all of the section is; None otherwise."""
        statuses = {e.row.status for e in self.entries}
        if statuses == {"added"} and not self.old and self.new:
            return "added"
        if statuses == {"removed"} and not self.new and self.old:
            return "removed"
        return None

    @property
    def counts(self) -> dict[Word, int]:
        """How many rows differ in each way; ways that do not occur are left out."""
        return _count(self.entries)


@dataclass(frozen=True)
class Diff:
    """What differs between two agreements; a row that differs in two ways counts in both."""

    alignment: Alignment
    sections: tuple[Section, ...]

    def __iter__(self) -> Iterator[Entry]:
        return (e for s in self.sections for e in s.differences)

    @cached_property
    def counts(self) -> Mapping[Word, int]:
        """How many rows differ in each way; the four that everyone asks for are always there."""
        found = _count(tuple(e for s in self.sections for e in s.entries))
        asked: tuple[Word, ...] = ("added", "removed", "moved", "renumbered")
        return {w: found.get(w, 0) for w in WORDS if w in found or w in asked}

    @property
    def names(self) -> tuple[str, str]:
        """What to call the older and the newer agreement: their ids, told apart where they are equal."""
        old, new = self.alignment.old.id, self.alignment.new.id
        return (f"{old} (old)", f"{new} (new)") if old == new else (old, new)

    @property
    def summary(self) -> str:
        """One line: the counts, how many rows answer each other, and in how many of those a change may be left."""
        old, new = self.names
        counts = ", ".join(f"{n} {word}" for word, n in self.counts.items())
        inside = f", {self.matched} of them in two languages with no change found inside" if self.matched else ""
        return f"{new} vs {old}: {counts}; {self.answered} answered{inside}."

    @property
    def answered(self) -> int:
        """How many rows have clauses of both agreements."""
        return sum(1 for row in self.alignment if row.old and row.new)

    @property
    def matched(self) -> int:
        """How many of those are in two languages, and nothing that can be compared between languages differs."""
        return sum(1 for row in self.alignment if row.status == "matched")

    def to_records(self) -> list[DifferenceRecord]:
        """Return the differences as ``diff --format jsonl`` prints them."""
        from .changelist import difference_records  # changelist.py is written in terms of these values

        return difference_records(self)

    def to_dataframe(self) -> pandas.DataFrame:
        """Return the differences as a DataFrame; needs pandas."""
        from .changelist import differences_table

        return dataframe(differences_table(self))

    def _repr_html_(self) -> str:
        from .changelist import differences_html

        return differences_html(self)


def diff(alignment: Alignment) -> Diff:
    """Group an alignment's rows by section, in their own order, and say how each differs."""
    reader = _Reader(alignment)
    heads: dict[str, tuple[Clause | None, Clause | None]] = {}
    entries: dict[str, list[Entry]] = {}
    key = ""
    for number, row in enumerate(alignment, 1):
        old, new = reader.section(row)
        if new or old:
            key = f"new {new.id}" if new else f"old {old.id if old else ''}"
        elif not key.startswith("outside,"):
            key = f"outside, after {key}"
        heads.setdefault(key, (old, new))
        entries.setdefault(key, []).append(reader.entry(number, row))
    return Diff(alignment, tuple(Section(*heads[k], tuple(found)) for k, found in entries.items()))


class _Reader:
    """Looks up, for one alignment, where a clause stands and what answers it."""

    def __init__(self, alignment: Alignment) -> None:
        self.alignment = alignment
        self.key_terms = {side: KeyTerms(self.document(side)) for side in SIDES}
        self.answered_before: dict[tuple[Side, str], Neighbour | None] = {}
        for side in SIDES:
            last: Neighbour | None = None
            for clause in self.document(side):
                self.answered_before[side, clause.id] = last
                row = alignment.row_of(side, clause.id)
                if row.old and row.new:
                    last = Neighbour(clause, row.new[0]) if side == "old" else Neighbour(row.old[0], clause)

    def document(self, side: Side) -> Document:
        return self.alignment.old if side == "old" else self.alignment.new

    def section(self, row: Row) -> tuple[Clause | None, Clause | None]:
        """Return the outermost clause of the row on either side, or what answers it there.

        A title or a paragraph that stands by itself is no section: neither side then has one.
        """
        side: Side = "new" if row.new else "old"
        here = _outermost(self.document(side), _side(row, side)[0])
        there = _side(self.alignment.row_of(side, here.id), OTHER[side])
        answer = _outermost(self.document(OTHER[side]), there[0]) if there else None
        if not any(c and (c.children or c.kind in ("section", "appendix")) for c in (here, answer)):
            return None, None
        return (answer, here) if side == "new" else (here, answer)

    def entry(self, number: int, row: Row) -> Entry:
        """Gather what a reader is told of one row."""
        alone: Side | None = None if row.old and row.new else "new" if row.new else "old"
        return Entry(
            number,
            row,
            _words(row),
            tuple(quote(self.alignment.old, c) for c in row.old),
            tuple(quote(self.alignment.new, c) for c in row.new),
            self.answered_before[alone, _side(row, alone)[0].id] if alone else None,
            self.above(_side(row, alone)[0], alone) if alone else None,
            self.document(OTHER[alone])[row.nearest] if alone and row.nearest else None,
            self.glosses(_side(row, alone), alone) if alone else (),
        )

    def glosses(self, clauses: tuple[Clause, ...], side: Side) -> tuple[Gloss, ...]:
        """Return the key terms of clauses that the other agreement's readers may not be able to read."""
        known = self.document(OTHER[side]).langs
        return tuple(g for c in clauses if c.lang not in known for g in self.key_terms[side].of(c))

    def above(self, clause: Clause, side: Side) -> str | None:
        """Return the clause's parent where it is without a counterpart too."""
        if clause.parent is None:
            return None
        row = self.alignment.row_of(side, clause.parent)
        return None if row.old and row.new else clause.parent


def _side(row: Row, side: Side) -> tuple[Clause, ...]:
    return row.old if side == "old" else row.new


def _words(row: Row) -> tuple[Word, ...]:
    holds = {"moved": row.moved, "renumbered": row.renumbered}
    return tuple(w for w in WORDS if row.status == w or holds.get(w, False))


def _outermost(document: Document, clause: Clause) -> Clause:
    return [clause, *document.ancestors(clause)][-1]


def _count(entries: tuple[Entry, ...]) -> dict[Word, int]:
    found = Counter(word for e in entries for word in e.words)
    return {word: found[word] for word in WORDS if found[word]}
