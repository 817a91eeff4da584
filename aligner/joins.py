"""Clauses paired one to one in; rows of several clauses out, where one text was split or two were merged.

A clause that was left without a counterpart joins a row in five cases: it is a level that the other document
lacks; it holds a part of what the other document says in one unbroken clause; it defines a term that a matched
clause defines in passing; it stands beside a matched clause whose counterpart says what both say together; or
it is a number alone over what was matched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .candidates import Doubles
from .evidence import Evidence
from .flags import Link
from .halves import Half
from .lexicon import defines_outright
from .sides import Side
from .similarity import Floats

NAMES = ("gain", "sentence", "meaning", "concepts", "overshoot", "definition")
"""What speaks for a clause to join a row: how much nearer the row comes to its counterpart, and how much nearer the
clause is than the row to one sentence of it (cosines, from -0.3 to 0.3 and from -0.5 to 0.5); how near the clause itself
is to it, in meaning and in concepts; how much longer than usual the row becomes (log ratio, to 1.5); that it is a
definition, which stands for one thing each."""

# Weights of it, in log odds; fitted by benchmarks/fit_joins.py on two encoders, which prints this line.
WEIGHTS = {
    "gain": 2.51, "sentence": 9.85, "meaning": 0.44, "concepts": 1.04, "overshoot": -2.26, "definition": -1.54,
    "bias": -2.66,
}  # fmt: skip

OTHERWISE = 0.9
"""How often a row joined by the tree was right where the texts were cut or edited by us; of definitions that join the
clause in which their term is defined there are too few to count them apart."""


class _Seen:
    """Both documents as one of them sees the other."""

    def __init__(self, here: Half, there: Half, evidence: Evidence, odds: Doubles, *, swapped: bool) -> None:
        self.here, self.there = here, there
        self._evidence, self._swapped = evidence, swapped
        pairs = evidence.pairs
        self.likeliest = (pairs.likeliest_of_new if swapped else pairs.likeliest_of_old)(odds)
        """Of each clause here, its likeliest counterpart there, -1 where none was considered."""
        mine, other = (pairs.j, pairs.i) if swapped else (pairs.i, pairs.j)
        self.definers: dict[int, list[int]] = defaultdict(list)
        """Of each clause here, those there of which one defines in passing what the other is there to define."""
        for at in np.flatnonzero(evidence.in_passing).tolist():
            self.definers[int(mine[at])].append(int(other[at]))

    def _at(self, here: int, there: int) -> int | None:
        i, j = (there, here) if self._swapped else (here, there)
        at = int(self._evidence.pairs.find(np.array([i]), np.array([j]))[0])
        return at if at < len(self._evidence.pairs) else None

    def said(self, here: int, there: int) -> float:
        """Return how much of a clause here one there says, from 0 to 1."""
        at = self._at(here, there)
        return 0.0 if at is None else float(self._evidence.said[self._swapped][at])

    def nearness(self, here: int, there: int) -> tuple[float, float]:
        """Return how near a clause here and one there are in meaning and in concepts; 0 where nothing is known."""
        at = self._at(here, there)
        if at is None:
            return 0.0, 0.0
        return float(self._evidence.meaning[at]), float(self._evidence.concepts[at])


Both = tuple[_Seen, _Seen]


def join(chosen: Iterable[tuple[int, int]], old: Half, new: Half, evidence: Evidence, odds: Doubles) -> dict[Link, float]:
    """Let clauses without a counterpart join rows; say of each row how sure it is that all of it belongs.

    The rows come in the order of their old clauses.
    """
    sure = _splits(*_by_tree(chosen, old, new, evidence, odds))
    told = dict(sorted(sure.items()))
    for here in (old.side, new.side):
        told = {link[::-1]: value for link, value in zip(_numbered(list(told), here), told.values(), strict=True)}
    return told


def first_offers(
    chosen: Iterable[tuple[int, int]], old: Half, new: Half, evidence: Evidence, odds: Doubles
) -> list[tuple[tuple[int, int], Doubles]]:
    """Return the pair that each offer to join a row comes to, and what speaks for it: what the weights are fitted on."""
    links, seen = _by_tree(chosen, old, new, evidence, odds)
    usual = _usual_ratio(links, old.side, new.side)
    out = []
    for way, (one, ratio) in enumerate(zip(seen, (usual, -usual), strict=True)):
        offers = list(_offers(links if way == 0 else _flip(links), one))
        for offer, read in zip(offers, _read(offers, one), strict=True):
            columns = _columns(offer, one, ratio)
            columns[: len(read)] = read
            pair = (offer.clause, offer.row[1][0])
            out.append((pair if way == 0 else pair[::-1], columns))
    return out


def _by_tree(
    chosen: Iterable[tuple[int, int]], old: Half, new: Half, evidence: Evidence, odds: Doubles
) -> tuple[list[Link], Both]:
    """Let levels, parts and definitions join rows."""
    links: list[Link] = [((a,), (b,)) for a, b in chosen]
    seen = (
        _Seen(old, new, evidence, odds, swapped=False),
        _Seen(new, old, evidence, odds, swapped=True),
    )
    for step in (_levels, _parts, _defined):
        links = step(links, seen[0])
        links = _flip(step(_flip(links), seen[1]))
    return links, seen


def _flip(links: Iterable[Link]) -> list[Link]:
    return [(b, a) for a, b in links]


def _row_of(links: Sequence[Link]) -> dict[int, int]:
    return {k: r for r, (a, _) in enumerate(links) for k in a}


def _levels(links: Sequence[Link], seen: _Seen) -> list[Link]:
    """Join a level that the other document lacks, between a matched clause and its counterpart's children.

    English (2) holds the fields of a form; Chinese 2. holds （1）, and that the fields: then 2. and （1）
    together answer (2).
    """
    here, there = seen.here.side, seen.there.side
    row_of, row_there = _row_of(links), _row_of(_flip(links))
    out = list(links)
    for k, above in enumerate(here.parent.tolist()):
        if k in row_of or above not in row_of:
            continue
        row = row_of[above]
        kin = [row_there.get(int(there.parent[links[row_of[c]][1][0]]), -1) for c in here.children[k] if c in row_of]
        if len(kin) > 1 and 2 * kin.count(row) > len(kin):
            out[row] = (tuple(sorted((*out[row][0], k))), out[row][1])
    return out


def _parts(links: Sequence[Link], seen: _Seen) -> list[Link]:
    """Join the children of a clause whose counterpart says in one clause what they say."""
    here, there = seen.here, seen.there
    row_of = _row_of(links)
    usual = _usual_ratio(links, here.side, there.side)
    wanted = []
    for r, (a, b) in enumerate(links):
        kids = [k for c in a for k in here.side.children[c] if k not in a]
        if kids and len(b) == 1 and there.side.leaf[b[0]] and not any(k in row_of for k in kids):
            wanted.append((r, kids))
    out = list(links)
    for r, kids in wanted:
        a, b = links[r]
        inline = [k for k in kids if here.side.clauses[k].inline]
        said = _said_there([k for k in kids if k not in inline], a, b[0], seen, usual)
        if said or len(inline) == len(kids):
            out[r] = (tuple(sorted((*a, *inline, *said))), b)
    return out


def _defined(links: Sequence[Link], seen: _Seen) -> list[Link]:
    """Join a definition to the row of the one clause that defines its term in passing.

    ``“Logo” refers to any trademark …`` is what 2. says with …品牌特征（以下统称为“标识”）.
    """
    here = seen.here.side
    row_of, row_there = _row_of(links), _row_of(_flip(links))
    out = list(links)
    for k, clause in enumerate(here.clauses):
        if k in row_of or not clause.terms or not defines_outright(here, k) or not _whole((k,), here):
            continue
        goals = [g for g in seen.definers[k] if g in row_there]
        if len(goals) == 1:
            row = row_there[goals[0]]
            # Where the clause here defines the term in passing too, it is that which is answered.
            if not any(set(clause.terms) & set(here.clauses[x].terms) for x in out[row][0]):
                out[row] = (tuple(sorted((*out[row][0], k))), out[row][1])
    return out


def _said_there(parts: Sequence[int], alone: Sequence[int], goal: int, seen: _Seen, usual: float) -> list[int]:
    """Return the parts that a clause there says: not those that it says nothing of and that make the row too long."""
    taken = list(parts)
    for share, k in sorted((seen.said(k, goal), k) for k in parts):
        before, after = (_excess((*alone, *some), goal, seen, usual) for some in (taken, [p for p in taken if p != k]))
        if share < SAID and abs(after) < abs(before):
            taken.remove(k)
    return taken if taken and _fits((*alone, *taken), alone, goal, seen, usual) else []


SAID = 0.06
"""The share of a part from which a clause says anything of it: of the parts that belonged it was 0.08 or more (but for a
heading), of most others 0.04 or less."""


def _numbered(links: Sequence[Link], here: Side) -> list[Link]:
    """Join a number alone over its paragraphs to what answers the first that is answered: it has no words of its own."""
    row_of = _row_of(links)
    out = list(links)
    for k, children in reversed(list(enumerate(here.children))):  # from below: numbers may stand under numbers
        r = next((row_of[c] for c in children if c in row_of), -1)
        if r >= 0 and k not in row_of and not here.texts[k].strip():
            row_of[k] = r
            out[r] = (tuple(sorted((k, *out[r][0]))), out[r][1])
    return out


def _fits(joined: Sequence[int], alone: Sequence[int], goal: int, seen: _Seen, usual: float) -> bool:
    """Say whether clauses read as one come nearer to the goal than fewer of them, in length and in meaning."""
    before, after = (_excess(part, goal, seen, usual) for part in (alone, joined))
    if abs(after) >= abs(before):
        return False
    said = any(seen.here.side.texts[k].strip() for k in alone)
    return not said or _nearness([sorted(joined)], [goal], seen)[0] > _nearest_of(alone, goal, seen)


def _usual_ratio(links: Sequence[Link], here: Side, there: Side) -> float:
    """Return the usual log ratio of the lengths of clauses that answer each other; few of them lean on that of the languages."""
    # A number without words is no measure.
    worded = ((list(a), list(b)) for a, b in links if any(here.texts[k] for k in a) and any(there.texts[k] for k in b))
    ratios = [np.log(here.size[a].sum() / there.size[b].sum()) for a, b in worded]
    english = [2 * side.langs.count("en") > len(side) for side in (here, there)]
    known = ENGLISH_TO_CHINESE * (english[0] - english[1])
    return float((len(ratios) * np.median(ratios) + LEANING * known) / (len(ratios) + LEANING)) if ratios else known


ENGLISH_TO_CHINESE, LEANING = 1.2, 5
"""The log of how many characters English takes for one of Chinese (the median of our pairs), and the pairs it takes to say
otherwise."""


def _excess(clauses: Sequence[int], goal: int, seen: _Seen, usual: float) -> float:
    """Return how much longer the clauses are than their counterpart would have them, as a log ratio."""
    return float(np.log(seen.here.side.size[list(clauses)].sum() / seen.there.side.size[goal])) - usual


def _nearest_of(clauses: Sequence[int], goal: int, seen: _Seen) -> float:
    return max(float(seen.here.own[k] @ seen.there.own[goal]) for k in clauses)


def _nearness(joined: Sequence[Sequence[int]], goals: Sequence[int], seen: _Seen) -> list[float]:
    """Return how near each run of clauses, read as one text, comes to its goal."""
    texts = ["\n".join(seen.here.side.texts[k] for k in clauses) for clauses in joined]
    vectors = seen.here.encode(texts, seen.here.side.langs[joined[0][0]])
    return [float(v @ seen.there.own[goal]) for v, goal in zip(vectors, goals, strict=True)]


@dataclass(frozen=True, slots=True)
class _Offer:
    """A clause that may join a row."""

    row: Link
    clause: int


def _splits(links: Sequence[Link], seen: Both) -> dict[Link, float]:
    """Join neighbours to rows, the likeliest first, until none is likelier to belong than not."""
    usual = _usual_ratio(links, seen[0].here.side, seen[0].there.side)
    sure = {link: OTHERWISE if len(link[0]) + len(link[1]) > 2 else 1.0 for link in links}
    known: tuple[dict[_Offer, float], dict[_Offer, float]] = ({}, {})
    while True:
        offers: list[tuple[float, int, _Offer]] = []
        for way, (one, ratio) in enumerate(zip(seen, (usual, -usual), strict=True)):
            found = list(_offers(list(sure) if way == 0 else _flip(sure), one))
            _weigh([offer for offer in found if offer not in known[way]], one, ratio, known[way])
            offers += [(known[way][offer], way, offer) for offer in found if known[way][offer] > 0]
        if not offers:
            return sure
        odds, way, offer = max(offers, key=lambda found: found[0])
        a, b = offer.row
        joined = (tuple(sorted((*a, offer.clause))), b)
        before, after = (offer.row, joined) if way == 0 else (offer.row[::-1], joined[::-1])
        sure[after] = sure.pop(before) / float(1 + np.exp(-odds))


def _offers(rows: Sequence[Link], seen: _Seen) -> Iterator[_Offer]:
    """Offer each leftover to the rows of its neighbours, and to a sibling's whose counterpart it is nearest to."""
    side, taken = seen.here.side, _row_of(rows)
    kin = {k: r for r, (a, b) in enumerate(rows) for k in a if len(b) == 1 and _whole(a, side) and seen.there.side.prose[b[0]]}
    by_goal = {rows[r][1][0]: r for r in kin.values()}
    for k in range(len(side)):
        if k in taken or not _whole((k,), side) or side.clauses[k].kind in UNBROKEN or _bare(k, side):
            continue
        beside = {kin[n] for n in _beside(k, side) if n in kin}
        for r in sorted(beside):
            yield _Offer(rows[r], k)
        r = by_goal.get(int(seen.likeliest[k]), -1)
        if r >= 0 and r not in beside and side.parent[rows[r][0][0]] == side.parent[k]:
            yield _Offer(rows[r], k)


