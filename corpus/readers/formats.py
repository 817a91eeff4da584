"""Files to sources: what a file is by its content, and the reader for it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from ..clauses import Finding
from ..source import BiclauseError, Source, plain_lines
from .decoding import Decoded, control_share, decode, shown
from .vocabularies import xml_advice

Changes = Literal["accepted", "original"]
"""Which text of a Word file with tracked changes is read."""

MAX_BYTES = 100_000_000
MAX_CONTROL_SHARE = 0.01

HEAD = 1024
"""A PDF may begin this far into its file."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_KINDS = (
    ("EncryptedPackage", "is locked with a password: open it in Word and save it without"),
    ("WordDocument", "is an old Word .doc: save as .docx"),
)
"""Streams whose names tell what an OLE file is; they are written in UTF-16."""

OTHERS = (
    (b"{\\rtf", "is an RTF file: save as .docx"),
    (b"\x89PNG", "is a picture: run OCR first"),
    (b"\xff\xd8\xff", "is a picture: run OCR first"),
    (b"II*\0", "is a picture: run OCR first"),
    (b"MM\0*", "is a picture: run OCR first"),
    (b"\x1f\x8b", "is compressed: unpack it first"),
    (b"7z\xbc\xaf", "is compressed: unpack it first"),
    (b"Rar!", "is compressed: unpack it first"),
)
"""What is not read, by its first bytes, and what to do about it."""

PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
FRAGMENT = re.compile(r"<(?:p|div|h[1-6]|ol|ul|table|section|article|main|center)\b[^<>]*>", re.IGNORECASE)
CLOSED = re.compile(r"</(?:p|div|h[1-6]|li|td|ol|ul|section)\s*>", re.IGNORECASE)
MIN_CLOSED = 3
"""So many closed blocks, and a block at the start, make a web page of what has no ``<html>``."""

DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)
MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "us-ascii": "cp1252",
}
"""What web pages mean by the encodings that they name, as browsers read them."""

