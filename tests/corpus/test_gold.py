"""The two bundled agreements against their clauses made by hand (cases/gold, copied from the project's own gold)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from corpus import BUNDLED, read, unaccounted

GOLD = Path(__file__).parent / "cases" / "gold"
BESIDE_CHINESE = re.compile(r"(?<=[\u2e80-\uffef“”‘’…]) | (?=[\u2e80-\uffef“”‘’…])")


def bare(text: str) -> str:
    """Drop the spaces beside Chinese characters, which the gold leaves open."""
    return BESIDE_CHINESE.sub("", text)


@pytest.mark.parametrize("name", BUNDLED)
def test_every_clause_equals_the_gold_and_there_is_no_other(name: str) -> None:
    """Id, label, kind, parent and text are those of the gold, clause by clause in printed order."""
    gold = json.loads((GOLD / f"{name}.json").read_text("utf-8"))
    expected = [(g["id"], g["label"], g["kind"], g["parent"], g["heading"], bare(g["text"])) for g in gold]
    actual = [(c.id, c.label, c.kind, c.parent, c.heading, bare(c.text)) for c in read(name)]
    assert sorted(actual) == sorted(expected)


@pytest.mark.parametrize("name", BUNDLED)
def test_every_clause_stands_where_the_gold_says(name: str) -> None:
    """Offsets, defined terms and the field that a note is about are the gold's too."""
    gold = json.loads((GOLD / f"{name}.json").read_text("utf-8"))
    expected = {g["id"]: (g["start"], g["end"], tuple(g.get("terms", ())), g.get("about")) for g in gold}
    assert {c.id: (c.start, c.end, c.terms, c.about) for c in read(name)} == expected


@pytest.mark.parametrize("name", BUNDLED)
def test_nothing_of_a_bundled_agreement_is_lost(name: str) -> None:
    """Every non-space character is in exactly one clause or in the furniture."""
    assert unaccounted(read(name)) == []


def test_damage_from_the_pdf_is_mended_and_logged() -> None:
    """Informa5on is repaired where the document shows what the digit stands for, and the source keeps it."""
    field = read("baichuan-7b")["app.2.f3"]
    assert [(r.found, r.put) for r in field.repairs] == [("Informa5on", "Information")]
    assert read("baichuan-7b").source[field.start : field.end].startswith("Contact Informa5on")


def test_a_page_number_is_furniture() -> None:
    """The 6 that stands inside 附则 2（3） is no part of the clause."""
    document = read("baichuan2")
    assert [(document.source[f.start : f.end], f.reason) for f in document.furniture] == [("6", "page number")]


def test_misprinted_numbers_are_kept_and_said() -> None:
    """(ii) twice, (iii) and (ix) missing: what reviewers want to hear."""
    messages = [f.message for f in read("baichuan-7b").findings if f.code == "numbering"]
    assert messages == ["4.3: (ii) appears twice; (iii), (ix) missing"]
