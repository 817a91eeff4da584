"""The zip of a Word file, opened with care: its growth and its XML are checked while it is read."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import lru_cache
from posixpath import join, normpath
from typing import IO

from lxml import etree

from ..source import BiclauseError

MAX_EXPANDED = 200_000_000
"""Bytes that all parts together may grow to."""

MAX_HELD = 40_000_000
"""Bytes of XML that are held as a tree at once; a tree takes about fifteen times as much memory."""

DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, etree.XMLSyntaxError)
"""What a broken, truncated or password-protected zip raises; ``RuntimeError`` is zipfile's for a password."""


class Package:
    """The parts of a Word file by name."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._expanded = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except DAMAGE:
            raise damaged(name) from None
        # Names are compared as Word does, without case.
        self._parts = {info.filename.lower().replace("\\", "/"): info for info in self._zip.infolist()}
        if sum(info.file_size for info in self._parts.values()) > MAX_EXPANDED:
            raise _too_large(name)

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._parts

    def open(self, part: str) -> PartStream:
        """Open one part as a stream for an XML parser."""
        return PartStream(self, self._zip.open(self._parts[part.lower()]))

    def tree(self, part: str) -> etree._Element | None:
        """Return the root of a part, None where the file has no such part."""
        if part not in self:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            with self.open(part) as stream:
                return etree.parse(stream, parser).getroot()
        except DAMAGE:
            raise damaged(self.name) from None

    def grow(self, count: int) -> None:
        """Count inflated bytes: the sizes that a zip declares may lie."""
        self._expanded += count
        if self._expanded > MAX_EXPANDED:
            raise _too_large(self.name)

    def related(self, part: str) -> dict[str, list[str]]:
        """Return the parts that a part refers to, by the last word of the relation's type: ``styles`` …"""
        folder, _, file = part.rpartition("/")
        root = self.tree(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
        found: dict[str, list[str]] = {}
        for relation in root if root is not None else ():
            if attribute(relation, "TargetMode") != "External":
                target = normpath(join("/" + folder, attribute(relation, "Target") or "")).lstrip("/")
                found.setdefault((attribute(relation, "Type") or "").rpartition("/")[2], []).append(target)
        return found


class PartStream:
    """A part being inflated, which refuses to grow too large or to hold a document type."""

    def __init__(self, package: Package, stream: IO[bytes]) -> None:
        self._package = package
        self._stream = stream
        self._held = 0
        self._tail = b""

    def __enter__(self) -> PartStream:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        chunk = self._stream.read(size if 0 < size < 1 << 20 else 1 << 20)
        self._package.grow(len(chunk))
        self._held += len(chunk)
        if self._held > MAX_HELD:
            raise BiclauseError(
                f"{self._package.name} holds a block of more than {MAX_HELD // 10**6} MB: refused"
            )
        # Without NULs, UTF-16 spells it alike; the tail catches one that is cut in two.
        seen = self._tail + chunk.replace(b"\0", b"")
        if b"<!DOCTYPE" in seen:
            raise BiclauseError(f"{self._package.name} holds unsafe XML (a document type): refused")
        self._tail = seen[-8:]
        return chunk

    def release(self) -> None:
        """Take note that the tree of what was read so far is gone."""
        self._held = 0


def damaged(name: str) -> BiclauseError:
    """Return the error for a file that begins like a Word file and cannot be read as one."""
    return BiclauseError(f"{name} is damaged: not a readable Word file; try opening and saving it in Word")


def main_part(package: Package) -> str | None:
    """Return the name of the document inside a Word file; None where this is another kind of zip."""
    for part in package.related("").get("officeDocument", ["word/document.xml"]):
        root = part.partition("/")[0]
        if part in package and root not in ("xl", "ppt"):
            return part
    return None


@lru_cache(maxsize=4096)
def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def tag(element: etree._Element) -> str:
    """Return an element's name without its namespace, so that strict and transitional Word read alike."""
    return _bare(element.tag) if isinstance(element.tag, str) else ""


def attribute(element: etree._Element | None, name: str = "val") -> str | None:
    """Return an attribute by its name without namespace."""
    if element is not None:
        for key, value in element.attrib.items():
            if _bare(str(key)) == name:
                return str(value)
    return None


def number(element: etree._Element | None, name: str = "val") -> int | None:
    """Return an attribute as a whole number; None where it is missing or is none."""
    value = attribute(element, name)
    try:
        return None if value is None else round(float(value))
    except (ValueError, OverflowError):
        return None


def children(element: etree._Element | None) -> dict[str, etree._Element]:
    """Return what is directly below an element, by name; properties come once each."""
    return {tag(below): below for below in element} if element is not None else {}


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first descendant along a path of names."""
    for name in path:
        if element is None:
            return None
        element = next((below for below in element if tag(below) == name), None)
    return element


def switch(element: etree._Element | None) -> bool | None:
    """Return the state of an on/off property, which is on by its mere presence; None where it is not set."""
    return None if element is None else attribute(element) not in ("0", "false", "off", "none")


def _too_large(name: str) -> BiclauseError:
    return BiclauseError(f"{name} expands to more than {MAX_EXPANDED // 10**6} MB: refused")
