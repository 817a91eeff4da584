"""Answers are delivered whole or not at all, in the format that was asked for."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import click
import pytest

from biclause.output import FORMATS, chosen, colourful, write_file


class Terminal:
    def isatty(self) -> bool:
        return True


def choose(format: str | None = None, file: str | None = None, *, excel: bool = False) -> str:
    return chosen((*FORMATS, "html"), format, Path(file) if file else None, excel=excel, quiet=False).format


def test_the_format_is_asked_for_or_read_off_the_file_or_a_table() -> None:
    assert [choose("csv", "a.md"), choose(None, "a.MD"), choose(None, "a.html"), choose(None, "a.xyz"), choose()] == [
        "csv", "markdown", "html", "table", "table",
    ]  # fmt: skip


def test_excel_alone_means_csv_and_with_another_format_is_a_mistake() -> None:
    assert choose(excel=True) == "csv"
    with pytest.raises(click.UsageError, match="--excel is for CSV, and the format is json"):
        choose("json", excel=True)


def test_colours_need_a_terminal_and_respect_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert colourful(Terminal()) and not colourful(object())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colourful(Terminal())


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("before", "utf-8")
    file.chmod(0o640)
    write_file(file, "模型\n")
    assert file.read_bytes() == "模型\n".encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_new_file_gets_the_usual_rights(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_file(tmp_path / "a.txt", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o644


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.txt"
    file.write_text("before", "utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(click.ClickException, match=r"Cannot write .*a\.txt: No space left on device"):
        write_file(file, "after")
    assert file.read_text("utf-8") == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_symbolic_link_keeps_pointing_where_it_did(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("before", "utf-8")
    (tmp_path / "link.txt").symlink_to("real.txt")
    write_file(tmp_path / "link.txt", "after")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text("utf-8") == "after"


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    write_file(Path("/dev/null"), "x")
    assert Path("/dev/null").is_char_device()
