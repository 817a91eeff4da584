"""A list of pairs in, each with its two files and a name of its own: what ``align --pairs`` reads."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus import BUNDLED, BiclauseError
from corpus.readers import decode
from corpus.reading import slug


@dataclass(frozen=True, slots=True)
class Pair:
    """Two agreements to align."""

    id: str
    """Names the file that the answer is written to."""
    old: str
    new: str | None
    """None where one file holds the agreement in both languages."""


# A file name on every system: no separator, no wildcard, nothing hidden, and not too long with an ending.
_NAME = re.compile(r'(?!\.)[^\\/:*?"<>|\x00-\x1f]{1,80}')


def read_pairs(path: Path) -> list[Pair]:
    """Read a table with the columns ``old``, ``new`` and, where the names alone do not do, ``id``.

    Commas, semicolons or tabs, in any encoding that a spreadsheet writes. A file is looked for beside the table,
    then among the bundled names; without a ``new``, the old file holds both languages. BiclauseError, before
    anything is aligned, for whatever cannot be meant.
    """
    try:
        text = decode(path.read_bytes(), name=path.name).text
    except OSError as why:
        raise BiclauseError(f"cannot read {path}: {why.strerror or why}") from None
    pairs: dict[str, tuple[int, Pair]] = {}
    for line, row in _rows(text, path):
        pair = _pair(row, f"{path}, line {line}", path.parent)
        # Two names that differ in case are one file on some systems.
        before, _ = pairs.setdefault(pair.id.casefold(), (line, pair))
        if before != line:
            raise BiclauseError(
                f"{path}: lines {before} and {line} would both be written to {pair.id}: name them in a column id"
            )
    if not pairs:
        raise BiclauseError(f"{path} lists no pairs: give it a line for each, under a head line old,new")
    return [pair for _, pair in pairs.values()]


def _rows(text: str, path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the number of each line with something in it, and its cells by column."""
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    columns = [cell.strip().lower() for cell in next(reader, [])]
    if not {"old", "new"} <= set(columns):
        raise BiclauseError(
            f"{path} begins with {head[:60]!r}: expected a head line with the columns old and new"
        )
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, dict(zip(columns, (cell.strip() for cell in cells), strict=False))


def _pair(row: Mapping[str, str], where: str, folder: Path) -> Pair:
    old, new = row.get("old", ""), row.get("new", "")
    if not old or "-" in (old, new):
        raise BiclauseError(f"{where} has {old or 'nothing'!r} as old and {new!r} as new: name files")
    own = row.get("id") or "__".join(slug(Path(name).stem) for name in (old, new) if name)
    if not _NAME.fullmatch(own):
        raise BiclauseError(f"{where} is called {own!r}, which is no name for a file: use letters and digits")
    return Pair(own, _found(old, folder), _found(new, folder) if new else None)


def _found(name: str, folder: Path) -> str:
    beside = folder / name
    return name if name in BUNDLED and not beside.exists() else str(beside)
