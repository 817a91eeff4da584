"""What the alignments of a shelf say of each clause: who answers it, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aligner.alignment import Alignment

from .hits import Standing


def links_of(alignment: Alignment) -> dict[str, Any]:
    """Return what a search needs to know of an alignment, as an object for JSON."""
    return {
        "old": alignment.old.id,
        "new": alignment.new.id,
        "rows": [
            [
                [c.id for c in r.old],
                [c.id for c in r.new],
                r.status,
                r.moved,
                r.renumbered,
                round(r.confidence, 3),
            ]
            for r in alignment
        ],
    }


class Links:
    """The rows of all alignments on a shelf, by clause."""

    def __init__(self, alignments: Iterable[Mapping[str, Any]]) -> None:
        self._standings: dict[tuple[str, str], list[Standing]] = {}
        for record in alignments:
            old, new = record["old"], record["new"]
            for olds, news, status, moved, renumbered, confidence in record["rows"]:
                for clause in olds:
                    self._add(
                        old, clause, Standing(new, "old", status, moved, renumbered, confidence, tuple(news))
                    )
                for clause in news:
                    self._add(
                        new, clause, Standing(old, "new", status, moved, renumbered, confidence, tuple(olds))
                    )

    def _add(self, document: str, clause: str, standing: Standing) -> None:
        self._standings.setdefault((document, clause), []).append(standing)

    def standings(self, document: str, clause: str) -> tuple[Standing, ...]:
        """Return what each alignment says of a clause, the one added last at the end."""
        return tuple(self._standings.get((document, clause), ()))

    def counterparts(self, document: str, clause: str) -> list[tuple[str, str]]:
        """Return the clauses that answer a clause, as (document, id)."""
        found = [(s.other, c) for s in self._standings.get((document, clause), ()) for c in s.counterparts]
        return list(dict.fromkeys(found))

    def with_status(self, status: str) -> list[tuple[str, str]]:
        """Return the clauses that have a status in some alignment."""
        return [
            key for key, standings in self._standings.items() if any(s.status == status for s in standings)
        ]

    def statuses(self) -> dict[str, list[tuple[str, str]]]:
        """Return the clauses by each status that occurs."""
        found: dict[str, list[tuple[str, str]]] = {}
        for key, standings in self._standings.items():
            for status in dict.fromkeys(s.status for s in standings):
                found.setdefault(status, []).append(key)
        return found
