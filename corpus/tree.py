"""Numbered blocks in, the clause tree out: what is a heading, a definition, a list item, a form field, and whose.

Numbers came with their depth from ``outline``.  Here the unnumbered blocks find their place between them, and
headings, definitions, forms and the lists inside a sentence are told apart by form alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .clauses import Kind, Repair
from .joining import Mender, Running, running
from .lines import BARE_DEFINES, CHECKBOX, CJK_CHAR, DEFINES, KEY_VALUE, NOTE, TERMINAL
from .numbering import Marker
from .outline import Block

END_MARKER = re.compile(
    r"[-*\N{EN DASH}\N{EM DASH}=\s]*(?:END\s+OF\s+(?:THE\s+)?(?:TERMS(?:\s+AND\s+CONDITIONS)?|AGREEMENT|LICEN[SC]E|DOCUMENT)"
    r"|(?:本)?(?:协议|合同|许可证?|条款)(?:正文)?(?:结束|完毕|完)|[(（]?以下无正文[)）]?|[(（]?正文完[)）]?)[-*\N{EN DASH}\N{EM DASH}=\s.。]*",
    re.IGNORECASE,
)
RECITAL = re.compile(r"(?:WHEREAS|Whereas|鉴于|鑒於)\b|鉴于|鑒於")
SIGNATURE = re.compile(
    r"(?:IN WITNESS WHEREOF|By:\s*_|Signature\b|Signed\b.*:|甲方\s*[(（](?:盖章|签字|签章)|乙方\s*[(（](?:盖章|签字|签章)|(?:法定代表人|授权代表).{0,12}[:：]\s*_*$)"
)
HEADING_WORDS = re.compile(
    r"(?:preamble|recitals?|background|introduction|definitions?|general|overview|summary|foreword|序言|前言|引言|总则|總則|定义|定義|鉴于|背景|概述|说明|導言|导言)\W*",
    re.IGNORECASE,
)
HEREINAFTER = re.compile(
    r"(?:hereinafter|hereafter|collectively|together|each|以下(?:统|合|简|合并)?称(?:为)?|下称|统称为|簡稱|简称)[^\"“”「」()（）]{0,40}[\"“「『]([^\"“”」』]{1,40})[\"”」』]"
)
QUOTED = re.compile(r"[\"“”「『]\s*([^\"“”「」『』]{1,60}?)\s*[\"”“」』]")
# (i) … (x), a) … c), 1) … in the running sentence; what stands before tells a list from a cross-reference.
INLINE = re.compile(r"[(（]\s?([ivxIVX]{1,5}|[a-zA-Z]|[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s?[)）]|(?<=[\s，、；:：;,])([a-h]|[ivx]{1,4}|[0-9]{1,2})[)）](?=\s?\S)|([①-⑳])")
REFERRING = re.compile(
    r"(?:section|sections|clause|clauses|article|articles|paragraph|paragraphs|item|items|subsection|sub-clause|schedule|of|under|§+|第|条|條|款|项|項|目|节|[0-9A-Za-z\])）])\s?$",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[。！？](?!$)|(?<=[a-z)\"”])\.\s+(?=[A-Z\"“])")


@dataclass(slots=True, eq=False)
class Node:
    """A clause being made; ``build`` fills it, ``parsing`` turns it into a value."""

    kind: Kind
    run: Running
    label: str = ""
    label_at: tuple[int, ...] = ()
    number: str = ""
    marker: Marker | None = None
    block: Block | None = None
    depth: int = 0
    heading: Running | None = None
    run_in: str = ""
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    terms: tuple[str, ...] = ()
    inline: bool = False
    about: Node | None = None
    repairs: tuple[Repair, ...] = ()

    @property
    def text(self) -> str:
        return self.run.text

    def adopt(self, child: Node) -> Node:
        child.parent = self
        self.children.append(child)
        return child


def heading_like(text: str) -> bool:
    """True for words that can be a heading by their form: short, no clause of a sentence, no stop.

    >>> [heading_like(t) for t in ("Definitions", "许可及许可限制", "loss of revenue;", "You shall not use it.")]
    [True, True, False, False]
    """
    text = text.strip().strip("*_ ")
    if not text or text[-1] in "；;，,、：:！" or text[:1].islower():
        return False
    if CJK_CHAR.search(text):
        return len(text) <= 40 and not re.search(r"[，。；]", text[:-1]) and (text[-1] != "。" or len(text) <= 8)
    words = text.split()
    if text[-1] in ".?!":
        named = [w for w in words if w[0].isalpha() and (len(w) > 3 or w[0].isupper())]
        return len(words) <= 8 and sum(w[0].isupper() for w in named) >= 0.6 * len(named) and not DEFINES.match(text)
    return len(words) <= 16 and "; " not in text


def build(blocks: Sequence[Block], mender: Mender) -> list[Node]:
    """Return the top nodes of the tree, in printed order."""
    root = Node("title", Running("", []))
    return _Builder(blocks, mender, root).build()


class _Builder:
    """Walks the blocks once, keeping the path of open numbered nodes."""

    def __init__(self, blocks: Sequence[Block], mender: Mender, root: Node) -> None:
        self.blocks, self.mender, self.root = list(blocks), mender, root
        self.path: dict[int, Node] = {}
        self.container: dict[int, Node] = {}

    def build(self) -> list[Node]:
        k = self._title()
        run: list[Block] = []
        above: Node | None = None
        while k < len(self.blocks):
            block = self.blocks[k]
            if block.marker is None and block.heading_level is None:
                run.append(block)
            else:
                node = self._numbered(block, run)
                self._place_run(run, above, node)
                self._attach(node)
                run, above = [], node
            k += 1
        self._place_run(run, above, None)
        for node in list(walk(self.root))[1:]:
            _finish(node)
        _run_in_headings(self.root)
        return self.root.children

    def _title(self) -> int:
        """Take the title off the front: the first line, where it is short and no clause."""
        if not self.blocks or self.blocks[0].marker is not None:
            return 0
        block = self.blocks[0]
        run = running(block.lines)
        if len(run.text) > 160 or run.text[-1] in "。；;，," or DEFINES.match(run.text) or RECITAL.match(run.text):
            return 0
        if len(self.blocks) == 1:
            return 0
        mended, repairs = self.mender.mend(run)
        self.root.adopt(Node("title", Running("", []), heading=mended, repairs=repairs, block=block))
        return 1

    def _node(self, kind: Kind, run: Running, block: Block, label: str = "", label_at: tuple[int, ...] = ()) -> Node:
        mended, repairs = self.mender.mend(run)
        return Node(kind, mended, label, label_at, block=block, repairs=repairs)

    def _numbered(self, block: Block, run: list[Block]) -> Node:
        """Make the node of a block with a number, or of an unnumbered heading."""
        first = block.lines[0]
        if block.marker is None:
            node = self._node("section", running(block.lines), block)
            node.depth = self._heading_depth(block)
            return node
        m = block.marker
        # A colon after "Appendix 1" is neither label nor text, but it is this clause's.
        label_at = tuple(first.at[k] for k in range(m.start, min(m.end, len(first.text))) if not first.text[k].isspace())
        node = self._node("clause", running(block.lines, m.end), block, m.label.strip(), label_at)
        node.marker, node.number, node.depth = m, m.number, block.depth
        if m.style == "back":
            node.kind = "appendix"
            # What follows the word and its number on the line is the heading.
        if block.restart and run and heading_like(running(run[-1].lines).text) and run[-1].lines[0].bullet is None:
            # The series begins again below a heading that has no number: that heading is a section.
            top = self._node("section", running(run[-1].lines), run.pop())
            top.depth = node.depth
            self.pending = top
        return node

    pending: Node | None = None
    """An unnumbered heading found to head the series that the next node begins."""
    listed: tuple[Node, str] | None = None
    """A heading by its words with the style of the list directly below it."""

    def _heading_depth(self, block: Block) -> int:
        return block.depth

    def _attach(self, node: Node) -> None:
        d = node.depth
        if d == 0 and self.listed is not None:
            heading, style = self.listed
            if node.marker is None or node.marker.style != style:
                # RECITALS A. B. end where ARTICLE I begins: another series, so no longer below that heading.
                self.listed = None
                if self.container.get(0) is heading:
                    del self.container[0]
        if self.pending is not None:
            top, self.pending = self.pending, None
            self._parent(d).adopt(top)
            self.container[d] = top
        self._parent(d).adopt(node)
        self.path[d] = node
        for deeper in [x for x in self.path if x > d]:
            del self.path[deeper]
        for deeper in [x for x in self.container if x > d]:
            del self.container[deeper]
        if node.kind == "appendix":
            self.container.pop(0, None)

    def _parent(self, depth: int) -> Node:
        if depth in self.container:
            return self.container[depth]
        for d in range(depth - 1, -1, -1):
            if d in self.path:
                return self.path[d]
        return self.container.get(0, self.root) if depth else self.root

    # Unnumbered blocks

    def _place_run(self, run: list[Block], above: Node | None, below: Node | None) -> None:
        """Give a run of unnumbered blocks between two numbered ones its owner and its kinds."""
        if not run:
            return
        owner = self._owner(above, below)
        leads = above is not None and below is not None and self._parent(below.depth) is above and self.pending is None
        if owner is above and above is not None and not above.text and above.heading is None and above.block is not None:
            run = self._fill_label(above, run, leads)
        if run:
            last = _Run(self, owner, run, leads and owner is above).place()
            if last is not None and below is not None and below.depth == 0 and below.marker is not None and last.parent is self.root:
                self.container[0] = last
                self.listed = (last, below.marker.style)

    def _fill_label(self, above: Node, run: list[Block], leads: bool) -> list[Block]:
        """A number alone on its line takes the next paragraph as its heading or its text."""
        first = run[0]
        text = running(first.lines)
        if first.lines[0].bullet or DEFINES.match(text.text) or NOTE.match(text.text) or END_MARKER.fullmatch(text.text):
            return run
        worded = above.marker is not None and above.marker.worded
        if heading_like(text.text) and (len(run) > 1 or leads) and (worded or above.kind == "appendix"):
            above.heading, above.repairs = self.mender.mend(text)
            return run[1:]
        if above.kind == "appendix":
            return run
        mended, repairs = self.mender.mend(text)
        above.run, above.repairs = mended, above.repairs + repairs
        return run[1:]

    def _owner(self, above: Node | None, below: Node | None) -> Node:
        if above is None:
            return self.root
        if below is not None and self._parent(below.depth) is above:
            return above
        text = above.text
        if not text or text[-1] in ":：" or above.marker is None or heading_like(text) or above.kind == "appendix":
            return above
        if below is not None and self._parent(below.depth) is above.parent and self.pending is None:
            return above
        # The list has ended: text after its last item belongs to what the list stands in.
        return above.parent or self.root


def _finish(node: Node) -> None:
    """Settle what can be said only when the children are known: heading or text, kind, inline items."""
    text = node.text
    if node.marker is not None or node.kind == "section":
        top = node.depth == 0 or node.kind in ("section", "appendix")
        stopped = text[-1:] in tuple("。.?!")
        if text and node.heading is None and heading_like(text) and (node.children or (top and not stopped)):
            node.heading, node.run = node.run, Running("", [])
        if node.kind == "clause":
            if node.heading is not None and (node.depth == 0 or (node.children and _heads(node))):
                node.kind = "section" if node.depth == 0 or (node.marker is not None and node.marker.worded) else "clause"
            elif DEFINES.match(text):
                node.kind = "definition"
    if node.kind in ("definition", "clause", "note", "lead-in", "paragraph", "item", "recital"):
        node.terms = _terms(node)
        _inline_items(node)


def _heads(node: Node) -> bool:
    return any(c.marker is not None for c in node.children)


def _terms(node: Node) -> tuple[str, ...]:
    text = node.text
    m = DEFINES.match(text)
    if m:
        ahead = text[: m.end()]
        return tuple(dict.fromkeys(t.strip() for t in QUOTED.findall(ahead)))
    if node.kind == "definition":
        bare = BARE_DEFINES.match(text)
        if bare:
            return (bare["term"],)
    if node.kind == "note":
        return ()
    return tuple(dict.fromkeys(t.strip() for t in HEREINAFTER.findall(text)))


def _inline_items(node: Node) -> None:
    """Cut the list that stands inside a sentence, ``(i) …; (ii) …``, into items."""
    text = node.text
    marks = []
    for m in INLINE.finditer(text):
        token = m[1] or m[2] or m[3]
        before = text[: m.start()]
        if (REFERRING.search(before[-14:]) and not before[-1:].isspace()) or re.search(
            r"(?:section|sections|clauses?|articles?|paragraphs?|items?|subsections?)\s$", before[-14:], re.IGNORECASE
        ):
            continue
        marks.append((m.start(), m.end(), token))
    best: list[tuple[int, int, str]] = []
    for values in (_roman, _letter, _digit, _chinese, _circle):
        series: list[tuple[int, int, str]] = []
        last = 0
        for s, e, token in marks:
            v = values(token)
            if v is None:
                continue
            if (v == 1 and not series) or (series and last <= v <= last + 2):
                series.append((s, e, token))
                last = v
        if len(series) > len(best) and len(series) >= 2:
            best = series
    if len(best) < 2:
        return
    stop = len(text)
    tail = SENTENCE_END.search(text, best[-1][1])
    if tail:
        stop = tail.start() + 1
    for (s, e, token), after in zip(best, [*(b[0] for b in best[1:]), stop], strict=True):
        piece = node.run.cut(e, after)
        item = Node("item", piece, text[s:e], tuple(node.run.at[s:e]), token.lower(), inline=True)
        node.adopt(item)
    # Items in the sentence come before whatever follows it.
    count = len(best)
    node.children[:] = node.children[-count:] + node.children[:-count]


def _roman(token: str) -> int | None:
    from .numbering import roman_number

    return roman_number(token.lower()) if token.isascii() and token.isalpha() else None


def _letter(token: str) -> int | None:
    return ord(token.lower()) - 96 if len(token) == 1 and token.isascii() and token.isalpha() else None


def _digit(token: str) -> int | None:
    return int(token) if token.isascii() and token.isdigit() else None


def _chinese(token: str) -> int | None:
    from .numbering import CJK_NUMERAL, cjk_number

    return cjk_number(token) if token[0] in CJK_NUMERAL else None


def _circle(token: str) -> int | None:
    return ord(token) - 0x245F if "①" <= token <= "⑳" else None


# A run-in heading: a few words and a stop at the front of the text.  "信息表。您应填写…", "Term. This Agreement …"
RUN_IN = re.compile(r"(?:\*\*)?(?P<h>[A-Z][^.:;。：，,]{1,60}?|[\u3400-\u9fff][^。：；，,.:]{0,17})(?:[.。:：]\s*(?:\*\*)?|\*\*)\s*(?=\S)")


def _run_in_headings(root: Node) -> None:
    """Name run-in headings, but only where most siblings have one: one alone is just a short sentence."""
    for node in walk(root):
        group = [c for c in node.children if c.marker is not None and c.heading is None and c.text]
        found = [(c, m) for c in group if (m := RUN_IN.match(c.text)) and len(c.text) > m.end() + 4 and len(m["h"].split()) <= 8]
        if len(found) >= 2 and len(found) >= 0.6 * len(group):
            for c, m in found:
                if c.kind != "definition":
                    c.run_in = m["h"].strip()


class _Run:
    """Places one run of unnumbered blocks under its owner."""

    def __init__(self, builder: _Builder, owner: Node, run: list[Block], leads: bool) -> None:
        self.builder, self.owner, self.run, self.leads = builder, owner, run, leads
        texts = [running(b.lines).text for b in run]
        self.form = _is_form(owner, run, texts)
        self.fields: list[Node] = []
        self.row: list[Node] = []
        self.row_notes = 0
        self.note: Node | None = None
        self.host: Node | None = None
        """A paragraph that ends in a colon: what follows it are its items."""

    def place(self) -> Node | None:
        """Place the blocks; return the unnumbered heading that the run ends with, if it does."""
        plain: list[Node] = []
        node: Node | None = None
        for k, block in enumerate(self.run):
            node = self._one(block, k)
            if node is not None and node.kind == "paragraph":
                plain.append(node)
        if self.leads and plain and plain[-1].parent is self.owner:
            self_last = self.owner.children[-1]
            if self_last is plain[-1] and (self.owner.kind != "clause" or not self.owner.text or plain[-1].text[-1] in ":："):
                plain[-1].kind = "lead-in"
        return node if node is not None and node.kind == "section" else None

    def _one(self, block: Block, k: int) -> Node | None:
        first = block.lines[0]
        run = running(block.lines)
        text = run.text
        make = self.builder._node
        if END_MARKER.fullmatch(text):
            self.owner = self.builder.root
            self.host = self.note = None
            node = self.owner.adopt(make("end-marker", run, block))
            self.builder.path.clear()
            self.builder.container.clear()
            return node
        m = NOTE.match(text)
        if m and (self.form or not heading_like(text) or m.end() == len(text)):
            return self._add_note(block, run, m)
        if self.note is not None and first.step is not None and not self.note.text:
            numbered = first.step
            label_at = tuple(first.at[numbered.start: numbered.start + len(numbered.label)])
            child = make("note", running(block.lines, numbered.end), block, numbered.label, label_at)
            child.number = numbered.number
            return self.note.adopt(child)
        box = CHECKBOX.match(text)
        if box:
            label_at = (run.at[0],)
            option = make("option", run.cut(box.end()), block, text[0], label_at)
            return (self.row[0] if self.row else self.owner).adopt(option)
        if first.bullet:
            sign, start, end = first.bullet
            item = make("item", running(block.lines, end), block, sign, tuple(first.at[start: start + len(sign)]))
            return (self.host or self.owner).adopt(item)
        if DEFINES.match(text) or (BARE_DEFINES.match(text) and self._defining(k)):
            self.host = self.note = None
            node = self.owner.adopt(make("definition", run, block))
            self.host = node if text[-1] in ":：" else None
            return node
        short = text[-1] not in TERMINAL or (KEY_VALUE.match(text) is not None and len(text) < 80)
        if self.form and text[-1] not in TERMINAL:
            self._add_fields(block)
            return None
        if KEY_VALUE.match(text) and len(text) < 120 and self._after_colon() and text[-1] not in "。.;；":
            return (self.host or self.owner).adopt(make("item", run, block))
        if self.host is not None and short and len(text) < 120 and not heading_like_section(text, block):
            return self.host.adopt(make("item", run, block))
        kind: Kind = "paragraph"
        if RECITAL.match(text):
            kind = "recital"
        elif SIGNATURE.match(text):
            # Signatures close the agreement, whatever stands last before them.
            kind, self.owner = "signature", self.builder.root
        elif self.owner is self.builder.root and heading_like_section(text, block) and k + 1 <= len(self.run):
            node = self.builder.root.adopt(make("section", Running("", []), block))
            node.heading, node.repairs = self.builder.mender.mend(run)
            self.owner = node
            if self.builder.root.children and any(c.kind == "end-marker" for c in self.builder.root.children):
                self.builder.container[0] = node
            self.host = None
            return node
        node = self.owner.adopt(make(kind, run, block))
        self.host = node if text[-1] in ":：" else None
        return node

    def _after_colon(self) -> bool:
        text = (self.host or self.owner).text
        return (bool(text) and text[-1] in ":：") or (bool(self.owner.children) and self.owner.children[-1].kind == "item")

    def _defining(self, k: int) -> bool:
        """Unquoted terms count where the section is one of definitions."""
        heading = self.owner.heading.text if self.owner.heading else self.owner.text
        return bool(re.search(r"defin|定义|定義|释义", heading, re.IGNORECASE))

    def _add_note(self, block: Block, run: Running, m: re.Match[str]) -> Node:
        label = run.text[: m.end()].strip()
        node = self.builder._node("note", run.cut(m.end()), block, label, tuple(run.at[: len(label)]))
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
        for cell in _cells(block, self.builder.mender):
            mended, repairs = self.builder.mender.mend(cell)
            self.row.append(self.owner.adopt(Node("form-field", mended, block=block, repairs=repairs)))


def heading_like_section(text: str, block: Block) -> bool:
    """True for an unnumbered line that heads a part of the document: a word for one, or capitals throughout."""
    if HEADING_WORDS.fullmatch(text.strip()):
        return True
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 4 and len(text) <= 60 and text.isupper() and text[-1] not in ".;:,"


def _is_form(owner: Node, run: list[Block], texts: list[str]) -> bool:
    """A form: short cells without a stop, with notes, boxes to tick or two cells on a line among them."""
    if any(b.lines[0].line.cell for b in run):
        return True
    cells = [t for t in texts if t[-1] not in TERMINAL and len(t) <= 80 and not DEFINES.match(t)]
    if len(cells) < 2:
        return False
    signs = sum(bool(NOTE.match(t) or CHECKBOX.match(t)) for t in texts)
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
            return [run.cut(a, b) for a, b in itertools.pairwise(edges) if text[a:b].strip()]
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


def walk(node: Node) -> list[Node]:
    """Return a node and all below it, in printed order, without recursion."""
    out, todo = [], [node]
    while todo:
        n = todo.pop()
        out.append(n)
        todo += reversed(n.children)
    return out
