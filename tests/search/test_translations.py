"""Renderings: learned from alignments, or from a dictionary where one is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner import Alignment, Row
from corpus import parse_text
from search import build_shelf, dictionary
from search.hits import Marked
from search.translations import learn

ROWS = [
    (["licensor", "grant", "license"], ["许可方", "授予", "许可"]),
    (["licensor", "own", "model"], ["许可方", "拥有", "模型"]),
    (["you", "modify", "model"], ["您", "修改", "模型"]),
    (["you", "grant", "license"], ["您", "授予", "许可"]),
]


def test_words_that_answer_each_other_are_learned_both_ways() -> None:
    table = learn(ROWS)
    assert [word for word, _ in table.english["licensor"]][:1] == ["许可方"]
    assert [word for word, _ in table.chinese["模型"]][:1] == ["model"]


def test_what_was_seen_together_once_is_not_believed() -> None:
    assert "own" not in learn(ROWS).english


def test_the_order_of_rows_and_words_changes_nothing() -> None:
    turned = [(list(reversed(e)), list(reversed(c))) for e, c in reversed(ROWS)]
    assert learn(turned) == learn(ROWS)


def test_without_alignments_nothing_is_learned() -> None:
    assert learn([]).english == {}


def test_what_an_alignment_teaches_finds_clauses_without_a_counterpart(tmp_path: Path) -> None:
    verbs = ("feed", "wash", "sell"), ("喂养", "清洗", "出售")
    old = parse_text("\n\n".join(f"{n}. Never {v} a peacock." for n, v in enumerate(verbs[0], 1)), id="old")
    lines = [*(f"{n}. 不得{v}孔雀。" for n, v in enumerate(verbs[1], 1)), "4. 孔雀归公园所有。"]
    new = parse_text("\n\n".join(lines), id="new")
    rows = [Row((old[n],), (new[n],), "matched") for n in ("1", "2", "3")] + [Row((), (new["4"],), "added")]
    shelf = build_shelf([Alignment(old, new, tuple(rows), "by hand")], tmp_path / "shelf", meaning=False)
    (hit,) = [h for h in shelf.search("peacock") if h.clause.id == "4"]
    assert hit.why[0].startswith("translation: peacock → 孔雀 (learned")
    assert marked(hit.passage.content) == ["孔雀"]


def marked(text: Marked) -> list[str]:
    return [text.text[start:end] for start, end in text.marks]


def test_a_dictionary_leads_to_words_that_the_glossary_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "1. 承租人不得饲养孔雀。\n\n2. 承租人应当保持安静。"
    monkeypatch.setattr(dictionary, "available", lambda: True)
    monkeypatch.setattr(dictionary, "_dictionary", lambda: [("孔雀", ("peacock",)), ("麻雀", ("sparrow",))])
    shelf = build_shelf([parse_text(text, id="house-rules")], tmp_path / "shelf", meaning=False)
    (hit,) = shelf.search("peacocks")
    assert hit.why == ("translation: peacocks → 孔雀 (CC-CEDICT)",)
    assert marked(hit.passage.content) == ["孔雀"]
    assert not shelf.search("sparrows").hits


def test_without_the_dictionary_a_word_it_alone_knows_finds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionary, "available", lambda: False)
    shelf = build_shelf([parse_text("1. 承租人不得饲养孔雀。", id="a")], tmp_path / "shelf", meaning=False)
    assert not shelf.search("peacock").hits
