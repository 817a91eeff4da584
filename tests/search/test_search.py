"""Searching the bundled pair, and small agreements where the right answer is plain."""

from __future__ import annotations

import pytest

from search import Hit, Shelf
from search.hits import Marked


def places(hits: object) -> list[tuple[str, str]]:
    assert hasattr(hits, "__iter__")
    return [(hit.document, hit.clause.id) for hit in hits]


def marked(text: Marked) -> list[str]:
    return [text.text[start:end] for start, end in text.marks]


@pytest.mark.parametrize("query", ["natural person", "自然人", "Natural Persons", "自 然 人"])
def test_either_language_finds_the_note_that_only_the_chinese_licence_has(bundled: Shelf, query: str) -> None:
    hit = next(h for h in bundled.search(query) if h.clause.id.startswith("app.2.1.n"))
    assert (hit.document, hit.status, marked(hit.passage.content)) == ("baichuan2", "added", ["自然人"])


@pytest.mark.parametrize(
    ("query", "document"), [("trademark", "baichuan-7b"), ("商标", "baichuan2"), ("商標", "baichuan2")]
)
def test_either_language_finds_the_clause_on_trademarks_and_its_counterpart(
    bundled: Shelf, query: str, document: str
) -> None:
    (hit,) = bundled.search(query)
    found = {passage.document: passage for passage in (hit.passage, *hit.counterparts)}
    assert hit.document == document
    assert {(d, p.clause.id) for d, p in found.items()} == {("baichuan-7b", "3.2"), ("baichuan2", "3.2")}
    assert set(marked(found["baichuan-7b"].content)) == {"trademark"}
    assert set(marked(found["baichuan2"].content)) == {"商标"}


@pytest.mark.parametrize("address", ["3(2)", "s 3(2)", "三.2", "第三条第二款", "section 3.2"])
def test_an_address_leads_to_its_clause(bundled: Shelf, address: str) -> None:
    hit = bundled.search(address)[0]
    assert (hit.clause.id, hit.why[0].split(":")[0]) == ("3.2", "address")


def test_a_field_alone_lists_what_has_it(bundled: Shelf) -> None:
    found = bundled.search("kind:note doc:baichuan2", limit=None)
    assert {hit.clause.kind for hit in found} == {"note"}
    assert found.total == len(found) == sum(c.kind == "note" for c in bundled.document("baichuan2"))


def test_a_section_holds_all_that_stands_under_it(bundled: Shelf) -> None:
    found = bundled.search("section:三 lang:zh", limit=None)
    assert {hit.clause.id for hit in found} == {"3", "3.1", "3.2", "3.3"}


def test_a_status_is_what_the_alignment_says(bundled: Shelf) -> None:
    found = bundled.search("status:added 品牌", mode="text")
    assert {(h.document, h.status) for h in found} == {("baichuan2", "added")}
    assert bundled.search("status:removed", mode="text")[0].document == "baichuan-7b"


def test_words_side_by_side_must_all_match_in_text_mode(small: Shelf) -> None:
    assert places(small.search("licensee trademark", mode="text")) == [("small-en", "2.1")]


def test_an_english_word_is_found_in_every_form_and_a_quoted_one_as_it_stands(small: Shelf) -> None:
    assert len(small.search("license", mode="text")) == 2  # Licence, licensed
    assert places(small.search('"licensed"', mode="text")) == [("small-en", "2.3")]


def test_a_phrase_needs_its_words_in_order(small: Shelf) -> None:
    assert places(small.search('"trademark of the licensor"', mode="text")) == [("small-en", "2.1")]
    assert not small.search('"licensor trademark"', mode="text").hits


def test_a_hyphen_joins_words_into_a_phrase(small: Shelf) -> None:
    assert places(small.search("royalty-free", mode="text")) == [("small-en", "2.3")]
    assert not small.search("free-royalty", mode="text").hits


