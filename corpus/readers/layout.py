"""Words on a page to lines in reading order: rows, columns, and the cells of tables and forms.

Pure geometry, in points from the top left corner. Distances are compared with the height of the type, so
that a page in small print reads like one in large.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

HAN = re.compile(r"[\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\uff00-\uffef]")
CLOSING = "，。、；：！？”’）》】」』"
NO_HAN = re.compile(r"[^\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\uff00-\uffef]+")

WORD_GAP = 0.12
"""From this gap on, in heights, two Latin words are apart although no space was typed."""
HAN_GAP = 0.6
"""The same beside a Chinese character: justified Chinese is spread evenly."""
CELL_GAP = 2.0
"""From this gap on, in heights, the parts of a row stand in columns, unless the first is a list number."""
GUTTER = 0.6
"""Narrowest gutter between columns of prose, in heights."""
SAME_ROW = 0.4
"""Largest distance of the middles of two words in a row, in heights."""
ENOUGH_ROWS = 6
"""So many rows on either side of a gutter make columns."""
FULL = 0.85
"""A row this far across its column has wrapped."""
FULL_SHARE = 0.4
"""Columns of prose wrap in this share of their rows; those of a form rarely."""
SLACK = 2.0
"""Points by which rules miss one another, and text the rules around it."""

LIST_NUMBER = re.compile(
    r"[A-Za-z0-9•·*–—-]{1,3}|[(（\[]?[\w.]{1,8}[)）\].、]+|第\S{1,6}[条條章节節編编]|[A-Z][a-z]+ [\dIVX.]+"
)
"""What stands before a gap and is no cell: ``1.``, ``(iv)``, ``第十二条``, ``Section 2.1``; not ``Name:``."""


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a space among them."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    bold: bool = False
    spaced: bool = False
    """True where a space was typed before it."""

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin straight line drawn on the page."""

    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def upright(self) -> bool:
        return self.bottom - self.top > self.x1 - self.x0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A line as it is read: a row of a column, or all that stands in one cell."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    cell: bool = False
    first: bool = False
    """True where a column or a cell begins: the line above it on the page is not the one before it."""

    @property
    def height(self) -> float:
        return self.bottom - self.top


Row = list[Word]
Cell = tuple[float, float, float, float]


def read_page(words: Sequence[Word], rules: Iterable[Rule] = ()) -> list[Stretch]:
    """Return the lines of a page in the order in which one reads them."""
    grid = _Grid(rules)
    ruled: dict[Cell, Row] = {}
    free: Row = []
    for word in words:
        cell = grid.cell(word)
        if cell is None:
            free.append(word)
        else:
            ruled.setdefault(cell, []).append(word)
    tables = sorted(ruled.items(), key=lambda each: (each[0][1], each[0][0]))
    lines: list[Stretch] = []
    waiting = rows(free)
    for cell, inside in tables:
        above = [row for row in waiting if _top(row) < cell[1]]
        waiting = waiting[len(above) :]
        lines += _columns(above)
        margin = min(word.x0 for word in inside) - cell[0]
        lines += _cell(rows(inside), cell[2] - margin)
    return lines + _columns(waiting)


def rows(words: Iterable[Word]) -> list[Row]:
    """Gather words into rows, each from left to right."""
    found: list[Row] = []
    tallest: list[Word] = []
    for word in sorted(words, key=lambda word: (word.middle, word.x0)):
        # A raised note mark lies between two rows; the tallest word tells where a row is.
        for at in range(len(found) - 1, max(len(found) - 4, -1), -1):
            other = tallest[at]
            if abs(word.middle - other.middle) < SAME_ROW * max(word.height, other.height):
                found[at].append(word)
                tallest[at] = max(other, word, key=lambda each: each.height)
                break
        else:
            found.append([word])
            tallest.append(word)
    for row in found:
        row.sort(key=lambda word: word.x0)
    return sorted(found, key=_top)


def text_of(row: Row) -> str:
    """Join the words of a row, with a space where one was typed or where the gap shows one."""
    pieces = [row[0].text] if row else []
    for before, word in pairwise(row):
        between_han = HAN.match(before.text[-1]) or HAN.match(word.text[0])
        gap = (word.x0 - before.x1) / max(before.height, word.height, 1)
        pieces.append(
            (" " if word.spaced or gap > (HAN_GAP if between_han else WORD_GAP) else "") + word.text
        )
    return "".join(pieces)


