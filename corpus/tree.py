"""Numbered blocks in, the clause tree out.

Numbers came with their depth from ``outline``.  Here the unnumbered blocks between them find their owner, and
headings are told from text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from .clauses import Kind
from .inside import find_inside, name_run_in_headings
from .joining import Mender, Running, running
from .lines import heads_part, names_part
from .node import Node, capitals, heading_like, in_front, walk
from .outline import Block
from .phrases import (
    CJK_CHAR,
    COPYRIGHT,
    DEFINES,
    DEFINING,
    END_MARKER,
    FRONT_PARTS,
    HEADING_WORDS,
    KEY_VALUE,
    NOTE,
    RECITAL,
    RECITALS,
    RUN_IN,
    TITLE_WORDS,
    defines_where_said,
)
from .signing import Part, by_party, find_signatures
from .unnumbered import Run

# 可以复制，但不得修改: a sentence, though it ends without a stop; not “许可证，Version 2”.
CLAUSE_COMMA = re.compile(rf"，{CJK_CHAR.pattern}")

# 合同编号：HT-1, Contract No: 5, 签订日期：…: what stands above a title, or below it.
REFERENCE_NUMBER = re.compile(r"[^:：]{0,24}(?:编号|編號|[证證]号|文号|日期|时间|時間|地[点點]|no\.?|number|date|ref\.?)\s*[:：]", re.IGNORECASE)

SENTENCE = 40
"""A line of more characters that ends with a stop is a sentence of the agreement, not a version or a date."""


def build(blocks: Sequence[Block], mender: Mender) -> list[Node]:
    """Return the top nodes of the tree, in printed order."""
    root = _Builder(list(blocks), mender).build()
    for node in walk(root)[1:]:
        _settle(node)
    name_run_in_headings(root)
    for node in root.children:
        node.parent = None
    return root.children


class _Builder:
    """Walks the blocks once, keeping the path of open numbered nodes."""

    def __init__(self, blocks: list[Block], mender: Mender) -> None:
        self.blocks, self.mender = blocks, mender
        self.root = Node("title", Running("", []))
        self.path: dict[int, Node] = {}
        """The open numbered node at each depth."""
        self.container: dict[int, Node] = {}
        """An unnumbered heading that holds the numbered nodes of a depth."""
        self.pending: Node | None = None
        """An unnumbered heading found to head the series that the next node begins."""
        self.announced: list[Block] = []
        """What stands between that heading and the series."""
        self.listed: tuple[Node, str] | None = None
        """A heading by its words, with the style of the list directly below it."""

    def build(self) -> Node:
        run: list[Block] = []
        above: Node | None = None
        for block in self._without_title():
            if block.marker is None and block.heading_level is None and not block.defines:
                run.append(block)
                continue
            node = self._numbered(block, run)
            self._place(run, above, node)
            self._attach(node)
            run, above = [], node
        self._place(run, above, None)
        return self.root

    def _without_title(self) -> list[Block]:
        """Take the title off: of what stands before the first number, a heading or a line that names an agreement.

        Where neither is found, the first line is the title, if it is short and no sentence.
        """
        front = list(takewhile(lambda b: b.marker is None, self.blocks[:8]))
        texts = {id(b): running(b.lines).text for b in front}
        can = [b for b in front if _can_be_title(texts[id(b)]) or _ends_short(b, texts[id(b)])]
        if len(self.blocks) == 1 or not can:
            return self.blocks
        headings = [b for b in can if b.heading_level is not None and not self._below_text(b, texts)]
        named = [b for b in can if TITLE_WORDS.search(texts[id(b)])]
        title = next(iter(headings or named or can[:1]))
        if named and title.heading_level != 1 and self.blocks.index(named[0]) < self.blocks.index(title):
            title = named[0]  # what names the agreement above its first heading is not below it
        first = self.blocks[0]
        if title.heading_level not in (None, 1) and first in can and not first.lines[0].line.whole and names_part(texts[id(first)]):
            title = first  # in plain text only its place tells the title from the headings below it
        if not headings and not named and title is not self.blocks[0]:
            return self.blocks
        node = self.root.adopt(Node.made("title", running(title.lines), title, self.mender))
        node.heading, node.run = node.run, Running("", [])
        return [b for b in self.blocks if b is not title]

    def _below_text(self, heading: Block, texts: Mapping[int, str]) -> bool:
        """True for a heading below a sentence and with others of its level: the agreement has begun without a title."""
        above = self.blocks[: self.blocks.index(heading)]
        told = any(b.heading_level is None and len(texts[id(b)]) > SENTENCE and texts[id(b)][-1] in "。." for b in above)
        return told and any(b.heading_level == heading.heading_level for b in self.blocks if b is not heading)

    def _numbered(self, block: Block, run: list[Block]) -> Node:
        """Make the node of a block with a number, or of an unnumbered heading of the format's own."""
        first = block.lines[0]
        if block.marker is None:
            node = Node.made("definition" if block.defines else "section", running(block.lines), block, self.mender)
            node.depth = block.depth
            return node
        m = block.marker
        # A colon after "Appendix 1" is neither label nor text, but it is this clause's.
        label_at = [first.at[k] for k in range(m.start, min(m.end, len(first.text))) if not first.text[k].isspace()]
        kind: Kind = "appendix" if m.style == "back" else "clause"
        node = Node.made(kind, running(block.lines, m.end), block, self.mender, m.label.strip(), label_at)
        node.marker, node.number, node.depth = m, m.number, block.depth
        if block.restart and (heading := _heads_restart(run)) is not None:
            # The series begins again below a heading that has no number: that heading is a section.
            self.pending = Node.made("section", running(run[heading].lines), run[heading], self.mender)
            self.announced = run[heading + 1 :]
            del run[heading:]
        return node

    def _attach(self, node: Node) -> None:
        depth = node.depth
        if depth == 0 and self.listed is not None and _series(node) != self.listed[1]:
            # RECITALS A. B. end where ARTICLE I begins: another series, so no longer below that heading.
            if self.container.get(0) is self.listed[0]:
                del self.container[0]
            self.listed = None
        if self.pending is not None:
            self.container.pop(depth, None)  # the heading of the series before stands beside this one
            self._parent(depth).adopt(self.pending)
            Run(self.root, self.pending, self.announced, self.mender).place(leads=True)
            self.container[depth], self.pending = self.pending, None
        if node.kind == "appendix":
            self.container.pop(depth, None)
        self._parent(depth).adopt(node)
        self.path = {d: n for d, n in self.path.items() if d < depth} | {depth: node}
        self.container = {d: n for d, n in self.container.items() if d <= depth}

    def _parent(self, depth: int) -> Node:
        if depth in self.container:
            return self.container[depth]
        return next((self.path[d] for d in range(depth - 1, -1, -1) if d in self.path), self.root)

    def _place(self, run: list[Block], above: Node | None, below: Node | None) -> None:
        """Place a run of unnumbered blocks between two numbered ones; what is signed closes the agreement."""
        at = 0
        for signed in self._signatures(run, above, below):
            self._fill(run[at : signed.start], above, None)
            self._sign(run[signed.start : signed.stop])
            at, above = signed.stop, None
        self._fill(run[at:], above, below)

    def _fill(self, run: list[Block], above: Node | None, below: Node | None) -> None:
        """Give unnumbered blocks their owner and their kinds."""
        if not run:
            return
        if len(run) > 1 and self._heads_series(run[-1], below):
            self._fill(run[:-1], above, None)
            run, above = run[-1:], None
        owner = self.root if self._heads_series(run[-1], below) else self._owner(above, below)
        if above is not None and owner is above.parent and (own := _own_paragraphs(above, run)):
            Run(self.root, above, run[:own], self.mender).place(leads=False)
            run = run[own:]
            if not run:
                return
        leads = above is not None and self._holds(above, below)
        if above is not None and owner is above and not above.text and above.heading is None:
            run = self._fill_label(above, run, leads)
        if not run:
            return
        placed = Run(self.root, owner, run, self.mender)
        placed.place(leads)
        if placed.ended:
            self.path, self.container = {}, {}
        heading = placed.owner if below is not None and below.kind == "definition" and placed.owner is not owner else placed.heading
        if heading is not None and below is not None and below.depth == 0 and _series(below):
            self.container[0] = heading
            self.listed = (heading, _series(below))

    def _signatures(self, run: list[Block], above: Node | None, below: Node | None) -> Iterator[range]:
        """Yield where in a run the parties sign; where that is doubtful, only what says so itself is believed."""
        with_any: tuple[Part, ...] = ()
        if above is None or (below is not None and below.marker is not None and below.kind != "appendix"):
            with_any = ("opening", "signer")  # the body has not begun, or goes on
        texts = [running(b.lines).text for b in run]
        annex = next((node for node in (above, *_over(above)) if node.kind == "appendix"), None) if above is not None else None
        if annex is not None:
            with_any = ("opening",)  # forms are filled in alike
            if _lists_names(annex) and not any(c.kind == "signature" for c in self.root.children):
                # Below a mere list of annexes the parties to the agreement sign, and right there.
                signed = list(find_signatures(texts, self.mender.terms))
                if signed and signed[0].start == 0:
                    return iter(signed)
        return find_signatures(texts, self.mender.terms, with_any=with_any)

    def _sign(self, run: list[Block]) -> None:
        """Place what a party signs: a node for each party, with its fields below."""
        texts = [running(b.lines) for b in run]
        for group in by_party([text.text for text in texts], self.mender.terms):
            first, *rest = (Node.made("signature", texts[k], run[k], self.mender) for k in group)
            self.root.adopt(first)
            for field in rest:
                field.kind = "item"
                first.adopt(field)

    def _heads_series(self, block: Block, below: Node | None) -> bool:
        """True where a paragraph after the last number of one series heads or announces the next: RECITALS, AGREED TERMS:"""
        top = self.path.get(0)
        if top is None or top.marker is None or top.kind == "appendix" or below is None or below.marker is None:
            return False
        if below.depth > 0 or below.marker.value != (1,) or below.marker.style == top.marker.style:
            return False
        text = running(block.lines).text
        announces = text[-1] in ":：" and not KEY_VALUE.match(text)
        return announces or heads_part(text) or FRONT_PARTS.fullmatch(text) is not None

    def _holds(self, above: Node, below: Node | None) -> bool:
        """True where the numbered node below will be a child of the one above."""
        return below is not None and self.pending is None and self._parent(below.depth) is above

    def _owner(self, above: Node | None, below: Node | None) -> Node:
        if above is None:
            return self.root
        text = above.text
        if above.kind == "definition" and above.marker is None and text[-1] not in ":：":
            return above.parent or self.root
        if self._holds(above, below) or not text or text[-1] in ":：" or above.marker is None:
            return above
        if above.kind == "appendix" or (heading_like(text) and (above.depth == 0 or text[-1] not in "。.")):
            return above
        if above.parent is not None:
            if above.marker.worded:
                return above  # an article's paragraphs are its own, be it the last of its chapter
            goes_on = self._holds(above.parent, below) and not _other_list(above, below)
            if goes_on or (heading_like(text) and (any(_paragraphs_beside(above)) or _headed_beside(above))):
                return above
        # The list has ended: text after its last item belongs to what the list stands in.
        owner = above.parent or self.root
        if owner.kind == "definition" and owner.marker is None and above.text[-1] in "。.":
            return owner.parent or self.root  # and after the last of a definition's limbs, to what defines
        return owner

    def _fill_label(self, above: Node, run: list[Block], leads: bool) -> list[Block]:
        """A number alone on its line takes the next paragraph as its heading, or as its text if that is all.

        Several paragraphs stay apart: a statute cites them by their count (第二款, paragraph 2).
        """
        text = running(run[0].lines)
        if run[0].lines[0].bullet or any(p.match(text.text) for p in (DEFINES, NOTE, END_MARKER)):
            return run
        named = above.kind == "appendix" or (above.marker is not None and above.marker.worded)
        if named and heading_like(text.text) and (len(run) > 1 or leads):
            above.heading, above.repairs = self.mender.mend(text)
            return run[1:]
        if above.kind == "appendix" or len(run) > 1:
            return run
        above.run, above.repairs = self.mender.mend(text)
        return run[1:]


