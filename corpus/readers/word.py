"""Word files: paragraphs, table cells and list numbers as printed, tracked changes accepted or undone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from lxml import etree

from ..clauses import Finding
from ..source import BiclauseError, Source
from .ooxml import (
    DAMAGE,
    Package,
    PartStream,
    attribute,
    child,
    children,
    damaged,
    main_part,
    number,
    switch,
    tag,
)
from .rendering import Rendering
from .symbols import BOX, TICKED, legible
from .word_lists import Label, Lists, Look, Styles, look

if TYPE_CHECKING:
    from .formats import Changes

BLOCKS = "p tbl sdt customXml altChunk ins del moveFrom moveTo AlternateContent".split()
"""What a document's body is made of, or wrapped in."""

INSERTED, DELETED = frozenset({"ins", "moveTo"}), frozenset({"del", "moveFrom"})

WRAPPERS = frozenset(
    "body hyperlink smartTag customXml fldSimple bdo dir sdtContent txbxContent "
    "oMath oMathPara e num den sub sup deg fName box AlternateContent Choice".split()
)
"""What is looked through for what it holds; of alternatives Word shows the first, never the fallback."""

DRAWINGS = frozenset({"drawing", "pict", "object"})
"""What may hold text boxes."""

BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
TYPED_BREAK = re.compile(r"[\t\n\r]+")
"""A line break inside ``w:t`` is mere white space of the XML; Word's own breaks are elements."""

SYMBOL = re.compile(r"[0-9A-Fa-f]{1,4}")
CHECKBOX_FIELDS = ("checked", "default")


def read_word(data: bytes, *, name: str, changes: Changes = "accepted") -> Source:
    """Read a Word file; every paragraph and every table cell is a line, its list number printed at its start.

    Headers, footers, footnotes, text boxes and a table of contents go to the furniture. Comments and
    hidden text are left out. What a reader may miss is counted in the findings.
    """
    package = Package(data, name)
    main = main_part(package)
    if main is None:
        raise BiclauseError(f"{name} is a zip archive, but not a Word file: save the agreement as .docx")
    return _Reader(package, main, changes).read()


class _Paragraph:
    """A paragraph as it comes together; a deleted or hidden paragraph mark makes one of two."""

    def __init__(self, style: str, own: Look) -> None:
        self.style = style
        self.own = own
        self.pieces: list[str] = []
        self.bold = 0
        self.visible = 0
        self.sizes: Counter[float] = Counter()

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def add(self, text: str, run: Look) -> None:
        """Add text that stands on the page."""
        shown = len("".join(text.split()))
        self.pieces.append(text)
        self.visible += shown
        self.bold += shown if run.bold else 0
        if run.size:
            self.sizes[run.size] += shown


