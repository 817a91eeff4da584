"""The only reader of clause numbers: every way that the start of a line can be read as one.

A marker is often ambiguous on its own: ``(i)`` is the letter after h and the first small roman, ``一、`` stands
above ``1.`` in a licence and below ``條`` in a statute.  So nothing is decided here.  ``readings`` returns every
reading of a line's start with what its form alone says for or against it; ``outline`` chooses among them by sequence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CJK_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "○": 0, "两": 2, "兩": 2, "壹": 1, "贰": 2, "貳": 2, "叁": 3, "參": 3, "参": 3, "肆": 4, "伍": 5,
    "陆": 6, "陸": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
CJK_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
CJK_TWENTIES = {"廿": "二十", "卅": "三十"}
CJK_NUMERAL = "〇零○一二三四五六七八九十百千两兩廿卅壹贰貳叁參参肆伍陆陸柒捌玖拾佰仟"
FORMAL = frozenset("壹贰貳叁參参肆伍陆陸柒捌玖拾佰仟")
"""The numerals that cannot be forged: 壹、 stands above 一、, a list of its own."""

ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
# A strict roman numeral: "iiii" or "vx" is a word or a misprint, not a number.
STRICT_ROMAN = re.compile(r"(?=[ivxlc])(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})\Z", re.IGNORECASE)

# One code point that already is a number: ① (1-20), ㈠ (1-10), ⑴ (1-20), ⒈ (1-20), Ⅰ (1-12), ⅰ (1-12).
SINGLE = (
    [(chr(0x2460 + i), "circled", i + 1) for i in range(20)]
    + [(chr(0x3220 + i), "cjk()", i + 1) for i in range(10)]
    + [(chr(0x2474 + i), "arabic()", i + 1) for i in range(20)]
    + [(chr(0x2488 + i), "arabic", i + 1) for i in range(20)]
    + [(chr(0x2776 + i), "circled", i + 1) for i in range(10)]
)
SINGLES = {ch: (style, value) for ch, style, value in SINGLE}
UNICODE_ROMAN = {chr(0x2160 + i): i + 1 for i in range(12)} | {chr(0x2170 + i): i + 1 for i in range(12)}

FULLWIDTH = {0xFF10 + i: 0x30 + i for i in range(10)} | {0xFF21 + i: 0x41 + i for i in range(26)} | {
    0xFF41 + i: 0x61 + i for i in range(26)
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marker:
    """One reading of a line's start as a clause number."""

    style: str
    """What a series of such numbers has in common: ``arabic``, ``arabic()``, ``Roman``, ``第条`` …"""
    value: tuple[int, ...]
    """Its place in the series, outer numbers first for decimals: 2.4 is (2, 4), 第14-1條 is (14, 1)."""
    label: str
    """The number exactly as printed, without the space around it."""
    start: int
    end: int
    """Offsets into the line; the text of the clause begins at ``end``."""
    number: str
    """The number in ASCII, as ids want it: ``4``, ``ii``, ``14-1``."""
    form: float = 0.0
    """What the form alone says: below 0 for a quantity, a year, a cross-reference."""
    worded: bool = False
    """True for Article, Section, 第…条 and the like, which name their own level."""
    followed: bool = False
    """True where the next number of the series begins a line further down."""


def cjk_number(text: str) -> int | None:
    """Read a Chinese numeral, 一 to 九千九百九十九; None where it is not one.

    >>> [cjk_number(n) for n in ("四", "十二", "二十", "一百零三", "二〇", "廿一", "十十")]
    [4, 12, 20, 103, 20, 21, None]
    """
    for short, long in CJK_TWENTIES.items():
        text = text.replace(short, long)
    if not text:
        return None
    if not any(c in CJK_UNITS for c in text):  # 二〇 is positional, as is 〇
        digits = [CJK_DIGITS.get(c) for c in text]
        if None in digits or len(digits) > 4:
            return None
        return int("".join(str(d) for d in digits))
    total, digit, last_unit = 0, None, 10_000
    for c in text:
        if c in CJK_DIGITS:
            if digit:  # two digits in a row: 二三十 is no number
                return None
            digit = CJK_DIGITS[c]
        elif c in CJK_UNITS:
            unit = CJK_UNITS[c]
            if unit >= last_unit:
                return None
            total += (1 if digit is None else digit) * unit
            digit, last_unit = None, unit
        else:
            return None
    return total + (digit or 0)


