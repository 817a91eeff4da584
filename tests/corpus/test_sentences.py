"""Clauses in, sentences out: cases as data, and that each stands in the source where it says."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import parse_text, read
from corpus.sentences import sentences, split_sentences

CASES = json.loads((Path(__file__).parent / "cases" / "sentences.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=c["reason"], marks=[pytest.mark.xfail(reason=c["fails"])] if "fails" in c else [])
        for c in CASES
    ],
)
def test_sentences_of_a_text(case: dict[str, object]) -> None:
    text = str(case["text"])
    assert [text[a:b] for a, b in split_sentences(text)] == case["sentences"]


@given(st.text("ab. A。？！“”\n…1", max_size=40))
def test_nothing_is_lost_between_sentences(text: str) -> None:
    places = split_sentences(text)
    assert all(a < b for a, b in places) and places == sorted(places)
    assert "".join("".join(text[a:b] for a, b in places).split()) == "".join(text.split())


@pytest.mark.parametrize("name", ["baichuan-7b", "baichuan2"])
def test_a_sentence_stands_in_the_source_where_it_says(name: str) -> None:
    document = read(name)
    cut = sentences(document)
    furniture = [(f.start, f.end) for f in document.furniture]
    for one in cut:
        printed = "".join(
            document.source[k] for k in range(one.start, one.end) if not any(a <= k < b for a, b in furniture)
        )
        for repair in document[one.id.partition("#")[0]].repairs:
            printed = printed.replace(repair.found, repair.put)
        assert _solid(printed) == _solid(one.label + (one.content if one.content != one.label else ""))


def test_a_row_of_dots_takes_no_longer_than_its_length() -> None:
    """A leader was once tried from each of its dots: 4.5 s for this one."""
    start = time.process_time()
    assert split_sentences("." * 16_000 + "x") == [(0, 16_001)]
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("name", ["baichuan-7b", "baichuan2"])
def test_the_spans_of_sentences_are_those_of_their_clauses(name: str) -> None:
    document = read(name)
    furniture = {k for f in document.furniture for k in range(f.start, f.end)}
    whole = [k for c in document for s in c.spans for k in range(s.start, s.end)]
    cut = [k for one in sentences(document) for s in one.spans for k in range(s.start, s.end)]
    assert len(cut) == len(set(cut)) and not furniture & set(cut)
    lost = set(whole) - set(cut)
    assert not "".join(document.source[k] for k in lost).strip() and set(cut) <= set(whole)


def test_an_item_of_a_running_sentence_belongs_to_its_sentence() -> None:
    text = "Title\n\n1. You may use it, if (i) you pay; and (ii) you agree. It ends.\n"
    cut = sentences(parse_text(text))
    spans = [text[s.start : s.end] for s in cut["1#1"].spans]
    assert spans == ["1.", "You may use it, if (i) you pay; and (ii) you agree."]


def test_a_term_is_told_with_the_sentence_that_defines_it() -> None:
    text = 'Title\n\n1. The Logo is ours. It is a mark (hereinafter referred to as "Logo"). You may not use the Logo.\n'
    cut = sentences(parse_text(text))
    assert [one.terms for one in cut if one.id.startswith("1#")] == [(), ("Logo",), ()]


def test_the_tree_stands() -> None:
    cut = sentences(read("baichuan2"))
    assert len(cut.by_id) == len(cut)
    for one in cut:
        assert all(cut[child].parent == one.id for child in one.children)
    assert [c.id for c in cut.ancestors(cut["4.3#2"])] == ["4#1"]


def _solid(text: str) -> str:
    return re.sub(r"\s", "", text)
