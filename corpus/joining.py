"""Wrapped lines in, one running text out, with the source offset of every character kept.

Repairs are made here and logged: wraps inside Chinese words, hyphens at a line's end, and the digits that a PDF's
broken ligature table leaves inside a word (``Informa5on``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .clauses import Repair
from .lines import Printed, is_cjk

# A digit between small letters, where a ligature glyph stood.
DAMAGED = re.compile(r"(?<![\w])[A-Za-z]*[a-z][0-9][a-z]+\b")
LIGATURES = ("ti", "tt", "fi", "fl", "ff", "ffi", "ffl", "ft", "tf", "fj")
WORD = re.compile(r"[A-Za-z]+")


@dataclass(slots=True)
class Running:
    """A text and, for each of its characters, the source offset it came from."""

    text: str
    at: list[int]

    def cut(self, start: int, end: int | None = None) -> Running:
        """Return part of the text with the white space around it dropped."""
        end = len(self.text) if end is None else end
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Running(self.text[start:end], self.at[start:end])


def join(pieces: Sequence[tuple[str, Sequence[int], bool]]) -> Running:
    """Join lines, each (text, offsets, white space at its end): Chinese without a space, Latin with one."""
    text, at = "", []
    previous_trailing = False
    for piece, offsets, trailing in pieces:
        if not piece:
            continue
        if text:
            last, first = text[-1], piece[0]
            glue = " "
            if is_cjk(last) and is_cjk(first):
                glue = ""
            elif is_cjk(last) or is_cjk(first):
                glue = " " if previous_trailing else ""
            elif last == "-" and len(text) > 1 and text[-2].isalnum() and first.isalnum():
                glue = ""
            if glue:
                text += glue
                at.append(offsets[0])
        text += piece
        at += offsets
        previous_trailing = trailing
    return Running(text, at)


def running(lines: Iterable[Printed], skip: int = 0) -> Running:
    """Return the text of a block's lines after the first ``skip`` characters, which are its label."""
    pieces: list[tuple[str, Sequence[int], bool]] = []
    for p in lines:
        text, at = p.text[skip:], p.at[skip:]
        lead = len(text) - len(text.lstrip())
        pieces.append((text[lead:], at[lead:], p.trailing))
        skip = 0
    return join(pieces)


class Mender:
    """Mends ligature damage, using the undamaged words of the same document as its only dictionary."""

    def __init__(self, text: str, terms: Iterable[str] = ()) -> None:
        self.terms = tuple(t for t in dict.fromkeys(terms) if t)
        """Terms that the document defines: a cell of a form may begin with one."""
        words = {w.lower() for w in WORD.findall(text)}
        self.known: dict[str, str] = {}
        for damaged in set(DAMAGED.findall(text)):
            digit = next(c for c in damaged if c.isdigit())
            for ligature in LIGATURES:
                if damaged.replace(digit, ligature).lower() in words:
                    # One word that occurs undamaged shows what the digit stands for throughout.
                    self.known.setdefault(digit, ligature)
                    break

    def mend(self, run: Running) -> tuple[Running, tuple[Repair, ...]]:
        """Return the text with damaged words mended, and what was done."""
        if not self.known:
            return run, ()
        repairs: list[Repair] = []
        text, at, done = "", [], 0
        for m in DAMAGED.finditer(run.text):
            digit = next(c for c in m[0] if c.isdigit())
            ligature = self.known.get(digit)
            if ligature is None:
                continue
            k = m.start() + m[0].index(digit)
            text += run.text[done:k] + ligature
            at += [*run.at[done:k], *[run.at[k]] * len(ligature)]
            done = k + 1
            repairs.append(
                Repair(run.at[m.start()], run.at[m.end() - 1] + 1, m[0], m[0].replace(digit, ligature),
                       "a digit stands for a ligature in the PDF's text")
            )
        return Running(text + run.text[done:], [*at, *run.at[done:]]), tuple(repairs)
