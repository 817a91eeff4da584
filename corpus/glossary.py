"""Legal terms of one language in, their renderings in the other out: our own list, ``legal_glossary.tsv``.

Search looks questions up in it; the list of differences glosses clauses with it for a reader of the other language.
A gloss names what a clause is about, word by word.  It is no translation, and nothing here says that it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log

from .clauses import Clause, Document, Lang
from .normal import normal


@dataclass(frozen=True, slots=True)
class Concept:
    """One line of the glossary: the ways to say one thing, the commonest first."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]


@cache
def concepts() -> tuple[Concept, ...]:
    """Return the glossary, read once."""
    text = files(__package__).joinpath("legal_glossary.tsv").read_text("utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Concept(tuple(english.split("; ")), tuple(chinese.split("; "))) for english, chinese in lines)


@dataclass(frozen=True, slots=True)
class Gloss:
    """A term as the clause prints it, and what it means in the other language."""

    term: str
    meaning: str


def glosses(text: str, lang: Lang) -> list[Gloss]:
    """Return the glossary's terms in a text, the longest at each place, each once, in the order of the text.

    >>> [f"{g.term} {g.meaning}" for g in glosses("自然人不得申请商用许可", "zh")]
    ['自然人 natural person', '不得 must not', '申请 apply', '商用许可 commercial license']
    >>> [f"{g.term} {g.meaning}" for g in glosses("Trademarks of the Licensor", "en")]
    ['Trademarks 商标', 'Licensor 许可方']
    """
    plain = normal(text)
    found: dict[str, Gloss] = {}
    for m in _pattern(lang).finditer(plain):
        meaning = _meanings(lang)[m[1]]
        found.setdefault(meaning, Gloss(text[m.start() : m.end()], meaning))
    return list(found.values())


@cache
def _meanings(lang: Lang) -> dict[str, str]:
    """Map each term, in normal form, to the commonest rendering of its first concept."""
    meanings: dict[str, str] = {}
    for concept in concepts():
        terms, others = (concept.chinese, concept.english) if lang == "zh" else (concept.english, concept.chinese)
        for term in terms:
            # One Chinese character is a word too seldom: 法 in 无法 is no law.
            if len(term) > 1:
                meanings.setdefault(normal(term), others[0])
    return meanings


@cache
def _pattern(lang: Lang) -> re.Pattern[str]:
    terms = sorted(_meanings(lang), key=lambda term: (-len(term), term))
    choice = "|".join(map(re.escape, terms))
    return re.compile(f"({choice})" if lang == "zh" else rf"\b({choice})(?:s|es|d|ed|ing)?\b")


class KeyTerms:
    """The terms that tell one clause of a document from its others: rare ones first chosen, then in printed order."""

    def __init__(self, document: Document, most: int = 8) -> None:
        self.most = most
        self._document = document
        self._count: Counter[str] = Counter(
            g.meaning for c in document for g in glosses(c.content, c.lang)
        )

    def of(self, clause: Clause) -> tuple[Gloss, ...]:
        """Return the clause's key terms, at most ``most`` of them."""
        found = glosses(clause.content, clause.lang)
        weight = {g: log((len(self._document) + 1) / self._count[g.meaning]) for g in found}
        best = set(sorted(found, key=lambda g: -weight[g])[: self.most])
        return tuple(g for g in found if g in best)


def written(found: Sequence[Gloss]) -> str:
    """Write glosses in one line: ``研究 research · 教育 education``."""
    return " · ".join(f"{g.term} {g.meaning}" for g in found)