def roman_number(text: str) -> int | None:
    """Read a strict roman numeral up to 99, either case.

    >>> [roman_number(n) for n in ("i", "iv", "XIX", "viii", "iiii", "ic", "")]
    [1, 4, 19, 8, None, None, None]
    """
    if not text or not STRICT_ROMAN.match(text) or text not in (text.lower(), text.upper()):
        return None
    values = [ROMAN_VALUES[c] for c in text.lower()]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def letter_number(text: str) -> int | None:
    """Read a letter as a number: a is 1, aa is 27; None for anything but one letter or a doubled one.

    >>> [letter_number(n) for n in ("a", "z", "aa", "ab")]
    [1, 26, 27, None]
    """
    if not text.isascii() or not text.isalpha() or len(set(text)) != 1 or len(text) > 2:
        return None
    return ord(text[0].lower()) - 96 + 26 * (len(text) - 1)


SPACE = r"[ \t\u00a0\u3000\u2002-\u200a]"
OPEN = r"[(\N{FULLWIDTH LEFT PARENTHESIS}\[\N{LEFT BLACK LENTICULAR BRACKET}\N{LEFT TORTOISE SHELL BRACKET}]"
CLOSE = r"[)\N{FULLWIDTH RIGHT PARENTHESIS}\]\N{RIGHT BLACK LENTICULAR BRACKET}\N{RIGHT TORTOISE SHELL BRACKET}]"
DIGITS = r"[0-9\uff10-\uff19]"
POINT = r"[.\N{FULLWIDTH FULL STOP}]"
# Punctuation after a bare number.  A colon is a marker only of notes and steps ("1：").
AFTER = r"[.\N{FULLWIDTH FULL STOP}\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA}]"

