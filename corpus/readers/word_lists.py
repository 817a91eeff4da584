"""Word's styles and lists: which paragraphs carry a number, and how it is printed.

The number of a Word paragraph is nowhere in its text; it follows from the paragraph's list level, from
its style, and from all numbered paragraphs before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from lxml import etree

from .. import counters
from .ooxml import attribute, child, children, number, switch, tag
from .symbols import BULLET, FONTS, legible

LEVELS = 9
TWIPS = 20  # to the point
PLACEHOLDER = re.compile(r"%([1-9])")
HEADING_NAME = re.compile(r"heading ([1-9])", re.IGNORECASE)
CONTENTS_NAME = re.compile(r"toc (?:[1-9]|heading)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """What a style or a paragraph says of itself; None where it leaves that to what it is based on."""

    num_id: int | None = None
    level: int | None = None
    outline: int | None = None
    hidden: bool | None = None
    bold: bool | None = None
    size: float | None = None
    indent: float | None = None
    font: str | None = None

    def over(self, base: Look) -> Look:
        """Return this look, its gaps filled from another.

        List and level are filled one by one: a style may state only its level and inherit the list.
        """
        if self == SILENT:
            return base
        pairs = ((getattr(self, name), getattr(base, name)) for name in LOOKS)
        return Look(*(theirs if own is None else own for own, theirs in pairs))

    @property
    def heading(self) -> int | None:
        """The heading level, from 1; Word's tenth outline level means body text."""
        return None if self.outline is None or self.outline > 8 else self.outline + 1


LOOKS = tuple(field.name for field in fields(Look))
SILENT = Look()
"""What says nothing: most runs."""


def look(paragraph: etree._Element | None, run: etree._Element | None) -> Look:
    """Read paragraph properties and run properties."""
    if paragraph is None and run is None:
        return SILENT
    own, runs = children(paragraph), children(run)
    numbering = children(own.get("numPr"))
    indent = own.get("ind")
    left = number(indent, "left")
    if left is None:
        left = number(indent, "start")
    first = (number(indent, "firstLine") or 0) - (number(indent, "hanging") or 0)
    size = number(runs.get("sz"))
    fonts = runs.get("rFonts")
    return Look(
        num_id=number(numbering.get("numId")),
        level=number(numbering.get("ilvl")),
        outline=number(own.get("outlineLvl")),
        hidden=switch(runs.get("vanish")),
        bold=switch(runs.get("b")),
        size=None if size is None else size / 2,
        indent=None if left is None and not first else ((left or 0) + first) / TWIPS,
        font=attribute(fonts, "ascii") or attribute(fonts, "hAnsi"),
    )


