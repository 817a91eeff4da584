"""PDF files, written here by hand: lines, columns, cells, furniture, and what must be refused."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from corpus import BiclauseError, Source
from corpus.readers.formats import load

SONG = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    "/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    "/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]"
    "/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 90>>>>]>>"
)
LATIN_FONT = "<</Type/Font/Subtype/Type1/BaseFont/Courier{}>>"
FONTS = f"/F1{LATIN_FONT.format('')}/F2{LATIN_FONT.format('-Bold')}/F3 {SONG}"
WIDTH, HEIGHT = 600, 800


def show(
    x: float, y: float, text: str, *, size: float = 10, bold: bool = False, turn: str = "1 0 0 1"
) -> str:
    """Return the operators that print text at a place, from the top left corner."""
    font = "F2" if bold else "F1" if text.isascii() else "F3"
    written = f"({text})" if text.isascii() else f"<{text.encode('utf-16-be').hex()}>"
    return f"BT /{font} {size} Tf {turn} {x} {HEIGHT - y} Tm {written} Tj ET"


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S"


def paragraph(x: float, y: float, lines: Iterable[str], leading: float = 12) -> str:
    return "\n".join(show(x, y + leading * index, line) for index, line in enumerate(lines))


def pdf(*pages: str) -> bytes:
    """Return a PDF of pages given by their operators."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{3 + 2 * i} 0 R' for i in range(len(pages)))}]>>",
    ]
    for index, content in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {4 + 2 * index} 0 R"
            f"/Resources<</Font<<{FONTS}>>>>>>"
        )
        objects.append(f"<</Length {len(content)}>>\nstream\n{content}\nendstream")
    return written(objects)


def written(objects: list[str], more: str = "") -> bytes:
    """Return a file of numbered objects."""
    out, places = "%PDF-1.4\n", []
    for number, inside in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{inside}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{more}>>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}" + trailer).encode("latin-1")


def rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def locked(text: str, password: str) -> bytes:
    """Return a PDF of one page, encrypted by the oldest of the standard's schemes."""
    padding = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    padded = (password.encode() + padding)[:32]
    owner = rc4(hashlib.md5(padding).digest()[:5], padded)
    permissions = (-4).to_bytes(4, "little", signed=True)
    key = hashlib.md5(padded + owner + permissions + b"id").digest()[:5]
    page_key = hashlib.md5(key + bytes([4, 0, 0, 0, 0])).digest()[:10]
    content = rc4(page_key, show(72, 100, text).encode()).decode("latin-1")
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        f"/Resources<</Font<</F1{LATIN_FONT.format('')}>>>>>>",
        f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
        f"<</Filter/Standard/V 1/R 2/P -4/O<{owner.hex()}>/U<{rc4(key, padding).hex()}>>>",
    ]
    return written(objects, "/Encrypt 5 0 R/ID[<6964><6964>]")


def read(*pages: str) -> Source:
    return load(pdf(*pages), name="a.pdf")


def printed(source: Source) -> list[str]:
    return [source.text[line.start : line.end] for line in source.lines]


def furniture(source: Source) -> list[tuple[str, str]]:
    return [(source.text[f.start : f.end], f.reason) for f in source.furniture]


LATIN = [
    "The licensee shall keep in",
    "confidence all that he has",
    "from the licensor, and may",
    "not disclose any of it now",
]


def test_lines_carry_what_is_known_of_them() -> None:
    source = read(show(72, 100, "1. Term", bold=True, size=14) + show(90, 140, "It lasts.", size=10))
    first, second = source.lines
    assert (first.page, first.indent, first.size, first.bold, first.gap) == (1, 72, 14, True, None)
    assert (second.right, second.gap, second.bold) == (90 + 9 * 6, 2.72, False)


def test_the_gap_is_what_exceeds_the_usual_leading() -> None:
    source = read(paragraph(72, 100, LATIN, leading=20) + paragraph(72, 190, LATIN, leading=20))
    assert [line.gap for line in source.lines] == [None, 0, 0, 0, 1, 0, 0, 0]


def test_words_are_spaced_as_the_gaps_show() -> None:
    source = read(show(72, 100, "two") + show(96, 100, "words") + show(126.5, 100, "joined"))
    assert source.text == "two wordsjoined"


def test_chinese_is_not_spaced_by_justification() -> None:
    assert read(show(72, 100, "协议") + show(96, 100, "条款") + show(118, 100, "API")).text == "协议条款API"


def test_a_typed_space_between_chinese_characters_stays() -> None:
    assert read(show(72, 100, "甲 方：乙")).text == "甲 方：乙"


def test_letters_printed_twice_to_look_bold_are_read_once() -> None:
    assert read(show(72, 100, "A") + show(100, 100, "X") + show(100.3, 100, "X")).text == "A X"


def test_a_raised_note_mark_stays_in_its_line() -> None:
    assert printed(read(show(72, 100, "word") + show(96, 96, "1", size=6) + show(72, 112, "next"))) == [
        "word1",
        "next",
    ]