# 2.4, 2.4.1., １．２ at a line start: matches 1.10 and 3.1.; not 1.5 million, 2023.05.01 (see _quantity).
DECIMAL = re.compile(rf"({DIGITS}{{1,3}}(?:{POINT}{DIGITS}{{1,3}}){{1,5}})({POINT}|\N{{IDEOGRAPHIC COMMA}})?(?!{DIGITS})")
# "24-1 …", "24-1-2 …" below 24.; not "3-5 days" (see _quantity), nor "010-12345678".
DASHED = re.compile(rf"({DIGITS}{{1,3}}(?:-{DIGITS}{{1,2}}){{1,2}})(?=[.、]?(?:{SPACE}+\S|[\u3400-\u9fff]))[.、]?")
# "1." "1、" "1．" "1，": matches "1.Text" and "12、定义"; not "1.5".
BARE = re.compile(rf"({DIGITS}{{1,3}})({AFTER})(?!{DIGITS})")
# "2A. Renewal" and "2A Renewal", inserted behind 2. when all numbers were taken; not "2A.Renewal".
INSERTED = re.compile(rf"({DIGITS}{{1,3}})([A-Z])(?:({POINT})(?=\s|$)|{SPACE}+(?=[A-Z]))")
# "A.1 Scope", "B.2.1 …", "A.1适用范围": a number of Annex A; not "A.1" at the end of a line.
LETTER_DECIMAL = re.compile(rf"([A-Z])((?:{POINT}{DIGITS}{{1,2}}){{1,4}}){POINT}?(?={SPACE}+\S|[\u3400-\u9fff])")
# "2 Grant of licence", "2 许可": a number, white space, a capital or a Chinese character.
SPACED = re.compile(rf"({DIGITS}{{1,3}}){SPACE}+(?=[A-Z\[\N{{LEFT DOUBLE QUOTATION MARK}}\u3400-\u9fff])")
# "1DEFINITIONS", "2许可": nothing between; not "3G", "2D", "7B" (a capital alone), nor a quantity (see _quantity).
GLUED = re.compile(rf"({DIGITS}{{1,2}})(?=[A-Z][A-Z'’]|[A-Z][a-z]|[\u3400-\u9fff])")
COLON = re.compile(rf"({DIGITS}{{1,2}})([:\N{{FULLWIDTH COLON}}])")
# "(1)" "（ 5 ）" "(1）" "[2]"; inner spaces and mixed brackets occur.
BRACKETED = re.compile(rf"({OPEN}){SPACE}*([0-9\uff10-\uff19]{{1,3}}|[A-Za-z\uff21-\uff5a]{{1,5}}|[{CJK_NUMERAL}]{{1,4}}|[\u2160-\u217b]){SPACE}*({CLOSE})")
# "1)" "a)" "ii)" "一）": a closing bracket only.
CLOSED = re.compile(rf"([0-9\uff10-\uff19]{{1,3}}|[A-Za-z]{{1,5}}|[{CJK_NUMERAL}]{{1,4}}){SPACE}?([)\N{{FULLWIDTH RIGHT PARENTHESIS}}](?:{POINT}(?!\d))?)")
# "a." "A." "IV." "II.How" "h.“X”": a letter or roman and a stop; not "e.g." (see readings).
LETTERED = re.compile(rf"([A-Za-z]{{1,5}})({POINT}|\N{{IDEOGRAPHIC COMMA}})(?![A-Za-z]{POINT})")
ROMAN_SIGN = re.compile(rf"([\u2160-\u217b])({AFTER}|{SPACE})?")
# "一、" "四．" "十一、" "二之一、"; a space may stand before the comma.
IDEOGRAPHIC = re.compile(rf"([{CJK_NUMERAL}]{{1,5}})(?:之([{CJK_NUMERAL}]{{1,3}}))?{SPACE}?([\N{{IDEOGRAPHIC COMMA}}.\N{{FULLWIDTH FULL STOP}}\N{{FULLWIDTH COMMA}}:\N{{FULLWIDTH COLON}}])")
# 第十二条, 第 14-1 條, 第三条之一, 第二部分.
ORDINAL = re.compile(
    rf"第{SPACE}*([{CJK_NUMERAL}]{{1,6}}|{DIGITS}{{1,4}}(?:\s?[-\N{{EN DASH}}]\s?{DIGITS}{{1,2}})?){SPACE}*"
    rf"(条|條|章|节|節|编|編|款|项|項|目|部分|篇|卷)(?:之([{CJK_NUMERAL}]{{1,3}}|{DIGITS}{{1,2}}))?"
)
# 第一部分 - 通用条款, 第一章——总则: the dash is no text.
DASH = re.compile(rf"{SPACE}*(?:[-\N{{EN DASH}}]{SPACE}+|\N{{EM DASH}}{{1,2}}{SPACE}*)(?=\S)")
ORDINAL_STYLES = {"條": "条", "節": "节", "編": "编", "項": "项", "篇": "编", "卷": "编"}
# ARTICLE IV, Section 2.1, SectionⅠ, Part One, Clause 3, Chapter I; matches "Section 3 –".
WORDED = re.compile(
    rf"(article|section|part|clause|chapter|title|rule|paragraph|§){SPACE}*"
    rf"({DIGITS}{{1,3}}(?:[-\N{{EN DASH}}]{DIGITS}{{1,2}}(?!{DIGITS})|(?:\.{DIGITS}{{1,3}}){{1,4}}|[A-Z]\b)?|[IVXLC]{{1,7}}\b|[\u2160-\u217b]|[A-Z]\b|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    rf"{SPACE}*([.:\N{{FULLWIDTH COLON}}\N{{EN DASH}}\N{{EM DASH}}\N{{IDEOGRAPHIC COMMA}}-]?)",
    re.IGNORECASE,
)
WORDS = {w: i + 1 for i, w in enumerate(
    "one two three four five six seven eight nine ten eleven twelve".split()
)}  # fmt: skip
ORDINAL_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
# Appendix, Annex A, SCHEDULE 1, Exhibit 10.1, 附件一, 附录, 附则.
BACK_EN = re.compile(
    rf"(appendix|annex|annexure|schedule|exhibit|attachment|addendum)(?![A-Za-z])(?:{SPACE}+([0-9]{{1,2}}(?:\.[0-9]{{1,2}})?|[A-Z]|[IVX]{{1,5}}))?"
    rf"{SPACE}*(?=$|[.:\N{{EN DASH}}\N{{EM DASH}}\N{{FULLWIDTH COLON}}-]|[A-Z(\[\"\N{{LEFT DOUBLE QUOTATION MARK}}])",
    re.IGNORECASE,
)
# THE SCHEDULE, THE FIRST SCHEDULE, THE SCHEDULE ABOVE REFERRED TO: a line of its own.
BACK_THE = re.compile(
    rf"the{SPACE}+(?:({'|'.join(ORDINAL_WORDS)}){SPACE}+)?(?:schedule|appendix|annex)(?:{SPACE}+(?:(?:herein)?(?:above|before)(?:mentioned)?{SPACE}+)?referred{SPACE}+to)?{SPACE}*[:.]?$",
    re.IGNORECASE,
)
BACK_ZH = re.compile(rf"(附件|附录|附錄|附表|附则|附則|附錄|附加条款){SPACE}*([{CJK_NUMERAL}]{{1,3}}|{DIGITS}{{1,2}}|[A-Z])?{SPACE}*(?=$|[:\N{{FULLWIDTH COLON}}\N{{IDEOGRAPHIC COMMA}}.《]|{SPACE}|[\u3400-\u9fff])")
# Bullets, among them the glyphs that PDF text turns a bullet into, and the letter that Word's hollow one is copied as.
BULLET = re.compile(r"([\N{BULLET}\N{BLACK CIRCLE}\N{WHITE CIRCLE}\N{BLACK SQUARE}\N{WHITE SQUARE}\N{BLACK SMALL SQUARE}\N{BLACK DIAMOND}\N{LOZENGE}\N{MIDDLE DOT}\N{REPLACEMENT CHARACTER}\N{TRIANGULAR BULLET}\N{BLACK RIGHT-POINTING TRIANGLE}\uf0b7\uf0a7\uf06c\uf06e\uf0d8]|[-*+o\N{EN DASH}\N{EM DASH}](?=[ \t\u3000]))\s*(?=\S)")

