"""Two lists of segments in, beads out: gold, what must hold of any two lists, and the parts one by one."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from aligner import Bead, align_segments, align_sentences, segments
from aligner.beads import BeadEvidence, Segments
from aligner.chain import Corridor, chain, corridor, heaviest_rising
from aligner.lattice import NEVER, SHAPES, Lattice, Scores, best_path, posterior
from aligner.segment_scores import BeadScore, SegmentGold, read_segment_gold, score_beads
from aligner.similarity import Closeness
from corpus import parse_text

SETS = Path(__file__).parents[1] / "segments"
FLOORS = json.loads((Path(__file__).parent / "cases" / "segments.json").read_text("utf-8"))

Links = list[tuple[tuple[int, ...], tuple[int, ...]]]


def gold(name: str) -> SegmentGold:
    found = read_segment_gold(SETS / name)
    assert found is not None
    return found


def beads_of(old: list[str], new: list[str], *, crossing: bool = False) -> Links:
    return [(b.old, b.new) for b in align_segments(old, new, crossing=crossing)]


# Quality


@pytest.mark.parametrize("case", FLOORS, ids=lambda case: case["set"])
def test_beads_do_not_fall_below_the_floor(case: dict[str, object]) -> None:
    """A floor stands a little below what was measured; ``python -m benchmarks segments`` tells the figures."""
    name, strict, lax = case["set"], case["strict"], case["lax"]
    assert isinstance(name, str) and isinstance(strict, float) and isinstance(lax, float)
    right = gold(name)
    found = score_beads(right.beads, beads_of(list(right.old), list(right.new)))
    assert found.strict.f1 >= strict and found.lax.f1 >= lax, (found.strict.f1, found.lax.f1)


def test_confidence_says_how_often_a_bead_is_right() -> None:
    """Of beads that are 70 % sure 70 % should be right: off by less than 0.05 over three sets."""
    judged: list[tuple[float, bool]] = []
    for name in ("fiction_1", "legal_1", "legal_3"):
        right = gold(name)
        exact = set(right.beads)
        judged += [(b.confidence, (b.old, b.new) in exact) for b in align_segments(right.old, right.new)]
    bins = np.array_split(sorted(judged), 5)
    off = [abs(float(b[:, 0].mean() - b[:, 1].mean())) for b in bins]
    assert np.mean(off) < 0.05, off


# Blocks that moved, came or went


def block(right: SegmentGold, first: int, many: int) -> tuple[int, int]:
    """Return where a run of the gold's beads begins and ends in the newer list."""
    places = [k for _, b in right.beads[first : first + many] for k in b]
    return min(places), max(places) + 1


def renamed(right: SegmentGold, order: list[int]) -> Links:
    """Return the gold when the newer list holds these of its segments in this order."""
    place = {k: n for n, k in enumerate(order)}
    kept = [(a, tuple(sorted(place[k] for k in b if k in place))) for a, b in right.beads]
    return [(a, b) for a, b in kept if a or b]


@pytest.mark.parametrize(
    ("change", "crossing"), [("moved", True), ("deleted", False), ("inserted", False)], ids=str
)
def test_a_block_that_changes_costs_the_rest_next_to_nothing(change: str, crossing: bool) -> None:
    right = gold("legal_2")
    start, stop = block(right, 40, 30 if change != "moved" else 12)
    new = list(right.new)
    everything = list(range(len(new)))
    foreign: list[str] = []
    if change == "moved":
        order = everything[:start] + everything[stop:] + everything[start:stop]
    elif change == "deleted":
        order = everything[:start] + everything[stop:]
    else:
        foreign = list(gold("legal_4").new[:40])
        order = everything[:start] + [-1 - k for k in range(len(foreign))] + everything[start:]
    texts = [new[k] if k >= 0 else foreign[-1 - k] for k in order]
    wanted = renamed(right, order) + [((), (n,)) for n, k in enumerate(order) if k < 0]
    plain = score_beads(right.beads, beads_of(list(right.old), new)).links.f1
    found = score_beads(wanted, beads_of(list(right.old), texts, crossing=crossing)).links.f1
    assert found > plain - 0.01


