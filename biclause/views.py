"""An answer in, plain text for a terminal out; everything that colour says is said in words too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from aligner.changelist import heading, headline, key_terms, quotes, spoken
from aligner.labels import printed
from aligner.table import SURE, change_in_words, change_record, in_words
from corpus.table import Table, plain

from .layout import table, wrapped
from .output import Style

if TYPE_CHECKING:
    from aligner import Alignment, Row
    from aligner.differences import Diff, Entry
    from aligner.scoring import Evaluation, Rate
    from corpus import Clause, Document
    from search import Hit, Passage, Results, ShelfDocument, ShelfStatus
    from search.hits import Marked

COLOURS: Mapping[str, str] = {
    "added": "green",
    "removed": "red",
    "changed": "yellow",
    "uncertain": "magenta",
    "moved": "cyan",
    "renumbered": "cyan",
}


def clauses_view(document: Document, style: Style) -> str:
    """List a document's clauses."""
    rows = [(c.id, c.path, c.kind, c.content) for c in document]
    return _lines(
        _read_as(document, style), "", *table(("id", "printed", "kind", "text"), rows, style.columns)
    )


def _read_as(document: Document, style: Style) -> str:
    how = [document.format, document.encoding + (" (guessed)" if document.encoding_guessed else "")]
    told = f"{document.title or document.id}: {len(document)} clauses ({', '.join(filter(None, how))})"
    return style.paint(told, bold=True)


def check_view(document: Document, checked: Table, style: Style) -> str:
    """Tell how a document was read: where its characters went, what needs a look, what else there is to know."""
    counts = [str(r["message"]).split(" ", 1) for r in checked.records if r["code"] == "characters"]
    widest = max(len(n) for n, _ in counts)
    doubts = [r for r in checked.records if r["look"]]
    others = [r for r in checked.records if not r["look"] and r["code"] != "characters"]
    lines = [_read_as(document, style), "", style.paint("Characters", bold=True)]
    lines += [f"{n:>{widest}} {place}" for n, place in counts]
    for told, records in (("To look at", doubts), ("To know", others)):
        if records:
            rows = [(_where(r), f"{r['message']}\n{r['text']}".rstrip()) for r in records]
            lines += ["", style.paint(told, bold=True), *table(("where", "what"), rows, style.columns)[2:]]
    return _lines(*lines, *([] if doubts else ["", "Nothing needs a look."]))


def _where(record: Mapping[str, object]) -> str:
    parts = ((name, record[name]) for name in ("page", "line", "clause"))
    return ", ".join(f"{name} {at}" for name, at in parts if at)


def alignment_view(alignment: Alignment, style: Style) -> str:
    """Lay the aligned table out side by side."""
    rows = [
        (str(n), _what(row).replace(", ", "\n"), _side_by_side(row.old), _side_by_side(row.new))
        for n, row in enumerate(alignment, 1)
    ]
    headers = ("row", "status", f"old: {alignment.old.id}", f"new: {alignment.new.id}")
    return _lines(*table(headers, rows, style.columns), "", alignment.signature)


def _what(row: Row) -> str:
    return in_words(row) if row.confidence >= SURE else f"{in_words(row)}, {row.confidence:.2f}"


def _side_by_side(clauses: Sequence[Clause]) -> str:
    return "\n".join(f"{_named(c)}\n{c.content}" for c in clauses)


def _named(clause: Clause) -> str:
    return f"{printed(clause)} [{clause.id}]"


def diff_view(diff: Diff, style: Style) -> str:
    """Tell what differs, section by section, with quotes from both sides."""
    lines = [style.paint(diff.summary, bold=True)]
    for section in diff.sections:
        if section.differences:
            lines += ["", *(style.paint(t, bold=True) for t in wrapped(heading(section), style.columns))]
            for entry in section.differences:
                lines += ["", *_difference(diff, entry, style)]
    return _lines(*lines, "", diff.alignment.signature)


def _difference(diff: Diff, entry: Entry, style: Style) -> list[str]:
    told = wrapped(f"{spoken(entry)}: {headline(diff, entry)}", style.columns - 2)
    lines = [f"  {style.paint(t, COLOURS[entry.words[0]])}" for t in told]
    for name, text in quotes(diff, entry):
        lines += _indented(f"{name}: {text}", 6, style)
    if entry.glosses:
        lines += _indented(key_terms(entry), 6, style)
    for change in entry.row.changes:
        lines += _indented(change_in_words(change_record(diff.alignment, change)), 6, style)
    return lines


def clause_view(document: Document, clause: Clause, style: Style, alignment: Alignment | None = None) -> str:
    """Show one clause under its headings, with what stands under it and, where asked for, what answers it."""
    lines = [style.paint(document.title or document.id, dim=True)]
    for above in reversed(document.ancestors(clause)):
        lines.append(style.paint(f"{_named(above)} {above.heading}".rstrip(), dim=True))
    lines += ["", *_whole(clause, style)]
    for below in document.children(clause):
        if not below.inline:
            lines += ["", *_indented(f"{_named(below)} {below.content}", 2, style)]
    page = f"page {clause.page}, " if clause.page else ""
    lines += ["", style.paint(f"{clause.kind}, {page}characters {clause.start} to {clause.end}", dim=True)]
    if alignment is not None:
        lines += ["", *_answer(alignment, alignment.row_of("new", clause.id), style)]
    return _lines(*lines)


def _whole(clause: Clause, style: Style) -> list[str]:
    return [style.paint(_named(clause), bold=True), *wrapped(clause.content, style.columns)]


def _answer(alignment: Alignment, row: Row, style: Style) -> list[str]:
    if not row.old:
        return [f"No counterpart found in {alignment.old.id}."]
    lines = [f"In {alignment.old.id} ({_what(row)}):"]
    for clause in row.old:
        lines += ["", *_whole(clause, style)]
    return lines


