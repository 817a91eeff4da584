"""Read two agreements in English or Chinese, align their clauses, say what differs, and search both.

>>> from biclause import align, diff, read
>>> old, new = read("baichuan-7b"), read("baichuan2")
>>> old.title
'License Agreement for Baichuan-7B Model'

``align(old, new)`` gives the aligned rows, ``diff`` of that what differs.  Names are looked up at first
use, so that importing this package, or asking the command for help, loads no model and no index.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aligner import (
        Alignment,
        Bead,
        Change,
        Encoder,
        Row,
        align,
        align_segments,
        align_sentences,
        open_encoder,
    )
    from aligner.batch import align_pairs
    from aligner.changelist import markdown
    from aligner.differences import Diff, diff
    from aligner.pairs import Pair, read_pairs
    from aligner.report import page
    from aligner.scoring import evaluate
    from corpus import BUNDLED, BiclauseError, Clause, Document, find, parse_text, read, read_both
    from search import Hit, Results, Shelf, build_shelf, open_shelf

__version__ = "0.1.0"

__all__ = [
    "BUNDLED",
    "Alignment",
    "Bead",
    "BiclauseError",
    "Change",
    "Clause",
    "Diff",
    "Document",
    "Encoder",
    "Hit",
    "Pair",
    "Results",
    "Row",
    "Shelf",
    "__version__",
    "align",
    "align_pairs",
    "align_segments",
    "align_sentences",
    "build_shelf",
    "diff",
    "evaluate",
    "find",
    "markdown",
    "open_encoder",
    "open_shelf",
    "page",
    "parse_text",
    "read",
    "read_both",
    "read_pairs",
]

_HOMES = {
    "corpus": ("BUNDLED", "BiclauseError", "Clause", "Document", "find", "parse_text", "read", "read_both"),
    "aligner": (
        "Alignment",
        "Bead",
        "Change",
        "Encoder",
        "Row",
        "align",
        "align_segments",
        "align_sentences",
        "open_encoder",
    ),
    "aligner.batch": ("align_pairs",),
    "aligner.changelist": ("markdown",),
    "aligner.differences": ("Diff", "diff"),
    "aligner.pairs": ("Pair", "read_pairs"),
    "aligner.report": ("page",),
    "aligner.scoring": ("evaluate",),
    "search": ("Hit", "Results", "Shelf", "build_shelf", "open_shelf"),
}
_HOME = {name: room for room, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # a type checker knows the names from the imports above, and no others

    def __getattr__(name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value  # the next look-up finds it without this function
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
