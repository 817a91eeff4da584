"""A text and what was looked for in, the runs of it that matched out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from corpus.normal import normal

from .hits import Marked
from .query import Leaf, Phrase, Place, Regex, Wild, Word
from .question import Term
from .stems import base, stem
from .words import is_chinese, latin_spans, latin_words, squeezed, squeezed_offsets

Span = tuple[int, int]


class Marker:
    """Marks the same things in every text of one result."""

    def __init__(self, leaves: Iterable[Leaf], terms: Iterable[Term]) -> None:
        self._runs: set[str] = set()
        self._words: list[tuple[Callable[[str], str], tuple[str, ...]]] = []
        self._patterns: list[tuple[re.Pattern[str], Callable[[str], str]]] = []
        for leaf in leaves:
            self._want(leaf)
        for term in terms:
            self._want_term(term)

    def _want(self, leaf: Leaf) -> None:
        match leaf:
            case Word(text) | Place(text=text):
                self._want_text(text, base)
            case Phrase(text):
                self._want_text(text, str)
            case Wild(text):
                self._patterns.append((_wild_pattern(normal(text)), normal))
            case Regex(pattern):
                self._patterns.append((re.compile(pattern, re.IGNORECASE), str))

    def _want_text(self, text: str, form: Callable[[str], str]) -> None:
        words = latin_words(text)
        if is_chinese(text) or not words:
            self._runs.add(squeezed(text.strip()))
        else:
            self._words.append((form, tuple(map(form, words))))

    def _want_term(self, term: Term) -> None:
        for text in (term.text, *(r.text for r in term.renderings)):
            if not is_chinese(text):
                self._words.append((stem, tuple(map(stem, latin_words(text)))))
            elif len(text) > 1:
                self._runs.add(text)

    def mark(self, text: str) -> Marked:
        """Return the text with all that was looked for marked."""
        return Marked(
            text, _joined([*self._found_runs(text), *self._found_words(text), *self._found_patterns(text)])
        )

    def _found_runs(self, text: str) -> Iterator[Span]:
        tight = squeezed(text)
        offsets: list[int] | None = None
        for run in self._runs:
            at = tight.find(run) if run else -1
            while at >= 0:
                offsets = offsets or squeezed_offsets(text)
                yield offsets[at], offsets[at + len(run) - 1] + 1
                at = tight.find(run, at + 1)

    def _found_words(self, text: str) -> Iterator[Span]:
        if not self._words:
            return
        spans = list(latin_spans(text))
        forms = {form: [form(word) for word, _, _ in spans] for form, _ in self._words}
        for form, wanted in self._words:
            printed = forms[form]
            for i in range(len(printed) - len(wanted) + 1):
                if tuple(printed[i : i + len(wanted)]) == wanted:
                    yield spans[i][1], spans[i + len(wanted) - 1][2]

    def _found_patterns(self, text: str) -> Iterator[Span]:
        for pattern, form in self._patterns:
            for found in pattern.finditer(form(text)):
                if found.end() > found.start():
                    yield found.span()


def _wild_pattern(text: str) -> re.Pattern[str]:
    letter = r"[^\n。;；]" if is_chinese(text) else r"\w"
    put = {"*": f"{letter}*", "?": letter}
    body = "".join(put.get(c) or re.escape(c) for c in text)
    return re.compile(body if is_chinese(text) else rf"\b{body}\b", re.IGNORECASE)


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Put overlapping runs together."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)
