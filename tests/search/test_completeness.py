"""Text mode against a brute-force scan: the same clauses, none missing and none too many."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.normal import normal
from search import QueryError, Shelf
from search.stems import base
from search.words import is_chinese, latin_words

Key = tuple[str, str]


@pytest.fixture(scope="module")
def clauses(bundled: Shelf) -> dict[Key, str]:
    documents = [bundled.document(d.id) for d in bundled.documents()]
    return {(d.id, c.id): c.content for d in documents for c in d}


def found(shelf: Shelf, query: str) -> set[Key]:
    return {(hit.document, hit.clause.id) for hit in shelf.search(query, mode="text", limit=None)}


def spaceless(text: str) -> str:
    return re.sub(r"[^\S\n]", "", normal(text))


ENOUGH = settings(max_examples=200, deadline=None)


@ENOUGH
@given(seed=st.integers(0, 10**9))
def test_every_run_of_chinese_is_found_wherever_it_stands(
    bundled: Shelf, clauses: dict[Key, str], seed: int
) -> None:
    rnd = random.Random(seed)
    text = rnd.choice([t for t in clauses.values() if is_chinese(t)])
    length = rnd.randint(1, 8)
    start = rnd.randrange(max(1, len(text) - length + 1))
    run = text[start : start + length]
    # What the query language would read as more than a run: a space, a straight quote, an address.
    if not is_chinese(run) or re.search(r'[\s"“”]', run):
        return
    expected = {key for key, t in clauses.items() if spaceless(run) in spaceless(t)}
    assert found(bundled, run) == expected


@ENOUGH
@given(seed=st.integers(0, 10**9))
def test_every_english_word_is_found_in_all_its_forms(
    bundled: Shelf, clauses: dict[Key, str], seed: int
) -> None:
    rnd = random.Random(seed)
    word = rnd.choice(latin_words(rnd.choice([t for t in clauses.values() if latin_words(t)])))
    expected = {key for key, t in clauses.items() if base(word) in map(base, latin_words(t))}
    assert found(bundled, word) == expected


@ENOUGH
@given(seed=st.integers(0, 10**9))
def test_every_english_phrase_is_found_word_for_word(
    bundled: Shelf, clauses: dict[Key, str], seed: int
) -> None:
    rnd = random.Random(seed)
    words = latin_words(rnd.choice([t for t in clauses.values() if latin_words(t)]))
    start = rnd.randrange(len(words))
    phrase = words[start : start + rnd.randint(2, 6)]
    expected = {
        key for key, t in clauses.items() if f" {' '.join(phrase)} " in f" {' '.join(latin_words(t))} "
    }
    assert found(bundled, f'"{" ".join(phrase)}"') == expected


@ENOUGH
@given(query=st.text(max_size=30))
def test_any_text_is_a_query_or_says_why_not(bundled: Shelf, query: str) -> None:
    try:
        bundled.search(query, mode="text")
    except QueryError as error:
        assert 0 <= error.place <= len(query)
