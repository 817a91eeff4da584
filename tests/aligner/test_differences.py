"""What differs, section by section: counts, quotes and places."""

from __future__ import annotations

import json

import pytest

from aligner import Alignment, Row
from aligner.changelist import differences_table, headline, markdown
from aligner.differences import diff
from aligner.labels import printed
from aligner.quotes import quote
from corpus import parse_text
from corpus.table import written


def swapped(alignment: Alignment) -> Alignment:
    """Read the newer agreement as the older one."""
    status = {"added": "removed", "removed": "added"}
    rows = tuple(
        Row(r.new, r.old, status.get(r.status, r.status), r.moved, r.renumbered, r.confidence)  # type: ignore[arg-type]  # a status for a status
        for r in alignment
    )
    return Alignment(alignment.new, alignment.old, rows, alignment.signature)


def test_the_summary_counts_rows_and_says_what_was_not_compared(heron: Alignment) -> None:
    assert diff(heron).summary == (
        "heron2 vs heron: 3 added, 1 removed, 1 changed, 0 moved, 2 renumbered; "
        "8 answered, 6 of them in two languages with no change found inside."
    )


def test_every_row_is_in_exactly_one_section(heron: Alignment) -> None:
    numbers = [e.number for s in diff(heron).sections for e in s.entries]
    assert numbers == list(range(1, 13))


def test_sections_pair_the_headings_of_both_sides_and_know_when_all_of_them_is_new(heron: Alignment) -> None:
    told = [(s.new and s.new.path, s.old and s.old.path, s.whole) for s in diff(heron).sections]
    assert told == [
        (None, None, None),
        ("一、", "1.", None),
        ("二、", "2.", None),
        ("三、", None, "added"),
        ("四、", "3.", None),
        (None, None, None),
    ]


def test_an_added_clause_is_placed_after_the_nearest_one_that_both_have(heron: Alignment) -> None:
    found = diff(heron)
    added = next(e for e in found if e.words == ("added",))
    assert headline(found, added) == "二、2. [2.2]: no counterpart found in heron, after 二、1. = 2.(1)"


def test_a_clause_under_an_added_section_is_not_placed_again(heron: Alignment) -> None:
    found = diff(heron)
    under = next(e for e in found if e.row.new and e.row.new[0].id == "3.1")
    assert headline(found, under) == "三、1. [3.1]: no counterpart found in heron"


def test_swapping_the_agreements_swaps_added_and_removed(heron: Alignment) -> None:
    there, back = diff(heron).counts, diff(swapped(heron)).counts
    assert (there["added"], there["removed"]) == (back["removed"], back["added"])


def test_an_agreement_does_not_differ_from_itself(heron: Alignment) -> None:
    same = Alignment(heron.old, heron.old, tuple(Row((c,), (c,), "same") for c in heron.old), "")
    assert not list(diff(same))
    assert diff(same).names == ("heron (old)", "heron (new)")


def test_quotes_are_in_the_source_but_for_white_space(heron: Alignment) -> None:
    for record in differences_table(diff(heron)).records:
        for document, side in ((heron.old, "old"), (heron.new, "new")):
            for clause in record[side]:  # type: ignore[attr-defined]  # a list of clauses
                source = "".join(document.source.replace("\n7\n", "\n").split())
                assert "".join(clause["quote"].split()) in source


def test_a_quote_keeps_the_damage_of_the_file_and_leaves_out_its_page_numbers(heron: Alignment) -> None:
    assert quote(heron.old, heron.old["2.1"]) == "You may use the Model for re- search. Informa5on follows."
    assert quote(heron.new, heron.new["2.1"]) == "您可以将模型用于研究，不可再许可。"
    assert quote(heron.new, heron.new["2.3"]) == "您应在 60 日内付款。"


def test_records_hold_section_quote_and_neighbour(heron: Alignment) -> None:
    record = json.loads(written(differences_table(diff(heron)), "jsonl").splitlines()[0])
    assert record["differences"] == ["added"]
    assert record["section"]["old_heading"] == "Use"
    assert record["new"][0]["quote"] == "未经书面同意，您不得出售模型。"
    assert record["after"] == {"old_id": "2.1", "old_path": "2.(1)", "new_id": "2.1", "new_path": "二、1."}


def test_the_page_of_markdown_is_one_that_a_lawyer_can_read(heron: Alignment) -> None:
    assert markdown(diff(heron)).split("\n\n")[:7] == [
        "# What differs: 苍鹭模型许可协议",
        "against Licence of the Heron Model",
        "**heron2 vs heron: 3 added, 1 removed, 1 changed, 0 moved, 2 renumbered; "
        "8 answered, 6 of them in two languages with no change found inside.**",
        "## 二、 使用 = 2. Use: 1 added, 1 changed, 1 renumbered",
        "- **added 新增**: 二、2. \\[2.2\\]: no counterpart found in heron, after 二、1. = 2.(1)",
        "  heron2:",
        "  > 未经书面同意，您不得出售模型。",
    ]


def test_the_dataframe_and_the_notebook_view_hold_every_difference(heron: Alignment) -> None:
    pytest.importorskip("pandas")
    found = diff(heron)
    assert list(found.to_dataframe().row) == [r["row"] for r in found.to_records()] == [6, 7, 8, 9, 10, 12]
    assert found._repr_html_().count("<tr>") == 1 + 6


def test_a_paragraph_that_defines_a_term_in_passing_is_named_by_its_place() -> None:
    """Two paragraphs of one clause are not both "1."."""
    text = '1. Services\n\nAlder Ltd ("Alder") runs the portal.\n\nIt hands out accounts (each, an "Account").\n\n2. Fees\n\nNone.\n'
    assert [printed(c) for c in parse_text(text, id="x")][:3] == ["1.", "1. paragraph 1", "1. paragraph 2"]
