"""An English sentence and the Chinese one that answers it in, the periods, shares and sums that differ out.

``thirty (30) days`` is 三十日 and ``1 million`` is 100万: numbers are compared by their value, whichever way they are
written, and only those with a unit.  A number without one is a reference or a name as often as an amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.counters import CARDINALS, TENS
from corpus.numbering import CJK_DIGITS, CJK_NUMERAL, CJK_UNITS, cjk_number

from .contrast import Contrast, printed_at


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as a text prints it."""

    value: float
    unit: str
    """``hour``, ``day``, ``month``, ``%``, ``money`` or ``count``, a large number of anything; "" of all else."""
    at: range


def other_quantities(english: str, chinese: str) -> Iterator[Contrast]:
    """Yield the quantities of the English text whose value the Chinese one has nowhere, and what it has in their place.

    >>> [c.note for c in other_quantities("within thirty (30) days", "在六十日内")]
    ['30 days in the English text, 60 days in the Chinese']
    >>> list(other_quantities("within 30 days, 1 million users", "三十天内,100万用户"))
    []

    In its place stands what the English text has nowhere, or, where both have as many of a unit, the one that comes as late.
    """
    here, there = list(quantities(english)), list(quantities_in_chinese(chinese))
    odd_there = _only(there, here)
    for one in _only(here, there):
        other = next((q for q in odd_there if q.unit == one.unit), None)
        if other:
            odd_there.remove(other)
        else:
            ours, theirs = ([q for q in side if q.unit == one.unit] for side in (here, there))
            if len(ours) != len(theirs):
                continue
            other = theirs[ours.index(one)]
        yield Contrast("number", one.at, other.at, f"{_written(one)} in the English text, {_written(other)} in the Chinese")


def _written(quantity: Quantity) -> str:
    unit = {"%": "%", "money": "", "count": ""}.get(quantity.unit, f" {quantity.unit}s")
    return f"{quantity.value:,.15g}{unit}"


def _only(here: list[Quantity], there: list[Quantity]) -> list[Quantity]:
    """Return the quantities with a unit whose value the other text has nowhere, whatever it counts."""
    values = {q.value for q in there}
    return [q for q in here if q.unit and q.value not in values]


LARGE = 10_000
"""A number from here on counts something, even where no unit is known; smaller ones are references and years."""

_ONES = {word.lower(): value for value, word in enumerate(CARDINALS)}
_TENS = {word.lower(): 10 * value for value, word in enumerate(TENS, 2)}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_WORD = "|".join((*_ONES, *_TENS, "hundred", *_SCALES))

# Must match "30", "1,000", "1.5 million", "sixty-one", "two hundred and ten"; must not match the 2 of "v2" or "§2".
_NUMBER = re.compile(
    rf"(?<![\w.§])(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:\s*(?P<scale>hundred|thousand|million|billion)\b)?"
    rf"|\b(?P<words>(?:{_WORD})(?:(?:[\s-]|\s+and\s+)(?:{_WORD})){{0,12}})\b)",
    re.IGNORECASE,
)
_AGAIN = r"[\s-]*(?:\(\d+%?\)\s*)?(?:full\s+|consecutive\s+|calendar\s+|business\s+|working\s+|natural\s+)?"
_UNITS = tuple(
    (unit, many, re.compile(_AGAIN + pattern, re.IGNORECASE))
    for unit, many, pattern in (
        ("day", 1, r"days?\b"), ("day", 7, r"weeks?\b"), ("month", 1, r"months?\b"), ("month", 12, r"years?\b"), ("hour", 1, r"hours?\b"),
        ("%", 1, r"(?:%|per\s?cent\b)"), ("money", 1, r"(?:yuan|renminbi|(?:\w+\s+)?dollars?|euros?|RMB|CNY|USD|EUR)\b"),
    )
)  # fmt: skip
_CURRENCY = re.compile(r"(?:\b(?:RMB|CNY|USD|US|NT|HK|EUR|GBP)\s*)?[$¥￥€£]\s*$|\b(?:RMB|CNY|USD|TWD|HKD|EUR|GBP)\s*$", re.IGNORECASE)


def quantities(text: str) -> Iterator[Quantity]:
    """Yield the numbers of an English text."""
    for m in _NUMBER.finditer(text):
        if m["digits"]:
            value = float(m["digits"].replace(",", "")) * {"hundred": 100, **_SCALES}.get((m["scale"] or "").lower(), 1)
        else:
            value = _spelled_out(m["words"])
        if _CURRENCY.search(text, max(0, m.start() - 8), m.start()):
            counted, unit = value, "money"
        else:
            counted, unit = _counted(_UNITS, value, text, m.end())
        yield Quantity(round(counted, 6), unit, printed_at(m))


