"""XML that is no web page: its name, and what to do with it.

An XML file has no text of its own: which elements are paragraphs, which hold a number and which are remarks of the
editor is known only to its vocabulary.  Read as the text that it is, its tags would stand in the clauses; so it is
refused by name.
"""

from __future__ import annotations

import re

NAME = r"[^\W\d][\w.-]*"
ROOT = re.compile(rf"<(?:{NAME}:)?({NAME})((?:\s[^<>]*)?)/?>")
TAG = re.compile(rf"<(/?)({NAME}(?::{NAME})?)(?:\s[^<>]{{0,2000}})?>")
DOCTYPE = re.compile(r"<!DOCTYPE\s+(?!html\b)[^\s<>\[]+", re.IGNORECASE)
INTERNAL = re.compile(r"<!DOCTYPE\b[^\[>]*(?:\[[^\]]*\]\s*)?>", re.IGNORECASE)
NAMESPACE = re.compile(r"\sxmlns(?::[\w.-]+)?\s*=\s*[\"']([^\"']*)")
WEB = "http://www.w3.org/1999/xhtml"
PAGES = frozenset("html head body div p h1 h2 h3 h4 h5 h6 ol ul table main center".split())
"""Outermost elements of what is a web page even where XML is declared."""

FORMATS = "save it as .html, .docx or plain text"
VOCABULARIES = (
    (re.compile("akomantoso|legaldocml", re.IGNORECASE), f"is Akoma Ntoso (XML for laws), which is not read: {FORMATS}"),
    (
        re.compile(r"schemas\.microsoft\.com/office/(?:2006/xmlPackage|word/2003)"),
        "is a Word document saved as XML: open it in Word and save as .docx",
    ),
    (re.compile("wordprocessingml"), "is a part of a Word file: name the whole .docx"),
    (re.compile("opendocument"), "is a flat OpenDocument file: save as .docx"),
)
"""What is known of an XML file by the name and the namespaces of its outermost element, and what to do about it."""

MIN_CLOSED = 3
"""So many closed elements, and no open one, make XML of what does not say that it is."""


def xml_advice(text: str, at: int) -> str | None:
    """Say what an XML file is and what to do with it; None for what is no XML, or is a web page.

    ``at`` is where the file begins behind its declaration and comments.

    >>> xml_advice("<contract xmlns='urn:x'>…</contract>", 0)
    'is XML (its outermost element is contract), which is not read: save it as .html, .docx or plain text'
    >>> xml_advice("<Licensor> grants <Licensee> a licence.", 0) is None
    True
    """
    typed = DOCTYPE.match(text, at)
    if typed and (end := INTERNAL.match(text, at)):
        at = end.end() + len(text[end.end() :]) - len(text[end.end() :].lstrip())
    root = ROOT.match(text, at)
    if root is None:
        return None
    spaces = [n for n in NAMESPACE.findall(root[2]) if n != WEB]
    declared = typed or text.lstrip().startswith("<?xml")
    if root[1].lower() in PAGES or not (spaces or declared or _closes(text, at, root)):
        return None
    known = " ".join([root[1], *spaces])
    general = f"is XML (its outermost element is {root[1][:40]}), which is not read: {FORMATS}"
    return next((advice for pattern, advice in VOCABULARIES if pattern.search(known)), general)


def _closes(text: str, at: int, root: re.Match[str]) -> bool:
    """True where the outermost element ends with the file and every other one is closed too.

    ``<Licensee>`` in a form and the tags of an EDGAR filing, most of which are never closed, are no XML.
    """
    if not text.rstrip().endswith(f"{root[1]}>"):
        return False
    opened: dict[str, int] = {}
    closed = 0
    for slash, name in TAG.findall(text, at):
        opened[name] = opened.get(name, 0) + (-1 if slash else 1)
        closed += bool(slash)
    return closed >= MIN_CLOSED and not any(opened.values())
