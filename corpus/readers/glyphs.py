"""PDF pages to words with their places: the one module that speaks to pdfium."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # pypdfium2 has no types
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from ..source import BiclauseError
from .layout import Rule, Word
from .symbols import FONTS, legible

MAX_CHARACTERS = 20_000_000
MAX_RULES = 3_000
"""More lines than this on a page are a drawing."""
THIN = 3.0
"""Points: what is thicker is no rule."""

APART = 0.12
"""A gap inside a run of characters that begins a new word, in heights; kerning is narrower."""
RAISED = 0.3
"""A step up or down that begins a new word, in heights."""
ASCENT, DESCENT = 0.8, 0.2
"""Where type stands above and below its baseline, in its size."""
OBLIQUE = 0.1
"""Radians off the upright from which text is a watermark."""

HYPHENS = (0x2, 0xAD, 0xFFFE)
"""What pdfium gives for a hyphen at the end of a line."""
UNMAPPED = (0x0, 0xFFFF)
"""What it gives where the font does not say which character a sign is."""
COMPATIBILITY = re.compile("[\u2f00-\u2fd5\ufb00-\ufb06]")
"""Radicals and ligatures: some fonts say that they print these where they print 用 or fi."""

BOLD_NAME = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
BOLD_WEIGHT = 600
STROKED = (raw.FPDF_TEXTRENDERMODE_FILL_STROKE, raw.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP)
"""How a driver prints bold without a bold font."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one page, turned so that its text reads from left to right and down."""

    height: float
    words: list[Word]
    oblique: str
    """Text across the others, such as a watermark."""
    rules: list[Rule]
    pictures: bool


class _Style(NamedTuple):
    """What the characters of one text object have in common."""

    size: float
    bold: bool
    symbols: str
    """The name of the symbol font that they are printed in, "" for any other font."""
    turn: int
    """Quarter turns counter-clockwise; -1 for what is oblique."""
    origin: tuple[float, float]
    """A point on their baseline."""


class _Glyph(NamedTuple):
    """One character, in the page's own coordinates, which grow upwards."""

    char: str
    left: float
    bottom: float
    right: float
    top: float
    style: _Style
    spaced: bool


def sheets(data: bytes, *, name: str, password: str | None = None) -> Iterator[Sheet]:
    """Yield the pages of a PDF."""
    document = _open(data, name, password)
    number = total = 0
    try:
        for number in range(1, len(document) + 1):
            page = document[number - 1]
            text = page.get_textpage()
            total += text.count_chars()
            if total > MAX_CHARACTERS:
                raise BiclauseError(f"{name} has more than {MAX_CHARACTERS:,} characters: split it")
            yield _sheet(page, text)
            text.close()
            page.close()
    except pdfium.PdfiumError:
        raise BiclauseError(f"{name} is damaged: its page {number} cannot be read") from None
    finally:
        document.close()


def _open(data: bytes, name: str, password: str | None) -> Any:
    try:
        return pdfium.PdfDocument(data, password=password)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            what = "the password is wrong" if password else "password needed"
            raise BiclauseError(f"{name} is encrypted, {what}: --password") from None
        if error.err_code == raw.FPDF_ERR_SECURITY:
            raise BiclauseError(
                f"{name} is locked in a way that cannot be opened: print it to a new PDF"
            ) from None
        raise BiclauseError(f"{name} is damaged: not a readable PDF") from None


def _sheet(page: Any, text: Any) -> Sheet:
    glyphs = list(_glyphs(text))
    turns = Counter(glyph.style.turn for glyph in glyphs if glyph.style.turn >= 0)
    turn = max(turns, key=lambda each: (turns[each], -each), default=0)
    width, height = page.get_width(), page.get_height()
    if (
        page.get_rotation() % 180
    ):  # the size is that of the page as shown, places are those of the page as stored
        width, height = height, width
    rules, pictures = _drawn(page)
    return Sheet(
        height=width if turn % 2 else height,
        words=list(_words((glyph for glyph in glyphs if glyph.style.turn == turn), width, height)),
        oblique="".join(glyph.char for glyph in glyphs if glyph.style.turn != turn),
        rules=[Rule(*_turned(*box, turn, width, height)) for box in rules],
        pictures=pictures,
    )


def _turned(
    left: float, bottom: float, right: float, top: float, turn: int, width: float, height: float
) -> tuple[float, float, float, float]:
    """Return x0, x1, top and bottom from the top left corner of the page as it is read."""
    if turn == 1:
        return bottom, top, left, right
    if turn == 2:
        return width - right, width - left, bottom, top
    if turn == 3:
        return height - top, height - bottom, width - right, width - left
    return left, right, height - top, height - bottom


