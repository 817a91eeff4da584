"""Bytes to text: every encoding that agreements come in, and what is said of the others."""

from __future__ import annotations

import pytest

from corpus import BiclauseError
from corpus.readers.decoding import control_share, decode, plausibility, shown

ENGLISH = "1. Definitions\n“Model” means any model – and its weights; the licensee’s café pays £5.\n" * 3
SIMPLIFIED = "一、定义\n“许可”是指本协议中定义的使用、复制和分发的条款和条件。\n甲方与乙方应当遵守。\n"
TRADITIONAL = "第 1 條\n本法所稱營業秘密，係指方法、技術、製程、配方，而符合左列要件者。\n"


@pytest.mark.parametrize("text", [ENGLISH, SIMPLIFIED, TRADITIONAL])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_decoded_with_and_without_a_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "gbk"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (ENGLISH, "cp1252"),
        (ENGLISH.replace("£", "").replace("é", "e"), "gb18030"),
        ("‧ The “Licensor” grants the “Licensee” a licence.\n", "cp950"),
    ],
)
def test_legacy_encodings_are_told_apart(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_a_few_characters_of_utf16_without_a_mark_are_enough() -> None:
    assert decode("甲方乙方双方同意保密协议".encode("utf-16-le")).text == "甲方乙方双方同意保密协议"


def test_two_byte_characters_that_pass_as_utf8_by_accident_are_chinese() -> None:
    assert decode("联通".encode("gbk")).encoding == "gb18030"


def test_two_characters_whose_bytes_are_valid_utf8_are_chinese() -> None:
    assert decode("通模 1".encode("gb18030")).text == "通模 1"


@pytest.mark.parametrize(
    "text",
    ["based à Paris", "a hall of 20 m²", "Ø 12 mm", "Ms Roe¹", "10 kΩ", "30 μm", "é", "“ alone", "its’ ", "№ 5", "Петр signs"],
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_valid_utf8_stays_utf8_where_a_sign_stands_alone(text: str, end: str) -> None:
    """With an even number of bytes UTF-16 would be a reading too."""
    decoded = decode((text + end).encode())
    assert (decoded.text, decoded.guessed) == (text + end, False)


def test_a_guess_is_called_a_guess() -> None:
    assert decode(SIMPLIFIED.encode("gb18030")).guessed


def test_plain_ascii_is_utf8_and_no_guess() -> None:
    assert decode(b"1. Term\n").encoding == "utf-8" and not decode(b"1. Term\n").guessed


def test_utf8_with_one_broken_byte_stays_utf8() -> None:
    broken = SIMPLIFIED.encode() * 5 + b"\xff" + SIMPLIFIED.encode()
    assert decode(broken).text.count("\N{REPLACEMENT CHARACTER}") == 1


def test_utf8_that_was_cut_in_mid_character_stays_utf8() -> None:
    assert decode(SIMPLIFIED.encode()[:-5]).encoding == "utf-8"


def test_line_ends_become_those_of_python() -> None:
    assert decode(b"a\r\nb\rc\n").text == "a\nb\nc\n"


def test_what_the_user_says_is_obeyed() -> None:
    assert decode(TRADITIONAL.encode("big5"), encoding="big5").text == TRADITIONAL


def test_a_wrong_encoding_is_named_with_the_file() -> None:
    with pytest.raises(BiclauseError, match=r"nda\.txt is not written in big5"):
        decode(SIMPLIFIED.encode(), name="nda.txt", encoding="big5")


@pytest.mark.parametrize("encoding", ["klingon", "base64"])
def test_an_unknown_encoding_is_named(encoding: str) -> None:
    with pytest.raises(BiclauseError, match=f"no text encoding '{encoding}'"):
        decode(b"abc", encoding=encoding)


def test_control_characters_are_counted_and_white_space_is_none() -> None:
    assert (control_share("\x08"), control_share("\t\n\r\x0b\x0c "), control_share("\x7f")) == (1.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("char", "score"),
    [
        ("\u4dff", 0.0),  # before the Chinese characters: a hexagram
        ("一", 1.0),  # the first of them, and a common one
        ("\u9fff", 0.0),  # the last of them, which nobody uses
        ("\N{FULLWIDTH EXCLAMATION MARK}", 1.0),
        ("\N{FULLWIDTH TILDE}", 1.0),
        ("\N{FULLWIDTH LEFT WHITE PARENTHESIS}", 0.0),
        ("\N{CIRCLED DIGIT ONE}", 1.0),
        ("\N{NUMBER TWENTY FULL STOP}", 1.0),
        ("\N{PARENTHESIZED LATIN SMALL LETTER A}", 0.0),
        ("\ue000", 0.0),
    ],
)
def test_each_side_of_every_range_of_plausible_characters(char: str, score: float) -> None:
    assert plausibility(char) == score


def test_encodings_are_shown_by_the_names_that_readers_know() -> None:
    assert (shown("gb18030"), shown("cp950"), shown("utf-16-le")) == ("GB18030", "Big5", "UTF-16-LE")
