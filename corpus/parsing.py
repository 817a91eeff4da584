"""A source in, a document out: the clause tree with ids, printed paths and spans that cover every character."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .check import numbering_findings, reading_findings
from .clauses import Clause, Document, Finding, Furniture, Lang, Span
from .joining import Mender
from .languages import OTHER_PART, Part, parts
from .lines import evidence
from .node import Node, in_front, walk
from .outline import outline
from .phrases import CJK_CHAR, defined_terms
from .source import BiclauseError, Source, plain_lines
from .tree import build

COUNTED = {
    "definition": "d", "paragraph": "p", "item": "b", "form-field": "f", "option": "o", "note": "n", "recital": "r",
    "signature": "s", "section": "h", "clause": "c",
}  # fmt: skip


def parse_text(text: str, *, id: str = "text") -> Document:
    """Parse plain text that is already decoded.

    >>> document = parse_text("1. Definitions\\n“Model” means a model.\\n2. Use\\n(1) Use it well.\\n(2) Share it.\\n")
    >>> [(c.id, c.label, c.kind) for c in document]  # doctest: +NORMALIZE_WHITESPACE
    [('1', '1.', 'section'), ('1.d1', '', 'definition'), ('2', '2.', 'section'), ('2.1', '(1)', 'clause'),
     ('2.2', '(2)', 'clause')]
    """
    return parse(Source(text, plain_lines(text), "text"), id=id)


def parse(source: Source, *, id: str, origin: str = "", part: Lang | None = None) -> Document:
    """Turn a source into a document.

    Every non-space character of the source belongs to exactly one clause or to the furniture; ``check.unaccounted``
    proves it for any document.  A source with the agreement in both languages gives both, each id with its language
    in front (``zh.4.3``), or the one ``part`` that is asked for under its plain ids.
    """
    languages = parts(source)
    if part is not None:
        if part not in languages:
            name = {"en": "English", "zh": "Chinese"}[part]
            raise BiclauseError(f"{origin or id} has no {name} part: leave out --part {part}")
        languages = {part: languages[part]}
    if len(languages) == 1:
        return _parse(next(iter(languages.values())).source, id, origin)
    documents = {lang: _with_own_spans(_parse(one.source, id, origin), one) for lang, one in languages.items()}
    return _joined(documents, source)


def _parse(source: Source, id: str, origin: str) -> Document:
    lines, found = evidence(source)
    terms = [t for p in lines for t in defined_terms(p.text)]
    mender = Mender(source.text, terms)
    blocks = outline(lines)
    clauses = _clauses(build(blocks, mender))
    return Document(
        id=id,
        title=next((c.heading for c in clauses if c.kind == "title"), "") or id,
        langs=_langs(clauses),
        source=source.text,
        clauses=clauses,
        furniture=tuple(sorted((*source.furniture, *found), key=lambda f: f.start)),
        format=source.format,
        encoding=source.encoding,
        encoding_guessed=source.encoding_guessed,
        pages=source.pages,
        findings=(*source.findings, *reading_findings(source, blocks), *numbering_findings(clauses)),
        origin=origin,
    )


def _with_own_spans(document: Document, part: Part) -> Document:
    """Leave a number that is printed once to the part in whose line it stands; the other keeps it as its label."""
    if not part.borrowed:
        return document
    clauses = []
    for c in document.clauses:
        spans = tuple(piece for span in c.spans for piece in _without(span, part.borrowed))
        if spans != c.spans:
            # A number without words of its own has nothing here but a place.
            spans = spans or (Span(c.end, c.end),)
            c = replace(c, spans=spans, start=max(c.start, spans[0].start))
        clauses.append(c)
    return replace(document, clauses=tuple(clauses))


def _without(span: Span, borrowed: Sequence[Span]) -> Iterator[Span]:
    """Cut what is borrowed out of a span."""
    start = span.start
    for cut in borrowed[bisect_right(borrowed, span.start, key=lambda b: b.end) :]:
        if cut.start >= span.end:
            break
        if start < cut.start:
            yield Span(start, cut.start)
        start = max(start, cut.end)
    if start < span.end:
        yield Span(start, span.end)


def _joined(documents: dict[Lang, Document], source: Source) -> Document:
    """Put the two parts of a bilingual file into one document, their ids told apart by language."""
    first = next(iter(documents.values()))
    clauses: list[Clause] = []
    for lang, document in documents.items():
        for c in document:
            clauses.append(
                replace(
                    c,
                    id=f"{lang}.{c.id}",
                    parent=f"{lang}.{c.parent}" if c.parent else None,
                    children=tuple(f"{lang}.{x}" for x in c.children),
                    about=f"{lang}.{c.about}" if c.about else None,
                )
            )
    shared = {(f.start, f.end): f for f in source.furniture}
    for document in documents.values():
        shared |= {(f.start, f.end): f for f in document.furniture if f.reason != OTHER_PART}
    findings = [
        replace(f, clause=f"{lang}.{f.clause}") if f.clause else f
        for lang, d in documents.items()
        for f in d.findings
        if f.code != "part"
    ]
    findings.insert(0, Finding("parts", "two languages in one file: --part en or --part zh reads one of them"))
    return replace(
        first,
        langs=tuple(documents),
        clauses=tuple(sorted(clauses, key=lambda c: c.start)),
        furniture=tuple(_left_to_the_page([shared[k] for k in sorted(shared)], clauses)),
        findings=tuple(dict.fromkeys(findings)),
    )


def _left_to_the_page(furniture: Sequence[Furniture], clauses: Sequence[Clause]) -> Iterator[Furniture]:
    """Cut out of the furniture what is a clause's in the other part, and what was furniture already."""
    owned = sorted((span for c in clauses for span in c.spans), key=lambda s: s.start)
    done = 0
    for f in furniture:
        start, done = max(f.start, done), max(f.end, done)
        yield from (replace(f, start=piece.start, end=piece.end) for piece in _without(Span(start, f.end), owned))