class Styles:
    """The styles of a document, each with what it inherits."""

    def __init__(self, root: etree._Element | None) -> None:
        self._own: dict[str, Look] = {}
        self._base: dict[str, str] = {}
        self._inherited: dict[str, Look] = {}
        self.contents: set[str] = set()
        """Ids of the styles of a table of contents."""
        self.default = ""
        """Id of the style of paragraphs that name none."""
        defaults = child(root, "docDefaults")
        self._defaults = look(child(defaults, "pPrDefault", "pPr"), child(defaults, "rPrDefault", "rPr"))
        for style in root if root is not None else ():
            if tag(style) == "style":
                self._add(style)

    def _add(self, style: etree._Element) -> None:
        style_id = attribute(style, "styleId") or ""
        name = attribute(child(style, "name")) or ""
        own = look(child(style, "pPr"), child(style, "rPr"))
        if own.outline is None and (heading := HEADING_NAME.fullmatch(name)):
            own = Look(outline=int(heading[1]) - 1).over(own)
        self._own[style_id] = own
        if based_on := attribute(child(style, "basedOn")):
            self._base[style_id] = based_on
        if CONTENTS_NAME.fullmatch(name):
            self.contents.add(style_id)
        if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true", "on"):
            self.default = style_id

    def chain(self, style_id: str) -> Iterator[tuple[str, Look]]:
        """Yield a style and those it is based on, the nearest first."""
        seen: set[str] = set()
        while style_id in self._own and style_id not in seen:
            seen.add(style_id)
            yield style_id, self._own[style_id]
            style_id = self._base.get(style_id, "")

    def __getitem__(self, style_id: str) -> Look:
        """Return all that a style says, with what it inherits."""
        if style_id not in self._inherited:
            whole = Look()
            for _, own in self.chain(style_id):
                whole = whole.over(own)
            self._inherited[style_id] = whole
        return self._inherited[style_id]

    def paragraph(self, style_id: str) -> Look:
        """Return what a paragraph style says, down to the document's defaults."""
        return self[style_id].over(self._defaults)


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is printed and counted."""

    start: int
    format: str
    text: str
    legal: bool
    """Every number in digits, whatever its own level prints: 第二条 has the child 2.1."""
    restart: int | None
    """Begins anew only after this level or one above it, counted from 1; 0 for never."""
    tight: bool
    """Nothing between the number and the text."""
    font: str
    style: str | None
    indent: float | None

    def print(self, count: int) -> str:
        """Return one number as this level shows it."""
        if self.format.startswith("0"):  # a sample, "001, 002, …", stands for Word's own formats
            return str(count).zfill(min(len(self.format.partition(",")[0]), 9))
        return counters.WORD.get(self.format, str)(count)


@dataclass(frozen=True, slots=True)
class Label:
    """A printed list number; ``tight`` where no space follows it."""

    text: str
    tight: bool


@dataclass(frozen=True, slots=True)
class _Instance:
    """One list as paragraphs name it: an abstract list and what is overridden in it."""

    abstract: int
    starts: Mapping[int, int]
    levels: Mapping[int, Level]


class Lists:
    """The lists of a document and how far each has been counted.

    Lists that share an abstract list count on from one another, unless a start is set anew.
    """

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[int, dict[int, Level]] = {}
        self._links: dict[int, str] = {}
        self._single: set[int] = set()
        self._instances: dict[int, _Instance] = {}
        self._complete: dict[int, dict[int, Level]] = {}
        self._counts: dict[int, list[int | None]] = {}
        self._restarted: set[tuple[int, int]] = set()
        self._continuing: set[tuple[int, int]] = set()
        for element in root if root is not None else ():
            if tag(element) == "abstractNum":
                self._add_abstract(element)
            elif tag(element) == "num":
                self._add_instance(element)

    def _add_abstract(self, element: etree._Element) -> None:
        abstract = number(element, "abstractNumId") or 0
        self._levels[abstract] = {number(e, "ilvl") or 0: _level(e) for e in element if tag(e) == "lvl"}
        if link := attribute(child(element, "numStyleLink")):
            self._links[abstract] = link
        if attribute(child(element, "multiLevelType")) == "singleLevel":
            self._single.add(abstract)

    def _add_instance(self, element: etree._Element) -> None:
        starts, levels = {}, {}
        for override in element:
            if tag(override) != "lvlOverride":
                continue
            at = number(override, "ilvl") or 0
            if (start := number(child(override, "startOverride"))) is not None:
                starts[at] = start
            if (level := child(override, "lvl")) is not None:
                levels[at] = _level(level)
        abstract = number(child(element, "abstractNumId")) or 0
        self._instances[number(element, "numId") or 0] = _Instance(abstract, starts, levels)

    def level_of_style(self, num_id: int, style_id: str) -> int | None:
        """Return the list level that a style stands for: the one that names it, or else the one it names."""
        levels = self._levels.get(self._abstract(num_id), {})
        for candidate, own in self._styles.chain(style_id):
            linked = next((at for at, level in levels.items() if level.style == candidate), None)
            if linked is not None or own.level is not None:
                return own.level if linked is None else linked
        return None

    def indent(self, num_id: int, at: int) -> float | None:
        """Return the left edge that a list level gives its paragraphs; None where there is no such list."""
        level = self._level(num_id, at) if num_id in self._instances else None
        return level.indent if level else None

    def count(self, num_id: int, at: int) -> Label | None:
        """Count one more paragraph on a level of a list and return its printed number."""
        if num_id not in self._instances:
            return None
        abstract = self._abstract(num_id)
        at = 0 if abstract in self._single else min(max(at, 0), LEVELS - 1)
        level = self._level(num_id, at)
        if level is None:
            return None
        counts = self._counts.setdefault(abstract, [None] * LEVELS)
        self._advance(num_id, abstract, at, counts)
        return Label(self._printed(num_id, abstract, at, level, counts), level.tight)

    def _abstract(self, num_id: int) -> int:
        """Return the abstract list of a list; a list may borrow it from a style."""
        abstract = self._instances[num_id].abstract if num_id in self._instances else -1
        if link := self._links.get(abstract):
            borrowed = self._instances.get(self._styles[link].num_id or 0)
            return borrowed.abstract if borrowed else abstract
        return abstract

    def _level(self, num_id: int, at: int) -> Level | None:
        """Return a level, or the nearest defined above it."""
        if num_id not in self._complete:
            levels = {**self._levels.get(self._abstract(num_id), {}), **self._instances[num_id].levels}
            self._complete[num_id] = levels
        levels = self._complete[num_id]
        return next((levels[above] for above in range(at, -1, -1) if above in levels), None)

    def _start(self, num_id: int, at: int) -> int:
        level = self._level(num_id, at)
        return self._instances[num_id].starts.get(at, level.start if level else 1)

    def _advance(self, num_id: int, abstract: int, at: int, counts: list[int | None]) -> None:
        count = counts[at]
        override = self._instances[num_id].starts.get(at)
        if override is not None and (num_id, at) not in self._restarted:
            self._restarted.add((num_id, at))
            counts[at] = override
        elif count is None:
            counts[at] = self._start(num_id, at)
            self._note_continuation(num_id, abstract, at, counts)
        else:
            counts[at] = count + 1
        for above in range(at):
            if counts[above] is None:
                counts[above] = self._start(num_id, above)
        for below in range(at + 1, LEVELS):
            level = self._level(num_id, below)
            if level is None or level.restart is None or at < level.restart:
                counts[below] = None

    def _note_continuation(self, num_id: int, abstract: int, at: int, counts: list[int | None]) -> None:
        """Notice an indented item that goes on counting its parents: 1. 2. 3. and then 4., not 3.4.

        Seen in the NVCA model charter: a level that starts at its parent's count plus one. Word prints it
        by the outermost level's rule (Docxodus, pull request 93).
        """
        parent = counts[at - 1] if at else None
        if parent is not None and counts[at] == parent + 1 and parent > 1:
            self._continuing.add((abstract, at))

    def _printed(self, num_id: int, abstract: int, at: int, level: Level, counts: list[int | None]) -> str:
        if level.format == "bullet":
            return _bullet(level)
        if (abstract, at) in self._continuing:
            outermost = self._level(num_id, 0) or level
            return PLACEHOLDER.sub(lambda _: outermost.print(counts[at] or 0), outermost.text)

        def printed(placeholder: re.Match[str]) -> str:
            named = min(int(placeholder[1]) - 1, at)
            shown, count = self._level(num_id, named) or level, counts[named] or 0
            in_digits = level.legal and shown.format not in ("none", "decimalZero")
            return str(count) if in_digits else shown.print(count)

        return PLACEHOLDER.sub(printed, level.text)


def _level(element: etree._Element) -> Level:
    start = number(child(element, "start"))
    custom = child(element, "AlternateContent", "Choice", "numFmt")
    plain = attribute(child(element, "numFmt")) or "decimal"
    return Level(
        start=0 if start is None else start,
        format=(attribute(custom, "format") or plain) if custom is not None else plain,
        text=attribute(child(element, "lvlText")) or "",
        legal=bool(switch(child(element, "isLgl"))),
        restart=number(child(element, "lvlRestart")),
        tight=attribute(child(element, "suff")) == "nothing",
        font=attribute(child(element, "rPr", "rFonts"), "ascii") or "",
        style=attribute(child(element, "pStyle")),
        indent=look(child(element, "pPr"), None).indent,
    )


def _bullet(level: Level) -> str:
    """Return a bullet as Unicode: a box stays a box, an unknown sign of a symbol font is a plain bullet."""
    sign = legible(level.text, level.font)
    unknown = sign == level.text and (level.font.lower() in FONTS or not sign.isprintable())
    return BULLET if unknown or not sign.strip() or level.font == "Courier New" else sign