def _heads_restart(run: Sequence[Block]) -> int | None:
    """Return the place of the heading below which a series begins again: right above it, or above what announces it."""
    texts = [running(b.lines).text for b in run[-ANNOUNCING:]]
    for back, (block, text) in enumerate(zip(reversed(run), reversed(texts), strict=False)):
        if block.lines[0].bullet is not None:
            return None
        if heading_like(text) if back == 0 else _stands_as_heading(text):
            return len(run) - 1 - back
        if back == 0 and text[-1] not in ":：":
            return None
    return None


ANNOUNCING = 4
"""So many paragraphs, with their heading, may stand above a series that the last of them announces."""


def _stands_as_heading(text: str) -> bool:
    """True for a heading that needs nothing right below it to be one: its words have capitals, or it names a part."""
    return names_part(text) and heading_like(text) and (CJK_CHAR.search(text) is not None or capitals(text) == 1)


def _series(node: Node) -> str:
    """Name the series that a node is one of: the style of its number, or definitions."""
    return node.marker.style if node.marker is not None else "definitions" if node.kind == "definition" else ""


def _over(node: Node) -> Iterator[Node]:
    """Yield what a node stands in, from its parent up."""
    while node.parent is not None:
        node = node.parent
        yield node


def _lists_names(annex: Node) -> bool:
    """True for an annex that is only named, or for a list of such names."""
    return all(heading_like((n.heading or n.run).text or "-") and (n is annex or n.marker is not None) for n in walk(annex))


