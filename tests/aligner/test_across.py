"""What is said inside rows whose sides are in two languages: sentences, periods, negations, permissions, bearers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from aligner.across import sentences_of_rows
from aligner.deontic import other_force
from aligner.quantities import other_quantities, quantities, quantities_in_chinese
from aligner.segments import align_within
from biclause import Alignment, align, open_encoder, read
from corpus.normal import normal

CASES = json.loads((Path(__file__).parent / "cases/contrasts.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_two_sentences_that_answer_each_other(case: dict[str, object]) -> None:
    english, chinese = str(case["english"]), normal(str(case["chinese"]))
    told = [
        [
            c.type,
            english[c.english.start : c.english.stop].strip() if c.english else None,
            chinese[c.chinese.start : c.chinese.stop] if c.chinese else None,
        ]
        for c in (*other_quantities(english, chinese), *other_force(english, chinese))
    ]
    assert told == case["told"], case["reason"]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("thirty days", 30, "day"),
        ("one hundred and twenty business days", 120, "day"),
        ("a 12-month term", 12, "month"),
        ("1,500 hours", 1500, "hour"),
        ("sixty-one years", 732, "month"),
        ("1.5 million", 1_500_000, "count"),
        ("三十日", 30, "day"),
        ("一百二十个工作日", 120, "day"),
        ("两个月", 2, "month"),
        ("百分之五十", 50, "%"),
        ("3000万", 30_000_000, "count"),
        ("三千五百万", 35_000_000, "count"),
        ("1亿", 100_000_000, "count"),
        ("十四周岁", 168, "month"),
        ("两周", 14, "day"),
        ("fortnight of two weeks", 14, "day"),
        ("二〇二四年", 2024, ""),
        ("万分之五", 0.05, "%"),
        ("三成", 30, "%"),
        ("半年", 6, "month"),
        ("一年半", 18, "month"),
        ("百分之二点五", 2.5, "%"),
        ("三亿五千万元", 350_000_000, "money"),
        ("三万亿元", 3_000_000_000_000, "money"),
        ("千分之三", 0.3, "%"),
        ("201万元", 2_010_000, "money"),
        ("2.01 million yuan", 2_010_000, "money"),
        ("捌仟伍佰元", 8500, "money"),
        ("RMB 500,000", 500_000, "money"),
        ("80万元", 800_000, "money"),
        ("fifteen thousand dollars", 15_000, "money"),
    ],
)
def test_a_number_is_read_by_its_value(text: str, value: float, unit: str) -> None:
    (found,) = quantities(text) if text.isascii() else quantities_in_chinese(text)
    assert (found.value, found.unit) == (value, unit)


ENGLISH = """Boat Hire Agreement

1. Use
The Hirer may use the boat on the lake from dawn to dusk. The Hirer shall not race the boat.

2. Payment
The Hirer shall pay the hire within ten days of the invoice. Interest at 5% a year is due on late payment.

3. Return
The Hirer shall return the boat clean and with a full tank.

4. Law
This agreement is governed by the laws of Norway. Disputes go to the courts of Oslo.
"""

CHINESE = """船只租赁协议

一、使用
承租人可以在日出至日落期间在湖上使用船只。承租人不得用船只参加竞赛。

二、付款
承租人应在收到发票后十日内支付租金。逾期付款应按年利率百分之五支付利息。

三、归还
承租人应归还清洁且油箱加满的船只。