# What follows a number in a quantity, a date or a ratio, never in a clause: 1.5 million, 3.1 %, 2023 年.
UNITS = re.compile(
    rf"{SPACE}*(?:%|\N{{FULLWIDTH PERCENT SIGN}}|(?:million|billion|percent|per cent|thousand|years?|months?|days?|business days?|hours?|weeks?|copies|times)\b|"
    # 3 年内, 30 个工作日; not 2 个人信息, 4.1 年龄, 2.1 月租金.
    rf"[个個](?![人别別体體案性])|[万亿]|(?:年|月|日|号|天|小时|倍|份|元)(?=$|[^\w]|\d|{SPACE}|[内內前后後以之起的左或及至和到整]))"
)
# What follows a cross-reference that a wrap put at a line start: "Section 3(b) of this", "第三条规定的".
REFERENCE = re.compile(
    rf"{SPACE}*(?:[(\N{{FULLWIDTH LEFT PARENTHESIS}}][0-9A-Za-z]{{1,4}}[)\N{{FULLWIDTH RIGHT PARENTHESIS}}]|[,;)\N{{FULLWIDTH COMMA}}\N{{FULLWIDTH RIGHT PARENTHESIS}}]|"
    r"(?:of|and|or|to|above|below|shall|hereof|herein|in|is|are|was|may|will|through|which|that|applies|does|by|under|supplements|survive)\b|"
    r"(?:规定|規定|约定|約定|所|的|之|中|第|和|与|及|至|或|、|,|，|下|项下|項下|以及|定义|所述|所列))"
)
YEAR = re.compile(r"(?:19|20)\d\d\b")
# A heading by its words, where no number is printed.
LETTER_WORDS = frozenset({"no", "mr", "ms", "dr", "co", "st", "vs", "al", "id", "ltd", "inc", "etc", "cf", "eg", "ie"})


