"""Files to sources: what a file is, by its content; what is refused, and in which words."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from corpus import BiclauseError, Source
from corpus.readers.formats import load

AGREEMENTS = Path(__file__).parents[3].parent / "shared" / "agreements"
needs_agreements = pytest.mark.skipif(not AGREEMENTS.is_dir(), reason="../shared/agreements is not here")

PAGE = "<!DOCTYPE html><html><head><meta charset={}></head><body><p>一、定义</p></body></html>"


def uncovered(source: Source) -> str:
    """Return the characters that are in no line and no furniture."""
    left = list(source.text)
    spans = [(line.start, line.end) for line in source.lines] + [(f.start, f.end) for f in source.furniture]
    for start, end in spans:
        left[start:end] = [""] * (end - start)
    return "".join(left).strip()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.txt is empty: nothing to parse"),
        (b" \n\t\r\n", "a.txt is empty: nothing to parse"),
        (b"\xef\xbb\xbf\n", "a.txt is empty: nothing to parse"),
        ("\u200b\u00a0\u3000".encode(), "a.txt is empty: nothing to parse"),
        (b"<!doctype html><html><body><p> </p></body></html>", "a.txt is empty: nothing to parse"),
        (bytes(range(256)) * 20, "a.txt is not text: more than 1 % of it is control characters"),
        (b"\x7fELF\x02\x01\x01\x00" + b"\x00\x01" * 200, "a.txt is not text: more than 1 %"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "a.txt is an old Word .doc: save as",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.txt is locked with a password",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.txt is an old Office file"),
        (b"{\\rtf1 hello}", "a.txt is an RTF file: save as .docx"),
        (b"\x89PNG\r\n\x1a\n", "a.txt is a picture: run OCR first"),
        (b"\x1f\x8b\x08", "a.txt is compressed"),
        (b"PK\x03\x04 and nothing more", "a.txt is damaged: not a readable Word file"),
        (b"<div>" * 9_000 + b"x" + b"</div>" * 9_000, "a.txt nests its elements too deeply"),
        (b"%PDF-1.4 and nothing more", "a.txt is damaged: not a readable PDF"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(BiclauseError) as caught:
        load(data, name="a.txt")
    assert str(caught.value).startswith(message)


DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
OPC = "http://schemas.microsoft.com/office/2006/xmlPackage"
WORD_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f'{DECLARED}\n<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act/></akomaNtoso>',
            "a.xml is Akoma Ntoso (XML for laws), which is not read: save it as .html, .docx or plain text",
        ),
        (
            '<!-- by hand -->\n<akn:akomaNtoso xmlns:akn="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"/>',
            "a.xml is Akoma Ntoso",
        ),
        (
            f'{DECLARED}\n<?mso-application progid="Word.Document"?>\n<pkg:package xmlns:pkg="{OPC}"></pkg:package>',
            "a.xml is a Word document saved as XML: open it in Word and save as .docx",
        ),
        (
            f'{DECLARED}<?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="{WORD_2003}"/>',
            "a.xml is a Word document saved as XML",
        ),
        (
            f'{DECLARED}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>',
            "a.xml is a part of a Word file: name the whole .docx",
        ),
        (
            f'{DECLARED}<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
            "a.xml is a flat OpenDocument file: save as .docx",
        ),
        (
            f"{DECLARED}\n<contract><clause n='1'>Term</clause></contract>",
            "a.xml is XML (its outermost element is contract), which is not read: save it as .html",
        ),
        (f"{DECLARED}\n<!DOCTYPE book [<!ENTITY a 'b'>]>\n<book>&a;</book>", "a.xml is XML (its outermost"),
        ("<contract><a>Term</a>\n<b/><a>Law</a><a>Fees</a></contract>\n", "a.xml is XML (its outermost"),
        ("<合同><条>定义</条><条>期限</条><条>法律</条></合同>", "a.xml is XML (its outermost element is 合同)"),
        (f'{DECLARED}<article xmlns="http://docbook.org/ns/docbook"><para>a</para></article>', "a.xml is XML"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_xml_is_refused_by_its_name_and_with_what_to_do(text: str, message: str, encoding: str) -> None:
    data = text.replace("UTF-8", encoding[:6].strip("-").upper()).encode(encoding)
    with pytest.raises(BiclauseError) as caught:
        load(data, name="a.xml")
    assert str(caught.value).startswith(message)


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(BiclauseError, match=r"big\.txt has more than the 2 MB that are read: .*--max-size"):
        load(b"a" * 3_000_000, name="big.txt", max_bytes=2_000_000)


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("1. Term\n2. Notices\n", "text"),
        ("# Licence\n\nText.\n\n## 1. Term\n\nText.\n", "markdown"),
        ("**1. Term**\n\nText.\n\n**2. Notices**\n\nText.\n\n**3. Law**\n", "markdown"),
        ("### 1. 定义\n\n本协议。\n", "markdown"),
        ("# Lease\n\n| 中文 | English |\n|---|---|\n| 租金 | Rent |\n", "markdown"),
        ("# A comment\n\n1. Term\n", "text"),
        ("Item | Price\n-----------\nPump | 5\n", "text"),
        ("# 许可\n\n## 授权\n\n可以。\n\n## 限制\n\n不得。\n", "markdown"),
        ("#许可\n\n##授权\n可以。\n", "markdown"),
        ("协议\n\n1\\. 定义\n\n文字。\n", "markdown"),
        ("---\ntitle: 章程\n---\n\n**章程**\n\n第一条 会员。\n", "markdown"),
        ("> 一\n\n> 二\n\n**三**\n", "markdown"),
        ("# a comment\n# of a script\n# all through\n", "text"),
        ("The price is # 5.\n#1 is Alice.\n", "text"),
        ("<!DOCTYPE html>\n<p>Term", "html"),
        ("<!-- saved -->\n<HTML><BODY>Term", "html"),
        ("<?xml version='1.0'?>\n<html xmlns='x'><body><p>Term</p></body></html>", "html"),
        ("<div><p>Term</p><p>Notices</p></div>", "html"),
        ("<Licensor> grants <Licensee> a licence.", "text"),
        ("<p>This one tag is quoted in a plain text.", "text"),
        ("<?xml version='1.0'?>\n<!DOCTYPE html>\n<html xmlns='x'><body><p>Term</p></body></html>", "html"),
        ("<?xml version='1.0'?>\n<div><p>Term</p><p>Notices</p></div>", "html"),
        ("<Licensor> and <Licensee> agree.\n1. Term\nThe <Term>.\n</Licensor>", "text"),
        ("<DOCUMENT>\n<TYPE>EX-10.1\n<TEXT>\n1. Term\n<PAGE>\n2. Law\n</TEXT>\n</DOCUMENT>\n", "text"),
    ],
)
def test_the_content_decides_the_format(text: str, format: str) -> None:
    assert load(text.encode()).format == format


def test_a_guessed_encoding_is_reported() -> None:
    source = load("甲方：一、定义与解释".encode("gb18030"))
    assert [finding.message for finding in source.findings] == [
        "read as GB18030 (guessed); use --encoding if wrong"
    ]


def test_unreadable_characters_are_counted_and_kept() -> None:
    source = load("1. Term \ufffd and \uf0b2\n".encode())
    assert [(finding.message, finding.start) for finding in source.findings] == [
        ("2 unreadable characters", 8)
    ]


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("gb2312", "gb18030"),
        ("utf-8", "utf-8"),
        ("utf-8", "gb18030"),
        ("big5", "big5"),
        ("nonsense", "utf-8"),
    ],
)
def test_a_page_is_decoded_as_it_declares_if_that_is_true(declared: str, written: str) -> None:
    page = PAGE.format(declared).replace("定义", "定義" if written == "big5" else "定义")
    assert load(page.encode(written)).text.startswith("一、定")


def test_what_a_page_declares_is_no_guess() -> None:
    assert not load(PAGE.format("gbk").encode("gbk")).encoding_guessed


@pytest.mark.parametrize(
    "data",
    [
        b"a" * 1_000_000,
        b"(a) " * 250_000,
        b"**a** [b](c) `d` " * 60_000,
        b"# t\n\n# t\n\nx\n\n" + b"[" * 1_000_000,
        b"# t\n\n# t\n\nx\n\n" + b"**a" * 300_000,
        b"<div>" * 2_000 + b"<b>x</b> <i>y</i> " * 60_000 + b"</div>" * 2_000,
        b"<p>" + b"x" * 1_000_000,
        b"<html><style>" + b"a" * 500_000 + b"/*" * 250_000 + b"</style>x",
        b"<html><style>ol{content:" + b"a" * 500_000 + b"'\"" * 250_000 + b"}</style>x",
        b"<!-- -->" * 120_000 + b"x",
        b"<?a ?>" * 160_000 + b"x",
        b"<a " * 300_000 + b"</a>",
        b"<a>" * 300_000 + b"</a>",
        b"# t\n\n# t\n\n" + b"<!--" * 250_000,
        b"# t\n\n# t\n\n<div>" + b"<a" * 500_000,
        b"# t\n\n# t\n\n|" + b"a|" * 100_000 + b"\n|" + b"-|" * 100_000 + b"\n",
        b"---\n" + b"a: b\n" * 200_000,
        b"> " * 500_000 + b"\n# t\n# t\n",
        b"- " * 500_000 + b"\n# t\n# t\n",
        "中".encode() * 350_000,
        "，。".encode("gb18030") * 250_000,
    ],
    ids=lambda data: repr(data[:12]),
)
def test_a_megabyte_on_one_line_does_not_hang(data: bytes) -> None:
    begun = time.perf_counter()
    load(data)
    assert time.perf_counter() - begun < 10


SUFFIXES = (".txt", ".md", ".html", ".docx", ".pdf")
PUBLISHED = [path for path in sorted(AGREEMENTS.glob("*/*")) if path.suffix in SUFFIXES]


@needs_agreements
@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_character_is_in_a_line_or_in_the_furniture(path: Path) -> None:
    assert uncovered(load(path.read_bytes(), name=path.name)) == ""


@needs_agreements
@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_lines_come_in_order_and_do_not_overlap(path: Path) -> None:
    lines = load(path.read_bytes(), name=path.name).lines
    assert all(before.end <= after.start for before, after in pairwise(lines))


@needs_agreements
@pytest.mark.parametrize("path", [path for path in PUBLISHED if path.suffix in (".txt", ".md")], ids=str)
def test_text_and_markdown_keep_the_offsets_of_the_decoded_file(path: Path) -> None:
    assert load(path.read_bytes()).text == path.read_text("utf-8")


def test_importing_the_room_loads_no_reader() -> None:
    code = "import sys, corpus; print(*sorted({'lxml', 'pypdfium2', 'markdown_it'} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "\n"
    )
