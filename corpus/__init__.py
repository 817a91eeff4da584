"""Files in, numbered clauses out, each knowing where it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lazy import exported

if TYPE_CHECKING:
    from .addresses import find
    from .check import unaccounted
    from .clauses import Clause, Document, Finding, Furniture, Kind, Lang, Repair, Span
    from .parsing import parse, parse_text
    from .reading import BUNDLED, read, read_both
    from .source import BiclauseError, Line, Source

__all__ = [
    "BUNDLED",
    "BiclauseError",
    "Clause",
    "Document",
    "Finding",
    "Furniture",
    "Kind",
    "Lang",
    "Line",
    "Repair",
    "Source",
    "Span",
    "find",
    "parse",
    "parse_text",
    "read",
    "read_both",
    "unaccounted",
]

if not TYPE_CHECKING:  # a type checker knows the names from the imports above, and no others
    # Who searches needs the values of this room and none of its grammar.
    __getattr__ = exported(
        __name__,
        {
            "addresses": ("find",),
            "check": ("unaccounted",),
            "clauses": ("Clause", "Document", "Finding", "Furniture", "Kind", "Lang", "Repair", "Span"),
            "parsing": ("parse", "parse_text"),
            "reading": ("BUNDLED", "read", "read_both"),
            "source": ("BiclauseError", "Line", "Source"),
        },
    )
