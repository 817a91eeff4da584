"""``biclause align --pairs``: the answer is in the folder, the talk on stderr, the truth in the exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from biclause.cli import cli

PAIR = ("baichuan-7b", "baichuan2")


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["align", *args])


@pytest.fixture
def table(tmp_path: Path) -> str:
    (tmp_path / "pairs.csv").write_text(
        f"old,new,id\n{','.join(PAIR)},whole\nnix.txt,baichuan2,bad\n", "utf-8"
    )
    return str(tmp_path / "pairs.csv")


def test_a_batch_writes_what_a_single_run_prints_and_tells_what_failed_last(
    table: str, tmp_path: Path
) -> None:
    result = run("--pairs", table, "-o", str(tmp_path / "out"), "--workers", "1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert (tmp_path / "out" / "whole.jsonl").read_bytes() == run(*PAIR, "-f", "jsonl", "-q").stdout_bytes
    *_, summary, last = result.stderr.splitlines()
    assert summary == f"Wrote 1 of 2 alignments to {tmp_path / 'out'}, 1 failed:"
    assert last.startswith("biclause: bad: no file or bundled agreement is called ")


def test_a_batch_without_failures_exits_with_0_and_is_quiet_where_asked(table: str, tmp_path: Path) -> None:
    Path(table).write_text(f"old,new\n{','.join(PAIR)}\n", "utf-8")
    out = ("-o", str(tmp_path / "out"), "--workers", "1")
    first, again = run("--pairs", table, "-q", *out), run("--pairs", table, *out)
    assert (first.exit_code, first.output) == (0, "")
    assert (again.exit_code, again.stderr) == (
        0, f"Wrote 0 of 1 alignments to {tmp_path / 'out'}, 1 were there already\n",
    )  # fmt: skip


def test_a_batch_writes_every_format_that_programs_read(table: str, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    run("--pairs", table, "-o", out, "-f", "html", "-q")
    run("--pairs", table, "-o", out, "--excel", "-q")
    found = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir() if p.is_file()}
    assert found == {
        "whole.html": run(*PAIR, "-f", "html", "-q").stdout_bytes,
        "whole.csv": run(*PAIR, "--excel", "-q").stdout_bytes,
    }


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--pairs", "TABLE"), "name a folder for them with -o DIR"),
        (("--pairs", "TABLE", "-o", "out", "a.txt"), "leave OLD and NEW out"),
        (("--pairs", "TABLE", "-o", "out", "-f", "table"), "choose another --format"),
        (("--pairs", "nowhere.csv", "-o", "out"), "cannot read nowhere.csv"),
        (("--pairs", "TABLE", "-o", "/dev/null/x"), "cannot make the folder /dev/null/x"),
        (("--pairs", "TABLE", "-o", "out", "--model", "no/such"), "no/such"),
        (("--workers", "2", *PAIR), "--workers is for --pairs"),
        ((), "two agreements are needed"),
    ],
)
def test_a_mistake_is_told_before_anything_is_done(
    args: tuple[str, ...], told: str, table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*(table if arg == "TABLE" else arg for arg in args))
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert told in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_progress_is_shown_on_a_terminal_and_nowhere_else(table: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "biclause", "align", "--pairs", table, "-o", str(tmp_path / "out")]
    master, slave = os.openpty()
    subprocess.run(
        command, stderr=slave, stdout=subprocess.PIPE, check=False, env={**os.environ, "TERM": "xterm"}
    )
    os.close(slave)
    assert "Aligning" in os.read(master, 100_000).decode()
    os.close(master)
    piped = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    assert "Aligning" not in piped.stderr
