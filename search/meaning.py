"""Vectors of clauses kept on the shelf, and the clauses whose vectors are nearest to a text's or a clause's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aligner.vectors import Encoder, embed
from corpus import Clause, Document


class Vectors:
    """One unit vector for each clause, document after document; mapped from the disk, not read."""

    def __init__(self, folder: Path, first: Mapping[str, int]) -> None:
        self._array: NDArray[np.float16] = np.load(folder / "vectors.npy", mmap_mode="r")
        self._first = first
        """Row of each document's first clause, in the order of the rows."""

    def cosines(self, wanted: NDArray[np.float32]) -> list[tuple[str, int, float]]:
        """Return document, place and cosine of every clause."""
        cosines = self._array.astype(np.float32) @ wanted
        ends = [*self._first.values(), len(cosines)][1:]
        return [
            (document, row - first, float(cosines[row]))
            for (document, first), end in zip(self._first.items(), ends, strict=True)
            for row in range(first, end)
        ]

    def of(self, document: str, place: int) -> NDArray[np.float32]:
        """Return the vector of a clause."""
        vector: NDArray[np.float32] = self._array[self._first[document] + place].astype(np.float32)
        return vector


def text_vector(encoder: Encoder, text: str) -> NDArray[np.float32]:
    """Return the vector of a query; not kept in the cache, which would tell what was asked."""
    vector: NDArray[np.float32] = embed(encoder, [text], cache=False)[0]
    return vector


def _in_context(document: Document, clause: Clause) -> str:
    """A clause under the nearest heading above it, which often says what the clause takes for granted."""
    above = (a.heading for a in document.ancestors(clause) if a.heading and not a.run_in)
    heading = next(above, "")
    return f"{heading}\n{clause.content}" if heading else clause.content


def write_vectors(
    folder: Path, kept: Sequence[tuple[int, int]], added: Sequence[Document], encoder: Encoder | None
) -> None:
    """Write the vectors of a shelf: rows kept from the old file, then those of new documents.

    Half precision: cosines change by less than 0.001, and the file is half as large.
    """
    path = folder / "vectors.npy"
    arrays = []
    if kept:
        old = np.load(path, mmap_mode="r")
        arrays = [old[start:end] for start, end in kept]
    texts = [_in_context(document, clause) for document in added for clause in document]
    if texts and encoder:
        arrays.append(embed(encoder, texts).astype(np.float16))
    whole = np.concatenate(arrays) if arrays else np.zeros((0, 0), np.float16)
    path.unlink(missing_ok=True)
    np.save(path, whole)
