"""Markdown: the file's own text, with what its markup means said of each line.

The text is not rendered, so that offsets stay those of the file. What a renderer would not print (``##``,
``**``, the address of a link) is furniture inside the lines; whoever cuts clauses leaves it out. Numbers are
those in the file: a renderer would count lists anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..clauses import Furniture
from ..source import Line, Source, plain_lines
from .formats import FRONT_MATTER

MAX_INLINE = 100_000
"""Longest paragraph that is searched for inline marks; emphasis in a longer one is left as it stands."""

HTML = re.compile(r"<!--|</?[a-zA-Z][^<>]*>")
FENCE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*")
BOLD_MARK = re.compile(r"\*\*")
NO_SPACE = re.compile(r"^ {0,3}#{1,6}(?=[A-Za-z0-9]{0,6}[\u3400-\u9fff])", re.MULTILINE)
"""##标题, as Chinese writers have it."""
BLANK_TO_FILL, BLANK = re.compile(r"_{3,}"), "\ue000"
"""What is to be filled in by hand, and a letter that stands for it while emphasis is looked for."""
LIST_MARK = re.compile(r"[-+*]|[0-9]{1,9}[.)]")


def read_markdown(text: str) -> Source:
    r"""Read decoded Markdown.

    >>> source = read_markdown("## 1. **Term**\n")
    >>> [source.text[f.start : f.end] for f in source.furniture], source.lines[0].heading
    (['##', '**', '**'], 2)
    """
    return _Reader(text).read()


@dataclass(slots=True)
class _Said:
    """What the markup says of one line of the file."""

    line: Line
    at: int
    """How far the line has been looked through."""
    cells: list[tuple[int, int]] = field(default_factory=list)


