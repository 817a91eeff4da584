"""The aligned table: what programs, spreadsheets and notebooks are given."""

from __future__ import annotations

import csv
import io
import json
import sys

import pytest

from aligner import Alignment
from aligner.table import aligned_table, clause_table, row_record
from corpus import BiclauseError
from corpus.table import Table, chinese_script, clauses_html, clauses_table, markdown_text, written


def test_a_row_prints_exactly_the_keys_of_the_contract(heron: Alignment) -> None:
    record = json.loads(written(aligned_table(heron), "jsonl").splitlines()[6])
    assert list(record) == [
        "row", "status", "moved", "renumbered", "confidence", "old", "new", "changes", "evidence", "nearest",
    ]  # fmt: skip
    assert list(record["old"][0]) == [
        "document", "id", "label", "path", "kind", "lang", "heading", "text", "start", "end", "page",
    ]  # fmt: skip


def test_a_row_names_both_clauses_and_the_change_between_them(heron: Alignment) -> None:
    record = row_record(heron, 7, heron.rows[6])
    assert (record["row"], record["status"], record["renumbered"]) == (7, "changed", True)
    assert [c["path"] for c in (*record["old"], *record["new"])] == ["2.(2)", "二、3."]
    assert record["changes"] == [
        {
            "type": "number",
            "old": {"start": 188, "end": 195, "text": "30 days"},
            "new": {"start": 92, "end": 96, "text": "60 日"},
            "note": "30 days became 60",
        }
    ]


def test_every_start_is_where_the_source_prints_the_label(heron: Alignment) -> None:
    for record in heron.to_records():
        for document, side in ((heron.old, record["old"]), (heron.new, record["new"])):
            for clause in side:
                assert document.source.startswith(clause["label"], clause["start"])


def test_floats_are_rounded_so_that_processors_agree_on_the_bytes(heron: Alignment) -> None:
    records = heron.to_records()
    assert (records[6]["confidence"], records[10]["evidence"]["meaning"]) == (0.988, 0.71)


def test_csv_reads_back_as_the_rows(heron: Alignment) -> None:
    table = aligned_table(heron)
    read_back = list(csv.reader(io.StringIO(written(table, "csv"))))
    assert tuple(read_back[0]) == table.columns
    assert len(read_back) == 1 + len(heron)
    assert read_back[9][14] == "=您需要注明“Heron Inside”。"


def test_csv_for_excel_begins_with_a_byte_order_mark_and_holds_no_formula_and_no_number_from_text(
    heron: Alignment,
) -> None:
    text = written(aligned_table(heron), "csv", excel=True)
    assert text.startswith("\N{BYTE ORDER MARK}row,")
    row = list(csv.reader(io.StringIO(text)))[9]
    assert row[14] == "'=您需要注明“Heron Inside”。"
    assert (row[0], row[10], row[11]) == ("9", "'3.1", "三、1.")


@pytest.mark.parametrize(
    ("cell", "guarded"),
    [
        ("=1+1", True), ("+1", True), ("-x", True), ("@SUM(A1)", True), ("\tx", True), ("＝1", True),
        ("4.10", True), ("(3)", True), ("（3）", True), ("1-200", True), ("3/4", True), ("1e5", True), ("1.", True),
        ("5000+", False), ("Baichuan2-7B", False), ("4.3.ii", False), ("三、1.", False), ("a=b", False), ("", False),
    ],
)  # fmt: skip
def test_only_text_that_a_spreadsheet_would_not_leave_alone_is_guarded(cell: str, guarded: bool) -> None:
    text = written(Table("rows", ("cell",), ((cell,),), ()), "csv", excel=True)
    found = list(csv.reader(io.StringIO(text)))[1:]
    assert found == ([[f"'{cell}"]] if guarded else [[cell]])


def test_tsv_has_one_line_a_row_and_as_many_cells_as_columns(heron: Alignment) -> None:
    table = clauses_table(heron.new)
    lines = written(table, "tsv").splitlines()
    assert {len(line.split("\t")) for line in lines} == {len(table.columns)}
    assert len(lines) == 1 + len(heron.new)


def test_markdown_shows_the_text_and_runs_none_of_it(heron: Alignment) -> None:
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark").enable("table").render(written(clauses_table(heron.old), "markdown"))
    assert "<td>&quot;Model&quot; means the Heron model &amp; its &lt;weights&gt;.</td>" in html


@pytest.mark.parametrize(
    "text", ["1. a", "- a", "# a", "===", "---", "a*b*_c_`d`", "[a](b)", "<b>&lt;", "1) x", "| |"]
)
def test_markdown_text_renders_as_itself(text: str) -> None:
    from html import unescape

    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark").enable("table").render(markdown_text(text))
    assert unescape(html.removeprefix("<p>").removesuffix("</p>\n")) == text


def test_json_says_how_the_rows_were_made(heron: Alignment) -> None:
    whole = json.loads(written(aligned_table(heron), "json"))
    assert (whole["old"], whole["new"], whole["made_by"], len(whole["rows"])) == (
        "heron",
        "heron2",
        "by hand",
        12,
    )


def test_a_clause_is_listed_with_its_counterpart(heron: Alignment) -> None:
    table = clause_table(heron.new, heron.new["2.3"], heron)
    assert [row[1:3] for row in table.rows] == [("2.3", "二、3."), ("2.2", "2.(2)")]
    assert table.records[0]["status"] == "changed"


def test_the_dataframe_has_the_columns_of_the_csv(heron: Alignment) -> None:
    pytest.importorskip("pandas")
    frame = heron.to_dataframe()
    assert tuple(frame.columns) == aligned_table(heron).columns
    assert list(frame[frame.status == "added"].new_id) == ["2.2", "3", "3.1"]


def test_without_pandas_one_sentence_says_what_to_install(
    heron: Alignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(BiclauseError, match=r"needs pandas.*biclause\[pandas\]"):
        heron.to_dataframe()


def test_the_notebook_view_is_escaped_and_names_each_language(heron: Alignment) -> None:
    html = heron._repr_html_()
    assert "&lt;weights&gt;" in html
    assert "<weights>" not in html
    assert 'lang="zh-Hans"' in html and 'lang="en"' in html


def test_the_notebook_view_says_how_many_rows_it_leaves_out(
    heron: Alignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.table.SHOWN", 3)
    assert f"… and {len(heron.new) - 3} more" in clauses_html(heron.new)


def test_traditional_and_simplified_chinese_are_told_apart() -> None:
    assert [chinese_script(t) for t in ("許可協議之權利", "许可协议的权利", "English", "")] == [
        "zh-Hant", "zh-Hans", "zh-Hans", "zh-Hans",
    ]  # fmt: skip
