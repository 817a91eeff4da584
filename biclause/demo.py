"""The bundled pair in, a folder to look at out: what ``biclause demo`` does."""

from __future__ import annotations

from pathlib import Path

from aligner import align
from aligner.changelist import heading, markdown
from aligner.differences import Diff, diff
from aligner.report import page
from aligner.table import aligned_table
from corpus import read
from corpus.table import written
from search import build_shelf

from .output import make_folder, write_file

OLD, NEW = "baichuan-7b", "baichuan2"


def run(folder: Path) -> str:
    """Align the bundled pair, write every result into the folder, and return what to tell the person."""
    alignment = align(read(OLD), read(NEW))
    found = diff(alignment)
    table = aligned_table(alignment)
    make_folder(folder)
    for name, text in (
        ("page.html", page(found)),
        ("changes.md", markdown(found)),
        ("aligned.csv", written(table, "csv", excel=True)),
        ("aligned.jsonl", written(table, "jsonl")),
    ):
        write_file(folder / name, text)
    build_shelf([alignment], folder / "index")
    return _told(found, folder)


def _told(found: Diff, folder: Path) -> str:
    sections = [f"  {heading(s)}" for s in found.sections if s.differences]
    return "\n".join(
        [
            found.summary,
            *sections,
            "",
            f"{folder / 'page.html'}      a page to read: what was added, and every clause side by side",
            f"{folder / 'changes.md'}     every difference with its number and quotes",
            f"{folder / 'aligned.csv'}    the aligned table, for Excel",
            f"{folder / 'aligned.jsonl'}  the same, for programs",
            f"{folder / 'index'}          the searchable index",
            "",
            "Try next:",
            f'  biclause search "natural person" --shelf {folder / "index"}',
            f"  biclause search 商标 --shelf {folder / 'index'}",
            f"  biclause show {NEW} 四.3 --against {OLD}",
            f"  biclause diff {OLD} {NEW}",
            "",
        ]
    )
