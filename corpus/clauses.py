"""The values of this room: a document, and its numbered clauses as a tree.

Clauses are flat and ordered as printed; the tree is in ``parent`` and ``children``, by id.
Every offset counts characters of ``Document.source``, the decoded text as it was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas

Lang = Literal["en", "zh"]

Kind = Literal[
    "title",
    "section",
    "clause",
    "definition",
    "lead-in",
    "item",
    "form-field",
    "option",
    "note",
    "recital",
    "appendix",
    "signature",
    "end-marker",
    "paragraph",
]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of the source text, ``source[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Repair:
    """One piece of damage that was mended in a clause's text; the source keeps what was found."""

    start: int
    end: int
    found: str
    put: str
    reason: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered clause, or one unnumbered part that stands like a clause (a definition, a note)."""

    id: str
    """Stable ASCII path made from the printed numbers, alike in both languages: ``4.3.ii``, ``app.2``."""
    label: str
    """The number exactly as printed, or "" where none is: ``(3)``, ``四、``, ``第十二条``."""
    number: str
    """The last step of the printed number in ASCII: ``3``, ``ii``, ``14-1``; "" where none is printed."""
    kind: Kind
    heading: str
    text: str
    """What the clause says: line wraps joined, damage repaired, the label left out.

    Items in the running sentence, ``(i) …; (ii) …``, are clauses of their own and stay in it too.
    """
    lang: Lang
    start: int
    """Where the printed label begins, or the text where there is none."""
    end: int
    """Where the text ends, items in the running sentence included, other children not."""
    spans: tuple[Span, ...]
    """The characters that belong to this clause and to no other; a page number may cut them."""
    path: str
    """The printed labels from the outermost in: ``三、2.``, ``4.(3)(ii)``."""
    parent: str | None = None
    children: tuple[str, ...] = ()
    page: int | None = None
    """Page of ``start``, from 1; None where the format has no pages."""
    terms: tuple[str, ...] = ()
    """The terms that this clause defines, without their quotes."""
    inline: bool = False
    """True for an item inside its parent's running sentence."""
    run_in: bool = False
    """True where the heading is the first words of the text, not a line of its own."""
    about: str | None = None
    """For a note: the id of the form field that it explains."""
    repairs: tuple[Repair, ...] = ()

    @property
    def content(self) -> str:
        """Heading and text together, the heading once."""
        if not self.heading or self.run_in:
            return self.text
        return f"{self.heading}\n{self.text}" if self.text else self.heading


@dataclass(frozen=True, slots=True)
class Furniture:
    """Source text that belongs to the page and to no clause: page numbers, running heads, contents."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reader should know about how a document was read or how it is numbered."""

    code: str
    """A stable word to filter by: ``gap``, ``duplicate``, ``encoding``, ``hidden``, ``margin`` …"""
    message: str
    start: int | None = None
    clause: str | None = None
    look: bool = False
    """True where a person should look before trusting the result."""


@dataclass(frozen=True)
class Document:
    """An agreement as it was read: its source text, and every clause of it in printed order."""

    id: str
    title: str
    langs: tuple[Lang, ...]
    source: str
    clauses: tuple[Clause, ...]
    furniture: tuple[Furniture, ...] = ()
    format: str = "text"
    encoding: str = "utf-8"
    encoding_guessed: bool = False
    pages: tuple[int, ...] = ()
    """Offset at which each page begins; empty where the format has no pages."""
    findings: tuple[Finding, ...] = ()
    origin: str = ""
    """The path or bundled name that was asked for; "" for text handed over directly."""

    @cached_property
    def by_id(self) -> Mapping[str, Clause]:
        """Clauses by id."""
        return {c.id: c for c in self.clauses}

    def __getitem__(self, clause_id: str) -> Clause:
        """Return the clause with this id; KeyError where there is none."""
        return self.by_id[clause_id]

    def __iter__(self) -> Iterator[Clause]:
        return iter(self.clauses)

    def __len__(self) -> int:
        return len(self.clauses)

    def children(self, clause: Clause | None) -> list[Clause]:
        """Return the clauses directly under this one; None stands for the document itself."""
        if clause is None:
            return [c for c in self.clauses if c.parent is None]
        return [self.by_id[i] for i in clause.children]

    def ancestors(self, clause: Clause) -> list[Clause]:
        """Return the clauses above this one, the nearest first."""
        out = []
        while clause.parent is not None:
            clause = self.by_id[clause.parent]
            out.append(clause)
        return out

    def to_dataframe(self) -> pandas.DataFrame:
        """Return the clauses as a DataFrame, one a row; needs the extra ``biclause[pandas]``."""
        from .table import clauses_dataframe

        return clauses_dataframe(self)

    def _repr_html_(self) -> str:
        from .table import clauses_html

        return clauses_html(self)
