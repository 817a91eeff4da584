"""What style sheets say of list numbers: the style of the counter, and numbers printed before an item.

Legal pages number "1.1" with ``li::before { content: counters(item, ".") }``: such a number is nowhere in the
text. Only the sheets in the file itself are read, and of their selectors tags, classes, ids and descendants;
the last rule that matches wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from .. import counters

BEFORE = re.compile(r"::?before\s*$")
COMPOUND = re.compile(r"(\*|[\w-]+)?((?:[.#][\w-]+)*)")
PIECE = re.compile(r"\"[^\"]*\"|'[^']*'|[^;\"']+|[;\"']")
"""A stretch of declarations in which a semicolon is or is not quoted."""
CONTENT = re.compile(
    r"\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|counters\(\s*[\w-]+\s*,\s*(?:\"(?P<by>[^\"]*)\"|'(?P<by2>[^']*)')\s*(?:,\s*(?P<styles>[\w-]+)\s*)?\)"
    r"|counter\(\s*[\w-]+\s*(?:,\s*(?P<style>[\w-]+)\s*)?\)"
)
BULLETS = frozenset({"disc", "circle", "square", "disclosure-open", "disclosure-closed"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector and what it says of lists."""

    path: tuple[str, ...]
    """Compound selectors from the outermost in: ``ol.alpha``, ``li``."""
    before: bool
    """True where it styles what is printed before the element."""
    declarations: dict[str, str]


def declarations(style: str) -> dict[str, str]:
    """Return the declarations of a ``style`` attribute or the body of a rule.

    >>> declarations("list-style-type: lower-alpha; color: red")
    {'list-style-type': 'lower-alpha', 'color': 'red'}
    """
    found: dict[str, str] = {}
    said = ""
    for piece in [*PIECE.findall(style), ";"]:
        if piece != ";":
            said += piece
            continue
        name, _, value = said.partition(":")
        if value:
            found[name.strip().lower()] = value.replace("!important", "").strip()
        said = ""
    return found


def rules(sheets: Iterable[str]) -> list[Rule]:
    """Return the rules that touch on list numbers.

    >>> [(rule.path, rule.before) for rule in rules(["ol.a > li:before{content:counter(x)} p{color:red}"])]
    [(('ol.a', 'li'), True)]
    """
    found = []
    for sheet in sheets:
        for block in _without_comments(sheet).split("}"):
            head, _, body = block.rpartition("{")
            if not any(name in body for name in ("list-style", "content")):
                continue
            said = declarations(body)
            # In front of a rule may stand the head of a media query, or an import.
            for selector in re.split(r"[{;]", head)[-1].split(","):
                bare, before = BEFORE.subn("", selector.strip())
                path = tuple(bare.replace(">", " ").split())
                if path and all(COMPOUND.fullmatch(compound) for compound in path):
                    found.append(Rule(path, bool(before), said))
    return found


def _without_comments(sheet: str) -> str:
    """Drop comments; one that is not closed goes on to the end."""
    first, *rest = sheet.split("/*")
    return first + "".join(piece.partition("*/")[2] for piece in rest)


def style_of_list(element: etree._Element, sheet: list[Rule]) -> str:
    """Return the counter style of a list or item by its own word, or else by the sheets; "" if unsaid."""
    said = [declarations(element.get("style") or "")]
    said += (
        rule.declarations for rule in reversed(sheet) if not rule.before and _matches(element, rule.path)
    )
    for each in said:
        value = each.get("list-style-type") or each.get("list-style") or ""
        for word in re.findall(r"[\w-]+", value.lower()):
            if word in counters.CSS or word in BULLETS or word == "none":
                return str(word)
    return ""


def content_before(element: etree._Element, sheet: list[Rule]) -> str:
    """Return what a rule prints before an element, as written: ``counters(item, ".") ". "``."""
    said = (rule for rule in reversed(sheet) if rule.before and _matches(element, rule.path))
    return next((rule.declarations["content"] for rule in said if "content" in rule.declarations), "")


def printed(content: str, numbers: list[int]) -> str:
    """Return generated content, the numbers of the enclosing lists given from the outermost in.

    >>> printed('counters(item, ".") ". "', [3, 1]), printed("'(' counter(x, lower-alpha) ')'", [3, 2])
    ('3.1.', '(b)')
    """
    return "".join(_pieces(content, numbers)).strip()


def _pieces(content: str, numbers: list[int]) -> Iterator[str]:
    for found in CONTENT.finditer(content):
        if found[0].startswith("counters"):
            show = counters.CSS.get(found["styles"] or "decimal", str)
            yield (found["by"] or found["by2"] or "").join(map(show, numbers))
        elif found[0].startswith("counter"):
            yield counters.CSS.get(found["style"] or "decimal", str)(numbers[-1])
        else:
            yield found["double"] or found["single"] or ""


def _matches(element: etree._Element, path: tuple[str, ...]) -> bool:
    """Whether a chain of compound selectors ends at this element."""
    if not _is(element, path[-1]):
        return False
    wanted = list(path[:-1])
    for above in element.iterancestors():
        if not wanted:
            return True
        if _is(above, wanted[-1]):
            wanted.pop()
    return not wanted


def _is(element: etree._Element, compound: str) -> bool:
    found = COMPOUND.fullmatch(compound)
    if found is None or found[1] not in (None, "*", element.tag):
        return False
    names = re.findall(r"([.#])([\w-]+)", found[2])
    classes = (element.get("class") or "").split()
    return all(name in classes if sign == "." else name == element.get("id") for sign, name in names)
