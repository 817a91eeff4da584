"""One source in, its language parts out: an agreement printed twice in one file is two agreements.

The two may follow each other, alternate section by section or line by line.  Each part keeps its own lines and so
its own numbering; a word of the other language inside a part does not cut it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from math import log1p

from .clauses import Finding, Furniture, Lang
from .source import Source

CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b[\w.+-]{1,64}@[\w.-]+")  # bounded: a long line has many starts
SWITCH = 3.0
"""Cost of a change of language between two lines, in the units of ``_leaning``: a short line does not pay it."""
LEAST_SHARE = 0.2
"""Below this share of the text a second language is quotation, not a part."""
OTHER_PART = "the other language"
LANGS: tuple[Lang, Lang] = ("en", "zh")


def parts(source: Source) -> dict[Lang, Source]:
    """Return the source of each language part, in printed order; one part where there is one language.

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
        return {max(LANGS, key=lambda x: weight[x]): source}
    present.sort(key=lambda x: first[x])
    return {lang: _only(source, tongues, lang) for lang in present}


def _only(source: Source, tongues: list[Lang], wanted: Lang) -> Source:
    lines, other = [], []
    for line, lang in zip(source.lines, tongues, strict=True):
        blank = not source.text[line.start : line.end].strip()
        if lang == wanted or blank:
            lines.append(line)
        else:
            other.append(Furniture(line.start, line.end, OTHER_PART))
    message = f"two languages in one file: this is the {'English' if wanted == 'en' else 'Chinese'} part"
    return replace(
        source,
        lines=tuple(lines),
        furniture=(*source.furniture, *other),
        findings=(*source.findings, Finding("part", message)),
    )


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
