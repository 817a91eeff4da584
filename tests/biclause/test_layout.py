"""Lines that fit a terminal, where a Chinese character takes two columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biclause.layout import padded, table, width, wrapped

MIXED = st.text(st.sampled_from("ab 模型。（）“”,.-\n\N{COMBINING ACUTE ACCENT}Ａ１"), max_size=60)


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("ab", 2), ("模型", 4), ("１", 2), ("“a”", 3), ("e\u0301", 1)]
)
def test_width_counts_what_a_terminal_shows(text: str, columns: int) -> None:
    assert width(text) == columns


@given(MIXED, st.integers(2, 30))
def test_wrapping_fits_and_loses_nothing_but_white_space(text: str, columns: int) -> None:
    lines = wrapped(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_no_line_begins_with_a_stop_or_ends_with_an_opening_bracket() -> None:
    lines = wrapped("模型（包括检查点），包括学习的权重、参数（包括优化器状态）。", 10)
    assert not any(line[0] in "，。、）" or line[-1] in "（" for line in lines)


def test_words_are_kept_whole_where_they_fit() -> None:
    assert wrapped("the quick brown fox", 10) == ["the quick", "brown fox"]


def test_columns_line_up_and_a_wide_cell_wraps() -> None:
    lines = table(("id", "text"), [("4.3", "尽管许可方在训练的所有阶段"), ("5", "ok")], 20)
    assert lines == [
        "id   text",
        "───  ───────────────",
        "4.3  尽管许可方在训",
        "     练的所有阶段",
        "5    ok",
    ]


def test_padding_counts_columns_and_not_characters() -> None:
    assert padded("模型", 6) == "模型  "
