"""Plain text in, the frames drawn around parts of it out: a box of stars is no list of items, nor is a comment in code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from .clauses import Furniture
from .source import Source

SIDES = frozenset("*#|+│║┃┌┐└┘├┤╔╗╚╝╠╣┏┓┗┛")
"""What the two sides of a box are drawn with."""
LEAST_LINES = 3

Sides = tuple[int, int]
"""Offsets of the left and right side on one line."""


def frames(source: Source) -> list[Furniture]:
    """Return what is drawn around text in boxes, and before the lines of comments."""
    return [*_sides(source), *_marks(source)]


def _sides(source: Source) -> list[Furniture]:
    r"""Return both sides of every box: at least three lines in a row that begin and end in one column with a sign.

    >>> from corpus.source import plain_lines
    >>> text = "*****\n* a *\n* b *\n*****"
    >>> [(f.start, f.end) for f in _sides(Source(text, plain_lines(text), "text"))]
    [(0, 1), (4, 5), (6, 7), (10, 11), (12, 13), (16, 17), (18, 19), (22, 23)]

    A side may be drawn with two signs.  A table, whose lines have such signs inside too, is no box.
    """
    found = []
    for box in _boxes(source):
        told = [text for a, b in box if any(map(str.isalnum, text := source.text[a : b + 1]))]
        if not told:
            continue
        left, right = (min(_drawn(text[::step]) for text in told) for step in (1, -1))
        if not _columns([text[left:-right] for text in told]):
            found += [Furniture(*side, "frame") for a, b in box for side in ((a, a + left), (b + 1 - right, b + 1))]
    return found


def _drawn(text: str) -> int:
    """Count the signs that a line begins with."""
    return next((k for k, ch in enumerate(text) if ch not in SIDES), len(text))


def _boxes(source: Source) -> Iterator[list[Sides]]:
    """Yield the runs of lines that have both sides in the same columns."""
    placed = []
    for line in source.lines:
        text = source.text[line.start : line.end]
        words = text.strip()
        sided = len(words) > 1 and {words[0], words[-1]} <= SIDES and line.right is None
        left, right = len(text) - len(text.lstrip()), len(text.rstrip()) - 1
        placed.append(((left, right) if sided else None, (line.start + left, line.start + right)))
    for columns, run in groupby(placed, key=lambda p: p[0]):
        lines = [sides for _, sides in run]
        if columns is not None and len(lines) >= LEAST_LINES:
            yield lines


def _columns(texts: Sequence[str]) -> bool:
    """True where a sign stands in one column of every line, as between the cells of a table."""
    shared = set.intersection(*({(k, ch) for k, ch in enumerate(text) if ch in SIDES} for text in texts))
    return bool(shared)


# Must match " * text", "// text" and "#"; must not match "*text", "#1" or "**bold**".
MARK = re.compile(r"\s*(\*|//+|#+|--|;+|%+)(?!\S)")
# Must match "/**" and "/* text"; "*/" and "text */".
OPENING, CLOSING = re.compile(r"\s*(/\*+)(?!\S)"), re.compile(r"(?<!\S)(\*+/)\s*$")


def _marks(source: Source) -> list[Furniture]:
    r"""Return the marks around every comment and before its lines.

    Stars are no bullets where a comment was opened above them; of other lines one has the mark alone.

    >>> from corpus.source import plain_lines
    >>> text = "/* a\n * b\n */\n# c\n#\n# d"
    >>> [text[f.start : f.end] for f in _marks(Source(text, plain_lines(text), "text"))]
    ['/*', '*/', '*', '#', '#', '#']
    """
    texts = [source.text[line.start : line.end] for line in source.lines]
    opened, closed = [OPENING.match(text) for text in texts], [CLOSING.search(text) for text in texts]
    found = [(k, sign) for ends in (opened, closed) for k, sign in enumerate(ends) if sign]
    marked = [MARK.match(text) for text in texts]
    for _, run in groupby(enumerate(marked), key=lambda line: line[1] and line[1][1]):
        lines = [(k, mark) for k, mark in run if mark]
        alone = any(not texts[k][mark.end() :].strip() for k, mark in lines[1:-1])
        if alone or (lines and lines[0][0] > 0 and opened[lines[0][0] - 1]):
            found += lines
    starts = [line.start for line in source.lines]
    return [Furniture(starts[k] + sign.start(1), starts[k] + sign.end(1), "frame") for k, sign in found]
