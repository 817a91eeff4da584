"""Lines with evidence in, numbered blocks out: which lines begin a clause, and how deep it stands.

Every line may continue the paragraph above, begin an unnumbered paragraph, or begin a numbered clause under any
reading of its marker.  A beam search over the stack of open lists keeps the readings whose numbers follow each
other: ``(i)`` after ``(h)`` is a letter, ``(i)`` before ``(ii)`` a numeral.  What is added for a number in sequence
matters only against the break score: a small gain is enough where a paragraph surely begins, and where the line
runs on only a number that follows can win.  A number out of sequence needs its siblings to vouch for it (``strays``)
and does not move its list on.  A definition that announces a list holds it, and the next definition ends it.  The idea
of lines that continue, drop or return to an outer list is pdf-struct's (Koreeda and Manning, NLLP 2021); the sequence
scores are our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Literal

from .lines import Printed, heads_part, names_part
from .numbering import Marker, rank
from .phrases import FRONT_PARTS, RUN_IN
from .strays import SURE, Strays, follows, resumes, words_after

BEAM = 8
CONTINUES = 4.8
OPENS = 2.5
UNDER_PARENT = 3.5
RESUMES = 3.2
REPEATS = 0.5
GAP = 1.0
WIDE_GAP = 0.3
OVERLOOKED = 4.0
"""A paragraph that begins 第九条 with white space behind it is left without its number."""
VOUCHED = 1.0
"""A number out of sequence that its siblings vouch for (see ``strays``)."""
STRANGE = -4.0
BROKEN = -5.0
BELOW_ITSELF = -3.0
"""A list opens below one of its own style, 1. [1. 2.] 2.: what follows must show that it does, or the format."""
MUCH_TEXT = 3
"""Paragraphs; below so many without a number a list is rather another document's than an inner one."""
MAX_DEPTH = 64
MAX_ALIKE = 4
"""So many lists of one style may stand below each other."""
TERM = "heading of a term"
"""The style of a definition that holds a list: like a heading, it has no number and no rank."""
TOLERANCE = 0.5
"""Ranks nearer than this may stand either way round."""


@dataclass(slots=True)
class Block:
    """One paragraph or clause: its lines, its marker if it has one, and the depth of its list."""

    lines: list[Printed]
    marker: Marker | None = None
    depth: int = 0
    margin: float = 9.0
    """By how much this reading beat the next best; small values are worth a person's look."""
    restart: bool = False
    """True where a series begins again at the same depth: the heading above it may have no number."""
    defines: bool = False
    """True for a definition that holds the list below it, or ends that of the definition before."""

    @property
    def heading_level(self) -> int | None:
        """Level of a heading by the format's own markup."""
        return self.lines[0].line.heading


@dataclass(frozen=True, slots=True)
class Open:
    """An open list: the style of its numbers and where it has got to."""

    style: str
    value: tuple[int, ...]
    indent: float
    level: int | None = None
    """Depth of the list by the format's own markup."""
    heading: int | None = None
    """Level of the heading that its last number stands in."""
    words: str = ""
    """What kind of words follow its last number."""
    recital: bool = False
    """True for the list right below PARTIES, RECITALS or 鉴于, which the body of the agreement ends."""
    behind: bool = False
    """True for an annex behind the body, whose parts and articles are its own; not for one listed in front of it."""
    held: tuple[int, ...] | None = None
    """Where the list had got to before the number out of sequence that stands in ``value``."""

    def numbers(self, value: tuple[int, ...], *, lettered: bool = False) -> bool:
        """True where decimals below this list begin with ``value``: the number printed, or the one it stands for."""
        letters = self.style.startswith(("Alpha", "lettered"))
        if letters != lettered and not (lettered and self.style == "back"):
            return False  # 2.1 is no part of B., nor B.1 of 2.
        if self.style.startswith(("heading", "alpha", "roman", "circled")):
            return False
        return self.value == value or (self.held is not None and follows(self.held, value))


Stack = tuple[Open, ...]

Above = Literal["front", "part", "announces", "heading", "text", "paragraph"] | None
"""What stands above: the head of parties or recitals; that of another part; an item that announces a list; a number
with a heading and no text yet; much text, or the head of a part that has no number; a paragraph that announces a list."""

