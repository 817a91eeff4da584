"""Unnumbered blocks in, nodes under their owner out: definitions, lead-ins, forms, notes, plain paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise

from .clauses import Kind
from .joining import Mender, Running, running
from .lines import LISTING, Printed, heads_part
from .node import Node, heading_like
from .outline import Block
from .phrases import (
    CHECKBOX,
    CJK_CHAR,
    DEFINES,
    DEFINING,
    END_MARKER,
    FRONT_PARTS,
    KEY_VALUE,
    NOTE,
    RECITAL,
    TERMINAL,
    defines_where_said,
)


class Run:
    """Places one run of unnumbered blocks, those between two numbered ones, under its owner."""

    def __init__(self, root: Node, owner: Node, blocks: list[Block], mender: Mender) -> None:
        self.root, self.owner, self.blocks, self.mender = root, owner, blocks, mender
        self.form = _is_form(owner, blocks, [running(b.lines).text for b in blocks])
        self.row: list[Node] = []
        """The fields of the printed row last seen: its options and notes are about these."""
        self.row_notes = 0
        self.note: Node | None = None
        self.host: Node | None = None
        """A paragraph that ends in a colon: what follows it are its items."""
        self.open: Node | None = None
        """A paragraph whose sentence runs on: bullets below it are its items."""
        self.bullets: list[tuple[float, Node]] = []
        """The open items with a sign, each with how deep it stands: the deepest last."""
        self.ended = False
        """True once the agreement's end was printed."""
        self.heading: Node | None = None
        """The unnumbered heading that the run ends with, where it does."""

    def place(self, leads: bool) -> None:
        """Place every block; ``leads`` says that the owner's numbered children follow."""
        last: Node | None = None
        for block in self.blocks:
            last = self._one(block)
        if leads and last is not None and last.kind == "paragraph" and last.parent is self.owner:
            prose = self.owner.kind == "clause" and self.owner.text
            if not prose or last.text[-1] in ":：":
                last.kind = "lead-in"
        heads = last is not None and (last.kind == "section" or FRONT_PARTS.fullmatch(last.text) is not None)
        self.heading = last if heads else None

    def _one(self, block: Block) -> Node | None:
        """Make and place the node of one block; None where it made several."""
        first, run = block.lines[0], running(block.lines)
        text = run.text
        if END_MARKER.fullmatch(text):
            self.owner, self.host, self.note, self.ended = self.root, None, None, True
            return self._add("end-marker", run, block)
        if (m := NOTE.match(text)) and (self.form or not heading_like(text) or m.end() == len(text)):
            return self._add_note(block, run, m)
        if self.note is not None and first.step is not None and not self.note.text:
            step = first.step
            node = Node.made("note", running(block.lines, step.end), block, self.mender, step.label, run.at[: len(step.label)])
            node.number = step.number
            return self.note.adopt(node)
        if box := CHECKBOX.match(text):
            option = Node.made("option", run.cut(box.end()), block, self.mender, text[0], run.at[:1])
            return (self.row[0] if self.row else self.owner).adopt(option)
        if first.bullet:
            sign, start, end = first.bullet
            label_at = first.at[start : start + len(sign)]
            item = Node.made("item", running(block.lines, end), block, self.mender, sign, label_at)
            if self._defines(item.text):
                item.kind = "definition"
            return self._add_item(item, first)
        if self._defines(text):
            return self._add("definition", run, block)
        if self.form and text[-1] not in TERMINAL and (first.line.cell or len(text) <= CELL):
            self._add_fields(block)
            return None
        if self._is_item(text) or self._lists(text):
            item = (self.host or self.owner).adopt(Node.made("item", run, block, self.mender))
            if text[-1] in "。.":
                self.host = None  # the last
            return item
        if RECITAL.match(text):
            return self._add("recital", run, block)
        if self.owner.parent is None and self.owner.marker is None and heads_part(text):
            return self._add_heading(block, run)
        return self._add("paragraph", run, block)

    def _add_item(self, item: Node, printed: Printed) -> Node:
        """Place an item with a sign: below the item above it where the format says so, or its indent and its words do."""
        level = printed.line.level
        depth = printed.indent if level is None else float(level)
        while self.bullets and not self._is_below(item, depth, level is not None):
            self.bullets.pop()
        parent = self.bullets[-1][1] if self.bullets else self.host or self.open or self.owner
        self.bullets.append((depth, item))
        return parent.adopt(item)

    def _is_below(self, item: Node, depth: float, said: bool) -> bool:
        above, last = self.bullets[-1]
        return depth > above if said else depth >= above + NESTED and (last.label != item.label or last.text[-1:] in tuple(":："))

    def _add(self, kind: Kind, run: Running, block: Block) -> Node:
        node = self.owner.adopt(Node.made(kind, run, block, self.mender))
        self.host = node if node.text[-1] in ":：" else None
        self.open = node if node.text[-1] not in "。.!！?？" else None
        self.note, self.bullets = None, []
        return node

    def _add_heading(self, block: Block, run: Running) -> Node:
        """An unnumbered heading by its words: what follows stands below it."""
        node = self.root.adopt(Node.made("section", run, block, self.mender))
        node.heading, node.run = node.run, Running("", [])
        self.owner, self.host = node, None
        return node

    def _is_item(self, text: str) -> bool:
        """True for a line of a list without signs, below a colon: ``Email: a@b.c``, a name on its own line."""
        if len(text) >= 120 or heads_part(text) or any(c.kind == "item" and c.label for c in (self.host or self.owner).children[-1:]):
            return False  # what follows items with a sign and has none is no item
        pair = KEY_VALUE.match(text) is not None and text[-1] not in "。.;；"
        return (pair and self._after_colon()) or (self.host is not None and (text[-1] not in TERMINAL or pair))

    def _lists(self, text: str) -> bool:
        """True for an item without a sign: it ends on a semicolon, or is the last, after an "and" or a semicolon."""
        if self.host is None or not (text[0].islower() or CJK_CHAR.match(text)):
            return False
        if text[-1] in ";；" or LISTING.search(text):
            return True
        *earlier, before = ["", *(c.text for c in self.host.children)]
        # After "…; or" and its item the list is whole: "whichever is lower" is about all of them.
        closes = before[-1:] in (";", "；") and not any(map(LISTING.search, earlier))
        return bool(LISTING.search(before)) or (closes and text[-1] in "。.")

    def _after_colon(self) -> bool:
        text = (self.host or self.owner).text
        return (bool(text) and text[-1] in ":：") or (bool(self.owner.children) and self.owner.children[-1].kind == "item")

    def _defines(self, text: str) -> bool:
        """True for a definition; unquoted terms, and a colon after a quoted one, count where the section says so."""
        if DEFINES.match(text):
            return True
        if self.host is not None and self.host.kind == "definition":
            return False  # 保密信息包括：客户资料：…；商业秘密：…
        heading = self.owner.heading.text if self.owner.heading else self.owner.text
        return bool(DEFINING.search(heading)) and defines_where_said(text)

    def _add_note(self, block: Block, run: Running, m: re.Match[str]) -> Node:
        label = run.text[: m.end()].strip()
        node = Node.made("note", run.cut(m.end()), block, self.mender, label, run.at[: len(label)])
        if self.row:
            node.about = self.row[min(self.row_notes, len(self.row) - 1)]
            self.row_notes += 1
        self.note = node
        return self.owner.adopt(node)

    def _add_fields(self, block: Block) -> None:
        if block.lines[0].blanks or self.row_notes:
            # White space above, or a note in between, begins a new row of cells.
            self.row = []
        self.row_notes = 0
        self.note = None
        for cell in _cells(block, self.mender):
            self.row.append(self.owner.adopt(Node.made("form-field", cell, block, self.mender)))


