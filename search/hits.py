"""The values of this room: a hit, the counterparts it brings along, and the results of one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from aligner.alignment import Status
from corpus import Clause
from corpus.table import SHOWN, Cell, Table, clause_record, dataframe, html_table

if TYPE_CHECKING:
    import pandas

Mode = Literal["text", "meaning", "both"]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the runs of it that matched, in order and never overlapping."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()

    def render(self, before: str, after: str) -> str:
        """Return the text with each marked run between ``before`` and ``after``.

        >>> Marked("any trademark of the Licensor", ((4, 13),)).render("[", "]")
        'any [trademark] of the Licensor'
        """
        out, last = [], 0
        for start, end in self.marks:
            out += [self.text[last:start], before, self.text[start:end], after]
            last = end
        return "".join([*out, self.text[last:]])

    def snippet(self, width: int = 160) -> Marked:
        """Return the stretch of at most ``width`` characters that holds most marks, ``…`` where it was cut.

        >>> Marked("one two three four five six", ((8, 13),)).snippet(16).render("[", "]")
        '…[three] four…'

        English is cut between words.
        """
        if len(self.text) <= width:
            return Marked(self.text.replace("\n", " "), self.marks)
        start = self._best_start(width - 2)
        end = min(len(self.text), start + width - 2)
        start, end = self._between_words(start, end)
        head = "…" if start > 0 else ""
        tail = "…" if end < len(self.text) else ""
        shift = len(head) - start
        inside = tuple((a + shift, b + shift) for a, b in self.marks if a >= start and b <= end)
        return Marked(head + self.text[start:end].replace("\n", " ") + tail, inside)

    def _between_words(self, start: int, end: int) -> tuple[int, int]:
        """Draw the ends in to where no word is cut, unless a mark would be lost or there is no space near."""
        inside = [mark for mark in self.marks if mark[0] >= start and mark[1] <= end]
        first, last = (inside[0][0], inside[-1][1]) if inside else (end, start)
        if start > 0 and self.text[start - 1].isascii() and not self.text[start - 1].isspace():
            space = self.text.find(" ", start, min(first, start + 20))
            start = space + 1 if space >= 0 else start
        if end < len(self.text) and self.text[end].isascii() and not self.text[end].isspace():
            space = self.text.rfind(" ", max(last, end - 20), end)
            end = space if space >= 0 else end
        return start, end

    def _best_start(self, width: int) -> int:
        """Where to begin: a little before the mark whose window holds the most marked characters."""
        lead = width // 4
        best, most = 0, -1
        for first, _ in self.marks or ((0, 0),):
            start = max(0, min(first - lead, len(self.text) - width))
            held = sum(b - a for a, b in self.marks if a >= start and b <= start + width)
            if held > most:
                best, most = start, held
        return best


@dataclass(frozen=True, slots=True)
class Standing:
    """What one alignment on the shelf says of a clause: its status against the other agreement."""

    other: str
    """Id of the other document."""
    side: Literal["old", "new"]
    """The side of the alignment that this clause is on."""
    status: Status
    moved: bool = False
    renumbered: bool = False
    confidence: float = 1.0
    counterparts: tuple[str, ...] = ()
    """Ids of the clauses of ``other`` in the same row."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause as it stands on the shelf: whose it is, and what matched in it."""

    document: str
    """Id of the document."""
    title: str
    """Title of the document."""
    clause: Clause
    content: Marked
    """``clause.content`` (heading and text) with the matches, translated terms included, marked."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One clause that answers a query, with its counterparts in the other agreements."""

    passage: Passage
    counterparts: tuple[Passage, ...]
    standings: tuple[Standing, ...]
    score: float
    why: tuple[str, ...]
    """Each a short reason: ``text: trademark``, ``translation: trademark → 商标 (glossary)`` …"""
    before: tuple[Passage, ...] = ()
    """The clauses printed just before this one, as many as ``context`` asked for."""
    after: tuple[Passage, ...] = ()
    ranks: Mapping[str, int] = field(default_factory=dict)
    """Place of the hit, from 1, in each channel that found it; what ``--explain`` shows."""

    @property
    def clause(self) -> Clause:
        """The clause itself."""
        return self.passage.clause

    @property
    def document(self) -> str:
        """Id of the document that the clause is from."""
        return self.passage.document

    @property
    def status(self) -> Status | None:
        """The clause's status in the alignment added last; None where it is in none."""
        return self.standings[-1].status if self.standings else None

    @property
    def snippet(self) -> Marked:
        """The stretch of the clause that matched best."""
        return self.passage.content.snippet()

    def to_json(self) -> dict[str, Any]:
        """Return the hit as the contract of DESIGN prints it, one object a line."""
        out: dict[str, Any] = {
            "clause": clause_record(self.document, self.clause),
            "counterparts": [clause_record(p.document, p.clause) for p in self.counterparts],
            "score": self.score,
            "why": list(self.why),
            "snippet": self.snippet.text,
            "title": self.passage.title,
            "status": self.status,
            "marks": _marks(self.passage),
            "counterpart_marks": [_marks(p) for p in self.counterparts],
            "ranks": dict(self.ranks),
        }
        if self.before or self.after:
            out["before"] = [clause_record(p.document, p.clause) for p in self.before]
            out["after"] = [clause_record(p.document, p.clause) for p in self.after]
        return out


