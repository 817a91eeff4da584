"""One document in, another version of it out: sections dropped and moved, clauses cut, what is left counted anew.

Two versions that were edited apart from each other lack what the other kept.  No gold that we have holds many such
clauses, and what answers a clause whose counterpart was cut is where an aligner is soonest wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from corpus import Clause, Document

DROPPED, MOVED, CUT = 0.2, 0.15, 0.1
"""The share of sections that an edit drops, and moves, and of other clauses that it cuts."""


def edited(document: Document, random: Random) -> Document:
    """Return another version of a document; what is left keeps its id, its text and its place in the source."""
    top = [c for c in document if c.parent is None]
    numbered = [c for c in top if c.number]
    sections = {c.id for c in (numbered if len(numbered) > 2 else [c for c in top if c.kind == "section"])}
    kept = [c for c in top if c.id not in sections or random.random() >= DROPPED]
    for clause in [c for c in kept if c.id in sections and random.random() < MOVED]:
        kept.remove(clause)
        kept.insert(random.randrange(len(kept) + 1), clause)
    left = [c for section in kept for c in _walk(document, section) if not _is_cut(document, c, random)]
    ids = {c.id for c in left}
    counted = {c.id: str(k) for k, c in enumerate((c for c in kept if c.number and c.id in sections), 1)}
    clauses = (replace(c, children=tuple(x for x in c.children if x in ids)) for c in left)
    return replace(document, clauses=tuple(_counted(c, counted.get(c.id, c.number)) for c in clauses))


def _walk(document: Document, clause: Clause) -> Iterator[Clause]:
    """Yield a clause and all below it, in printed order."""
    yield clause
    for child in document.children(clause):
        yield from _walk(document, child)


def _is_cut(document: Document, clause: Clause, random: Random) -> bool:
    """Choose among clauses with nothing below them; a heading keeps what little it holds."""
    if clause.children or clause.inline or clause.parent is None:
        return False
    return len(document[clause.parent].children) > 2 and random.random() < CUT


def _counted(clause: Clause, number: str) -> Clause:
    return replace(clause, number=number, label=clause.label.replace(clause.number, number)) if clause.number else clause