def _headed_beside(last: Node) -> bool:
    """True where most other numbers of a list begin with a run-in heading: what is one alone heads what follows."""
    siblings = last.parent.children if last.parent is not None else []
    others = [c for c in siblings if c is not last and c.marker is not None and _series(c) == _series(last)]
    return bool(others) and sum(RUN_IN.match(c.text) is not None for c in others) >= 0.6 * len(others)


def _paragraphs_beside(last: Node) -> list[int]:
    """Return how many paragraphs each other number of a list holds, where most of them hold any."""
    siblings = last.parent.children if last.parent is not None else []
    counts = [sum(c.kind == "paragraph" for c in s.children) for s in siblings if s is not last and s.marker is not None]
    return counts if 2 * sum(n > 0 for n in counts) >= len(counts) else []


def _own_paragraphs(last: Node, run: list[Block]) -> int:
    """Count the paragraphs that the last number of a list holds below its text, as most of the others do.

    After a list that a sentence announces, the text returns to that sentence.
    """
    beside = _paragraphs_beside(last)
    if not beside or _is_announced(last) or last.text[-1:] not in ("。", "."):
        return 0
    most = None if last.marker is not None and last.marker.worded else max(beside)  # an article has as many as it likes
    texts = (running(b.lines).text for b in run[:most])
    return sum(1 for _ in takewhile(lambda text: text[-1] in "。." and not COPYRIGHT.match(text), texts))


