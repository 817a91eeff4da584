"""What one state of a shelf holds on the disk: written here, and opened for reading here.

    manifest.json     formats, and the list of all that follows
    documents/1.json  a document in full; 1.words.json the words of its clauses, to learn renderings from
    alignments/2.json an alignment in full, but for its documents; 2.links.json who answers whom
    links.json        who answers whom in all of them
    learned.json      renderings learned from the alignments
    dictionary.json   what CC-CEDICT, where it is installed, says of the words of the clauses
    vectors.npy       a vector for each clause
    index/            the search engine's

Only documents and alignments are kept; all else is made from them, and made again when its format is old.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import cache, cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from aligner.alignment import Alignment
from corpus import BiclauseError, Document

from .links import Links, links_of
from .records import alignment_from_json, alignment_to_json, document_from_json, document_to_json
from .store import read_json, unreadable, write_json

if TYPE_CHECKING:
    from aligner import Encoder

    from .dictionary import Entries
    from .index import Writer
    from .meaning import Vectors
    from .ranking import Library
    from .words import FullSegmenter

_P = ParamSpec("_P")
_T = TypeVar("_T")

DERIVED = 7
"""Format of all that is made from documents and alignments. Goes up whenever the same ones would be indexed
otherwise; a shelf with another number is made anew from them."""


@dataclass
class Manifest:
    """The first file of a state."""

    derived: int = DERIVED
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By id, in the order they were added."""
    alignments: list[dict[str, Any]] = field(default_factory=list)
    encoder: str | None = None
    """What made the vectors."""
    files: int = 0
    """How many were ever named: they are numbered, since a document's id may hold what a file's name may not."""

    def new_file(self) -> str:
        """Return a name that no file had before."""
        self.files += 1
        return str(self.files)

    @property
    def rows(self) -> dict[str, int]:
        """Row of the first clause of each document that has vectors, in the order of the rows."""
        rows = {id: about["row"] for id, about in self.documents.items() if about["row"] is not None}
        return dict(sorted(rows.items(), key=lambda idrow: idrow[1]))


_ABOUT = frozenset(("file", "title", "langs", "clauses", "origin", "tags", "digest", "row"))
"""What the manifest tells of a document."""


