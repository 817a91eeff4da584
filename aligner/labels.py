"""What the statuses, flags and kinds are called on a page: English first, Chinese beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from corpus import Clause

CHINESE: Mapping[str, str] = {
    # statuses and flags
    "added": "新增",
    "removed": "删除",
    "changed": "修改",
    "moved": "移位",
    "renumbered": "改号",
    "uncertain": "待核",
    "matched": "对应",
    "same": "相同",
    # kinds of clause
    "title": "标题",
    "section": "章节",
    "clause": "条款",
    "definition": "定义",
    "lead-in": "引言",
    "item": "分项",
    "form-field": "表格栏",
    "option": "选项",
    "note": "注",
    "recital": "鉴于",
    "appendix": "附则",
    "signature": "签署",
    "end-marker": "结束语",
    "paragraph": "段落",
}

CHANGES: Mapping[str, tuple[str, str]] = {
    "only-old": ("only in the older", "仅见于旧"),
    "only-new": ("only in the newer", "仅见于新"),
    "number": ("number", "数值"),
    "polarity": ("negation", "否定"),
    "modality": ("permission or duty", "许可与义务"),
    "party": ("bearer", "承担者"),
    "reference": ("reference", "引用"),
    "term": ("term", "术语"),
}
"""What a change inside a row is called, by its type."""


def printed(clause: Clause) -> str:
    """Name a clause as its document prints it; what has no number is named by its kind.

    Form fields under one number are told apart by their place, ``附则2. form-field 3``, and so are the sentences
    of a clause after its first: ``4.(3) sentence 2``.
    """
    if clause.kind == "title":
        return "title"  # its path is the title itself
    clause_id, _, sentence = clause.id.partition("#")
    name = [clause.path]
    numbered = clause.label or (sentence and clause.number)
    if not (numbered or (clause.kind == "definition" and clause.terms) or (clause.heading and clause.path.endswith(clause.heading))):
        place = re.search(r"\d+$", clause_id.rpartition(".")[2])
        name += [clause.kind, place[0] if place else ""]
    name += ["sentence", sentence] if sentence not in ("", "1") else []
    return " ".join(filter(None, name))


def titled(clause: Clause) -> str:
    """Name a section by its printed number and its heading, whichever it has."""
    if clause.label:
        return f"{clause.path} {clause.heading}".strip()
    return clause.heading or clause.path or clause.kind