class _Reader:
    """Walks the parts of one file and writes down what stands on its pages."""

    def __init__(self, package: Package, main: str, changes: Changes) -> None:
        self.package = package
        self.main = main
        self.related = package.related(main)
        self.dropped = DELETED if changes == "accepted" else INSERTED
        self.kept = WRAPPERS | (INSERTED if changes == "accepted" else DELETED)
        self.changes = changes
        self.styles = Styles(self._tree("styles"))
        self.lists = Lists(self._tree("numbering"), self.styles)
        self.out = Rendering()
        self.open: _Paragraph | None = None
        self.furniture = ""
        self.in_cell = False
        self.boxes: list[etree._Element] = []
        self.count: Counter[str] = Counter()

    def read(self) -> Source:
        """Read the body, then what is printed apart from it."""
        try:
            with self.package.open(self.main) as stream:
                for block in _blocks(stream):
                    self._count_changes(block)
                    self._block(block)
        except DAMAGE:
            raise damaged(self.package.name) from None
        self._flush()
        for kind, singular in (("footnotes", "footnote"), ("endnotes", "endnote")):
            for note in self._notes(kind):
                self.count[singular] += 1
                self._apart(note, singular)
        for kind in ("header", "footer"):
            for part in dict.fromkeys(self.related.get(kind, ())):
                self._apart(self.package.tree(part), kind)
        comments = self._tree("comments")
        self.count["comment"] = sum(tag(e) == "comment" for e in comments) if comments is not None else 0
        return self.out.source("word", findings=tuple(self._findings()))

    def _tree(self, kind: str) -> etree._Element | None:
        parts = self.related.get(kind)
        return self.package.tree(parts[0]) if parts else None

    def _notes(self, kind: str) -> Iterator[etree._Element]:
        """Yield the notes that have text; Word keeps the separator line among them."""
        root = self._tree(kind)
        for note in root if root is not None else ():
            if attribute(note, "type") in (None, "normal"):
                yield note

    def _apart(self, root: etree._Element | None, kind: str) -> None:
        """Write what stands outside the running text, and go on with the text where it was."""
        outer = self.furniture, self.open
        self.furniture, self.open = kind, None
        for block in root if root is not None else ():
            self._block(block)
        self._flush()
        self.furniture, self.open = outer

    def _block(self, element: etree._Element) -> None:
        """Write a paragraph, a table, or what a wrapper holds."""
        kind = tag(element)
        if kind == "p":
            self._paragraph(element)
        elif kind == "tbl":
            self._table(element)
        elif kind == "sdt":
            self._content_control(element)
        elif kind in self.kept:
            for below in element:
                self._block(below)
        elif kind == "altChunk":
            self.count["imported part"] += 1

    def _content_control(self, element: etree._Element) -> None:
        gallery = attribute(child(element, "sdtPr", "docPartObj", "docPartGallery"))
        outer = self.furniture
        if gallery == "Table of Contents":
            self._flush()
            self.furniture = "contents"
        if (content := child(element, "sdtContent")) is not None:
            self._block(content)
        if self.furniture != outer:
            self._flush()
            self.furniture = outer

    def _table(self, table: etree._Element) -> None:
        """Write the cells row by row. A table of one column is a frame around text, not a form."""
        self._flush()
        outer = self.in_cell
        rows = [
            row
            for row in _through(table, "tr")
            if children(child(row, "trPr")).keys().isdisjoint(self.dropped)
        ]
        cells = [[cell for cell in _through(row, "tc")] for row in rows]
        self.in_cell = outer or any(len(row) > 1 for row in cells)
        for row in cells:
            for cell in row:
                for block in cell:
                    self._block(block)
                self._flush()
        self.in_cell = outer

    def _paragraph(self, element: etree._Element) -> None:
        properties = child(element, "pPr")
        own = children(properties)
        mark = children(own.get("rPr"))
        if self.changes == "original" and (before := child(own.get("pPrChange"), "pPr")) is not None:
            properties, own = before, children(before)
        if self.open is None or not self.open.visible:
            # A paragraph whose text and mark are gone leaves nothing to the one that it runs into.
            self.open = _Paragraph(
                attribute(own.get("pStyle")) or self.styles.default, look(properties, None)
            )
        self._inline(element, self.open)
        boxes, self.boxes = self.boxes, []
        if mark.keys().isdisjoint(self.dropped) and not switch(mark.get("vanish")):
            self._flush(numbered="sectPr" not in own)
        for box in boxes:
            self.count["text box"] += 1
            self._apart(box, "text box")

    def _flush(self, *, numbered: bool = False) -> None:
        """Write the open paragraph. One without text still has its number, unless it is a section break."""
        paragraph, self.open = self.open, None
        if paragraph is None or not (paragraph.visible or numbered):
            return
        whole = paragraph.own.over(self.styles.paragraph(paragraph.style))
        furniture = self.furniture or ("contents" if paragraph.style in self.styles.contents else "")
        num_id = 0 if furniture else whole.num_id or 0
        at = self._list_level(paragraph, whole)
        label = self.lists.count(num_id, at) or Label("", tight=True)
        list_indent = self.lists.indent(num_id, at) if paragraph.own.indent is None else None
        lines = [line for line in map(str.strip, paragraph.text.split("\n")) if line]
        for index, line in enumerate(lines or [""] * bool(label.text)):
            self.out.write(
                line,
                label="" if index else label.text,
                tight=label.tight,
                furniture=furniture,
                whole=True,
                level=at if label.text and not index else None,
                heading=whole.heading,
                indent=whole.indent if list_indent is None else list_indent,
                size=max(paragraph.sizes, key=lambda size: (paragraph.sizes[size], size), default=whole.size),
                bold=0 < paragraph.visible == paragraph.bold,
                cell=self.in_cell,
            )

    def _list_level(self, paragraph: _Paragraph, whole: Look) -> int:
        """Return the list level: the paragraph's own, else that of its style, else the outermost."""
        if paragraph.own.level is not None or not whole.num_id:
            return paragraph.own.level or 0
        of_style = self.lists.level_of_style(whole.num_id, paragraph.style)
        return of_style if of_style is not None else whole.level or 0

    def _inline(self, element: etree._Element, into: _Paragraph) -> None:
        """Add the text of runs, looking through whatever wraps them."""
        for below in element:
            kind = tag(below)
            if kind == "r":
                self._run(below, into)
            elif kind == "sdt":
                self._inline_control(below, into)
            elif kind in self.kept:
                self._inline(below, into)
            elif kind in DRAWINGS:
                self.boxes += _text_boxes(below)

    def _inline_control(self, element: etree._Element, into: _Paragraph) -> None:
        checkbox = child(element, "sdtPr", "checkbox")
        if checkbox is not None:
            into.add(TICKED if switch(child(checkbox, "checked")) else BOX, Look())
        elif (content := child(element, "sdtContent")) is not None:
            self._inline(content, into)

    def _run(self, run: etree._Element, into: _Paragraph) -> None:
        properties = child(run, "rPr")
        style = attribute(child(properties, "rStyle"))
        base = self.styles.paragraph(into.style)
        whole = look(None, properties).over(self.styles[style].over(base) if style else base)
        text = "".join(self._run_pieces(run, whole))
        if whole.hidden:
            self.count["hidden"] += len("".join(text.split()))
        elif text:
            into.add(text, whole)

    def _run_pieces(self, run: etree._Element, whole: Look) -> Iterator[str]:
        """Yield the text of a run's parts."""
        for below in run:
            kind = tag(below)
            if kind in ("t", "delText"):
                yield legible(_typed(below), whole.font or "")
            elif kind in BREAKS:
                yield BREAKS[kind]
            elif kind == "sym":
                yield _symbol(below)
            elif kind == "fldChar":
                yield _field(below)
            elif kind in DRAWINGS or kind == "AlternateContent":
                self.boxes += _text_boxes(below)
            elif (base := child(below, "rubyBase")) is not None:
                yield "".join(_typed(text) for text in base.iter("{*}t"))

    def _count_changes(self, block: etree._Element) -> None:
        """Count tracked changes as Word's list does: neighbours by one author are one change."""
        marks = runs = 0
        for change in block.iter("{*}ins", "{*}del", "{*}moveFrom", "{*}moveTo"):
            parent = change.getparent()
            if parent is not None and tag(parent) in ("rPr", "trPr", "tcPr", "numPr"):
                marks += 1
                continue
            before = change.getprevious()
            same = before is not None and before.tag == change.tag
            runs += not (same and attribute(before, "author") == attribute(change, "author"))
        self.count["tracked"] += runs or marks

    def _findings(self) -> Iterator[Finding]:
        if count := self.count["tracked"]:
            shown = "accepted" if self.changes == "accepted" else "original"
            other = " (--changes original)" if self.changes == "accepted" else ""
            yield Finding(
                "changes", f"{_many(count, 'tracked change')}: showing {shown} text{other}", look=True
            )
        if count := self.count["hidden"]:
            yield Finding("hidden", f"{_many(count, 'character')} of hidden text left out", look=True)
        for kind in ("text box", "imported part"):
            if count := self.count[kind]:
                done = "left out" if kind == "imported part" else "kept apart from the clauses"
                yield Finding("ignored", f"{_many(count, kind)} {done}", look=True)
        for kind, done in (("footnote", "kept apart"), ("endnote", "kept apart"), ("comment", "left out")):
            if count := self.count[kind]:
                yield Finding("ignored", f"{_many(count, kind)} {done}")


