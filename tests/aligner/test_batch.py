"""Many pairs at once, in real worker processes: same bytes as alone, resumable, and one bad pair stays alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aligner import align
from aligner.batch import MADE, Outcome, Recipe, align_pairs, rendered
from aligner.pairs import Pair, read_pairs
from corpus import BiclauseError, read

ROOT = Path(__file__).parents[2]

OLD = "1. Term\nThis licence lasts for one year.\n2. Fee\nThe fee is 30 euros a month.\n"
NEW = "一、期限\n本许可有效期为一年。\n二、费用\n费用为每月30欧元。\n三、标识\n须注明来源。\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Write three small pairs and the table that lists them."""
    for n in (1, 2, 3):
        (tmp_path / f"old{n}.txt").write_text(OLD.replace("one", str(n)), "utf-8")
        (tmp_path / f"new{n}.txt").write_text(NEW.replace("一年", f"{n}年"), "utf-8")
    lines = [f"old{n}.txt,new{n}.txt,pair {n}" for n in (1, 2, 3)]
    (tmp_path / "pairs.csv").write_text("\n".join(["old,new,id", *lines]), "utf-8")
    return tmp_path / "pairs.csv"


def alone(pair: Pair, recipe: Recipe | None = None) -> bytes:
    assert pair.new is not None
    return rendered(align(read(pair.old), read(pair.new)), recipe or Recipe()).encode()


def states(outcomes: list[Outcome]) -> dict[str, str]:
    return {outcome.pair.id: outcome.state for outcome in outcomes}


