"""Bytes to text: which encoding a file is written in, and whether that had to be guessed.

A declared encoding is obeyed, a byte order mark believed, and whatever is valid UTF-8 is UTF-8, but for a few
Chinese characters whose legacy bytes are valid by accident.  The rest is read in every encoding that English and
Chinese agreements come in, and the reading that looks most like one of them is kept.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from ..source import BiclauseError

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
"""The encodings that put a NUL beside every ASCII character."""

CHINESE = ("gb18030", "cp950", "big5hkscs")
"""The encodings whose bytes can be valid UTF-8 by accident."""

LEGACY = (*CHINESE, "cp1252", "utf-16-le", "utf-16-be")
"""What is tried on bytes that are not UTF-8; the first of equals wins."""

SHOWN = {"gb18030": "GB18030", "cp950": "Big5", "big5hkscs": "Big5-HKSCS", "cp1252": "Windows-1252"}
"""How an encoding is named to a reader; the others are just upper-cased."""

COMMON, EVERYDAY = 1.0, 0.3
"""What a Chinese character counts for: prose scores 0.5 and more when read rightly, under 0.2 when not."""

PROSE = 0.5

WIDE_PLAUSIBLE = 0.5
"""Least share of plausible characters in UTF-16 without a mark; below it the file is binary."""

SAMPLE = 20_000
"""Characters beyond ASCII that are looked at; more would only cost time."""

COMMON_HANZI = frozenset(
    "的一是不在有人以为為于於和或及与與之其他本者所用中国國上大法律定条條款第得可应應当當任何该該权權利责責任合同"
    "约約许許协協议議依据據规規知识識产產通信息服务務提供公司方甲乙日年月商业業使个個数數模型授予书書面自因对對未"
    "并並等除行为為作成内內情况況终終止违違反适適遵守条件包括但限于第三方保密证證明确確双雙一二三四五六七八九十"
)
"""The characters that a third and more of any Chinese agreement is made of, simplified and traditional."""

PRINTED = frozenset(
    "‘’“”‐–—―…•‧′″‰™€№☐☑☒□■○●◆◇△▲★☆→←❑\N{FULLWIDTH YEN SIGN}\N{FULLWIDTH POUND SIGN}"  # both scripts
    "\N{IDEOGRAPHIC SPACE}、。〇〈〉《》「」『』【】〔〕〖〗"
)
PRINTED_LATIN = frozenset("\N{NO-BREAK SPACE}£¥§©®°±¶·«»¼½¾×")
"""Left out are the signs that a misread quotation mark turns into: ¡ ¨ ´ ¦ and their kind."""

BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
TWO_BYTES_EACH = re.compile(r"(?:[\x00-\x7f]|[\x80-\u07ff]{2,}+)*+")
"""Text whose signs beyond ASCII are of two bytes in UTF-8 and stand side by side, as GB18030's 通模 does (``ͨģ``).

One that stands alone (à, m², Ω) is what it says: Chinese words have two characters and more."""
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file without byte order mark, every line end ``\\n`` as Python's text mode has it."""

    text: str
    encoding: str
    guessed: bool = False


def decode(data: bytes, *, name: str = "", encoding: str | None = None) -> Decoded:
    r"""Decode a file, by the encoding given or by the one that its bytes show.

    >>> decode("甲方：一、定义".encode("gb18030"))
    Decoded(text='甲方：一、定义', encoding='gb18030', guessed=True)
    >>> decode(b"\xef\xbb\xbf1. Term\r\n").text
    '1. Term\n'
    """
    if encoding is not None:
        return Decoded(_tidy(_as_told(data, name, encoding)), encoding.lower())
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return Decoded(_tidy(data.decode(codec, "replace")), codec)
    if b"\0" in data and (wide := _wide(data)):
        return wide
    text = _strict(data, "utf-8")
    if text is None:
        return _guess(data)
    return _by_accident(data, text) or Decoded(_tidy(text), "utf-8")


def control_share(text: str) -> float:
    r"""Return the share of control characters, which text has none of and a binary file many.

    >>> control_share("1.\tTerm\n"), control_share("\x00\x01ab")
    (0.0, 0.5)
    """
    return sum(1 for _ in CONTROL.finditer(text)) / len(text) if text else 0.0


def shown(encoding: str) -> str:
    """Return the name of an encoding as a reader knows it."""
    return SHOWN.get(encoding, encoding.upper())


def plausibility(text: str) -> float:
    """Return how much the characters beyond ASCII look like an English or a Chinese agreement, 0 to 1.

    >>> plausibility("the “Licensor”") > plausibility("the ¡°Licensor¡±")
    True
    >>> plausibility("plain ASCII")
    1.0
    """
    scores = [_likely(text, at) for at in _beyond_ascii(text)]
    return sum(scores) / len(scores) if scores else 1.0


