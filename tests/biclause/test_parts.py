"""A file that holds the agreement in two languages: either part by --part, or the two against each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from biclause.cli import cli
from biclause.options import PARTS

BILINGUAL = """服务协议
一、期限
本协议自签署之日起生效，有效期为一年。
二、费用
甲方应当在每月五日前支付服务费。
三、保密
双方应当对所获知的商业秘密保密。
SERVICE AGREEMENT
1. Term
This agreement takes effect upon signature and is in force for one year.
2. Fees
Party A shall pay the service fee by the fifth day of each month.
3. Confidentiality
Both parties shall keep confidential the trade secrets they come to know.
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "service.txt"
    path.write_text(BILINGUAL, "utf-8")
    return str(path)


def run(*args: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, list(args), input=stdin)


def rows(*args: str, stdin: bytes | None = None) -> list[dict[str, list[dict[str, str]]]]:
    result = run(*args, "-f", "jsonl", stdin=stdin)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def pairs(found: list[dict[str, list[dict[str, str]]]]) -> list[tuple[str, str]]:
    """Name both clauses of each row that has a number on both sides, with their documents."""
    answered = [(row["old"], row["new"]) for row in found]
    return [
        tuple(f"{side[0]['document']} {side[0]['id']}" for side in row)  # type: ignore[misc]  # two sides
        for row in answered
        if all(side and side[0]["label"] for side in row)
    ]


def test_parse_reads_the_part_that_is_asked_for(file: str) -> None:
    found = run("parse", file, "--part", "en", "-f", "jsonl").stdout
    headings = [json.loads(line)["heading"] for line in found.splitlines()]
    assert headings == ["SERVICE AGREEMENT", "Term", "", "Fees", "", "Confidentiality", ""]


def test_parse_of_both_says_that_there_are_two(file: str) -> None:
    assert "two languages in one file: --part en or --part zh" in run("parse", file).stderr


@pytest.mark.parametrize("command", ["align", "diff"])
def test_one_bilingual_file_is_its_english_against_its_chinese(command: str, file: str) -> None:
    told = json.loads(run(command, file, "-f", "json").stdout)
    assert (told["old"], told["new"]) == ("service-en", "service-zh")


def test_each_clause_is_aligned_with_its_translation(file: str) -> None:
    expected = [(f"service-en {n}", f"service-zh {n}") for n in "123"]
    assert pairs(rows("align", file)) == expected
    assert pairs(rows("align", "-", stdin=BILINGUAL.encode()))[0] == ("standard-input-en 1", "standard-input-zh 1")


def test_the_parts_can_change_places(file: str) -> None:
    assert pairs(rows("align", file, "--part", "zh:en"))[0] == ("service-zh 1", "service-en 1")


def test_one_part_of_each_of_two_files_is_aligned(file: str) -> None:
    other = Path(file).with_name("newer.txt")
    other.write_text(BILINGUAL.replace("一年", "两年"), "utf-8")
    assert pairs(rows("align", file, str(other), "--part", "zh"))[0] == ("service-zh 1", "newer-zh 1")
    assert pairs(rows("align", file, str(other), "--part", "en:zh"))[0] == ("service-en 1", "newer-zh 1")


def test_show_takes_the_part_and_what_answers_it_in_the_other(file: str) -> None:
    assert "In service" not in run("show", file, "2", "--part", "zh").stdout
    told = run("show", file, "2", "--part", "en:zh").stdout
    assert "2. [2]\nFees" in told and "In service-zh (matched" in told


def test_show_against_a_file_takes_its_part_in_the_order_of_the_files(file: str) -> None:
    told = run("show", file, "2", "--against", file, "--part", "zh:en").stdout
    assert "二、 [2]\n费用" in told and "In service-en (" in told


def test_index_holds_one_part_or_both_aligned(file: str, tmp_path: Path) -> None:
    shelf = ("--shelf", str(tmp_path / "shelf"))
    one = run("index", file, "--part", "zh", *shelf, "-f", "json")
    assert [d["id"] for d in json.loads(one.stdout)["agreements"]] == ["service-zh"]
    both = run("index", file, "--part", "en:zh", *shelf, "-f", "json")
    listed = {d["id"]: d["aligned_with"] for d in json.loads(both.stdout)["agreements"]}
    assert listed == {"service-en": ["service-zh"], "service-zh": ["service-en"]}


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("align", "baichuan2"), "baichuan2 is in Chinese only: name the agreement to align it with"),
        (("diff", "baichuan-7b"), "baichuan-7b is in English only: name the agreement to align it with"),
        (("align", "baichuan2", "--part", "zh"), "one file and --part zh leave nothing to align with"),
        (("parse", "baichuan2", "--part", "en"), "baichuan2 has no English part: leave out --part en"),
        (("parse", "baichuan2", "--part", "en:zh"), "'en:zh' is not one of 'en', 'zh'"),
        (("show", "baichuan2", "4", "--part", "en:zh"), "baichuan2 is in Chinese only"),
    ],
)
def test_a_part_that_is_not_there_is_a_mistake_told_in_one_sentence(args: tuple[str, ...], told: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr and result.stderr.count("\n") == 1


def test_every_part_names_a_language_for_each_of_two_files() -> None:
    assert all(len(parts) == 2 for parts in PARTS.values())
