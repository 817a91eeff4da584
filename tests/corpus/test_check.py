"""What is told of how a document was read: where its characters went, what its numbers skip, what is doubtful."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus import Document, Span, parse_text, read
from corpus.check import Account, account, report
from corpus.table import check_table


def said(text: str) -> list[str]:
    return [f.message for f in parse_text(text).findings if f.code == "numbering"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(a) One\n(b) Two\n(d) Four\n", "top level: (c) missing"),
        ("（一）甲方\n（二）乙方\n（四）丙方\n", "top level: （三） missing"),
        ("一、定义\n二、许可\n五、责任\n", "top level: 三、 to 四、 missing"),
        ("第一条 定义\n第二条 许可\n第四条 责任\n", "top level: 第三条 missing"),
        ("① 甲方\n② 乙方\n④ 丙方\n", "top level: ③ missing"),
        ("I. Use\nII. Term\nIV. Law\n", "top level: III. missing"),
        ("Article 1 Use\nArticle 2 Term\nArticle 2 Law\n", "top level: Article 2 appears twice"),
        ("(A) One\n(B) Two\n(B) Two\n(B) Two\n", "top level: (B) appears 3 times"),
        ("2. Use\n3. Term\n", "top level: 1. missing"),
    ],
)
def test_a_number_that_is_missing_or_repeated_is_told_as_it_would_be_printed(text: str, expected: str) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Use\n5. Fees\n2. Term\n3. Law\n", "5. is out of sequence"),
        ("第一条 定义\n第五条 费用\n第二条 期限\n", "第五条 is out of sequence"),
        ("1. Use\n2. Term\n8. Fees\n4. Law\n", "8. is out of sequence; 3. missing"),
        ("(a) One\n(b) Two\n(g) Three\n(d) Four\n", "(g) is out of sequence; (c) missing"),
        ("1. Use\n2. Term\n4. Law\n3. Fees\n5. Courts\n", "4. is out of sequence"),
        ("1. Use\n5. Fees\n2. Term\n3. Law\n4. Tax\n5. Courts\n", "5. is out of sequence"),
        ("1. Use\n5. Fees\n6. Tax\n2. Term\n3. Law\n4. Courts\n", "5., 6. are out of sequence"),
        ("一、定义\n四、费用\n二、期限\n三、法律\n五、其他\n", "四、 is out of sequence"),
        ("1. Use\n2. Term\n2. Fees\n8. Law\n4. Courts\n", "2. appears twice; 8. is out of sequence; 3. missing"),
    ],
)
def test_a_number_out_of_sequence_is_told_and_what_stands_elsewhere_is_not_missing(text: str, expected: str) -> None:
    assert said(text) == [f"top level: {expected}"]


def test_a_series_that_begins_again_is_in_sequence() -> None:
    assert said("1. Use\n2. Term\nFees\n1. Price\n2. Tax\n") == []


def test_a_decimal_out_of_sequence_is_told_below_its_section() -> None:
    assert said("1. Use\n1.1 Use it.\n1.2 Share it.\n1.9 Keep it.\n1.4 Sell it.\n2. Term\n") == [
        "1: 1.9 is out of sequence; 1.3 missing"
    ]
    assert said("1. Use\n1.1 Use it.\n1.2 Share it.\n2.3 Keep it.\n1.4 Sell it.\n2. Term\n") == [
        "1: 2.3 is out of sequence; 1.3 missing"
    ]


def test_a_decimal_that_is_missing_is_told_below_its_section() -> None:
    assert said("1. Use\n1.1 Do use it.\n1.3 Do share it.\n2. Term\n") == ["1: 1.2 missing"]


def test_the_list_in_a_sentence_is_another_than_the_one_below_it() -> None:
    assert said("1. Fees of (i) the work, and (ii) its parts are due on:\n(a) Monday;\n(b) Friday.\n2. Law\n") == []


def test_i_after_h_is_a_letter_and_nothing_is_missing() -> None:
    assert said("".join(f"({letter}) text\n" for letter in "abcdefghij")) == []


def test_articles_may_count_on_through_the_chapters() -> None:
    chapters = "第一章 总则\n第一条 目的\n第二条 范围\n第二章 许可\n第三条 许可\n第四条 费用\n"
    assert said(chapters) == []
    assert said(chapters.replace("第四条", "第五条").replace("第三条", "第四条")) == ["2: 第三条 missing"]


def test_an_inserted_article_stands_for_the_one_before_it() -> None:
    assert said("第一條 目的\n第一條之一 範圍\n第二條 許可\n第四條 費用\n") == ["top level: 第三條 missing"]


@pytest.mark.parametrize("name", ["baichuan-7b", "baichuan2"])
def test_the_counts_of_characters_add_up_to_the_source(name: str) -> None:
    found = account(read(name))
    assert sum(n for _, n in found.places) == found.total == len(read(name).source)
    assert found.lost == 0


def test_each_kind_of_character_is_counted_apart() -> None:
    text = "1. Use\n(1) Use\N{ZERO WIDTH SPACE} it.\n"
    assert account(parse_text(text)) == Account(
        total=len(text), clauses=14, furniture={}, hidden=1, blank=5, lost=0
    )


def test_the_other_language_is_furniture_and_counted_as_such() -> None:
    text = "1. Term\n一、期限\nThis agreement is in force for one year.\n本协议有效期为一年。\n"
    assert account(read(text.encode(), part="en")).furniture == {"the other language": 14}


def lossy(document: Document) -> Document:
    """Take the first clause's characters away, and give those of the last one to the second, too."""
    first, second, *rest = document.clauses
    return replace(document, clauses=(replace(first, spans=()), replace(second, spans=rest[-1].spans * 2), *rest))


