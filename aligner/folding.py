"""A document in, the same with each heading and its only paragraph as one clause, and back.

``6. Trademarks`` over a single paragraph is one clause to whoever cites it, and another drafter writes it as one:
``5.1 The licensee may not use …``.  The heading alone would answer the other's heading, its paragraph nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus import Clause, Document

from .alignment import Row


@dataclass(frozen=True, slots=True)
class Folded:
    """A document whose headings hold their only paragraph."""

    document: Document
    parts: Mapping[str, tuple[Clause, Clause]]
    """By the id of each folded clause, the heading and the paragraph that it was made of."""


def fold(document: Document) -> Folded:
    """Fold every heading over one paragraph and nothing else but the list in that paragraph's sentence."""
    parts: dict[str, tuple[Clause, Clause]] = {}
    for clause in document:
        below = document.children(clause)
        if clause.heading and not clause.text and len(below) == 1 and below[0].kind == "paragraph":
            only = below[0]
            if not only.label and all(item.inline for item in document.children(only)):
                parts[clause.id] = clause, only
    paragraphs = {only.id: heading for heading, only in parts.values()}
    out = []
    for clause in document:
        if clause.id in parts:
            only = parts[clause.id][1]
            out.append(replace(clause, text=only.text, end=only.end, children=only.children, terms=(*clause.terms, *only.terms)))
        elif clause.parent in paragraphs:
            out.append(replace(clause, parent=paragraphs[clause.parent].id))
        elif clause.id not in paragraphs:
            out.append(clause)
    return Folded(replace(document, clauses=tuple(out)), parts)


def unfold(rows: Sequence[Row], old: Folded, new: Folded) -> tuple[Row, ...]:
    """Put headings and paragraphs back in place of what was folded."""
    alone = [{c.id for row in rows if not (row.old and row.new) for c in side(row)} for side in SIDES]
    at_first = [frozenset(ids) for ids in alone]
    found: list[Row] = []
    for row in rows:
        if not any(c.id in folded.parts for side, folded in zip(SIDES, (old, new), strict=True) for c in side(row)):
            found.append(row)
            continue
        a, b = _cut(row.old, old.parts), _cut(row.new, new.parts)
        if not (row.old and row.new):  # without a counterpart each stands alone, as everything else does
            found += [replace(row, old=x, new=y) for x, y in zip(a, b, strict=True) if x or y]
            continue
        a, b = _headed(a, old.document, alone[0]), _headed(b, new.document, alone[1])
        if all(a) and all(b):  # both have a heading and what it heads
            found += [replace(row, old=a[0], new=b[0]), replace(row, old=a[1], new=b[1], renumbered=False)]
        else:
            found.append(replace(row, old=_as_printed(a), new=_as_printed(b)))
    brought = [before - after for before, after in zip(at_first, alone, strict=True)]
    return tuple(
        row
        for row in found
        if (row.old and row.new) or not any(c.id in ids for side, ids in zip(SIDES, brought, strict=True) for c in side(row))
    )


SIDES: tuple[Callable[[Row], tuple[Clause, ...]], ...] = (lambda row: row.old, lambda row: row.new)
Cut = tuple[tuple[Clause, ...], tuple[Clause, ...]]


def _cut(clauses: Sequence[Clause], parts: Mapping[str, tuple[Clause, Clause]]) -> Cut:
    """Part headings from the rest, where one comes first; either may be nothing."""
    whole = tuple(c for clause in clauses for c in parts.get(clause.id, (clause,)))
    heads = tuple(c for c in whole if c.heading and not c.text)
    return (heads, tuple(c for c in whole if c not in heads)) if heads[:1] == whole[:1] else ((), whole)


def _as_printed(cut: Cut) -> tuple[Clause, ...]:
    return tuple(sorted((*cut[0], *cut[1]), key=lambda c: c.start))


def _headed(cut: Cut, document: Document, alone: set[str]) -> Cut:
    """Bring the heading right above paragraphs without numbers, where it was left alone; it is so no more."""
    heads, rest = cut
    if heads or not rest or rest[0].label or rest[0].kind != "paragraph" or rest[0].parent not in alone:
        return cut
    above = document[rest[0].parent]
    if not above.heading or above.text or above.children[0] != rest[0].id:
        return cut
    alone.discard(above.id)
    return (above,), rest
