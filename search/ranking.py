"""A query and an open shelf in, ranked hits out.

Each channel scores clauses from 0 to 1: the terms of the query in either language, its very words, its meaning.
A clause also counts what its counterparts score, since they are the same provision in other words.

The scores are added. Reciprocal rank fusion, tried first, did worse (MRR .78 against .82 over the questions of
``tests/search``): with a hundred clauses most are in every channel, and ranks hide how far apart they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import exp
from statistics import fmean
from typing import Protocol

from .engine import ClauseIndex
from .hits import Hit, Mode, Passage, Results
from .links import Links
from .marks import Marker
from .query import All, Any, Field, Leaf, Node, Not, Phrase, Place, Word, leaves, parse, plain_words
from .question import Reader, Term
from .translations import Translations
from .words import asks

_DEEP = 200
"""How many clauses of each channel are fused."""
_COUNTERPART = 0.9
"""What a counterpart's rank is worth: the side that holds the words itself is shown first."""
# Settled on the questions of tests/search; between 0.3 and 0.7 for meaning nothing changes by more than .01.
_WEIGHTS = {"address": 4.0, "words": 1.0, "literal": 0.3, "meaning": 0.4}
_HEADING = 0.6
"""What a heading counts in answer to a question, against the clauses below it."""
_SHORT, _SHORT_LETTERS, _LETTERS = 0.3, 60, 3
"""How much of its cosine a text loses for being short, how fast that wears off, letters to an ideograph."""
_A_QUESTION = 3
"""Telling words from which a query is a question and is asked by meaning too: cosines answer single terms poorly."""


class Vectors(Protocol):
    """The vectors of a shelf; both methods yield document, place and cosine of every clause that has one."""

    def nearest(self, text: str) -> Iterable[tuple[str, int, float]]:
        """Compare with a text."""
        ...

    def nearest_to_clause(self, document: str, place: int) -> Iterable[tuple[str, int, float]]:
        """Compare with a clause."""
        ...


@dataclass(frozen=True, slots=True)
class Shelved:
    """What a search needs to know of a document."""

    title: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Library:
    """A shelf open for reading."""

    index: ClauseIndex
    links: Links
    documents: Mapping[str, Shelved]
    """By id, in the order they were added."""
    translations: Translations
    vectors: Vectors | None = None
    """What ranks by meaning; None where the shelf has no vectors."""

    @cached_property
    def reader(self) -> Reader:
        """What reads queries with this shelf's words."""
        return Reader(self.index, self.translations)

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {document: n for n, document in enumerate(self.documents)}

    def position(self, number: int) -> tuple[int, int]:
        """Return where a clause stands on the shelf, by which ties are broken."""
        entry = self.index.entry(number)
        return self._order[entry.document], entry.place

    def counterparts(self, number: int) -> list[int]:
        """Return the clauses that answer a clause."""
        entry = self.index.entry(number)
        found = (self.index.number(*key) for key in self.links.counterparts(entry.document, entry.clause.id))
        return [n for n in found if n is not None]

    def by_number(self, near: Iterable[tuple[str, int, float]]) -> dict[int, float]:
        """Return the cosines of clauses by their numbers in the index."""
        numbers = {document: self.index.numbers(document) for document in self.documents}
        return {numbers[document][place]: cosine for document, place, cosine in near}

    def passage(self, number: int, marker: Marker) -> Passage:
        """Return a clause with what matched in it marked."""
        entry = self.index.entry(number)
        title = self.documents[entry.document].title
        return Passage(entry.document, title, entry.clause, marker.mark(entry.clause.content))

    def hit(self, number: int, score: float, marker: Marker, why: Iterable[str], context: int = 0) -> Hit:
        """Return a clause as a hit, with its counterparts and what stands around it."""
        entry = self.index.entry(number)
        numbers = self.index.numbers(entry.document)
        before = numbers[max(0, entry.place - context) : entry.place]
        after = numbers[entry.place + 1 : entry.place + 1 + context]
        return Hit(
            self.passage(number, marker),
            tuple(self.passage(n, marker) for n in self.counterparts(number)),
            self.links.standings(entry.document, entry.clause.id),
            round(score, 4),
            tuple(why),
            tuple(self.passage(n, marker) for n in before),
            tuple(self.passage(n, marker) for n in after),
        )