UNBROKEN = ("title", "signature", "end-marker")
"""Kinds that are never one part of two."""


def _bare(k: int, side: Side) -> bool:
    """Say whether a clause is a heading alone: it goes with what it heads, not with a neighbour."""
    return bool(side.children[k]) and not side.clauses[k].text


def _whole(clauses: Sequence[int], side: Side) -> bool:
    """Say whether these clauses stand for themselves: only paragraphs below them, and not inside another's sentence."""
    return all(side.prose[k] and not side.clauses[k].inline for k in clauses)


def _beside(k: int, side: Side) -> Iterator[int]:
    """Yield what is printed before and after a clause on its level; its own text stands before its first paragraph."""
    yield from (int(side.before[k]), int(side.after[k]), *side.children[k][:1])
    if side.before[k] < 0 and side.clauses[k].kind == "paragraph":
        yield int(side.parent[k])


def _weigh(offers: Sequence[_Offer], seen: _Seen, usual: float, known: dict[_Offer, float]) -> None:
    """Put the log odds of each offer among those known; those of no promise are not embedded."""
    weights = np.array([WEIGHTS[name] for name in NAMES])
    for offer in offers:
        known[offer] = float(_columns(offer, seen, usual) @ weights) + WEIGHTS["bias"]
    most = weights[: len(MOST)] @ np.array(MOST)
    promising = [offer for offer in offers if known[offer] + most > 0]
    for offer, read in zip(promising, _read(promising, seen), strict=True):
        known[offer] += float(weights[: len(read)] @ read)


