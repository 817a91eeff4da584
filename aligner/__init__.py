"""Clauses in, aligned rows out: encoders, the alignment of two documents, and what it looks like as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.lazy import exported

if TYPE_CHECKING:
    from .alignment import Alignment, Change, Row
    from .matching import align
    from .segments import Bead, align_segments, align_sentences
    from .vectors import Encoder, open_encoder

__all__ = [
    "Alignment",
    "Bead",
    "Change",
    "Encoder",
    "Row",
    "align",
    "align_segments",
    "align_sentences",
    "open_encoder",
]

if not TYPE_CHECKING:  # a type checker knows the names from the imports above, and no others
    # Who shows or searches what was aligned needs no NumPy.
    __getattr__ = exported(
        __name__,
        {
            "alignment": ("Alignment", "Change", "Row"),
            "matching": ("align",),
            "segments": ("Bead", "align_segments", "align_sentences"),
            "vectors": ("Encoder", "open_encoder"),
        },
    )
