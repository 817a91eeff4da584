"""Clauses in, tables out: one shape for programs (JSON), spreadsheets (CSV, TSV), pages and notebooks."""

from __future__ import annotations

import csv
import io
import json
import re
from bisect import bisect, bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Literal, TypedDict

from .clauses import Clause, Document, Finding, Lang
from .source import BiclauseError

if TYPE_CHECKING:
    import pandas

Format = Literal["json", "jsonl", "csv", "tsv", "markdown"]

Cell = str | int | float | bool | None


class ClauseRecord(TypedDict):
    """A clause as other programs read it; keys may be added, never renamed."""

    document: str
    id: str
    label: str
    path: str
    kind: str
    lang: str
    heading: str
    text: str
    start: int
    end: int
    page: int | None


class CheckRecord(TypedDict):
    """One thing that a reader should know of how a document was read; keys may be added, never renamed."""

    look: bool
    code: str
    message: str
    clause: str | None
    page: int | None
    line: int | None
    """From 1, in the file itself; None where a line of the text is not a line of the file (PDF, Word, HTML)."""
    start: int | None
    text: str
    """The line of the text as it was read, so that the place is found by eye."""


@dataclass(frozen=True, slots=True)
class Table:
    """The same rows twice: flat for people and spreadsheets, nested for programs."""

    name: str
    """What a row is, in the plural (``clauses``): the key of the list in JSON."""
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    records: tuple[Mapping[str, object], ...]
    about: Mapping[str, object] = field(default_factory=dict)
    """What holds for all rows (titles, counts, how they were made); JSON prints it first."""


def clause_record(document_id: str, clause: Clause) -> ClauseRecord:
    """Turn a clause into the object that ``align`` and ``search`` print."""
    return {
        "document": document_id,
        "id": clause.id,
        "label": clause.label,
        "path": clause.path,
        "kind": clause.kind,
        "lang": clause.lang,
        "heading": clause.heading,
        "text": clause.text,
        "start": clause.start,
        "end": clause.end,
        "page": clause.page,
    }


def document_about(document: Document) -> dict[str, object]:
    """Say what was read and how: title, languages, format, encoding, and what a reader should know."""
    return {
        "document": document.id,
        "title": document.title,
        "langs": list(document.langs),
        "format": document.format,
        "encoding": document.encoding,
        "encoding_guessed": document.encoding_guessed,
        "findings": [
            {"code": f.code, "message": f.message, "start": f.start, "clause": f.clause, "look": f.look}
            for f in document.findings
        ],
    }


def clauses_table(document: Document) -> Table:
    """List a document's clauses in printed order."""
    columns = ("id", "path", "kind", "lang", "heading", "text", "parent", "start", "end", "page")
    return Table(
        "clauses",
        columns,
        tuple(
            (c.id, c.path, c.kind, c.lang, c.heading, c.text, c.parent, c.start, c.end, c.page)
            for c in document
        ),
        tuple(_tree_record(document, c) for c in document),
        document_about(document),
    )


def _tree_record(document: Document, clause: Clause) -> dict[str, object]:
    return {
        **clause_record(document.id, clause),
        "number": clause.number,
        "parent": clause.parent,
        "children": list(clause.children),
        "terms": list(clause.terms),
        "spans": [[s.start, s.end] for s in clause.spans],
        "repairs": [
            {"start": r.start, "end": r.end, "found": r.found, "put": r.put, "reason": r.reason}
            for r in clause.repairs
        ],
    }


def check_table(document: Document) -> Table:
    """List where the characters of a document went, and what a reader should know of how it was read."""
    from .check import account, report  # it needs the grammar; every other table does not

    counts = account(document)
    breaks = [k for k, ch in enumerate(document.source) if ch == "\n"]
    places = [*counts.places, ("in all", counts.total)]
    found = [*(Finding("characters", f"{n} {place}") for place, n in places), *report(document)]
    records = [_check_record(document, f, breaks) for f in found]
    about = document_about(document)
    del about["findings"]  # they are among the records
    about |= {
        "clauses": len(document),
        "characters": dict(places),
        "look": any(r["look"] for r in records),
    }
    columns = ("look", "code", "message", "clause", "page", "line", "start", "text")
    return Table(
        "checks",
        columns,
        tuple(
            (r["look"], r["code"], r["message"], r["clause"], r["page"], r["line"], r["start"], r["text"])
            for r in records
        ),
        tuple(records),
        about,
    )


SEEN = 100
"""Characters of a line that are shown on either side of a place."""


def _check_record(document: Document, finding: Finding, breaks: Sequence[int]) -> CheckRecord:
    line = page = None
    text = ""
    if (start := finding.start) is not None:
        before = bisect_left(breaks, start)
        line = before + 1 if document.format in ("text", "markdown") else None
        page = bisect(document.pages, start) or None
        end = breaks[before] if before < len(breaks) else len(document.source)
        text = document.source[max(breaks[before - 1] + 1 if before else 0, start - SEEN) : min(end, start + SEEN)]
    return {
        "look": finding.look,
        "code": finding.code,
        "message": finding.message,
        "clause": finding.clause,
        "page": page,
        "line": line,
        "start": start,
        "text": text.strip(),
    }


def clauses_dataframe(document: Document) -> pandas.DataFrame:
    """Return the clauses as a DataFrame, one a row."""
    return dataframe(clauses_table(document))


