"""Clauses in, their sentences out, each where it stands in the source.

The rules are few because agreements are regular, and because the usual splitters want a model or data files from
a hub: a full stop ends a sentence unless an abbreviation, a number or a lower-case word says otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from .clauses import Clause, Document, Repair, Span
from .phrases import QUOTED_TERM

# What closes a quotation or a bracket after the stop belongs to the sentence.
_CLOSING = "\"'”’」』）)】》〉〕]］}｝"

_BRACKETS = {"）": "（", ")": "(", "】": "【", "〕": "〔", "]": "[", "］": "［"}

# A stop in either script, with what closes after it.
# Must match "。", "？”", "! ", and the dot in 'Licensee." The'; a dot is looked at again below.  Leaders are one stop.
_STOP = re.compile(
    rf"(?P<stop>[。！？…]+|(?<![.!?])[.!?]++(?=[{re.escape(_CLOSING)}]*(?:\s|$)))(?P<closing>[{re.escape(_CLOSING)}]*)"
)

# Must match "e.g.", "Ltd.", "U.S.", "A."; must not match "it." or "Software."
_ABBREVIATION = re.compile(
    r"(?<![^\s(\"“（。])(?:[A-Za-z]\.(?:[A-Za-z]\.)*|(?:e\.g|i\.e|cf|viz|vs?|al|approx|inc|ltd|co|corp|llc"
    r"|mr|mrs|ms|dr|prof|st|jr|sr|dept|est)\.)$",
    re.IGNORECASE,
)

# Must match "No. 3", "Jan. 5", "etc. ("; must not match "The answer is no. The", nor "etc. The".
_BEFORE_NUMBER = re.compile(
    r"(?<![^\s(\"“（。])(?:nos?|arts?|secs?|paras?|cl|pp?|vol|rev|ed|fig|ex|exh|ch|sched|tel|attn|ste|apt|etc"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.$",
    re.IGNORECASE,
)
# Must match "Ltd." in "… Co., Ltd. The Licensor"; must not match it in "Beijing Ltd. Shanghai Branch".
_COMPANY = re.compile(r"\b(?:inc|ltd|co|corp|llc)\.$", re.IGNORECASE)
_OPENER = re.compile(
    r"\s+(?:The|An?|Any|All|Each|Every|No|In|If|It|Its|This|These|Those|You|Your|We|Our|Unless|Upon|Where|When|However|Such|Notwithstanding)\s"
)

_NUMBER = re.compile(r"\s*(?:[#(（]|[A-Z]{0,4}[-/]?\d|(?:[IVXLC]{2,}|[VX])\b)")

# Must match the end of "as set out in Annex A."; must not match "Option B." at the front, where it is a label.
_NAMED_PART = re.compile(r"\S\s+(?:annex|exhibit|schedule|appendix|option|part|section)\s+[A-Z]\.$", re.IGNORECASE)
_CAPITAL = re.compile(r"\s+[\"'“‘(]?[A-Z]")

_TAIL = 40
"""Characters before a stop that tell whether it ends an abbreviation."""

_REACH = 1000
"""Characters before a stop in which the bracket that it stands in is looked for."""

# A number that stands where a sentence begins is its label: "1.", "(a).", "iv."
_LABEL = re.compile(r"\W*(?:\d+(?:\.\d+)*|[a-z]|[ivxlc]+)\W*", re.IGNORECASE)

_SMALL = re.compile(r"\s*[a-z]")
_GOES_ON = re.compile(r"\s*[a-z,;:]")
"""What follows an abbreviation's dot, or an ellipsis, in the middle of a sentence."""

# 「好。」，他说: what follows a stop, and its closing marks, that is inside a sentence.
_INSIDE = re.compile(r"[，、；：,;:。！？]")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of a text begins and ends, white space between them left out.

    >>> text = 'The fee (e.g. No. 3) is due. 费用应支付。“逾期？” Then.'
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['The fee (e.g. No. 3) is due.', '费用应支付。', '“逾期？”', 'Then.']
    """
    out = []
    for line in re.finditer(r"[^\n]+", text):
        begin, end = line.start(), line.start() + len(line[0].rstrip())
        for stop in _STOP.finditer(text, begin, end):
            if _ends(text, begin, stop, end):
                out.append((begin, stop.end()))
                begin = stop.end()
        out.append((begin, end))
    return [trimmed for a, b in out if (trimmed := _trimmed(text, a, b))]


def _ends(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    """Say whether a stop ends the sentence that begins there; the line goes on to ``end``."""
    behind = stop.end()
    if behind == end:
        return True
    mark = stop["stop"]
    if _LABEL.fullmatch(text, begin, behind) or _INSIDE.match(text, behind, end):
        return False
    if set(mark) & set("。！？"):
        return not _bracketed(text, begin, stop)
    if mark[0] == "…":
        return not (stop["closing"] or _GOES_ON.match(text, behind, end))
    if mark[0] in "!?":
        return not _SMALL.match(text, behind, end)
    return not _GOES_ON.match(text, behind, end) and not _abbreviated(text, begin, stop, end)


def _bracketed(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Say whether a stop stands in a bracket that was opened inside the sentence: 甲方付款（逾期除外。）并通知乙方。"""
    for closing in stop["closing"]:
        if closing not in _BRACKETS:
            continue
        open_ones = 1
        for k in range(stop.start() - 1, max(begin, stop.start() - _REACH) - 1, -1):
            open_ones += (text[k] == closing) - (text[k] == _BRACKETS[closing])
            if not open_ones:
                return bool(text[begin:k].strip())
    return False


