"""One source in, its language parts out: an agreement printed twice in one file is two agreements.

The two may follow each other, alternate section by section or line by line.  Each part keeps its own lines and so
its own numbering; a word of the other language inside a part does not cut it.  What is printed once for both is
given to both: a heading in two languages (``1. SERVICES / 服務``), and the number of a clause whose translation stands
below it without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from math import log1p

from .clauses import Finding, Furniture, Lang, Span
from .lines import left_open
from .numbering import readings
from .source import Line, Source

CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b[\w.+-]{1,64}@[\w.-]+")  # bounded: a long line has many starts
SWITCH = 3.0
"""Cost of a change of language between two lines, in the units of ``_leaning``: a short line does not pay it."""
LEAST_SHARE = 0.2
"""Below this share of the text a second language is quotation, not a part."""
OTHER_PART = "the other language"
BETWEEN = "rule"
LANGS: tuple[Lang, Lang] = ("en", "zh")


# A heading in two languages, with its number taken off.
HALVES = (
    re.compile(r"(?P<en>[^\u3400-\u9fff]*[A-Za-z]{2}[^\u3400-\u9fff]*?)(?P<sign>\s*[/|／｜]\s*|\s+)(?P<zh>[\u3400-\u9fff][^A-Za-z]+)"),
    re.compile(r"(?P<zh>[\u3400-\u9fff][^A-Za-z]+?)(?P<sign>\s*[/|／｜]\s*|\s+)(?P<en>[A-Za-z][^\u3400-\u9fff]+)"),
)
LONGEST_HALF = 60
LEAST_SHARED = 2
"""So many headings in two languages, or translations without a number, show that it is the habit of the file."""
UNLIKELY = -1.0
"""Least form of a number that is given to the translation below it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One language of a file."""

    source: Source
    borrowed: tuple[Span, ...] = ()
    """The numbers that are printed in a line of the other part, in printed order."""


@dataclass(slots=True)
class _Shared:
    """What the lines of a file, by their place, give to both parts."""

    headings: dict[int, dict[Lang, tuple[int, int]]] = field(default_factory=dict)
    """Of a heading in two languages, what of it belongs to each alone; a sign between them belongs to neither."""
    numbers: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Of a translation without a number, the line above that has it and the offset where the number ends."""


def parts(source: Source) -> dict[Lang, Part]:
    """Return each language part, in printed order; one part where there is one language.

    The lines of the other part become furniture of each, so that nothing is lost from either.
    """
    tongues = _tongues(source)
    weight: dict[Lang, int] = {"en": 0, "zh": 0}
    first: dict[Lang, int] = {}
    for line, lang in zip(source.lines, tongues, strict=True):
        text = source.text[line.start : line.end]
        weight[lang] += 2 * len(CHINESE.findall(text)) if lang == "zh" else len(re.findall(r"[A-Za-z]", text))
        if text.strip():
            first.setdefault(lang, line.start)
    total = sum(weight.values()) or 1
    present = [lang for lang in LANGS if weight[lang] >= LEAST_SHARE * total]
    if len(present) < 2 or len(source.lines) < 4:
        return {max(LANGS, key=lambda x: weight[x]): Part(source)}
    present.sort(key=lambda x: first[x])
    source = replace(source, lines=tuple(_behind_marks(source)))
    headings = _headings(source)
    shared = _Shared(headings, _numbers(source, tongues, headings))
    return {lang: _only(source, tongues, lang, shared) for lang in present}


def _only(source: Source, tongues: list[Lang], wanted: Lang, shared: _Shared) -> Part:
    """Keep the lines of one language, with what they share with the other."""
    lines: list[Line] = []
    other: list[Furniture] = []
    borrowed: list[Span] = []
    kept = {above for k, (above, _) in shared.numbers.items() if tongues[k] == wanted}
    for k, (line, lang) in enumerate(zip(source.lines, tongues, strict=True)):
        blank = not source.text[line.start : line.end].strip()
        if k in shared.headings:
            lines.append(line)
            first, second = sorted(shared.headings[k].values())
            here = shared.headings[k][wanted]
            hidden = first if here == second else second
            other.append(Furniture(*hidden, OTHER_PART))
            if source.text[first[1] : second[0]].strip():
                other.append(Furniture(first[1], second[0], BETWEEN))
            if here == second:
                borrowed.append(Span(line.start + _lead(source, line), first[0]))
        elif k in shared.numbers and lang == wanted:
            above, end = source.lines[shared.numbers[k][0]], shared.numbers[k][1]
            # One line from the number on, with all between it and the translation left out.
            lines.append(replace(line, start=above.start, label_end=above.label_end, indent=above.indent))
            other.append(Furniture(end, line.start, OTHER_PART))
            borrowed.append(Span(above.start + _lead(source, above), end))
        elif lang == wanted or blank:
            lines.append(line)
        elif k not in kept:
            other.append(Furniture(line.start, line.end, OTHER_PART))
    message = f"two languages in one file: this is the {'English' if wanted == 'en' else 'Chinese'} part"
    only = replace(
        source,
        lines=tuple(lines),
        furniture=(*source.furniture, *other),
        findings=(*source.findings, Finding("part", message)),
    )
    return Part(only, tuple(sorted((s for s in borrowed if s.start < s.end), key=lambda s: s.start)))