ATX_HEADING = re.compile(r"^ {0,3}#{1,6}(?:[ \t]+\S|[\u3400-\u9fff])", re.MULTILINE)
"""Chinese writers leave out the space."""
REMARK = re.compile(r"^ {0,3}#.*\n(?= {0,3}#[^#])", re.MULTILINE)
"""A line of a script's comment: another stands right below it."""
QUOTED = re.compile(r"^> \S", re.MULTILINE)
STRONG = re.compile(r"^.*\*\*[^\s*][^*\n]*\*\*", re.MULTILINE)
SURE = re.compile(
    r"^ {0,3}#{2,6}(?:[ \t]+\S|[\u3400-\u9fff])|^ {0,3}\|?[ \t]*:?-{3,}:?[ \t]*\|[ \t:|-]*$|^ {0,3}\d{1,3}\\[.)]", re.MULTILINE
)
"""A heading below the first level, the line below the head of a table, or 1\\. that is to be no list: one is enough."""
FRONT_MATTER = re.compile(r"---[ \t]*\n[\w-]+:.*\n(?:(?:[ \t]+|- |[\w-]+:).*\n)*---[ \t]*(?:\n|\Z)")
"""Keys and values between two rules at the very start; prose between them is the document."""
FILLED = re.compile(r"^.*\S", re.MULTILINE)
ENOUGH_SIGNS = 3
MAX_REMARK_SHARE = 0.4

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

    >>> source = load(b"1. Term\r\n2. Notices")
    >>> source.format, source.text
    ('text', '1. Term\n2. Notices')

    ``name`` is what messages call the file. ``encoding`` overrides detection, ``password`` opens a PDF,
    ``changes`` says which side of Word's tracked changes to read.
    """
    name = name or "the input"
    if not data:
        raise _empty(name)
    if len(data) > max_bytes:
        raise BiclauseError(
            f"{name} has more than the {max_bytes / 1e6:.0f} MB that are read: split it or raise --max-size"
        )
    source = _read(data, name, encoding, password, changes)
    if INVISIBLE.fullmatch(source.text):
        raise _empty(name)
    return replace(source, findings=(*source.findings, *_unreadable(source.text)))


def _read(data: bytes, name: str, encoding: str | None, password: str | None, changes: Changes) -> Source:
    """Choose the reader. Each is imported only when a file needs it."""
    if b"%PDF-" in data[:HEAD]:
        from .pdf import read_pdf

        return read_pdf(data, name=name, password=password)
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        from .word import read_word

        return read_word(data, name=name, changes=changes)
    _refuse_others(data, name)
    return _read_characters(data, name, encoding)


def _refuse_others(data: bytes, name: str) -> None:
    """Name the kinds of file that are no text and have no reader."""
    if data.startswith(OLE):
        kinds = (advice for stream, advice in OLE_KINDS if stream.encode("utf-16-le") in data)
        raise BiclauseError(f"{name} {next(kinds, 'is an old Office file, not an agreement: save as .docx')}")
    for signature, advice in OTHERS:
        if data.startswith(signature):
            raise BiclauseError(f"{name} {advice}")


def _read_characters(data: bytes, name: str, encoding: str | None) -> Source:
    """Decode a file and read it as a web page, as Markdown, or as the text that it is."""
    decoded = _decode(data, name, encoding)
    text = decoded.text
    if control_share(text) > MAX_CONTROL_SHARE:
        raise BiclauseError(f"{name} is not text: more than 1 % of it is control characters")
    if advice := xml_advice(text, _after_comments(text)):
        raise BiclauseError(f"{name} {advice}")
    if _is_web(text):
        from .web import read_web

        source = read_web(text, name=name)
    elif _is_markdown(text):
        from .markdown import read_markdown

        source = read_markdown(text)
    else:
        source = Source(text=text, lines=plain_lines(text), format="text")
    return replace(
        source,
        encoding=decoded.encoding,
        encoding_guessed=decoded.guessed,
        findings=(*_encoding_finding(decoded), *source.findings),
    )


def _decode(data: bytes, name: str, encoding: str | None) -> Decoded:
    """Decode as told, or else as a web page declares where that is true, or else by detection."""
    declared = DECLARED.search(data[:HEAD].replace(b"\0", b""))
    if encoding is None and declared:
        meant = declared[1].decode("ascii", "replace").lower()
        try:
            return decode(data, encoding=MEANT.get(meant, meant))
        except BiclauseError:
            pass  # pages often declare what they are not written in
    return decode(data, name=name, encoding=encoding)


def _is_web(text: str) -> bool:
    """Whether text is a web page, or a part of one."""
    at = _after_comments(text)
    if PAGE.match(text, at):
        return True
    return FRAGMENT.match(text, at) is not None and len(CLOSED.findall(text)) >= MIN_CLOSED


def _after_comments(text: str) -> int:
    """Return where a page begins behind white space, an XML declaration, other instructions, and comments."""
    at = 0
    while True:
        at += len(text[at : at + HEAD]) - len(text[at : at + HEAD].lstrip())
        closing = "-->" if text.startswith("<!--", at) else "?>" if text.startswith("<?", at) else ""
        end = text.find(closing, at) if closing else -1
        if end < 0:
            return at
        at = end + len(closing)


def _is_markdown(text: str) -> bool:
    """Whether text is written in Markdown, by its front matter, headings, bold words, quotations and tables.

    A file in which most lines begin with ``#``, one right below the other, is a script's comment.
    """
    headings = len(ATX_HEADING.findall(text))
    if len(REMARK.findall(text)) > MAX_REMARK_SHARE * len(FILLED.findall(text)):
        return False
    if headings >= 2 or SURE.search(text) or FRONT_MATTER.match(text):
        return True
    return headings + len(STRONG.findall(text)) + len(QUOTED.findall(text)) >= ENOUGH_SIGNS


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