def _of_this_version(read: Callable[Concatenate[Path, _P], _T]) -> Callable[Concatenate[Path, _P], _T]:
    """Have a function that decodes a state say so in one sentence where another version wrote it."""

    @wraps(read)
    def run(state: Path, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return read(state, *args, **kwargs)
        except (KeyError, TypeError, ValueError) as error:
            raise unreadable(state.parent) from error

    return run


@_of_this_version
def read_manifest(state: Path) -> Manifest:
    """Read what a state holds."""
    record = read_json(state / "manifest.json")
    manifest = Manifest(**{f.name: record[f.name] for f in fields(Manifest) if f.name in record})
    if not all(about.keys() >= _ABOUT for about in manifest.documents.values()):
        raise KeyError("documents")
    return manifest


def is_stale(state: Path) -> bool:
    """Tell whether another version made the index of a state."""
    return read_manifest(state).derived != DERIVED


@_of_this_version
def read_document(state: Path, about: Mapping[str, Any]) -> Document:
    """Read a document that the manifest tells about."""
    return document_from_json(read_json(state / "documents" / f"{about['file']}.json"))


@_of_this_version
def read_alignments(state: Path, manifest: Manifest) -> list[Alignment]:
    """Read every alignment in full."""
    documents = {id: read_document(state, about) for id, about in manifest.documents.items()}
    records = [read_json(state / "alignments" / f"{a['file']}.json") for a in manifest.alignments]
    return [alignment_from_json(r, documents[r["old"]], documents[r["new"]]) for r in records]


@_of_this_version
def words_learned(state: Path, manifest: Manifest) -> int:
    """Count the words with a rendering learned from the alignments."""
    if manifest.derived != DERIVED:
        return 0
    learned = read_json(state / "learned.json")
    return len(learned["english"]) + len(learned["chinese"])


@_of_this_version
def open_library(state: Path, encoder: Encoder | None) -> Library:
    """Open a state for searching."""
    from .index import WhooshIndex
    from .ranking import Library, Shelved
    from .translations import Learned, Translations

    manifest = read_manifest(state)
    return Library(
        WhooshIndex(state / "index"),
        Links(read_json(state / "links.json")),
        {id: Shelved(about["title"], tuple(about["tags"])) for id, about in manifest.documents.items()},
        Translations(Learned(**read_json(state / "learned.json")), _dictionary(state)),
        _Meaning(state, manifest, encoder) if manifest.encoder else None,
    )


def _dictionary(state: Path) -> Callable[[], tuple[Entries, Entries]] | None:
    path = state / "dictionary.json"

    def read() -> tuple[Entries, Entries]:
        by_stem, by_word = read_json(path)
        return by_stem, by_word

    return read if path.exists() else None


class _Meaning:
    """The vectors of a state; opened at the first question, since NumPy and the encoder take their time."""

    def __init__(self, state: Path, manifest: Manifest, encoder: Encoder | None) -> None:
        self._state, self._manifest, self._encoder = state, manifest, encoder

    def nearest(self, text: str) -> Iterable[tuple[str, int, float]]:
        from aligner.vectors import encoder_name, open_encoder

        from .meaning import text_vector

        encoder = self._encoder or open_encoder()
        if encoder_name(encoder) != self._manifest.encoder:
            raise BiclauseError(
                f"the shelf's vectors were made by {self._manifest.encoder} and cannot be compared with those of "
                f"{encoder_name(encoder)}: search with the same model"
            )
        return self._vectors.cosines(text_vector(encoder, text))

    def nearest_to_clause(self, document: str, place: int) -> Iterable[tuple[str, int, float]]:
        return self._vectors.cosines(self._vectors.of(document, place))

    @cached_property
    def _vectors(self) -> Vectors:
        from .meaning import Vectors

        return Vectors(self._state, self._manifest.rows)


class Change:
    """A draft of a state being changed. ``finish`` makes all that follows from documents and alignments."""

    def __init__(self, draft: Path) -> None:
        self._draft = draft
        self._added: dict[str, Document] = {}
        self._to_embed: list[Document] = []
        self._removed: list[str] = []
        if not (draft / "manifest.json").exists():
            self.manifest = Manifest(derived=0)
            for name in ("documents", "alignments"):
                (draft / name).mkdir()
        else:
            self.manifest = read_manifest(draft)
        self._had_rows = self.manifest.rows
        self._clauses = {id: about["clauses"] for id, about in self.manifest.documents.items()}

    def remove(self, ids: Collection[str]) -> None:
        """Drop documents and the alignments they are part of."""
        for id in ids:
            about = self.manifest.documents.pop(id)
            self._removed.append(id)
            for path in (self._draft / "documents").glob(f"{about['file']}.*"):
                path.unlink()
        for record in [a for a in self.manifest.alignments if a["old"] in ids or a["new"] in ids]:
            self._drop_alignment(record)

    def _drop_alignment(self, record: dict[str, Any]) -> None:
        self.manifest.alignments.remove(record)
        for path in (self._draft / "alignments").glob(f"{record['file']}.*"):
            path.unlink()

    def add_document(self, document: Document, tags: Sequence[str]) -> None:
        """Put a document in, in the place of one with the same id."""
        if document.id in self.manifest.documents:
            self.remove([document.id])
        file = self.manifest.new_file()
        write_json(self._draft / "documents" / f"{file}.json", document_to_json(document))
        self.manifest.documents[document.id] = {
            "file": file,
            "title": document.title,
            "langs": list(document.langs),
            "clauses": len(document),
            "origin": document.origin,
            "tags": sorted(set(tags)),
            "digest": digest(document),
            "row": None,
        }
        self._added[document.id] = document
        self._to_embed.append(document)

    def add_vectors(self, document: Document) -> None:
        """Have vectors made of a document that was put in without."""
        self._to_embed.append(document)

    def add_alignment(self, alignment: Alignment) -> None:
        """Put an alignment in, in the place of one between the same documents."""
        pair = (alignment.old.id, alignment.new.id)
        for record in [a for a in self.manifest.alignments if (a["old"], a["new"]) == pair]:
            self._drop_alignment(record)
        file = self.manifest.new_file()
        folder = self._draft / "alignments"
        write_json(folder / f"{file}.json", alignment_to_json(alignment))
        write_json(folder / f"{file}.links.json", links_of(alignment))
        self.manifest.alignments.append({"file": file, "old": pair[0], "new": pair[1]})

    def finish(self, encoder: Encoder | None) -> None:
        """Write the index, the vectors (with an encoder) and what the alignments teach."""
        self._write_index()
        self._write_vectors(encoder)
        links = [
            read_json(self._draft / "alignments" / f"{a['file']}.links.json")
            for a in self.manifest.alignments
        ]
        write_json(self._draft / "links.json", links)
        write_json(self._draft / "learned.json", self._learned(links))
        self._write_dictionary()
        write_json(self._draft / "manifest.json", asdict(self.manifest))

    def _write_index(self) -> None:
        from .index import Writer, create

        folder = self._draft / "index"
        documents, removed = self._added, self._removed
        if self.manifest.derived != DERIVED:
            shutil.rmtree(folder, ignore_errors=True)
            create(folder)
            documents = {
                id: read_document(self._draft, about) for id, about in self.manifest.documents.items()
            }
            removed = []
        if documents or removed:
            with Writer(folder) as writer:
                for id in removed:
                    writer.remove(id)
                self._write_documents(writer, documents)
        self.manifest.derived = DERIVED

    def _write_documents(self, writer: Writer, documents: Mapping[str, Document]) -> None:
        from .words import is_chinese

        if not documents:
            return
        segmenter = _segmenter()
        for id, document in documents.items():
            file = self._draft / "documents" / f"{self.manifest.documents[id]['file']}.words.json"
            # Its own terms and no other document's: what is indexed must not depend on what else is there.
            with segmenter.knowing([t for clause in document for t in clause.terms if is_chinese(t)]):
                writer.add(document, segmenter)
                write_json(file, words_of(document, segmenter))

    def _write_vectors(self, encoder: Encoder | None) -> None:
        kept = {id: row for id, row in self._had_rows.items() if id not in self._removed}
        embedded = self._to_embed if encoder is not None else []
        if not kept and not embedded:
            self.manifest.encoder = None
            (self._draft / "vectors.npy").unlink(missing_ok=True)
            return
        if encoder is not None:
            self._take_encoder(encoder, anew=not kept)
        from .meaning import write_vectors

        write_vectors(
            self._draft, [(row, row + self._clauses[id]) for id, row in kept.items()], embedded, encoder
        )
        row = 0
        for id in [*kept, *(document.id for document in embedded)]:
            self.manifest.documents[id]["row"] = row
            row += self.manifest.documents[id]["clauses"]

    def _take_encoder(self, encoder: Encoder, *, anew: bool) -> None:
        from aligner.vectors import encoder_name

        name = encoder_name(encoder)
        if not anew and name != self.manifest.encoder:
            raise BiclauseError(
                f"the shelf's vectors were made by {self.manifest.encoder} and cannot be compared with those "
                f"of {name}: use the same model, or build a new shelf"
            )
        self.manifest.encoder = name

    def _write_dictionary(self) -> None:
        from .dictionary import available, entries_for
        from .index import WhooshIndex

        path = self._draft / "dictionary.json"
        path.unlink(missing_ok=True)
        if available():
            index = WhooshIndex(self._draft / "index")
            stems, words = set(index.vocabulary("stem")), set(index.vocabulary("zh"))
            index.close()
            write_json(path, entries_for(stems, words))

    def _learned(self, links: Sequence[Mapping[str, Any]]) -> dict[str, object]:
        from .translations import learn

        words = {id: self._words(id) for pair in links for id in (pair["old"], pair["new"])}
        bitext = []
        for pair in links:
            for olds, news, *_ in pair["rows"]:
                sides = ((pair["old"], olds), (pair["new"], news))
                both = [w for id, clauses in sides for clause in clauses for w in words[id][clause]]
                bitext.append(([w for w in both if w.isascii()], [w for w in both if not w.isascii()]))
        return learn([(e, c) for e, c in bitext if e and c]).to_json()

    def _words(self, id: str) -> dict[str, list[str]]:
        file = self.manifest.documents[id]["file"]
        words: dict[str, list[str]] = read_json(self._draft / "documents" / f"{file}.words.json")
        return words


@cache
def _segmenter() -> FullSegmenter:
    """The dictionary with the glossary's terms; made once, for who adds agreements one by one."""
    from .glossary import glossary
    from .words import FullSegmenter

    return FullSegmenter(glossary().by_chinese)


def words_of(document: Document, segmenter: FullSegmenter) -> dict[str, list[str]]:
    """Return the telling words of each clause: stems in English, whole words in Chinese."""
    from .stems import stem
    from .words import chinese_words, is_stop, latin_words

    return {
        clause.id: [
            *dict.fromkeys(
                stem(w) for w in latin_words(clause.content) if not is_stop(w) and not w.isdigit()
            ),
            *dict.fromkeys(w for w in chinese_words(clause.content, segmenter) if not is_stop(w)),
        ]
        for clause in document
    }


def digest(document: Document) -> str:
    """Return what tells a document from another that was read otherwise."""
    record = json.dumps(document_to_json(document), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(record.encode("utf-8", "surrogatepass")).hexdigest()