def answer(
    library: Library, query: str, *, mode: Mode, limit: int | None, context: int, facets: bool
) -> Results:
    """Return the clauses that answer a query, the best first."""
    return _Search(library, query, mode).results(limit, context, facets)


def similar(library: Library, number: int, *, limit: int | None) -> Results:
    """Return the clause most like one in every other document, the nearest first.

    Likeness is that of the vectors; of a shelf without them, of the words and their renderings.
    """
    entry = library.index.entry(number)
    if library.vectors is not None:
        near = library.vectors.nearest_to_clause(entry.document, entry.place)
        scores, reason = library.by_number(near), "meaning"
    else:
        terms = library.reader.read(entry.clause.content)
        scores, reason = _summed(terms, lambda term: library.index.rank(term.all_ways)), "words"
    best: dict[str, int] = {}
    for n in sorted(scores, key=lambda n: (-scores[n], library.position(n))):
        document = library.index.entry(n).document
        if document != entry.document:
            best.setdefault(document, n)
    answering = set(library.counterparts(number))
    marker = Marker((), ())
    hits = [
        library.hit(
            n,
            scores[n],
            marker,
            (f"{reason}: {scores[n]:.2f}", *(["counterpart in the alignment"] if n in answering else [])),
        )
        for n in best.values()
    ]
    return Results(f"{entry.document}:{entry.clause.id}", "meaning", hits[:limit], total=len(hits))


def _summed(terms: Iterable[Term], rank: Callable[[Term], Mapping[int, float]]) -> dict[int, float]:
    """Add up what clauses score for each term; one that scores most for every term has 1."""
    total: dict[int, float] = {}
    most = 0.0
    for term in terms:
        scores = rank(term)
        most += term.weight * max(scores.values(), default=0.0)
        for number, score in scores.items():
            total[number] = total.get(number, 0.0) + term.weight * score
    return {n: score / most for n, score in total.items()}