def _marks(passage: Passage) -> list[dict[str, int]]:
    """Matches as offsets into heading + newline + text (``Clause.content``)."""
    return [{"start": a, "end": b} for a, b in passage.content.marks]


@dataclass(frozen=True)
class Results:
    """The hits of one query, best first, and what there is beside them."""

    query: str
    mode: Mode
    hits: Sequence[Hit]
    total: int
    """How many clauses answer the query, of which ``hits`` holds the first ``limit``."""
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Of all that answer: how many by ``document``, ``lang``, ``kind``, ``status`` and ``tag``."""
    suggestions: tuple[str, ...] = ()
    """Other spellings of words the shelf does not know; only where little was found."""

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def __getitem__(self, place: int) -> Hit:
        return self.hits[place]

    def to_dataframe(self) -> pandas.DataFrame:
        """Return the hits as a DataFrame, one a row."""
        return dataframe(hits_table(self))

    def _repr_html_(self) -> str:
        columns = ("document", "path", "clause", "counterparts", "why")
        rows = [
            (
                (hit.document, None),
                (hit.clause.path, hit.clause.lang),
                (hit.snippet.render("[", "]"), hit.clause.lang),
                (_joined(p.content.snippet().render("[", "]") for p in hit.counterparts), None),
                ("\n".join(hit.why), None),
            )
            for hit in self.hits[:SHOWN]
        ]
        return html_table(f"{self.query}: {self.total} clauses", columns, rows, total=len(self.hits))


COLUMNS = (
    "document",
    "id",
    "path",
    "kind",
    "lang",
    "status",
    "heading",
    "text",
    "counterparts",
    "counterpart_texts",
    "score",
    "why",
)


def hits_table(results: Results) -> Table:
    """List the hits, flat and nested; every output format is written from this."""
    about = {"query": results.query, "mode": results.mode, "total": results.total}
    more = {"facets": results.facets} if results.facets else {}
    return Table(
        "hits",
        COLUMNS,
        tuple(_flat(hit) for hit in results),
        tuple(hit.to_json() for hit in results),
        {**about, **more, "suggestions": list(results.suggestions)},
    )


def _flat(hit: Hit) -> tuple[Cell, ...]:
    clause = hit.clause
    return (
        hit.document,
        clause.id,
        clause.path,
        clause.kind,
        clause.lang,
        hit.status,
        clause.heading,
        clause.text,
        _joined(f"{p.document} {p.clause.path or p.clause.id}" for p in hit.counterparts),
        _joined(p.clause.content for p in hit.counterparts),
        hit.score,
        _joined(hit.why),
    )


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(texts)
