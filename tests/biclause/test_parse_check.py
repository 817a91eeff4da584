"""parse --check: an honest report of how a file was read, and exit code 1 where something needs a look."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from biclause.cli import cli

SOUND = "LICENCE\n\n1. Use\nYou may use it.\n\n2. Term\nOne year.\n"


def check(text: str | bytes, folder: Path, *args: str) -> Result:
    file = folder / "licence.txt"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return CliRunner().invoke(cli, ["parse", str(file), "--check", *args])


def test_a_sound_file_needs_no_look(tmp_path: Path) -> None:
    result = check(SOUND, tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "LICENCE: 5 clauses (text, utf-8)\n\nCharacters\n"
        "38 in clauses\n13 white space\n 0 lost\n51 in all\n\nNothing needs a look.\n"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SOUND.replace("2. Term", "3. Term"), "top level: 2. missing"),
        (SOUND + "\n2. Law\nEnglish law.\n", "top level: 2. appears twice"),
        (SOUND.replace("use it", "use\N{ZERO WIDTH SPACE} it"), "1 hidden character (zero width space)"),
        ("一、期限\n有效期为一年。\n二、费用\n甲方应当付款。\n".encode("gb18030"), "read as GB18030 (guessed)"),
        ("1. Use\nYou may use it.\n5. Law\nEnglish law.\n", "could be read another way"),
    ],
)
def test_what_needs_a_look_is_told_and_is_exit_code_1(tmp_path: Path, text: str | bytes, told: str) -> None:
    result = check(text, tmp_path)
    assert (result.exit_code, result.stderr) == (1, "")
    assert told in result.stdout.partition("To look at\n")[2]


def test_repairs_are_told_and_need_no_look(tmp_path: Path) -> None:
    text = SOUND.replace("You may use it.", "You may use the Information and the Informa5on.")
    result = check(text, tmp_path)
    assert result.exit_code == 0
    assert "To know\nline 4, clause 1.p1  Informa5on → Information" in result.stdout


def test_programs_get_the_counts_and_the_findings(tmp_path: Path) -> None:
    whole = json.loads(check(SOUND.replace("2. Term", "3. Term"), tmp_path, "-f", "json").stdout)
    assert (whole["look"], whole["clauses"]) == (True, 5)
    assert whole["characters"] == {"in clauses": 38, "white space": 13, "lost": 0, "in all": 51}
    assert ("numbering", 3) in [(c["code"], c["line"]) for c in whole["checks"] if c["look"]]


def test_every_format_tells_the_same(tmp_path: Path) -> None:
    text = SOUND.replace("2. Term", "3. Term")
    lines = [json.loads(line) for line in check(text, tmp_path, "-f", "jsonl").stdout.splitlines()]
    table = list(csv.DictReader(check(text, tmp_path, "-f", "csv").stdout.splitlines()))
    assert [r["message"] for r in table] == [r["message"] for r in lines]
    for format in ("tsv", "markdown"):
        assert "top level: 2. missing" in check(text, tmp_path, "-f", format).stdout.replace("\\", "")


def test_the_report_can_be_kept_in_a_file(tmp_path: Path) -> None:
    result = check(SOUND, tmp_path, "-q", "-o", str(tmp_path / "check.json"))
    assert (result.exit_code, result.output) == (0, "")
    assert json.loads((tmp_path / "check.json").read_text("utf-8"))["look"] is False


def test_beside_another_answer_only_the_first_findings_are_told(tmp_path: Path) -> None:
    file = tmp_path / "licence.txt"
    gaps = "\n".join(f"{n}. Use\n{n}.1 You may use it.\n{n}.3 You may share it.\n" for n in range(1, 6))
    file.write_text(gaps, "utf-8")
    told = CliRunner().invoke(cli, ["parse", str(file)]).stderr.splitlines()
    assert told[0] == "licence: 1: 1.2 missing"
    assert told[3:] == ["licence: and 2 more, which biclause parse --check tells"]
