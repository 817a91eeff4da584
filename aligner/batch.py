"""Pairs in, a folder of alignments out: many pairs at once, in dask's worker processes.

Each pair has its own file, written beside and renamed, and the same bytes as if it had been aligned alone. Run
again, a batch does only what is missing or out of date, so it can be stopped at any moment. What goes wrong with a
pair, even the end of its process, stays with that pair.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypedDict

from corpus import BiclauseError, Document, Lang, read
from corpus.readers import MAX_BYTES, Changes
from corpus.reading import read_both
from corpus.table import Format, written

from .alignment import Alignment
from .differences import diff
from .matching import align
from .pairs import Pair
from .report import page
from .segments import align_sentences
from .table import aligned_table
from .vectors import Encoder, open_encoder

MADE = ".made"
"""Folder, inside that of the answers, of what each was made from."""

Written = Format | Literal["html"]

SUFFIXES = {
    "jsonl": ".jsonl",
    "json": ".json",
    "csv": ".csv",
    "tsv": ".tsv",
    "markdown": ".md",
    "html": ".html",
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How every pair of a batch is read, aligned and written."""

    format: Written = "jsonl"
    excel: bool = False
    model: str | None = None
    """None is the embedded encoder."""
    encoding: str | None = None
    password: str | None = None
    changes: Changes = "accepted"
    parts: tuple[Lang | None, Lang | None] = (None, None)
    """Which language of a bilingual file, for the older side and for the newer; None is all there is."""
    max_bytes: int = MAX_BYTES
    unit: Literal["clause", "sentence"] = "clause"
    crossing: bool = False
    """Whether sentences may answer each other out of order."""

    def align(self, old: Document, new: Document, encoder: Encoder) -> Alignment:
        """Align two documents."""
        if self.unit == "sentence":
            return align_sentences(old, new, encoder=encoder, crossing=self.crossing)
        return align(old, new, encoder=encoder)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a pair."""

    pair: Pair
    state: Literal["made", "kept", "failed"]
    """``kept``: the file was there, made from these texts in this way."""
    reason: str = ""
    """Why it failed, in a sentence."""
    notes: tuple[str, ...] = ()
    """What a person should look at before trusting the result."""


class _How(TypedDict):
    """What ``read`` and ``read_both`` are both told."""

    encoding: str | None
    password: str | None
    changes: Changes
    max_bytes: int


@dataclass(frozen=True, slots=True)
class _Job:
    pair: Pair
    recipe: Recipe
    file: Path
    key: str
    """Digest of all that decides the file's bytes."""

    @property
    def record(self) -> Path:
        """The file that holds the key once the answer is written."""
        return self.file.parent / MADE / self.file.name