def narrow(text: str) -> str:
    """Fold full-width digits and letters to ASCII, one character for one."""
    return text.translate(FULLWIDTH)


def readings(line: str) -> list[Marker]:
    """Return every reading of the line's start as a clause number; leading white space is passed over.

    >>> [(m.style, m.value) for m in readings("(i) loss of revenue")]
    [('alpha()', (9,)), ('roman()', (1,))]
    >>> [(m.style, m.number, m.form < 0) for m in readings("1.5 million dollars")]
    [('decimal2', '1.5', True)]
    >>> [(m.style, m.number) for m in readings("第三条之一 期限")]
    [('第条', '3-1')]
    """
    at = len(line) - len(line.lstrip())
    body = line[at:]
    if not body:
        return []
    first = body[0]
    found: list[Marker] = []
    if first in SINGLES:
        style, value = SINGLES[first]
        found.append(Marker(style, (value,), first, at, at + 1, str(value)))
    elif first == "第":
        found += _ordinal(body, at)
    elif first in "附":
        found += _back_matter(BACK_ZH, body, at)
    elif first.isdigit():
        found += _arabic(body, at)
    elif first in "(\N{FULLWIDTH LEFT PARENTHESIS}[\N{LEFT BLACK LENTICULAR BRACKET}\N{LEFT TORTOISE SHELL BRACKET}":
        found += _bracketed(body, at)
    elif first in CJK_NUMERAL:
        found += _ideographic(body, at)
    elif first in UNICODE_ROMAN:
        m = ROMAN_SIGN.match(body)
        if m:
            value = UNICODE_ROMAN[first]
            found.append(Marker("Roman", (value,), m[0].strip(), at, at + m.end(), str(value)))
    if (first.isascii() and first.isalpha()) or first == "§":
        found += _worded(body, at)
        found += _back_matter(BACK_EN, body, at)
        found += _the_schedule(body, at)
        found += _lettered(body, at)
    return found


def _ordinal(body: str, at: int) -> list[Marker]:
    m = ORDINAL.match(body)
    if not m:
        return []
    main = narrow(m[1]).replace("\N{EN DASH}", "-").replace(" ", "")
    parts = main.split("-")
    value = [int(p) if p.isdigit() else cjk_number(p) for p in parts]
    if m[3]:
        inserted = narrow(m[3])
        value.append(int(inserted) if inserted.isdigit() else cjk_number(inserted))
    numbers = tuple(v for v in value if v is not None)
    if len(numbers) != len(value):
        return []
    word = ORDINAL_STYLES.get(m[2], m[2])
    end = m.end()
    if end < len(body) and body[end] in "\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COLON}:.\N{FULLWIDTH FULL STOP}":
        reference = False
        label_end = end + 1
    else:
        reference = bool(REFERENCE.match(body, end))
        label_end = end + (body[end : end + 1] == "\N{FULLWIDTH COMMA}")  # 第二条，会员守法: the comma is no text
    if not reference and (dash := DASH.match(body, label_end)):
        label_end = dash.end()
    label = body[:end]
    return [Marker("第" + word, numbers, label, at, at + label_end, "-".join(map(str, numbers)),
                   form=-4.0 if reference else 1.0, worded=True)]  # fmt: skip