def test_characters_in_no_clause_and_in_two_are_lost_and_need_a_look() -> None:
    document = lossy(parse_text("1. Ab\n2. Cd\n3. Ef\n"))
    assert account(document).lost == len("1.Ab") + len("2.Cd") + len("3.Ef")
    assert [(f.code, f.look) for f in report(document)] == [("lost", True)]


def test_three_owners_are_as_bad_as_two() -> None:
    document = parse_text("1. Ab\n2. Cd\n")
    whole = tuple(replace(c, spans=(Span(0, len(document.source)),) * 3) for c in document)
    assert account(replace(document, clauses=whole)).lost == len("1.Ab2.Cd")


def test_a_repair_is_told_with_its_clause() -> None:
    told = [(f.message.partition(":")[0], f.clause) for f in report(read("baichuan-7b")) if f.code == "repair"]
    assert told[0] == ("Informa5on → Information", "app.2.f3")


def test_furniture_in_one_place_is_told_once() -> None:
    page = "\n".join(f"<li>Link {n}</li>" for n in range(5))
    html = f"<html><body><header><ul>{page}</ul></header><h1>Licence</h1><p>1. Use</p><p>2. Term</p></body></html>"
    told = [f.message for f in report(read(html.encode())) if f.code == "furniture"]
    assert told == ["left out: header, 5 pieces"]


def test_the_table_shows_the_line_that_a_finding_is_about() -> None:
    records = check_table(parse_text("Licence\n\n1. Use\n2. Term\n4. Law\n")).records
    (finding,) = [r for r in records if r["look"]]
    assert (finding["line"], finding["text"]) == (3, "1. Use")


def test_the_direction_marks_that_can_disguise_a_text_are_hidden_characters() -> None:
    document = parse_text("1. The fee is \N{RIGHT-TO-LEFT ISOLATE}100\N{POP DIRECTIONAL ISOLATE} yuan.\n2. Term\n")
    assert [f.message for f in document.findings] == [
        "2 hidden characters (pop directional isolate, right-to-left isolate)"
    ]
