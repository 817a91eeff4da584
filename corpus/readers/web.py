"""Web pages: the text as a browser would lay it out, with the list numbers that exist only as markup.

Nothing is executed and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from lxml import etree

from .. import counters
from ..clauses import Finding
from ..source import BiclauseError, Source
from . import css
from .rendering import Rendering
from .symbols import BOX, BULLET, TICKED

DROPPED = frozenset(
    "head script style noscript template svg math iframe object embed audio video canvas map select datalist "
    "button textarea".split()
)
"""What is no text of the page."""

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre "
    "section summary table tbody td tfoot th thead tr ul".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = frozenset({"ol", "ul", "menu", "dir"})
NESTED_IN_CELL = ("li", "table", *HEADINGS)
"""What makes a table cell a part of the page's layout."""

OL_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}

RAISED = dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))
LOWERED = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
"""A raised figure must not become one with what it stands at: 20 m² is not 20 m2, nor 30 days³ 303."""

HAN = "\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
HAN_WRAP = re.compile(rf"(?<=[{HAN}])[ \t\r\f]*\n\s*(?=[{HAN}])")
"""A line break in the file between two Chinese characters; a browser would show a space that nobody typed."""
SPACES = re.compile(r"[ \t\n\r\f]+")
BOLD_WEIGHT = re.compile(r"bold|[6-9]00")

HIDDEN_SHARE = 0.2
"""Beyond this share of hidden text a reader should know of it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds inside an element."""

    bold: bool = False
    heading: int | None = None
    pre: bool = False
    cell: bool = False
    level: int | None = None
    furniture: str = ""


@dataclass(slots=True)
class Counting:
    """A list that is open, and the number of its next item."""

    style: str
    next: int
    step: int
    current: int = 0


