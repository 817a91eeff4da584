"""Text in, lines that fit a terminal out: Chinese characters are two columns wide there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Punctuation that may not begin a line, and punctuation that may not end one.
_CLOSING = "，。、；：？！％）」』》〉】〕”’…,.;:?!%)]}»\N{INVISIBLE SEPARATOR}"
_OPENING = "（「『《〈【〔“‘([{«\N{INVISIBLE TIMES}"

# White space; a run of narrow characters (a word); or one wide character, between which a line may break.
_ATOM = re.compile(
    r"\s+|[^\s\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U0001f300-\U0001faff\U00020000-\U0003fffd]+|.",
    re.DOTALL,
)


def width(text: str) -> int:
    """Count the columns that text takes.

    >>> width("四、3. (a)"), width("e\N{COMBINING ACUTE ACCENT}")
    (10, 1)
    """
    return sum(_columns(ch) for ch in text)


def _columns(ch: str) -> int:
    if ch.isascii():
        return 1
    if unicodedata.category(ch) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(ch) in "WF" else 1


def padded(text: str, columns: int) -> str:
    """Fill text up with spaces to a number of columns."""
    return text + " " * max(0, columns - width(text))


def wrapped(text: str, columns: int) -> list[str]:
    """Break text into lines of at most so many columns, between words or Chinese characters.

    >>> wrapped("您可以使用 Baichuan2 模型。", 12)
    ['您可以使用', 'Baichuan2 模', '型。']
    """
    return [line for part in text.split("\n") for line in _wrapped_line(part, max(columns, 2))]


def _wrapped_line(text: str, columns: int) -> list[str]:
    lines, line, used, gap = [], "", 0, ""
    for atom in _glued(text):
        if atom.isspace():
            gap = " " if line else ""
            continue
        size = width(atom)
        if line and used + len(gap) + size > columns:
            lines.append(line)
            line, used, gap = "", 0, ""
        line, used, gap = line + gap + atom, used + len(gap) + size, ""
        while used > columns:  # one word longer than a line
            cut = _fitting(line, columns)
            lines.append(line[:cut])
            line = line[cut:]
            used = width(line)
    return [*lines, line]


def _glued(text: str) -> list[str]:
    """Cut text where lines may break; punctuation stays with what it closes or opens."""
    atoms: list[str] = []
    for atom in _ATOM.findall(text):
        before = atoms[-1] if atoms else ""
        if before and not before.isspace() and (atom[0] in _CLOSING or before[-1] in _OPENING):
            atoms[-1] += atom
        else:
            atoms.append(atom)
    return atoms


def _fitting(text: str, columns: int) -> int:
    used = 0
    for n, ch in enumerate(text):
        used += _columns(ch)
        if used > columns:
            return max(n, 1)
    return len(text)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], columns: int) -> list[str]:
    """Lay rows out in columns that fit the width together, long cells wrapped."""
    widths = _shared(headers, rows, columns)
    lines = [_joined([padded(h, w) for h, w in zip(headers, widths, strict=True)])]
    lines.append(_joined(["─" * w for w in widths]))
    for row in rows:
        cells = [wrapped(cell, w) for cell, w in zip(row, widths, strict=True)]
        for n in range(max(len(cell) for cell in cells)):
            parts = [padded(c[n] if n < len(c) else "", w) for c, w in zip(cells, widths, strict=True)]
            lines.append(_joined(parts))
    return lines


def _joined(cells: list[str]) -> str:
    return "  ".join(cells).rstrip()


def _shared(headers: Sequence[str], rows: Sequence[Sequence[str]], columns: int) -> list[int]:
    """Give narrow columns what they need; the wide ones share the rest evenly."""
    needed = [
        max(width(line) for cell in column for line in cell.split("\n"))
        for column in zip(headers, *rows, strict=True)
    ]
    left = columns - 2 * (len(needed) - 1)
    widths = [0] * len(needed)
    for done, n in enumerate(sorted(range(len(needed)), key=lambda n: (needed[n], n))):
        widths[n] = max(min(needed[n], left // (len(needed) - done)), 2)
        left -= widths[n]
    return widths