class _Reader:
    """Marks in the file's text what a renderer prints."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.shown = bytearray(len(text))
        self.lines = [_Said(line, line.start) for line in plain_lines(text)]
        self.depth = 0
        self.heading: int | None = None
        self.in_cell = False
        self.env: dict[str, Any] = {}
        """The addresses that links refer to, which the parser collects."""

    def read(self) -> Source:
        front = FRONT_MATTER.match(self.text)
        begun = front.end() if front else 0
        # The front matter is blanked, not cut, to keep the numbers of the lines.
        body = re.sub(r"[^\n]", " ", self.text[:begun]) + self.text[begun:]
        body = NO_SPACE.sub(r"\g<0> ", body)  # the offsets are those of the file all the same: lines are looked up in it
        parser = MarkdownIt("commonmark").enable("table")
        parser.disable("inline")
        for space in re.finditer(r"\s+", self.text):
            self._show(space.start(), space.end())
        for token in parser.parse(body, self.env):
            self._block(token, parser)
        return Source(
            text=self.text,
            lines=tuple(self._written()),
            format="markdown",
            furniture=tuple(self._furniture()),
        )

    def _written(self) -> Iterator[Line]:
        """Yield the lines, those of mere markup left out; the cells of a table row are lines of their own."""
        for said in self.lines:
            line = said.line
            for start, end in said.cells:
                yield replace(line, start=start, end=end, cell=True)
            blank = not self.text[line.start : line.end].strip()
            if not said.cells and (blank or self._has_shown(line)):
                yield line

    def _has_shown(self, line: Line) -> bool:
        shown = self.shown[line.start : line.end]
        return any(
            on and not char.isspace()
            for on, char in zip(shown, self.text[line.start : line.end], strict=True)
        )

    def _furniture(self) -> Iterator[Furniture]:
        for run in re.finditer(b"\0+", self.shown):
            yield Furniture(run.start(), run.end(), "markup")

    def _show(self, start: int, end: int) -> None:
        self.shown[start:end] = b"\1" * (end - start)

    def _block(self, token: Token, parser: MarkdownIt) -> None:
        """Take note of one block of the document."""
        kind = token.type
        if kind == "heading_open":
            self.heading = int(token.tag[1])
        elif kind == "heading_close":
            self.heading = None
        elif kind == "list_item_open":
            self.depth += 1
            self._list_mark(token)
        elif kind == "list_item_close":
            self.depth -= 1
        elif kind in ("th_open", "td_open", "th_close", "td_close"):
            self.in_cell = kind.endswith("open")
        elif kind in ("fence", "code_block"):
            self._code(token)
        elif kind == "html_block":
            self._html(token)
        elif kind == "inline":
            self._paragraph(token, parser)

    def _level(self) -> int | None:
        return self.depth - 1 if self.depth else None

    def _list_mark(self, token: Token) -> None:
        """Find the number or bullet of a list item: a sure label."""
        said = self.lines[token.map[0] if token.map else 0]
        mark = LIST_MARK.search(self.text, said.at, said.line.end)
        if mark:
            self._show(*mark.span())
            said.at = mark.end()
            said.line = replace(said.line, label_end=mark.end(), level=self._level())

    def _code(self, token: Token) -> None:
        """Show code as it stands, without its fences."""
        for said in self._lines_of(token):
            fence = token.type == "fence" and FENCE.match(self.text, said.line.start, said.line.end)
            if not fence or not (said is self.lines[(token.map or [0])[0]] or fence.end() == said.line.end):
                self._show(said.line.start, said.line.end)

    def _html(self, token: Token) -> None:
        """Show what stands between tags."""
        lines = self._lines_of(token)
        if lines:
            at, end = lines[0].line.start, lines[-1].line.end
            for mark in HTML.finditer(self.text, at, end):
                if mark.start() < at:
                    continue
                self._show(at, mark.start())
                at = mark.end()
                if mark[0] == "<!--":
                    closed = self.text.find("-->", at, end)
                    at = end if closed < 0 else closed + 3
                if at == end:
                    return
            self._show(at, end)

    def _lines_of(self, token: Token) -> list[_Said]:
        first, last = token.map or [0, 0]
        return self.lines[first:last]

    def _paragraph(self, token: Token, parser: MarkdownIt) -> None:
        """Place the text of a paragraph, heading or cell in the file, then show what its marks leave."""
        lines = self._lines_of(token)
        places: list[tuple[int, int, int]] = []
        offset = 0
        for index, (said, piece) in enumerate(zip(lines, token.content.split("\n"), strict=False)):
            found = self._places(said, piece, offset)
            places += found
            if self.in_cell and found:
                said.cells.append((found[0][1], said.at))
            offset += len(piece) + 1
            # CommonMark draws an unindented line into the list item above; its writer need not have meant it.
            lazy = index > 0 and not self.text[said.line.start].isspace()
            whole = len(lines) == 1 or self.heading is not None
            level = None if lazy else self._level()
            said.line = replace(said.line, heading=self.heading, level=level, whole=whole)
        for _, place, length in places:
            self.shown[place : place + length] = bytes(length)  # with the spaces in an address
        for start, end in _without_bold_marks(token.content, _printed(token.content, parser, self.env)):
            for at, place, length in places:
                low, high = max(start, at), min(end, at + length)
                if low < high:
                    self._show(place + low - at, place + high - at)

    def _places(self, said: _Said, piece: str, offset: int) -> list[tuple[int, int, int]]:
        """Find a line of a block in the file: place in the block, place in the file, length.

        A bar in a table is escaped in the file and not in the block.
        """
        places: list[tuple[int, int, int]] = []
        at = offset + len(piece) - len(piece.lstrip())
        for part in piece.strip().split("|") if self.in_cell else [piece.strip()]:
            found = self.text.find(part, said.at, said.line.end)
            if found >= 0:
                bar = 1 if places and self.text[found - 1] == "|" else 0
                places.append((at - bar, found - bar, len(part) + bar))
                said.at = found + len(part)
            at += len(part) + 1
        return places


def _printed(content: str, parser: MarkdownIt, env: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of inline Markdown that a renderer prints, entities as they are written."""
    if len(content) > MAX_INLINE:
        yield 0, len(content)
        return
    tokens: list[Token] = []
    content = BLANK_TO_FILL.sub(lambda m: BLANK * len(m[0]), content)  # 【____】 is no emphasis
    parser.inline.parse(content, parser, env, tokens)
    at = 0
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            at = max(content.find("\n", at), at)
            continue
        written = token.markup if token.type == "text_special" and token.info == "entity" else token.content
        if not written or token.nesting:
            continue
        found = content.find(written, at)
        if found >= 0:
            at = found + len(written)
            if token.type != "html_inline":
                yield found, at


def _without_bold_marks(content: str, printed: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Leave out every ``**`` where they come in pairs.

    CommonMark sees no mark in ``**“你”**指``, for lack of a space after it; whoever wrote it meant bold.
    """
    paired = content.count("**") % 2 == 0
    for start, end in printed:
        for mark in BOLD_MARK.finditer(content, start, end) if paired else ():
            yield start, mark.start()
            start = mark.end()
        yield start, end