def _top(row: Row) -> float:
    return min(word.top for word in row)


def _stretch(row: Row, *, cell: bool = False, first: bool = False) -> Stretch:
    sizes = Counter[float]()
    for word in row:
        sizes[round(word.height * 2) / 2] += len(word.text)
    return Stretch(
        text=text_of(row),
        x0=min(word.x0 for word in row),
        x1=max(word.x1 for word in row),
        top=_top(row),
        bottom=max(word.bottom for word in row),
        size=max(sizes, key=lambda size: (sizes[size], size)),
        bold=all(word.bold for word in row),
        cell=cell,
        first=first,
    )


class _Grid:
    """The rules of a page, and the cells that they enclose."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        rules = list(rules)
        self.upright = sorted((rule for rule in rules if rule.upright), key=lambda rule: rule.x0)
        self.level = sorted((rule for rule in rules if not rule.upright), key=lambda rule: rule.top)

    def cell(self, word: Word) -> Cell | None:
        """Return the edges of the cell around a word: left, top, right, bottom; None outside any table.

        A box around the text, with no rule inside, is a frame and not a table.
        """
        x, y = (word.x0 + word.x1) / 2, word.middle
        sides = [rule for rule in self.upright if rule.top - SLACK <= y <= rule.bottom + SLACK]
        left = max((rule.x0 for rule in sides if rule.x0 <= x), default=None)
        right = min((rule.x0 for rule in sides if rule.x0 > x), default=None)
        if left is None or right is None:
            return None
        across = [rule for rule in self.level if rule.x0 - SLACK <= x <= rule.x1 + SLACK]
        top = max((rule.top for rule in across if rule.top <= y), default=None)
        bottom = min((rule.top for rule in across if rule.top > y), default=None)
        if top is None or bottom is None or self._is_frame(left, right):
            return None
        return round(left), round(top), round(right), round(bottom)

    def _is_frame(self, left: float, right: float) -> bool:
        """Whether the rules at both sides are the only ones of their height: there is no second column."""
        edges = [
            rule for rule in self.upright if abs(rule.x0 - left) <= SLACK or abs(rule.x0 - right) <= SLACK
        ]
        top, bottom = min(rule.top for rule in edges), max(rule.bottom for rule in edges)
        beside = (rule for rule in self.upright if rule.top < bottom and rule.bottom > top)
        return all(abs(rule.x0 - left) <= SLACK or abs(rule.x0 - right) <= SLACK for rule in beside)


def _cell(inside: list[Row], right: float) -> Iterator[Stretch]:
    """Yield the lines of a cell, those that wrapped at its right edge joined again."""
    joined: Stretch | None = None
    for row in inside:
        line = _stretch(row, cell=True, first=joined is None)
        if joined is None:
            joined = line
        elif _wrapped(joined.x1, row, right):
            joined = _joined(joined, line)
        else:
            yield joined
            joined = line
    if joined is not None:
        yield joined


def _wrapped(end: float, row: Row, right: float) -> bool:
    """Whether what begins a row, a word or a Chinese character, would not have fitted in the row above.

    A character takes the stop after it along, which must not begin a row.
    """
    word = row[0]
    latin = NO_HAN.match(word.text)
    if latin:
        return end + (word.x1 - word.x0) * latin.end() / len(word.text) > right - SLACK
    together = len(word.text) - len(word.text[1:].lstrip(CLOSING))
    return end + together * word.height > right - SLACK


def _joined(above: Stretch, below: Stretch) -> Stretch:
    han = HAN.match(above.text[-1]) and HAN.match(below.text[0])
    return replace(
        above,
        text=above.text + ("" if han else " ") + below.text,
        x0=min(above.x0, below.x0),
        x1=below.x1,
        bottom=below.bottom,
        bold=above.bold and below.bold,
    )


def _columns(page: list[Row]) -> list[Stretch]:
    """Read rows, those that stand in two columns of prose column by column."""
    gutter = _gutter(page)
    if gutter is None:
        return _forms(page)
    first, last, x = gutter
    left = [[word for word in row if word.x1 <= x] for row in page[first:last]]
    right = [[word for word in row if word.x0 >= x] for row in page[first:last]]
    lines = _forms(page[:first])
    for column in (left, right):
        inside = _columns([row for row in column if row])
        lines += [replace(line, first=line.first or index == 0) for index, line in enumerate(inside)]
    return lines + _columns(page[last:])


def _gutter(page: list[Row]) -> tuple[int, int, float] | None:
    """Find the longest run of rows that a blank stripe in mid-page parts into columns of prose."""
    if len(page) < ENOUGH_ROWS:
        return None
    left = min(word.x0 for row in page for word in row)
    right = max(word.x1 for row in page for word in row)
    width = right - left
    best: tuple[int, int, float] | None = None
    for step in range(30, 71):
        x = left + width * step / 100
        for first, last in _parted(page, x):
            if (best is None or last - first > best[1] - best[0]) and _are_prose(
                page[first:last], left, x, right
            ):
                best = first, last, x
    return best


def _parted(page: list[Row], x: float) -> Iterator[tuple[int, int]]:
    """Yield the runs of rows that leave a stripe around x blank."""
    first: int | None = None
    for index, row in enumerate([*page, None]):
        if row is not None and not any(
            word.x0 - word.height * GUTTER / 2 < x < word.x1 + word.height * GUTTER / 2 for word in row
        ):
            first = index if first is None else first
        elif first is not None:
            yield first, index
            first = None


def _are_prose(band: list[Row], left: float, x: float, right: float) -> bool:
    """Whether the rows on both sides of x wrap at the edge of their column."""
    ends = [max(word.x1 for word in row if word.x1 <= x) for row in band if row[0].x1 <= x]
    starts = [min(word.x0 for word in row if word.x0 >= x) for row in band if row[-1].x0 >= x]
    far = [max(word.x1 for word in row) for row in band if row[-1].x0 >= x]
    if min(len(ends), len(far)) < ENOUGH_ROWS:
        return False
    edge, begin = max(ends), min(starts)
    full_left = sum(end - left >= FULL * (edge - left) for end in ends) / len(ends)
    full_right = sum(end - begin >= FULL * (right - begin) for end in far) / len(far)
    wide = min(edge - left, right - begin) >= 0.25 * (right - left)
    return wide and full_left >= FULL_SHARE and full_right >= FULL_SHARE


def _forms(page: list[Row]) -> list[Stretch]:
    """Read rows top down; parts of a row that stand far apart are cells, with what wraps below them."""
    lines: list[Stretch] = []
    cells: list[list[Row]] = []
    edge = max((word.x1 for row in page for word in row), default=0)
    for row in page:
        parts = _parts(row)
        below = _cell_above(cells, row, edge) if len(parts) == 1 else None
        if below is not None:
            below.append(row)
            continue
        lines += _unruled(cells, edge)
        cells = [[part] for part in parts] if len(parts) > 1 else []
        lines += [_stretch(row)] if len(parts) == 1 else []
    return [*lines, *_unruled(cells, edge)]


def _parts(row: Row) -> list[Row]:
    """Cut a row where it is blank for long, but not behind a list number."""
    parts = [[row[0]]]
    for before, word in pairwise(row):
        if word.x0 - before.x1 > CELL_GAP * max(before.height, word.height):
            parts.append([])
        parts[-1].append(word)
    if len(parts) > 1 and LIST_NUMBER.fullmatch(text_of(parts[0])):
        parts[:2] = [parts[0] + parts[1]]
    return parts


def _cell_above(cells: list[list[Row]], row: Row, edge: float) -> list[Row] | None:
    """Return the cell that has wrapped into a row: it lies close below, and inside that cell's column."""
    starts = [min(word.x0 for line in cell for word in line) for cell in cells]
    for cell, start, end in zip(cells, starts, [*starts[1:], edge], strict=False):
        height = row[0].height
        close = _top(row) - max(word.bottom for word in cell[-1]) < height
        inside = row[0].x0 > start - height and row[-1].x1 <= end
        if close and inside and _wrapped(cell[-1][-1].x1, row, end - height):
            return cell
    return None


def _unruled(cells: list[list[Row]], edge: float) -> Iterator[Stretch]:
    """Yield the lines of cells side by side, from left to right."""
    starts = [min(word.x0 for line in cell for word in line) for cell in cells]
    for cell, end in zip(cells, [*starts[1:], edge], strict=False):
        yield from _cell(cell, end - cell[0][0].height)
