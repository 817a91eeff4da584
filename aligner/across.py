"""Rows of clauses in two languages in, what one side says inside them and the other does not out.

Sentences are aligned within each row.  One that nothing answers is said on one side alone; those that answer each
other are asked what their languages can be asked: which periods, shares and sums, what is denied or excepted, what is
allowed or asked, and of whom.  A row in which nothing is found stays ``matched``: that a translation says the same is more than this
can vouch for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from math import log

from corpus import Clause, Document, Lang, Span
from corpus.glossary import MOST, about, find_terms, glosses
from corpus.normal import normal
from corpus.sentences import places, split_sentences

from .alignment import Change, ChangeType, Row
from .contrast import Contrast
from .deontic import other_force
from .quantities import other_quantities
from .segments import Bead, align_within
from .sides import SEMICOLON, sentence_places
from .vectors import Encoder

ALONE = {"odds": 0.48, "shared": -4.04, "bias": 1.66}
"""What makes it likely that a sentence is said on one side alone, in log odds: that no bead holds it, and that the other
side of the row does not name its concepts; fitted by benchmarks/fit_within.py."""

LEAST = 3
"""A piece of so few letters or fewer is a mark, a label or a number, and says nothing."""

CELLS = 40_000
"""A row of more pairs of sentences than this, such as two texts without a paragraph, is not compared: every bead of a row
is weighed."""

LONGEST = 4000
"""Characters of a sentence that is compared; what is longer is none, and every word of it would be held against every other."""

OPENING = "\"'“‘「『《(（[［【〔"
"""What may open a sentence; any other sign before its first letter is a mark of the list that it stands in."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, or a few that are read as one, of one side of a row."""

    text: str
    """As it is compared: Chinese in its normal form."""
    lang: Lang
    row: int
    pieces: tuple[tuple[int, Clause, int], ...]
    """From which character on the text is whose, and where in that clause's content it begins."""

    @property
    def clause(self) -> tuple[int, str, int]:
        """Tell apart the clause that says it: by its row, its language and where it begins."""
        return self.row, self.lang, self.pieces[0][1].start

    def printed(self, document: Document, part: range | None = None) -> Span:
        """Return where the source prints the text, or a part of it."""
        part = part or range(len(self.text))
        return Span(self._at(document, part.start), self._at(document, part.stop - 1) + 1)

    def _at(self, document: Document, k: int) -> int:
        start, clause, first = self.pieces[bisect_right([p[0] for p in self.pieces], k) - 1]
        return places(document, clause)[first + k - start]


def with_contrasts(rows: Sequence[Row], old: Document, new: Document, encoder: Encoder) -> tuple[Row, ...]:
    """Compare the inside of every matched row of which one side is in English and the other in Chinese."""
    ours, theirs = sentences_of_rows(rows, old, new)
    if not ours:
        return tuple(rows)
    beads = align_within(
        [s.text for s in ours], [s.text for s in theirs], ([s.row for s in ours], [s.row for s in theirs]), encoder=encoder
    )
    changes: dict[int, list[Change]] = {}
    for number, change in _changes(beads, ours, theirs, old, new):
        changes.setdefault(number, []).append(change)
    return tuple(
        replace(row, status="changed", changes=tuple(sorted(changes[k], key=_reading_order))) if k in changes else row
        for k, row in enumerate(rows)
    )


def sentences_of_rows(rows: Sequence[Row], old: Document, new: Document) -> tuple[list[Said], list[Said]]:
    """Return the sentences of either side of the rows that are compared, row by row."""
    ours: list[Said] = []
    theirs: list[Said] = []
    for number, row in enumerate(rows):
        if row.status == "matched" and {c.lang for c in row.old} ^ {c.lang for c in row.new} == {"en", "zh"}:
            a, b = _sentences(row, old, new, number)
            if a and b and len(a) * len(b) <= CELLS:
                ours += a
                theirs += b
    return ours, theirs


def _reading_order(change: Change) -> tuple[bool, int]:
    """Sort by place: first what the newer side prints, then what only the older one does."""
    return change.new is None, (change.new or change.old or Span(0, 0)).start


def _sentences(row: Row, old: Document, new: Document, number: int) -> tuple[list[Said], list[Said]]:
    """Return the sentences of either side of a row.

    Where both sides cut their running lists into items, these answer each other in rows of their own.
    """
    sides = (old, row.old), (new, row.new)
    # English goes on after a comma where Chinese has a semicolon: it parts sentences where both use it.
    parted = all(any(SEMICOLON.search(c.content) for c in side) for _, side in sides)
    apart = all(any(item.inline for c in side for item in document.children(c)) for document, side in sides)
    a, b = ([s for c in side for s in _said(document, c, number, parted, apart)] for document, side in sides)
    return a, b


