"""Word files, made here by writing their XML: numbers, tables, tracked changes, and what must be refused."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from corpus import BiclauseError, Source
from corpus.readers.formats import Changes, load
from corpus.readers.ooxml import Package
from corpus.readers.word import _blocks

CASES = Path(__file__).parent / "cases"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{CONTENT}.document.main+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{CONTENT}.numbering+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{CONTENT}.styles+xml"/></Types>'
)


def docx(body: str, *, namespace: str = "", **parts: str) -> bytes:
    """Return a Word file: the body's XML, and that of other parts by their name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES)
        document = f'<Relationship Id="d" Type="{KINDS}/officeDocument" Target="word/document.xml"/>'
        package.writestr("_rels/.rels", f'<Relationships xmlns="{RELATIONS}">{document}</Relationships>')
        related = "".join(
            f'<Relationship Id="{name}" Type="{KINDS}/{name}" Target="{name}.xml"/>' for name in parts
        )
        package.writestr(
            "word/_rels/document.xml.rels", f'<Relationships xmlns="{RELATIONS}">{related}</Relationships>'
        )
        package.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        for name, inside in parts.items():
            root = {"header": "hdr", "footer": "ftr"}.get(name, name)
            package.writestr(f"word/{name}.xml", f"<w:{root} {SPACES}>{inside}</w:{root}>")
    return out.getvalue()


def t(text: str) -> str:
    return f'<w:t xml:space="preserve">{text}</w:t>'


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{t(text)}</w:r>"


def p(
    inside: str, *, num: int | None = None, level: int | None = None, style: str = "", mark: str = ""
) -> str:
    """Return a paragraph; text that is no XML becomes a run."""
    number = f'<w:ilvl w:val="{level}"/>' if level is not None else ""
    number += f'<w:numId w:val="{num}"/>' if num is not None else ""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += f"<w:numPr>{number}</w:numPr>" if number else ""
    properties += f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside if inside.startswith('<') else r(inside)}</w:p>"


