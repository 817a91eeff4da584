"""PDF files: words put back into lines; running heads, page numbers and contents pages set apart."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median

from ..clauses import Finding
from ..source import BiclauseError, Source
from .glyphs import Sheet, sheets
from .layout import Stretch, read_page
from .rendering import Rendering

EDGE_LINES = 3
"""So many lines at the top and at the bottom of a page may be repeated on others."""
MARGIN = 0.1
"""The part of a page's height, at both ends, where a lone number is the page's."""
FULL = 0.9
"""A line that ends this far to the right has wrapped."""
ENOUGH_STEPS = 3
SINGLE_SPACED = 1.2
ENOUGH_PAGES = 3
"""On fewer pages, two lines alike may be two titles."""
STAMP = re.compile(r"#[/.-]#[/.-]#[,，]?\s+#:#|\w+://\S+$")
"""What a browser prints at the edges of a page: when, with the title behind it, and from where; digits are set aside."""

PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page\s*)?(?:\d{1,4}|[ivxl]{1,7})(?:\s*(?:/|of)\s*\d{1,4})?[-–—\s]*"
    r"|第\s*\d{1,4}\s*[页頁][\s,，/]*(?:共\s*\d{1,4}\s*[页頁])?",
    re.IGNORECASE,
)
DIGITS = re.compile(r"\d+")
LEADERS = re.compile(r".*?(?:[.·]\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,7})|.*?…{2,}\s*(?:\d{1,4}|[ivxl]{1,7})")
CONTENTS = re.compile(r"(?:table\s+of\s+)?contents|目\s*[录錄次]", re.IGNORECASE)
ENOUGH_LEADERS = 3
LONGEST_ENTRY = 300


@dataclass(frozen=True, slots=True)
class _Page:
    """A page and its lines in reading order."""

    number: int
    sheet: Sheet
    lines: list[Stretch]


def read_pdf(data: bytes, *, name: str, password: str | None = None) -> Source:
    """Read a PDF; its lines carry page, edges, size, weight and the gap above.

    The gap is what exceeds the page's usual leading, so that it is 0 where a line merely wraps.
    """
    found = enumerate(sheets(data, name=name, password=password), start=1)
    pages = [_Page(number, sheet, read_page(sheet.words, sheet.rules)) for number, sheet in found]
    blank = [page.number for page in pages if not page.lines]
    if len(blank) == len(pages):
        raise BiclauseError(f"{name}: {_no_text(blank, len(pages))}")
    scanned = [page.number for page in pages if not page.lines and page.sheet.pictures]
    findings = (Finding("scanned", _no_text(scanned, len(pages)), look=True),) if scanned else ()
    repeated, leading = _repeated(pages), _leading(pages, SINGLE_SPACED)
    out = Rendering()
    for page in pages:
        out.new_page()
        _write(out, page, repeated, _leading([page], leading))
    return out.source("pdf", findings=findings)


def _no_text(numbers: list[int], count: int) -> str:
    """Say which pages hold no text.

    >>> _no_text([1, 2, 3, 7], 12)
    'no text layer on pages 1–3, 7 of 12: run OCR first'
    """
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    shown = ", ".join(f"{first}–{last}" if last > first else f"{first}" for first, last in ranges)
    return f"no text layer on page{'s' if len(numbers) > 1 else ''} {shown} of {count}: run OCR first"


def _leading(pages: list[_Page], otherwise: float) -> float:
    """Return the usual step from a line that is full to the next, in the size of the type.

    It is taken page by page, since the two languages of an agreement are often set apart differently.
    """
    steps = []
    for page in pages:
        edge = max((line.x1 for line in page.lines), default=0)
        for above, line in pairwise(page.lines):
            if not line.first and not line.cell and above.x1 > FULL * edge:
                steps.append((line.bottom - above.bottom) / line.height)
    return median(steps) if len(steps) >= ENOUGH_STEPS else otherwise


def _write(out: Rendering, page: _Page, repeated: set[tuple[str, int]], leading: float) -> None:
    """Write the lines of a page, its furniture marked."""
    edges = _furniture(page, repeated)
    contents = _contents(page.lines)
    above: Stretch | None = None
    for index, line in enumerate(page.lines):
        furniture = edges.get(index) or ("contents" if index in contents else "")
        gap = None
        if above is not None and not line.first:
            gap = round((line.bottom - above.bottom) / line.height - leading, 2) + 0.0  # not -0.0
        out.write(
            line.text,
            furniture=furniture,
            page=page.number,
            indent=round(line.x0, 1),
            right=round(line.x1, 1),
            gap=gap,
            size=line.size,
            bold=line.bold,
            cell=line.cell,
        )
        above = None if furniture else line
    if page.sheet.oblique:
        out.write(page.sheet.oblique, furniture="watermark")


def _furniture(page: _Page, repeated: set[tuple[str, int]]) -> dict[int, str]:
    """Name the lines at the top and the bottom of a page that belong to it and not to the agreement.

    Each must stand outside of all text: a line below the first line of the text is text, repeated or not.
    """
    found: dict[int, str] = {}
    for edge in _edges(page):
        for index in edge:
            line = page.lines[index]
            if _is_page_number(line, page.sheet.height) or (_place(line) in repeated and _is_number(line)):
                found[index] = "page number"
            elif _place(line) in repeated:
                found[index] = "running head"
            else:
                break
    return found


def _edges(page: _Page) -> tuple[list[int], list[int]]:
    """Return the outermost lines of a page, from the top down and from the bottom up."""
    down = sorted(range(len(page.lines)), key=lambda index: page.lines[index].top)
    return down[:EDGE_LINES], down[: -EDGE_LINES - 1 : -1]


def _place(line: Stretch) -> tuple[str, int]:
    """Return what makes two running heads one: the text, its digits aside, and where it stands."""
    return DIGITS.sub("#", line.text), round(line.top / 12)


def _repeated(pages: list[_Page]) -> set[tuple[str, int]]:
    """Return the lines that come at one place on half the pages; a page number's place may be either side."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page in pages:
        for index in chain(*_edges(page)):
            seen[_place(page.lines[index])].add(page.number)
    enough = max(ENOUGH_PAGES, len(pages) / 2)
    # A browser's stamp is no title.
    return {place for place, numbers in seen.items() if len(numbers) >= (2 if STAMP.match(place[0]) else enough)}


def _is_number(line: Stretch) -> bool:
    return PAGE_NUMBER.fullmatch(line.text) is not None


def _is_page_number(line: Stretch, height: float) -> bool:
    """Whether a line is a page's number, by what it says and by where it stands."""
    in_margin = line.bottom < height * MARGIN or line.top > height * (1 - MARGIN)
    return in_margin and _is_number(line)


def _contents(lines: list[Stretch]) -> set[int]:
    """Return the lines of a table of contents: those with dot leaders, and the title above them."""
    leaders = [
        index
        for index, line in enumerate(lines)
        if len(line.text) < LONGEST_ENTRY and LEADERS.fullmatch(line.text)
    ]
    if len(leaders) < ENOUGH_LEADERS:
        return set()
    title = leaders[0] - 1
    titled = title >= 0 and CONTENTS.fullmatch(lines[title].text.strip())
    return {*leaders, title} if titled else set(leaders)