def _worded(body: str, at: int) -> list[Marker]:
    m = WORDED.match(body)
    if not m:
        return []
    raw = narrow(m[2])
    tail = body[m.end():]
    inserted = raw[0].isdigit() and raw[-1].isalpha()
    if raw in UNICODE_ROMAN:
        value: tuple[int, ...] | None = (UNICODE_ROMAN[raw],)
    elif raw.lower() in WORDS:
        value = (WORDS[raw.lower()],)
    elif inserted:
        value = _inserted(raw)
    elif raw[0].isdigit():
        value = tuple(int(p) for p in re.split(r"[-.\N{EN DASH}]", raw))
    else:
        roman = roman_number(raw) if raw.isupper() else None
        letter = letter_number(raw) if len(raw) == 1 and raw.isupper() else None
        value = (roman,) if roman else (letter,) if letter else None
    if value is None:
        return []
    word = m[1].lower()
    form = 1.0
    if not m[3] and REFERENCE.match(body, m.end()):
        form = -4.0
    elif m[1].islower():  # "section 3" in running text
        form = -3.0
    elif tail[:1].islower():
        form = -2.5
    joint = "-" if "-" in raw or "\N{EN DASH}" in raw else "."
    number = raw if inserted else joint.join(map(str, value))
    label = body[: m.end()].rstrip()
    style = word if "." not in raw else f"{word}{len(value)}"
    return [Marker(style, value, label, at, at + m.end(), number, form=form, worded=True)]


def _back_matter(pattern: re.Pattern[str], body: str, at: int) -> list[Marker]:
    m = pattern.match(body)
    if not m:
        return []
    tail = body[m.end():].strip()
    raw = narrow(m[2] or "")
    value = int(raw) if raw.isdigit() else cjk_number(raw) or roman_number(raw) or letter_number(raw) or 0
    # A heading of back matter is short and ends without a stop; "Appendix 1 shall apply." is a sentence.
    named = m[1].isupper() and tail.startswith((":", "\N{FULLWIDTH COLON}"))  # "APPENDIX: How to apply it." is none
    sentence = len(tail) > 80 or tail.endswith(("。", ";", "；", ",", "，", "、") if named else (".", "。", ";", "；", ",", "，", "、"))
    form = -4.0 if sentence or body[0].islower() else 1.5
    if tail.startswith(("所", "中", "的", "载", "載", "规定", "第", "to this", "hereto", "of")):
        form = -4.0
    end = m.end()
    if tail and body[end: end + 1] in ".:\N{FULLWIDTH COLON}\N{EN DASH}\N{EM DASH}-\N{IDEOGRAPHIC COMMA}":
        end += 1
    number = "app" + (str(value) if value else "")
    return [Marker("back", (value,), body[: m.end()].strip(), at, at + end, number, form=form, worded=True)]


def _the_schedule(body: str, at: int) -> list[Marker]:
    m = BACK_THE.match(body)
    if not m or body[0].islower():
        return []
    value = ORDINAL_WORDS.index(m[1].lower()) + 1 if m[1] else 0
    return [Marker("back", (value,), m[0], at, at + m.end(), "app" + (str(value) if value else ""), form=1.5, worded=True)]


