"""Words of both languages, and what they share."""

from __future__ import annotations

import pytest

from search.glossary import glossary
from search.stems import base, stem
from search.words import (
    FullSegmenter,
    SmallSegmenter,
    asks,
    asks_for_definition,
    chinese_words,
    latin_words,
    pairs,
    squeezed,
    squeezed_offsets,
)


@pytest.mark.parametrize(
    "family",
    [
        ("license", "licenses", "licensed", "licensing", "licence"),
        ("party", "parties"),
        ("distribute", "distribution", "distributed"),
        ("terminate", "termination", "terminates"),
        ("authorize", "authorise", "authorized", "authorisation", "authorizing"),
        ("permit", "permitted", "permitting"),
        ("organisation", "organization", "organizations"),
    ],
)
def test_a_stem_is_shared_by_the_forms_of_a_word(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("general", "generate"),
        ("license", "licensor"),
        ("apply", "application"),
        ("use", "user"),
        ("us", "use"),
    ],
)
def test_words_of_one_root_that_say_different_things_are_different_forms(one: str, other: str) -> None:
    assert base(one) != base(other)


@pytest.mark.parametrize(
    ("one", "other"), [("uses", "used"), ("parties", "party"), ("licence", "licensed"), ("agreed", "agrees")]
)
def test_number_and_tense_do_not_make_another_word(one: str, other: str) -> None:
    assert base(one) == base(other)


def test_words_are_read_the_same_in_full_width_and_half_width() -> None:
    assert (
        latin_words("Ｂａｉｃｈｕａｎ２－７Ｂ模型") == latin_words("Baichuan2-7B 模型") == ["baichuan2", "7b"]
    )


def test_offsets_of_the_squeezed_text_lead_back_to_the_text() -> None:
    text = "使用 Baichuan2 模型"
    offsets = squeezed_offsets(text)
    assert "".join(text[i] for i in offsets[:-1]).casefold() == squeezed(text)


@pytest.mark.parametrize(
    ("edge", "inside"), [("\u33ff", False), ("\u3400", True), ("\u9fff", True), ("\ua000", False)]
)
def test_the_ideographs_begin_and_end_where_the_table_says(edge: str, inside: bool) -> None:
    assert bool(list(pairs(f"a{edge}"))) is inside


def test_a_run_of_chinese_is_covered_by_its_pairs() -> None:
    assert list(pairs("被许可人")) == ["被许", "许可", "可人", "人\n"]


def test_the_full_dictionary_cuts_legal_terms_out_whole() -> None:
    cut = FullSegmenter(glossary().by_chinese)
    assert chinese_words("被许可人不得使用商标", cut) == ["被许可人", "不得", "使用", "商标"]


def test_terms_of_one_agreement_are_forgotten_after_it() -> None:
    cut = FullSegmenter()
    before = dict(cut.counts)
    with cut.knowing(["模型衍生品"]):
        assert cut.cut("模型衍生品") == ["模型衍生品"]
    assert dict(cut.counts) == before


def test_the_small_dictionary_cuts_a_query_as_the_full_one_cuts_the_clauses() -> None:
    full = FullSegmenter(glossary().by_chinese)
    small = SmallSegmenter(lambda word: full.counts.get(word, 0), total=60_000_000)
    text = "自然人不得申请商用许可"
    assert small.cut(text) == full.cut(text)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Who owns it", True),
        ("谁拥有模型", True),
        ("可以收费吗", True),
        ("natural person", False),
        ("商标", False),
    ],
)
def test_a_question_is_told_from_a_term(text: str, question: bool) -> None:
    assert asks(text) is question


@pytest.mark.parametrize(
    ("text", "definition"),
    [
        ("what is a derivative", True),
        ("什麼是營業秘密", True),
        ("标识是什么意思", True),
        ("who may apply", False),
    ],
)
def test_a_question_for_a_definition_is_told_from_others(text: str, definition: bool) -> None:
    assert asks_for_definition(text) is definition


def test_every_line_of_the_glossary_has_both_languages_in_normal_form() -> None:
    for concept in glossary().concepts:
        assert concept.english and concept.chinese
        assert all(squeezed(term) == term for term in concept.chinese)
        assert all(latin_words(term) for term in concept.english)