Closed = tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(slots=True)
class State:
    score: float
    stack: Stack
    closed: Closed
    """Outer-running counters of lists already closed: 第四条 may go on after 第二章."""
    choice: tuple[Marker | None, int, bool] | None = None
    before: State | None = None
    nests: frozenset[tuple[str, str]] = frozenset()
    """Which style stood below which so far: a document nests its lists one way."""


def outline(lines: list[Printed]) -> list[Block]:
    """Cut the lines into blocks and give every numbered one its depth."""
    choices = _search(lines)
    blocks: list[Block] = []
    for k, p in enumerate(lines):
        chosen = choices.get(k)
        if chosen is not None:
            marker, depth, restart, margin = chosen
            blocks.append(Block([p], marker, depth, margin, restart, defines=marker is None and p.line.heading is None))
            continue
        begins = p.score > 0 or (p.bullet is not None and p.score > -2.5) or not blocks
        if begins:
            blocks.append(Block([p]))
        else:
            blocks[-1].lines.append(p)
    return blocks


def _search(lines: list[Printed]) -> dict[int, tuple[Marker | None, int, bool, float]]:
    """Choose a reading for every line that has one: {line: (marker, depth, restart, margin)}."""
    beam = [State(0.0, (), ())]
    strays = Strays(lines)
    terms = _terms(lines)
    steps: list[int] = []
    margins: list[float] = []
    for k, p in enumerate(lines):
        if not p.markers and k not in terms and (p.line.heading is None or k == 0):
            continue  # a heading that opens the document is its title, which holds nothing
        steps.append(k)
        if k in terms:
            beam = [_term(state, p, holds=terms[k]) for state in beam]
            margins.append(9.0)
            continue
        grown: list[State] = []
        above = _above(lines[steps[-2] + 1 if len(steps) > 1 else 0 : k], lines[k - 1]) if k else None
        # A number that follows in the best reading so far needs nobody to vouch for it.
        astray = [m for m in p.markers if not any(o.style == m.style and follows(o.value, m.value) for o in beam[0].stack)]
        opened = [_opened(m, p, recital=above == "front") for m in p.markers]
        for state in beam:
            grown += _options(state, p, above, opened)
            for m in astray:
                grown += _as_stray(state, m, p, k, strays)
        grown.sort(key=lambda s: -s.score)
        merged: list[State] = []
        seen: set[tuple[Stack, object]] = set()
        for s in grown:
            key = (s.stack, s.closed)
            if key not in seen:
                seen.add(key)
                merged.append(s)
            if len(merged) == BEAM:
                break
        rival = next((s for s in grown[1:] if _differs(s, grown[0])), None)
        margins.append(grown[0].score - rival.score if rival else 9.0)
        # Only differences matter; large sums would lose them in long documents.
        top = merged[0].score
        for s in merged:
            s.score -= top
        beam = merged
    found: dict[int, tuple[Marker | None, int, bool, float]] = {}
    last: State | None = beam[0]
    for k, margin in zip(reversed(steps), reversed(margins), strict=True):
        assert last is not None
        if last.choice is not None:
            marker, depth, restart = last.choice
            found[k] = (marker, depth, restart, margin)
        last = last.before
    return found


def _terms(lines: list[Printed]) -> dict[int, bool]:
    """Return the definitions without a number, each with whether it announces a list; none where no one does."""
    begun = [k for k, p in enumerate(lines) if p.score > 0]
    found = {}
    for k, below in pairwise((*begun, len(lines))):
        p = lines[k]
        if p.defines and not p.markers and p.bullet is None and p.line.heading is None:
            listed = below < len(lines) and any(m.value == (1,) and not m.worded for m in lines[below].markers)
            found[k] = listed and lines[below - 1].text[-1] in ":："
    return found if any(found.values()) else {}


def _term(state: State, p: Printed, *, holds: bool) -> State:
    """A definition ends the list of the one before it, and may hold one itself."""
    at = _holder(state.stack)
    outer = state.stack if at is None else state.stack[:at]
    stack = (*outer, Open(TERM, (99,), p.indent)) if holds else outer
    choice = (None, len(outer), False) if holds or at is not None else None
    return State(state.score, stack, state.closed, choice, state, state.nests)


