"""The page: self-contained, escaped, and telling every difference in words as well as in colour."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from lxml import html

from aligner import Alignment, Row
from aligner.differences import diff
from aligner.report import page
from corpus import Clause, Document, Span


@pytest.fixture
def written(heron: Alignment) -> str:
    return page(diff(heron))


@pytest.fixture
def tree(written: str) -> html.HtmlElement:
    return html.document_fromstring(written)


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_page_fetches_nothing_and_runs_nothing(tree: html.HtmlElement) -> None:
    links = tree.xpath("//@src | //@href | //@action | //@srcset | //@data")
    assert [link for link in links if not link.startswith("#")] == []
    assert tree.xpath("//script | //link | //iframe | //object | //img | //@style | //@onclick") == []


def test_the_policy_allows_the_style_sheet_by_its_hash_and_nothing_else(tree: html.HtmlElement) -> None:
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    digest = b64encode(sha256(tree.xpath("//style")[0].text.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_the_style_sheet_names_no_address(written: str) -> None:
    assert (
        "url(" not in written
        and "@import" not in written
        and "http" not in written.split("<body>")[0].replace('http-equiv="Content-Security-Policy"', "")
    )


def test_every_link_leads_somewhere_and_no_name_is_given_twice(tree: html.HtmlElement) -> None:
    names = tree.xpath("//@id")
    assert len(names) == len(set(names))
    assert {link[1:] for link in tree.xpath("//@href")} <= set(names)


def test_a_clause_is_linked_by_row_by_id_and_by_its_printed_number(tree: html.HtmlElement) -> None:
    assert {"r-6", "new-2.2", "old-2.2", "c-二.2", "c-三"} <= set(tree.xpath("//@id"))


def test_the_overview_leads_to_each_section_by_its_own_link(tree: html.HtmlElement) -> None:
    for link in tree.xpath("//table[@class='overview']//a"):
        assert text_of(link) in text_of(tree.get_element_by_id(link.get("href")[1:]))


def test_every_quote_names_its_language(tree: html.HtmlElement) -> None:
    quotes = tree.xpath("//blockquote")
    assert {q.get("lang") for q in quotes} == {"en", "zh-Hans"}
    assert all(q.get("lang") == ("zh-Hans" if re.search("[一-鿿]", q.text) else "en") for q in quotes)


def test_text_is_escaped(written: str) -> None:
    assert "&lt;weights&gt;" in written
    assert "<weights>" not in written


def test_what_was_added_is_listed_before_the_rows_with_its_section_and_neighbour(
    tree: html.HtmlElement,
) -> None:
    told = text_of(tree.get_element_by_id("added"))
    assert "二、 使用 = 2. Use 二、2. [2.2] clause 条款" in told
    assert "after 二、1. = 2.(1)" in told
    assert "三、 标识 whole section added 整章新增" in told


def test_an_added_row_says_so_in_words_and_on_the_empty_side(tree: html.HtmlElement) -> None:
    row = tree.get_element_by_id("r-6")
    assert "added 新增" in text_of(row)
    assert "No counterpart found in heron 未见对应" in text_of(row)
    assert row.get("class") == "added"


def test_flags_and_changes_stand_beside_the_row(tree: html.HtmlElement) -> None:
    row = text_of(tree.get_element_by_id("r-7"))
    assert "changed 修改" in row and "renumbered 改号" in row
    assert "number 数值 30 days 60 日 30 days became 60" in row
    assert "number 数值 30 days 60 日" in text_of(tree.get_element_by_id("changed"))


def test_only_a_low_confidence_is_shown(tree: html.HtmlElement) -> None:
    assert "61 %" in text_of(tree.get_element_by_id("r-9"))
    assert "99 %" not in text_of(tree.get_element_by_id("r-7"))


def test_damage_is_quoted_as_printed_and_explained(tree: html.HtmlElement) -> None:
    row = text_of(tree.get_element_by_id("r-5"))
    assert "Informa5on follows." in row
    assert "The file prints “Informa5on”, read as “Information”." in row


def test_the_page_says_how_it_was_made_and_the_same_input_gives_the_same_page(
    heron: Alignment, tree: html.HtmlElement
) -> None:
    assert "Made by by hand." in text_of(tree.xpath("//footer")[0])
    assert page(diff(heron)) == page(diff(heron))


def test_hostile_text_stays_text() -> None:
    hostile = "<script>alert(1)</script> \"&' </style> <img src=x onerror=y> javascript:1"
    clause = Clause(
        '1"><b>',
        hostile[:8],
        "1",
        "clause",
        "",
        hostile,
        "en",
        0,
        len(hostile),
        (Span(0, len(hostile)),),
        hostile[:8],
    )
    document = Document('a"<b>', hostile, ("en",), hostile, (clause,))
    tree = html.document_fromstring(
        page(diff(Alignment(document, document, (Row((clause,), (clause,), "same"),), hostile)))
    )
    assert tree.xpath("//script | //img | //b[not(ancestor::p[@class='note'])]") == []
    assert len(tree.xpath("//style")) == 1


def test_two_agreements_without_differences_make_a_page_that_says_so(heron: Alignment) -> None:
    same = Alignment(heron.old, heron.old, tuple(Row((c,), (c,), "same") for c in heron.old), "by hand")
    (added,) = html.document_fromstring(page(diff(same))).xpath("//*[@id='added']")
    assert text_of(added).endswith("No whole clause.")
