"""Agreements as the person named them in, documents out; what needs a look is told on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .options import Reading
from .output import Output, say

if TYPE_CHECKING:
    from corpus import Document

TOLD = 3
"""So many findings are told beside an answer; ``parse --check`` tells them all."""


def open_one(name: str, reading: Reading, output: Output) -> Document:
    """Read the one agreement that was named."""
    from corpus import read

    document = read(
        name,
        encoding=reading.encoding,
        password=reading.password,
        changes=reading.changes,
        part=reading.parts[0],
        max_bytes=reading.max_bytes,
    )
    _tell(document, output)
    return document


def open_two(first: str, second: str | None, reading: Reading, output: Output) -> tuple[Document, Document]:
    """Read two agreements, or where one is named its English and its Chinese."""
    if second is None:
        return _open_halves(first, reading, output)
    if first == second == "-":
        raise click.UsageError("Only one of the two agreements can be standard input.")
    return open_one(first, reading, output), open_one(second, reading.turned, output)


def _open_halves(name: str, reading: Reading, output: Output) -> tuple[Document, Document]:
    from corpus import read_both

    first, second = reading.parts if reading.parts != (None, None) else ("en", "zh")
    if first is None or second is None or first == second:
        raise click.UsageError(f"One file and --part {first} leave nothing to align with: name another file.")
    both = read_both(
        name,
        encoding=reading.encoding,
        password=reading.password,
        changes=reading.changes,
        max_bytes=reading.max_bytes,
    )
    for document in both.values():
        _tell(document, output)
    return both[first], both[second]


def _tell(document: Document, output: Output) -> None:
    """Say what a person should know before trusting the answer."""
    found = [f.message for f in document.findings if f.look or f.code == "parts"]
    for message in found[:TOLD]:
        say(f"{document.id}: {message}", output)
    if len(found) > TOLD:
        say(f"{document.id}: and {len(found) - TOLD} more, which biclause parse --check tells", output)
