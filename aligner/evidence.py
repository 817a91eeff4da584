"""Two documents in, what speaks for each pair of their clauses out.

Some of it is fixed: what the texts say.  The rest is asked anew in every round, for it depends on what is
believed so far: whether the parents answer each other, and the children, and the neighbours; whether the pair
stands in order; what a number or a parent is worth between these two documents, and how near is near.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .candidates import Doubles, Pairs, take
from .lexicon import defined_alike, shared_concepts
from .sides import Side
from .similarity import Closeness, Ints

NAMES = (
    "meaning", "apart", "contents", "named", "unlike", "tokens", "concepts", "length", "kind", "covered", "within",
    "number", "lacking", "remote", "distant", "parent", "between", "elsewhere", "children", "neighbours", "order",
)  # fmt: skip
"""The columns of the evidence, in order."""


class Evidence:
    """What speaks for each pair, in columns."""

    def __init__(
        self, old: Side, new: Side, pairs: Pairs, own: Closeness, deep: Closeness, said: tuple[Doubles, Doubles]
    ) -> None:
        self.old, self.new, self.pairs = old, new, pairs
        i, j = pairs.i, pairs.j
        self.cosine: Doubles = own.cosines(i, j).astype(np.float64)
        apart, alone = own.scores(i, j)
        whole = deep.scores(i, j)[1]
        # Clauses without children have one text, seen twice among different rivals: the mean is the steadier view.
        childless = old.leaf[i] & new.leaf[j]
        meaning = np.where(childless, (alone + whole) / 2, alone)
        contents = np.where(childless, 0.0, whole - alone)
        same, unlike, self.in_passing = defined_alike(old, new, pairs)
        """``in_passing``: whether one of each pair defines in passing what the other is there to define."""
        self._defines = (same > 0) & (np.bincount(i, same, len(old))[i] == 1) & (np.bincount(j, same, len(new))[j] == 1)
        self._texts = np.stack([
            np.clip(meaning, -3, 7), np.clip(apart, -3, 7), np.clip(contents, -4, 4),
            same, unlike, shared_tokens(old, new, pairs), shared_concepts(old, new, pairs),
        ], axis=1)  # fmt: skip
        self._kind = likeness_of_kind(old, new, pairs)
        self.said = said
        """The share of the old clause of each pair that the new one says, and the other way round."""
        self._covered = np.stack([_graded((said[0] + said[1]) / 2), _graded(np.maximum(*said))], axis=1)
        self._log_ratio = (np.log(old.size)[i] - np.log(new.size)[j]).astype(np.float64)
        self._numbers = numbers_agree(old, new, pairs)
        self._kin = _Kin(old, new, pairs)

    @property
    def meaning(self) -> Doubles:
        """How near in meaning each pair is, in deviations from unrelated clauses."""
        return self._texts[:, 0]

    @property
    def concepts(self) -> Doubles:
        """How much more than usual each pair has in common by the glossary, in deviations too."""
        return self._texts[:, NAMES.index("concepts")]

    def reasons(self, places: Ints, belief: Doubles) -> list[dict[str, float]]:
        """Return what speaks for some pairs, for a reader: each from 0 to 1, and only what there is."""
        told = []
        parents = self._kin.parents(belief)[0]
        for at, row in zip(places.tolist(), self.columns(belief)[places], strict=True):
            seen = dict(zip(NAMES, row.tolist(), strict=True))
            found = {
                "meaning": max(float(self.cosine[at]), 0.0),
                "number": float(self._numbers[at]) if self._numbers[at] >= 0 else None,
                "sentences": float(self.said[0][at] + self.said[1][at]) / 2,
                "terms": float(seen["named"]) if seen["named"] or seen["unlike"] else None,
                "names": seen["tokens"] or None,
                "parent": float(parents[at]),
                "children": seen["children"] or None,
                "neighbours": seen["neighbours"] / 2,
            }
            told.append({name: round(value, 4) for name, value in found.items() if value is not None})
        return told

    def columns(self, belief: Doubles) -> Doubles:
        """Return the evidence, a row for each pair, in the order of NAMES."""
        fixed = [self._texts, self._length(belief), self._kind, self._covered, self._number(belief), self._short(belief)]
        return np.column_stack([*fixed, self._kin.columns(belief)])

    def _length(self, belief: Doubles) -> Doubles:
        """How far the lengths are from the ratio that is usual between these two documents."""
        sure = belief > 0.8
        usual = np.median(self._log_ratio[sure]) if sure.sum() >= 3 else np.median(self._log_ratio)
        penalty: Doubles = -(np.minimum(np.abs(self._log_ratio - usual), 2.0) ** 2)
        return penalty

    def _number(self, belief: Doubles) -> Doubles:
        """What an equal or unequal number is worth between these two: a log ratio, learned from the sure pairs.

        Between two language versions of one text an equal number is worth much; where a clause was inserted
        and all after it count one more, next to nothing.
        """
        printed, equal = self._numbers >= 0, self._numbers == 1
        sure, rest = belief * printed, (1 - belief) * printed
        right = ((sure * equal).sum() - sure * equal + 1.0) / (sure.sum() - sure + 2.0)
        chance = ((rest * equal).sum() + 1.0) / (rest.sum() + 6.0)
        worth = np.where(equal, np.log(right / chance), np.log((1 - right) / (1 - chance)))
        return np.where(printed, worth, 0.0)

    def _short(self, belief: Doubles) -> Doubles:
        """How far a pair falls short of what is usual between the sure pairs of these two: in coverage, meaning, cosine.

        Between two translations half of a clause is little; between two agreements by different hands it is much.
        Meaning is counted from a clause's own neighbours, so what is unlike all the rest seems near to something: that
        its cosine is less than half of what is usual gives it away.
        The one definition of a term on either side is held to nothing: drafters seldom mean the same by such a word.
        """
        near = ((self._covered[:, 0], *COVERED), (self.meaning, *MEANT))
        short = [np.clip(one - usual(one, belief, prior), most, 0.0) for one, prior, most in near]
        distant = np.clip(self.cosine / np.maximum(usual(self.cosine, belief, COSINE), 0.1) - HALF, -HALF, 0.0)
        return np.where(self._defines[:, None], 0.0, np.column_stack([*short, distant]))


def usual(values: Doubles, belief: Doubles, prior: float) -> Doubles:
    """Return for each pair the mean of some evidence over all others that are sure; near ``prior`` where few are.

    A pair is not asked of itself: where it is the only one, it would confirm what it was believed for.
    """
    sure = belief**2
    told = sure * values
    mean: Doubles = (told.sum() - told + FEW * prior) / (sure.sum() - sure + FEW)
    return mean


FEW = 3.0
"""The sure pairs it takes to believe otherwise."""
COVERED, MEANT, COSINE, HELD = (0.6, -1.0), (3.0, -4.0), 0.45, 0.7
"""What is usual where few pairs are sure: coverage and meaning, with what a pair falls short by at most; the cosine; how
well parents answer."""
HALF = 0.5
"""The share of the usual cosine below which a pair is distant."""


def _graded(share: Doubles) -> Doubles:
    """Return the log of shares, from 0 for nothing to 1 for all: a tenth of a clause says more than nothing of it."""
    graded: Doubles = 1 + np.log((share + 0.02) / 1.02) / np.log(51)
    return graded


# Kinds that stand for each other more often than chance: what one drafter numbers, another leaves bare.
KIN = (
    ("section", "appendix"),
    ("section", "clause"),
    ("clause", "paragraph", "lead-in", "item", "recital"),
    ("clause", "definition"),
    ("form-field", "option"),
    ("option", "item"),
    ("note", "paragraph"),
)


def likeness_of_kind(old: Side, new: Side, pairs: Pairs) -> Doubles:
    """1 where both clauses are of one kind, 0.5 where the kinds are kin, 0 elsewhere."""
    kinds = sorted({c.kind for c in (*old.clauses, *new.clauses)})
    near = np.array([[1.0 if a == b else 0.5 * any(a in kin and b in kin for kin in KIN) for b in kinds] for a in kinds])
    at_old, at_new = (np.array([kinds.index(c.kind) for c in side.clauses], np.int64) for side in (old, new))
    likeness: Doubles = near[at_old[pairs.i], at_new[pairs.j]]
    return likeness


def shared_tokens(old: Side, new: Side, pairs: Pairs) -> Doubles:
    """Return how much of their rare tokens the two clauses share, 0 to 1.

    Between two languages that is names, numbers and addresses, and only tokens that both documents use are
    looked at; within one language it is the wording.
    """
    posts_old, posts_new = _postings(old), _postings(new)
    same_language = _languages(old)[pairs.i] == _languages(new)[pairs.j]
    total = len(old) + len(new)
    of_old, of_new, common = np.zeros((2, len(old))), np.zeros((2, len(new))), np.zeros(len(pairs))
    for token in sorted(posts_old.keys() | posts_new.keys()):
        a, b = posts_old.get(token, _NOWHERE), posts_new.get(token, _NOWHERE)
        rarity = float(np.log(total / (len(a) + len(b))))
        both = int(len(a) > 0 and len(b) > 0)
        of_old[: both + 1, a] += rarity
        of_new[: both + 1, b] += rarity
        # What half of all clauses say singles none of them out.
        if both and len(a) * len(b) <= max(100, total):
            at = pairs.find(np.repeat(a, len(b)), np.tile(b, len(a)))
            common[at[at < len(pairs)]] += rarity
    row = np.where(same_language, 0, 1)
    return common / (of_old[row, pairs.i] + of_new[row, pairs.j] - common + 4.0)


_NOWHERE = np.zeros(0, np.int64)


def _languages(side: Side) -> NDArray[np.bool_]:
    return np.array([lang == "en" for lang in side.langs])


def _postings(side: Side) -> dict[str, Ints]:
    posts: dict[str, list[int]] = defaultdict(list)
    for k, words in enumerate(side.words):
        for word in words:
            posts[word].append(k)
    return {word: np.array(places, np.int64) for word, places in posts.items()}


def numbers_agree(old: Side, new: Side, pairs: Pairs) -> NDArray[np.int8]:
    """1 where the printed numbers can be equal, 0 where they cannot, -1 where one clause has none."""
    values = sorted(frozenset().union(*old.numbers, *new.numbers))
    at = {value: k for k, value in enumerate(values)}

    def table(sets: Sequence[frozenset[int]]) -> NDArray[np.bool_]:
        out = np.zeros((len(sets), len(values)), bool)
        for k, held in enumerate(sets):
            out[k, [at[value] for value in held]] = True
        return out

    a, b = table(old.numbers), table(new.numbers)
    block = 1 << 16
    equal = np.zeros(len(pairs), bool)
    for start in range(0, len(pairs), block):
        some = slice(start, start + block)
        equal[some] = (a[pairs.i[some]] & b[pairs.j[some]]).any(axis=1)
    printed = (a.sum(axis=1) > 0)[pairs.i] & (b.sum(axis=1) > 0)[pairs.j]
    return np.where(printed, equal, -1).astype(np.int8)


class _Kin:
    """What the two trees say of each pair; where its relatives stand is looked up once."""

    def __init__(self, old: Side, new: Side, pairs: Pairs) -> None:
        self._pairs = pairs
        i, j = pairs.i, pairs.j
        self._above_old, self._above_new = old.parent[i], new.parent[j]
        self._top = (self._above_old < 0) & (self._above_new < 0)
        self._parent = pairs.find(self._above_old, self._above_new)
        self._over_old, self._over_new = _up(old, self._above_old), _up(new, self._above_new)
        self._skip_old = pairs.find(self._over_old, self._above_new)
        self._skip_new = pairs.find(self._above_old, self._over_new)
        self._skip_top_old = (self._above_old >= 0) & (self._over_old < 0) & (self._above_new < 0)
        self._skip_top_new = (self._above_new >= 0) & (self._over_new < 0) & (self._above_old < 0)
        self._before = pairs.find(old.before[i], new.before[j])
        self._after = pairs.find(old.after[i], new.after[j])
        self._first = (old.before[i] < 0) & (new.before[j] < 0)
        self._last = (old.after[i] < 0) & (new.after[j] < 0)
        below = np.flatnonzero(self._parent < len(pairs))
        self._families = [_group(below, who[below], self._parent[below]) for who in (i, j)]
        self._sizes = [np.array([max(len(c), 1) for c in old.children])[i], np.array([max(len(c), 1) for c in new.children])[j]]

    def parents(self, belief: Doubles) -> tuple[Doubles, Doubles, Doubles, Doubles]:
        """Return how well the parents answer each other; how well directly, and past a level of the old or new document."""
        # A parent may answer its counterpart's parent: one drafter put a level between that the other lacks.
        level_old = LEVEL * np.where(self._skip_top_old, 1.0, take(belief, self._skip_old))
        level_new = LEVEL * np.where(self._skip_top_new, 1.0, take(belief, self._skip_new))
        direct = np.where(self._top, 1.0, take(belief, self._parent))
        return np.maximum(direct, np.maximum(level_old, level_new)), direct, level_old, level_new

    def columns(self, belief: Doubles) -> Doubles:
        """Return parent, between, elsewhere, children, neighbours and order."""
        best_old, best_new = self._pairs.best_of_old(belief), self._pairs.best_of_new(belief)
        parent, direct, level_old, level_new = self.parents(belief)
        # What stands below other parents speaks against a pair as much as the tree has held between the sure ones.
        held = usual(parent, belief, HELD)
        # Places are counted from where both begin: with a level between, from above it.
        start_old = np.where((level_old > direct) & (level_old > level_new), self._over_old, self._above_old)
        start_new = np.where((level_new > direct) & (level_new > level_old), self._over_new, self._above_new)
        # The document answers the document; it stands at -1, one past the last clause.
        sure = np.maximum(np.append(best_old, 1.0)[self._above_old], np.append(best_new, 1.0)[self._above_new])
        near = np.where(self._first, 0.5, take(belief, self._before)) + np.where(
            self._last, 0.5, take(belief, self._after)
        )
        return np.column_stack([
            held * (parent - 1), (np.maximum(level_old, level_new) > direct) & ~self._top, np.maximum(sure - parent, 0.0), self._children(belief), near,
            self._order(belief, best_old, best_new, start_old, start_new),
        ])  # fmt: skip

    def _children(self, belief: Doubles) -> Doubles:
        """Return the share of the two clauses' children that answer each other; 0 where either has none."""
        share = np.zeros(len(belief))
        for (order, first, parents), size in zip(self._families, self._sizes, strict=True):
            if len(order):
                best = np.maximum.reduceat(belief[order], first)
                share += np.bincount(parents, best, len(belief)) / size / 2
        return share

    def _order(self, belief: Doubles, best_old: Doubles, best_new: Doubles, start_old: Ints, start_new: Ints) -> Doubles:
        """Return how far out of order a pair is: sure pairs between it and where its kin begin, here against there."""
        pairs = self._pairs
        sure = (belief > 0.5) & (belief >= best_old[pairs.i]) & (belief >= best_new[pairs.j])
        old = _since(np.bincount(pairs.i[sure], minlength=pairs.n) > 0, pairs.i, start_old)
        new = _since(np.bincount(pairs.j[sure], minlength=pairs.m) > 0, pairs.j, start_new)
        out_of_order: Doubles = -np.log1p(np.abs(old - new).astype(np.float64))
        return out_of_order


LEVEL = 0.55
"""What it is worth that the parent of one clause answers the grandparent of the other."""


def _up(side: Side, clauses: Ints) -> Ints:
    return np.where(clauses >= 0, side.parent[clauses], -1)


def _since(sure: NDArray[np.bool_], clauses: Ints, starts: Ints) -> Ints:
    """Count the sure clauses before each of these and after where it starts to count."""
    before: Ints = np.cumsum(sure) - sure
    return before[clauses] - np.where(starts >= 0, before[starts], 0)


def _group(pairs: Ints, child: Ints, parents: Ints) -> tuple[Ints, Ints, Ints]:
    """Group pairs of children by child and pair of parents: their order, where groups begin, whose they are."""
    order = np.lexsort((child, parents))
    begins = (np.diff(parents[order], prepend=-1) != 0) | (np.diff(child[order], prepend=-1) != 0)
    first = np.flatnonzero(begins)
    return pairs[order], first, parents[order][first]