四、法律
本协议适用挪威法律。争议由奥斯陆法院管辖。
"""


def aligned(tmp_path: Path, english: str, chinese: str) -> Alignment:
    for name, text in (("en", english), ("zh", chinese)):
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    return align(read(tmp_path / "en.txt"), read(tmp_path / "zh.txt"))


def told(alignment: Alignment) -> set[tuple[str, str | None, str | None]]:
    old, new = alignment.old.source, alignment.new.source
    return {
        (c.type, old[c.old.start : c.old.end].strip() if c.old else None, new[c.new.start : c.new.end] if c.new else None)
        for row in alignment
        for c in row.changes
    }


def test_of_a_translation_nothing_is_told_and_it_is_not_called_the_same(tmp_path: Path) -> None:
    found = aligned(tmp_path, ENGLISH, CHINESE)
    assert told(found) == set()
    assert {row.status for row in found} == {"matched"}


@pytest.mark.parametrize(
    ("put", "instead", "change"),
    [
        ("within ten days", "within forty days", ("number", "forty", "十")),
        ("shall not race", "shall race", ("polarity", "shall", "不得")),
        ("may use", "may not use", ("polarity", "may not", "承租人可以在日出至日落期间在湖上使用船只。")),
        ("The Hirer shall return", "The Hirer may return", ("modality", "may", "承租人应归还清洁且油箱加满的船只。")),
        (" The Hirer shall not race the boat.", "", ("only-new", None, "承租人不得用船只参加竞赛。")),
        (
            "laws of Norway.",
            "laws of Norway. A deposit of two oars is kept by the harbour master.",
            ("only-old", "A deposit of two oars is kept by the harbour master.", None),
        ),
    ],
)
def test_a_change_in_the_english_is_told_where_it_stands(
    tmp_path: Path, put: str, instead: str, change: tuple[str, str | None, str | None]
) -> None:
    assert put in ENGLISH
    found = aligned(tmp_path, ENGLISH.replace(put, instead), CHINESE)
    assert told(found) == {change}
    assert [row.status for row in found if row.changes] == ["changed"]


def said(tmp_path: Path, english: str, chinese: str) -> tuple[list[str], list[str]]:
    """Return the sentences that are held against each other."""
    found = aligned(tmp_path, english, chinese)
    rows = [replace(row, status="matched") if row.old and row.new else row for row in found]
    ours, theirs = sentences_of_rows(rows, found.old, found.new)
    return [s.text for s in ours], [s.text for s in theirs]


def test_headings_are_no_sentences(tmp_path: Path) -> None:
    ours, theirs = said(tmp_path, ENGLISH, CHINESE)
    assert not {"Use", "Payment", "Boat Hire Agreement"} & set(ours)
    assert not {"使用", "付款", "船只租赁协议"} & set(theirs)
    assert ours[0] == "The Hirer may use the boat on the lake from dawn to dusk."
    run_in = said(tmp_path, ENGLISH.replace("2. Payment\n", "2. Payment. "), CHINESE)[0]
    assert "Payment." not in run_in and "The Hirer shall pay the hire within ten days of the invoice." in run_in


def test_a_semicolon_parts_sentences_where_both_sides_have_one(tmp_path: Path) -> None:
    chinese = CHINESE.replace("使用船只。承租人不得", "使用船只；承租人不得")
    assert "承租人可以在日出至日落期间在湖上使用船只;承租人不得用船只参加竞赛。" in said(tmp_path, ENGLISH, chinese)[1]
    english = ENGLISH.replace("to dusk. The", "to dusk; the")
    assert "承租人不得用船只参加竞赛。" in said(tmp_path, english, chinese)[1]


ITEMS = (
    "3. Return\nThe Hirer shall return the boat clean and with a full tank.",
    "3. Duties\nThe Hirer shall (a) keep the boat dry, (b) not lend the boat to others, and (c) report damage within 24 hours."
    " The Hirer may swim.",
)
ITEMS_CHINESE = (
    "三、归还\n承租人应归还清洁且油箱加满的船只。",
    "三、义务\n承租人应当：（a）保持船只干燥；（b）不得将船只出借他人；以及（c）在24小时内报告损坏。承租人可以游泳。",
)


def test_items_in_a_sentence_answer_each_other_in_rows_of_their_own(tmp_path: Path) -> None:
    english, chinese = ENGLISH.replace(*ITEMS), CHINESE.replace(*ITEMS_CHINESE)
    ours, theirs = said(tmp_path, english, chinese)
    assert "The Hirer shall" in [s.strip() for s in ours] and "承租人应当:" in theirs
    assert told(aligned(tmp_path, english, chinese)) == set()


def test_no_bead_joins_sentences_of_two_groups() -> None:
    """The second sentence has its translation in the first group, and stands in the other."""
    old = ["The fee is due in May.", "The boat is blue.", "The dog is black."]
    new = ["费用于五月到期。船是蓝色的。", "狗是黑色的。"]
    beads = align_within(old, new, ([0, 1, 1], [0, 1]), encoder=open_encoder())
    assert sorted((b.old, b.new) for b in beads if b.old and b.new) == [((0,), (0,)), ((2,), (1,))]


def test_swapping_the_documents_swaps_what_is_told(tmp_path: Path) -> None:
    english = ENGLISH.replace("within ten days", "within forty days").replace(" The Hirer shall not race the boat.", "")
    there = aligned(tmp_path, english, CHINESE)
    back = align(there.new, there.old)
    other = {"only-old": "only-new", "only-new": "only-old"}
    assert told(back) == {(other.get(kind, kind), new, old) for kind, old, new in told(there)}
    assert len(told(there)) == 2


def test_a_heading_that_one_side_lacks_is_no_change(tmp_path: Path) -> None:
    english = ENGLISH.replace("3. Return\nThe Hirer", "3. The Hirer")
    assert told(aligned(tmp_path, english, CHINESE)) == set()


def test_what_is_told_is_quoted_from_the_source_as_it_is_printed(tmp_path: Path) -> None:
    """Traditional characters, full-width digits, a line that goes on in the next."""
    printed = "承租人於每個季度終了後二十日內，應以書面方式向出租人提交一份載明船隻使用次數以及\n航行里程的清單。"
    chinese = CHINESE.replace("承租人应归还清洁且油箱加满的船只。", f"承租人應歸還清潔且油箱加滿的船隻。{printed}").replace("后十日", "后１０日")
    assert told(aligned(tmp_path, ENGLISH, chinese)) == {("only-new", None, printed)}


@pytest.mark.parametrize(
    ("run", "run_chinese"), [("hundred ", "亿"), ("9", "9"), ("not ", "不得"), ("unless ", "除"), ("x", "由甲方")]
)
def test_a_line_of_one_word_is_read_in_no_time_and_breaks_nothing(tmp_path: Path, run: str, run_chinese: str) -> None:
    """What looks like a sentence may be a damaged file's."""
    for n in (300, 6000):
        english, chinese = ENGLISH.replace("from dawn", run * n), CHINESE.replace("日出", run_chinese * n)
        assert len(aligned(tmp_path, english, chinese)) > 8
