"""Which word renders which: learned from aligned clauses (IBM model 1, both ways, pruned), or looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .dictionary import Entries

Bitext = Sequence[tuple[Sequence[str], Sequence[str]]]
"""English stems and Chinese words of clauses that answer each other."""


Table = Mapping[str, Sequence[tuple[str, float]]]
"""By word of one language: words of the other, the likeliest first, with their probabilities."""


@dataclass(frozen=True)
class Learned:
    """What the alignments teach: renderings of English stems, and of Chinese words."""

    english: Table
    chinese: Table

    def to_json(self) -> dict[str, object]:
        """Return the tables as an object."""
        return {"english": dict(self.english), "chinese": dict(self.chinese)}


class Translations:
    """All that is known beside the glossary of which word renders which, the surest first."""

    def __init__(
        self, learned: Learned, dictionary: Callable[[], tuple[Entries, Entries]] | None = None
    ) -> None:
        self._learned = learned
        self._read = dictionary
        """Reads a dictionary, for words that no alignment teaches; None where there is none."""

    @cached_property
    def _dictionary(self) -> tuple[Entries, Entries]:
        return self._read() if self._read else ({}, {})

    def in_chinese(self, stem: str) -> list[tuple[str, float, str]]:
        """Return Chinese words for an English stem, each with its probability and who says so."""
        return _first(self._learned.english.get(stem), self._dictionary[0], stem)

    def in_english(self, word: str) -> list[tuple[str, float, str]]:
        """Return English stems for a Chinese word, each with its probability and who says so."""
        return _first(self._learned.chinese.get(word), self._dictionary[1], word)

    def lists(self, word: str) -> bool:
        """Tell whether the dictionary has a Chinese word."""
        return word in self._dictionary[1]


_LISTED = 0.3
"""What a dictionary's rendering counts for: it does not know what the agreement is about."""


def _first(
    learned: Sequence[tuple[str, float]] | None, dictionary: Entries, word: str
) -> list[tuple[str, float, str]]:
    if learned:
        return [(rendering, p, f"learned {p:.2f}") for rendering, p in learned]
    return [(rendering, _LISTED, "CC-CEDICT") for rendering in dictionary.get(word, ())]


_ROUNDS = 6
# A rendering is kept when it is likely both ways: one way alone, a rare word is "rendered" by
# whatever common word stands across from it.
_LEAST = 0.2
_KEPT = 4
# Seen together once proves nothing.
_ROWS = 2


def learn(bitext: Bitext) -> Learned:
    """Learn which word renders which; the same rows give the same table, in any order of words.

    >>> rows = [(["trademark", "licensor"], ["商标", "许可方"]), (["trademark"], ["商标"]), (["licensor"], ["许可方"])]
    >>> [word for word, p in learn(rows).english["trademark"] if p > 0.9]
    ['商标']
    """
    import numpy as np
    from numpy.typing import NDArray

    english = sorted({w for e, _ in bitext for w in e})
    chinese = sorted({w for _, c in bitext for w in c})
    if not english or not chinese:
        return Learned({}, {})
    ids_e, ids_c = {w: i for i, w in enumerate(english)}, {w: i for i, w in enumerate(chinese)}
    # Each row gives every English word × every Chinese word; a cell is one such couple.
    cells_e, cells_c, cells_row = [], [], []
    for row, (e_words, c_words) in enumerate(bitext):
        e = np.array(sorted({ids_e[w] for w in e_words}), dtype=np.int64)
        c = np.array(sorted({ids_c[w] for w in c_words}), dtype=np.int64)
        cells_e.append(np.repeat(e, len(c)))
        cells_c.append(np.tile(c, len(e)))
        cells_row.append(np.full(len(e) * len(c), row, dtype=np.int64))
    all_e, all_c, row_of = map(np.concatenate, (cells_e, cells_c, cells_row))
    couples, cell = np.unique(all_e * len(chinese) + all_c, return_inverse=True)
    e_of, c_of = couples // len(chinese), couples % len(chinese)
    together = np.bincount(cell)

    def probabilities(source: NDArray[np.int64], target: NDArray[np.int64]) -> NDArray[np.float64]:
        """p(target | source) of every couple: in each row, each target word comes from one of the sources."""
        p = np.full(len(couples), 1.0)
        # Each target word of each row shares out one count among the row's source words.
        _, share = np.unique(row_of * (target.max() + 1) + target[cell], return_inverse=True)
        for _ in range(_ROUNDS):
            weight = p[cell]
            weight = weight / np.bincount(share, weight)[share]
            counts = np.bincount(cell, weight)
            p = counts / np.bincount(source, counts)[source]
        return p

    to_chinese, to_english = probabilities(e_of, c_of), probabilities(c_of, e_of)
    both = np.sqrt(to_chinese * to_english)
    keep = (both >= _LEAST) & (together >= _ROWS)
    found = [
        (english[e], chinese[c], round(float(p), 3))
        for e, c, p in zip(e_of[keep], c_of[keep], both[keep], strict=True)
    ]
    return Learned(_table(found), _table((c, e, p) for e, c, p in found))


def _table(found: Iterable[tuple[str, str, float]]) -> dict[str, list[tuple[str, float]]]:
    table: dict[str, list[tuple[str, float]]] = {}
    for source, target, p in found:
        table.setdefault(source, []).append((target, p))
    return {s: sorted(t, key=lambda tp: (-tp[1], tp[0]))[:_KEPT] for s, t in sorted(table.items())}