def _abbreviated(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    """Say whether a dot ends an abbreviation and no sentence."""
    before, dot = max(begin, stop.start() - _TAIL), stop.end("stop")
    if _BEFORE_NUMBER.search(text, before, dot):
        return bool(_NUMBER.match(text, stop.end(), end))
    if _NAMED_PART.search(text, before, dot) and _CAPITAL.match(text, stop.end(), end):
        return False
    if _COMPANY.search(text, before, dot) and _OPENER.match(text, stop.end(), end):
        return False
    return bool(_ABBREVIATION.search(text, before, dot))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    kept = piece.strip()
    begin = start + len(piece) - len(piece.lstrip())
    return (begin, begin + len(kept)) if kept else None


def sentences(document: Document) -> Document:
    """Return the document cut into sentences in place of clauses: a heading is one, an item in a sentence is none.

    The id of each is its clause's and a count, ``4.3#2``.  The first has the label and stands where the clause stood
    in the tree; the others are its siblings.  A term is told with the sentence that defines it.
    """
    cut = {c.id: list(_of(document, c)) for c in document.clauses if not c.inline}
    out = []
    for clause_id, found in cut.items():
        clause = document[clause_id]
        above = next((c.id for c in document.ancestors(clause) if c.id in cut), None)
        parent = f"{above}#1" if above is not None else None
        below = tuple(s.id for child in clause.children if child in cut for s in cut[child])
        out += [replace(s, parent=parent, children=below if k == 0 else ()) for k, s in enumerate(found)]
    return replace(document, clauses=tuple(out))


def _of(document: Document, clause: Clause) -> Iterator[Clause]:
    content = clause.content
    at = [*places(document, clause), clause.end - 1]
    cut = split_sentences(content) or [(0, 0)]  # a label may stand alone
    where = [_stands_in(term, [content[start:end] for start, end in cut]) for term in clause.terms]
    spans = sorted((s.start, s.end) for one in _with_items(document, clause) for s in one.spans)
    for k, (start, end) in enumerate(cut):
        first = k == 0
        begin, stop = clause.start if first else at[start], at[end - 1] + 1
        heading = bool(clause.heading) and not clause.run_in and first
        yield replace(
            clause,
            id=f"{clause.id}#{k + 1}",
            label=clause.label if first else "",
            heading=content[start:end] if heading else "",
            text="" if heading else content[start:end],
            start=begin,
            end=max(stop, begin),
            spans=tuple(_within(spans, begin, stop)),
            terms=tuple(term for term, at_home in zip(clause.terms, where, strict=True) if at_home == k),
            page=_page(document, begin),
            run_in=False,
            about=None,
            repairs=(),
        )


def _with_items(document: Document, clause: Clause) -> Iterator[Clause]:
    """Return a clause and the items of its running sentence, which are cut with it and are nothing of their own then."""
    yield clause
    for child in document.children(clause):
        if child.inline:
            yield from _with_items(document, child)


def _within(spans: list[tuple[int, int]], begin: int, end: int) -> Iterator[Span]:
    """Cut spans to a sentence; those that touch are one."""
    start = stop = begin
    for a, b in spans:
        a, b = max(a, begin), min(b, end)
        if a >= b:
            continue
        if a > stop:
            if start < stop:
                yield Span(start, stop)
            start = a
        stop = b
    if start < stop:
        yield Span(start, stop)


def _stands_in(term: str, pieces: list[str]) -> int:
    """Return the number of the sentence that defines a term: the first that has it in quotes, or at all."""
    quoted = [k for k, piece in enumerate(pieces) if term in {m["term"].strip() for m in QUOTED_TERM.finditer(piece)}]
    return next(iter(quoted or [k for k, piece in enumerate(pieces) if term in piece]), 0)


def _page(document: Document, start: int) -> int | None:
    return bisect_right(document.pages, start) if document.pages else None


def places(document: Document, clause: Clause) -> list[int]:
    """Return where in the source each character of the clause's content stands, as near as repairs let say.

    The content is the source without its label, its furniture and its line breaks, and with its damage mended: both
    are read side by side, and what only the source has is skipped.
    """
    source, at = document.source, clause.start
    if source.startswith(clause.label, at) and not clause.content.startswith(clause.label or " "):
        at += len(clause.label)
    skipped = [(f.start, f.end) for f in document.furniture if f.start < clause.end and f.end > clause.start]
    mended = {r.start: r for r in clause.repairs}
    out: list[int] = []
    content = clause.content
    while len(out) < len(content):
        char = content[len(out)]
        if char.isspace():
            out.append(min(at, clause.end - 1))
            continue
        found = _next(source, at, clause.end, char, skipped, mended)
        if found is None:  # damage that no repair tells of: stay where the last character was
            out.append(min(at, clause.end - 1))
            continue
        if found in mended and mended[found].put:
            repair = mended[found]
            out += [*[found] * (len(repair.put) - 1), repair.end - 1]
            at = repair.end
        else:
            out.append(found)
            at = found + 1
    return out


FAR = 80
"""Characters that the source may have and the content not, furniture aside: marks of a format, leaders."""


def _next(
    source: str, at: int, end: int, char: str, skipped: list[tuple[int, int]], mended: dict[int, Repair]
) -> int | None:
    """Return where the next character of the content stands in the source."""
    far = min(end, at + FAR)
    while at < far:
        hop = next((b for a, b in skipped if a <= at < b), None)
        if hop is not None:
            at, far = hop, min(end, far + hop - at)
        elif at in mended or source[at] == char:
            return at
        else:
            at += 1
    return None
