"""Numbers out: how Word and HTML print the n-th item of a list, by the name they give the style."""

from __future__ import annotations

from collections.abc import Callable, Mapping

ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
SIMPLIFIED = "零一二三四五六七八九"
HAN_DIGITS = str.maketrans("123456789", SIMPLIFIED[1:])
FULL_WIDTH_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
FORMAL_SIMPLIFIED = "零壹贰叁肆伍陆柒捌玖"
FORMAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
INFORMAL_UNITS, FORMAL_UNITS = ("", "十", "百", "千"), ("", "拾", "佰", "仟")
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ORDINAL_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
CARDINALS = (
    "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen "
    "Seventeen Eighteen Nineteen"
).split()
TENS = "Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety".split()
ORDINALS = (
    "Zeroth First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth Thirteenth "
    "Fourteenth Fifteenth Sixteenth Seventeenth Eighteenth Nineteenth"
).split()


def roman(number: int) -> str:
    """Return a roman number in lower case; 0 and what is beyond 3,999 stay in digits.

    >>> roman(9), roman(44), roman(0)
    ('ix', 'xliv', '0')
    """
    if not 0 < number < 4000:
        return str(number)
    printed = ""
    for value, letters in ROMAN:
        count, number = divmod(number, value)
        printed += letters * count
    return printed


def repeated_letter(number: int) -> str:
    """Return the letter as Word counts on after z: aa, bb, cc.

    >>> repeated_letter(26), repeated_letter(27), repeated_letter(28)
    ('z', 'aa', 'bb')
    """
    round_, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (round_ + 1) if 0 < number <= 780 else str(number)


def next_letters(number: int) -> str:
    """Return the letters as HTML counts on after z: aa, ab, ac.

    >>> next_letters(26), next_letters(27), next_letters(28)
    ('z', 'aa', 'ab')
    """
    if number < 1:
        return str(number)
    printed = ""
    while number:
        number, letter = divmod(number - 1, 26)
        printed = chr(ord("a") + letter) + printed
    return printed


def chinese(number: int, digits: str = SIMPLIFIED, units: tuple[str, ...] = INFORMAL_UNITS) -> str:
    """Return a number in words, as one reads it aloud.

    >>> chinese(10), chinese(12), chinese(20), chinese(105), chinese(110)
    ('十', '十二', '二十', '一百零五', '一百一十')
    >>> chinese(12, FORMAL_SIMPLIFIED, FORMAL_UNITS)
    '壹拾贰'
    """
    if not 0 < number < 10_000:
        return digits[0] if number == 0 else str(number)
    printed, skipped = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            printed += (digits[0] if skipped and printed else "") + digits[digit] + units[power]
        skipped = not digit
    return printed[1:] if 10 <= number < 20 and digits == SIMPLIFIED else printed


def chinese_digits(number: int, zero: str = "〇") -> str:
    """Return a number digit by digit: 一, 二, 一〇, 一一.

    >>> chinese_digits(10), chinese_digits(21)
    ('一〇', '二一')
    """
    return str(number).translate(HAN_DIGITS).replace("0", zero)


def full_width(number: int) -> str:
    """Return the number in full-width digits.

    >>> full_width(12)
    '１２'
    """
    return str(number).translate(FULL_WIDTH_DIGITS)


def ordinal(number: int) -> str:
    """Return the number with its ending: 1st, 2nd, 11th."""
    ending = "th" if number % 100 in (11, 12, 13) else ORDINAL_ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def _from(first: str, last: int) -> Callable[[int], str]:
    """Return a counter over a block of enclosed numbers that ends at ``last``; digits after it."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= last else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


def in_words(number: int) -> str:
    """Return the number in English words; digits from a hundred.

    >>> in_words(12), in_words(40), in_words(21)
    ('Twelve', 'Forty', 'Twenty-one')
    """
    if not 20 <= number < 100:
        return CARDINALS[number] if 0 <= number < 20 else str(number)
    ten, one = divmod(number, 10)
    return TENS[ten - 2] + (f"-{CARDINALS[one].lower()}" if one else "")


def ordinal_in_words(number: int) -> str:
    """Return the ordinal in English words.

    >>> ordinal_in_words(12), ordinal_in_words(40), ordinal_in_words(21)
    ('Twelfth', 'Fortieth', 'Twenty-first')
    """
    if not 20 <= number < 100:
        return ORDINALS[number] if 0 <= number < 20 else str(number)
    ten, one = divmod(number, 10)
    return f"{TENS[ten - 2]}-{ORDINALS[one].lower()}" if one else f"{TENS[ten - 2][:-1]}ieth"


def _counting(number: int) -> str:
    """Return 一 … 九十九, and digits from a hundred: Word's plain Chinese counting."""
    return chinese(number) if number < 100 else chinese_digits(number, "\N{WHITE CIRCLE}")


def _formal_simplified(number: int) -> str:
    return chinese(number, FORMAL_SIMPLIFIED, FORMAL_UNITS)


def _formal_traditional(number: int) -> str:
    return chinese(number, FORMAL_TRADITIONAL, FORMAL_UNITS)


CIRCLED = _from("\N{CIRCLED DIGIT ONE}", 20)

WORD: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalHalfWidth": str,
    "decimalFullWidth": full_width,
    "decimalFullWidth2": full_width,
    "numberInDash": lambda number: f"- {number} -",
    "lowerLetter": repeated_letter,
    "upperLetter": lambda number: repeated_letter(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "ordinal": ordinal,
    "cardinalText": in_words,
    "ordinalText": ordinal_in_words,
    "decimalEnclosedCircle": CIRCLED,
    "decimalEnclosedCircleChinese": CIRCLED,
    "decimalEnclosedParen": _from("\N{PARENTHESIZED DIGIT ONE}", 20),
    "decimalEnclosedFullstop": _from("\N{DIGIT ONE FULL STOP}", 20),
    "ideographEnclosedCircle": _from("\N{CIRCLED IDEOGRAPH ONE}", 10),
    "ideographTraditional": _cycle(STEMS),
    "ideographZodiac": _cycle(BRANCHES),
    "ideographDigital": chinese_digits,
    "japaneseDigitalTenThousand": chinese_digits,
    "taiwaneseDigital": lambda number: chinese_digits(number, "\N{WHITE CIRCLE}"),
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "chineseLegalSimplified": _formal_simplified,
    "ideographLegalTraditional": _formal_traditional,
    "none": lambda number: "",
}
"""Word's ``numFmt``; what is not here is printed in digits."""

CSS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimal-leading-zero": lambda number: f"{number:02}",
    "lower-alpha": next_letters,
    "lower-latin": next_letters,
    "upper-alpha": lambda number: next_letters(number).upper(),
    "upper-latin": lambda number: next_letters(number).upper(),
    "lower-roman": roman,
    "upper-roman": lambda number: roman(number).upper(),
    "cjk-decimal": chinese_digits,
    "cjk-ideographic": chinese,
    "trad-chinese-informal": chinese,
    "simp-chinese-informal": chinese,
    "simp-chinese-formal": _formal_simplified,
    "trad-chinese-formal": _formal_traditional,
    "cjk-heavenly-stem": _cycle(STEMS),
    "cjk-earthly-branch": _cycle(BRANCHES),
}
"""CSS's ``list-style-type`` for counters; what is neither here nor a bullet is printed in digits."""