NESTED = 2.0
"""So much further in stands an item below another."""
CELL = 80
"""Characters of a cell of a form that no table holds."""


def _is_form(owner: Node, run: list[Block], texts: list[str]) -> bool:
    """A form: short cells without a stop, with notes, boxes to tick or two cells on a line among them."""
    if any(b.lines[0].line.cell for b in run):
        return True
    free = [t for b, t in zip(run, texts, strict=True) if b.lines[0].bullet is None]
    cells = [t for t in free if t[-1] not in TERMINAL and len(t) <= CELL and not DEFINES.match(t)]
    if len(cells) < 2:
        return False
    signs = sum(bool(NOTE.match(t) or CHECKBOX.match(t)) for t in free)
    paired = sum(len(re.findall(r"[\u3400-\u9fff）)] +[\u3400-\u9fff]|\S {2,}\S|\t", t)) > 0 for t in cells)
    asks = bool(re.search(r"信息|表|填写|information|form|complete|following", owner.text, re.IGNORECASE))
    return (signs >= 1 or paired >= 2) and (asks or signs + paired >= 3)


def _cells(block: Block, mender: Mender) -> list[Running]:
    """Cut one printed row of a form into its cells."""
    run = running(block.lines)
    text = run.text
    if len(block.lines) == 1:
        cuts = [m.start() + 1 for m in re.finditer(r"[\u3400-\u9fff）)](?= +[\u3400-\u9fff])", text)]
        cuts += [m.start() for m in re.finditer(r"(?<=\S)(?: {2,}|\t)(?=\S)", text)]
        if not cuts:
            cut = _column(text, mender)
            cuts = [cut] if cut else []
        if cuts:
            edges = [0, *sorted(set(cuts)), len(text)]
            return [run.cut(a, b) for a, b in pairwise(edges) if text[a:b].strip()]
    return [run]


def _column(text: str, mender: Mender) -> int | None:
    """Find where the second cell begins in a row whose cells only one space divides.

    Two signs: the row's first word comes again (Name of Applicant | Name of Agent), or a term the document defines
    begins there (Model Derivatives Detail | Commercial Use Descriptions).
    """
    words = [(m.start(), m[0]) for m in re.finditer(r"\S+", text)]
    if len(words) < 4 or CJK_CHAR.search(text):
        return None
    for start, word in words[2:]:
        if word == words[0][1] and word[0].isupper():
            return start
    for start, word in words[2:-1]:
        if word[0].isupper() and any(text.startswith(t + " ", start) for t in mender.terms):
            return start
    return None


