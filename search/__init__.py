"""Agreements and alignments in, hits out: ask in either language, see both sides.

>>> shelf = open_shelf(getfixture("tmp_path"), create=True)
>>> from corpus import parse_text
>>> shelf.add(parse_text("1. The Licensee shall not use any trademark.", id="a"), meaning=False)
['a']
>>> [hit.snippet.render("[", "]") for hit in shelf.search("商标")]
['The Licensee shall not use any [trademark].']
"""

from .hits import Hit, Marked, Mode, Passage, Results, Standing, hits_table
from .query import QueryError
from .shelf import Shelf, ShelfDocument, ShelfStatus, build_shelf, open_shelf

__all__ = [
    "Hit",
    "Marked",
    "Mode",
    "Passage",
    "QueryError",
    "Results",
    "Shelf",
    "ShelfDocument",
    "ShelfStatus",
    "Standing",
    "build_shelf",
    "hits_table",
    "open_shelf",
]