def _above(between: list[Printed], p: Printed) -> Above:
    """Say what the line above, and the lines since the last number, mean for a list that opens below them."""
    if FRONT_PARTS.fullmatch(p.text):
        return "front"
    if p.score > 0 and not p.markers and heads_part(p.text):
        return "part"
    if p.markers:
        return "announces" if p.text[-1] in ":：" else "heading" if words_after(p, p.markers[0]) == "a heading" else None
    if names_part(p.text) or sum(q.score > 0 for q in between) > MUCH_TEXT:
        return "text"
    return "paragraph" if p.text[-1] in ":：" and any(q.score > 0 for q in between) else None


def _differs(a: State, b: State) -> bool:
    m, n = (a.choice or (None,))[0], (b.choice or (None,))[0]
    return m != n


def _options(state: State, p: Printed, above: Above, opened: Sequence[Open]) -> list[State]:
    """Return the states that this line's readings lead to, the unnumbered one among them.

    ``opened`` is the list that each reading would open.
    """
    plain = State(state.score + abs(p.score), state.stack, state.closed, None, state, state.nests)
    if any(_names_article(m, p) for m in p.markers):
        plain.score -= OVERLOOKED
    if p.line.heading is not None and not p.markers:
        return [_heading(state, p)]
    out = [plain]
    for marker, here in zip(p.markers, opened, strict=True):
        base = state.score + p.score + marker.form
        out += [
            State(base + gain, stack, closed, (marker, len(stack) - 1, restart), state, _nested(state.nests, stack))
            for gain, stack, closed, restart in _places(state, marker, p, above, here)
        ]
    return out


def _nested(nests: frozenset[tuple[str, str]], stack: Stack) -> frozenset[tuple[str, str]]:
    if len(stack) < 2 or (pair := (stack[-2].style, stack[-1].style)) in nests:
        return nests
    return nests | {pair}


def _heading(state: State, p: Printed) -> State:
    """An unnumbered heading of the format's own closes the lists and headings that do not stand above its level."""
    level = p.line.heading or 1
    keep = tuple(takewhile(lambda o: _stands_above(o, level), state.stack))
    if not keep and level > 2 and state.stack and not state.stack[0].style.startswith("heading"):
        keep = state.stack[:1]
    stack = (*keep, Open(f"heading{level}", (level,), p.indent))
    return State(state.score, stack, state.closed, (None, len(stack) - 1, False), state, state.nests)


def _stands_above(o: Open, level: int) -> bool:
    """True for a heading of a higher level, with a number or without one."""
    own = o.value[0] if o.style.startswith("heading") else o.heading
    return own is not None and own < level