def _blocks(stream: PartStream) -> Iterator[etree._Element]:
    """Yield the children of the body one by one; each is forgotten when the next is asked for."""
    context = etree.iterparse(
        stream,
        events=("end",),
        tag=[f"{{*}}{kind}" for kind in BLOCKS],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    for _, element in context:
        parent = element.getparent()
        if parent is not None and tag(parent) == "body":
            yield element
            element.clear()
            while element.getprevious() is not None:
                del parent[0]
            stream.release()


def _through(element: etree._Element, kind: str) -> Iterator[etree._Element]:
    """Yield rows of a table or cells of a row, also from inside content controls and tracked moves."""
    for below in element:
        if tag(below) == kind:
            yield below
        elif tag(below) in ("sdt", "sdtContent", "customXml"):
            yield from _through(below, kind)


def _text_boxes(drawing: etree._Element) -> Iterator[etree._Element]:
    """Yield the outermost text boxes of a drawing, not the fallback for older programs that repeats them."""
    for box in drawing.iter("{*}txbxContent"):
        within = takewhile(lambda above: above is not drawing, box.iterancestors())
        if not any(tag(above) in ("Fallback", "txbxContent") for above in within):
            yield box


def _symbol(element: etree._Element) -> str:
    """Return a character that is given by its font and its place there."""
    code = attribute(element, "char") or ""
    return legible(chr(int(code, 16)), attribute(element, "font") or "") if SYMBOL.fullmatch(code) else ""


def _typed(text: etree._Element) -> str:
    """Return typed text; white space at its ends counts only where the file says so."""
    typed = TYPED_BREAK.sub(" ", text.text or "")
    return typed if attribute(text, "space") == "preserve" else typed.strip(" ")


def _field(start: etree._Element) -> str:
    """Return what a legacy form field shows that has no text of its own: a box, or a list's choice."""
    box = child(start, "ffData", "checkBox")
    if box is not None:
        state = next(
            (s for s in (switch(child(box, kind)) for kind in CHECKBOX_FIELDS) if s is not None), False
        )
        return TICKED if state else BOX
    choices = child(start, "ffData", "ddList")
    if choices is not None:
        entries = [attribute(e) or "" for e in choices if tag(e) == "listEntry"]
        chosen = number(child(choices, "result")) or 0
        return entries[chosen] if 0 <= chosen < len(entries) else ""
    return ""


def _many(count: int, noun: str) -> str:
    plural = noun + ("es" if noun.endswith("x") else "s")
    return f"{count:,} {noun if count == 1 else plural}"
