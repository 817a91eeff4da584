"""The words of a query in, what to look for out: the words themselves, and their renderings in the other language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.glossary import Concept

from .engine import ClauseIndex, Way, term_key
from .glossary import Found, glossary
from .stems import stem
from .translations import Translations
from .words import (
    SmallSegmenter,
    asks_for_definition,
    chinese_stretches,
    is_chinese,
    is_stop,
    latin_words,
    pairs,
    squeezed,
)


@dataclass(frozen=True, slots=True)
class Rendering:
    """One way to say a term in the other language, and who says so."""

    text: str
    ways: tuple[Way, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the query: how to find it as it stands, and as it is rendered."""

    text: str
    ways: tuple[Way, ...]
    renderings: tuple[Rendering, ...] = ()
    weight: float = 1.0

    @property
    def all_ways(self) -> tuple[Way, ...]:
        """Every way to say it, in either language."""
        return (*self.ways, *(w for r in self.renderings for w in r.ways))


_PART = 0.2
"""What a word counts that is only part of a term: ``personal`` of ``personal information``."""
_RENDERED = 0.9
"""What a rendering counts against the word itself."""
_LATER = 0.75
"""What each further rendering counts against the one before it."""


# The words in which definitions are written, for a question that asks for one.
_DEFINITION = Term(
    "definition",
    tuple(Way("stem", (s,)) for s in ("mean", "refer", "defin"))
    + tuple(Way("pair", (w,)) for w in ("是指", "系指", "指的", "所指"))
    + (Way("kind", ("definition",)),),
    weight=0.5,
)


class Reader:
    """Reads queries with the words of an index, the glossary and what the alignments taught."""

    def __init__(self, index: ClauseIndex, translations: Translations) -> None:
        self._index = index
        self._translations = translations
        self._segmenter = SmallSegmenter(self._count, total=len(index) * 20)

    def _count(self, word: str) -> int:
        """How common a word is here; a term of the glossary is cut out whole where two ordinary words would do."""
        if word in glossary().by_chinese:
            return len(self._index)
        return self._index.frequency("zh", word) or (len(word) > 1 and self._translations.lists(word))

    def read(self, text: str) -> tuple[Term, ...]:
        """Return what to look for; words too common to tell are left out, unless there are no others."""
        terms = [*self._english_terms(latin_words(text)), *self._chinese_terms(text)]
        telling = [t for t in terms if not is_stop(t.text)]
        if telling and asks_for_definition(text):
            telling.append(_DEFINITION)
        return tuple({t.text: t for t in telling or terms}.values())

    def _english_terms(self, words: Sequence[str]) -> Iterator[Term]:
        at = 0
        for found in [*glossary().in_english(words), Found(len(words), len(words), ())]:
            for word in words[at : found.start]:
                yield self._english_word(word)
            span = words[found.start : found.end]
            if len(span) == 1:
                yield self._english_word(span[0], found.concepts)
            elif not all(map(is_stop, span)):
                stems = tuple(dict.fromkeys(map(stem, span)))
                ways = (Way("stem", stems), Way("term", (term_key(" ".join(span)),)))
                yield Term(" ".join(span), ways, _to_chinese(found.concepts, ()))
                yield from (Term(w, (Way("stem", (stem(w),)),), weight=_PART) for w in span if not is_stop(w))
            at = found.end

    def _english_word(self, word: str, concepts: Sequence[Concept] = ()) -> Term:
        ways = (Way("stem", (stem(word),)), Way("term", (term_key(word),)))
        return Term(word, ways, _to_chinese(concepts, self._translations.in_chinese(stem(word))))

    def _chinese_terms(self, text: str) -> Iterator[Term]:
        for stretch in chinese_stretches(text):
            for word in self._segmenter.cut(stretch):
                if is_chinese(word):
                    yield self._chinese_word(word)

    def _chinese_word(self, word: str) -> Term:
        concepts = glossary().by_chinese.get(word, ())
        known = self._index.frequency("zh", word)
        ways = (Way("zh", (word,)) if known else _run(word), Way("term", (word,)))
        return Term(word, ways, _to_english(concepts, self._translations.in_english(word)))


def _to_chinese(
    concepts: Sequence[Concept], known: Sequence[tuple[str, float, str]]
) -> tuple[Rendering, ...]:
    listed = [term for c in concepts for term in _weighted(c.chinese)]
    return tuple(
        Rendering(t, (_run(t, weight), Way("term", (t,), weight)), source)
        for t, weight, source in _merged(listed, known)
    )


def _to_english(
    concepts: Sequence[Concept], known: Sequence[tuple[str, float, str]]
) -> tuple[Rendering, ...]:
    listed = [term for c in concepts for term in _weighted(c.english)]
    return tuple(
        Rendering(t, (_stems(t, weight), Way("term", (term_key(t),), weight)), source)
        for t, weight, source in _merged(listed, known)
    )


def _weighted(terms: Sequence[str]) -> Iterator[tuple[str, float]]:
    """The commonest term counts most."""
    return ((term, _RENDERED * _LATER**n) for n, term in enumerate(terms))


def _merged(
    listed: Sequence[tuple[str, float]], known: Sequence[tuple[str, float, str]]
) -> Iterator[tuple[str, float, str]]:
    """The glossary's terms, then what else is known."""
    seen = set()
    for term, weight in listed:
        if term not in seen:
            seen.add(term)
            yield term, weight, "glossary"
    for term, p, source in known:
        if term not in seen:
            seen.add(term)
            yield term, _RENDERED * p, source


def _stems(text: str, weight: float = 1.0) -> Way:
    return Way("stem", tuple(dict.fromkeys(stem(w) for w in latin_words(text))), weight)


def _run(text: str, weight: float = 1.0) -> Way:
    """A run of Chinese by its neighbouring characters, so that no cut into words can hide it."""
    inner = tuple(dict.fromkeys(p for p in pairs(squeezed(text)) if not p.endswith("\n")))
    # A single character stands by itself among the words.
    return Way("pair", inner, weight) if inner else Way("zh", (text,), weight)
