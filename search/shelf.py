"""Agreements and alignments kept in a folder, and asked: the room's front."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.alignment import Alignment
from corpus import BiclauseError, Document, Lang, find

from .hits import Mode, Results
from .state import (
    Change,
    Manifest,
    digest,
    is_stale,
    open_library,
    read_alignments,
    read_document,
    read_manifest,
    words_learned,
)
from .store import Store, unreadable

if TYPE_CHECKING:
    from aligner import Encoder

    from .ranking import Library


@dataclass(frozen=True, slots=True)
class ShelfDocument:
    """A document as the shelf lists it."""

    id: str
    title: str
    langs: tuple[Lang, ...]
    clauses: int
    origin: str
    """The path or bundled name that it was read from."""
    tags: tuple[str, ...] = ()
    aligned_with: tuple[str, ...] = ()
    """Ids of the documents that it is aligned with."""


@dataclass(frozen=True, slots=True)
class ShelfStatus:
    """What the shelf holds, and in what state it is."""

    path: Path
    state: int
    """Goes up by one with every change; 0 for a shelf that never held anything."""
    documents: int
    clauses: int
    alignments: int
    encoder: str | None
    """What made the vectors; None where there are none, and search goes by words only."""
    learned: int
    """Words with a rendering learned from the alignments."""
    bytes: int
    """Size of the current state on the disk."""


class Shelf:
    """A folder of agreements, searched in either language. Made by ``open_shelf``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._store = Store(path)
        self._opened: tuple[tuple[Path | None, Encoder | None], Library | None] | None = None

    def close(self) -> None:
        """Close the files that searching opened; the next search opens them again."""
        if self._opened is not None and self._opened[1] is not None:
            self._opened[1].index.close()
        self._opened = None

    # Filling it

    def add(
        self,
        *items: Document | Alignment,
        tags: Sequence[str] = (),
        encoder: Encoder | None = None,
        meaning: bool = True,
        replace: bool = False,
    ) -> list[str]:
        """Put documents and alignments (with both their documents) on the shelf; return the ids that are new to it.

        What is there already, unchanged, is left as it is. A document of the same id that was read from
        elsewhere is refused unless ``replace`` is true. Without ``meaning`` no vectors are made, and search
        goes by words only.
        """
        documents, alignments = _sorted_out(items)
        with self._store.writing() as draft:
            return _add(Change(draft), documents, alignments, tags, _encoder(encoder, meaning), replace)

    def remove(self, *ids: str) -> None:
        """Take documents off the shelf, and the alignments they are part of."""
        self._store.check()
        with self._store.writing() as draft:
            change = Change(draft)
            for id in ids:
                if id not in change.manifest.documents:
                    raise BiclauseError(_unknown(id, change.manifest.documents))
            change.remove(ids)
            change.finish(None)

    # What it holds

    def documents(self) -> list[ShelfDocument]:
        """Return what is on the shelf, in the order it was added."""
        manifest = self._manifest()
        return [
            ShelfDocument(
                id,
                about["title"],
                tuple(about["langs"]),
                about["clauses"],
                about["origin"],
                tuple(about["tags"]),
                tuple(
                    a["new"] if a["old"] == id else a["old"]
                    for a in manifest.alignments
                    if id in (a["old"], a["new"])
                ),
            )
            for id, about in manifest.documents.items()
        ]

    def document(self, id: str) -> Document:
        """Return a document in full."""

        def read(state: Path) -> Document | None:
            about = read_manifest(state).documents.get(id)
            return read_document(state, about) if about else None

        document = self._store.reading(read, None)
        if document is None:
            raise BiclauseError(_unknown(id, self._manifest().documents))
        return document

    def alignments(self) -> list[Alignment]:
        """Return every alignment in full, in the order they were added."""

        def read(state: Path) -> list[Alignment]:
            return read_alignments(state, read_manifest(state))

        return self._store.reading(read, [])

    def status(self) -> ShelfStatus:
        """Return how much is on the shelf."""

        def read(state: Path) -> ShelfStatus:
            manifest = read_manifest(state)
            return ShelfStatus(
                self.path,
                int(state.name),
                len(manifest.documents),
                sum(about["clauses"] for about in manifest.documents.values()),
                len(manifest.alignments),
                manifest.encoder,
                words_learned(state, manifest),
                sum(f.stat().st_size for f in state.rglob("*") if f.is_file()),
            )

        return self._store.reading(read, ShelfStatus(self.path, 0, 0, 0, 0, None, 0, 0))

    def _manifest(self) -> Manifest:
        return self._store.reading(read_manifest, Manifest())

    # Asking it

    def search(
        self,
        query: str,
        *,
        mode: Mode = "both",
        limit: int | None = 10,
        context: int = 0,
        facets: bool = False,
        encoder: Encoder | None = None,
    ) -> Results:
        """Return the clauses that answer a query in English or Chinese, the best first.

        ``text`` finds what the clauses themselves say, all of it and nothing else; ``meaning`` ranks by
        vectors alone; ``both`` adds translations, counterparts and, for questions, meaning. ``context``
        clauses before and after come along with each hit.
        """
        from .ranking import answer

        def ask(library: Library) -> Results:
            if mode == "meaning" and library.vectors is None:
                raise BiclauseError(
                    f"the shelf at {self.path} was made without vectors; search it with mode text"
                )
            return answer(library, query, mode=mode, limit=limit, context=context, facets=facets)

        return self._asked(ask, Results(query, mode, (), 0), encoder)

    def similar(self, document: str, clause: str, *, limit: int | None = 10) -> Results:
        """Return the clause most like this one in every other document, the nearest first.

        ``clause`` is an id, a printed number in any spelling (``3(2)``, ``三.2``) or a term that it defines.
        """
        from .ranking import similar

        id = find(self.document(document), clause).id

        def ask(library: Library) -> Results:
            number = library.index.number(document, id)
            if number is None:
                raise BiclauseError(f"{document} has just been changed: ask again")
            return similar(library, number, limit=limit)

        return self._asked(ask, Results(f"{document}:{id}", "meaning", (), 0), None)

    def _asked(self, ask: Callable[[Library], Results], nothing: Results, encoder: Encoder | None) -> Results:
        """Ask the current state; ask the next one where a writer removed this one meanwhile."""
        while (library := self._library(encoder)) is not None:
            state = self._store.current()
            try:
                return ask(library)
            except FileNotFoundError as error:
                if self._store.current() == state:
                    raise unreadable(self.path) from error
        return nothing

    def _library(self, encoder: Encoder | None) -> Library | None:
        """Open the current state, or keep the one that is open where it is still current."""
        key = (self._store.current(), encoder)
        if self._opened is None or self._opened[0] != key:
            self.close()
            if self._store.reading(is_stale, False):
                self._rebuild()
            library = self._store.reading(partial(open_library, encoder=encoder), None)
            self._opened = ((self._store.current(), encoder), library)
        return self._opened[1]

    def _rebuild(self) -> None:
        """Make the index anew, which another version of this program had made."""
        with self._store.writing() as draft:
            Change(draft).finish(None)