def _clauses(nodes: list[Node]) -> tuple[Clause, ...]:
    ids: dict[int, str] = {}
    taken: Counter[str] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    flat = [n for top in nodes for n in walk(top)]
    flat.sort(key=lambda n: (_extent(n)[0], n.inline))
    paths: dict[int, str] = {}
    plain: dict[str, str] = {}
    """Of each number that is an id by itself, what stands above it."""
    second: set[str] = set()
    """Headings below which numbers begin again."""
    body = {n.number for n in flat if n.marker is not None and _below_headings_only(n) and not in_front(n)}
    for node in flat:
        parent = ids.get(id(node.parent), "")
        step = _step(node, parent, counts)
        name = f"{parent}.{step}" if parent else step
        if node.marker is not None and _below_headings_only(node):
            # A numbered section keeps its plain id below a heading without a number; a second series does not,
            # nor do parties and recitals where the body counts in the same numbers.
            if parent not in second and step not in plain and not (in_front(node) and step in body):
                name, plain[step] = step, parent
            elif plain.get(step) != parent:  # not a number that is printed twice
                second.add(parent)
        taken[name] += 1
        if taken[name] > 1:
            name = f"{name}_{taken[name]}"
            taken[name] += 1
        ids[id(node)] = name
        above = node.parent
        while above is not None and above.kind != "appendix" and _counts_from(above, node):
            above = above.parent  # 1.1 below 1. is printed 1.1, not 1.1.1; below Schedule 1 it is another's number
        paths[id(node)] = _path(paths.get(id(above), ""), node)
    out = []
    for node in flat:
        start, end = _extent(node)
        heading = node.run_in or (node.heading.text if node.heading else "")
        out.append(
            Clause(
                id=ids[id(node)],
                label=node.label,
                number=node.number,
                kind=node.kind,
                heading=heading,
                text=node.text,
                lang=_lang(heading + node.text),
                start=start,
                end=end,
                spans=_spans(node),
                path=paths[id(node)],
                parent=ids[id(node.parent)] if node.parent is not None else None,
                children=tuple(ids[id(c)] for c in sorted(node.children, key=lambda c: (_extent(c)[0], c.inline))),
                page=node.block.lines[0].line.page if node.block else None,
                terms=node.terms,
                inline=node.inline,
                run_in=bool(node.run_in),
                about=ids[id(node.about)] if node.about is not None else None,
                repairs=node.repairs,
            )
        )
    return tuple(out)


