"""The word list, and what it says of a clause to a reader of the other language."""

from __future__ import annotations

from corpus import read
from corpus.glossary import KeyTerms, concepts, glosses, written


def test_every_line_of_the_list_has_both_languages() -> None:
    """No concept is without a term on either side, and none repeats a term."""
    for concept in concepts():
        assert concept.english and concept.chinese
        assert len(set(concept.english)) == len(concept.english), concept
        assert all(term == term.strip() for term in (*concept.english, *concept.chinese)), concept


def test_the_longest_term_at_each_place_is_glossed() -> None:
    """再许可 (sublicense) is not glossed as 许可 (license)."""
    assert [g.term for g in glosses("不可再许可", "zh")] == ["不可再许可"]


def test_traditional_characters_are_glossed_as_they_stand() -> None:
    """The term is found by its simplified form and shown as printed."""
    assert written(glosses("商標", "zh")) == "商標 trademark"


def test_key_terms_are_what_tells_a_clause_from_the_others() -> None:
    """模型 (model) stands in nearly every clause of the licence and is not key to the one on rankings."""
    document = read("baichuan2")
    terms = {g.meaning for g in KeyTerms(document).of(document["6.2"])}
    assert "ranking" in terms and "model" not in terms


def test_a_reader_without_chinese_can_tell_what_the_note_forbids() -> None:
    """Natural persons must not apply for the commercial licence."""
    document = read("baichuan2")
    meanings = [g.meaning for g in KeyTerms(document).of(document["app.2.1.n1"])]
    assert meanings == ["natural person", "must not", "apply", "model", "commercial license"]