def test_a_lone_sentence_that_moved_is_found_among_what_is_left() -> None:
    """Only what is left over competes for it, not every pair of the two texts: once none of these was found."""
    right = gold("fiction_1")
    found = 0
    for old, new in right.beads[6:-6:6]:
        if not old or len(new) != 1:
            continue
        order = [place for place in range(len(right.new)) if place not in new]
        to = (new[0] + len(right.new) // 2) % len(order)
        order.insert(to, new[0])
        found += (old, (to,)) in beads_of(list(right.old), [right.new[place] for place in order], crossing=True)
    assert found >= 6, f"{found} of 19"


def test_two_runs_with_nothing_in_common_are_aligned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    real = segments.gather

    def gather(old: Segments, new: Segments, near: Closeness) -> BeadEvidence:
        tried.append((old.texts, new.texts))
        return real(old, new, near)

    monkeypatch.setattr(segments, "gather", gather)
    align_segments(gold("fiction_1").old, gold("fiction_3").new, crossing=True)
    assert len(tried) == len(set(tried)) > 1


def test_rows_stand_as_they_stood_where_nothing_crosses() -> None:
    old, new = ["The fee is due.", "It is final.", "alpha"], ["猫。", "犬很好。", "今天下雨。"]
    assert beads_of(old, new, crossing=True) == beads_of(old, new)


@pytest.mark.parametrize("many", [500, 800])
def test_a_block_many_times_as_long_as_the_text_costs_the_rest_little(many: int) -> None:
    """How long a counterpart is was once read off the whole lists, which such a block makes unlike."""
    right = gold("fiction_1")
    sets = [gold(name) for name in ("legal_1", "legal_2", "legal_3", "legal_4", "fiction_2", "fiction_3")]
    foreign = [text for one in sets for text in (*one.new, *one.old)][:many]
    at = right.beads[len(right.beads) // 2][1][0]
    texts = [*right.new[:at], *foreign, *right.new[at:]]
    wanted = [(a, tuple(k + many * (k >= at) for k in b)) for a, b in right.beads]
    wanted += [((), (at + k,)) for k in range(many)]
    plain = score_beads(right.beads, beads_of(list(right.old), list(right.new))).links.f1
    assert score_beads(wanted, beads_of(list(right.old), texts)).links.f1 > plain - 0.01


# What must hold of any two lists

WORDS = ("The fee is due.", "费用应支付。", "", "  ", "It is final.", "1.", "终止后继续有效。", "Notices!", "通知？")


@given(st.lists(st.sampled_from(WORDS), max_size=9), st.lists(st.sampled_from(WORDS), max_size=9), st.booleans())
@settings(deadline=None, max_examples=40)
def test_every_segment_is_in_one_bead_beside_its_own(old: list[str], new: list[str], crossing: bool) -> None:
    beads = align_segments(old, new, crossing=crossing)
    for side, texts in ((0, old), (1, new)):
        held = [(b.old, b.new)[side] for b in beads]
        assert sorted(k for run in held for k in run) == list(range(len(texts)))
        assert all(list(run) == list(range(run[0], run[0] + len(run))) for run in held if run)
    assert all(0 <= b.confidence <= 1 and b.meaning <= 1 for b in beads)
    assert [k for b in beads for k in b.new] == list(range(len(new)))
    if not crossing:
        assert [k for b in beads for k in b.old] == list(range(len(old)))


def test_a_list_answers_itself() -> None:
    old = list(gold("legal_4").old)
    beads = align_segments(old, old)
    assert [(b.old, b.new) for b in beads] == [((k,), (k,)) for k in range(len(old))]


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.booleans())
@settings(deadline=None, max_examples=60)
def test_a_list_answers_itself_however_much_of_it_repeats(old: list[str], crossing: bool) -> None:
    assert beads_of(old, old, crossing=crossing) == [((k,), (k,)) for k in range(len(old))]


@pytest.mark.parametrize("old", [["The fee is due."] * 3, ["The fee is due.", "It is final."] * 25, [".", "。", "..."] * 3])
def test_what_repeats_answers_in_its_order(old: list[str]) -> None:
    assert beads_of(old, old) == [((k,), (k,)) for k in range(len(old))]


def test_a_text_written_twice_answers_itself() -> None:
    old = [text for name in ("legal_1", "legal_2", "legal_3", "legal_4", "fiction_1") for text in gold(name).old] * 2
    assert beads_of(old, old) == [((k,), (k,)) for k in range(len(old))]


def test_what_repeats_in_one_list_more_often_than_in_the_other_is_left_over_once() -> None:
    old = ["You may use it.", "[Reserved]", "The fee is due.", "[Reserved]", "It is final."]
    assert beads_of(old, old[:3] + old[4:]) == [((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((3,), ()), ((4,), (3,))]


def test_what_repeats_answers_in_another_language() -> None:
    old, new = ["Yes.", "No."] * 2, ["是。", "否。"] * 2
    assert beads_of(old, new) == [((k,), (k,)) for k in range(4)]


def test_changing_sides_changes_sides() -> None:
    right = gold("legal_3")
    there = beads_of(list(right.old), list(right.new))
    back = beads_of(list(right.new), list(right.old))
    assert {(a, b) for a, b in there if a and b} == {(b, a) for a, b in back if a and b}


@given(st.lists(st.sampled_from(WORDS), max_size=9), st.lists(st.sampled_from(WORDS), max_size=9), st.booleans())
@settings(deadline=None, max_examples=60)
def test_changing_sides_changes_sides_where_much_is_equal(old: list[str], new: list[str], crossing: bool) -> None:
    there, back = beads_of(old, new, crossing=crossing), beads_of(new, old, crossing=crossing)
    assert set(there) == {(a, b) for b, a in back}


@pytest.mark.parametrize("crossing", [False, True])
@pytest.mark.parametrize("many", [2, 6, 20])
def test_of_two_blocks_that_changed_places_the_same_stays_from_either_side(many: int, crossing: bool) -> None:
    old = list(gold("legal_2").old[: 2 * many])
    new = old[many:] + old[:many]
    there, back = beads_of(old, new, crossing=crossing), beads_of(new, old, crossing=crossing)
    assert set(there) == {(a, b) for b, a in back}
    assert sum(bool(a and b) for a, b in there) == (2 * many if crossing else many)


class Drawn:
    """An encoder to which equal texts are equal and others have nothing in common."""

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        draws = [np.random.default_rng(crc32(text.encode())).normal(size=64) for text in texts]
        return np.array(draws, np.float32)


def test_of_two_equal_blocks_the_same_is_said_to_have_moved_from_either_side() -> None:
    one, other = ([f"The {side} sentence {k}." for k in range(5)] for side in ("one", "two"))
    old, new = (parse_text("\n\n".join(["T", *texts])) for texts in (one + other, other + one))
    there, back = (
        {row.old[0].text for row in align_sentences(a, b, encoder=Drawn(), crossing=True) if row.moved and row.old and row.new}
        for a, b in ((old, new), (new, old))
    )
    assert there == back and len(there) == 5


def test_two_texts_that_have_nothing_in_common_are_left_alone_in_little_space() -> None:
    """The corridor is wide where nothing shows the way, but not as wide as both texts."""
    old, new = ([f"{side}{k}" for k in range(1500)] for side in "ab")
    tracemalloc.start()
    beads = align_segments(old, new, encoder=Drawn(), crossing=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(len(b.old) for b in beads if b.new) < 30
    assert peak < 400 * 2**20


# The parts


def paths(low: list[int], high: list[int], n: int, m: int, *, mixed: bool = False) -> Iterator[list[tuple[str, int, int, int, int]]]:
    """List every path by hand, its steps as (what, i from, i to, j from, j to).

    In a run of nulls the old ones come first, unless they may be mixed.
    """

    def go(i: int, j: int, last: str) -> Iterator[list[tuple[str, int, int, int, int]]]:
        if (i, j) == (n, m):
            yield []
        steps = [("bead", a, b) for a, b in SHAPES] + [("old", 1, 0)] * (mixed or last != "new") + [("new", 0, 1)]
        for what, a, b in steps:
            x, y = i + a, j + b
            if x <= n and y <= m and low[x] <= y <= high[x]:
                for rest in go(x, y, what):
                    yield [(what, i, x, j, y), *rest]

    return go(0, 0, "bead")


@pytest.mark.parametrize(
    ("n", "m", "narrow"), [(1, 1, False), (2, 3, False), (3, 3, False), (4, 3, True), (3, 5, True)]
)
def test_posterior_is_the_sum_over_all_paths(n: int, m: int, narrow: bool) -> None:
    rng = np.random.default_rng(n * 10 + m)
    low = [max(0, i * m // n - 1) if narrow else 0 for i in range(n + 1)]
    high = [min(m, i * m // n + 1) if narrow else m for i in range(n + 1)]
    low[0], high[n] = 0, m
    grid = Corridor(np.array(low), np.array(high))
    lattice = Lattice(grid)
    scores = Scores(rng.normal(size=(len(SHAPES), len(grid))), rng.normal(size=n), rng.normal(size=m), -0.7)

    def worth(path: list[tuple[str, int, int, int, int]]) -> float:
        total, before = 0.0, "bead"
        for what, i, x, j, y in path:
            at = int(grid.find(np.array([x]), np.array([y]))[0])
            if what == "bead":
                total += scores.beads[SHAPES.index((x - i, y - j)), at]
            else:
                total += (scores.old[i] if what == "old" else scores.new[j]) + scores.opening * (before == "bead")
            before = what
        return total

    known = [(path, worth(path)) for path in paths(low, high, n, m)]
    sums = posterior(lattice, scores)
    assert sums.total == pytest.approx(float(np.logaddexp.reduce([w for _, w in known])))
    beads, old, new, opened = np.zeros_like(sums.beads), np.zeros(len(grid)), np.zeros(len(grid)), 0.0
    for path, w in known:
        chance, before = np.exp(w - sums.total), "bead"
        for what, i, x, j, y in path:
            at = int(grid.find(np.array([x]), np.array([y]))[0])
            if what == "bead":
                beads[SHAPES.index((x - i, y - j)), at] += chance
            else:
                (old if what == "old" else new)[at] += chance
                opened += chance * (before == "bead")
            before = what
    for found, right in ((sums.beads, beads), (sums.old, old), (sums.new, new), (sums.opened, opened)):
        np.testing.assert_allclose(found, right, atol=1e-9)


def test_best_path_is_the_best_of_all() -> None:
    rng = np.random.default_rng(5)
    grid = corridor(np.zeros(0, int), np.zeros(0, int), 4, 4)
    lattice = Lattice(grid)
    beads = np.where(lattice.starts < len(grid), rng.normal(size=(len(SHAPES), len(grid))), NEVER)
    old, new = rng.normal(size=(2, len(grid)))

    def gain(steps: list[tuple[int, int, int, int]]) -> float:
        total = 0.0
        for i, x, j, y in steps:
            at = int(grid.find(np.array([x]), np.array([y]))[0])
            total += old[at] if y == j else new[at] if x == i else beads[SHAPES.index((x - i, y - j)), at]
        return total

    found = [(s.old.start, s.old.stop, s.new.start, s.new.stop) for s in best_path(lattice, beads, old, new)]
    best = max(gain([step[1:] for step in path]) for path in paths([0] * 5, [4] * 5, 4, 4, mixed=True))
    assert gain(found) == pytest.approx(best)


@given(st.lists(st.tuples(st.integers(0, 6), st.floats(0.1, 5)), max_size=8))
def test_heaviest_rising_is_the_heaviest(pairs: list[tuple[int, float]]) -> None:
    places, weights = [p for p, _ in pairs], [w for _, w in pairs]
    found = heaviest_rising(places, weights)
    assert all(places[a] < places[b] for a, b in pairwise(found))
    runs = (c for size in range(len(places) + 1) for c in combinations(range(len(places)), size))
    rising = (c for c in runs if all(places[a] < places[b] for a, b in pairwise(c)))
    assert sum(weights[k] for k in found) == pytest.approx(max(sum(weights[k] for k in c) for c in rising))


def test_a_corridor_follows_its_anchors_around_a_long_insertion() -> None:
    n, gap = 100, 5000
    i = np.arange(n)
    grid = corridor(i, np.where(i < 50, i, i + gap), n, n + gap)
    assert all(k in range(grid.low[k], grid.high[k] + 1) for k in range(50))
    assert all(k + gap in range(grid.low[k], grid.high[k] + 1) for k in range(51, n + 1))
    assert len(grid) < 20 * gap  # wide beside the insertion only


def test_a_lone_anchor_far_from_the_others_is_no_anchor() -> None:
    i, j = np.arange(20), np.arange(20)
    far = np.append(i, 60), np.append(j, 90), np.append(np.full(20, 3.0), 2.0)
    assert 60 not in chain(*far, cells=10_000)[0]
    sure = np.append(i, 60), np.append(j, 90), np.append(np.full(20, 3.0), 5.0)
    assert 60 in chain(*sure, cells=10_000)[0]
    assert 60 not in chain(*sure, cells=100_000_000)[0]


def test_scores_are_those_of_vecalign() -> None:
    right: Links = [((0,), (0,)), ((1, 2), (1,)), ((3,), ())]
    found: Links = [((0,), (0,)), ((1,), (1,)), ((2,), ()), ((3,), ())]
    score = score_beads(right, found)
    # Precision of four beads, two exactly right and one that touches; recall of the gold's two that are no nulls.
    assert (score.strict.right, score.strict.found, score.strict.met, score.strict.wanted) == (2, 4, 1, 2)
    assert (score.lax.right, score.lax.met) == (3, 2)
    assert (score.links.right, score.links.found, score.links.wanted) == (2, 2, 3)
    assert score + BeadScore() == score


# Sentences of documents

OLD = "Licence\n\n1. Grant\nYou may use it. You may copy it.\n\n2. Law\nThe law of Ruritania applies.\n"
NEW = "许可\n\n一、授权\n您可以使用它。您可以复制它。费用另行约定。\n\n二、法律\n适用卢里塔尼亚法律。\n"


def test_sentences_of_two_documents_are_aligned() -> None:
    alignment = align_sentences(parse_text(OLD), parse_text(NEW))
    added = [row.new[0].text for row in alignment if row.status == "added"]
    assert added == ["费用另行约定。"]
    assert ("1.p1#2", "1.p1#2") in alignment.links
    assert not any(row.moved for row in alignment)
    assert "unit:sentence" in alignment.signature


def test_a_sentence_that_moved_is_found_where_it_may_cross() -> None:
    right = gold("legal_4")
    start, stop = block(right, 20, 10)
    new = list(right.new)
    texts = new[:start] + new[stop:] + new[start:stop]
    old_text, new_text = ("\n\n".join(["T", *lines]) for lines in (right.old, texts))
    moved = [
        row
        for row in align_sentences(parse_text(old_text), parse_text(new_text), crossing=True)
        if row.moved and row.old and row.new
    ]
    assert len(moved) >= 5


def test_a_bead_prints_itself() -> None:
    assert repr(Bead((0,), (1,), 0.5)) == "Bead(old=(0,), new=(1,), confidence=0.5, meaning=0.0)"
