"""Markdown: the text stays that of the file, and the marks in it are furniture."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Source
from corpus.readers.markdown import read_markdown


def shown(source: Source) -> list[str]:
    """Return the lines as a renderer prints them: without the furniture inside."""
    left = list(source.text)
    for mark in source.furniture:
        left[mark.start : mark.end] = [""] * (mark.end - mark.start)
    lines = ("".join(left[line.start : line.end]).strip() for line in source.lines)
    return [line for line in lines if line]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("## 1. **Term** ##", ["1. Term"]),
        ("Title\n=====\n\ntext", ["Title", "text"]),
        ("**“你”**指甲方，**“我”**指乙方", ["“你”指甲方，“我”指乙方"]),
        ("a * b and 2**3", ["a * b and 2**3"]),
        ("_a_ and *b* and ***c***", ["a and b and c"]),
        ('see [the licence](./LICENSE "t") and [x][y]\n\n[y]: http://z', ["see the licence and x"]),
        ("![logo](a.png) <https://x.y/z>", ["logo https://x.y/z"]),
        ("`a_b` and ``c ` d``", ["a_b and c ` d"]),
        ("1\\. not a list \\* nor this", ["1. not a list * nor this"]),
        ("AT&amp;T &copy;", ["AT&amp;T &copy;"]),
        ("> quoted\n> **more**", ["quoted", "more"]),
        ("a  \nb\\\nc", ["a", "b", "c"]),
        ("---\n\ntext\n\n***", ["text"]),
        ("```text\n1. code **as is**\n```", ["1. code **as is**"]),
        ("<!-- secret -->\n\n<p align=center>Title</p>\n\na<br>b <!-- c -->", ["Title", "ab"]),
        ("---\ntitle: x\n---\n\n# Licence", ["Licence"]),
        ("---\n\nText: it begins.\n\n---\n\nmore", ["Text: it begins.", "more"]),
        ("| Name | Agent |\n|---|:--:|\n| a \\| b | **c** |", ["Name", "Agent", "a | b", "c"]),
    ],
)
def test_marks_are_furniture_inside_the_lines(text: str, lines: list[str]) -> None:
    assert shown(read_markdown(text)) == lines


@pytest.mark.parametrize("text", ["# a\n", "", "- a\n\n  b\n", "| a |\n|---|\n", "\t\n***"])
def test_the_text_is_the_files(text: str) -> None:
    assert read_markdown(text).text == text


def test_list_numbers_are_those_in_the_file_and_sure_labels() -> None:
    text = "3. a\n3. b\n   - c\n\n     d\n(4) e"
    source = read_markdown(text)
    labels = [
        (text[line.start : line.label_end].strip() if line.label_end else "", line.level)
        for line in source.lines
    ]
    assert labels == [("3.", 0), ("3.", 0), ("-", 1), ("", None), ("", 1), ("", None)]


def test_headings_carry_their_level() -> None:
    assert [line.heading for line in read_markdown("# a\n## b\ntext\n").lines] == [1, 2, None, None]


def test_a_chinese_heading_needs_no_space() -> None:
    source = read_markdown("##总则\n本章程适用于会员。\n")
    assert [line.heading for line in source.lines] == [2, None, None]
    assert [source.text[f.start : f.end] for f in source.furniture] == ["##"]


def test_a_blank_to_fill_in_is_no_emphasis() -> None:
    assert not read_markdown("甲方：【____】\n乙方：【____】\n").furniture


def test_a_paragraph_of_one_line_is_whole_and_of_several_may_be_wrapped() -> None:
    source = read_markdown("one\n\ntwo\nlines")
    assert [line.whole for line in source.lines] == [True, False, False, False]


def test_cells_are_lines_of_their_own() -> None:
    source = read_markdown("| a | b |\n|---|---|\n| c | d |")
    assert [(source.text[line.start : line.end], line.cell) for line in source.lines] == [
        ("a", True),
        ("b", True),
        ("c", True),
        ("d", True),
    ]


MARKS = st.sampled_from(
    "#  ##  **  *  _  `  ```  [  ](x y)  ]: z  <b>  <!--  -->  <p>  >  -  1.  2)  |  |---|---|  \\  ---  ==="
    "  &amp;  条  定义  Term  （1）  “  \u00a0  \t".split("  ")
)
TEXTS = st.lists(
    st.tuples(MARKS, st.sampled_from(["", " ", " ", "\n", "\n", "\n\n", "    "])), max_size=60
).map(lambda pairs: "".join(mark + space for mark, space in pairs))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_character_is_in_a_line_or_in_the_furniture_once_lines_are_in_order(text: str) -> None:
    source = read_markdown(text)
    left = list(text)
    for line in source.lines:
        left[line.start : line.end] = " " * (line.end - line.start)
    for mark in source.furniture:
        left[mark.start : mark.end] = " " * (mark.end - mark.start)
    assert "".join(left).strip() == ""
    assert all(before.end <= after.start for before, after in pairwise(source.lines))