def _spelled_out(words: str) -> float:
    total = part = 0
    for word in re.findall("[a-z]+", words.lower()):
        if word == "hundred":
            part = (part or 1) * 100
        elif word in _SCALES:
            total, part = total + (part or 1) * _SCALES[word], 0
        else:
            part += _ONES.get(word, 0) + _TENS.get(word, 0)
    return float(total + part)


_MYRIADS = {"亿": 10**8, "万": 10**4}
_STEPS = CJK_UNITS | _MYRIADS

# Must match "30", "100万", "三十", "捌仟", "百分之五", "万分之五", "三成", "半年", "二点五"; 一 in 一切 and 任一 is a number too, which only ever makes a value known.
_NUMBER_CHINESE = re.compile(
    r"(?P<share>[百千万]分之)?(?:(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<scale>[十百千]?[万亿]|[百千])?"
    rf"|(?P<signs>[{CJK_NUMERAL}万亿]{{1,20}}(?:点[〇零一二三四五六七八九]{{1,9}})?))(?P<tenths>成(?![为立果员功就本交长分年人品]))?"
    r"|(?P<half>半年)"
)
_UNITS_CHINESE = tuple(
    (unit, many, re.compile(r"(?:\s*\(\d+%?\))?" + pattern))
    for unit, many, pattern in (
        ("day", 1, r"\s*个?(?:自然|工作|营业|日历)?[日天]"), ("day", 7, r"\s*个?(?:星期|周(?![年岁]))"), ("month", 1, r"\s*个(?:自然|日历)?月"),
        ("month", 12, r"\s*(?:周?[年岁]|个(?:自然|日历)?年)"), ("hour", 1, r"\s*个?小时"), ("%", 1, r"\s*%"),
        ("money", 1, r"\s*(?:[美日欧港澳]?元|圆|块钱|英镑)"),
    )
)  # fmt: skip


_AND_A_HALF = re.compile(r"(?:\s*\(\d+\))?\s*年半")
_HUNDREDTHS = {"百": 1.0, "千": 0.1, "万": 0.01}
LONGEST = 1000
"""Years or months of a period, at most: 2024年 is a date, and so is the 1日 of 7月1日."""


def quantities_in_chinese(text: str) -> Iterator[Quantity]:
    """Yield the numbers of a Chinese text in its normal form."""
    for m in _NUMBER_CHINESE.finditer(text):
        if m["half"]:
            yield Quantity(6.0, "month", printed_at(m))
            continue
        if m["digits"]:
            value = float(m["digits"].replace(",", ""))
            for sign in m["scale"] or "":
                value *= _STEPS[sign]
        else:
            value = _in_signs(m["signs"])
        counted, unit = _counted(_UNITS_CHINESE, value, text, m.end())
        if m["share"] or m["tenths"]:
            counted, unit = value * (10.0 if m["tenths"] else _HUNDREDTHS[m["share"][0]]), "%"
        elif (unit == "day" and text.endswith("月", 0, m.start())) or (unit == "month" and value > LONGEST):
            counted, unit = value, ""
        elif unit == "month" and _AND_A_HALF.match(text, m.end()):
            counted += 6
        yield Quantity(round(counted, 6), unit, printed_at(m))


def _in_signs(signs: str) -> float:
    whole, _, fraction = signs.partition("点")
    return _whole(whole) + float("0." + "".join(str(CJK_DIGITS[sign]) for sign in fraction))


def _whole(signs: str) -> float:
    """Read a numeral of any size: 万 and 亿 multiply what stands before them; 0 for what is none, as 百千."""
    for myriad, many in _MYRIADS.items():
        before, found, behind = signs.rpartition(myriad)
        if found:
            return (_whole(before) if before else 1.0) * many + _whole(behind)
    return float(cjk_number(signs.lstrip("零〇")) or 0)  # 零 joins: 二万零十四, 一年零十四日


def _counted(units: tuple[tuple[str, int, re.Pattern[str]], ...], value: float, text: str, end: int) -> tuple[float, str]:
    """Return a number by the unit printed behind it: a week is seven days and a year twelve months, in either language."""
    for unit, many, pattern in units:
        if pattern.match(text, end):
            return value * many, unit
    return value, "count" if value >= LARGE else ""