def _said(document: Document, clause: Clause, number: int, parted: bool, without_items: bool) -> Iterator[Said]:
    """Yield the sentences of a clause, its heading left out: who prints none says no less."""
    content, heading = clause.content, clause.heading
    if heading and not clause.text:
        return
    body = content.find(heading) + len(heading) if heading else 0
    at = places(document, clause) if without_items else []
    for sentence in sentence_places(content) if parted else split_sentences(content):
        whole = range(max(sentence[0], body), sentence[1])
        for first, end in _between_items(clause, at, whole) if without_items else [(whole.start, whole.stop)]:
            while first < end and not content[first].isalnum() and content[first] not in OPENING:
                first += 1
            text = content[first:end]
            if sum(map(str.isalnum, text)) > LEAST:
                yield Said(normal(text) if clause.lang == "zh" else text, clause.lang, number, ((0, clause, first),))


def _between_items(clause: Clause, at: Sequence[int], part: range) -> Iterator[tuple[int, int]]:
    """Yield the runs of a sentence that are the clause's and no item's; ``at`` says where each character is printed."""
    for own, run in groupby(part, key=lambda k: any(span.start <= at[k] < span.end for span in clause.spans)):
        places_of_run = list(run)
        if own:
            yield places_of_run[0], places_of_run[-1] + 1


def _changes(
    beads: Sequence[Bead], ours: Sequence[Said], theirs: Sequence[Said], old: Document, new: Document
) -> Iterator[tuple[int, Change]]:
    """Yield each change with the number of its row."""
    answered = answering(beads, ours, theirs)
    named = Named(ours), Named(theirs)
    for bead in beads:
        a, b = _together([ours[k] for k in bead.old]), _together([theirs[k] for k in bead.new])
        if a and b:
            for contrast in _contrasts(a, b):
                kind, one, other = contrast.type, contrast.english, contrast.chinese
                if a.lang != "en":
                    kind, one, other = TURNED.get(kind, kind), other, one
                # Where one side has no word for it, all that it says shows that it has none.
                spans = None if kind == "only-new" else a.printed(old, one), None if kind == "only-old" else b.printed(new, other)
                yield a.row, Change(kind, *spans, contrast.note)
        elif a and a.clause in answered and alone(bead, a, named[1]):
            yield a.row, Change("only-old", a.printed(old), None, _key_terms(a))
        elif b and b.clause in answered and alone(bead, b, named[0]):
            yield b.row, Change("only-new", None, b.printed(new), _key_terms(b))


def answering(beads: Sequence[Bead], ours: Sequence[Said], theirs: Sequence[Said]) -> set[tuple[int, str, int]]:
    """Return the clauses of which a sentence answers another.

    Of one of which none does none is told to stand alone: the row says that the clause answers, and something in it does.
    """
    return {s.clause for bead in beads if bead.old and bead.new for s in (*(ours[k] for k in bead.old), *(theirs[k] for k in bead.new))}


def _key_terms(said: Said) -> str:
    """Say what a sentence is about for who reads the other language."""
    return about(glosses(said.text, said.lang)[:MOST])


class Named:
    """The concepts of the glossary that each row names on one side."""

    def __init__(self, said: Sequence[Said]) -> None:
        self._said = said

    @cached_property
    def _rows(self) -> dict[int, list[Said]]:
        rows: dict[int, list[Said]] = {}
        for one in self._said:
            rows.setdefault(one.row, []).append(one)
        return rows

    def share(self, said: Said) -> float:
        """Return the share of a sentence's concepts that its row names on this side, 0 to 1; 0 where it has none."""
        here = {c for one in self._rows[said.row] for found in find_terms(one.text, one.lang) for c in found.concepts}
        mine = [found.concepts for found in find_terms(said.text, said.lang)]
        return sum(not here.isdisjoint(concepts) for concepts in mine) / max(1, len(mine))


def alone(bead: Bead, said: Said, across: Named) -> bool:
    """Say whether a sentence that no bead holds is said on its side alone."""
    return sum(ALONE[name] * value for name, value in evidence(bead, said, across).items()) > 0


def evidence(bead: Bead, said: Said, across: Named) -> dict[str, float]:
    """Return what speaks for that, by the names of ALONE."""
    sure = min(max(bead.confidence, 0.01), 0.99)
    return {"odds": log(sure / (1 - sure)), "shared": across.share(said), "bias": 1.0}


def _together(said: Sequence[Said]) -> Said | None:
    """Read sentences as one text; None where there are none."""
    if not said:
        return None
    text, pieces = "", []
    for one in said:
        text += " " if text and one.lang != "zh" else ""
        pieces += [(len(text) + start, clause, first) for start, clause, first in one.pieces]
        text += one.text
    return Said(text, said[0].lang, said[0].row, tuple(pieces))


TURNED: Mapping[ChangeType, ChangeType] = {"only-old": "only-new", "only-new": "only-old"}


def _contrasts(old: Said, new: Said) -> Iterator[Contrast]:
    """Yield what two texts that answer each other say differently, each typed as if the English text were the older one."""
    english, chinese = (old, new) if old.lang == "en" else (new, old)
    if max(len(english.text), len(chinese.text)) > LONGEST:
        return
    for ask in (other_quantities, other_force):
        yield from ask(english.text, chinese.text)