def _plausible_share(text: str) -> float:
    """Return the share of characters that are ASCII or look right, in the first part of the text."""
    sample = text[:SAMPLE]
    beyond = [_likely(sample, at) for at in _beyond_ascii(sample)]
    return (len(sample) - len(beyond) + sum(beyond)) / len(sample)


def _as_told(data: bytes, name: str, encoding: str) -> str:
    """Decode by the user's word; say so where that cannot be."""
    try:
        return data.decode(encoding)
    except LookupError:
        raise BiclauseError(
            f"there is no text encoding {encoding!r}: try utf-8, gb18030, big5, utf-16 or cp1252"
        ) from None
    except UnicodeError as error:
        at = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        raise BiclauseError(
            f"{name or 'the input'} is not written in {encoding}{at}: without --encoding it is detected"
        ) from None


def _wide(data: bytes) -> Decoded | None:
    """Read bytes with NULs among them as UTF-16 or UTF-32 without a mark; None where that makes no text."""
    best, decoded = WIDE_PLAUSIBLE, None
    for codec in WIDE:
        text = _strict(data, codec)
        if text and "\0" not in text and (share := _plausible_share(text)) > best:
            best, decoded = share, Decoded(_tidy(text), codec, guessed=True)
    return decoded


def _guess(data: bytes) -> Decoded:
    """Read bytes that are not surely UTF-8 in every legacy encoding and keep the likeliest text.

    Damaged UTF-8 is one of the readings, for a file that was cut or patched in mid-character.
    """
    readings = [(text, codec) for codec in LEGACY if (text := _strict(data, codec)) is not None]
    readings.append((data.decode("utf-8", "replace"), "utf-8"))
    text, codec = max(readings, key=lambda reading: plausibility(reading[0]))
    return Decoded(_tidy(text), codec, guessed=True)


def _by_accident(data: bytes, text: str) -> Decoded | None:
    """Return the Chinese that a few characters of valid UTF-8 really are; None where they are what they say."""
    if text.isascii() or plausibility(text) > 0 or not TWO_BYTES_EACH.fullmatch(text):
        return None
    readings = [(chinese, codec) for codec in CHINESE if (chinese := _strict(data, codec)) is not None]
    likely = [(chinese, codec) for chinese, codec in readings if plausibility(chinese) >= PROSE]
    if not likely:
        return None
    chinese, codec = max(likely, key=lambda reading: plausibility(reading[0]))
    return Decoded(_tidy(chinese), codec, guessed=True)


def _strict(data: bytes, codec: str) -> str | None:
    """Decode without forgiving anything; None where the bytes are not this encoding."""
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def _tidy(text: str) -> str:
    r"""Drop a byte order mark and make every line end ``\n``."""
    return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n").replace("\r", "\n")


def _beyond_ascii(text: str) -> Iterator[int]:
    """Yield the offsets of the first characters that are not ASCII."""
    return (found.start() for found in islice(BEYOND_ASCII.finditer(text), SAMPLE))


def _likely(text: str, at: int) -> float:
    """Return how likely the character at this place is, given its neighbours.

    A Chinese character between Latin letters is a misread accent or quote (``caf閠eria``);
    a Latin-1 character beside another beyond ASCII is half of a misread Chinese one.
    """
    char = text[at]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if "\N{CJK UNIFIED IDEOGRAPH-4E00}" <= char <= "\N{CJK UNIFIED IDEOGRAPH-9FFF}":
        return 0.0 if _latin(before) and _latin(after) else _familiar(char)
    if "\N{NO-BREAK SPACE}" <= char <= "\N{LATIN SMALL LETTER Z WITH CARON}":
        accented = char.isalpha() and (_latin(before) or _latin(after))
        return float((accented or char in PRINTED_LATIN) and before.isascii() and after.isascii())
    full_width = "\N{FULLWIDTH EXCLAMATION MARK}" <= char <= "\N{FULLWIDTH TILDE}"
    enclosed = "\N{CIRCLED DIGIT ONE}" <= char <= "\N{NUMBER TWENTY FULL STOP}"
    return float(full_width or enclosed or char in PRINTED)


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


@lru_cache(maxsize=1 << 15)
def _familiar(char: str) -> float:
    """Return what a Chinese character counts for, by how often one meets it.

    The first level of GB 2312 and of Big5, about 5,000 characters each, is what everyday prose needs.
    """
    if char in COMMON_HANZI:
        return COMMON
    simplified = char.encode("gb2312", "ignore")[:1]
    traditional = char.encode("big5", "ignore")[:1]
    return EVERYDAY if b"\xb0" <= simplified <= b"\xd7" or b"\xa4" <= traditional <= b"\xc6" else 0.0
