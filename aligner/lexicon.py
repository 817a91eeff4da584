"""Two documents in, what they say in the same words out, be the words of one language or of two.

Embeddings see what a clause is about; they see less of whether both speak of a sub-licence or of an assignment.  A
glossary of legal terms does: each clause becomes the set of concepts that it names, rare ones weighing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.glossary import concepts, find_terms
from corpus.normal import normal
from corpus.phrases import defined_terms

from .candidates import Doubles, Pairs
from .sides import Side
from .similarity import Floats, closeness

SMOOTHING = 3.0
"""Weight that two clauses without common ground have: one shared word is not yet likeness."""


def shared_concepts(old: Side, new: Side, pairs: Pairs) -> Doubles:
    """Return how much more than usual two clauses have in common, in deviations from unrelated clauses, -3…7.

    Crowded neighbourhoods are discounted as they are for vectors: in a licence every clause says licence.
    """
    a, b = _named(old), _named(new)
    count = a.sum(axis=0) + b.sum(axis=0)
    weight = np.log((len(old) + len(new)) / np.maximum(count, 1.0)).astype(np.float32)
    near = closeness(_weighed(a, weight), _weighed(b, weight)).scores(pairs.i, pairs.j)[1]
    return np.clip(near, -3, 7).astype(np.float64)


def _named(side: Side) -> Floats:
    """Return which concepts each clause names, one row a clause."""
    out = np.zeros((len(side), len(concepts())), np.float32)
    for k, (text, lang) in enumerate(zip(side.texts, side.langs, strict=True)):
        for found in find_terms(text, "zh" if lang == "zh" else "en"):
            out[k, list(found.concepts)] = 1
    return out


def _weighed(named: Floats, weight: Floats) -> Floats:
    """Scale each row so that the product of two is their common weight over the mean of their whole weights."""
    scaled: Floats = named * np.sqrt(weight) / np.sqrt(named @ weight + SMOOTHING)[:, None]
    return scaled


PRONOUNS = {
    **dict.fromkeys(("you", "your", "yours", "你", "您", "你们", "你的", "您的", "贵方", "贵司", "贵公司"), 2),
    **dict.fromkeys(("we", "us", "our", "ours", "我们", "我们的", "我方", "我司"), 1),
}
"""The person of each pronoun that a party is called by, as ``normal`` text without spaces."""


@dataclass(frozen=True, slots=True)
class _Term:
    """A term that a clause defines."""

    text: str
    concepts: tuple[frozenset[int], ...] | None
    """What its words stand for; None where the glossary does not know them all."""

    @property
    def pronoun(self) -> int | None:
        """Which pronoun it is, where it is one: an agreement calls a party “You” or 您."""
        return PRONOUNS.get(self.text)

    def same(self, other: _Term) -> bool:
        """Say whether both are one term, in one language or in two."""
        if self.text == other.text or (self.pronoun is not None and self.pronoun == other.pronoun):
            return True
        if not self.concepts or not other.concepts or len(self.concepts) != len(other.concepts):
            return False
        left = list(other.concepts)
        for one in self.concepts:
            match = next((k for k, held in enumerate(left) if one & held), None)
            if match is None:
                return False
            left.pop(match)
        return True

    def apart(self, other: _Term) -> bool:
        """Say whether the two have no word in common, of words that are all known."""
        if not self.concepts or not other.concepts or self.text == other.text:
            return False
        return not frozenset().union(*self.concepts) & frozenset().union(*other.concepts)


def defined_alike(old: Side, new: Side, pairs: Pairs) -> tuple[Doubles, Doubles, NDArray[np.bool_]]:
    """Return for each pair 1 where both define one term, 1 where what they define has nothing in common, and the rest.

    ``"Licensor" means …`` answers ``“许可方”是指…`` whoever that is, and not what defines the licensee.  The rest are
    the pairs in which one defines in passing, ``（以下简称“许可方”）``, what the other is there to define.
    """
    same, apart, passing = np.zeros(len(pairs)), np.zeros(len(pairs)), np.zeros(len(pairs), bool)
    defining = [[(k, defines_outright(side, k), _terms(side, k)) for k, c in enumerate(side.clauses) if c.terms] for side in (old, new)]
    for i, outright, mine in defining[0]:
        columns = np.array([j for j, _, _ in defining[1]], np.int64)
        places = pairs.find(np.full(len(columns), i), columns)
        for at, (_, other_outright, other) in zip(places.tolist(), defining[1], strict=True):
            if at == len(pairs):
                continue
            alike = any(a.same(b) for a in mine for b in other)
            if outright and other_outright:
                same[at] = alike
                apart[at] = all(a.apart(b) for a in mine for b in other)
            else:
                passing[at] = alike and (outright or other_outright)
    return same, apart, passing


def defines_outright(side: Side, k: int) -> bool:
    """Say whether a clause is there to define its terms."""
    return side.clauses[k].kind == "definition" or bool(defined_terms(side.clauses[k].text))


def _terms(side: Side, k: int) -> Sequence[_Term]:
    out = []
    for term in side.clauses[k].terms:
        found = find_terms(term, "zh" if side.langs[k] == "zh" else "en")
        text = "".join(normal(term).split())
        known = sum(len("".join(term[f.start : f.end].split())) for f in found) == len(text)
        out.append(_Term(text, tuple(frozenset(f.concepts) for f in found) if known else None))
    return out
