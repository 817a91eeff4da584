"""Text in, words and character pairs out, in both languages: the only reader of Chinese words.

Everything here works on the normal form (``corpus.normal``): half width, lower case, simplified.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import accumulate
from math import log
from typing import Protocol

from corpus.normal import normal

# Written without spaces between words: ideographs with their marks, kana, bopomofo, hangul.
# U+3000-3004 and 3008-3020 are punctuation; U+3005-3007 are 々〆〇; U+FF66-FF9D half-width kana.
_IDEOGRAPHS = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHS}]")
_WORD = re.compile(rf"[^\W_{_IDEOGRAPHS}]+")
# What jieba takes as one stretch: ideographs, and the Latin letters and digits between them.
_STRETCH = re.compile(rf"[{_IDEOGRAPHS}a-z0-9]+")
_SPACE = re.compile(r"[^\S\n]+")


def is_chinese(text: str) -> bool:
    """Tell whether the text has a character of a script written without spaces.

    >>> is_chinese("Baichuan2模型"), is_chinese("royalty-free")
    (True, False)
    """
    return _IDEOGRAPH.search(text) is not None


def latin_words(text: str) -> list[str]:
    """Return the words and numbers outside the Chinese, in normal form.

    >>> latin_words("The Licensor’s Baichuan2-7B模型")
    ['the', 'licensor', 's', 'baichuan2', '7b']
    """
    return _WORD.findall(normal(text))


def latin_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each such word with its offsets."""
    for found in _WORD.finditer(normal(text)):
        yield found.group(), found.start(), found.end()


def squeezed(text: str) -> str:
    """Return the normal form without its spaces: what a run of Chinese is looked for in.

    Spaces beside Chinese are typesetting, and differ between copies of one text. Line breaks stay.

    >>> squeezed("使用 Baichuan2 模型")
    '使用baichuan2模型'
    """
    return _SPACE.sub("", normal(text))


def squeezed_offsets(text: str) -> list[int]:
    """Return, for each character of ``squeezed(text)``, its offset in the text; the text's length at the end."""
    return [i for i, c in enumerate(normal(text)) if not _SPACE.match(c)] + [len(text)]


def pairs(text: str) -> Iterator[str]:
    r"""Yield every two neighbouring characters of a squeezed text of which one is Chinese.

    The end counts as a neighbour, so that every single character begins some pair.

    >>> list(pairs("用ab模型"))
    ['用a', 'b模', '模型', '型\n']
    """
    ended = text + "\n"
    chinese = [_IDEOGRAPH.match(c) is not None for c in ended]
    for i in range(len(text)):
        if chinese[i] or chinese[i + 1]:
            yield ended[i : i + 2]


class Segmenter(Protocol):
    """What cuts a stretch of Chinese (normal form, no punctuation) into words."""

    def cut(self, stretch: str) -> list[str]:
        """Return the words in order; joined, they are the stretch."""
        ...


def chinese_stretches(text: str) -> list[str]:
    """Return the stretches of Chinese, with the Latin letters and digits in them, cut at punctuation.

    >>> chinese_stretches("Baichuan2 模型，“许可”")
    ['baichuan2模型', '许可']
    """
    return [s for s in _STRETCH.findall(squeezed(text)) if is_chinese(s)]


def chinese_words(text: str, segmenter: Segmenter) -> list[str]:
    """Return the words of the Chinese parts of a text, in order; Latin words are left out."""
    return [
        word for stretch in chinese_stretches(text) for word in segmenter.cut(stretch) if is_chinese(word)
    ]


def parts(word: str, known: Mapping[str, int]) -> list[str]:
    """Return the shorter known words inside a word, as jieba's search mode does, and the word itself last.

    >>> parts("被许可人", {"许可": 1, "被许可人": 1})
    ['许可', '被许可人']
    """
    inner = [word[i : i + n] for n in (2, 3) if len(word) > n for i in range(len(word) - n + 1)]
    return [*(w for w in inner if known.get(w)), word]


class SmallSegmenter:
    """Cuts by counts of known words, the most probable cut first: jieba's rule, not its data.

    A query needs only the words of the index, and jieba's full dictionary takes two seconds to load.

    >>> counts = {"自然": 5, "自然人": 9, "申请": 7}
    >>> SmallSegmenter(lambda word: counts.get(word, 0), total=21).cut("自然人可以申请")
    ['自然人', '可', '以', '申请']
    """

    LONGEST = 8
    """Characters; legal terms are shorter."""

    def __init__(self, count: Callable[[str], int], total: int) -> None:
        self._count = count
        self._log_total = log(max(2, total))

    def cut(self, stretch: str) -> list[str]:
        """Return the words in order."""
        n = len(stretch)
        best: list[tuple[float, int]] = [(0.0, n)] * (n + 1)
        for i in range(n - 1, -1, -1):
            weights = {e: self._count(stretch[i:e]) for e in range(i + 1, min(n, i + self.LONGEST) + 1)}
            # A single character always stands; the longer word wins a tie, as in jieba.
            best[i] = max(
                (log(count or 1) - self._log_total + best[end][0], end)
                for end, count in weights.items()
                if count or end == i + 1
            )
        out, i = [], 0
        while i < n:
            out.append(stretch[i : best[i][1]])
            i = best[i][1]
        return out


