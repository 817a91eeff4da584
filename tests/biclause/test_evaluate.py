"""``biclause evaluate``: every format tells pairs, families, totals, confidences and the signature."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from biclause.cli import cli

PAIRS = Path(__file__).parents[1] / "pairs"
TWO = (str(PAIRS / "nda_versions"), str(PAIRS / "statute_parallel"))


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["evaluate", *args])


def test_the_table_tells_pairs_families_totals_confidences_and_how_it_was_made() -> None:
    told = run(*TWO).stdout
    begins = [line.split("  ")[0] for line in told.splitlines()]
    assert begins[2:7] == ["nda_versions", "statute_parallel", "family nda", "family statute", "all pairs"]
    assert "Mean link F1 of the pairs 0." in told and "Expected calibration error 0." in told
    assert told.splitlines()[-1].startswith("score|pairs:2|gold:")


def test_json_and_csv_tell_the_same_figures() -> None:
    whole = json.loads(run(*TWO, "-f", "json").stdout)
    flat = list(csv.DictReader(run(*TWO, "-f", "csv").stdout.splitlines()))
    assert whole["made_by"].startswith("score|pairs:2|")
    assert [{k: "" if v is None else str(v) for k, v in r.items()} for r in whole["scores"]] == flat


def test_families_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "families.json").write_text('{"ours": ["nda", "statute"]}', "utf-8")
    told = run(*TWO, "--families", str(tmp_path / "families.json"), "-f", "jsonl").stdout.splitlines()
    assert [r["name"] for r in map(json.loads, told) if r["scope"] == "family"] == ["ours"]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ((), "missing argument"),
        (("nowhere",), "nowhere holds no gold.jsonl"),
        ((*TWO, "--families", "x"), "x"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(args: tuple[str, ...], told: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert told in result.stderr
