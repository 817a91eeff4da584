"""A clause's address in any spelling in, its steps out: ``3(2)``, ``s 3(2)``, ``三.2``, ``第三条第二款``."""

from __future__ import annotations

import re

from corpus.normal import normal
from corpus.numbering import CJK_NUMERAL, cjk_number, roman_number

_NAMED_EN = re.compile(
    r"(?:sections?|sect?\.|ss?\.?|§+|articles?|art\.|clauses?|cl\.|paragraphs?|paras?\.?|parts?|chapters?|items?)\s*(?=[\divxlc(])"
)
_NAMED_ZH = re.compile(rf"第\s*([{CJK_NUMERAL}\d-]+)\s*[条款项目章节部分编点]+")
# What stands behind the body of an agreement is one step, however it is called.
_BACK = re.compile(r"(?:附则|附录|附件|附表|appendix|annex|schedule|exhibit)\s*")
_STEP = re.compile(rf"\d+(?:-\d+)?|[a-z]{{1,5}}|[{CJK_NUMERAL}]+")
# Between two steps: a point, brackets, a comma of enumeration; a space only beside those.
_JOINT = re.compile(r"\s*[.()、,·:/]+\s*")


def address(text: str) -> tuple[str, ...] | None:
    """Return the steps of a clause's address in ASCII; None where the text does not look like one.

    >>> [address(a) for a in ("3(2)", "s 3(2)", "三.2", "第三条第二款", "附则 2", "4(4)(ii)")]
    [('3', '2'), ('3', '2'), ('3', '2'), ('3', '2'), ('app', '2'), ('4', '4', 'ii')]

    A bare number or word is not an address, it is looked for in the text.

    >>> [address(a) for a in ("30", "三", "third party", "第三方", "inc.com")]
    [None, None, None, None, None]
    """
    text = normal(text).strip()
    named = False
    if back := _BACK.match(text):
        rest = text[back.end() :]
        steps = _steps(rest) if rest else ()
        return None if steps is None else ("app", *steps)
    if found := _NAMED_EN.match(text):
        text, named = text[found.end() :], True
    if _NAMED_ZH.match(text):
        text, named = _NAMED_ZH.sub(r".\1.", text), True
    steps = _steps(text)
    if steps is None or not (named or len(steps) > 1) or not any(s[0].isdigit() for s in steps):
        return None
    return steps


def section_id(text: str) -> str:
    """Return the id that a section's number stands for; unlike an address it may be a bare number.

    >>> [section_id(s) for s in ("三", "3", "第十二条", "附则", "4.3", "1.d4")]
    ['3', '3', '12', 'app', '4.3', '1.d4']
    """
    steps = address(text) or _steps(normal(text))
    return ".".join(steps) if steps else normal(text)


def _steps(text: str) -> tuple[str, ...] | None:
    pieces = [p for p in _JOINT.split(text.strip()) if p]
    if not pieces or not all(_STEP.fullmatch(p) for p in pieces):
        return None
    steps = tuple(_ascii(p) for p in pieces)
    # "inc.com" has the shape of an address; letters stand for a number only one by one or as roman.
    if any(len(s) > 1 and s.isalpha() and roman_number(s) is None for s in steps):
        return None
    return steps


def _ascii(step: str) -> str:
    number = cjk_number(step)
    return step if number is None or step.isascii() else str(number)