def _glyphs(text: Any) -> Iterator[_Glyph]:
    """Yield the characters of a page in the order of its content, with spaces noted and left out."""
    box = raw.FS_RECTF()
    place = ctypes.byref(box)
    fonts: dict[int, tuple[bool, str]] = {}
    address = -1
    style = _Style(0, False, "", 0, (0, 0))
    spaced, high = False, 0
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:  # the first half of a character beyond 16 bits
            high = code
            continue
        char = _character(code, high)
        high = 0
        if char.isspace():
            spaced = spaced or not raw.FPDFText_IsGenerated(text, index)
            continue
        if not char or not raw.FPDFText_GetLooseCharBox(text, index, place):
            continue
        if not math.isfinite(box.left + box.right):  # a damaged file has such places
            continue
        thing = raw.FPDFText_GetTextObject(text, index)
        if _address(thing) != address:
            address = _address(thing)
            style = _style(text, index, thing, fonts)
        yield _Glyph(legible(char, style.symbols), box.left, box.bottom, box.right, box.top, style, spaced)
        spaced = False


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _character(code: int, high: int) -> str:
    """Return the character for one of pdfium's codes; "" for a control character."""
    if code in UNMAPPED:
        return "\N{REPLACEMENT CHARACTER}"
    if code in HYPHENS:
        return "-"
    if high and 0xDC00 <= code < 0xE000:
        return chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00)
    if 0xD800 <= code < 0xE000:
        return "\N{REPLACEMENT CHARACTER}"
    char = chr(code)
    if COMPATIBILITY.match(char):
        return unicodedata.normalize("NFKC", char)
    return char if char.isspace() or code >= 0x20 else ""


def _style(text: Any, index: int, thing: Any, fonts: dict[int, tuple[bool, str]]) -> _Style:
    """Return the style of a text object, by its first character."""
    matrix = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
    raw.FPDFText_GetMatrix(text, index, ctypes.byref(matrix))
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y))
    size = raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    bold, symbols = _font(thing, fonts) if thing else (False, "")
    outlined = bool(thing) and raw.FPDFTextObj_GetTextRenderMode(thing) in STROKED
    finite = math.isfinite(size + x.value + y.value + math.atan2(matrix.b, matrix.a))
    if not finite:
        return _Style(1.0, False, "", 0, (0.0, 0.0))
    return _Style(size or 1.0, bold or outlined, symbols, _turn(matrix), (x.value, y.value))


def _turn(matrix: Any) -> int:
    """Return where a line of writing runs, in quarter turns.

    Not pdfium's own angle of a character, which takes slanted letters for turned ones.
    """
    angle = math.atan2(matrix.b, matrix.a)
    quarters = round(angle / (math.pi / 2))
    return quarters % 4 if abs(angle - quarters * (math.pi / 2)) <= OBLIQUE else -1


def _font(thing: Any, fonts: dict[int, tuple[bool, str]]) -> tuple[bool, str]:
    """Return whether a text object's font is bold, by its weight or its name, and which symbol font it is."""
    font = raw.FPDFTextObj_GetFont(thing)
    address = _address(font)
    if address not in fonts:
        buffer = ctypes.create_string_buffer(256)
        raw.FPDFFont_GetBaseFontName(font, buffer, 256)
        name = buffer.value.decode("utf-8", "replace")
        bold = raw.FPDFFont_GetWeight(font) >= BOLD_WEIGHT or BOLD_NAME.search(name) is not None
        plain = re.sub(r"[^a-z0-9]", "", name.partition("+")[2].lower() or name.lower())
        symbols = next((known for known in FONTS if plain == known.replace(" ", "")), "")
        fonts[address] = bold, symbols
    return fonts[address]


def _words(glyphs: Iterator[_Glyph], width: float, height: float) -> Iterator[Word]:
    """Gather characters that follow one another without a gap.

    The height of a word follows from its baseline and size alone: fonts disagree on how tall their signs are.
    """
    letters: list[str] = []
    x0 = x1 = base = 0.0
    style, spaced = _Style(0, False, "", 0, (0, 0)), False
    for glyph in glyphs:
        turn = glyph.style.turn
        left, right, _, _ = _turned(*glyph[1:5], turn, width, height)
        _, _, here, _ = _turned(*glyph.style.origin, *glyph.style.origin, turn, width, height)
        size = max(glyph.style.size, style.size)
        follows = letters and not glyph.spaced and abs(here - base) < RAISED * size
        if follows and -size < left - x1 <= APART * size and glyph.style.bold == style.bold:
            if glyph.char == letters[-1] and len(letters) == 1 and abs(left - x0) < APART * size:
                continue  # printed twice, a little aside, to look bold
            letters.append(glyph.char)
            x1 = max(x1, right)
            continue
        if letters:
            yield _word(letters, x0, x1, base, style, spaced)
        letters, x0, x1, base, style, spaced = [glyph.char], left, right, here, glyph.style, glyph.spaced
    if letters:
        yield _word(letters, x0, x1, base, style, spaced)


def _word(letters: list[str], x0: float, x1: float, base: float, style: _Style, spaced: bool) -> Word:
    top, bottom = base - ASCENT * style.size, base + DESCENT * style.size
    return Word("".join(letters), x0, x1, top, bottom, style.bold, spaced)


def _drawn(page: Any) -> tuple[list[tuple[float, float, float, float]], bool]:
    """Return the thin lines drawn on a page, and whether there are pictures on it."""
    rules: list[tuple[float, float, float, float]] = []
    pictures = False
    for thing in page.get_objects():
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            pictures = True
        elif thing.type == raw.FPDF_PAGEOBJ_PATH and len(rules) <= MAX_RULES:
            left, bottom, right, top = thing.get_bounds()
            if not math.isfinite(left + bottom + right + top):
                continue
            if min(right - left, top - bottom) <= THIN:
                rules.append((left, bottom, right, top))
            elif _is_stroked(thing):
                rules += [
                    (left, bottom, left, top),
                    (right, bottom, right, top),
                    (left, bottom, right, bottom),
                    (left, top, right, top),
                ]
    return (rules if len(rules) <= MAX_RULES else []), pictures


def _is_stroked(path: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    return bool(stroke.value)
