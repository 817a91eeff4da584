"""Files and folders as the person named them in, documents with the names they have on the shelf out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .opening import open_one, open_two
from .options import Reading
from .output import Output, say

if TYPE_CHECKING:
    from corpus import Document, Lang

ENDINGS = frozenset((".docx", ".htm", ".html", ".markdown", ".md", ".pdf", ".text", ".txt", ".xhtml"))
"""What is read of a folder; a file that is named by itself may have any ending."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the person called the agreements, in the order of the files; empty where they did not."""

    ids: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    def given(self, documents: Sequence[Document]) -> list[Document]:
        """Return the documents under these names."""
        for option, names in (("--id", self.ids), ("--title", self.titles)):
            if names and len(names) != len(documents):
                raise click.UsageError(
                    f"{option} is given {len(names)} times for {len(documents)} agreements: once for each, in order."
                )
        if any(not id.strip() or not id.isprintable() for id in self.ids):
            raise click.UsageError("--id needs a name that can be typed.")
        named = (
            [replace(d, id=id) for d, id in zip(documents, self.ids, strict=True)] if self.ids else documents
        )
        if not self.titles:
            return list(named)
        return [replace(d, title=title) for d, title in zip(named, self.titles, strict=True)]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file of a folder that could not be read."""

    file: Path
    reason: str


def read_two(
    files: Sequence[str], names: Names, store: Path, reading: Reading, output: Output
) -> tuple[Document, Document]:
    """Read two agreements, or the two languages of one file, to be aligned."""
    if not 1 <= len(files) <= 2:
        raise click.UsageError(f"Two agreements are aligned at a time, and {len(files)} are named.")
    both = open_two(files[0], files[1] if len(files) == 2 else None, reading, output)
    old, new = _named([_from_anywhere(document) for document in both], names, store)
    return old, new


def read_all(
    files: Sequence[str], names: Names, store: Path, reading: Reading, output: Output
) -> tuple[list[Document], list[Failure]]:
    """Read files, and what there is to read in folders.

    A file that is named must be readable; one that is found in a folder may fail, and the others are read.
    """
    documents: list[Document] = []
    failures: list[Failure] = []
    for name in files:
        if Path(name).is_dir():
            found, failed = _read_folder(Path(name), reading, output)
            documents += found
            failures += failed
        else:
            documents.append(_from_anywhere(open_one(name, reading, output)))
    return _named(documents, names, store), failures


def _named(documents: Sequence[Document], names: Names, store: Path) -> list[Document]:
    """Name documents as the person says, else as the shelf knows them already, else by their files."""
    named = names.given(documents)
    if names.ids:
        return named
    known = _known(store)
    return [replace(d, id=known.get((d.origin, d.langs), d.id)) for d in named]


def _known(store: Path) -> dict[tuple[str, tuple[Lang, ...]], str]:
    """Return the names of the agreements on a shelf, by the files (and their parts) that they are from."""
    from corpus import BiclauseError
    from search import open_shelf

    try:
        return {(d.origin, d.langs): d.id for d in open_shelf(store).documents() if d.origin not in ("", "-")}
    except BiclauseError:  # there is none yet; where it is unreadable, adding to it will say so
        return {}


def _read_folder(folder: Path, reading: Reading, output: Output) -> tuple[list[Document], list[Failure]]:
    from corpus import BiclauseError

    paths = list(_agreements(folder))
    if not paths:
        raise click.UsageError(
            f"There is no agreement in {folder}: it has no file that ends in {_endings()}."
        )
    documents, failures = [], []
    for path, id in zip(paths, _ids(folder, paths), strict=True):
        try:
            document = _from_anywhere(open_one(str(path), reading, output))
        except BiclauseError as error:
            failures.append(Failure(path, str(error)))
        else:
            documents.append(replace(document, id=id))
    say(f"Read {len(documents)} of {len(paths)} agreements in {folder}", output)
    return documents, failures


def _agreements(folder: Path) -> Iterator[Path]:
    """Yield what can be read in a folder and below it, in order of names; what is hidden stays so."""
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(files):
            # ~$contract.docx is what Word leaves beside an open file.
            if Path(name).suffix.lower() in ENDINGS and not name.startswith((".", "~$")):
                yield Path(path, name)


def _ids(folder: Path, paths: Sequence[Path]) -> list[str]:
    """Name each file by its path in the folder, so that its name stays when other files come."""
    from corpus.reading import slug

    inside = [path.relative_to(folder) for path in paths]
    bare = [slug(str(path.with_suffix(""))) for path in inside]
    often = Counter(bare)
    # contract.docx beside contract.pdf
    return [slug(str(path)) if often[id] > 1 else id for path, id in zip(inside, bare, strict=True)]


def _endings() -> str:
    *others, last = sorted(ENDINGS)
    return f"{', '.join(others)} or {last}"


def _from_anywhere(document: Document) -> Document:
    """Let a file be known by its whole path: licence.txt of another folder is another agreement."""
    if not Path(document.origin).is_file():
        return document
    return replace(document, origin=str(Path(document.origin).absolute()))
