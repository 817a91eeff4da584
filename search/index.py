"""Clauses in, an index of them out: the only module that knows the search engine (Whoosh 2.7.4).

The engine keeps, for each clause, which words and character pairs it holds and how often, and the clause itself.
What matches is decided here and is complete: the engine proposes candidates, and where its terms say less than the
test (three characters in a row, a phrase, a pattern) the text of each candidate is looked at.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cached_property
from math import log
from pathlib import Path
from typing import Any, Self

from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence
from whoosh.index import EmptyIndexError, FileIndex

from corpus import Clause, Document
from corpus.addresses import Steps, address, addresses, spellings, steps
from corpus.normal import normal

from .engine import Entry, Way, term_key
from .query import Field, Leaf, Phrase, Place, Regex, Wild, Word
from .records import clause_from_json, clause_to_json
from .stems import base, stem
from .words import FullSegmenter, chinese_words, is_chinese, latin_words, pairs, parts, squeezed


class _Counted(FieldType):  # type: ignore[misc]  # whoosh has no types
    """A field fed with terms counted beforehand, so that every engine is given the same ones."""

    def __init__(self, scorable: bool = False) -> None:
        super().__init__(format=Existence(), analyzer=None, scorable=scorable)

    def index(self, value: Mapping[str, int], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        return ((term.encode(), count, float(count), b"") for term, count in value.items())


class _Kept(FieldType):  # type: ignore[misc]  # whoosh has no types
    """A field that is stored and not searched."""

    indexed = False
    stored = True

    def __init__(self) -> None:
        super().__init__(format=None, analyzer=None, stored=True)


def _schema() -> Schema:
    return Schema(
        doc=_Counted(),
        at=_Counted(),  # document and id together
        lang=_Counted(),
        kind=_Counted(),
        section=_Counted(),  # document and id of the clause and of each one above it
        tail=_Counted(),  # the last step of the address, the last two …; all of them with a point in front
        en=_Counted(),  # words as printed
        stem=_Counted(scorable=True),  # their stems, for ranking
        zh=_Counted(scorable=True),  # Chinese words, for ranking
        term=_Counted(),  # what the clause defines
        pair=_Counted(),  # neighbouring characters, so that no run of Chinese is missed
        kept=_Kept(),
    )


def create(folder: Path) -> None:
    """Make an empty index in a new folder."""
    folder.mkdir()
    FileIndex.create(FileStorage(str(folder)), _schema())


_DEAD = 0.2
"""Share of deleted clauses from which an index is written anew."""


class Writer:
    """Changes the index in a folder that nobody is reading: the shelf works on a copy and swaps it in."""

    def __init__(self, folder: Path) -> None:
        self._index = FileIndex(FileStorage(str(folder)))

    def __enter__(self) -> Self:
        # Uncompressed postings are written twice as fast, and those of two agreements are a few hundred KB.
        self._writer = self._index.writer(limitmb=256, codec=W3Codec(compression=0))
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error:
            self._writer.cancel()
        else:
            # Whoosh drops what was deleted only when it merges the segment that it was in.
            total = sum(segment.doc_count_all() for segment in self._writer.segments)
            self._writer.commit(optimize=self._writer.deleted_count() > total * _DEAD)

    def remove(self, document: str) -> None:
        """Drop the clauses of a document that was there before."""
        with closing(self._index.reader()) as reader:
            if ("doc", document.encode()) in reader:
                for number in list(reader.postings("doc", document.encode()).all_ids()):
                    self._writer.delete_document(number)

    def add(self, document: Document, segmenter: FullSegmenter) -> None:
        """Put the clauses of a document in."""
        known = addresses(document)
        for place, clause in enumerate(document):
            record = _fields(document, place, clause, segmenter)
            self._writer.add_document(**record, tail=dict.fromkeys(_tails(known[clause.id]), 1))


def _fields(document: Document, place: int, clause: Clause, cut: FullSegmenter) -> dict[str, Any]:
    words = Counter(latin_words(clause.content))
    stems: Counter[str] = Counter()
    for word, count in words.items():
        stems[stem(word)] += count
    record = {"document": document.id, "place": place, "clause": clause_to_json(clause)}
    return {
        "doc": {document.id: 1},
        "at": {_at(document.id, clause.id): 1},
        "lang": {clause.lang: 1},
        "kind": {clause.kind: 1},
        "section": {_at(document.id, c.id): 1 for c in (clause, *document.ancestors(clause))},
        "en": words,
        "stem": stems,
        "zh": _chinese(clause.content, cut),
        "term": dict.fromkeys(map(term_key, clause.terms), 1),
        "pair": Counter(pairs(squeezed(clause.content))),
        "kept": json.dumps(record, ensure_ascii=False, separators=(",", ":")),
    }


def _at(document: str, clause: str) -> str:
    return f"{document}\t{clause}"


def _tails(known: Iterable[Steps]) -> Iterator[str]:
    for way in known:
        yield _whole(way)
        yield from (".".join(way[i:]) for i in range(len(way)))


def _whole(way: Steps) -> str:
    return f".{'.'.join(way)}"


def _chinese(text: str, cut: FullSegmenter) -> Counter[str]:
    """Count the Chinese words of a text and the shorter words inside them."""
    return Counter(part for word in chinese_words(text, cut) for part in parts(word, cut.counts))


class WhooshIndex:
    """An index open for reading. It sees the state at the time of opening, whatever is written since."""

    def __init__(self, folder: Path) -> None:
        # No Searcher: scores are our own, and Searcher.refresh() must not be used (see DESIGN).
        try:
            self._reader = FileIndex(FileStorage(str(folder))).reader()
        except EmptyIndexError as error:  # the folder is being removed
            raise FileNotFoundError(*error.args) from None
        self._entries: dict[int, Entry] = {}
        self._squeezed: dict[int, str] = {}
        self._words: dict[int, tuple[str, str]] = {}
        self._postings: dict[tuple[str, str], dict[int, float]] = {}

    def close(self) -> None:
        """Close the files of the index."""
        self._reader.close()

    def __len__(self) -> int:
        count: int = self._reader.doc_count()
        return count

    def everything(self) -> frozenset[int]:
        """Return every clause."""
        return self._everything

    @cached_property
    def _everything(self) -> frozenset[int]:
        return frozenset(self._reader.all_doc_ids())

    def entry(self, number: int) -> Entry:
        """Return a clause."""
        if number not in self._entries:
            record = json.loads(self._reader.stored_fields(number)["kept"])
            clause = clause_from_json(record["clause"])
            self._entries[number] = Entry(record["document"], record["place"], clause)
        return self._entries[number]

    def number(self, document: str, clause: str) -> int | None:
        """Return the number of the clause with this id."""
        return next(iter(self.postings("at", _at(document, clause))), None)

    def numbers(self, document: str) -> Sequence[int]:
        """Return the numbers of a document's clauses, in printed order, which is how they were added."""
        return list(self.postings("doc", document))

    def frequency(self, field: str, term: str) -> int:
        """Return how many clauses hold a term of a field."""
        return len(self.postings(field, term))

    def vocabulary(self, field: str, prefix: str = "") -> Iterator[str]:
        """Yield the terms of a field that begin with the prefix, in order.

        A term may have lost its last clause.
        """
        for term in self._reader.expand_prefix(field, prefix.encode()):
            yield term.decode()

    def postings(self, field: str, term: str) -> dict[int, float]:
        """Return how often each clause holds a term."""
        key = (field, term)
        if key not in self._postings:
            found: dict[int, float] = {}
            if (field, term.encode()) in self._reader:
                matcher = self._reader.postings(field, term.encode())
                while matcher.is_active():
                    found[matcher.id()] = matcher.weight()
                    matcher.next()
            self._postings[key] = found
        return self._postings[key]

    # What matches

    def find(self, leaf: Leaf) -> frozenset[int]:
        """Return every clause that passes a test, none missing and none too many."""
        match leaf:
            case Word(text):
                return self._find_text(text, exact=False)
            case Phrase(text):
                return self._find_text(text, exact=True)
            case Wild(text):
                return self._find_wild(text)
            case Regex(pattern):
                search = re.compile(pattern, re.IGNORECASE).search
                return self._kept_by(
                    self._everything, lambda n: search(self.entry(n).clause.content) is not None
                )
            case Place(steps):
                return self._find_place(steps)
            case Field(name, value):
                return self._find_field(name, value)

    def _kept_by(self, candidates: Iterable[int], test: Callable[[int], bool]) -> frozenset[int]:
        return frozenset(n for n in candidates if test(n))

    def _find_text(self, text: str, *, exact: bool) -> frozenset[int]:
        words = latin_words(text)
        if is_chinese(text) or not words:
            return self._find_run(squeezed(text.strip()))
        if exact:
            candidates = _intersection([set(self.postings("en", w)) for w in words])
            wanted = f" {' '.join(words)} "
        else:
            candidates = _intersection([self._any_form(w) for w in words])
            wanted = f" {' '.join(map(base, words))} "
        if len(words) == 1:
            return frozenset(candidates)
        return self._kept_by(candidates, lambda n: wanted in self._word_text(n)[not exact])

    def _any_form(self, word: str) -> set[int]:
        return set().union(*(self.postings("en", form) for form in self.forms(word)))

    def forms(self, word: str) -> list[str]:
        """Return the words of the index that are forms of this one."""
        same = base(word)
        # Forms of one word share all but their ending.
        return [w for w in self.vocabulary("en", same[: max(2, len(same) - 2)]) if base(w) == same]

    def _find_run(self, run: str) -> frozenset[int]:
        """Find a run of characters: pairs propose, the text decides; pairs without Chinese are not indexed."""
        if not run:
            return frozenset()
        inner = [p for p in pairs(run) if not p.endswith("\n")]
        if len(run) == 1 and is_chinese(run):
            return frozenset().union(*(self.postings("pair", p) for p in self.vocabulary("pair", run)))
        if not inner:
            return self._kept_by(self._everything, lambda n: run in self._squeezed_text(n))
        candidates = _intersection([set(self.postings("pair", p)) for p in inner])
        if len(run) == 2:
            return frozenset(candidates)
        return self._kept_by(candidates, lambda n: run in self._squeezed_text(n))

    def _find_wild(self, text: str) -> frozenset[int]:
        pattern = normal(text.strip())
        if not is_chinese(pattern) and _is_one_word(pattern):
            search = re.compile(_wild(pattern, r"\w")).fullmatch
            prefix = re.split(r"[*?]", pattern)[0]
            forms = [w for w in self.vocabulary("en", prefix) if search(w)]
            return frozenset().union(*(self.postings("en", w) for w in forms))
        search_in = re.compile(_wild(squeezed(pattern), r"[^\n。;；]")).search
        known = [self._find_run(part) for part in re.split(r"[*?]+", squeezed(pattern)) if is_chinese(part)]
        candidates = _intersection([set(k) for k in known]) if known else self._everything
        return self._kept_by(candidates, lambda n: search_in(self._squeezed_text(n)) is not None)

    def _find_place(self, wanted: Steps, *, anywhere: bool = True) -> frozenset[int]:
        """Find an address: in each document the very one, else those it is the end of (第十二条 inside a 章)."""
        best: dict[str, set[int]] = {}
        for way in spellings(wanted):
            for term in (_whole(way), ".".join(way)) if anywhere else (_whole(way),):
                found: dict[str, set[int]] = {}
                for number in self.postings("tail", term):
                    found.setdefault(self.entry(number).document, set()).add(number)
                best = found | best  # what fitted a document before fits it better
        return frozenset().union(*best.values())

    def _find_section(self, value: str) -> frozenset[int]:
        """Find what stands in a section; a bare number is that of a section of the document, none inside one."""
        wanted = address(value)
        tops = self._find_place(wanted or steps(value), anywhere=wanted is not None)
        entries = map(self.entry, tops)
        return frozenset().union(*(self.postings("section", _at(e.document, e.clause.id)) for e in entries))

    def _find_field(self, name: str, value: str) -> frozenset[int]:
        match name:
            case "doc":
                search = re.compile(_wild(value, ".")).fullmatch
                named = [d for d in self.vocabulary("doc") if search(d)]
                return frozenset().union(*(self.postings("doc", d) for d in named))
            case "lang" | "kind":
                return frozenset(self.postings(name, value))
            case "section":
                return self._find_section(value)
            case "id":
                return self._find_place(address(value) or steps(value))
            case "heading":
                wanted = squeezed(value)
                return self._kept_by(
                    self._everything, lambda n: wanted in squeezed(self.entry(n).clause.heading)
                )
            case "term":
                wanted = squeezed(value)
                return self._kept_by(
                    self._everything, lambda n: any(wanted in squeezed(t) for t in self.entry(n).clause.terms)
                )
        raise ValueError(f"the index has no field {name}")

    def _squeezed_text(self, number: int) -> str:
        if number not in self._squeezed:
            self._squeezed[number] = squeezed(self.entry(number).clause.content)
        return self._squeezed[number]

    def _word_text(self, number: int) -> tuple[str, str]:
        """The words of a clause, as printed and without their endings, each with a space on both sides."""
        if number not in self._words:
            words = latin_words(self.entry(number).clause.content)
            self._words[number] = (f" {' '.join(words)} ", f" {' '.join(map(base, words))} ")
        return self._words[number]

    # How well it matches

    def rank(self, ways: Sequence[Way]) -> dict[int, float]:
        """Score the clauses that hold a concept in any of the ways to say it (BM25).

        The ways count as one word: each as a word of its own would favour a concept for its many renderings.
        """
        counts: dict[int, float] = {}
        for way in ways:
            for number, count in self.holding(way).items():
                counts[number] = counts.get(number, 0.0) + way.weight * count
        rarity = log(1 + (len(self) - len(counts) + 0.5) / (len(counts) + 0.5))
        return {n: rarity * c * (_K1 + 1) / (c + _K1 * self._length_factor(n)) for n, c in counts.items()}

    def holding(self, way: Way) -> Mapping[int, float]:
        """Return the clauses that hold all the terms, and how often they can: as often as the rarest of them."""
        first, *rest = (self.postings(way.field, t) for t in way.terms)
        if not rest:
            return first
        return {n: min(c, *(r[n] for r in rest)) for n, c in first.items() if all(n in r for r in rest)}

    def _length_factor(self, number: int) -> float:
        length = sum(self._length(number, field) / mean for field, mean in self._means.items())
        # A heading of two words is not ten times as much about them as a clause of twenty.
        return 1 - _B + _B * max(length, _SHORT)

    def _length(self, number: int, field: str) -> int:
        return self._reader.doc_field_length(number, field) or 0  # Whoosh returns None for a field left empty

    @cached_property
    def _means(self) -> dict[str, float]:
        """Mean number of words in the clauses of each language."""
        return {
            field: self._total(field) / max(1, len(self.postings("lang", lang))) or 1.0
            for field, lang in _LENGTHS
        }

    def _total(self, field: str) -> int:
        if self._reader.has_deletions():  # whose words Whoosh goes on counting until segments are merged
            return sum(self._length(n, field) for n in self._everything)
        total: int = self._reader.field_length(field)
        return total


_LENGTHS = (("stem", "en"), ("zh", "zh"))

# BM25's usual saturation and length weight; lengths are in means, and none counts as shorter than _SHORT.
_K1 = 1.5
_B = 0.3
_SHORT = 0.5


def _intersection(sets: list[set[int]]) -> set[int]:
    return set.intersection(*sets) if sets else set()


def _is_one_word(pattern: str) -> bool:
    return re.fullmatch(r"[\w*?]+", pattern) is not None


def _wild(pattern: str, letter: str) -> str:
    """A regular expression for a pattern with ``*`` and ``?``."""
    put = {"*": f"{letter}*", "?": letter}
    return "".join(put.get(c) or re.escape(c) for c in pattern)
