"""A clause in, the words that its source prints out: quotes that can be checked against the file."""

from __future__ import annotations

import re
from bisect import bisect_right

from corpus import Clause, Document

# Characters beside which Chinese prints no space: Han, its punctuation, full-width forms.
_CHINESE = "\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"

# A line break with the white space around it; between two Chinese characters it stood for nothing.
_BREAK_IN_CHINESE = re.compile(rf"(?<=[{_CHINESE}])[^\S\n]*\n\s*(?=[{_CHINESE}])")


def quote(document: Document, clause: Clause) -> str:
    """Return the clause as its source prints it, without its number.

    Only white space differs from the source, and page numbers that cut the clause are left out: damage
    is quoted as found, so that ``Informa5on`` can be looked up where ``clause.text`` has ``Information``.
    """
    text = folded(_printed_between(document, clause.start, clause.end))
    text = text.removeprefix(folded(clause.label)).lstrip()
    heading = "" if clause.run_in else folded(clause.heading)
    if heading and text.startswith(heading):
        rest = text[len(heading) :].lstrip()
        return f"{heading}\n{rest}" if rest else heading
    return text


def folded(text: str) -> str:
    r"""Put text on one line: a line break is a space, and nothing between Chinese characters.

    >>> folded("may not be\n re-licensed"), folded("不可 \n\n再许可"), folded("基于 Model\n的")
    ('may not be re-licensed', '不可再许可', '基于 Model 的')
    """
    return re.sub(r"\s+", " ", _BREAK_IN_CHINESE.sub("", text)).strip()


def _printed_between(document: Document, start: int, end: int) -> str:
    """Cut a run out of the source, leaving out the furniture that stands inside it."""
    furniture = document.furniture
    pieces, at = [], start
    for f in furniture[bisect_right(furniture, start, key=lambda f: f.end) :]:
        if f.start >= end:
            break
        pieces.append(document.source[at : f.start])
        at = f.end
    return "".join([*pieces, document.source[at:end]])