def _arabic(body: str, at: int) -> list[Marker]:
    found = []
    m = DECIMAL.match(body)
    if m:
        value = tuple(int(p) for p in re.split(r"[.\N{FULLWIDTH FULL STOP}]", narrow(m[1])))
        form = 0.0
        if _quantity(body, m.end()) or (len(m[1].split(".")[-1]) > 1 and m[1].split(".")[-1].startswith("0")):
            form = -5.0
        found.append(Marker(f"decimal{len(value)}", value, m[0], at, at + m.end(), ".".join(map(str, value)), form))
        if value[1:] == (0,):  # 2.0 Scope, over 2.1
            found.append(Marker("arabic", value[:1], m[0], at, at + m.end(), str(value[0]), form))
        return found
    m = DASHED.match(body)
    if m:
        value = tuple(int(p) for p in narrow(m[1]).split("-"))
        form = -5.0 if _quantity(body, m.end()) else -0.5
        return [Marker(f"dashed{len(value)}", value, m[0], at, at + m.end(), ".".join(map(str, value)), form)]
    m = INSERTED.match(body)
    if m:
        raw = narrow(m[1]) + m[2]
        form = 0.0 if m[3] else _without_stop(body)
        return [Marker("arabic", _inserted(raw), m[0].rstrip(), at, at + m.end(), str(int(narrow(m[1]))) + m[2], form)]
    m = BARE.match(body)
    if m:
        form = -0.3 if m[2] == "\N{FULLWIDTH COMMA}" else 0.0
        found.append(Marker("arabic", (int(narrow(m[1])),), m[0], at, at + m.end(), str(int(narrow(m[1]))), form))
        return found
    m = CLOSED.match(body)
    if m:
        n = int(narrow(m[1]))
        return [Marker("arabic)", (n,), m[0], at, at + m.end(), str(n))]
    m = COLON.match(body)
    if m:
        n = int(narrow(m[1]))
        return [Marker("arabic:", (n,), m[0], at, at + m.end(), str(n), form=-1.0)]
    m = SPACED.match(body) or GLUED.match(body)
    if m and not _quantity(body, m.end(1)) and not YEAR.match(body):
        n = int(narrow(m[1]))
        form = _without_stop(body) - (0.7 if m.end() == m.end(1) else 0.0)
        found.append(Marker("arabic", (n,), m[1], at, at + m.end(), str(n), form=form))
    return found


def _without_stop(body: str) -> float:
    """Return what speaks against a bare number as a label: less where what follows is a heading."""
    title = len(body) <= 80 and not body.rstrip().endswith((".", "。", ";", "；", ",", "，"))
    return -0.8 if title else -3.0


def _inserted(raw: str) -> tuple[int, ...]:
    """Read 2A, or 2a, as the first number behind 2."""
    return int(raw[:-1]), ord(raw[-1].upper()) - 64


def _quantity(body: str, end: int) -> bool:
    return bool(UNITS.match(body, end))


def _bracketed(body: str, at: int) -> list[Marker]:
    m = BRACKETED.match(body)
    if not m:
        return []
    raw = narrow(m[2])
    tail = body[m.end():].lstrip()
    form = 0.0
    if (tail[:1] and tail[0] in ",;)\N{FULLWIDTH COMMA}\N{FULLWIDTH RIGHT PARENTHESIS}") or re.match(r"(and|or|to|above|below)\b", tail):
        form = -3.0  # "(a) and (b) above": a cross-reference at the start of a wrapped line
    if m[1] in "[\N{LEFT BLACK LENTICULAR BRACKET}":
        form -= 1.5
    if raw in "cC" and (YEAR.match(tail) or tail.lower().startswith("copyright")):
        form = -5.0  # (c) 2024 is a copyright sign
    return _graded(raw, "()", m[0], at, at + m.end(), form)


def _lettered(body: str, at: int) -> list[Marker]:
    found = []
    m = CLOSED.match(body)
    if m:
        found += _graded(narrow(m[1]), ")", m[0], at, at + m.end(), 0.0)
    m = LETTER_DECIMAL.match(body)
    if m:
        value = (ord(m[1]) - 64, *(int(n) for n in re.findall(r"\d+", narrow(m[2]))))
        return [Marker(f"lettered{len(value)}", value, m[0], at, at + m.end(), ".".join((m[1], *map(str, value[1:]))))]
    m = LETTERED.match(body)
    if m and m[1].lower() not in LETTER_WORDS:
        form = 0.0
        if body[m.end(): m.end() + 1].islower():
            form = -2.0  # "a.m.", "e.g" and file names
        found += _graded(m[1], "", m[0], at, at + m.end(), form)
    return found