def _is_announced(last: Node) -> bool:
    """True for a list below a sentence, or below a paragraph that ends in a colon."""
    above = last.parent
    assert above is not None
    front = list(takewhile(lambda c: c.marker is None, above.children))
    return bool(above.text) or (bool(front) and front[-1].text[-1:] in (":", "："))


def _other_list(above: Node, below: Node | None) -> bool:
    """True where decimals follow a list beside them: 1., 2., then 1.1."""
    a, b = above.marker, below.marker if below is not None else None
    return a is not None and b is not None and len(b.value) > len(a.value) and b.style[-1].isdigit()


def _can_be_title(text: str) -> bool:
    """True for a line that is short, no sentence, and neither a definition nor a notice of copyright."""
    if len(text) > 160 or text[-1] in "。；;，,:：" or (text[-1] == "." and len(text.split()) > 3):
        return False
    if CLAUSE_COMMA.search(text) or REFERENCE_NUMBER.match(text):
        return False
    return not any(p.match(text) for p in (DEFINES, RECITAL, RECITALS, COPYRIGHT, HEADING_WORDS))


def _ends_short(block: Block, text: str) -> bool:
    """True for a heading of the first level that only its stop keeps from being a title: Bylaws of Birch, Inc."""
    return block.heading_level == 1 and text[-1] == "." and heading_like(text) and _can_be_title(text[:-1])


def _among_definitions(node: Node) -> bool:
    """True where the section above says that it defines: there a term needs no quotes."""
    above = node.parent
    while above is not None and above.heading is None:
        above = above.parent
    return above is not None and above.heading is not None and bool(DEFINING.search(above.heading.text))


def _settle(node: Node) -> None:
    """Settle what can be said only when the children are known: heading or text, kind, what stands inside."""
    text = node.text
    if node.marker is not None or node.kind == "section":
        top = node.depth == 0 and text[-1:] not in tuple("。.?!") and not in_front(node)
        # "使用限制。" above （一） is a heading, above plain paragraphs a sentence.
        heads = any(c.marker is not None or c.kind == "definition" for c in node.children) if text[-1:] == "。" else node.children
        said = node.kind == "section"  # its format or its place says that it is a heading
        form = text.rstrip(":：") if said else text
        if form and node.heading is None and heading_like(form) and (heads or top or said):
            node.heading, node.run = node.run, Running("", [])
    if node.kind == "clause" and node.marker is not None:
        numbered = any(c.marker is not None for c in node.children)
        if node.heading is not None and (node.depth == 0 or (node.marker.worded and numbered)):
            node.kind = "section"
        elif DEFINES.match(text) or (defines_where_said(text) and _among_definitions(node)):
            node.kind = "definition"
    if node.kind in ("definition", "clause", "note", "lead-in", "paragraph", "item", "recital"):
        find_inside(node)
