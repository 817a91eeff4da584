"""A clause while it is being made: what ``tree`` builds and ``parsing`` turns into a value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .clauses import Kind, Repair
from .joining import Mender, Running
from .lines import LISTING, left_open
from .numbering import Marker
from .outline import Block
from .phrases import CJK_CHAR, CUT_SHORT, DEFINES, ENDS_IN_COUNT, FRONT_PARTS, HEREINAFTER


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

    @classmethod
    def made(cls, kind: Kind, run: Running, block: Block, mender: Mender, label: str = "", label_at: Iterable[int] = ()) -> Node:
        """Make a node with its text mended."""
        mended, repairs = mender.mend(run)
        return cls(kind, mended, label, tuple(label_at), block=block, repairs=repairs)

    @property
    def text(self) -> str:
        return self.run.text

    def adopt(self, child: Node) -> Node:
        child.parent = self
        self.children.append(child)
        return child


# "Law. English law applies.": what follows a heading on its line is a sentence.  Not "U.S. Law."
SECOND_SENTENCE = re.compile(r"[a-z]{2}[.?!] +[A-Z][a-z]+ [^.?!]*[.?!]$")


# "退款须提交申请。", "费用见附件。": short, and a sentence all the same.  Not "授权许可。" or "异议与意见。"
SHORT_SENTENCE = re.compile(r"须|須|应当|應當|不得|可以|必须|必須|是|[见見](?=[附第本表《])")


def heading_like(text: str) -> bool:
    """True for words that can be a heading by their form: short, no clause of a sentence, no stop.

    >>> [heading_like(t) for t in ("Definitions", "许可及许可限制", "loss of revenue;", "You shall not use it.", "公司系于")]
    [True, True, False, False, False]
    """
    text = text.strip().strip("*_ ")
    if not text or text[-1] in "；;，,、：:！" or text[:1].islower() or left_open(text) or DEFINES.match(text) or LISTING.search(text):
        return False
    if CJK_CHAR.search(text):
        if any(p.search(text) for p in (CUT_SHORT, ENDS_IN_COUNT, HEREINAFTER)):
            return False
        return len(text) <= 40 and not re.search(r"[，。；]", text[:-1]) and (text[-1] != "。" or (len(text) <= 8 and not SHORT_SENTENCE.search(text)))
    words = text.split()
    if text[-1] in ".?!":
        if SECOND_SENTENCE.search(text):
            return False
        if len(words) <= 3:
            return True
        return len(words) <= 8 and capitals(text) >= 0.6
    return len(words) <= 16 and ("; " not in text or capitals(text) == 1)


def capitals(text: str) -> float:
    """Return the share of words with a capital, of those that a heading would give one.

    >>> capitals("Prohibited Uses of the Model"), capitals("You may freely share it")
    (1.0, 0.3333333333333333)
    """
    named = [w for w in text.split() if w[0].isalpha() and (len(w) > 3 or w[0].isupper())]
    return sum(w[0].isupper() for w in named) / len(named) if named else 1.0


def in_front(node: Node) -> bool:
    """True for a numbered party or recital: its heading says that the body has not begun."""
    above = node.parent
    return above is not None and FRONT_PARTS.fullmatch((above.heading or above.run).text) is not None


def walk(node: Node) -> list[Node]:
    """Return a node and all below it, in printed order, without recursion."""
    out, todo = [], [node]
    while todo:
        n = todo.pop()
        out.append(n)
        todo += reversed(n.children)
    return out