def answers(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return every file of a folder of answers: what is in it, and when it was written."""
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in sorted(folder.iterdir()) if p.is_file()}


def test_each_file_has_the_bytes_of_a_run_on_its_pair_alone(table: Path, tmp_path: Path) -> None:
    pairs, folder = read_pairs(table), tmp_path / "out"
    told: list[Outcome] = []
    outcomes = align_pairs(pairs, folder, workers=2, told=told.append)
    assert [o.pair for o in outcomes] == pairs and sorted(states(told)) == sorted(p.id for p in pairs)
    assert {n: made for n, (made, _) in answers(folder).items()} == {f"{p.id}.jsonl": alone(p) for p in pairs}


def test_a_second_run_does_only_what_is_missing_or_out_of_date(table: Path, tmp_path: Path) -> None:
    pairs, folder = read_pairs(table), tmp_path / "out"
    align_pairs(pairs, folder, workers=1)
    before = answers(folder)
    (folder / "pair 1.jsonl").unlink()
    Path(pairs[1].old).write_text(OLD.replace("30", "40"), "utf-8")
    outcomes = align_pairs(pairs, folder, workers=1)
    assert states(outcomes) == {"pair 1": "made", "pair 2": "made", "pair 3": "kept"}
    after = answers(folder)
    assert after["pair 3.jsonl"] == before["pair 3.jsonl"]
    assert (after["pair 1.jsonl"][0], b"40 euros" in after["pair 2.jsonl"][0]) == (
        before["pair 1.jsonl"][0],
        True,
    )


def test_another_way_of_writing_is_another_file_and_another_model_another_answer(
    table: Path, tmp_path: Path
) -> None:
    pairs, folder = read_pairs(table)[:1], tmp_path / "out"
    align_pairs(pairs, folder, workers=1)
    excel = Recipe("csv", excel=True)
    assert states(align_pairs(pairs, folder, excel, workers=1)) == {"pair 1": "made"}
    assert (folder / "pair 1.csv").read_bytes() == alone(pairs[0], excel)
    assert states(align_pairs(pairs, folder, Recipe("csv"), workers=1)) == {"pair 1": "made"}
    assert states(align_pairs(pairs, folder, Recipe("csv"), workers=1)) == {"pair 1": "kept"}
    with pytest.raises(BiclauseError, match="no/such"):
        align_pairs(pairs, folder, Recipe(model="no/such"), workers=1)


def test_a_file_that_cannot_be_read_fails_alone(table: Path, tmp_path: Path) -> None:
    (tmp_path / "old2.txt").write_bytes(bytes(range(256)) * 20)
    outcomes = align_pairs(read_pairs(table), tmp_path / "out", workers=2)
    assert states(outcomes) == {"pair 1": "made", "pair 2": "failed", "pair 3": "made"}
    assert "not text" in outcomes[1].reason


def test_a_file_in_both_languages_is_a_pair_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "both.txt").write_text(OLD + "\n" + NEW, "utf-8")
    (tmp_path / "pairs.csv").write_text("old,new\nboth.txt,\n", "utf-8")
    pairs = read_pairs(tmp_path / "pairs.csv")
    assert states(align_pairs(pairs, tmp_path / "out", workers=1)) == {"both": "made"}
    rows = [json.loads(line) for line in (tmp_path / "out" / "both.jsonl").read_text("utf-8").splitlines()]
    assert {c["lang"] for row in rows for c in row["old"]} == {"en"}
    assert {c["lang"] for row in rows for c in row["new"]} == {"zh"}


# A worker imports the script that started it, and so gets what the script replaces.
SCRIPT = """
import os, sys, time
from pathlib import Path
import aligner.batch as batch
from aligner.pairs import read_pairs

make = batch._make

def troubled(job):
    trouble = sys.argv[3] if job.pair.id == "pair 2" else ""
    if trouble == "dies":
        os.kill(os.getpid(), 9)
    if trouble == "hangs":
        (job.file.parent / "hanging").write_text(str(os.getpid()))
        time.sleep(600)
    return make(job)

batch._make = troubled
if __name__ == "__main__":
    for outcome in batch.align_pairs(read_pairs(Path(sys.argv[1])), Path(sys.argv[2]), workers=int(sys.argv[4])):
        print(outcome.pair.id, outcome.state, outcome.reason)
"""


def started(table: Path, folder: Path, trouble: str, workers: int) -> subprocess.Popen[str]:
    script = table.with_name("script.py")
    script.write_text(SCRIPT, "utf-8")
    return subprocess.Popen(
        [sys.executable, str(script), str(table), str(folder), trouble, str(workers)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def wait_for(path: Path) -> None:
    end = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < end, f"{path} did not come"
        time.sleep(0.02)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


needs_signals = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no signals")


@needs_signals
@pytest.mark.parametrize("workers", [1, 2])
def test_a_pair_whose_process_dies_fails_alone(table: Path, tmp_path: Path, workers: int) -> None:
    told, _ = started(table, tmp_path / "out", "dies", workers).communicate(timeout=120)
    assert [line.split()[2] for line in told.splitlines()] == ["made", "failed", "made"]
    assert "the process that worked on it died" in told


@needs_signals
def test_a_killed_run_takes_its_workers_along_and_the_next_goes_on_from_there(
    table: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    run = started(table, folder, "hangs", 1)
    wait_for(folder / "hanging")
    worker = int((folder / "hanging").read_text())
    run.kill()
    run.communicate()
    (folder / "hanging").unlink()
    end = time.monotonic() + 30
    while is_alive(worker):
        assert time.monotonic() < end, "the worker outlived its parent"
        time.sleep(0.02)

    before = answers(folder)
    assert list(before) == ["pair 1.jsonl"]
    pairs = read_pairs(table)
    outcomes = align_pairs(pairs, folder, workers=1)
    assert states(outcomes) == {"pair 1": "kept", "pair 2": "made", "pair 3": "made"}
    after = answers(folder)
    assert after["pair 1.jsonl"] == before["pair 1.jsonl"]
    assert {n: made for n, (made, _) in after.items()} == {f"{p.id}.jsonl": alone(p) for p in pairs}


def test_nothing_is_left_of_a_file_that_could_not_be_written(table: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    (folder / "pair 2.jsonl").mkdir(parents=True)
    outcomes = align_pairs(read_pairs(table), folder, workers=1)
    assert states(outcomes) == {"pair 1": "made", "pair 2": "failed", "pair 3": "made"}
    assert outcomes[1].reason.startswith(f"cannot write {folder / 'pair 2.jsonl'}: ")
    assert sorted(p.name for p in folder.iterdir()) == [MADE, "pair 1.jsonl", "pair 2.jsonl", "pair 3.jsonl"]


# The table


def listed(folder: Path, text: str | bytes) -> list[Pair]:
    table = folder / "pairs.csv"
    table.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_pairs(table)


def test_files_are_looked_for_beside_the_table_and_bundled_names_stay(tmp_path: Path) -> None:
    (tmp_path / "baichuan2").write_text("1. Ours", "utf-8")
    assert listed(tmp_path, "old,new\nbaichuan-7b,baichuan2\n") == [
        Pair("baichuan-7b__baichuan2", "baichuan-7b", str(tmp_path / "baichuan2"))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "new,note,OLD,id\r\nb.txt,x,a.txt,许可 1\r\n\r\n",
        "old;new;id\na.txt;b.txt;许可 1\n",
        "\N{BYTE ORDER MARK}old\tnew\tid\na.txt\tb.txt\t许可 1",
        "old,new,id\na.txt,b.txt,许可 1\n".encode("gb18030"),
    ],
    ids=["columns in any order", "semicolons", "tabs and a byte order mark", "GB 18030"],
)
def test_a_table_is_read_as_spreadsheets_write_it(tmp_path: Path, text: str | bytes) -> None:
    assert listed(tmp_path, text) == [Pair("许可 1", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "head line"),
        ("a.txt,b.txt\n", "head line"),
        ("old,new\n", "lists no pairs"),
        ("old,new\n,b.txt\n", "line 2 has 'nothing' as old"),
        ("old,new\na.txt,-\n", "line 2"),
        ("old,new,id\na,b,../x\n", "no name for a file"),
        ("old,new,id\na,b,.hidden\n", "no name for a file"),
        ("old,new\nx/en.txt,x/zh.txt\ny/EN.txt,y/zh.txt\n", "lines 2 and 3 would both be written to en__zh"),
    ],
)
def test_a_table_that_cannot_be_meant_is_told_before_anything_is_done(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(BiclauseError, match=told):
        listed(tmp_path, text)
