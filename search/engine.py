"""What search asks of an engine, whichever it is: Whoosh (``index``) for a shelf, others for more than one machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus import Clause

from .query import Leaf
from .stems import stem
from .words import is_chinese, latin_words, squeezed


@dataclass(frozen=True, slots=True)
class Entry:
    """A clause as the index keeps it."""

    document: str
    place: int
    """Its place in the document, from 0."""
    clause: Clause


@dataclass(frozen=True, slots=True)
class Way:
    """One way to say a concept: terms of one field that a clause must all hold, and how likely they mean it."""

    field: str
    terms: tuple[str, ...]
    weight: float = 1.0


class ClauseIndex(Protocol):
    """What search asks of an engine. Clauses are numbered from 0; numbers hold while the index is open."""

    def close(self) -> None:
        """Give back what the open index holds."""
        ...

    def __len__(self) -> int:
        """Return how many clauses there are."""
        ...

    def find(self, leaf: Leaf) -> frozenset[int]:
        """Return every clause that passes a test, none missing and none too many."""
        ...

    def everything(self) -> frozenset[int]:
        """Return every clause."""
        ...

    def rank(self, ways: Sequence[Way]) -> dict[int, float]:
        """Score the clauses that hold a concept in any of the ways to say it (BM25)."""
        ...

    def holding(self, way: Way) -> Mapping[int, float]:
        """Return the clauses that hold all the terms of a way, and how often."""
        ...

    def entry(self, number: int) -> Entry:
        """Return a clause."""
        ...

    def number(self, document: str, clause: str) -> int | None:
        """Return the number of the clause with this id."""
        ...

    def numbers(self, document: str) -> Sequence[int]:
        """Return the numbers of a document's clauses, in printed order."""
        ...

    def frequency(self, field: str, term: str) -> int:
        """Return how many clauses hold a term of a field."""
        ...

    def vocabulary(self, field: str, prefix: str = "") -> Iterator[str]:
        """Yield the terms of a field that begin with the prefix, in order."""
        ...


def term_key(term: str) -> str:
    """Return what the index holds of a defined term: the stems of its words, or the run of Chinese.

    >>> term_key("Model Derivatives"), term_key("模型 衍生品")
    ('model deriv', '模型衍生品')
    """
    return squeezed(term) if is_chinese(term) else " ".join(map(stem, latin_words(term)))