def clauses_html(document: Document) -> str:
    """Return the first clauses as HTML for a notebook."""
    caption = f"{document.title or document.id}: {len(document)} clauses"
    columns = ("id", "path", "kind", "heading", "text")
    tags = lang_tags(document)
    rows: list[list[Marked]] = [
        [
            (c.id, None),
            (c.path, tags[c.lang]),
            (c.kind, None),
            (c.heading, tags[c.lang]),
            (c.text, tags[c.lang]),
        ]
        for c in document.clauses[:SHOWN]
    ]
    return html_table(caption, columns, rows, total=len(document))


def written(table: Table, format: Format, *, excel: bool = False) -> str:
    """Write a table in one of the formats that programs read."""
    match format:
        case "json":
            whole = {**table.about, table.name: list(table.records)}
            return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
        case "jsonl":
            return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in table.records)
        case "csv":
            return _csv(table, excel)
        case "tsv":
            return "".join(
                "\t".join(_one_line(c) for c in row) + "\n" for row in (table.columns, *table.rows)
            )
        case "markdown":
            return _markdown(table)


def plain(cell: Cell) -> str:
    """Write a cell's value as JSON would, text without its quotes, nothing for None."""
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _one_line(cell: Cell) -> str:
    # TSV has no quoting: a tab or line break inside a cell would be read as the next cell.
    return re.sub(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+", " ", plain(cell))


# What a spreadsheet would not leave as text. It runs "=1+1", "@x" and, where East Asian settings
# hold, "＝1" as formulas; it reads "4.10" as 4.1, "(3)" as -3, "1-200" or "3/4" as a date and "1e5"
# as 100000. "5000+" and "Baichuan2-7B" stay what they are.
_SPREADSHEET_TAKES = re.compile(r"[=+\-@\t\r＝＋－＠]|[(（]?\d[\d.,/:%()（）eE+\- ]*(?<![+])$")


def _excel_cell(cell: Cell) -> str:
    # Only text is guarded; true numbers stay numbers.
    text = plain(cell)
    return f"'{text}" if isinstance(cell, str) and _SPREADSHEET_TAKES.match(text) else text


def _csv(table: Table, excel: bool) -> str:
    """Write CSV; for Excel with a byte order mark, and an apostrophe where it would not leave text alone.

    Plain CSV is for programs and leaves every text exactly as it is.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_excel_cell(c) if excel else plain(c) for c in row] for row in table.rows)
    return ("\N{BYTE ORDER MARK}" if excel else "") + out.getvalue()


# A mark that opens a heading, a list or an underlined heading, at a line's start and alone there.
_OPENS_BLOCK = re.compile(r"(?m)^(\s*)(?:(#{1,6}|[+-]|=+|-{2,})|(\d{1,9})([.)]))(?=\s|$)")


def markdown_text(text: str) -> str:
    r"""Escape what Markdown would take for markup.

    >>> print(markdown_text("a*b | <c>"))
    a\*b \| &lt;c&gt;
    >>> print(markdown_text("1. first"), markdown_text("- x"), markdown_text("4.3"))
    1\. first \- x 4.3
    """
    text = re.sub(r"([\\`*_\[\]|~$])", r"\\\1", text.replace("&", "&amp;"))
    return _OPENS_BLOCK.sub(_escape_opening, text.replace("<", "&lt;").replace(">", "&gt;"))


def _escape_opening(found: re.Match[str]) -> str:
    space, mark, number, stop = found.groups()
    return f"{space}\\{mark}" if mark else f"{space}{number}\\{stop}"


def _markdown(table: Table) -> str:
    def line(cells: tuple[Cell, ...]) -> str:
        return "| " + " | ".join(markdown_text(plain(c)).replace("\n", "<br>") for c in cells) + " |\n"

    rule = "|" + " --- |" * len(table.columns) + "\n"
    return f"| {' | '.join(table.columns)} |\n{rule}{''.join(line(row) for row in table.rows)}"


def dataframe(table: Table) -> pandas.DataFrame:
    """Return a table as a DataFrame; the columns are those of the CSV."""
    try:
        import pandas
    except ImportError:
        raise BiclauseError(
            "to_dataframe() needs pandas, which is not installed: try pip install 'biclause[pandas]'"
        ) from None
    return pandas.DataFrame.from_records(list(table.rows), columns=list(table.columns))


SHOWN = 60
"""Rows that a notebook cell shows; to_dataframe() has them all."""


Marked = tuple[Cell, str | None]
"""A cell of a page: its value, and the language it is in where it has one."""


def html_table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[Marked]], *, total: int) -> str:
    """Write an escaped HTML table that says how many rows it leaves out."""
    head = "".join(f'<th scope="col">{escape(c)}</th>' for c in columns)
    body = "".join(f"<tr>{''.join(_html_cell(*cell) for cell in row)}</tr>" for row in rows)
    rest = total - len(rows)
    more = f"<p>… and {rest} more; to_dataframe() has them all.</p>" if rest else ""
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
    )


def _html_cell(value: Cell, lang: str | None) -> str:
    tag = f' lang="{lang}"' if lang else ""
    return f'<td{tag} style="text-align:left;vertical-align:top;white-space:pre-line">{escape(plain(value))}</td>'


def lang_tags(document: Document) -> Mapping[Lang, str]:
    """Name a document's languages as HTML does; which Chinese script it is, the whole text decides."""
    return {"en": "en", "zh": chinese_script(document.source)}


def chinese_script(text: str) -> Literal["zh-Hans", "zh-Hant"]:
    """Tell simplified from traditional Chinese by which old character set holds more of the text.

    >>> chinese_script("模型许可协议"), chinese_script("營業秘密法")
    ('zh-Hans', 'zh-Hant')
    """
    simplified, traditional = (len(text.encode(c, "ignore").decode(c)) for c in ("gb2312", "big5"))
    return "zh-Hant" if traditional > simplified else "zh-Hans"