def align_pairs(
    pairs: Iterable[Pair],
    folder: Path,
    recipe: Recipe | None = None,
    *,
    workers: int | None = None,
    told: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """Align pairs in processes of their own and write each to a file in the folder; return what became of each.

    ``told`` is called with each outcome as it comes. There are as many workers as processors, unless given. A
    script that calls this needs ``if __name__ == "__main__":``, for each worker imports the script.
    """
    recipe = recipe or Recipe()
    made_by = f"{_signature(recipe)}|code:{_code()}"
    try:
        (folder / MADE).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BiclauseError(f"cannot make the folder {folder}: {error.strerror or error}") from None
    jobs = [_job(pair, folder, recipe, made_by) for pair in pairs]
    outcomes: dict[str, Outcome] = {}

    def note(outcome: Outcome) -> None:
        outcomes[outcome.pair.id] = outcome
        told(outcome)

    todo = []
    for job in jobs:
        if _is_made(job):
            note(Outcome(job.pair, "kept"))
        else:
            todo.append(job)
    _in_processes(todo, workers, note)
    return [outcomes[job.pair.id] for job in jobs]


def _signature(recipe: Recipe) -> str:
    """Return the signature that the alignments will carry: that of two texts without a clause, which costs nothing."""
    nothing = Document("", "", (), "", ())
    return recipe.align(nothing, nothing, open_encoder(recipe.model)).signature


def _code() -> str:
    """Return a digest of all that decides an answer beside the texts and the encoder: the rooms below, as they are."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted(p for room in (here, here.parent / "corpus") for p in room.rglob("*") if p.is_file()):
        if path.suffix != ".pyc":
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _job(pair: Pair, folder: Path, recipe: Recipe, made_by: str) -> _Job:
    sides = [
        (Path(name).name, _digest(name)) for name in (pair.old, pair.new) if name
    ]  # the answer names both
    key = hashlib.sha256(json.dumps([made_by, asdict(recipe), sides]).encode()).hexdigest()
    return _Job(pair, recipe, folder / f"{pair.id}{SUFFIXES[recipe.format]}", key)


def _digest(name: str) -> str:
    """Return a digest of a file; a bundled text is as good as its name, and what cannot be read fails later."""
    with suppress(OSError):
        return hashlib.sha256(Path(name).read_bytes()).hexdigest()
    return name


def _is_made(job: _Job) -> bool:
    try:
        return job.file.stat().st_size > 0 and job.record.read_text("utf-8") == job.key
    except (OSError, ValueError):
        return False


def _in_processes(jobs: Sequence[_Job], workers: int | None, note: Callable[[Outcome], None]) -> None:
    """Run jobs; where a process dies, find out which job it died of, and go on with the others."""
    groups = [jobs] if jobs else []
    while groups:
        group = groups.pop()
        begun, ended = _attempt(group, workers, note)
        suspects = [job for job in group if job in begun and job not in ended]
        if len(suspects) == 1:
            reason = "the process that worked on it died, perhaps for want of memory"
            note(Outcome(suspects[0].pair, "failed", reason))
        else:  # each alone, so that its end is its own
            groups += [[job] for job in suspects]
        rest = [job for job in group if job not in begun]
        if rest:
            groups.append(rest)


def _attempt(
    jobs: Sequence[_Job], workers: int | None, note: Callable[[Outcome], None]
) -> tuple[set[_Job], set[_Job]]:
    """Run jobs until all are done or a process dies; return those that began and those that ended."""
    from dask.base import compute
    from dask.callbacks import Callback
    from dask.delayed import delayed
    from dask.system import CPU_COUNT

    keyed = {f"{n:09}": job for n, job in enumerate(reversed(jobs))}  # dask takes the last key first
    begun: set[_Job] = set()
    ended: set[_Job] = set()

    def begin(key: str, *_: object) -> None:
        begun.add(keyed[key])

    def end(key: str, outcome: Outcome, *_: object) -> None:
        ended.add(keyed[key])
        note(outcome)

    work = delayed(_outcome, pure=False)
    watch = Callback(pretask=begin, posttask=end)  # type: ignore[no-untyped-call]  # dask leaves it untyped
    with suppress(BrokenExecutor), watch:
        # Processes, not a LocalCluster: they need no socket, and one pair has nothing to say to another.
        compute(  # type: ignore[no-untyped-call]  # as above
            *(work(job, dask_key_name=key) for key, job in keyed.items()),
            scheduler="processes",
            num_workers=min(workers or CPU_COUNT, len(jobs)),
            chunksize=1,
            initializer=_serve,
        )
    return begun, ended


def _serve() -> None:
    """Prepare a worker: it leaves Ctrl-C to its parent, and ends when its parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _outcome(job: _Job) -> Outcome:
    """Do a job, in a worker."""
    try:
        notes = _make(job)
    except BiclauseError as error:
        return Outcome(job.pair, "failed", str(error))
    except OSError as error:
        return Outcome(job.pair, "failed", f"cannot write {job.file}: {error.strerror or error}")
    except Exception as error:  # a fault of ours, or memory: the other pairs are worth having all the same
        return Outcome(job.pair, "failed", f"{type(error).__name__}: {error}")
    return Outcome(job.pair, "made", notes=notes)


def _make(job: _Job) -> tuple[str, ...]:
    documents = _read(job.pair, job.recipe)
    alignment = job.recipe.align(*documents, _encoder(job.recipe.model))
    _put(job.file, rendered(alignment, job.recipe))
    _put(job.record, job.key)
    return tuple(note for document in documents for note in _notes(document))


def _read(pair: Pair, recipe: Recipe) -> tuple[Document, Document]:
    how: _How = {
        "encoding": recipe.encoding,
        "password": recipe.password,
        "changes": recipe.changes,
        "max_bytes": recipe.max_bytes,
    }
    first, second = recipe.parts
    if pair.new is not None:
        return read(pair.old, part=first, **how), read(pair.new, part=second, **how)
    if first is not None and first == second:
        raise BiclauseError(f"one part of {pair.old} leaves nothing to align with: name another file")
    both = read_both(pair.old, **how)
    return both[first or "en"], both[second or "zh"]


def _notes(document: Document) -> list[str]:
    """Say that a document needs a look, by its first finding; there may be many, of many documents."""
    found = [f.message for f in document.findings if f.look]
    more = f" (and {len(found) - 1} more, which biclause parse --check tells)" if found[1:] else ""
    return [f"{document.id}: {found[0]}{more}"] if found else []


@cache
def _encoder(model: str | None) -> Encoder:
    return open_encoder(model)


def rendered(alignment: Alignment, recipe: Recipe) -> str:
    """Write an alignment as ``align`` does."""
    if recipe.format == "html":
        return page(diff(alignment))
    return written(aligned_table(alignment), recipe.format, excel=recipe.excel)


def _put(path: Path, text: str) -> None:
    """Write a file whole or not at all; what a killed run leaves beside it, the next one overwrites."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, "utf-8", newline="\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
