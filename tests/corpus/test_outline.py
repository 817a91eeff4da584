"""Small agreements in, the clauses that a reader sees out: cases/outlines.md and cases/words.md."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus import parse_text, read, unaccounted

CASES = Path(__file__).parent / "cases"


class Case(NamedTuple):
    title: str
    text: str
    expected: list[str]


def cases(name: str) -> list[Case]:
    source = (CASES / name).read_text("utf-8")
    found = []
    for part in source.split("\n## ")[1:]:
        text = re.search(r"```text\n(.*?)```", part, re.S)
        expected = re.search(r"```expect\n(.*?)```", part, re.S)
        assert text and expected, part[:60]
        found.append(Case(part.split("\n", 1)[0], text[1], expected[1].strip().splitlines()))
    return found


def shown(text: str, expected: list[str]) -> list[str]:
    """Write the clauses the way the case does, each cut to the length that the case gives."""
    lines = []
    for k, c in enumerate(parse_text(text)):
        words = c.heading if c.heading and not c.run_in else c.text
        line = f"{c.id} {c.kind} {c.label or '-'} {words}".strip()
        wanted, brace, _ = expected[k].partition(" {") if k < len(expected) else (line, "", "")
        lines.append(line[: len(wanted)] + (f" {{{'; '.join(c.terms)}}}" if brace else ""))
    return lines


@pytest.mark.parametrize("case", [*cases("outlines.md"), *cases("words.md")], ids=lambda c: c.title)
def test_an_agreement_is_read_as_its_clauses(case: Case) -> None:
    """The clauses are those of the case, in its order, and nothing of the text is lost."""
    assert shown(case.text, case.expected) == case.expected
    assert unaccounted(parse_text(case.text)) == []


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Governing Laws. This Agreement is governed by the laws of England.", "Governing Laws"),
        ("Successors; Assignment. This Agreement binds the successors of each party.", "Successors; Assignment"),
        ("Taxes and Fees, Shipping. The price includes no taxes.", "Taxes and Fees, Shipping"),
        ("Forum for Non-U.S. Customers. They go to the courts of London.", "Forum for Non-U.S. Customers"),
        ("As Is.” The Model has no warranty.", "As Is"),
        ("You may rent it, or lend it. You may not sell it.", ""),
        ("Customers Outside the U.S. pay no taxes.", ""),
        ("Subject to Section 3.1 the price is fixed.", ""),
    ],
)
def test_a_run_in_heading_is_named(text: str, heading: str) -> None:
    """It stands among others; in one of several words a comma or an abbreviation may stand, in a sentence it is none."""
    agreement = f"1. GENERAL\n\n1.1. Notices. They are in writing.\n1.2. {text}\n1.3. Waiver. There is none.\n1.4. Law. It is Dutch.\n"
    assert [c.heading for c in parse_text(agreement)] == ["GENERAL", "Notices", heading, "Waiver", "Law"]


@pytest.mark.parametrize(
    ("items", "ids"),
    [
        ("<ol><li>Use</li><li value=5>Fees</li><li value=2>Term</li></ol>", ["1", "5", "2"]),
        ("<ol><li>Use</li><li>Term</li><li value=9>Fees</li></ol>", ["1", "2", "9"]),
        ("<p>The last section is this:</p><ol start=7><li>Fees</li></ol>", ["7"]),
    ],
)
def test_a_number_that_the_format_prints_is_a_clause_whatever_its_sequence(items: str, ids: list[str]) -> None:
    page = f"<!doctype html><html><body><h1>Agreement</h1>{items}</body></html>"
    assert [c.id for c in read(page.encode()) if c.number] == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (
            "<!doctype html><html><body><h1>Terms</h1><ol><li>Use. You may:<ol><li>copy;</li><li>change.</li></ol></li>"
            "<li>Fees. None.</li></ol></body></html>",
            ["1", "1.1", "1.2", "2"],
        ),
        ("# Terms\n\n## 1. Use\n\nYou may.\n\n## 2. Fees\n\n1. Pay.\n2. Wait.\n\n## 3. Law\n\nOurs.\n\nNo other.\n", ["1", "2", "2.1", "2.2", "3"]),
        ("# 1. Use\n\n* **1.1** Copy it.\n\n* **1.2** Keep it.\n\n# 2. Fees\n\n* **2.1** None.\n", ["1", "1.1", "1.2", "2", "2.1"]),
        ("# Terms\n\n## Use\n\n1. **Copies.** You may:\n   1. copy;\n   2. sell.\n2. **Fees.** None.\n", ["1", "1.1", "1.2", "2"]),
    ],
)
def test_a_list_stands_as_deep_as_the_format_prints_it(text: str, ids: list[str]) -> None:
    assert [c.id.removeprefix("h") for c in read(text.encode()) if c.number] == ids


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("1. Terms\n1.1 Pumps.\n(a) big\n(b) small\n1.2 Pipes.\n", ["1.", "1.1", "1.1(a)", "1.1(b)", "1.2"]),
        ("1、费用\n1.1. 按月支付。\n1.2. 概不退还。\n", ["1、", "1.1.", "1.2."]),
        ("Section 1: Terms\n1.1 Pumps.\n1.2 Pipes.\n", ["Section 1:", "1.1", "1.2"]),
        ("1. Law\n2. Fees\nSchedule 1\n1.1 Pumps\n1.2 Pipes\n", ["1.", "2.", "Schedule 1", "Schedule 1 1.1", "Schedule 1 1.2"]),
    ],
)
def test_a_decimal_that_begins_with_the_number_above_it_is_the_whole_number(text: str, paths: list[str]) -> None:
    assert [c.path for c in parse_text(text)] == paths


def test_many_lists_in_a_row_are_read_in_linear_time() -> None:
    """Every 1. may open a list below the one before; without a bound the search grew with each, to minutes here."""
    text = "\n".join(f"{k % 7 + 1}. Use of pump {k}. It is so." for k in range(7000))
    begun = time.perf_counter()
    assert all(c.parent is None for c in parse_text(text))
    assert time.perf_counter() - begun < 10


def test_headings_with_numbers_and_without_close_each_other_by_their_level() -> None:
    """In Markdown: ## 前言 ends at ## 第一条, and ### 范围 stands in it."""
    page = (
        "# 服务合同\n\n## 前言\n\n双方订立本合同。\n\n## 第一条 标的\n\n甲方委托乙方。\n\n### 范围\n\n网站包括前台。\n\n"
        "## 第二条 付款\n\n甲方应当付款。\n\n### 期限\n\n三十日。\n"
    )
    found = read(page.encode())
    heads = {c.id: c.parent for c in found if c.heading and c.kind != "title"}
    assert heads == {"h1": None, "1": None, "1.h1": "1", "2": None, "2.h1": "2"}
