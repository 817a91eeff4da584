"""``biclause align --unit sentence``: rows of sentences, as other programs and people read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from biclause.cli import cli

PAIR = ("baichuan-7b", "baichuan2")


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["align", *args])


def test_rows_of_sentences_have_the_fields_of_rows_of_clauses() -> None:
    clause, sentence = (
        [json.loads(line) for line in run(*PAIR, "-f", "jsonl", "-q", *unit).stdout.splitlines()]
        for unit in ((), ("--unit", "sentence"))
    )
    assert clause[0].keys() == sentence[0].keys()
    assert clause[0]["new"][0].keys() == sentence[0]["new"][0].keys()
    added = {c["id"]: c["text"] for row in sentence if row["status"] == "added" for c in row["new"]}
    # Inside a definition that both have, and in a clause that only the newer one has.
    assert added["1.d5#2"].startswith("个人信息的处理包括")
    assert {"4.3#1", "4.3#2", "5#1", "6#1"} <= added.keys()


@pytest.mark.parametrize("format", ["table", "html", "csv", "markdown", "json"])
def test_sentences_are_written_in_every_format(format: str) -> None:
    result = run(*PAIR, "--unit", "sentence", "-f", format, "-q")
    assert result.exit_code == 0
    assert "个人信息的处理包括" in result.stdout.replace("\n", "")


def test_a_batch_of_sentences_writes_what_a_single_run_prints(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(f"old,new,id\n{','.join(PAIR)},whole\n", "utf-8")
    out = tmp_path / "out"
    how = ("--unit", "sentence", "--crossing")
    assert run("--pairs", str(tmp_path / "pairs.csv"), "-o", str(out), *how, "--workers", "1").exit_code == 0
    assert (out / "whole.jsonl").read_bytes() == run(*PAIR, "-f", "jsonl", "-q", *how).stdout_bytes


def test_clauses_need_no_leave_to_cross() -> None:
    result = run(*PAIR, "--crossing")
    assert result.exit_code == 2
    assert result.stderr == "biclause: --crossing is for --unit sentence: clauses may always cross\n"
