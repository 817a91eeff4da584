"""The normal form keeps every character in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normal import normal


@given(st.text())
def test_the_normal_form_is_as_long_as_the_text(text: str) -> None:
    assert len(normal(text)) == len(text)


@given(st.text())
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Ｂａｉｃｈｕａｎ－７Ｂ", "baichuan-7b", "full width"),
        ("著作權人之營業秘密", "著作权人之营业秘密", "traditional: the copyright owner's trade secrets"),
        ("裡裏里", "里里里", "two traditional forms of one character: inside"),
        ("“许可”「許可」", '"许可""许可"', "quotes of both typographies: licence"),
        ("third\N{NO-BREAK SPACE}party", "third party", "a space that does not break"),
        ("2023–2028", "2023-2028", "an en dash"),
        ("，：；（）", ",:;()", "full-width punctuation"),
        ("。、", "。、", "punctuation that has no half-width form"),
        ("Ⅲ ﬁ İ", "ⅲ ﬁ İ", "what would change its length stays"),
        ("①", "1", "a circled digit is one character"),
    ],
)
def test_what_reads_alike_is_written_alike(text: str, expected: str, why: str) -> None:
    assert normal(text) == expected, why


def test_simplified_text_is_left_alone() -> None:
    text = "许可方特此授予您一个非排他性、全球性的版权许可"
    assert normal(text) == text
