"""Real and invented agreements: every unit of the gold is found, and formats and languages agree with each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus import Clause, Document, read, unaccounted

ROOT = Path(__file__).parents[2]
PAIRS = ROOT / "tests" / "pairs"
SHARED = ROOT.parent / "shared" / "agreements"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/agreements is not here")

FOLDERS = [p for place in (PAIRS, SHARED) if place.is_dir() for p in sorted(place.iterdir()) if (p / "gold.jsonl").is_file()]
TOLERANCE = 24
"""Non-space characters by which a clause may begin away from where the gold says, as the scorer allows."""


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_every_unit_of_the_gold_begins_a_clause(folder: Path, lang: str) -> None:
    """Nothing that an annotator named is missed, and nothing of the text is lost."""
    document = read(folder / f"{lang}.txt")
    before = [0]
    for ch in document.source:
        before.append(before[-1] + (not ch.isspace()))
    starts = [before[c.start] for c in document]
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    units = {c["start"]: c["path"] for row in rows for c in row[lang]}
    assert [path for at, path in units.items() if min(abs(before[at] - s) for s in starts) > TOLERANCE] == []
    assert unaccounted(document) == []


def printed(document: Document) -> list[tuple[str, str]]:
    """Return id and label of what has a printed number on a line of its own, labels without inner spaces."""
    return [(c.id, "".join(c.label.split())) for c in document if c.number and not c.inline]


SOURCES = [
    ("aquila_official", "source.pdf", "en"), ("aquila_official", "source.pdf", "zh"),
    ("bluelm_official", "en.pdf", None), ("bluelm_official", "zh.pdf", None),
    ("skywork_official", "en.pdf", None), ("skywork_official", "zh.pdf", None),
    ("ccbysa40_official", "en.html", None), ("ccbysa40_official", "zh.html", None),
    ("serverbox_cla", "en.md", None), ("serverbox_cla", "zh.md", None),
    ("tickraft_cla", "en.md", None), ("tickraft_cla", "zh.md", None),
]  # fmt: skip


@needs_shared
@pytest.mark.parametrize(("slug", "name", "part"), SOURCES)
def test_a_publishers_file_has_the_numbers_of_its_text(slug: str, name: str, part: str | None) -> None:
    """PDF, HTML and Markdown give the ids and labels that the extracted text gives."""
    lang = part or Path(name).stem
    document = read(SHARED / slug / name, part=part)  # type: ignore[arg-type]  # en or zh, from the table above
    assert printed(document) == printed(read(SHARED / slug / f"{lang}.txt"))


@needs_shared
@pytest.mark.xfail(
    strict=True, reason="the PDF shows which cell a box belongs to; the extracted text has the form's columns mixed"
)
@pytest.mark.parametrize("slug", ["baichuan7b_en__baichuan_m1_zh", "baichuan7b_en__telechat_zh"])
def test_a_form_in_a_pdf_has_the_numbers_of_its_text(slug: str) -> None:
    """The options of a form hang on the same fields in both."""
    assert printed(read(SHARED / slug / "zh.pdf")) == printed(read(SHARED / slug / "zh.txt"))


PARALLEL = {
    "anti996_official", "aquila_official", "bluelm_official", "ccbysa40_official", "chatglm6b_official",
    "cogvideox_official", "cogvlm_official", "gpl3_translation", "kolors_official", "serverbox_cla",
    "tickraft_cla", "udhr", "yi_v21_official",
}  # fmt: skip
"""Parallel pairs whose publishers number both languages alike.

Not among them: skywork (English counts on through its sections), mulan (i. against 1，), funasr (English lost the
number of section 1), tw_trade_secrets (一、 against 1.), deepin (the English contents repeats other words).
"""


@needs_shared
@pytest.mark.parametrize("slug", sorted(PARALLEL))
def test_two_languages_numbered_alike_have_the_same_ids(slug: str) -> None:
    """A clause has the same id in English and in Chinese."""

    def ids(lang: str) -> list[str]:
        return [c.id for c in read(SHARED / slug / f"{lang}.txt") if numbered(c)]

    assert ids("en") == ids("zh")


def numbered(clause: Clause) -> bool:
    return bool(clause.number) and not clause.inline