def _behind_marks(source: Source) -> Iterator[Line]:
    """Yield the lines, each from where its words begin: ``### 1.`` in Markdown begins with its number."""
    marks = {f.start: f.end for f in source.furniture}
    for line in source.lines:
        at = line.start
        while at in marks and marks[at] < line.end:
            at = marks[at]
            at += _lead(source, replace(line, start=at))
        yield replace(line, start=at) if at > line.start else line


def _other(lang: Lang) -> Lang:
    return "zh" if lang == "en" else "en"


def _lead(source: Source, line: Line) -> int:
    """Return the width of the white space that a line begins with."""
    text = source.text[line.start : line.end]
    return len(text) - len(text.lstrip())


def _number_end(source: Source, line: Line) -> int | None:
    """Return the offset where the number at a line's start ends; None where it has none."""
    likely = [m for m in readings(source.text[line.start : line.end]) if m.form >= UNLIKELY]
    return line.start + likely[0].end if likely else None


def _headings(source: Source) -> dict[int, dict[Lang, tuple[int, int]]]:
    """Find the headings in two languages and cut them in halves; the number in front stays with both.

    A half with a number of its own takes the other's away with its words: ``第一条 房屋 Article 1 Premises``.
    """
    found: dict[int, dict[Lang, tuple[int, int]]] = {}
    title = next((k for k, line in enumerate(source.lines) if source.text[line.start : line.end].strip()), None)
    for k, line in enumerate(source.lines):
        if line.end - line.start > 3 * LONGEST_HALF:
            continue
        end = _number_end(source, line)
        at = line.start + _lead(source, line) if end is None else end + _lead(source, replace(line, start=end))
        m = next((m for p in HALVES if (m := p.fullmatch(source.text[at : line.end].rstrip()))), None)
        if m is None or (end is None and k != title and not m["sign"].strip()) or not all(_is_half(m[x]) for x in LANGS):
            continue
        second = max(LANGS, key=m.start)
        begin = line.start if readings(m[second]) else at
        found[k] = {second: (at + m.start(second), at + m.end(second)), _other(second): (begin, at + m.start("sign"))}
    return found if len(found) >= LEAST_SHARED else {}


def _is_half(text: str) -> bool:
    """True for words that can be half of a heading."""
    return len(text) <= LONGEST_HALF and not left_open(text) and text[-1] not in ".。;；,，:：、"


def _numbers(source: Source, tongues: list[Lang], headings: dict[int, dict[Lang, tuple[int, int]]]) -> dict[int, tuple[int, int]]:
    """Find the translations that are printed below a numbered clause and have no number themselves."""
    filled = [k for k, line in enumerate(source.lines) if source.text[line.start : line.end].strip()]
    runs = [list(run) for _, run in groupby(filled, key=lambda k: "both" if k in headings else tongues[k])]
    found: dict[int, tuple[int, int]] = {}
    alike = 0
    ends = {k: _number_end(source, source.lines[k]) for k in filled}
    for above, below in pairwise(runs):
        if above[0] in headings or below[0] in headings:
            continue
        end = ends[above[0]]
        numbered, repeated = (sum(ends[k] is not None for k in run) for run in (above, below))
        if end is not None and ends[below[0]] is None and numbered == repeated + 1:
            found[below[0]] = (above[0], end)
        elif end is not None and numbered == repeated:
            alike += 1
    return found if len(found) >= LEAST_SHARED and len(found) > alike else {}


def tongue(text: str) -> Lang:
    """Name the language of a text by its words; one without words is English.

    >>> tongue("本协议中 Licensor 指许可方"), tongue("the 漢字 label"), tongue("12.")
    ('zh', 'en', 'en')
    """
    return "zh" if _leaning(text) > 0 else "en"


def _leaning(text: str) -> float:
    """Return how Chinese a line is: above 0 Chinese, below 0 English, 0 where it has no words."""
    text = ADDRESS.sub("", text)
    chinese, latin = len(CHINESE.findall(text)), len(LATIN_WORD.findall(text))
    # A Chinese sentence holds product names and web addresses; an English one seldom holds a Chinese character.
    lead = chinese - latin
    return (1 if lead > 0 else -1) * min(8.0, 2.0 * log1p(abs(lead))) if lead else 0.0


def _tongues(source: Source) -> list[Lang]:
    """Name the language of every line: the cheapest sequence under a cost for each change (Viterbi)."""
    gains = [_leaning(source.text[line.start : line.end]) for line in source.lines]
    sure = [g > 0 for g in gains if abs(g) >= SWITCH]
    changes = sum(a != b for a, b in pairwise(sure)) / max(1, len(sure))
    # Where the sure lines alternate, the file is translated line by line, and a short line may change too.
    switch = SWITCH * (1.0 - changes) ** 2
    best = [0.0, 0.0]
    back: list[tuple[int, int]] = []
    for gain in gains:
        step = []
        for state, sign in ((0, -1.0), (1, 1.0)):
            stay, change = best[state], best[1 - state] - switch
            step.append((state if stay >= change else 1 - state, max(stay, change) + sign * gain))
        back.append((step[0][0], step[1][0]))
        best = [step[0][1], step[1][1]]
    state = 0 if best[0] >= best[1] else 1
    tongues: list[Lang] = []
    for came in reversed(back):
        tongues.append(LANGS[state])
        state = came[state]
    return tongues[::-1]