def open_shelf(path: str | Path, *, create: bool = False) -> Shelf:
    """Return the shelf in a folder; BiclauseError where there is none, unless it is to be created."""
    shelf = Shelf(Path(path))
    if create:
        shelf._store.create()
    else:
        shelf._store.check()
    return shelf


def build_shelf(
    items: Iterable[Document | Alignment],
    path: str | Path,
    *,
    encoder: Encoder | None = None,
    meaning: bool = True,
) -> Shelf:
    """Make a shelf that holds just these, in the place of whatever the shelf there held before."""
    shelf = open_shelf(path, create=True)
    documents, alignments = _sorted_out(items)
    with shelf._store.writing() as draft:
        change = Change(draft)
        change.remove(list(change.manifest.documents))
        _add(change, documents, alignments, (), _encoder(encoder, meaning), replace=True)
    return shelf


def _sorted_out(items: Iterable[Document | Alignment]) -> tuple[list[Document], list[Alignment]]:
    documents: dict[str, Document] = {}
    alignments = []
    for item in items:
        if isinstance(item, Alignment):
            alignments.append(item)
        for document in (item.old, item.new) if isinstance(item, Alignment) else (item,):
            if documents.setdefault(document.id, document) != document:
                raise BiclauseError(
                    f"two documents are called {document.id}: give one of them another name (--id)"
                )
    return list(documents.values()), alignments


def _encoder(encoder: Encoder | None, meaning: bool) -> Encoder | None:
    if not meaning or encoder is not None:
        return encoder if meaning else None
    from aligner import open_encoder

    return open_encoder()


def _add(
    change: Change,
    documents: Iterable[Document],
    alignments: Iterable[Alignment],
    tags: Sequence[str],
    encoder: Encoder | None,
    replace: bool,
) -> list[str]:
    added = []
    for document in documents:
        about = change.manifest.documents.get(document.id)
        if about and about["digest"] == digest(document):
            about["tags"] = sorted({*about["tags"], *tags})
            if about["row"] is None:
                change.add_vectors(document)
            continue
        if about and about["origin"] != document.origin and not replace:
            raise BiclauseError(
                f"the shelf has another document called {document.id}, from {about['origin'] or 'a text'}; "
                "give this one another name (--id), or have it replace the other (--replace)"
            )
        change.add_document(document, tags)
        added.append(document.id)
    for alignment in alignments:
        change.add_alignment(alignment)
    change.finish(encoder)
    return added


def _unknown(id: str, known: Collection[str]) -> str:
    near = get_close_matches(id, known, 1)
    return f"the shelf has no document {id}" + (f"; did you mean {near[0]}?" if near else "")
