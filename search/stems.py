"""English words in, what their forms have in common out: Porter's stemmer (1980), and a gentler cut."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache


@cache
def stem(word: str) -> str:
    """Return what an English word has in common with its inflected and derived forms (Porter, 1980).

    >>> [stem(w) for w in ("licenses", "licensing", "licence", "termination", "terminated", "liability")]
    ['licens', 'licens', 'licens', 'termin', 'termin', 'liabil']
    """
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return word
    for pattern, put in _SPELLINGS:
        word = pattern.sub(put, word)
    for step in (_plurals, _past, _final_y, _double_suffixes, _suffixes, _endings, _tidy):
        word = step(word)
    return word


@cache
def base(word: str) -> str:
    """Return what only the inflected forms of an English word share: number and tense, not derivation.

    >>> [base(w) for w in ("licenses", "licensed", "licence", "licensor", "parties", "generation")]
    ['licens', 'licens', 'licens', 'licensor', 'parti', 'generation']
    """
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return word
    for pattern, put in _SPELLINGS:
        word = pattern.sub(put, word)
    word = _final_y(_past(_plurals(word)))
    # "used" has lost the e of "use", which "us" never had.
    return f"{word}e" if len(word) == 2 else word.removesuffix("e") if len(word) > 3 else word


# One spelling for the two Englishes, before any ending goes.
_SPELLINGS = (
    (re.compile("(?<=licen)c(?=e|in)"), "s"),
    (re.compile("is(?=ations?$)"), "iz"),
    # organise, realise, authorise; not precise, promise, otherwise, comprise.
    (re.compile("(?<=[a-z]{2}[lnr])(?<!pr)is(?=(?:e|ed|es|er|ing)$)"), "iz"),
    (re.compile("(?<=(?:hon|fav|lab|col|beh))our"), "or"),
)
_VOWEL_THEN_CONSONANT = re.compile("v+c+")


def _shape(text: str) -> str:
    """Write a word as v and c; y after a consonant is a vowel."""
    out = ""
    for c in text:
        out += "v" if c in "aeiou" or (c == "y" and out.endswith("c")) else "c"
    return out


def _measure(text: str) -> int:
    return len(_VOWEL_THEN_CONSONANT.findall(_shape(text)))


def _short_end(text: str) -> bool:
    """Consonant, vowel, consonant other than w, x and y: the ending that wants its e back."""
    return _shape(text).endswith("cvc") and text[-1] not in "wxy"


def _plurals(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        base = word.removesuffix(ending)
        if base != word and "v" in _shape(base):
            if base.endswith(("at", "bl", "iz")):
                return base + "e"
            if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "aeioulsz":
                return base[:-1]
            return base + "e" if _measure(base) == 1 and _short_end(base) else base
    return word


def _final_y(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and "v" in _shape(word[:-1]) else word


def _replaced(word: str, endings: Mapping[str, str]) -> str:
    """Replace the first ending that fits, where what stays has a measure above 0."""
    for ending, put in endings.items():
        if word.endswith(ending):
            base = word.removesuffix(ending)
            return base + put if _measure(base) > 0 else word
    return word


def _double_suffixes(word: str) -> str:
    return _replaced(word, _DOUBLE)


def _suffixes(word: str) -> str:
    return _replaced(word, _SINGLE)


_DOUBLE = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "bli": "ble", "alli": "al",
    "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "ation": "ate", "ator": "ate", "alism": "al",
    "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble", "logi": "log",
}  # fmt: skip
_SINGLE = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
_ENDINGS = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion",
    "al", "er", "ic", "ou",
)  # fmt: skip


def _endings(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending):
            base = word.removesuffix(ending)
            kept = ending == "ion" and not base.endswith(("s", "t"))
            return base if not kept and _measure(base) > 1 else word
    return word


def _tidy(word: str) -> str:
    if word.endswith("e"):
        base = word[:-1]
        measure = _measure(base)
        word = base if measure > 1 or (measure == 1 and not _short_end(base)) else word
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word
