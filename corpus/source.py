"""What every reader returns: the decoded text of a file, line by line, and what the format knew of each line."""

from __future__ import annotations

from dataclasses import dataclass

from .clauses import Finding, Furniture


class BiclauseError(Exception):
    """A mistake that the user can mend; its message is one sentence: what was given and what to try."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, ``text[start:end]`` without its line break, and what its format says of it.

    Fields are None where the format says nothing; the text alone then decides.
    """

    start: int
    end: int
    page: int | None = None
    whole: bool = False
    """True where the line is a whole paragraph (Word, HTML): never joined to a neighbour."""
    label_end: int | None = None
    """Offset where a number that the markup printed (Word numbering, ``<ol>``) ends: a sure marker."""
    level: int | None = None
    """Depth of that number in its list, or of the list item, from 0."""
    heading: int | None = None
    """Heading level by style or markup, from 1."""
    indent: float | None = None
    """Left edge in points."""
    right: float | None = None
    """Right edge in points: shows whether the next word would have fitted."""
    gap: float | None = None
    """White space above beyond the page's usual leading, as a multiple of the line's height: 0 for a wrap."""
    size: float | None = None
    """Font size in points."""
    bold: bool = False
    cell: bool = False
    """True for a cell of a table or form."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text as decoded or rendered, before any clause is cut.

    Numbers that exist only in markup are part of ``text``: a reader renders them at the line's start.
    """

    text: str
    lines: tuple[Line, ...]
    format: str
    encoding: str = ""
    encoding_guessed: bool = False
    pages: tuple[int, ...] = ()
    """Offset at which each page begins; empty where the format has no pages."""
    furniture: tuple[Furniture, ...] = ()
    """Text that the format itself marks as belonging to no clause (Word headers, PDF running heads)."""
    findings: tuple[Finding, ...] = ()


def plain_lines(text: str) -> tuple[Line, ...]:
    r"""Cut text at its line breaks; a form feed begins a new page.

    >>> [text[l.start:l.end] for text in ["a\n\nb"] for l in plain_lines(text)]
    ['a', '', 'b']
    """
    lines, at, page = [], 0, 1
    paged = "\f" in text
    for piece in text.split("\n"):
        page += piece.count("\f")
        lines.append(Line(at, at + len(piece), page=page if paged else None))
        at += len(piece) + 1
    return tuple(lines)
