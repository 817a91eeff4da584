"""How complete, how well ranked and how fast search is.

    python benchmarks/bench_search.py              all of it, about four minutes
    python benchmarks/bench_search.py questions    one part: cold, warm, complete or questions

``questions`` needs ../shared/agreements. Times are wall times on an idle machine.
"""

from __future__ import annotations

import json
import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from aligner import Alignment, Encoder, align, open_encoder
from corpus import Clause, Document, read
from corpus.normal import normal
from search import Mode, Shelf, build_shelf
from search.stems import base
from search.words import is_chinese, latin_words

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "search" / "cases" / "questions.json"
AGREEMENTS = ROOT.parent / "shared" / "agreements"


# Questions in one language, answered by clauses in the other


@dataclass(frozen=True)
class Question:
    """A question, and phrases of the clauses that answer it, with their printed numbers."""

    ask: str
    agreements: str
    answered_in: str
    answers: dict[str, str]
    fresh: bool
    """Written last. The first run on these gave recall@10 1.00 and MRR .79; little was changed after it."""


@dataclass(frozen=True)
class Way:
    """One way to look for answers."""

    name: str
    mode: Mode
    aligned: bool
    meaning: bool


WAYS = (
    Way("all together", "both", aligned=True, meaning=True),
    Way("without the alignment", "both", aligned=False, meaning=True),
    Way("without the vectors", "both", aligned=True, meaning=False),
    Way("dictionary only", "both", aligned=False, meaning=False),
    Way("meaning only", "meaning", aligned=False, meaning=True),
)


def questions() -> list[Question]:
    """Read the questions."""
    return [Question(**case) for case in json.loads(QUESTIONS.read_text("utf-8"))]


def places(way: Way, asked: Iterable[Question], folder: Path, encoder: Encoder) -> Iterator[int]:
    """Yield where among ten hits the first answer to each question stands, from 1; 0 for nowhere.

    Each pair is a shelf of its own, and only clauses in the other language than the question's are asked for.
    """
    shelves: dict[str, Shelf] = {}
    for question in asked:
        name = question.agreements
        if name not in shelves:
            path = folder / f"{name} {way.aligned} {way.meaning}"
            items = _items(name, way.aligned, encoder)
            shelves[name] = build_shelf(items, path, encoder=encoder, meaning=way.meaning)
        results = shelves[name].search(
            f"lang:{question.answered_in} {question.ask}", mode=way.mode, encoder=encoder
        )
        answers = (
            n for n, hit in enumerate(results, 1) if any(a in hit.clause.content for a in question.answers)
        )
        yield next(answers, 0)
    for shelf in shelves.values():
        shelf.close()


def _items(name: str, aligned: bool, encoder: Encoder) -> list[Document | Alignment]:
    en, zh = (replace(read(AGREEMENTS / name / f"{lang}.txt"), id=lang) for lang in ("en", "zh"))
    return [align(en, zh, encoder=encoder)] if aligned else [en, zh]


def recall(found: Sequence[int]) -> float:
    """Return the share of questions with an answer among the ten hits."""
    return sum(p > 0 for p in found) / len(found)


def reciprocal_rank(found: Sequence[int]) -> float:
    """Return the mean reciprocal rank."""
    return sum(1 / p for p in found if p) / len(found)


def bench_questions() -> None:
    """Report every way side by side."""
    if not AGREEMENTS.is_dir():
        print(f"questions: skipped, there is no {AGREEMENTS}")
        return
    asked = questions()
    encoder = open_encoder()
    fresh = [n for n, question in enumerate(asked) if question.fresh]
    print(
        f"{len(asked)} questions, of which {len(fresh)} fresh   hit@1  recall@10  MRR   fresh: recall@10  MRR"
    )
    with tempfile.TemporaryDirectory() as folder:
        for way in WAYS:
            found = list(places(way, asked, Path(folder), encoder))
            first = sum(p == 1 for p in found) / len(found)
            late = [found[n] for n in fresh]
            print(
                f"  {way.name:32} {first:.3f}    {recall(found):.3f}   {reciprocal_rank(found):.3f}"
                f"           {recall(late):.3f}   {reciprocal_rank(late):.3f}"
            )


# Text mode against a scan


def bench_complete(cases: int = 10_000, seed: int = 1) -> None:
    """Compare random runs of Chinese, English words and phrases with a scan of every clause."""
    rnd = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        shelf = build_shelf([read("baichuan-7b"), read("baichuan2")], Path(folder) / "shelf", meaning=False)
        documents = [shelf.document(d.id) for d in shelf.documents()]
        texts = {(d.id, c.id): c.content for d in documents for c in d}
        wrong = 0
        for _ in range(cases):
            query, expected = _case(rnd, texts)
            hits = shelf.search(query, mode="text", limit=None)
            wrong += {(hit.document, hit.clause.id) for hit in hits} != expected
        shelf.close()
    print(f"text mode against a scan: {cases} random cases, {wrong} wrong")


Key = tuple[str, str]


def _case(rnd: random.Random, texts: dict[Key, str]) -> tuple[str, set[Key]]:
    """Draw a query, and find what it should find by looking at every clause."""
    text = rnd.choice(list(texts.values()))
    if is_chinese(text) and rnd.random() < 0.7:
        length = rnd.randint(2, 8)
        start = rnd.randrange(max(1, len(text) - length + 1))
        run = text[start : start + length]
        # A space or a quote is more than text to the query language.
        if is_chinese(run) and not re.search(r'[\s"“”]', run):
            return run, {k for k, t in texts.items() if _spaceless(run) in _spaceless(t)}
    words = latin_words(text)
    if not words:
        return _case(rnd, texts)
    start = rnd.randrange(len(words))
    if rnd.random() < 0.5:
        word = words[start]
        return word, {k for k, t in texts.items() if base(word) in map(base, latin_words(t))}
    phrase = " ".join(words[start : start + rnd.randint(2, 6)])
    return f'"{phrase}"', {k for k, t in texts.items() if f" {phrase} " in f" {' '.join(latin_words(t))} "}


