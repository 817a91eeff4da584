"""Clauses by their addresses, however they are spelt."""

from __future__ import annotations

import pytest

from biclause import BiclauseError, find, read


@pytest.mark.parametrize(
    ("address", "id"),
    [
        ("4.3", "4.3"), ("四、3.", "4.3"), ("四.3", "4.3"), ("四、３．", "4.3"), ("4(3)", "4.3"), ("四（3）", "4.3"),
        ("第四条第三款", "4.3"), ("s 4(3)", "4.3"), ("Article 4.3", "4.3"), ("§ 4.3", "4.3"),
        ("4.4.ii_2", "4.4.ii_2"), ("四.4(viii)", "4.4.viii"), ("4.4(VIII)", "4.4.viii"),
        ("附则", "app"), ("附則2（1）", "app.2.1"), ("Appendix 2(1)", "app.2.1"), ("app.2.1.f3", "app.2.1.f3"),
        ("五", "5"), ("5", "5"), ("第五章", "5"), ("1.d3", "1.d3"), ("商业用途", "1.d13"), ("“商业用途”", "1.d13"),
        ("title", "title"), ("2.lead", "2.lead"),
    ],
)  # fmt: skip
def test_any_spelling_of_an_address_finds_the_clause(address: str, id: str) -> None:
    assert find(read("baichuan2"), address).id == id


def test_an_unknown_address_names_the_nearest_clauses() -> None:
    with pytest.raises(BiclauseError, match=r"^baichuan2 has no clause '四\.30': try 4\.3 \(四、3\.\), "):
        find(read("baichuan2"), "四.30")


def test_an_address_that_fits_several_clauses_names_them_instead_of_choosing() -> None:
    with pytest.raises(BiclauseError, match=r"^'o1' fits 2 clauses of baichuan2: try app\.2\.1\.f3\.o1 "):
        find(read("baichuan2"), "o1")


def test_nonsense_is_answered_with_where_to_look() -> None:
    with pytest.raises(BiclauseError, match=r"biclause parse baichuan2 lists them all$"):
        find(read("baichuan2"), "？？？")