def read_web(text: str, *, name: str) -> Source:
    """Read a decoded web page; every block and every table cell is a line.

    Navigation, side bars and site footers go to the furniture; scripts and hidden elements are left out.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise BiclauseError(f"{name} is not a readable web page")
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):  # the rest would be lost
        raise BiclauseError(f"{name} nests its elements too deeply: save the page as text")
    return _Page(root).read()


class _Page:
    """Walks a page and writes its lines."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.sheet = css.rules(style.text or "" for style in root.iter("style"))
        self.out = Rendering()
        self.frames = [Frame()]
        self.lists: list[Counting] = []
        self.label = ""
        self.buffer: list[str] = []
        self.bold: list[str] = []
        self.hidden = 0

    def read(self) -> Source:
        """Walk without recursion: pages may nest more deeply than Python does."""
        left_out = None
        walk = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in walk:
            if event == "start" and self._is_left_out(element):
                left_out = element
                walk.skip_subtree()
            elif event == "start":
                self._start(element)
            elif element is left_out:
                self._text(element.tail)
            else:
                self._end(element)
        self._flush()
        source = self.out.source("html")
        return replace(source, findings=tuple(self._findings(_visible(source.text))))

    def _is_left_out(self, element: etree._Element) -> bool:
        style = (element.get("style") or "").replace(" ", "").lower()
        if "hidden" in element.attrib or "display:none" in style or "visibility:hidden" in style:
            self.hidden += sum(map(_visible, element.itertext()))
            return True
        return element.tag in DROPPED

    def _start(self, element: etree._Element) -> None:
        kind = str(element.tag)
        style = css.declarations(element.get("style") or "")
        if kind in BLOCKS or style.get("display") == "block":
            self._flush()
        self.frames.append(self._frame(element, kind, style))
        if kind in LISTS:
            self._open_list(element, kind)
        elif kind == "li":
            self._count(element)
        elif kind == "br":
            self._flush()
        elif kind in ("sup", "sub"):
            _shift(element, RAISED if kind == "sup" else LOWERED)
        elif kind == "input" and (element.get("type") or "").lower() in ("checkbox", "radio"):
            self._text(TICKED if "checked" in element.attrib else BOX)
        self._text(element.text)

    def _end(self, element: etree._Element) -> None:
        kind = element.tag
        if kind in BLOCKS:
            self._flush()
        if kind == "li" and self.label:
            self._write("")
        if kind in LISTS and self.lists:
            self.lists.pop()
        self.frames.pop()
        self._text(element.tail)

    def _frame(self, element: etree._Element, kind: str, style: dict[str, str]) -> Frame:
        """Return what holds inside this element."""
        frame = self.frames[-1]
        if kind in ("b", "strong", "th") or BOLD_WEIGHT.match(style.get("font-weight", "")):
            frame = replace(frame, bold=True)
        if kind in HEADINGS:
            frame = replace(frame, heading=HEADINGS[kind])
        elif kind == "pre":
            frame = replace(frame, pre=True)
        elif kind in ("td", "th"):
            frame = replace(frame, cell=_is_form_cell(element))
        elif kind == "li":
            frame = replace(frame, level=max(len(self.lists) - 1, 0))
        if not frame.furniture and (furniture := _furniture(element)):
            frame = replace(frame, furniture=furniture)
        return frame

    def _open_list(self, element: etree._Element, kind: str) -> None:
        style = css.style_of_list(element, self.sheet)
        if not style:
            style = OL_TYPES.get(element.get("type") or "", "decimal") if kind == "ol" else "disc"
        backwards = kind == "ol" and "reversed" in element.attrib
        start = _whole(element.get("start"))
        if start is None:
            start = sum(1 for item in element if item.tag == "li") if backwards else 1
        self.lists.append(Counting(style, start, -1 if backwards else 1))

    def _count(self, element: etree._Element) -> None:
        """Number an item; one outside any list has a bullet, as in browsers."""
        if self.label:
            self._write("")
        if not self.lists:
            self.label = BULLET
            return
        counting = self.lists[-1]
        value = _whole(element.get("value"))
        counting.current = counting.next if value is None else value
        counting.next = counting.current + counting.step
        self.label = self._printed(element, counting)

    def _printed(self, element: etree._Element, counting: Counting) -> str:
        content = css.content_before(element, self.sheet)
        if "counter" in content:
            return css.printed(content, [each.current for each in self.lists])
        style = (
            css.style_of_list(element, self.sheet)
            or OL_TYPES.get(element.get("type") or "")
            or counting.style
        )
        if style == "none":
            return ""
        if style in css.BULLETS:
            return BULLET
        number = counters.CSS[style](counting.current)
        return number + ("." if number.isascii() else "、")

    def _text(self, text: str | None) -> None:
        """Add text to the open line; only ``pre`` keeps its line breaks."""
        if not text:
            return
        frame = self.frames[-1]
        if frame.pre:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self.buffer.append(first)
            for line in rest:
                self._write("".join(self.buffer).rstrip())
                self.buffer = [line]
            return
        self.buffer.append(text)
        if frame.bold:
            self.bold.append(text)

    def _flush(self) -> None:
        """End the open line."""
        line = "".join(self.buffer)
        if not self.frames[-1].pre:
            line = SPACES.sub(" ", HAN_WRAP.sub("", line))
        if line.strip():
            self._write(line.strip())
        self.buffer, self.bold = [], []

    def _write(self, line: str) -> None:
        frame = self.frames[-1]
        shown, bold = sum(map(_visible, self.buffer)), sum(map(_visible, self.bold))
        self.out.write(
            line,
            label=self.label,
            furniture=frame.furniture,
            whole=not frame.pre,
            level=frame.level,
            heading=frame.heading,
            bold=0 < shown == bold,
            cell=frame.cell,
        )
        self.label = ""

    def _findings(self, shown: int) -> Iterator[Finding]:
        share = self.hidden / (self.hidden + shown) if self.hidden else 0
        if share > HIDDEN_SHARE:
            message = f"{self.hidden:,} characters of hidden text left out, {share:.0%} of the page"
            yield Finding("hidden", message, look=True)


def _shift(element: etree._Element, signs: dict[str, str]) -> None:
    """Write raised or lowered figures with the signs that Unicode has for them; leave words as they are."""
    text = "".join(element.itertext()).strip()
    if text and all(c in signs for c in text):
        for each in element.iter():
            each.text = "".join(signs.get(c, c) for c in each.text or "")
            if each is not element:
                each.tail = "".join(signs.get(c, c) for c in each.tail or "")


def _visible(text: str) -> int:
    return len("".join(text.split()))


def _furniture(element: etree._Element) -> str:
    """Name an element that belongs to the site and not to the agreement; "" for the others.

    A page header that holds the main heading and no menu is the agreement's own.
    """
    kind, role = element.tag, element.get("role")
    if kind == "nav" or role == "navigation":
        return "navigation"
    if kind == "aside" or role == "complementary":
        return "side bar"
    is_footer = kind == "footer" or role == "contentinfo"
    is_header = kind == "header" or role == "banner"
    if not (is_footer or is_header) or any(
        above.tag in ("main", "article") for above in element.iterancestors()
    ):
        return ""
    if is_footer:
        return "footer"
    return "header" if element.find(".//nav") is not None or element.find(".//h1") is None else ""


def _is_form_cell(element: etree._Element) -> bool:
    """Whether a table cell is one of several in its row, and holds text only."""
    beside = chain(element.itersiblings("td", "th"), element.itersiblings("td", "th", preceding=True))
    return next(beside, None) is not None and next(element.iter(*NESTED_IN_CELL), None) is None


def _whole(value: str | None) -> int | None:
    try:
        return None if value is None else int(value)
    except ValueError:
        return None