def _places(state: State, m: Marker, p: Printed, above: Above, here: Open) -> list[tuple[float, Stack, Closed, bool]]:
    """Return every place in the stack where this marker may stand: (gain, stack, closed counters, restart)."""
    stack, closed = state.stack, state.closed
    if p.line.heading is not None:
        # A heading with a number ends the headings of its level that have none.
        ended = next((i for i, o in enumerate(stack) if o.style.startswith("heading") and o.value[0] >= p.line.heading), len(stack))
        stack, closed = stack[:ended], _close(closed, tuple(o for o in stack[ended:] if not o.style.startswith("heading")))
    if here.recital and m.value == (1,) and stack and all(o.recital or o.style.startswith("heading") for o in stack):
        # RECITALS after PARTIES: a list of its own beside the other.
        return [(OPENS, (*(o for o in stack if not o.recital), here), (), False)]
    if m.style == "back":
        holding = tuple(o for o in stack if o.style.startswith("heading") and p.line.heading is not None and o.value[0] < p.line.heading)
        behind = bool(closed) or any(o.behind or (o.style != "back" and not o.style.startswith("heading")) for o in stack)
        return [(OPENS, (*holding, replace(here, behind=behind)), (), False)]
    places = []
    same = [i for i in range(len(stack) - 1, -1, -1) if stack[i].style == m.style]
    at = same[0] if same else None
    dotted = len(m.value) > 1 and m.style[-1].isdigit()
    sure = _names_article(m, p)
    for i in same:
        gain, restart, held = _gone_on(stack[i], m.value, dotted)
        if sure and not restart:
            gain = max(gain, 0.0)  # an amendment names the articles it changes, in any order
        if (len(same) > 1 or restart) and stack[i].words != here.words:
            gain -= 0.5  # of two lists that it may go on in, rather the one whose items look like it
        if i != at and gain < REPEATS:
            continue
        kept = (stack[i].recital, held)
        gone = here if kept == (here.recital, None) else replace(here, recital=kept[0], held=held)
        places.append((gain + _same_list(stack[i], here), (*stack[:i], gone), _close(closed, stack[i + 1 :]), restart))
    if dotted:
        outer = m.value[:-1]
        while len(outer) > 1 and outer[-1] == 0:
            outer = outer[:-1]  # 1.0.1 stands in front of 1.1
        parent = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].numbers(outer, lettered=m.style.startswith("lettered"))), None)
        if parent is not None:
            gain = UNDER_PARENT if m.value[-1] in (0, 1) else GAP if m.value[-1] == 2 else BROKEN
            places.append((gain, (*stack[: parent + 1], here), closed, False))
        elif at is None:
            under = tuple(o for o in stack if not (o.style[-1].isdigit() and len(o.value) >= len(m.value)))
            places.append((1.0 if m.value[-1] == 1 else -3.0, (*under, here), closed, False))
        elif m.value[-1] == 1:
            places.append((1.0, (*stack[:at], here), closed, False))
        return places
    if len(stack) < MAX_DEPTH:
        last = next((v for s, v in closed if s == m.style), None)
        first = m.value[0]
        if at is None:
            if last is not None and follows(last, m.value) and first > 1:
                gain = RESUMES
            elif last == m.value and m.worded and first > 1:
                gain = REPEATS  # printed twice, on either side of a new chapter
            elif m.value == (1,):
                gain = OPENS
            elif first == 0:
                gain = OPENS - 0.5 if not _numbered(stack) or (m.worded and m.followed) else BROKEN
            elif p.line.label_end is not None or (not _numbered(stack) and (first == 2 or m.followed)):
                gain = 0.3  # an excerpt, or the first number is lost
            else:
                gain = 0.3 if sure else STRANGE
            if stack and not m.worded and p.indent < stack[-1].indent - 1 and _numbered(stack):
                gain -= 1.5
            lower = [o for o in stack if not o.style.startswith("heading") and not o.behind and (o.recital or rank(o.style) > rank(m.style) + TOLERANCE)]
            if lower and (stack[-1].style, m.style) not in state.nests:
                # Below a list of a lower rank it seldom opens: rather beside it, where what is higher stays open.
                keep = stack[: stack.index(lower[0])]
                places.append((gain - (0.0 if lower[0].recital else 1.0), (*keep, here), _close(closed, stack[len(keep) :]), False))
                holds = (above == "heading" and stack[-1].style != "back") or (above == "announces" and not m.worded)
                gain -= 3.0 if lower[0].recital else 0.0 if holds else 1.5
            if above == "part" and m.value == (1,) and (top := _outermost(stack)) is not None and rank(m.style) <= rank(stack[top].style) + TOLERANCE:
                places.append((gain, (*stack[:top], here), _close(closed, stack[top:]), False))
                gain -= 1.0
            places.append((gain, (*stack, here), closed, False))
        elif above == "paragraph" and m.value == (1,) and (term := _holder(stack)) is not None:
            places.append((OPENS, (*stack[:term], here), _close(closed, stack[term:]), False))
        elif m.value == (1,) and len(same) < MAX_ALIKE and not (m.worded and stack[-1].style == m.style):
            # The same style once more, below: 1. (a) 1. 2.
            inner = _inner_list(stack[at], here, above)
            gain = BELOW_ITSELF + inner if stack[-1].style == m.style else -0.5 + max(0.0, inner)
            places.append((gain, (*stack, here), closed, False))
    return places


def _names_article(m: Marker, p: Printed) -> bool:
    """True for a paragraph that begins 第九条 with white space behind it: nothing else does."""
    tail = p.text[m.end :]
    return m.style == "第条" and m.form > 0 and p.score >= SURE and (not tail or tail[0].isspace())


