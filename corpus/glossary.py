"""Legal terms of one language in, their renderings in the other out: our own list, ``legal_glossary.tsv``.

Search looks questions up in it; the list of differences glosses clauses with it for a reader of the other language.
A gloss names what a clause is about, word by word.  It is no translation, and nothing here says that it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log
from typing import TypeVar

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


@dataclass(frozen=True, slots=True)
class Found:
    """A term of the glossary in a text, ``text[start:end]``, and the concepts it can stand for."""

    start: int
    end: int
    concepts: tuple[int, ...]
    """Positions in ``concepts()``, the likeliest first."""


def find_terms(text: str, lang: Lang) -> list[Found]:
    """Return the glossary's terms in a text, the longest at each place, none overlapping.

    >>> [(f.start, f.end) for f in find_terms("自然人不得申请", "zh")]
    [(0, 3), (3, 5), (5, 7)]
    """
    return list(_in_chinese(text) if lang == "zh" else _in_english(text))


def glosses(text: str, lang: Lang) -> list[Gloss]:
    """Gloss a text: its terms with their commonest meaning, each meaning once, in the order of the text.

    >>> [f"{g.term} {g.meaning}" for g in glosses("自然人不得申请商用许可", "zh")]
    ['自然人 natural person', '不得 must not', '申请 apply', '商用许可 commercial license']
    >>> [f"{g.term} {g.meaning}" for g in glosses("Trademarks of the Licensor", "en")]
    ['Trademarks 商标', 'Licensor 许可方']
    """
    found: dict[str, Gloss] = {}
    for f in find_terms(text, lang):
        concept = concepts()[f.concepts[0]]
        meaning = (concept.english if lang == "zh" else concept.chinese)[0]
        found.setdefault(meaning, Gloss(text[f.start : f.end], meaning))
    return list(found.values())


def _in_chinese(text: str) -> Iterator[Found]:
    plain, terms = normal(text), _chinese_terms()
    longest, at = max(map(len, terms)), 0
    while at < len(plain):
        # One character is a word too seldom: 法 in 无法 is no law.
        for end in range(min(len(plain), at + longest), at + 1, -1):
            if concepts_here := terms.get(plain[at:end]):
                yield Found(at, end, concepts_here)
                at = end
                break
        else:
            at += 1


def _in_english(text: str) -> Iterator[Found]:
    words = [(m.start(), m.end(), root(m[0])) for m in WORD.finditer(normal(text))]
    terms = _english_terms()
    longest, at = max(map(len, terms)), 0
    while at < len(words):
        for end in range(min(len(words), at + longest), at, -1):
            if concepts_here := terms.get(tuple(w[2] for w in words[at:end])):
                yield Found(words[at][0], words[end - 1][1], concepts_here)
                at = end
                break
        else:
            at += 1


WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*")


def root(word: str) -> str:
    """Take the commonest endings off an English word in lower case, alike for the list and for a text.

    >>> [root(w) for w in ("licences", "notified", "notifies", "processing", "process")]
    ['licenc', 'notifi', 'notifi', 'process', 'process']
    """
    word = re.sub(r"['’]s$", "", word)
    if len(word) > 4 and word.endswith(("ies", "ied")):
        return word[:-2]
    if word.endswith("ing") and len(word) > 5:
        word = word[:-3]
    elif (word.endswith("ed") and len(word) > 4) or (word.endswith("es") and len(word) > 4):
        word = word[:-2]
    elif word.endswith("s") and len(word) > 3 and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("y") and len(word) > 3:
        word = word[:-1] + "i"
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


@cache
def _chinese_terms() -> dict[str, tuple[int, ...]]:
    return _index((normal(term), k) for k, c in enumerate(concepts()) for term in c.chinese)


@cache
def _english_terms() -> dict[tuple[str, ...], tuple[int, ...]]:
    return _index(
        (tuple(map(root, WORD.findall(normal(term)))), k) for k, c in enumerate(concepts()) for term in c.english
    )


Term = TypeVar("Term", str, tuple[str, ...])


def _index(pairs: Iterable[tuple[Term, int]]) -> dict[Term, tuple[int, ...]]:
    """Map each term to the concepts it names, those that come first in the list first."""
    found: dict[Term, dict[int, None]] = {}
    for term, k in pairs:
        found.setdefault(term, {})[k] = None
    return {term: tuple(ks) for term, ks in found.items()}


MOST = 8
"""How many key terms are told of a text."""


class KeyTerms:
    """The terms that tell one clause of a document from its others: rare ones first chosen, then in printed order."""

    def __init__(self, document: Document, most: int = MOST) -> None:
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


def about(found: Sequence[Gloss]) -> str:
    """Say what glosses say of a text: ``key terms 关键词: 研究 research``; "" for none."""
    return f"key terms 关键词: {written(found)}" if found else ""


def written(found: Sequence[Gloss]) -> str:
    """Write glosses in one line: ``研究 research · 教育 education``."""
    return " · ".join(f"{g.term} {g.meaning}" for g in found)
