"""Legal terms of one language in, their renderings in the other out: our own list, ``legal_glossary.tsv``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from corpus.glossary import Concept, concepts

from .stems import stem
from .words import latin_words


@dataclass(frozen=True, slots=True)
class Found:
    """A term found in a query: words ``start`` to ``end``, or characters where the query is Chinese."""

    start: int
    end: int
    concepts: tuple[Concept, ...]


@dataclass(frozen=True)
class Glossary:
    """Concepts, found by the terms of either language."""

    concepts: tuple[Concept, ...]
    by_english: dict[tuple[str, ...], tuple[Concept, ...]]
    """By the stems of a term's words."""
    by_chinese: dict[str, tuple[Concept, ...]]

    def in_english(self, words: Sequence[str]) -> Iterator[Found]:
        """Yield the terms among English words, the longest first at each place, none overlapping."""
        yield from _longest(tuple(map(stem, words)), self.by_english)

    def in_chinese(self, text: str) -> Iterator[Found]:
        """Yield the terms in a run of Chinese, the longest first at each place, none overlapping."""
        yield from _longest(text, self.by_chinese)


_Text = TypeVar("_Text", str, tuple[str, ...])


def _longest(text: _Text, terms: dict[_Text, tuple[Concept, ...]]) -> Iterator[Found]:
    longest, at = max(map(len, terms)), 0
    while at < len(text):
        for end in range(min(len(text), at + longest), at, -1):
            if concepts := terms.get(text[at:end]):
                yield Found(at, end, concepts)
                at = end
                break
        else:
            at += 1


@cache
def glossary() -> Glossary:
    """Return the glossary, read once.

    >>> [c.chinese[0] for found in glossary().in_english(["natural", "persons"]) for c in found.concepts]
    ['自然人']
    >>> [c.english[0] for found in glossary().in_chinese("申请商标") for c in found.concepts]
    ['apply', 'trademark']
    """
    by_english: dict[tuple[str, ...], tuple[Concept, ...]] = {}
    by_chinese: dict[str, tuple[Concept, ...]] = {}
    for concept in concepts():
        # A term may stand in several lines: 传输 is a transfer, 条款 a term and a clause.
        for key in dict.fromkeys(tuple(map(stem, latin_words(t))) for t in concept.english):
            by_english[key] = (*by_english.get(key, ()), concept)
        for term in concept.chinese:
            by_chinese[term] = (*by_chinese.get(term, ()), concept)
    return Glossary(concepts(), by_english, by_chinese)

