"""Clauses by their addresses, however they are spelt."""

from __future__ import annotations

import pytest

from corpus import BiclauseError, find, parse_text, read
from corpus.addresses import address

STATUTE = """第一章 总则

第一条 为了规范市场，制定本法。

第二条 本法适用于中国境内的活动。
法律另有规定的，从其规定。

第三条 经营者应当遵守下列规定：
（一）遵守法律；
（二）诚实信用。

第二章 责任

第四条
违反本法规定的，依法处理。
有下列情形之一的，从重处理：
（一）再次违反的；
（二）造成损失的。

第五条 本法自公布之日起施行。
"""


@pytest.mark.parametrize(
    ("address", "id"),
    [
        ("4.3", "4.3"), ("四、3.", "4.3"), ("四.3", "4.3"), ("四、３．", "4.3"), ("4(3)", "4.3"), ("四（3）", "4.3"),
        ("第四条第三款", "4.3"), ("s 4(3)", "4.3"), ("Article 4.3", "4.3"), ("§ 4.3", "4.3"),
        ("4.4.ii_2", "4.4.ii_2"), ("四.4(viii)", "4.4.viii"), ("4.4(VIII)", "4.4.viii"),
        ("附则", "app"), ("附則2（1）", "app.2.1"), ("Appendix 2(1)", "app.2.1"), ("app.2.1.f3", "app.2.1.f3"),
        ("五", "5"), ("5", "5"), ("第五章", "5"), ("1.d3", "1.d3"), ("商业用途", "1.d13"), ("“商业用途”", "1.d13"),
        ("title", "title"), ("2.lead", "2.lead"),
    ],
)  # fmt: skip
def test_any_spelling_of_an_address_finds_the_clause(address: str, id: str) -> None:
    assert find(read("baichuan2"), address).id == id


def test_an_unknown_address_names_the_nearest_clauses() -> None:
    with pytest.raises(BiclauseError, match=r"^baichuan2 has no clause '四\.30': try 4\.3 \(四、3\.\), "):
        find(read("baichuan2"), "四.30")


def test_an_address_that_fits_several_clauses_names_them_instead_of_choosing() -> None:
    with pytest.raises(BiclauseError, match=r"^'o1' fits 2 clauses of baichuan2: try app\.2\.1\.f3\.o1 "):
        find(read("baichuan2"), "o1")


def test_a_term_leads_to_its_definition_and_without_one_to_where_it_is_said_in_passing() -> None:
    document = parse_text(
        '1. Alder Ltd ("Alder") lets you use its portal (the "Portal").\n\n2. Definitions\n\n"Portal" means the web site.\n', id="x"
    )
    assert find(document, "“Portal”").id == "2.d1"
    assert find(document, "Alder").id == "1"


def test_a_printed_number_comes_before_a_term_in_passing() -> None:
    document = parse_text('1. The prices are listed at the end ("Annex 1").\n\nAnnex 1\n\n1. One lamp costs five pounds.\n', id="x")
    assert find(document, "Annex 1").id == "app1"


def test_nonsense_is_answered_with_where_to_look() -> None:
    with pytest.raises(BiclauseError, match=r"biclause parse baichuan2 lists them all$"):
        find(read("baichuan2"), "？？？")


@pytest.mark.parametrize(
    ("address", "id"),
    [
        ("第二条", "1.2"), ("第二章", "2"), ("Article 2", "1.2"), ("Chapter 2", "2"), ("第二条第一款", "1.2"), ("第二条第二款", "1.2.p1"), ("第二條第2項", "1.2.p1"),
        ("第一条第一款", "1.1"), ("第一章第二条第二款", "1.2.p1"), ("Article 2 ¶ 2", "1.2.p1"),
        ("第三条第二项", "1.3.2"), ("第三条第一款第（二）项", "1.3.2"), ("第三条第（二）项", "1.3.2"),
        ("第四条第二款", "2.4.lead"), ("第四条第二款第一项", "2.4.1"),
    ],
)  # fmt: skip
def test_a_paragraph_of_an_article_is_found_by_its_count(address: str, id: str) -> None:
    assert find(parse_text(STATUTE), address).id == id


def test_an_annex_is_found_by_its_number_under_any_name() -> None:
    contract = parse_text(
        "合同\n\n第一条 范围\n1.1 甲方。\n1.2 乙方。\n\n附件一 清单\n1. 货物\n2. 服务\n\n附件二 价格\n1. 单价\n2. 总价\n"
    )
    found = [find(contract, a).id for a in ("附件二", "Annex 2", "附件一 2", "app2.1")]
    assert found == ["app2", "app2", "app1.2", "app2.1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3(2)", "3.2"), ("s 3(2)", "3.2"), ("section 3", "3"), ("三.2", "3.2"), ("三、2", "3.2"),
        ("第三条第二款", "条3.¶2"), ("第三條第二項", "条3.¶2"), ("第三条第（二）项", "条3.2"), ("Article 13-2", "条13-2"),
        ("附则 2", "app.2"), ("Appendix 2(1)", "app.2.1"), ("Schedule", "app"), ("4(4)(ii)", "4.4.ii"),
    ],
)  # fmt: skip
def test_an_address_is_read_in_any_spelling(text: str, expected: str) -> None:
    assert ".".join(address(text) or ()) == expected


@pytest.mark.parametrize(
    "text",
    ["30", "三", "third party", "第三方", "inc.com", "5000+", "1-200", "（2）", "v2.0", "3 parts", "schedules",
     "a schedule", "app", "第三条商标"],
)  # fmt: skip
def test_what_could_be_said_in_a_clause_is_no_address(text: str) -> None:
    assert address(text) is None