def test_pages_begin_where_they_are_said_to_begin() -> None:
    source = read(show(72, 100, "one"), show(72, 100, "two"))
    assert ([source.text[page:][:3] for page in source.pages], [line.page for line in source.lines]) == (
        ["one", "two"],
        [1, 2],
    )


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    left, right = paragraph(72, 130, LATIN * 4), paragraph(300, 130, [line.upper() for line in LATIN] * 4)
    source = read(
        show(150, 80, "CONFIDENTIALITY")
        + left
        + right
        + show(72, 400, "END OF THE AGREEMENT IN FULL WIDTH, SIGNED TODAY")
    )
    assert [line[:3] for line in printed(source)] == [
        "CON",
        *["The", "con", "fro", "not"] * 4,
        *["THE", "CON", "FRO", "NOT"] * 4,
        "END",
    ]


def test_columns_may_be_printed_at_different_heights() -> None:
    source = read(paragraph(72, 130, LATIN * 3) + paragraph(300, 136, LATIN * 3))
    assert printed(source) == LATIN * 6


def test_hanging_numbers_are_no_column() -> None:
    lines = "".join(show(72, 100 + 12 * i, f"{i + 1}.") + show(108, 100 + 12 * i, LATIN[0]) for i in range(9))
    assert printed(read(lines)) == [f"{i + 1}. {LATIN[0]}" for i in range(9)]


def test_cells_of_a_ruled_table_are_lines_with_their_wraps_joined() -> None:
    grid = [rule(72, y, 400, y) for y in (100, 140, 180)] + [rule(x, 100, x, 180) for x in (72, 236, 400)]
    text = [
        show(76, 112, "Name of the applicant, as"),
        show(76, 126, "registered"),
        show(240, 112, "£ 1-200"),
        show(240, 126, "£ 201-1000"),
        show(76, 152, "Agent"),
    ]
    source = read("\n".join(grid + text))
    assert [(line, hint.cell) for line, hint in zip(printed(source), source.lines, strict=True)] == [
        ("Name of the applicant, as registered", True),
        ("£ 1-200", True),
        ("£ 201-1000", True),
        ("Agent", True),
    ]


def test_a_frame_around_text_is_no_table() -> None:
    frame = [rule(60, 90, 500, 90), rule(60, 300, 500, 300), rule(60, 90, 60, 300), rule(500, 90, 500, 300)]
    assert not read("\n".join(frame) + paragraph(72, 110, LATIN)).lines[0].cell


def test_parts_of_a_line_far_apart_are_cells_read_row_by_row() -> None:
    rows = [("LICENSOR", "LICENSEE"), ("Name: ____", "Name: ____"), ("Date: ____", "Date: ____")]
    body = "".join(
        show(72, 300 + 20 * i, left) + show(300, 300 + 20 * i, right) for i, (left, right) in enumerate(rows)
    )
    source = read(paragraph(72, 100, LATIN) + body + show(72, 372, "Schedule 1"))
    assert printed(source)[4:] == [cell for row in rows for cell in row] + ["Schedule 1"]
    assert [line.cell for line in source.lines[4:]] == [True] * 6 + [False]


def test_page_numbers_are_furniture_and_numbers_in_the_text_are_not() -> None:
    source = read(show(72, 100, "12") + show(72, 400, "3") + show(300, 780, "- 1 -"))
    assert (printed(source), furniture(source)) == (["12", "3"], [("- 1 -", "page number")])


@pytest.mark.parametrize("number", ["7", "Page 7", "7 / 9", "Page 7 of 9", "第7页", "第 7 页 共 9 页", "iv"])
def test_page_numbers_come_in_many_forms(number: str) -> None:
    assert furniture(read(show(72, 100, "text") + show(300, 770, number))) == [(number, "page number")]


def test_running_heads_are_furniture_whatever_number_they_carry() -> None:
    pages = [
        show(72, 30, f"Draft {n} of 5 May") + paragraph(72, 100, LATIN[n:] + LATIN[:n]) for n in range(4)
    ]
    source = read(*pages)
    assert furniture(source) == [(f"Draft {n} of 5 May", "running head") for n in range(4)]


def test_the_same_heading_on_two_pages_is_no_running_head() -> None:
    assert furniture(read(show(72, 100, "Schedule"), show(72, 100, "Schedule"))) == []


def test_what_a_browser_stamps_on_two_pages_is_furniture() -> None:
    """When it was printed and from where; the heading that both have in common is their text."""
    stamps = ["11/22/26, 6:26 PM Privacy", "file:///home/privacy.html"]
    page = show(72, 20, stamps[0]) + show(72, 100, "Schedule") + show(72, 780, stamps[1])
    assert furniture(read(page, page)) == [(stamp, "running head") for stamp in stamps * 2]


def test_contents_with_dot_leaders_are_furniture() -> None:
    lines = ["Contents", "1. Term ........ 1", "2. Law . . . . . . 2", "3. Notices ...... 13"]
    source = read(paragraph(72, 100, lines) + show(72, 300, "1. Term"))
    assert (printed(source), {reason for _, reason in furniture(source)}) == (["1. Term"], {"contents"})


