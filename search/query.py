"""What a person typed in, a tree of tests out.

Words side by side must all match; ``"a phrase"``, ``AND``, ``OR``, ``NOT`` (or ``-word``), brackets, ``wild*``,
``/regular expression/``, ``field:value`` and clause addresses (``3(2)``, ``第三条第二款``) are understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn, get_args

from aligner.alignment import Status
from corpus import BiclauseError, Kind, Lang
from corpus.addresses import address

FIELDS = ("doc", "lang", "kind", "status", "section", "id", "heading", "term", "tag")
_CHOICES = {"lang": get_args(Lang), "kind": get_args(Kind), "status": get_args(Status)}


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed: any form of an English word, a run of Chinese anywhere in the text."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stood in quotes: these very words, in this order."""

    text: str


@dataclass(frozen=True, slots=True)
class Wild:
    """A word with ``*`` (any letters) or ``?`` (one) in it."""

    text: str


@dataclass(frozen=True, slots=True)
class Regex:
    """What stood between slashes; upper and lower case alike."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Field:
    """``field:value``: a test of what a clause is, not of what it says."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Place:
    """A clause's address; ``text`` is also looked for as it stands."""

    steps: tuple[str, ...]
    text: str


Leaf = Word | Phrase | Wild | Regex | Field | Place


@dataclass(frozen=True, slots=True)
class All:
    """Every part must match; without parts, everything does."""

    parts: tuple[Node, ...]
    said: bool = False
    """True where ``AND`` was written out, or the parts stood in brackets."""


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part must match."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not match."""

    part: Node


Node = Leaf | All | Any | Not


class QueryError(BiclauseError):
    """A query that cannot be read; the message shows it with the place marked."""

    def __init__(self, problem: str, query: str, place: int) -> None:
        self.problem, self.query, self.place = problem, query, place
        self.shown = (f"  {query}", f"  {_under(query, place)}^")
        super().__init__("\n".join((problem, *self.shown)))


