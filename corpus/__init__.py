"""Files in, numbered clauses out, each knowing where it stood."""

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
    "parse",
    "parse_text",
    "read",
    "read_both",
    "unaccounted",
]
