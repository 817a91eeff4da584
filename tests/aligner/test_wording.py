"""What differs in the wording of clauses that answer each other, within one language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner import align
from aligner.alignment import Alignment, Row
from aligner.differences import diff
from aligner.wording import Token, changes_between, with_wording
from corpus import Document, Span, parse_text

CASES = json.loads((Path(__file__).parent / "cases" / "wording.json").read_text("utf-8"))


def compared(old: Document, new: Document) -> Alignment:
    """Join clauses that stand in one place, and compare them inside."""
    rows = [Row((a,), (b,), "matched") for a, b in zip(old, new, strict=True)]
    return Alignment(old, new, with_wording(rows, old, new), "by hand")


def quoted(alignment: Alignment) -> list[list[str | None]]:
    """Return the changes with what the sources print there, white space aside."""
    return [
        [c["type"], *(" ".join(side["text"].split()) if side else None for side in (c["old"], c["new"]))]
        for row in alignment.to_records()
        for c in row["changes"]
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_changes_quote_what_differs(case: dict[str, Any]) -> None:
    found = compared(parse_text(case["old"]), parse_text(case["new"]))
    assert quoted(found) == case["changes"]
    assert {row.status for row in found if row.changes} <= {"changed"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_swapping_the_sides_swaps_the_changes(case: dict[str, Any]) -> None:
    names = {"only-old": "only-new", "only-new": "only-old", "number": "number"}
    there = quoted(compared(parse_text(case["old"]), parse_text(case["new"])))
    back = [[names[str(kind)], new, old] for kind, old, new in quoted(compared(parse_text(case["new"]), parse_text(case["old"])))]
    assert sorted(map(str, back)) == sorted(map(str, there))


WORDS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=24)


@given(WORDS, WORDS)
@settings(max_examples=300, derandomize=True, deadline=None, database=None)
def test_what_is_left_without_the_changes_is_the_same_on_both_sides(old: list[str], new: list[str]) -> None:
    """And the sides can be swapped."""

    def told(words: list[str]) -> list[Token]:
        return [Token(word, Span(k, k + 1)) for k, word in enumerate(words)]

    def left(words: list[str], spans: list[Span | None]) -> list[str]:
        return [word for k, word in enumerate(words) if not any(s and s.start <= k < s.end for s in spans)]

    changes = list(changes_between(told(old), told(new)))
    assert left(old, [c.old for c in changes]) == left(new, [c.new for c in changes])
    back = changes_between(told(new), told(old))
    assert {(c.old, c.new) for c in changes} == {(c.new, c.old) for c in back}


def test_two_languages_are_not_compared_word_by_word() -> None:
    found = compared(parse_text("1. Price\nThe Buyer pays."), parse_text("一、价款\n买方应当付款。"))
    assert [row.status for row in found] == ["matched", "matched"]


def test_numbers_alone_are_not_compared_across_languages() -> None:
    """They have no words; in one language they are the same all the same."""
    old = parse_text("Rules\n\nAppendix\n\n(1) Keep the notices.\n\n(2) Delete the copies.\n", id="a")
    new = parse_text("规则\n\n附则\n\n1. 保留声明。\n\n2. 删除副本。\n", id="b")
    assert [row.status for row in compared(old, new)] == ["matched"] * 4
    assert [row.status for row in compared(old, old)] == ["same"] * 4


def test_a_version_that_differs_in_one_amount_is_not_the_same() -> None:
    old = parse_text("1. Price\nThe fee is 30 dollars.\n\n2. Law\nThe law of England applies.", id="v1")
    new = parse_text("1. Price\nThe fee is 45 dollars.\n\n2. Law\nThe law of England applies.", id="v2")
    found = diff(align(old, new))
    assert found.counts["changed"] == 1
    assert [entry.row.changes[0].type for entry in found] == ["number"]