def _under(query: str, place: int) -> str:
    """Blanks as wide as what stands before the place: an ideograph takes two columns."""
    from unicodedata import east_asian_width

    return "".join("  " if east_asian_width(c) in "WF" else " " for c in query[:place])


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield the tests of a tree that a clause may match, those under ``NOT`` left out."""
    if isinstance(node, All | Any):
        for part in node.parts:
            yield from leaves(part)
    elif not isinstance(node, Not):
        yield node


def plain_words(node: Node) -> list[str] | None:
    """Return the words of a query that is nothing but words and fields side by side; else None.

    Such a query is a question: the clauses that answer it best need not hold all of its words.
    """
    parts = node.parts if isinstance(node, All) and not node.said else (node,)
    if not all(isinstance(p, Word | Field | Place) for p in parts):
        return None
    return [p.text for p in parts if isinstance(p, Word | Place)]


def parse(query: str) -> Node:
    """Read a query.

    >>> parse('trademark OR "服务 标记"')
    Any(parts=(Word(text='trademark'), Phrase(text='服务 标记')))
    >>> parse("lang:zh -商标")
    All(parts=(Field(name='lang', value='zh'), Not(part=Word(text='商标'))), said=False)
    """
    return _Parser(query).parse()


# Opening and closing quotes; straight ones close themselves.
_QUOTES = {'"': '"', "\N{LEFT DOUBLE QUOTATION MARK}": "\N{RIGHT DOUBLE QUOTATION MARK}"}
# "/licen[cs]e/"; a lone slash is text: 和/或.
_REGEX = re.compile(r"/((?:[^/\\]|\\.)+)/(?=\s|\)|$)")
_OPERATORS = ("AND", "OR", "NOT")
_FIELD = re.compile(r"([a-z]+)[:\N{FULLWIDTH COLON}](?=\S)")


class _Parser:
    def __init__(self, query: str) -> None:
        self.query = query
        self.at = 0
        self.depth = 0
        # "SHALL NOT BE LIABLE" is copied from a disclaimer: there, AND, OR and NOT are words like the others.
        words = [w for w in re.findall(r"[^\W\d_]+", query) if w not in _OPERATORS]
        self.operators = not words or not all(w.isupper() for w in words)

    def parse(self) -> Node:
        # The whole of it may be an address with a space in it: "s 3(2)", "附则 2".
        if steps := address(self.query):
            return Place(steps, self.query.strip())
        if not self.query.strip():
            self._fail("there is nothing to look for", 0)
        if self.query.strip() in _OPERATORS:
            return Word(self.query.strip())
        node = self._any()
        if self.at < len(self.query):
            self._fail("this bracket closes nothing", self.at)
        return node

    def _any(self) -> Node:
        parts = [self._all()]
        while self._keyword("OR"):
            parts.append(self._operand(self._all(), "OR"))
        return Any(tuple(self._operand(p, "OR") for p in parts)) if len(parts) > 1 else parts[0]

    def _all(self) -> Node:
        parts: list[Node] = []
        said = False
        while True:
            if self._keyword("AND"):
                if not parts:
                    self._fail("AND needs something on both sides", self.at - 3)
                said = True
                parts.append(self._needed(self._part(), "AND"))
            elif (part := self._part()) is not None:
                parts.append(part)
            else:
                break
        return parts[0] if len(parts) == 1 else All(tuple(parts), said)

    def _part(self) -> Node | None:
        self._skip_space()
        if self._keyword("NOT"):
            return Not(self._needed(self._part(), "NOT"))
        rest = self.query[self.at :]
        if not rest or (self.depth and rest[0] == ")") or self._next_is("OR", "AND"):
            return None
        # Not at the very beginning: "-7B模型" is a piece of a name, and nothing is left to find without it.
        if rest[0] == "-" and self.query[: self.at].strip() and rest[1:2].strip() and rest[1] != "-":
            self.at += 1
            return Not(self._needed(self._part(), "-"))
        if rest[0] == "(" and self._is_group(rest):
            return self._group()
        return self._leaf(rest)

    def _leaf(self, rest: str) -> Node:
        if rest[0] in _QUOTES and (rest[0] == '"' or self._encloses_a_word(rest)):
            return Phrase(self._quoted())
        if found := _REGEX.match(rest):
            return self._regex(found)
        if (found := _FIELD.match(rest)) and self._is_field(found[1], self.at):
            self.at += found.end()
            return self._field(found[1])
        start = self.at
        text = self._token()
        if steps := address(text):
            return Place(steps, text)
        if ("*" in text or "?" in text.rstrip("?")) and text.strip("*?"):
            return Wild(text)
        return Word(text) if text else self._fail("nothing can be read here", start)

    def _is_group(self, rest: str) -> bool:
        if not rest[1:].strip(" )"):
            return False
        # "(including but" is copied text; with operators around, the bracket was meant and is missing its end.
        return rest.count("(") <= rest.count(")") or any(f" {o} " in self.query for o in _OPERATORS)

    def _group(self) -> Node:
        opened = self.at
        self.at += 1
        self.depth += 1
        node = self._any()
        self._skip_space()
        if not self.query.startswith(")", self.at):
            self._fail("this bracket is never closed", opened)
        self.at += 1
        self.depth -= 1
        return All((node,), said=True) if not isinstance(node, All | Any) else _said(node)

    def _quoted(self) -> str:
        opened = self.at
        close = self.query.find(_QUOTES[self.query[opened]], opened + 1)
        if close < 0:
            self._fail("this quote is never closed", opened)
        self.at = close + 1
        if not self.query[opened + 1 : close].strip():
            self._fail("there is nothing between these quotes", opened)
        return self.query[opened + 1 : close]

    def _encloses_a_word(self, rest: str) -> bool:
        # “许可”是指 is text copied from an agreement; “许可” alone is a phrase.
        close = rest.find(_QUOTES[rest[0]], 1)
        return close > 1 and (close + 1 == len(rest) or rest[close + 1].isspace() or rest[close + 1] == ")")

    def _regex(self, found: re.Match[str]) -> Regex:
        try:
            re.compile(found[1])
        except re.error as error:
            self._fail(f"not a regular expression: {error.msg}", self.at + 1 + (error.pos or 0))
        self.at += found.end()
        return Regex(found[1])

    def _is_field(self, name: str, at: int) -> bool:
        if name in FIELDS:
            return True
        if near := get_close_matches(name, FIELDS, 1, 0.75):
            self._fail(f"there is no field {name}: did you mean {near[0]}:?", at)
        return False

    def _field(self, name: str) -> Field:
        start = self.at
        value = self._quoted() if self.query[start] == '"' else self._token()
        choices = _CHOICES.get(name)
        if choices and value not in choices:
            near = get_close_matches(value, choices, 1)
            hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(choices)}"
            self._fail(f"{name} is never {value}: {hint}", start)
        return Field(name, value)

    def _token(self) -> str:
        """Read to the next space, or to the bracket that closes a group."""
        start, open_inside = self.at, 0
        while self.at < len(self.query) and not (c := self.query[self.at]).isspace():
            open_inside += (c == "(") - (c == ")")
            if open_inside < 0 and self.depth:
                break
            open_inside = max(0, open_inside)
            self.at += 1
        return self.query[start : self.at]

    def _next_is(self, *keywords: str) -> bool:
        return self.operators and any(
            re.compile(rf"{k}(?=[\s(]|$)").match(self.query, self.at) for k in keywords
        )

    def _keyword(self, keyword: str) -> bool:
        self._skip_space()
        if not self._next_is(keyword):
            return False
        self.at += len(keyword)
        return True

    def _skip_space(self) -> None:
        while self.at < len(self.query) and self.query[self.at].isspace():
            self.at += 1

    def _needed(self, node: Node | None, keyword: str) -> Node:
        return node if node is not None else self._fail(f"{keyword} needs something after it", self.at)

    def _operand(self, node: Node, keyword: str) -> Node:
        if isinstance(node, All) and not node.parts:
            self._fail(f"{keyword} needs something on both sides", self.at)
        return node

    def _fail(self, problem: str, place: int) -> NoReturn:
        raise QueryError(problem, self.query, place)


def _said(node: All | Any) -> Node:
    return All(node.parts, said=True) if isinstance(node, All) else node