def results_view(results: Results, style: Style, *, explain: bool = False) -> str:
    """List hits, best first, each with its counterparts; what matched is marked."""
    lines = _hits(results, style, explain=explain)
    for name, counts in results.facets.items():
        if counts:
            told = f"{name}: {', '.join(f'{value} {n}' for value, n in counts.items())}"
            lines += wrapped(told, style.columns)
    lines += [""] if results.facets and results.hits else []
    return _lines(*lines, f"{len(results)} of {results.total} clauses that answer {results.query!r}.")


def similar_view(results: Results, style: Style) -> str:
    """List the clauses that are most like one, each of another agreement."""
    told = f"{len(results)} of {results.total} agreements, with their clauses most like {results.query}."
    return _lines(*_hits(results, style), told)


def _hits(results: Results, style: Style, *, explain: bool = False) -> list[str]:
    lines: list[str] = []
    for n, hit in enumerate(results, 1):
        status = f", {hit.status}" if hit.status else ""
        told = f"{n}. {hit.document} {_named(hit.clause)} ({hit.clause.kind}{status}; {'; '.join(hit.why)})"
        lines += [style.paint(t, bold=True) for t in wrapped(told, style.columns)]
        lines += _explained(hit, style) if explain else []
        lines += _around(hit.before, style)
        lines += _marked(hit.snippet, 3, style)
        lines += _around(hit.after, style)
        for passage in hit.counterparts:
            lines += _indented(f"= {passage.document} {_named(passage.clause)}", 3, style)
            lines += _marked(passage.content.snippet(), 5, style)
        lines.append("")
    return lines


def _explained(hit: Hit, style: Style) -> list[str]:
    places = ", ".join(f"{way} {place}" for way, place in hit.ranks.items())
    told = f"score {hit.score:.3f}" + (f", place by {places}" if places else "")
    return _indented(told, 3, style)


def _around(passages: Sequence[Passage], style: Style) -> list[str]:
    """Show clauses that stand before or after a hit, apart from what was found."""
    lines = []
    for passage in passages:
        lines += _indented(f"{_named(passage.clause)} {passage.content.snippet().text}", 5, style)
    return [style.paint(line, dim=True) for line in lines]


def _marked(text: Marked, by: int, style: Style) -> list[str]:
    """Set what matched apart: in colour, or between guillemets, which neither language's law uses."""
    if not style.colour:
        return _indented(text.render("«", "»"), by, style)
    # Signs of no width keep the place of the colour codes while lines are measured.
    lines = _indented(text.render("\N{INVISIBLE TIMES}", "\N{INVISIBLE SEPARATOR}"), by, style)
    return [
        line.replace("\N{INVISIBLE TIMES}", "\x1b[1;33m").replace("\N{INVISIBLE SEPARATOR}", "\x1b[0m")
        for line in lines
    ]


def shelf_view(documents: Sequence[ShelfDocument], style: Style) -> str:
    """List agreements of a shelf."""
    found = shelf_table(documents)
    rows = [[plain(cell) for cell in row] for row in found.rows]
    return _lines(*table(found.columns, rows, style.columns))


def shelf_table(documents: Sequence[ShelfDocument]) -> Table:
    """List agreements of a shelf, flat and nested."""
    records = tuple(asdict(d) for d in documents)
    columns = ("id", "title", "langs", "clauses", "aligned_with", "tags", "origin")
    rows = tuple(
        tuple(", ".join(r[c]) if isinstance(r[c], tuple) else r[c] for c in columns) for r in records
    )
    return Table("agreements", columns, rows, records)


def status_view(status: ShelfStatus, style: Style) -> str:
    """Tell how much a shelf holds, a line for each figure."""
    found = status_table(status)
    values = ["none: search goes by words only" if v is None else plain(v) for v in found.rows[0]]
    return _lines(*table(("what", "value"), list(zip(found.columns, values, strict=True)), style.columns)[2:])


def status_table(status: ShelfStatus) -> Table:
    """Tell how much a shelf holds, as a table of one row."""
    record = asdict(status) | {"path": str(status.path)}
    return Table("shelves", tuple(record), (tuple(record.values()),), (record,))


def evaluation_view(evaluation: Evaluation, style: Style) -> str:
    """Lay figures out: each pair, each family, all together, and how far the confidences can be trusted."""
    headers = ("", "parse", "link P", "R", "F1", "null P", "R", "F1", "rows")
    scored = [(name, s) for name, _, s in evaluation.pairs]
    scored += [(f"family {name}", s) for name, s in evaluation.families.items()]
    scored.append(("all pairs", evaluation.total))
    figures = [(name, *_decimals(s.parse, *_rates(s.link, s.null), s.rows)) for name, s in scored]
    steps = [
        (f"{b.low:.1f}–{b.high:.1f}", str(b.n), *_decimals(b.confidence, b.accuracy))
        for b in evaluation.reliability
    ]
    return _lines(
        *table(headers, figures, style.columns),
        "",
        f"Mean link F1 of the pairs {evaluation.pair_f1:.3f}, of the families {evaluation.family_f1:.3f}",
        "",
        *table(("confidence", "rows", "its mean", "right"), steps, style.columns),
        "",
        f"Expected calibration error {evaluation.calibration_error:.3f}",
        "",
        evaluation.signature,
    )


def _rates(*rates: Rate) -> list[float]:
    return [figure for rate in rates for figure in (rate.precision, rate.recall, rate.f1)]


def _decimals(*figures: float) -> list[str]:
    return [f"{figure:.3f}" for figure in figures]


def _indented(text: str, by: int, style: Style) -> list[str]:
    return [" " * by + line for line in wrapped(text, style.columns - by)]


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"