def _graded(raw: str, bracket: str, label: str, at: int, end: int, form: float) -> list[Marker]:
    """Read one token as digits, a Chinese numeral, a letter and a roman numeral, whichever it can be."""
    found = []
    if raw.isdigit():
        found.append(Marker("arabic" + bracket, (int(raw),), label, at, end, str(int(raw)), form))
        return found
    if raw in UNICODE_ROMAN:
        return [Marker("Roman" + bracket, (UNICODE_ROMAN[raw],), label, at, end, str(UNICODE_ROMAN[raw]), form)]
    if raw[0] in CJK_NUMERAL:
        value = cjk_number(raw)
        return [Marker(_cjk_style(raw) + bracket, (value,), label, at, end, str(value), form)] if value is not None else []
    upper = raw.isupper()
    letter, roman = letter_number(raw), roman_number(raw)
    if letter and raw in (raw.lower(), raw.upper()):
        found.append(Marker(("Alpha" if upper else "alpha") + bracket, (letter,), label, at, end, raw, form))
    if roman:
        # Upper-case romans number sections, as 一、 does, so they share its ids; small ones stay as printed.
        number = str(roman) if upper and not bracket else raw
        found.append(Marker(("Roman" if upper else "roman") + bracket, (roman,), label, at, end, number, form))
    elif raw.lower() == "ii" or STRICT_ROMAN.match(raw.lower()):
        # "(iI)": a misprint in mixed case, still a numeral.
        value = roman_number(raw.lower())
        if value:
            found.append(Marker("roman" + bracket, (value,), label, at, end, raw.lower(), form - 0.5))
    return found


def _ideographic(body: str, at: int) -> list[Marker]:
    m = IDEOGRAPHIC.match(body)
    if m:
        numbers = tuple(v for n in (m[1], m[2]) if n and (v := cjk_number(n)) is not None)
        if len(numbers) == 1 + (m[2] is not None):
            tail = body[m.end():].lstrip()
            # 一、二审 lists two things; a clause number is not followed by another numeral and a comma.
            form = -3.0 if re.match(rf"[{CJK_NUMERAL}]{{1,3}}[、审级]", tail) else 0.0
            if m[3] in ":\N{FULLWIDTH COLON}":
                form -= 1.0
            return [Marker(_cjk_style(m[1]), numbers, m[0], at, at + m.end(), "-".join(map(str, numbers)), form)]
        return []
    m = CLOSED.match(body)
    if m:
        value = cjk_number(m[1])
        if value is not None:
            return [Marker(_cjk_style(m[1]) + ")", (value,), m[0], at, at + m.end(), str(value))]
    return []


def _cjk_style(numeral: str) -> str:
    return "formal" if FORMAL.issuperset(numeral) else "cjk"


def bullet(line: str) -> tuple[str, int, int] | None:
    """Return a bullet's sign and the offsets of sign and text, or None.

    >>> bullet("- one"), bullet("-2 degrees"), bullet("o two"), bullet("only")
    (('-', 0, 2), None, ('o', 0, 2), None)
    """
    at = len(line) - len(line.lstrip())
    m = BULLET.match(line, at)
    return (m[1], at, m.end()) if m else None


# How high a style of number usually stands; a list seldom opens below one of a lower rank.  Mainland licences print
# 一、 （一） 1. （1）, English ones 1. (a) (i); 第…条 and Article stand above all but their chapters.
RANKS = {
    "part": 0.0, "title": 0.0, "chapter": 0.3, "第编": 0.0, "第部分": 0.2, "第章": 0.3, "第节": 0.6, "article": 1.0, "section": 1.0, "clause": 1.0, "rule": 1.0,
    "第条": 1.0, "formal": 1.3, "formal()": 1.4, "formal)": 1.4, "Roman": 1.5, "cjk": 1.5, "cjk()": 1.8, "cjk)": 1.8, "arabic": 2.0, "Alpha": 2.0, "arabic()": 3.0,
    "arabic)": 3.0, "circled": 3.5, "Alpha()": 3.5, "Roman()": 3.5, "alpha": 4.0, "alpha()": 4.0, "alpha)": 4.0,
    "roman": 4.5, "roman()": 4.5, "roman)": 4.5,
}  # fmt: skip


def rank(style: str) -> float:
    """Return how high a style stands, 0 for parts; decimals stand just below their whole numbers."""
    return RANKS.get(style, 2.2 if style.startswith("decimal") else 1.2 if style.startswith(("section", "article", "clause", "rule")) else 2.0)
