"""What a query is read as, and what is said of one that cannot be read."""

from __future__ import annotations

import pytest

from search import QueryError
from search.query import All, Any, Field, Node, Not, Phrase, Place, Regex, Wild, Word, parse


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("trademark", Word("trademark")),
        ('"service mark"', Phrase("service mark")),
        ("“服务标记”", Phrase("服务标记")),
        ("“许可”是指", Word("“许可”是指")),
        ("a b", All((Word("a"), Word("b")))),
        ("a AND b", All((Word("a"), Word("b")), said=True)),
        ("a OR b c", Any((Word("a"), All((Word("b"), Word("c")))))),
        ("(a OR b) c", All((Any((Word("a"), Word("b"))), Word("c")))),
        ("a NOT b", All((Word("a"), Not(Word("b"))))),
        ("a -b", All((Word("a"), Not(Word("b"))))),
        ("licens* 许可?方", All((Wild("licens*"), Wild("许可?方")))),
        ("/licen[cs]e/", Regex("licen[cs]e")),
        ("lang:zh kind：note", All((Field("lang", "zh"), Field("kind", "note")))),
        ('doc:"my agreement"', Field("doc", "my agreement")),
        ("3(2) OR 三.2", Any((Place(("3", "2"), "3(2)"), Place(("3", "2"), "三.2")))),
        ("s 3(2)", Place(("3", "2"), "s 3(2)")),
    ],
)
def test_a_query_is_read_as(query: str, expected: Node) -> None:
    assert parse(query) == expected


@pytest.mark.parametrize(
    ("query", "expected", "why"),
    [
        (
            "SHALL NOT BE LIABLE",
            ["SHALL", "NOT", "BE", "LIABLE"],
            "capitals of a disclaimer are not operators",
        ),
        ("(including but", ["(including", "but"], "a bracket that the copied piece does not close"),
        ("main()", ["main()"], "brackets with nothing in them"),
        ("-7B模型", ["-7B模型"], "a hyphen inside a name that was cut"),
        ("/或内容", ["/或内容"], "the slash of 和/或, and/or"),
        ("OR", ["OR"], "a word alone joins nothing"),
    ],
)
def test_text_copied_from_an_agreement_is_looked_for_as_it_stands(
    query: str, expected: list[str], why: str
) -> None:
    node = parse(query)
    words = node.parts if isinstance(node, All) else (node,)
    assert [w.text for w in words if isinstance(w, Word)] == expected, why


@pytest.mark.parametrize(
    ("query", "problem", "place"),
    [
        ('trademark "service', "this quote is never closed", 10),
        ("(a OR b", "this bracket is never closed", 0),
        ("a OR", "OR needs something on both sides", 4),
        ("AND b", "AND needs something on both sides", 0),
        ("a NOT", "NOT needs something after it", 5),
        ("/a[/", "not a regular expression: unterminated character set", 2),
        ("lnag:zh", "there is no field lnag: did you mean lang:?", 0),
        ("商标 lang:fr", "lang is never fr: one of en, zh", 8),
        ("kind:definiton", "kind is never definiton: did you mean definition?", 5),
        ("  ", "there is nothing to look for", 0),
    ],
)
def test_a_query_that_cannot_be_read_is_shown_with_the_place_marked(
    query: str, problem: str, place: int
) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert (caught.value.problem, caught.value.place) == (problem, place)


def test_the_mark_stands_under_its_place_after_wide_characters() -> None:
    with pytest.raises(QueryError) as caught:
        parse("商标 lang:fr")
    assert str(caught.value).splitlines()[1:] == ["  商标 lang:fr", "  " + " " * 10 + "^"]