def test_simplified_finds_traditional_and_half_width_finds_full_width(small: Shelf) -> None:
    hit = small.search("应当保守营业秘密,违者", mode="text")[0]
    assert marked(hit.passage.content) == ["應當保守營業秘密，违者"]


def test_a_single_character_is_found(small: Shelf) -> None:
    assert places(small.search("赔", mode="text")) == [("small-zh", "2.3")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("商标 OR 复制", {"2.1", "2.2"}),
        ("被许可人 NOT 商标", {"1.d1", "2.2", "2.3"}),
        ("被许可人 -复制 -商标", {"1.d1", "2.3"}),
        ("(商标 OR 复制) NOT 可以", {"2.1"}),
        ("被*可人 lang:zh", {"1.d1", "2.1", "2.2", "2.3"}),
        ("/不得.*商[标標]/", {"2.1"}),
        ("term:被许可人", {"1.d1"}),
        ("heading:使用", {"2"}),
        ("id:二.2 lang:zh", {"2.2"}),
    ],
)
def test_operators_patterns_and_fields_narrow_the_hits(small: Shelf, query: str, expected: set[str]) -> None:
    assert {hit.clause.id for hit in small.search(query, mode="text", limit=None)} == expected


def test_text_mode_finds_what_is_said_and_nothing_by_translation(small: Shelf) -> None:
    assert places(small.search("trademark", mode="text")) == [("small-en", "2.1")]
    assert not small.search("trademark lang:zh", mode="text").hits


def test_a_filter_by_language_leads_to_the_counterpart(small: Shelf) -> None:
    hit = small.search("trademark lang:zh")[0]
    assert (hit.document, hit.clause.id) == ("small-zh", "2.1")


def test_operators_reach_the_other_language_too(small: Shelf) -> None:
    found = small.search('("trade secret" OR trademark) lang:zh', limit=None)
    assert sorted(places(found)) == [("small-zh", "2.1"), ("small-zh", "2.3")]


def test_each_hit_says_why_it_matched(small: Shelf) -> None:
    hit = small.search("trade secret")[0]
    assert hit.why == ("translation: trade secret → 营业秘密 (glossary)",)
    assert marked(hit.passage.content) == ["營業秘密"]


def test_context_brings_the_clauses_before_and_after(small: Shelf) -> None:
    hit = small.search("trademark", context=1)[0]
    assert [p.clause.id for p in (*hit.before, *hit.after)] == ["2", "2.2"]


def test_a_misspelt_word_gets_suggestions(small: Shelf) -> None:
    results = small.search("trademrk", mode="text")
    assert (len(results), results.suggestions) == (0, ("trademark",))


def test_facets_count_all_that_answers(small: Shelf) -> None:
    results = small.search("被许可人", mode="text", limit=1, facets=True)
    assert results.total == 4
    assert results.facets["document"] == {"small-zh": 4}
    assert results.facets["kind"] == {"clause": 3, "definition": 1}
    assert results.facets["status"] == {"matched": 3, "added": 1}


def test_similar_finds_the_provision_in_the_other_agreement(bundled: Shelf) -> None:
    (hit,) = bundled.similar("baichuan2", "三.2")
    assert (hit.document, hit.clause.id) == ("baichuan-7b", "3.2")
    assert "counterpart in the alignment" in hit.why


def test_the_record_of_a_hit_keeps_the_contract(small: Shelf) -> None:
    record = small.search("trademark")[0].to_json()
    assert set(record) >= {"clause", "counterparts", "score", "why", "snippet"}
    assert set(record["clause"]) == {
        "document", "id", "label", "path", "kind", "lang", "heading", "text", "start", "end", "page",
    }  # fmt: skip
    assert [c["document"] for c in record["counterparts"]] == ["small-zh"]


def test_the_same_query_gives_the_same_hits_every_time(bundled: Shelf) -> None:
    def records(hits: list[Hit]) -> list[object]:
        return [hit.to_json() for hit in hits]

    query = "who may apply for a commercial licence?"
    assert records(list(bundled.search(query))) == records(list(Shelf(bundled.path).search(query)))
