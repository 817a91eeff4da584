"""The sentences of two documents in, how much of each pair of clauses the two say of each other out.

One vector for a long clause is a mean of all that it says; a clause that was rewritten, or cut in two, may be far
from it and yet say most of its sentences.  So every sentence looks for its counterparts, and they share it out:
what stands in three places is evidence for none of them, and a sentence that nothing answers for nobody.
"""

from __future__ import annotations

import numpy as np

from .candidates import Doubles, Pairs
from .halves import Half
from .similarity import Ints, closeness

NEAREST = 12
"""How many counterparts share a sentence."""

SLOPE, EVEN = 2.0, 4.0
"""What a deviation more is worth in log odds, and the deviations from unrelated sentences at which a sentence is as
likely answered as not; from 1.5 to 3 and from 3.5 to 4.5 the figures on the gold are alike."""


def coverage(old: Half, new: Half, pairs: Pairs) -> tuple[Doubles, Doubles]:
    """Return, for each pair, the share of the old clause that the new one says, and of the new one that the old one says.

    Shares of text, from 0 to 1; those of one old clause with all new ones add up to no more than 1.
    """
    if not (len(old.sentences) and len(new.sentences)):
        return np.zeros(len(pairs)), np.zeros(len(pairs))
    near = closeness(old.sentences, new.sentences)
    i, j = near.nearest(NEAREST)
    strength = np.exp(SLOPE * (np.clip(near.scores(i, j)[1].astype(np.float64), -3, 8) - EVEN))
    at = pairs.find(old.side.sayers[i], new.side.sayers[j])

    def shares(half: Half, of: Ints) -> Doubles:
        part = _part_of_clause(half)
        told = part[of] * strength / (1 + np.bincount(of, strength, len(part))[of])
        # What is said by a pair of clauses that is not considered stands one past the end.
        return np.bincount(at, told, len(pairs) + 1)[:-1].astype(np.float64)

    return shares(old, i), shares(new, j)


def _part_of_clause(half: Half) -> Doubles:
    """Return how much of its clause each sentence is, by characters, 0 to 1."""
    sizes = np.array([len(s) for said in half.side.sentences for s in said], np.float64)
    sayers = half.side.sayers
    part: Doubles = sizes / np.bincount(sayers, sizes)[sayers]
    return part
