"""What differs in, a page out: one HTML file that a reviewer of either language can read and pass on.

It holds no script and fetches nothing, and its security policy makes the browser hold it to that.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from corpus import Clause, Document
from corpus.table import lang_tags

from .differences import Diff, Entry, Section
from .labels import CHANGES, CHINESE, printed, titled
from .table import SURE, change_record

OPENING = 110
"""Characters of a quote that the summary shows; the row that it links to has all of it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause as the page shows it."""

    clause: Clause
    printed: str
    heading: str
    quote: str
    """What the source prints below the heading."""
    lang: str
    """Its language as HTML names it."""
    anchors: tuple[str, ...]
    """What a link can name: ``new-4.3``, and ``c-四.3`` by the printed number of the newer agreement."""

    @property
    def opening(self) -> str:
        """The first words of it."""
        text = f"{self.heading} {self.quote}".strip()
        return text if len(text) <= OPENING else f"{text[:OPENING].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Branch:
    """A clause without counterpart, and those under it that have none either."""

    entry: Entry
    shown: tuple[Shown, ...]
    under: tuple[Branch, ...]

    @property
    def size(self) -> int:
        """How many rows the branch has, its own included."""
        return 1 + sum(branch.size for branch in self.under)


def page(diff: Diff) -> str:
    """Write the page: what was added and removed first, then every row side by side."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    env = Environment(
        loader=PackageLoader("aligner"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = files("aligner").joinpath("templates", "page.css").read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return env.get_template("page.html").render(
        diff=diff,
        view=_View(diff),
        chinese=CHINESE,
        changed_as=CHANGES,
        printed=printed,
        titled=titled,
        sure=SURE,
        style=style,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
    )


class _View:
    """What the template asks about the clauses of one diff."""

    def __init__(self, diff: Diff) -> None:
        self.diff = diff
        self.old = diff.alignment.old
        self.new = diff.alignment.new
        self.old_name, self.new_name = diff.names
        self._tags = {"old": lang_tags(self.old), "new": lang_tags(self.new)}
        self._by_number = _by_printed_number(self.new)

    def title_lang(self, document: Document) -> str:
        """Name the language of a document's title."""
        side = "old" if document is self.old else "new"
        return self._tags[side][document.langs[0]]

    def lang(self, side: str, clause: Clause) -> str:
        """Name the language of a clause."""
        return self._tags[side][clause.lang]

    def gloss_langs(self, entry: Entry) -> tuple[str, str]:
        """Name the languages of a row's key terms and of what they mean."""
        here, side = (entry.row.new[0], "new") if entry.row.new else (entry.row.old[0], "old")
        return self.lang(side, here), "zh-Hans" if here.lang == "en" else "en"

    def shown(self, entry: Entry, side: str) -> tuple[Shown, ...]:
        """Gather the clauses of one side of a row."""
        clauses, quotes = (entry.row.old, entry.old) if side == "old" else (entry.row.new, entry.new)
        return tuple(self._shown(c, q, side) for c, q in zip(clauses, quotes, strict=True))

    def _shown(self, clause: Clause, quote: str, side: str) -> Shown:
        heading, _, rest = quote.rpartition("\n") if "\n" in quote else ("", "", quote)
        if not heading and clause.heading and not clause.text:
            heading, rest = quote, ""
        anchors = [f"{side}-{clause.id}"]
        if side == "new" and clause.id in self._by_number:
            anchors.append(f"c-{self._by_number[clause.id]}")
        return Shown(clause, printed(clause), heading, rest, self.lang(side, clause), tuple(anchors))

    def forest(self, section: Section, word: str) -> tuple[Branch, ...]:
        """Put the added (or removed) rows of a section under the added rows that they stand under."""
        side = "new" if word == "added" else "old"
        found = [e for e in section.entries if e.row.status == word]
        under: dict[str | None, list[Entry]] = {}
        for entry in found:
            under.setdefault(entry.above, []).append(entry)

        def branch(entry: Entry) -> Branch:
            shown = self.shown(entry, side)
            below = [branch(e) for s in shown for e in under.get(s.clause.id, [])]
            return Branch(entry, shown, tuple(below))

        ids = {c.id for e in found for c in (e.row.new if side == "new" else e.row.old)}
        return tuple(branch(e) for e in found if e.above not in ids)

    def with_word(self, word: str) -> list[Entry]:
        """List the rows that differ in one way."""
        return [e for e in self.diff if word in e.words]

    def changes(self, entry: Entry) -> list[tuple[str, str, str, str]]:
        """List the changes inside a row: type, old words, new words, note."""
        records = (change_record(self.diff.alignment, c) for c in entry.row.changes)
        return [
            (r["type"], r["old"]["text"] if r["old"] else "", r["new"]["text"] if r["new"] else "", r["note"])
            for r in records
        ]


def _by_printed_number(document: Document) -> dict[str, str]:
    """Name clauses by their printed numbers for links, each number once: ``四.3``, ``附则.2（1）``."""
    found: dict[str, str] = {}
    for clause in document:
        if clause.label:
            labels = [c.label for c in [*reversed(document.ancestors(clause)), clause] if c.label]
            found.setdefault(_compact(labels), clause.id)
    return {clause_id: number for number, clause_id in found.items()}


def _compact(labels: list[str]) -> str:
    name = ""
    for label in labels:
        bare = "".join(label.split()).rstrip("、.．：:") or "-"
        name += bare if not name or bare[0] in "(（[［" else f".{bare}"
    return name