def _as_stray(state: State, m: Marker, p: Printed, k: int, strays: Strays) -> list[State]:
    """Return the state in which a number out of sequence stands in its list, open or just closed, if there is one."""
    stack, closed = state.stack, state.closed
    at = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].style == m.style), None)
    if at is not None:
        last = stack[at].held or stack[at].value
    else:
        # Only articles count on through their chapters; (b) in the next section is another list's.
        last = next((v for s, v in closed if s == m.style and m.worded), ())
    if not last or m.value == last or resumes(last, m.value) or not strays.is_clause(k, m, last):
        return []
    here = replace(_opened(m, p), held=last)
    grown = (*stack, here) if at is None else (*stack[:at], here)
    left = closed if at is None else _close(closed, stack[at + 1 :])
    score = state.score + p.score + m.form + VOUCHED
    return [State(score, grown, left, (m, len(grown) - 1, False), state, _nested(state.nests, grown))]


def _numbered(stack: Stack) -> bool:
    return _outermost(stack) is not None


def _outermost(stack: Stack) -> int | None:
    """Return the place of the outermost list with numbers."""
    return next((i for i, o in enumerate(stack) if not o.style.startswith("heading")), None)


def _holder(stack: Stack) -> int | None:
    """Return the place of the definition that holds the open lists below it."""
    return next((i for i, o in enumerate(stack) if o.style == TERM), None)


def _sequence(last: tuple[int, ...], value: tuple[int, ...], dotted: bool) -> tuple[float, bool]:
    """Score a number after the last of its list; the flag says that the series began again."""
    if follows(last, value):
        return CONTINUES, False
    if value == last:
        return REPEATS, False
    if not dotted and value in ((1,), (0,)):
        return -2.0, True
    step = value[0] - last[0] if len(value) == len(last) else 99
    if dotted:
        step = value[-1] - last[-1] if value[:-1] == last[:-1] else 99
    if step == 2:
        return GAP, False
    if 2 < step <= 4:
        return WIDE_GAP, False
    return BROKEN, False


def _opened(m: Marker, p: Printed, *, recital: bool = False) -> Open:
    """Return the list that a number opens or goes on in, as its line shows it."""
    level = p.line.level if p.line.label_end is not None else None
    words = "a run-in heading" if RUN_IN.match(p.text[m.end :].lstrip()) else words_after(p, m)
    return Open(m.style, m.value, p.indent, level, p.line.heading, words, recital)


def _gone_on(o: Open, value: tuple[int, ...], dotted: bool) -> tuple[float, bool, tuple[int, ...] | None]:
    """Score a number as the next of an open list: (gain, whether the series began again, what is held)."""
    gain, restart = _sequence(o.value, value, dotted)
    held = o.held
    if held is not None:
        if resumes(held, value):
            return CONTINUES, False, None
        if gain == REPEATS:
            return gain, False, None
        if gain != CONTINUES and not restart:
            gain = BROKEN  # nothing is near a number that was out of sequence itself
    return gain, restart, held


def _same_list(o: Open, here: Open) -> float:
    """Score a line as a member of a list by what the format printed: its depth, its heading, its indent."""
    if o.level is not None and here.level is not None and o.level != here.level:
        return BROKEN
    heading = 0.0 if o.heading == here.heading else -2.5
    return heading + (0.4 if abs(o.indent - here.indent) < 1.0 else -0.4)


def _inner_list(o: Open, here: Open, above: Above) -> float:
    """Score what says that a list stands below the open one of its own style and does not begin that one again."""
    gain = 2.6 if above == "announces" else -3.0 if above == "text" else 0.0
    if above == "heading" and here.words != "a heading":
        gain += 2.0  # a heading holds what stands right below it
    if o.level is not None and here.level is not None and here.level > o.level:
        gain += 4.0
    if o.heading is not None and (here.heading is None or here.heading > o.heading):
        gain += 3.0
    return gain


def _close(closed: Closed, gone: Stack) -> Closed:
    names = {o.style for o in gone}
    return (*((s, v) for s, v in closed if s not in names), *((o.style, o.held or o.value) for o in gone if len(o.value) == 1 or not o.style[-1].isdigit()))
