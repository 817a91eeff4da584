"""What was found of two documents in, the rows of their alignment out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .alignment import Row, Status
from .belief import alone, confident
from .candidates import Doubles, Pairs
from .evidence import Evidence
from .flags import Link, moved, reading_order, renumbered
from .sides import Side
from .similarity import Ints

UNCERTAIN = 0.5
"""A matched row that is likelier wrong than right goes to review."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Which clauses of two documents were matched, and why."""

    links: Mapping[Link, float]
    """Rows of matched clauses, each with how sure it is that all of its clauses belong."""
    evidence: Evidence
    odds: Doubles
    belief: Doubles


def rows(old: Side, new: Side, findings: Findings | None) -> tuple[Row, ...]:
    """Order rows as the newer document reads; what it lacks follows what it followed in the older one.

    There are no findings where no two clauses could answer each other: where a document has none, too.
    """
    matched: dict[Link, Row] = {}
    sure = np.ones(len(old)), np.ones(len(new))
    if findings:
        pairs = findings.evidence.pairs
        inside, surest = held(findings.links, pairs, findings.belief)
        sure_rows = confident(findings.odds, pairs, inside, surest)
        matched = dict(_matched(findings, surest, sure_rows))
        sure = alone(findings.odds, pairs, sure_rows)
    removed, added = _lone(old, new, "removed", sure[0], findings), _lone(new, old, "added", sure[1], findings)
    ordered = reading_order(matched, len(old), len(new))
    return tuple(matched[a, b] if a and b else removed[a[0]] if a else added[b[0]] for a, b in ordered)


def _matched(findings: Findings, surest: Ints, sure: Doubles) -> Iterator[tuple[Link, Row]]:
    evidence, links = findings.evidence, list(findings.links)
    old, new = evidence.old, evidence.new
    told = evidence.reasons(surest, findings.belief)
    has_moved, other_number = moved(links, old, new), renumbered(links, old, new)
    for r, (i, j) in enumerate(links):
        a, b = tuple(old.clauses[k] for k in i), tuple(new.clauses[k] for k in j)
        confidence = float(sure[r]) * findings.links[i, j]
        yield (i, j), Row(
            a,
            b,
            status(confidence),
            moved=has_moved[r],
            renumbered=other_number[r] and not has_moved[r],
            confidence=confidence,
            evidence=told[r],
        )


def held(links: Iterable[Link], pairs: Pairs, belief: Doubles) -> tuple[NDArray[np.bool_], Ints]:
    """Say of each pair whether a row holds it, and where the most believed pair of each row stands."""
    inside = np.zeros(len(pairs), bool)
    surest = []
    for i, j in links:
        at = pairs.find(np.repeat(i, len(j)), np.tile(j, len(i)))
        at = at[at < len(pairs)]
        inside[at] = True
        surest.append(int(at[np.argmax(belief[at])]))
    return inside, np.array(surest, np.int64)


def status(confidence: float) -> Status:
    """Return the status of a row with two sides before its inside is compared."""
    return "uncertain" if confidence < UNCERTAIN else "matched"


def _lone(here: Side, there: Side, found: Status, sure: Doubles, findings: Findings | None) -> list[Row]:
    """Return the row of each clause here for the case that it has no counterpart there."""
    nearest, likeliest = np.zeros(len(here)), np.full(len(here), -1)
    if findings:
        pairs = findings.evidence.pairs
        of_old = found == "removed"
        best, best_clause = (pairs.best_of_old, pairs.likeliest_of_old) if of_old else (pairs.best_of_new, pairs.likeliest_of_new)
        nearest, likeliest = best(np.clip(findings.evidence.cosine, 0, 1)), best_clause(findings.odds)
    out = []
    for k, clause in enumerate(here.clauses):
        perhaps = there.clauses[likeliest[k]].id if sure[k] < UNCERTAIN and likeliest[k] >= 0 else ""
        out.append(
            Row(
                (clause,) if found == "removed" else (),
                (clause,) if found == "added" else (),
                found,
                confidence=float(sure[k]),
                evidence={"nearest": round(float(nearest[k]), 4)},
                nearest=perhaps,
            )
        )
    return out