MOST = (0.3, 0.5)
"""A gain beyond this says no more, nor does a sentence."""


def _columns(offer: _Offer, seen: _Seen, usual: float) -> Doubles:
    """Return what speaks for an offer, in the order of NAMES; what takes embedding is left at 0."""
    (a, b), k = offer.row, offer.clause
    longer = float(np.clip(_excess((*a, k), b[0], seen, usual), 0, 1.5))
    definition = seen.here.side.clauses[k].kind == "definition"
    return np.array([0.0, 0.0, *seen.nearness(k, b[0]), longer, definition], np.float64)


def _read(offers: Sequence[_Offer], seen: _Seen) -> list[Doubles]:
    """Return the gain of each offer, and how much nearer than the row its clause is to one sentence there."""
    if not offers:
        return []
    goals = [o.row[1][0] for o in offers]
    near = _nearness([sorted((*o.row[0], o.clause)) for o in offers], goals, seen)
    gains = [together - _nearest_of(o.row[0], goal, seen) for o, goal, together in zip(offers, goals, near, strict=True)]
    said = {goal: _sentences(goal, seen.there) for goal in dict.fromkeys(goals)}
    own = seen.here.own
    leads = [
        float((said[goal] @ own[o.clause] - (said[goal] @ own[list(o.row[0])].T).max(axis=1)).max())
        for o, goal in zip(offers, goals, strict=True)
    ]
    most = np.array(MOST)
    return [np.clip(pair, -most, most) for pair in zip(gains, leads, strict=True)]


def _sentences(clause: int, half: Half) -> Floats:
    """Return the vectors of a clause's sentences; a clause without words has its own."""
    sayers = half.side.sayers
    said = half.sentences[np.searchsorted(sayers, clause) : np.searchsorted(sayers, clause, "right")]
    return said if len(said) else half.own[[clause]]
