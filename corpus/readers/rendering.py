"""A source under construction: lines written one after another, each remembering where it began."""

from __future__ import annotations

from typing import TypedDict, Unpack

from ..clauses import Finding, Furniture
from ..source import Line, Source


class Hints(TypedDict, total=False):
    """What a format knows of a line; see ``Line`` for what each means."""

    page: int | None
    whole: bool
    level: int | None
    heading: int | None
    indent: float | None
    right: float | None
    gap: float | None
    size: float | None
    bold: bool
    cell: bool


class Rendering:
    r"""The text of a document that is not plain text, as its reader writes it down.

    >>> page = Rendering()
    >>> page.write("Term", label="1.", whole=True)
    >>> page.write("Page 1 of 9", furniture="footer")
    >>> source = page.source("word")
    >>> source.text, source.lines[0].label_end, source.furniture[0].reason
    ('1. Term\nPage 1 of 9', 2, 'footer')

    Furniture is in the text and in ``furniture``, not among the lines: no clause is cut from it.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._at = 0
        self._lines: list[Line] = []
        self._furniture: list[Furniture] = []
        self._pages: list[int] = []

    def new_page(self) -> None:
        """Begin a page at the next line."""
        self._pages.append(self._at)

    def write(
        self, text: str, *, label: str = "", tight: bool = False, furniture: str = "", **hints: Unpack[Hints]
    ) -> None:
        """Write one line; ``label`` is a number that stands only in the markup.

        ``tight`` puts nothing between the label and the text.
        """
        line = f"{label}{'' if tight or not text else ' '}{text}" if label else text
        start, end = self._at, self._at + len(line)
        if furniture:
            self._furniture.append(Furniture(start, end, furniture))
        else:
            self._lines.append(Line(start, end, label_end=start + len(label) if label else None, **hints))
        self._pieces.append(line)
        self._at = end + 1

    def source(self, format: str, *, findings: tuple[Finding, ...] = ()) -> Source:
        """Return what was written."""
        return Source(
            text="\n".join(self._pieces),
            lines=tuple(self._lines),
            format=format,
            encoding="",
            pages=tuple(self._pages),
            furniture=tuple(self._furniture),
            findings=findings,
        )
