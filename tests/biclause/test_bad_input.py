"""Whatever is handed over, a mistake is one sentence and exit code 2; nothing is half-written, no traceback shown."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

GBK = "一、期限\n有效期为一年。\n".encode("gb18030")
AGREEMENT = b"1. Term\nOne year.\n2. Law\nEnglish law.\n"


def scanned_pdf() -> bytes:
    """Write a PDF with one page that shows a grey square and no text."""
    drawing = b"0.5 g 0 0 100 100 re f"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
    )
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, o) for n, o in enumerate(objects, 1))
    return body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF\n"


FILES: Mapping[str, bytes] = {
    "agreement.txt": AGREEMENT,
    "answer.json": b"what was there before",
    "binary.txt": bytes(range(256)) * 20,
    "blank.txt": b" \n\t\n",
    "broken.docx": b"PK\x03\x04 and no more",
    "akn.xml": b'<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act/></akomaNtoso>',
    "empty.txt": b"",
    "gbk.txt": GBK,
    "large.txt": AGREEMENT * 30_000,
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
    "picture.txt": b"\x89PNG\r\n\x1a\n",
    "scanned.pdf": scanned_pdf(),
    "truncated.pdf": b"%PDF-1.7\n1 0 obj",
    "vendor.xml": b"<?xml version='1.0'?><contract><clause>1. Term</clause></contract>",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    return tmp_path


def process(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "biclause", *args],
        capture_output=True, text=True, encoding="utf-8", cwd=folder, check=False,
    )  # fmt: skip


def told(result: subprocess.CompletedProcess[str]) -> str:
    """Check that a mistake is told in one sentence, and return it."""
    assert (result.returncode, result.stdout) == (2, "")
    sentence = result.stderr.removeprefix("biclause: ")
    assert sentence != result.stderr and sentence.count("\n") == 1
    assert not sentence[0].isupper() and not sentence.rstrip().endswith(".")
    return sentence.strip()


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("parse", "missing.txt"), "no file or bundled agreement is called missing.txt"),
        (("parse", "baichuan3"), "did you mean baichuan2?"),
        (("parse", "folder"), "folder is a folder: name a file in it"),
        (("parse", "empty.txt"), "empty.txt is empty: nothing to parse"),
        (("parse", "blank.txt"), "blank.txt is empty: nothing to parse"),
        (("parse", "binary.txt"), "binary.txt is not text"),
        (("parse", "picture.txt"), "picture.txt is a picture: run OCR first"),
        (("parse", "old.doc"), "old.doc is an old Word .doc: save as .docx"),
        (("parse", "broken.docx"), "broken.docx is damaged: not a readable Word file"),
        (("parse", "akn.xml"), "akn.xml is Akoma Ntoso (XML for laws), which is not read: save it as .html"),
        (("align", "agreement.txt", "vendor.xml"), "vendor.xml is XML (its outermost element is contract)"),
        (("parse", "truncated.pdf"), "truncated.pdf is damaged: not a readable PDF"),
        (("parse", "scanned.pdf"), "scanned.pdf: no text layer on page 1 of 1: run OCR first"),
        (("parse", "large.txt", "--max-size", "1"), "large.txt has more than the 1 MB that are read"),
        (("parse", "gbk.txt", "--encoding", "utf-8"), "gbk.txt is not written in utf-8 (byte 2)"),
        (("parse", "gbk.txt", "--encoding", "klingon"), "there is no text encoding 'klingon'"),
        (("parse", "agreement.txt", "--part", "zh"), "agreement.txt has no Chinese part: leave out --part zh"),
        (("parse", "empty.txt", "--check"), "empty.txt is empty"),
        (("align", "agreement.txt"), "agreement.txt is in English only: name the agreement to align it with"),
        (("align", "agreement.txt", "empty.txt"), "empty.txt is empty"),
        (("diff", "missing.txt", "agreement.txt"), "no file or bundled agreement is called missing.txt"),
        (("show", "agreement.txt", "9"), "agreement has no clause '9'"),
        (("index", "binary.txt", "--shelf", "shelf"), "binary.txt is not text"),
    ],
)
def test_bad_input_is_told_in_one_sentence_and_changes_no_file(
    folder: Path, args: tuple[str, ...], sentence: str
) -> None:
    output = () if args[0] == "index" else ("-o", "answer.json")
    assert sentence in told(process(folder, *args, *output))
    assert {p.name: p.read_bytes() for p in folder.rglob("*") if p.name != "folder"} == FILES


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("no/such/folder/a.csv", "cannot write no/such/folder/a.csv: No such file or directory"),
        ("folder", "cannot write folder: Is a directory"),
        ("agreement.txt/a.csv", "cannot write agreement.txt/a.csv: Not a directory"),
        ("/dev/full", "cannot write /dev/full: No space left on device"),
    ],
)
def test_an_output_that_cannot_be_written_leaves_nothing_behind(
    folder: Path, target: str, sentence: str
) -> None:
    if not Path(target).exists() and target.startswith("/dev"):
        pytest.skip(f"there is no {target} here")
    assert told(process(folder, "parse", "agreement.txt", "-o", target)) == sentence
    assert sorted(p.name for p in folder.rglob("*")) == sorted([*FILES, "folder"])


def test_a_full_disk_behind_standard_output_is_told(folder: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    command = f"'{sys.executable}' -P -m biclause parse agreement.txt > /dev/full"
    result = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=folder, check=False)
    assert told(result) == "cannot write the answer: No space left on device"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_told(folder: Path) -> None:
    (folder / "agreement.txt").chmod(0)
    assert "cannot read agreement.txt: Permission denied" in told(process(folder, "parse", "agreement.txt"))