class FullSegmenter:
    """jieba's dictionary in a private tokenizer, with words of our own; takes two seconds to make."""

    def __init__(self, own_words: Iterable[str] = ()) -> None:
        import jieba

        # A private tokenizer: changing the global one would change results for every library here.
        self._tokenizer = jieba.Tokenizer()
        # Without its cache: that is no faster, and jieba would believe a file which another user can
        # plant under a predictable name in the shared temporary folder.
        counts, total = self._tokenizer.gen_pfdict(self._tokenizer.get_dict_file())
        self._tokenizer.FREQ, self._tokenizer.total = counts, total
        self._tokenizer.initialized = True
        self._add(own_words)

    @property
    def counts(self) -> Mapping[str, int]:
        """The dictionary; what is only the beginning of a word counts 0."""
        counts: Mapping[str, int] = self._tokenizer.FREQ
        return counts

    def _add(self, words: Iterable[str]) -> None:
        for word in map(squeezed, words):
            # Frequent enough to win over any cut into its parts, which a lower count does not.
            self._tokenizer.add_word(word, max(100_000, self.counts.get(word, 0)))

    @contextmanager
    def knowing(self, words: Iterable[str]) -> Iterator[None]:
        """Know these words too, until the end of the block."""
        # Dictionaries of half a million words are not copied for the terms of one agreement.
        before = {start: self.counts.get(start) for w in map(squeezed, words) for start in accumulate(w)}
        total = self._tokenizer.total
        self._add(w for w in map(squeezed, words))
        try:
            yield
        finally:
            for start, count in before.items():
                if count is None:
                    del self._tokenizer.FREQ[start]
                else:
                    self._tokenizer.FREQ[start] = count
            self._tokenizer.total = total

    def cut(self, stretch: str) -> list[str]:
        """Return the words in order; without the hidden Markov model, whose new words are mostly junk."""
        words: list[str] = self._tokenizer.lcut(stretch, HMM=False)
        return words


# Too common to say what a question is about; used for ranking only, never for what matches.
_STOPS_EN = frozenset(
    "a about am an and are as at be been being but by can could did do does for from had has have he her his how "
    "i if in into is it its me my no not of on or our shall she should so some such than that the their them then "
    "there these they this those to under us was we were what when where which who whom whose why will with would "
    "you your s t may must need get please mean means meant happen happens called".split()
)
_STOPS_ZH = frozenset(
    "的 了 吗 呢 吧 是 在 有 和 与 及 或 也 都 就 把 被 对 为 于 从 到 等 这 那 其 之 将 会 能 可以 我 你 您 我们 你们 什么 什么是 是什么 意思 什么意思 怎么 怎么办 怎样 "
    "如何 为什么 哪 哪些 哪个 哪里 谁 多少 是否 时 个 吗 么 以 以及 如果 该 此 要 不 不是 会不会 有没有 有无 没有 能否 能不能 可否 需要 需 须 怎".split()
)


_ASKING = re.compile(
    r"(?:what|who|whom|whose|which|when|where|why|how|can|could|may|must|do|does|did|is|are|will|would|should)\b"
    r"|.*[?\N{FULLWIDTH QUESTION MARK}吗呢]\s*$|.*(?:什么|怎么|怎样|如何|谁|哪|多少|是否|能否|可否|为何)",
    re.DOTALL,
)


def asks(text: str) -> bool:
    """Tell whether a text asks, rather than names what is looked for.

    >>> asks("Who owns the model"), asks("谁拥有模型"), asks("model ownership")
    (True, True, False)
    """
    return _ASKING.match(normal(text).strip()) is not None


_ASKING_FOR_A_DEFINITION = re.compile(
    r"(?:what|who)\s+(?:is|are)\s|.*\b(?:means?|meaning of|defin(?:ed?|ition)|counts as|refers? to)\b"
    r"|什么(?:是|叫)|何谓|.*(?:是什么|什么意思|是指什么|指的是|的?定义|的?含义)",
    re.DOTALL,
)


def asks_for_definition(text: str) -> bool:
    """Tell whether a text asks what something is.

    >>> [asks_for_definition(t) for t in ("What does affiliate mean?", "什麼是營業秘密", "Who owns it?")]
    [True, True, False]
    """
    return _ASKING_FOR_A_DEFINITION.match(normal(text).strip()) is not None


def is_stop(word: str) -> bool:
    """Tell whether a word is too common to rank by."""
    return word in _STOPS_EN or word in _STOPS_ZH