class _Search:
    """One query over one library."""

    def __init__(self, library: Library, query: str, mode: Mode) -> None:
        self.library, self.query, self.mode = library, query, mode
        self.index = library.index
        self.node = parse(query)
        self.words = plain_words(self.node)
        self.leaves = [leaf for leaf in leaves(self.node) if not isinstance(leaf, Field)]
        self.asked = " ".join(leaf.text for leaf in self.leaves if isinstance(leaf, Word | Phrase))
        self.terms = library.reader.read(self.asked)
        self.cosines: dict[int, float] = {}

    @property
    def open_ended(self) -> bool:
        """True for words side by side, of which a good answer need not hold all; a test must be passed."""
        return self.mode != "text" and bool(self.words)

    def results(self, limit: int | None, context: int, facets: bool) -> Results:
        allowed = self._allowed()
        order = list(self._without_echoes(self._fused(allowed)))
        marker = Marker(() if self.open_ended else self.leaves, () if self.mode == "text" else self.terms)
        return Results(
            self.query,
            self.mode,
            [
                replace(self.library.hit(f.number, f.score, marker, self._why(f), context), ranks=f.ranks)
                for f in order[:limit]
            ],
            total=len(order),
            facets=_facets(self.library, [f.number for f in order]) if facets else {},
            suggestions=() if order else self._suggestions(),
        )

    # Which clauses may answer

    def _allowed(self) -> frozenset[int]:
        if self.open_ended or self.mode == "meaning":
            fields = [leaf for leaf in leaves(self.node) if isinstance(leaf, Field)]
            return self._matching(All(tuple(fields)), self._find)
        return self._matching(self.node, self._find if self.mode == "text" else self._find_in_both)

    def _matching(self, node: Node, find: Callable[[Leaf], Collection[int]]) -> frozenset[int]:
        match node:
            case All(parts):
                return self.index.everything().intersection(*(self._matching(p, find) for p in parts))
            case Any(parts):
                return frozenset().union(*(self._matching(p, find) for p in parts))
            case Not(part):
                return self.index.everything() - self._matching(part, find)
            case _:
                return frozenset(find(node))

    def _find(self, leaf: Leaf) -> Collection[int]:
        match leaf:
            case Field("status", value):
                found = (self.index.number(*key) for key in self.library.links.with_status(value))
                return {n for n in found if n is not None}
            case Field("tag", value):
                tagged = (d for d, about in self.library.documents.items() if value in about.tags)
                return frozenset().union(*(self.index.find(Field("doc", d)) for d in tagged))
            case Place(_, text) if self.mode == "text":
                return self.index.find(Word(text))
            case Place(_, text):
                return self.index.find(leaf) | self.index.find(Word(text))
            case _:
                return self.index.find(leaf)

    def _find_in_both(self, leaf: Leaf) -> Collection[int]:
        """Find what says it, what says its rendering, and what answers either."""
        found = set(self._find(leaf))
        if isinstance(leaf, Field):
            return found
        if isinstance(leaf, Word | Phrase):
            terms = [t for t in self.library.reader.read(leaf.text) if t.weight == 1]
            rendered = [{n for r in t.renderings for n in self.index.holding(r.ways[0])} for t in terms]
            found |= set.intersection(*rendered) if rendered else set()
        return found.union(*(self.library.counterparts(n) for n in found))

    # How well they answer

    def _fused(self, allowed: frozenset[int]) -> list[_Found]:
        channels = {name: scores for name, scores in self._channels(allowed) if scores}
        places = {
            name: {n: place for place, n in enumerate(self._best(scores), 1)}
            for name, scores in channels.items()
        }
        test = not self.open_ended and self.mode != "meaning"
        found = []
        for number in allowed if test else set().union(*places.values()):
            score = sum(_WEIGHTS[name] * scores.get(number, 0.0) for name, scores in channels.items())
            ranks = {name: place[number] for name, place in places.items() if number in place}
            found.append(_Found(number, score, ranks))
        return sorted(found, key=lambda f: (-f.score, self.library.position(f.number)))

    def _best(self, scores: Mapping[int, float]) -> list[int]:
        """Return the best, ties broken by position."""
        least = sorted(scores.values(), reverse=True)[:_DEEP][-1]
        best = [n for n, score in scores.items() if score >= least]
        return sorted(best, key=lambda n: (-scores[n], self.library.position(n)))[:_DEEP]

    def _channels(self, allowed: frozenset[int]) -> Iterator[tuple[str, Mapping[int, float]]]:
        """Yield what each channel makes of the clauses that may answer, each from 0 to 1."""
        if self.mode != "meaning":
            yield "address", self._addressed(allowed)
            yield "words", self._by_words(allowed)
            yield "literal", self._literal(allowed)
        if self.asked and (self.mode == "meaning" or (self.open_ended and self._is_question)):
            yield "meaning", self._by_meaning(allowed)

    @property
    def _is_question(self) -> bool:
        return asks(self.asked) or sum(t.weight == 1 for t in self.terms) >= _A_QUESTION

    def _addressed(self, allowed: frozenset[int]) -> dict[int, float]:
        places = [leaf for leaf in self.leaves if isinstance(leaf, Place)]
        found = frozenset().union(*(self.index.find(p) for p in places))
        return dict.fromkeys(found & allowed, 1.0)

    def _by_words(self, allowed: frozenset[int]) -> dict[int, float]:
        """Score by every term, in whichever language the clause or its counterparts say it."""

        def rank(term: Term) -> Mapping[int, float]:
            return self._shared(self.index.rank(term.ways if self.mode == "text" else term.all_ways), allowed)

        return {n: score * self._worth(n) for n, score in _summed(self.terms, rank).items()}

    def _shared(self, scores: Mapping[int, float], allowed: frozenset[int]) -> dict[int, float]:
        """Let each clause count what its counterparts score: they are the same provision in other words."""
        out = {n: score for n, score in scores.items() if n in allowed}
        if self.mode != "text":
            for number, score in scores.items():
                for counterpart in self.library.counterparts(number):
                    if counterpart in allowed:
                        out[counterpart] = max(out.get(counterpart, 0.0), _COUNTERPART * score)
        return out

    def _worth(self, number: int) -> float:
        """A heading names what the clauses below it answer."""
        clause = self.index.entry(number).clause
        return _HEADING if self.open_ended and self._is_question and not clause.text else 1.0

    def _literal(self, allowed: frozenset[int]) -> dict[int, float]:
        """Rank what holds every word literally, above all what holds them side by side."""
        if not self.words:
            return {}
        holding = self._matching(All(tuple(map(Word, self.words))), self.index.find) & allowed
        together = self.index.find(Phrase(" ".join(self.words))) if len(self.words) > 1 else holding
        return {n: 1.0 if n in together else 0.5 for n in holding}

    def _by_meaning(self, allowed: frozenset[int]) -> dict[int, float]:
        """Score by cosine: the average clause has 0, the nearest 1."""
        if self.library.vectors is None:
            return {}
        self.cosines = self.library.by_number(self.library.vectors.nearest(self.asked))
        near = {n: self._nearness(n) for n in allowed & self.cosines.keys()}
        if not near:
            return {}
        mean, best = fmean(near.values()), max(near.values())
        return {n: (value - mean) / (best - mean) for n, value in near.items() if value > mean}

    def _nearness(self, number: int) -> float:
        # One provision in two languages is two measurements of one thing: their mean is steadier.
        other = [self.cosines[c] for c in self.library.counterparts(number) if c in self.cosines]
        mean = (self.cosines[number] + max(other)) / 2 if other else self.cosines[number]
        return mean - self._shortness(number)

    def _shortness(self, number: int) -> float:
        """What a clause loses for saying little: headings and single words are near to any question about them."""
        clause = self.index.entry(number).clause
        letters = len(clause.content) * (_LETTERS if clause.lang == "zh" else 1)
        return _SHORT * exp(-letters / _SHORT_LETTERS)

    def _without_echoes(self, found: Iterable[_Found]) -> Iterator[_Found]:
        """Leave out what is only the counterpart of a better hit."""
        shown: set[int] = set()
        for f in found:
            if not self.open_ended or "literal" in f.ranks or f.number not in shown:
                yield f
                shown.update(self.library.counterparts(f.number))

    # Why they do

    def _why(self, found: _Found) -> list[str]:
        why = []
        if "address" in found.ranks:
            why.append(f"address: {self.index.entry(found.number).clause.path}")
        if self.mode != "meaning":
            said = self._said(found.number)
            why += [f"text: {', '.join(said)}"] if said else []
        if self.mode == "both":
            why += self._why_by_translation(found.number)
        if "meaning" in found.ranks:
            why.append(f"meaning: {self.cosines[found.number]:.2f}")
        return why or [f"passes: {self.query.strip()}"]

    def _why_by_translation(self, number: int) -> Iterator[str]:
        for term in self.terms:
            rendering = next((r for r in term.renderings if number in self.index.holding(r.ways[0])), None)
            if rendering and not self._says(term, number):
                yield f"translation: {term.text} → {rendering.text} ({rendering.source})"
        for counterpart in self.library.counterparts(number):
            if said := self._said(counterpart):
                entry = self.index.entry(counterpart)
                yield f"counterpart: {', '.join(said)} ({entry.document} {entry.clause.path or entry.clause.id})"

    def _said(self, number: int) -> list[str]:
        """The terms of the query that a clause holds as they stand."""
        return [t.text for t in self.terms if t.weight == 1 and self._says(t, number)]

    def _says(self, term: Term, number: int) -> bool:
        return any(number in self.index.holding(way) for way in term.ways)

    def _suggestions(self) -> tuple[str, ...]:
        """Return the shelf's nearest words to those of the query that it does not hold."""
        from difflib import get_close_matches

        out: list[str] = []
        for term in self.terms:
            way = term.ways[0]
            if way.field == "stem" and not self.index.holding(way):
                near = get_close_matches(term.text, self.index.vocabulary("en", term.text[:1]), 1, 0.75)
                out += near
        return tuple(out)


@dataclass(frozen=True, slots=True)
class _Found:
    number: int
    score: float
    ranks: Mapping[str, int]


def _facets(library: Library, numbers: Sequence[int]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {name: {} for name in ("document", "lang", "kind", "status", "tag")}

    def count(name: str, value: str) -> None:
        counts[name][value] = counts[name].get(value, 0) + 1

    for number in numbers:
        entry = library.index.entry(number)
        count("document", entry.document)
        count("lang", entry.clause.lang)
        count("kind", entry.clause.kind)
        for status in dict.fromkeys(
            s.status for s in library.links.standings(entry.document, entry.clause.id)
        ):
            count("status", status)
        for tag in library.documents[entry.document].tags:
            count("tag", tag)
    return {
        name: dict(sorted(found.items(), key=lambda vc: (-vc[1], vc[0]))) for name, found in counts.items()
    }