def test_a_watermark_is_furniture() -> None:
    source = read(show(72, 100, "text") + show(200, 400, "DRAFT", size=60, turn="0.7 0.7 -0.7 0.7"))
    assert (printed(source), furniture(source)) == (["text"], [("DRAFT", "watermark")])


def test_slanted_letters_are_no_watermark() -> None:
    assert printed(read(show(72, 100, "text", turn="1 0 0.3 1"))) == ["text"]


@pytest.mark.parametrize(
    ("turn", "places"),
    [
        ("0 1 -1 0", [(100, 700), (112, 700)]),
        ("-1 0 0 -1", [(500, 700), (500, 688)]),
        ("0 -1 1 0", [(500, 100), (488, 100)]),
    ],
)
def test_a_page_on_its_side_is_read_upright(turn: str, places: list[tuple[float, float]]) -> None:
    source = read(
        "".join(show(x, y, text, turn=turn) for (x, y), text in zip(places, ["one", "two"], strict=True))
    )
    assert (printed(source), source.lines[1].gap) == (["one", "two"], 0.0)


def test_ligatures_radicals_and_hyphens_are_the_characters_they_stand_for() -> None:
    assert read(show(72, 100, "\u2f64ﬁ")).text == "用fi"


def test_a_scanned_file_is_named_as_such() -> None:
    with pytest.raises(BiclauseError) as caught:
        read("", "", "0 0 100 100 re f")
    assert str(caught.value) == "a.pdf: no text layer on pages 1–3 of 3: run OCR first"


def test_a_scanned_page_among_others_is_reported() -> None:
    image = "BI /W 1 /H 1 /CS /G /BPC 8 ID a EI"
    source = read(show(72, 100, "text"), f"q 600 0 0 800 0 0 cm {image} Q", "")
    assert [finding.message for finding in source.findings] == ["no text layer on page 2 of 3: run OCR first"]


def test_a_truncated_file_is_damaged() -> None:
    with pytest.raises(BiclauseError, match=r"a\.pdf is damaged: not a readable PDF"):
        load(pdf(show(72, 100, "text"))[:300], name="a.pdf")


def test_a_pdf_is_known_by_its_content_after_some_junk() -> None:
    assert load(b"\n\n" + pdf(show(72, 100, "text"))).format == "pdf"


def test_an_encrypted_file_wants_its_password() -> None:
    with pytest.raises(BiclauseError, match=r"a\.pdf is encrypted, password needed: --password"):
        load(locked("secret", "open"), name="a.pdf")
    with pytest.raises(BiclauseError, match=r"a\.pdf is encrypted, the password is wrong: --password"):
        load(locked("secret", "open"), name="a.pdf", password="shut")
    assert load(locked("secret", "open"), password="open").text == "secret"


def test_an_empty_password_opens_without_asking() -> None:
    assert load(locked("public", "")).text == "public"


AGREEMENTS = Path(__file__).parents[3].parent / "shared" / "agreements"
EXTRACTED = {
    "aquila_official/source.pdf": ["zh.txt", "en.txt"],
    "bluelm_official/en.pdf": ["en.txt"],
    "bluelm_official/zh.pdf": ["zh.txt"],
    "skywork_official/en.pdf": ["en.txt"],
    "skywork_official/zh.pdf": ["zh.txt"],
}
WITH_FORMS = {
    "baichuan7b_en__baichuan_m1_zh/zh.pdf": ["zh.txt"],
    "baichuan7b_en__telechat_zh/zh.pdf": ["zh.txt"],
}
needs_agreements = pytest.mark.skipif(not AGREEMENTS.is_dir(), reason="../shared/agreements is not here")


def both(name: str, texts: list[str]) -> tuple[str, str]:
    """Return the characters of a PDF's lines, and of the texts that were extracted from it elsewhere."""
    ours = "".join(printed(load((AGREEMENTS / name).read_bytes())))
    theirs = "".join((AGREEMENTS / name).with_name(text).read_text("utf-8") for text in texts)
    # They drop the hyphens at line ends, and leave a box as its font's private character.
    return re.sub(r"[\s-]", "", ours), re.sub(r"[\s-]", "", theirs).replace("\uf0a3", "☐")


@needs_agreements
@pytest.mark.parametrize("name", EXTRACTED)
def test_published_files_read_like_the_text_that_was_extracted_from_them(name: str) -> None:
    ours, theirs = both(name, EXTRACTED[name])
    assert ours == theirs


@needs_agreements
@pytest.mark.parametrize("name", WITH_FORMS)
def test_forms_hold_the_same_characters_in_another_order(name: str) -> None:
    ours, theirs = both(name, WITH_FORMS[name])
    missing = Counter(theirs) - Counter(ours)
    assert (Counter(ours) - Counter(theirs), set(missing) <= set("146")) == (Counter(), True)  # page numbers
