"""Text in, its normal form out, character for character: what is compared, never what is shown."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

# Quotes and dashes that mean the same in the two typographies; NFKC leaves them apart.
_PUNCTUATION = {
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
    "\N{LEFT CORNER BRACKET}": '"',
    "\N{RIGHT CORNER BRACKET}": '"',
    "\N{LEFT WHITE CORNER BRACKET}": '"',
    "\N{RIGHT WHITE CORNER BRACKET}": '"',
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{FIGURE DASH}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{MINUS SIGN}": "-",
}


def normal(text: str) -> str:
    """Return the text as it is compared: half width, lower case, simplified characters.

    >>> normal("《著作權法》第１２條：Ｌicensor’s")
    "《著作权法》第12条:licensor's"

    One character in, one character out, so an offset into the result is an offset into the text.
    What would change the length (``Ⅲ`` to ``III``, ``ﬁ`` to ``fi``) is left as it is.
    """
    return text.translate(_folds())


class _Folds(dict[int, int]):
    """The fold of each character, worked out when it is first met."""

    def __init__(self, simplified: dict[str, str]) -> None:
        super().__init__()
        self._simplified = simplified

    def __missing__(self, code: int) -> int:
        char = chr(code)
        wide = unicodedata.normalize("NFKC", char)
        out = wide if len(wide) == 1 else char
        lower = out.lower()
        out = lower if len(lower) == 1 else out
        out = _PUNCTUATION.get(out, self._simplified.get(out, out))
        self[code] = ord(out)
        return self[code]


@cache
def _folds() -> _Folds:
    lines = files(__package__).joinpath("simplified.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return _Folds({traditional: simplified for traditional, simplified in pairs})