def _below_headings_only(node: Node) -> bool:
    """True where nothing above the node has a number."""
    above = node.parent
    while above is not None:
        if above.marker is not None or above.kind != "section":
            return False
        above = above.parent
    return True


def _counts_from(above: Node | None, node: Node) -> bool:
    """True where a decimal begins with the number above it, and so is the whole number: 1.1 below 1. or Section 1."""
    if above is None or above.marker is None or node.marker is None or not node.marker.style[-1].isdigit():
        return False
    outer, whole = above.marker.value, node.marker.value
    return len(outer) < len(whole) and whole[: len(outer)] == outer


def _step(node: Node, parent: str, counts: Counter[tuple[str, str]]) -> str:
    """Return the last step of an id: the printed number, or a letter for the kind and a count."""
    if node.number:
        if _counts_from(node.parent, node):
            assert node.marker and node.parent and node.parent.marker
            return ".".join(map(str, node.marker.value[len(node.parent.marker.value) :]))  # 2.4 below 2 is 2.4, not 2.2.4
        return node.number
    if node.kind == "title":
        return "title"
    if node.kind == "end-marker":
        return "end"
    if node.kind == "lead-in":
        return "lead"
    letter = COUNTED.get(node.kind, "x")
    counts[parent, letter] += 1
    return f"{letter}{counts[parent, letter]}"


def _path(parent: str, node: Node) -> str:
    """Return the printed path: the labels from the outermost in, a defined term where there is no number."""
    own = node.label
    if not own and node.kind == "definition" and node.terms:
        own = f"“{node.terms[0]}”"
    if not own and node.kind in ("title", "section") and node.heading:
        own = node.heading.text if not parent else ""
    if not own:
        return parent
    glue = " " if parent and parent[-1].isalnum() and own[0].isascii() and own[0].isalnum() else ""
    return parent + glue + own


def _extent(node: Node) -> tuple[int, int]:
    points = [*node.label_at, *node.run.at, *(node.heading.at if node.heading else ())]
    return min(points), max(points) + 1


def _spans(node: Node) -> tuple[Span, ...]:
    """Return the runs of source characters that belong to this node and to none of its inline items."""
    own = {*node.label_at, *node.run.at, *(node.heading.at if node.heading else ())}
    for child in node.children:
        if child.inline:
            own -= {*child.label_at, *child.run.at}
    spans: list[Span] = []
    begin = last = None
    for k in sorted(own):
        if last is not None and k == last + 1:
            last = k
            continue
        if begin is not None and last is not None:
            spans.append(Span(begin, last + 1))
        begin = last = k
    if begin is not None and last is not None:
        spans.append(Span(begin, last + 1))
    return tuple(spans)


def _lang(text: str) -> Lang:
    """Name the language of a text: Chinese where at least one letter in six is."""
    chinese = len(CJK_CHAR.findall(text))
    latin = len(re.findall(r"[A-Za-z]+", text))
    return "zh" if chinese and chinese * 2 >= latin else "en"


def _langs(clauses: tuple[Clause, ...]) -> tuple[Lang, ...]:
    weight: Counter[Lang] = Counter()
    for c in clauses:
        weight[c.lang] += len(c.heading) + len(c.text)
    total = sum(weight.values())
    return tuple(lang for lang, n in weight.most_common() if n >= 0.15 * total)
