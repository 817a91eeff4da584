"""One document in, another version of it out: sections dropped and moved, clauses cut and put in, the rest counted anew.

Two versions that were edited apart from each other lack what the other kept, and say something else in its place.  No
gold that we have holds many such clauses, and what answers a clause whose counterpart was cut is where an aligner is
soonest wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from corpus import Clause, Document

DROPPED, MOVED, CUT, PUT = 0.2, 0.15, 0.1, 0.1
"""The share of sections that an edit drops, and moves, and of other clauses that it cuts, and puts others in place of."""


def edited(document: Document, random: Random, others: Sequence[Clause] = ()) -> Document:
    """Return another version of a document; what is left keeps its id, its text and its place in the source.

    What is put in comes from clauses of another agreement and has an id that the document did not have.
    """
    top = [c for c in document if c.parent is None]
    numbered = [c for c in top if c.number]
    sections = {c.id for c in (numbered if len(numbered) > 2 else [c for c in top if c.kind == "section"])}
    kept = [c for c in top if c.id not in sections or random.random() >= DROPPED]
    for clause in [c for c in kept if c.id in sections and random.random() < MOVED]:
        kept.remove(clause)
        kept.insert(random.randrange(len(kept) + 1), clause)
    left = [c for section in kept for c in _walk(document, section) if not _stands_alone(document, c) or random.random() >= CUT]
    ids = {c.id: c.id for c in left}
    for k, clause in enumerate(left):
        if _stands_alone(document, clause) and random.random() < PUT and (near := _of_its_size(clause, others)):
            other = random.choice(near)
            ids[clause.id] = f"{clause.id}+"
            left[k] = replace(clause, id=ids[clause.id], heading=other.heading, text=other.text, run_in=other.run_in, terms=other.terms)
    counted = {c.id: str(k) for k, c in enumerate((c for c in kept if c.number and c.id in sections), 1)}
    clauses = (replace(c, children=tuple(ids[x] for x in c.children if x in ids)) for c in left)
    return replace(document, clauses=tuple(_counted(c, counted.get(c.id, c.number)) for c in clauses))


def _walk(document: Document, clause: Clause) -> Iterator[Clause]:
    """Yield a clause and all below it, in printed order."""
    yield clause
    for child in document.children(clause):
        yield from _walk(document, child)


def _stands_alone(document: Document, clause: Clause) -> bool:
    """Say whether a clause can go with nothing else: nothing is below it; a heading keeps what little it holds."""
    if clause.children or clause.inline or clause.parent is None:
        return False
    return len(document[clause.parent].children) > 2


def _of_its_size(clause: Clause, others: Sequence[Clause]) -> list[Clause]:
    size = len(clause.content)
    return [c for c in others if c.lang == clause.lang and c.kind == clause.kind and size / 2 <= len(c.content) <= size * 2]


def _counted(clause: Clause, number: str) -> Clause:
    return replace(clause, number=number, label=clause.label.replace(clause.number, number)) if clause.number else clause
