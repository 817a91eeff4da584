"""A document in, what a reader should know of it out: gaps, duplicates, doubtful decisions, lost characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from .clauses import Clause, Document, Finding
from .outline import Block
from .source import Source

HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad\ufeff]")
DOUBTFUL = 1.0
"""A reading that won by less than this is worth a look (scores of ``outline``)."""


def unaccounted(document: Document) -> list[int]:
    """Return the offsets of non-space characters that are in no clause or in two; empty when nothing is lost.

    The invariant of this room: every non-space character of the source belongs to exactly one clause or to the
    furniture.
    """
    owners = [0] * len(document.source)
    for f in document.furniture:
        for k in range(f.start, f.end):
            owners[k] = 1
    for c in document.clauses:
        for s in c.spans:
            for k in range(s.start, s.end):
                owners[k] += 1
    return [k for k, ch in enumerate(document.source) if owners[k] != 1 and not _blank(ch)]


def _blank(ch: str) -> bool:
    return ch.isspace() or bool(HIDDEN.match(ch))


def reading_findings(source: Source, blocks: Sequence[Block]) -> list[Finding]:
    """Say what was unsure in reading: hidden characters, numbers that could be read another way."""
    found = []
    hidden = HIDDEN.findall(source.text)
    if hidden:
        names = sorted({unicodedata.name(ch, f"U+{ord(ch):04X}").lower() for ch in hidden})
        found.append(Finding("hidden", f"{len(hidden)} hidden characters ({', '.join(names)})", look=True))
    for block in blocks:
        if block.marker is not None and block.margin < DOUBTFUL:
            found.append(
                Finding("margin", f"{block.marker.label!r} could be read another way", block.lines[0].start, look=True)
            )
    if not any(b.marker for b in blocks):
        found.append(Finding("unnumbered", "no numbered clauses: the paragraphs stand as they are"))
    return found


def numbering_findings(clauses: Sequence[Clause]) -> list[Finding]:
    """Say where the printed numbers skip or repeat: ``4.3: (ii) appears twice; (iii), (ix) missing``."""
    siblings: dict[str | None, list[Clause]] = {}
    for c in clauses:
        if c.number and c.kind not in ("appendix",):
            siblings.setdefault(c.parent, []).append(c)
    found = []
    for parent, group in siblings.items():
        if len(group) < 2:
            continue
        said = _series(group)
        if said:
            where = parent or "top level"
            found.append(Finding("numbering", f"{where}: {said}", group[0].start, parent, look=True))
    return found


def _series(group: Sequence[Clause]) -> str:
    twice: list[str] = []
    missing: list[str] = []
    lettered = group[0].number.lower() == "a"
    for a, b in pairwise(group):
        x, y = _ordinal(a, lettered), _ordinal(b, lettered)
        if x is None or y is None or len(x) != len(y) or x[:-1] != y[:-1]:
            continue
        if y == x:
            twice.append(b.label)
        elif y[-1] > x[-1] + 1:
            missing += [_like(b.label, b.number, n) for n in range(x[-1] + 1, min(y[-1], x[-1] + 10))]
    parts = []
    if twice:
        parts.append(f"{', '.join(twice)} appears twice")
    if missing:
        parts.append(f"{', '.join(missing)} missing")
    return "; ".join(parts)


def _ordinal(c: Clause, lettered: bool) -> tuple[int, ...] | None:
    """Return a clause's place in its series from its ASCII number; after (a), (i) is a letter."""
    from .numbering import letter_number, roman_number

    steps = re.split(r"[.-]", c.number)
    if all(s.isdigit() for s in steps):
        return tuple(int(s) for s in steps)
    if len(steps) == 1:
        letter, roman = letter_number(steps[0]), roman_number(steps[0])
        value = letter or roman if lettered else roman or letter
        return (value,) if value else None
    return None


def _like(label: str, number: str, value: int) -> str:
    """Write a missing number the way its neighbour is printed."""
    if number.isdigit():
        return label.replace(number, str(value)) if number in label else str(value)
    numerals = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"]
    return label.replace(number, numerals[value]) if number in numerals and value < len(numerals) else label
