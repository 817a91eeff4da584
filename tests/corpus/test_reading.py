"""The one door: paths, names, standard input, and what is said when there is nothing to read."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from corpus import BiclauseError, read, unaccounted


def test_a_bundled_name_is_read_wherever_a_file_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The two licences need no path, from any folder."""
    monkeypatch.chdir(tmp_path)
    assert read("baichuan2").title == "Baichuan2 模型社区许可协议"


def test_a_file_in_the_folder_wins_over_a_bundled_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the user put there is what the user means."""
    monkeypatch.chdir(tmp_path)
    Path("baichuan2").write_text("MY OWN\n1. Term\nA year.\n", "utf-8")
    assert read("baichuan2").title == "MY OWN"


def test_standard_input_is_a_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single hyphen reads it."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("一、定义\n二、期限\n".encode())))
    assert [c.heading for c in read("-")] == ["定义", "期限"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("baichuan-8b", "did you mean baichuan-7b?"),
        ("no such thing", "the bundled agreements are baichuan-7b and baichuan2"),
        (".", "is a folder: name a file in it"),
    ],
)
def test_a_name_that_is_nothing_is_answered_with_one_sentence(name: str, said: str) -> None:
    """It says what was given and what to try."""
    with pytest.raises(BiclauseError, match=said) as error:
        read(name)
    assert "\n" not in str(error.value) and name in str(error.value)


def test_a_file_that_may_not_be_read_says_why(tmp_path: Path) -> None:
    """The operating system's reason is passed on."""
    path = tmp_path / ("x" * 300)
    with pytest.raises(BiclauseError, match="cannot read"):
        read(path)


BILINGUAL = """服务协议
一、期限
本协议有效期为一年。
二、费用
甲方应当按月付款。
SERVICE AGREEMENT
1. Term
This agreement is in force for a year.
2. Fees
The customer pays every month.
"""


def test_a_file_with_both_languages_is_two_trees() -> None:
    """Each part keeps its own numbering, and its ids name the language."""
    document = read(BILINGUAL.encode())
    assert document.langs == ("zh", "en")
    assert [c.id for c in document if c.number] == ["zh.1", "zh.2", "en.1", "en.2"]


def test_one_part_of_a_bilingual_file_has_plain_ids() -> None:
    """The other part is furniture, so that nothing is lost."""
    part = read(BILINGUAL.encode(), part="en")
    assert [c.id for c in part if c.number] == ["1", "2"]
    assert part.title == "SERVICE AGREEMENT"


def test_line_by_line_translation_is_parted_too() -> None:
    """The languages may alternate at every line."""
    text = "1. Term\n1. 期限\nThe agreement is in force for one year.\n本协议有效期为一年。\n2. Fees\n2. 费用\nThe customer pays monthly.\n甲方应当按月付款。\n"
    for part, headings in (("en", ["Term", "Fees"]), ("zh", ["期限", "费用"])):
        assert [c.heading for c in read(text.encode(), part=part) if c.number] == headings


INTERLEAVED = """1. SERVICES / 服務

1.1 The services are charged at our rate.

    本公司按收費表收費。

1.2 We may:
(a) suspend the services; or
(b) change them.

    本公司可：
(a) 暫停服務；或
(b) 更改服務。

2. Charges / 收費

2.1 You pay within 14 days.

    客戶須於14日內繳費。
"""


def test_what_is_printed_once_for_both_languages_is_given_to_both() -> None:
    """A heading in two languages, and the number of a clause whose translation below it has none."""
    document = read(INTERLEAVED.encode())
    for part in ("en", "zh"):
        ids = [c.id for c in document if c.number and c.id.startswith(part)]
        assert ids == [f"{part}.{n}" for n in ("1", "1.1", "1.2", "1.2.a", "1.2.b", "2", "2.1")]
        assert unaccounted(read(INTERLEAVED.encode(), part=part)) == []
    assert [c.heading for c in document if c.heading] == ["SERVICES", "服務", "Charges", "收費"]
    assert document["zh.1.1"].text == "本公司按收費表收費。"
    assert document.source[document["zh.1.1"].start : document["zh.1.1"].end] == document["zh.1.1"].text
    assert unaccounted(document) == []


