"""Clauses in, sentences out: cases as data, and that each stands in the source where it says."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import read
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


def test_the_tree_stands() -> None:
    cut = sentences(read("baichuan2"))
    assert len(cut.by_id) == len(cut)
    for one in cut:
        assert all(cut[child].parent == one.id for child in one.children)
    assert [c.id for c in cut.ancestors(cut["4.3#2"])] == ["4#1"]


def _solid(text: str) -> str:
    return re.sub(r"\s", "", text)
