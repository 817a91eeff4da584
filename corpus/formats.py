"""Files to sources: what a file is by its content, and the reader for it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from .clauses import Finding
from .decoding import Decoded, control_share, decode, shown
from .source import BiclauseError, Source, plain_lines

Changes = Literal["accepted", "original"]
"""Which text of a document with tracked changes is read."""

MAX_BYTES = 100_000_000
MAX_CONTROL_SHARE = 0.01

INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*")
"""White space, soft hyphens, zero-width and direction marks: a text of nothing else is blank."""

UNREADABLE = re.compile(r"[\ufffd\ue000-\uf8ff]")
"""What a font or a decoder failed to name: the replacement character and the private use area."""


def load(
    data: bytes,
    *,
    name: str = "",
    encoding: str | None = None,
    password: str | None = None,
    changes: Changes = "accepted",
    max_bytes: int = MAX_BYTES,
) -> Source:
    r"""Read a file of any supported format; its suffix is not looked at.

    >>> load(b"1. Term\r\n2. Notices").text
    '1. Term\n2. Notices'

    ``name`` is what messages call the file. ``encoding`` overrides detection, ``password`` opens a PDF,
    ``changes`` says which side of Word's tracked changes to read.
    """
    name = name or "the input"
    if not data:
        raise _empty(name)
    if len(data) > max_bytes:
        raise BiclauseError(
            f"{name} has {len(data) / 1e6:.0f} MB, more than the {max_bytes / 1e6:.0f} MB that are read: "
            "split it or raise --max-size"
        )
    source = _read_text(decode(data, name=name, encoding=encoding), name)
    if INVISIBLE.fullmatch(source.text):
        raise _empty(name)
    return replace(source, findings=(*source.findings, *_unreadable(source.text)))


def _read_text(decoded: Decoded, name: str) -> Source:
    """Read what is text as it stands."""
    if control_share(decoded.text) > MAX_CONTROL_SHARE:
        raise BiclauseError(f"{name} is not text: more than 1 % of it is control characters")
    return Source(
        text=decoded.text,
        lines=plain_lines(decoded.text),
        format="text",
        encoding=decoded.encoding,
        encoding_guessed=decoded.guessed,
        findings=_encoding_finding(decoded),
    )


def _encoding_finding(decoded: Decoded) -> tuple[Finding, ...]:
    """Name a guessed encoding, so that a wrong guess is seen."""
    if not decoded.guessed:
        return ()
    message = f"read as {shown(decoded.encoding)} (guessed); use --encoding if wrong"
    return (Finding("encoding", message, look=True),)


def _unreadable(text: str) -> tuple[Finding, ...]:
    """Count the characters that nobody can read; they stay in the text as they are."""
    found = [match.start() for match in UNREADABLE.finditer(text)]
    if not found:
        return ()
    noun = "character" if len(found) == 1 else "characters"
    return (Finding("unreadable", f"{len(found)} unreadable {noun}", start=found[0]),)


def _empty(name: str) -> BiclauseError:
    return BiclauseError(f"{name} is empty: nothing to parse")
