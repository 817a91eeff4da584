"""Symbol fonts: what their characters look like, in Unicode.

Word and PDF write a ticked box as the letter R in Wingdings 2, or as U+F052 in the private use area.
"""

from __future__ import annotations

from collections.abc import Mapping

BOX, TICKED, CROSSED = "\N{BALLOT BOX}", "\N{BALLOT BOX WITH CHECK}", "\N{BALLOT BOX WITH X}"
CHECK, CROSS, BULLET = "\N{CHECK MARK}", "\N{BALLOT X}", "\N{BULLET}"

FONTS: Mapping[str, Mapping[int, str]] = {
    "wingdings": {
        0x6C: "\N{BLACK CIRCLE}",
        0x6E: "\N{BLACK SQUARE}",
        0x6F: BOX,
        0x71: BOX,
        0x72: BOX,
        0x75: "\N{BLACK DIAMOND}",
        0x76: "\N{BLACK DIAMOND MINUS WHITE X}",
        0x9F: BULLET,
        0xA7: "\N{BLACK SMALL SQUARE}",
        0xA8: BOX,
        0xD8: "\N{THREE-D TOP-LIGHTED RIGHTWARDS ARROWHEAD}",
        0xE0: "\N{RIGHTWARDS ARROW}",
        0xFB: CROSS,
        0xFC: CHECK,
        0xFD: CROSSED,
        0xFE: TICKED,
    },
    "wingdings 2": {
        0x2A: BOX,
        0x4F: CROSS,
        0x50: CHECK,
        0x52: TICKED,
        0x53: CROSSED,
        0x54: CROSSED,
        0x97: BULLET,
        0xA3: BOX,
    },
    "webdings": {0x61: CHECK, 0x63: BOX, 0x67: "\N{BLACK SQUARE}", 0x72: CROSS},
    "symbol": {0xA8: "\N{BLACK DIAMOND SUIT}", 0xAE: "\N{RIGHTWARDS ARROW}", 0xB7: BULLET},
}

UNNAMED: Mapping[int, str] = {
    0x52: TICKED,
    0x6F: BOX,
    0xA3: BOX,
    0xA7: "\N{BLACK SMALL SQUARE}",
    0xA8: BOX,
} | {
    0xB7: BULLET,
    0xD8: "\N{THREE-D TOP-LIGHTED RIGHTWARDS ARROWHEAD}",
    0xFC: CHECK,
    0xFE: TICKED,
}
"""The private use characters that mean one thing in whichever symbol font they are found."""

PRIVATE = 0xF000
"""Where symbol fonts keep their 256 characters in Unicode."""


def legible(text: str, font: str = "") -> str:
    r"""Return text with the characters of a symbol font made Unicode ones; what is unknown stays.

    >>> legible("£ yes", "Wingdings 2"), legible("\uf0a3"), legible("£5")
    ('☐ yes', '☐', '£5')
    """
    table = FONTS.get(font.lower())
    if table is None:
        return text if text.isascii() else "".join(_private(char) for char in text)
    return "".join(table.get(_code(char), char) for char in text)


def _code(char: str) -> int:
    return ord(char) - PRIVATE if PRIVATE <= ord(char) < PRIVATE + 256 else ord(char)


def _private(char: str) -> str:
    return UNNAMED.get(ord(char) - PRIVATE, char)