def test_each_half_of_a_heading_may_have_its_own_number() -> None:
    """第一条 and Article 1 stand in one line, each with its words."""
    text = "第一条 房屋 Article 1 Premises\n甲方出租房屋。\nParty A leases the house.\n第二条 租金 Article 2 Rent\n2.1 每月三千元。\n2.1 Three thousand a month.\n"
    document = read(text.encode())
    assert [(c.id, c.label, c.heading) for c in document if c.heading] == [
        ("zh.1", "第一条", "房屋"), ("en.1", "Article 1", "Premises"), ("zh.2", "第二条", "租金"), ("en.2", "Article 2", "Rent"),
    ]  # fmt: skip
    assert [c.id for c in document if c.label == "2.1"] == ["zh.2.1", "en.2.1"]
    assert unaccounted(document) == []


def test_a_part_that_is_not_there_is_said() -> None:
    """Asking an English file for its Chinese is a mistake, told in one sentence."""
    with pytest.raises(BiclauseError, match="has no Chinese part"):
        read(b"1. Term\nA year.\n", part="zh")


def test_the_heading_below_an_article_of_its_own_is_the_article_s(tmp_path: Path) -> None:
    """ARTICLE I and DEFINITIONS are headings of two levels in Markdown and HTML, and one section."""
    text = "# CLUB RULES\n\n## ARTICLE I\n### DEFINITIONS\n\n1.1 The fee is what the order says.\n\n## ARTICLE II\n### SCOPE\n\n2.1 It is open.\n"
    page = "<h1>CLUB RULES</h1><h2>ARTICLE I</h2><h3>DEFINITIONS</h3><p>1.1 The fee is what the order says.</p><h2>ARTICLE II</h2><h3>SCOPE</h3><p>2.1 It is open.</p>"
    for name, content in (("rules.md", text), ("rules.html", page)):
        (tmp_path / name).write_text(content)
        found = [(c.id, c.kind, c.heading) for c in read(tmp_path / name)]
        assert found[1:] == [("1", "section", "DEFINITIONS"), ("1.1", "clause", ""), ("2", "section", "SCOPE"), ("2.1", "clause", "")]


def test_a_markdown_heading_in_two_languages_gives_its_number_to_both() -> None:
    """``### 1. Definitions / 定义``: what marks the heading is no part of its number."""
    page = (
        "# Contributor Agreement\n# 贡献者协议\n\n### 1. Definitions / 定义\n\n\"You\" means the owner who makes this Agreement"
        " with us.\n\n“您”是指与我们签订本协议的所有者。\n\n### 2. Grant / 授予\n\nYou grant us a perpetual licence to use the"
        " contribution.\n\n您授予我们永久的许可，以使用该贡献。\n"
    )
    found = read(page.encode())
    assert [c.id for c in found if c.kind == "section"] == ["en.1", "zh.1", "en.2", "zh.2"]
    assert [c.heading for c in found if c.kind == "section"] == ["Definitions", "定义", "Grant", "授予"]


def test_a_heading_below_a_sentence_with_others_of_its_level_is_no_title(tmp_path: Path) -> None:
    path = tmp_path / "addendum.md"
    path.write_text(
        "These terms are additional to the Terms of Service that the customer and Alder Ltd agreed upon.\n\n"
        "### Service Levels\n\nWe answer within a day.\n\n### Definitions:\n\n- Day: a working day in Oslo.\n",
        "utf-8",
    )
    read_ = [(c.id, c.kind, c.heading) for c in read(path)]
    assert read_ == [
        ("p1", "paragraph", ""),
        ("h1", "section", "Service Levels"),
        ("h1.p1", "paragraph", ""),
        ("h2", "section", "Definitions:"),
        ("h2.d1", "definition", ""),
    ]


def test_a_title_may_end_in_a_stop(tmp_path: Path) -> None:
    path = tmp_path / "bylaws.md"
    path.write_text("# Bylaws of Birch Society, Inc.\n\n## Article 1. Name\n\nThe name is Birch.\n", "utf-8")
    assert read(path).title == "Bylaws of Birch Society, Inc."