def lvl(at: int, text: str, format: str = "decimal", start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(number: int, *levels: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
        f"{''.join(levels)}</w:abstractNum>"
    )


def num(number: int, of: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def restart(level: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def style(name: str, properties: str, *, based: str = "", more: str = "") -> str:
    based_on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{based_on}'
        f"<w:pPr>{properties}</w:pPr>{more}</w:style>"
    )


def table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def change(kind: str, inside: str = "", author: str = "A") -> str:
    return f'<w:{kind} w:id="1" w:author="{author}">{inside}</w:{kind}>'


def deleted(text: str) -> str:
    return change("del", f"<w:r><w:delText>{text}</w:delText></w:r>")


def inserted(text: str) -> str:
    return change("ins", r(text))


def read(body: str, changes: Changes = "accepted", **parts: str) -> Source:
    return load(docx(body, **parts), name="a.docx", changes=changes)


def printed(source: Source) -> list[str]:
    return [source.text[line.start : line.end] for line in source.lines]


OUTLINE = abstract(
    1, lvl(0, "%1."), lvl(1, "%1.%2"), lvl(2, "(%3)", "lowerLetter"), lvl(3, "(%4)", "lowerRoman")
)


def labels(numbering: str, *paragraphs: tuple[int, int]) -> list[str]:
    """Return the printed numbers of paragraphs given by list and level."""
    source = read("".join(p("x", num=num, level=level) for num, level in paragraphs), numbering=numbering)
    return [line.removesuffix("x").strip() for line in printed(source)]


def test_list_numbers_become_part_of_the_text() -> None:
    source = read(p("Term", num=1, level=0), numbering=OUTLINE + num(1, 1))
    line = source.lines[0]
    assert (source.text, line.label_end, line.level, line.whole) == ("1. Term", 2, 0, True)


def test_levels_count_within_the_level_above() -> None:
    counted = labels(
        OUTLINE + num(1, 1), (1, 0), (1, 1), (1, 1), (1, 2), (1, 3), (1, 2), (1, 0), (1, 1), (1, 2)
    )
    assert counted == ["1.", "1.1", "1.2", "(a)", "(i)", "(b)", "2.", "2.1", "(a)"]


def test_lists_of_one_abstract_list_count_on_and_a_start_is_set_anew_once() -> None:
    numbering = OUTLINE + num(1, 1) + num(2, 1) + num(3, 1, restart(0, 1))
    assert labels(numbering, (1, 0), (2, 0), (3, 0), (1, 0), (3, 0)) == ["1.", "2.", "1.", "2.", "3."]


def test_a_level_without_the_one_above_it_supplies_its_start() -> None:
    assert labels(OUTLINE + num(1, 1), (1, 1), (1, 0), (1, 1)) == ["1.1", "2.", "2.1"]


def test_an_indented_item_that_goes_on_counting_is_printed_as_one_of_the_outer_list() -> None:
    numbering = abstract(1, lvl(0, "%1."), lvl(1, "%1.%2", start=4)) + num(1, 1)
    assert labels(numbering, (1, 0), (1, 0), (1, 0), (1, 1), (1, 1)) == ["1.", "2.", "3.", "4.", "5."]


def test_legal_levels_print_every_number_in_digits() -> None:
    legal = lvl(1, "%1.%2", more="<w:isLgl/>")
    numbering = abstract(1, lvl(0, "第%1条", "chineseCounting"), legal) + num(1, 1)
    assert labels(numbering, (1, 0), (1, 0), (1, 1)) == ["第一条", "第二条", "2.1"]


def test_a_level_may_restart_later_or_never() -> None:
    never = abstract(1, lvl(0, "%1."), lvl(1, "(%2)", more='<w:lvlRestart w:val="0"/>')) + num(1, 1)
    outer = abstract(2, lvl(0, "%1."), lvl(1, "%2)"), lvl(2, "[%3]", more='<w:lvlRestart w:val="1"/>')) + num(
        2, 2
    )
    assert labels(never, (1, 0), (1, 1), (1, 0), (1, 1)) == ["1.", "(1)", "2.", "(2)"]
    assert labels(outer, (2, 0), (2, 1), (2, 2), (2, 1), (2, 2)) == ["1.", "1)", "[1]", "2)", "[2]"]


def test_a_whole_level_may_be_overridden() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{lvl(0, "Article %1", "upperRoman")}</w:lvlOverride>'
    assert labels(OUTLINE + num(1, 1, override), (1, 0), (1, 0)) == ["Article I", "Article II"]


def test_nothing_stands_between_a_tight_number_and_its_text() -> None:
    tight = abstract(1, lvl(0, "第%1条", "chineseCounting", more='<w:suff w:val="nothing"/>')) + num(1, 1)
    assert read(p("定义", num=1, level=0), numbering=tight).text == "第一条定义"


@pytest.mark.parametrize(
    "case", json.loads((CASES / "word_numbers.json").read_text("utf-8")), ids=lambda c: c["format"]
)
def test_number_formats(case: dict[str, object]) -> None:
    numbering = abstract(1, lvl(0, "%1", str(case["format"]))) + num(1, 1)
    shown = labels(numbering, *[(1, 0)] * 33)
    expected = case["expected"]
    assert isinstance(expected, dict)
    assert {at: shown[int(at) - 1] for at in expected} == expected


def test_words_own_formats_are_padded_like_their_sample() -> None:
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="7"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback>'
        '<w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>'
    )
    assert labels(abstract(1, custom) + num(1, 1), (1, 0), (1, 0)) == ["007", "008"]


def test_bullets_are_unicode_and_a_box_stays_a_box() -> None:
    def bullet(at: int, sign: str, font: str) -> str:
        return lvl(at, sign, "bullet").replace(
            "</w:lvl>", f'<w:rPr><w:rFonts w:ascii="{font}"/></w:rPr></w:lvl>'
        )

    levels = [bullet(0, "\uf0b7", "Symbol"), bullet(1, "o", "Courier New"), bullet(2, "\uf0a8", "Wingdings")]
    numbering = abstract(1, *levels, bullet(3, "–", "Arial")) + num(1, 1)
    assert labels(numbering, (1, 0), (1, 1), (1, 2), (1, 3)) == ["•", "•", "☐", "–"]


def test_a_number_may_come_from_a_style_and_its_level_from_the_style_that_it_names() -> None:
    styles = style("A", '<w:numPr><w:numId w:val="1"/></w:numPr>') + style("B", "", based="A")
    numbering = abstract(
        1, lvl(0, "%1.", more='<w:pStyle w:val="A"/>'), lvl(1, "%1.%2", more='<w:pStyle w:val="B"/>')
    )
    source = read(p("x", style="A") + p("y", style="B"), styles=styles, numbering=numbering + num(1, 1))
    assert printed(source) == ["1. x", "1.1 y"]


def test_a_style_may_state_only_its_level_and_inherit_the_list() -> None:
    styles = style("A", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    styles += style("B", '<w:numPr><w:ilvl w:val="1"/></w:numPr>', based="A")
    source = read(p("x", style="A") + p("y", style="B"), styles=styles, numbering=OUTLINE + num(1, 1))
    assert printed(source) == ["1. x", "1.1 y"]


def test_list_zero_takes_the_number_of_the_style_away() -> None:
    styles = style("A", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    source = read(p("x", style="A", num=0) + p("y", style="A"), styles=styles, numbering=OUTLINE + num(1, 1))
    assert printed(source) == ["x", "1. y"]


def test_a_list_may_borrow_its_levels_from_a_style() -> None:
    link = '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="L"/></w:abstractNum>'
    styles = style("L", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    source = read(p("x", num=2, level=1), styles=styles, numbering=OUTLINE + link + num(1, 1) + num(2, 2))
    assert printed(source) == ["1.1 x"]


def test_styles_that_are_based_on_one_another_do_not_hang() -> None:
    source = read(p("x", style="A"), styles=style("A", "", based="B") + style("B", "", based="A"))
    assert printed(source) == ["x"]


def test_an_empty_numbered_paragraph_is_printed_and_counted() -> None:
    body = p("x", num=1, level=0) + p("<w:r/>", num=1, level=0) + p("y", num=1, level=0)
    assert printed(read(body, numbering=OUTLINE + num(1, 1))) == ["1. x", "2.", "3. y"]


def test_headings_carry_their_level_by_name_or_by_outline() -> None:
    named = style("H", "").replace('<w:name w:val="H"/>', '<w:name w:val="heading 2"/>')
    outlined = style("O", '<w:outlineLvl w:val="0"/>')
    source = read(p("x", style="H") + p("y", style="O") + p("z"), styles=named + outlined)
    assert [line.heading for line in source.lines] == [2, 1, None]


def test_size_weight_and_indent_come_from_runs_and_styles() -> None:
    styles = style(
        "A", '<w:ind w:left="720" w:hanging="360"/>', more='<w:rPr><w:b/><w:sz w:val="28"/></w:rPr>'
    )
    source = read(p("x", style="A") + p(r("y", '<w:b w:val="0"/>'), style="A"), styles=styles)
    assert [(line.bold, line.size, line.indent) for line in source.lines] == [(True, 14, 18), (False, 14, 18)]


def test_cells_are_lines_row_by_row() -> None:
    source = read(p("before") + table(["Name", "Agent"], ["姓名", "代理人"]) + p("after"))
    assert [(text, line.cell) for text, line in zip(printed(source), source.lines, strict=True)] == [
        ("before", False),
        ("Name", True),
        ("Agent", True),
        ("姓名", True),
        ("代理人", True),
        ("after", False),
    ]


def test_a_table_of_one_column_is_a_frame() -> None:
    assert not read(table(["Term"], ["Notices"])).lines[0].cell


def test_line_breaks_cut_a_paragraph_and_tabs_stay() -> None:
    assert printed(read(p(f"<w:r>{t('a')}<w:tab/>{t('b')}<w:br/>{t('c')}</w:r>"))) == ["a\tb", "c"]


def test_checkboxes_of_every_kind_are_boxes() -> None:
    control = '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox></w:sdtPr></w:sdt>'
    symbol = '<w:r><w:sym w:font="{}" w:char="{}"/></w:r>'
    lettered = r("£", '<w:rFonts w:ascii="Wingdings 2"/>')
    field = "<w:r><w:fldChar><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>"
    boxes = [
        control.format(0),
        control.format(1),
        symbol.format("Wingdings 2", "F0A3"),
        symbol.format("Wingdings", "F0FE"),
        lettered,
        field.format('<w:default w:val="0"/>'),
        field.format('<w:default w:val="0"/><w:checked/>'),
    ]
    assert printed(read("".join(p(box) for box in boxes))) == ["☐", "☑", "☐", "☑", "☐", "☐", "☑"]


def test_field_codes_are_left_out_and_their_results_kept() -> None:
    field = '<w:r><w:instrText> REF x </w:instrText></w:r><w:fldSimple w:instr="REF y">{}</w:fldSimple>'
    assert printed(read(p(r("see ") + field.format(r("2.1"))))) == ["see 2.1"]


def test_formulas_keep_their_text() -> None:
    assert printed(read(p(r("at ") + "<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath>"))) == ["at x=2"]


PRICE = p(r("价款为") + deleted("100") + inserted("200") + r("元"))


def test_tracked_changes_are_accepted_and_said_so() -> None:
    source = read(PRICE)
    assert (source.text, [finding.message for finding in source.findings]) == (
        "价款为200元",
        ["2 tracked changes: showing accepted text (--changes original)"],
    )


def test_the_original_text_is_shown_when_asked_for() -> None:
    source = read(PRICE, changes="original")
    assert (source.text, [finding.message for finding in source.findings]) == (
        "价款为100元",
        ["2 tracked changes: showing original text"],
    )


def test_moved_text_stands_in_one_place() -> None:
    body = p(change("moveFrom", r("moved"))) + p("stays") + p(change("moveTo", r("moved")))
    assert printed(read(body)) == ["stays", "moved"]
    assert printed(read(body, changes="original")) == ["moved", "stays"]


def test_a_deleted_paragraph_mark_joins_and_an_inserted_one_splits() -> None:
    joined = p("one ", mark=change("del")) + p("two")
    split = p("one ", mark=change("ins")) + p("two")
    assert (printed(read(joined)), printed(read(joined, changes="original"))) == (["one two"], ["one", "two"])
    assert (printed(read(split)), printed(read(split, changes="original"))) == (["one", "two"], ["one two"])


def test_a_deleted_numbered_paragraph_is_not_counted() -> None:
    body = (
        p("a", num=1, level=0) + p(deleted("b"), num=1, level=0, mark=change("del")) + p("c", num=1, level=0)
    )
    numbering = OUTLINE + num(1, 1)
    assert printed(read(body, numbering=numbering)) == ["1. a", "2. c"]
    assert printed(read(body, changes="original", numbering=numbering)) == ["1. a", "2. b", "3. c"]


def test_deleted_rows_are_dropped() -> None:
    rows = table(["a", "b"], ["c", "d"]).replace("<w:tr>", f"<w:tr><w:trPr>{change('del')}</w:trPr>", 1)
    assert printed(read(rows)) == ["c", "d"]


def test_a_hidden_paragraph_mark_runs_the_heading_into_the_text() -> None:
    assert printed(read(p("Term. ", mark="<w:vanish/><w:specVanish/>") + p("It lasts."))) == [
        "Term. It lasts."
    ]


def test_hidden_text_is_left_out_and_counted() -> None:
    source = read(p(r("shown") + r("secret", "<w:vanish/>")))
    assert (source.text, source.findings[0].message) == ("shown", "6 characters of hidden text left out")


def test_text_boxes_are_furniture_and_read_once() -> None:
    box = f"<w:txbxContent>{p('boxed')}</w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    source = read(p(r("text") + drawing))
    assert (source.text, source.furniture[0].reason, source.findings[0].message) == (
        "text\nboxed",
        "text box",
        "1 text box kept apart from the clauses",
    )


def test_boxes_in_boxes_are_read_once() -> None:
    def box(inside: str) -> str:
        return p(r("x") + f"<w:r><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r>")

    body = p("x")
    for _ in range(40):
        body = box(body)
    assert len(read(body).furniture) == 40


@pytest.mark.parametrize("value", ["", "x", "-1", "99999999999999999999", "1e400", "nan"])
def test_nonsense_for_numbers_does_no_harm(value: str) -> None:
    numbering = abstract(1, lvl(0, "%1", "ideographDigital")) + num(1, 1, restart(0, 1)) + num(2, 1)
    number = f'<w:numPr><w:ilvl w:val="{value}"/><w:numId w:val="1"/></w:numPr><w:ind w:left="{value}"/>'
    runs = r("x", f'<w:sz w:val="{value}"/>') + f'<w:r><w:sym w:char="{value}"/></w:r>'
    body = f"<w:p><w:pPr>{number}</w:pPr>{runs}</w:p>"
    source = read(
        body, numbering=numbering.replace('startOverride w:val="1"', f'startOverride w:val="{value}"')
    )
    assert source.text.endswith("x")


def test_notes_heads_and_feet_are_furniture_and_comments_are_counted() -> None:
    line = f'<w:footnote w:type="separator">{p("-")}</w:footnote>'
    source = read(
        p("text"),
        footnotes=f"{line}<w:footnote>{p('note')}</w:footnote>",
        header=p("Draft"),
        footer=p("Page 1"),
        comments=f"<w:comment>{p('why?')}</w:comment>",
    )
    assert [(source.text[f.start : f.end], f.reason) for f in source.furniture] == [
        ("note", "footnote"),
        ("Draft", "header"),
        ("Page 1", "footer"),
    ]
    assert [finding.message for finding in source.findings] == ["1 footnote kept apart", "1 comment left out"]


def test_a_table_of_contents_is_furniture() -> None:
    toc = style("T", "").replace('<w:name w:val="T"/>', '<w:name w:val="toc 1"/>')
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    body = (
        p("1. Term 3", style="T")
        + f"<w:sdt>{gallery}<w:sdtContent>{p('2. Law 4')}</w:sdtContent></w:sdt>"
        + p("x")
    )
    source = read(body, styles=toc)
    assert (printed(source), {f.reason for f in source.furniture}) == (["x"], {"contents"})


def test_strict_word_files_are_read_alike() -> None:
    data = docx(p("Term", num=1, level=0), numbering=OUTLINE + num(1, 1))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            text = old.read(part).decode()
            text = text.replace(
                "schemas.openxmlformats.org/wordprocessingml/2006", "purl.oclc.org/ooxml/wordprocessingml"
            )
            new.writestr(part, text)
    assert load(out.getvalue()).text == "1. Term"


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("name", ["xl/workbook.xml", "content.xml", "notes.txt"])
def test_another_zip_is_not_called_a_word_file(name: str) -> None:
    with pytest.raises(BiclauseError, match=r"a\.zip is a zip archive, but not a Word file"):
        load(zipped({name: b"<x/>"}), name="a.zip")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(encoding: str) -> None:
    xml = f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE d [<!ENTITY a 'b'>]><w:document {SPACES}/>"
    with pytest.raises(BiclauseError, match=r"a\.docx holds unsafe XML"):
        load(zipped({"word/document.xml": xml.encode(encoding)}), name="a.docx")


def test_a_zip_bomb_is_refused_by_what_it_declares() -> None:
    bomb = zipped({"word/document.xml": b"<w:document>", "word/media/a": bytes(210_000_000)})
    with pytest.raises(BiclauseError, match=r"expands to more than 200 MB: refused"):
        load(bomb)


def test_a_bomb_that_lies_about_its_size_is_stopped_in_bounded_memory() -> None:
    inside = f"<w:document {SPACES}><w:body><w:p><w:r><w:t>".encode() + b"a" * 190_000_000
    bomb = bytearray(zipped({"word/document.xml": inside}))
    size = len(inside).to_bytes(4, "little")
    assert bomb.count(size) == 2  # the local header and the directory
    tracemalloc.start()
    with pytest.raises(BiclauseError):
        load(bytes(bomb.replace(size, (150_000_000).to_bytes(4, "little"))))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50_000_000


def test_a_truncated_file_is_damaged() -> None:
    whole = docx(p("text" * 500))
    with pytest.raises(BiclauseError, match="damaged: not a readable Word file"):
        load(whole[: len(whole) // 2])


def test_broken_xml_is_damaged() -> None:
    with pytest.raises(BiclauseError, match="damaged: not a readable Word file"):
        load(docx("<w:p><w:r>"))


def test_a_paragraph_is_forgotten_when_the_next_is_read() -> None:
    package = Package(docx(p("text") * 5), "a.docx")
    with package.open("word/document.xml") as stream:
        assert all(len(list(block.itersiblings(preceding=True))) < 2 for block in _blocks(stream))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_prints_the_same_numbers(tmp_path: Path) -> None:
    numbering = OUTLINE + num(1, 1) + num(2, 1) + num(3, 1, restart(0, 1))
    levels = [
        (1, 0),
        (1, 1),
        (1, 2),
        (1, 2),
        (1, 3),
        (1, 1),
        (1, 2),
        (2, 0),
        (2, 1),
        (3, 0),
        (3, 1),
        (1, 0),
        (3, 0),
    ]
    body = "".join(p("x", num=num, level=level) for num, level in levels)
    (tmp_path / "a.docx").write_bytes(docx(body, numbering=numbering, styles=""))
    convert = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    subprocess.run(
        [*convert, "txt:Text (encoded):UTF8", "a.docx"], cwd=tmp_path, check=True, capture_output=True
    )
    theirs = (tmp_path / "a.txt").read_text("utf-8-sig").splitlines()
    assert [line.split()[0] for line in theirs if line.strip()] == labels(numbering, *levels)