def _spaceless(text: str) -> str:
    return re.sub(r"[^\S\n]", "", normal(text))


# Speed


def bench_cold(runs: int = 5) -> None:
    """Time the whole command on the bundled pair, Python's own start included."""
    with tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder) / "shelf"
        build_shelf([align(read("baichuan-7b"), read("baichuan2"))], shelf).close()
        for query in (
            "natural person",
            "商标",
            "who may apply for a commercial licence?",
            "可以用于军事目的吗",
        ):
            times = [_seconds(partial(_search_command, query, shelf)) for _ in range(runs)]
            print(f"cold search, median of {runs}: {statistics.median(times):.2f} s   {query}")


def _search_command(query: str, shelf: Path) -> None:
    command = [sys.executable, "-m", "biclause", "search", query, "--shelf", str(shelf)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    subprocess.run(command, check=True, capture_output=True, env=environment)


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


QUERIES = {
    "English word": "trademark",
    "English phrase": '"service mark"',
    "Chinese word": "商标",
    "Chinese run": "知识产权",
    "boolean": "商标 OR 域名",
}


def bench_warm(sizes: Sequence[int] = (1_000, 10_000)) -> None:
    """Build and ask shelves of generated clauses, beside SQLite's full-text search on the same clauses."""
    for size in sizes:
        print(f"{size} clauses   build s   disk MB   " + "   ".join(QUERIES) + "   (median ms, hits)")
        documents = generated(size)
        with tempfile.TemporaryDirectory() as folder:
            _warm(documents, Path(folder) / "shelf")
            _fts5(documents, Path(folder) / "fts5.sqlite")


def _warm(documents: Sequence[Document], path: Path) -> None:
    start = time.perf_counter()
    shelf = build_shelf(documents, path, meaning=False)
    built = time.perf_counter() - start

    def ask(query: str, mode: Mode) -> int:
        return shelf.search(query, mode=mode).total

    for mode in ("text", "both"):
        _row(f"biclause {mode}", built, path, [_median(partial(ask, q, mode)) for q in QUERIES.values()])
    shelf.close()


def _row(name: str, built: float, path: Path, asked: Iterable[tuple[float, int]]) -> None:
    files = [path] if path.is_file() else [f for f in path.rglob("*") if f.is_file()]
    disk = sum(f.stat().st_size for f in files) / 1e6
    times = "   ".join(f"{ms:6.2f} ({hits})" for ms, hits in asked)
    print(f"  {name:14} {built:7.2f} {disk:9.1f}   {times}")


def _median(ask: Callable[[], int], runs: int = 21) -> tuple[float, int]:
    ask()
    return 1000 * statistics.median(_seconds(ask) for _ in range(runs)), ask()


def _fts5(documents: Sequence[Document], path: Path) -> None:
    """SQLite's own analysis: words for English, three characters for Chinese; two characters it cannot find."""
    database = sqlite3.connect(path)
    start = time.perf_counter()
    database.execute("CREATE VIRTUAL TABLE en USING fts5(text, tokenize = 'porter unicode61')")
    database.execute("CREATE VIRTUAL TABLE zh USING fts5(text, tokenize = 'trigram')")
    for document in documents:
        rows = [(clause.content,) for clause in document]
        database.executemany(f"INSERT INTO {document.langs[0]} VALUES (?)", rows)
    database.commit()
    built = time.perf_counter() - start

    def ask(query: str) -> int:
        table = "zh" if is_chinese(query) else "en"
        sql = f"SELECT rowid, text FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT 10"
        database.execute(sql, (query,)).fetchall()
        count: int = database.execute(
            f"SELECT count(*) FROM {table} WHERE {table} MATCH ?", (query,)
        ).fetchone()[0]
        return count

    _row("SQLite FTS5", built, path, [_median(partial(ask, q)) for q in QUERIES.values()])
    database.close()


def generated(size: int) -> list[Document]:
    """Make agreements of a hundred clauses, in turn English and Chinese: the bundled clauses with words exchanged."""
    rnd = random.Random(1)
    sources = (("en", read("baichuan-7b")), ("zh", read("baichuan2")))
    documents = []
    for number in range(size // 100):
        lang, source = sources[number % 2]
        pieces = [c.content.split() if lang == "en" else list(c.content) for c in source]
        every = [piece for clause in pieces for piece in clause]
        texts = [
            (" " if lang == "en" else "").join(
                p if rnd.random() > 0.1 else rnd.choice(every) for p in rnd.choice(pieces)
            )
            for _ in range(100)
        ]
        clauses = [
            Clause(str(n), f"{n}.", str(n), "clause", "", text, source.langs[0], 0, len(text), (), f"{n}.")
            for n, text in enumerate(texts, 1)
        ]
        documents.append(
            Document(f"agreement-{number}", f"Agreement {number}", source.langs, "", tuple(clauses))
        )
    return documents


PARTS: dict[str, Callable[[], None]] = {
    "cold": bench_cold,
    "warm": bench_warm,
    "complete": bench_complete,
    "questions": bench_questions,
}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
