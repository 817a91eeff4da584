"""An answer in, bytes out: to the terminal, or to a file that is there whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "markdown")
"""What every command can write."""

SUFFIXES: Mapping[str, str] = {
    ".csv": "csv",
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".markdown": "markdown",
    ".md": "markdown",
    ".ndjson": "jsonl",
    ".tsv": "tsv",
    ".txt": "table",
}

NOT_WRITTEN = frozenset({".xlsx", ".xls", ".ods", ".docx", ".doc", ".odt", ".rtf", ".pdf"})
"""Endings that promise what no format here is: a table under such a name would open nowhere."""
SIGPIPE_EXIT = 141
"""What a shell reports of a program whose reader went away (128 + SIGPIPE)."""


@dataclass(frozen=True, slots=True)
class Output:
    """How and where the person wants the answer."""

    format: str
    file: Path | None
    """None is standard output."""
    excel: bool
    """True for CSV that Excel opens as it is."""
    quiet: bool

    @property
    def silent(self) -> Output:
        """The same without a word beside the answer."""
        return replace(self, quiet=True)

    @property
    def style(self) -> Style:
        """How the answer can be dressed where it goes."""
        return Style(self.file is None and colourful(sys.stdout), shutil.get_terminal_size((100, 24)).columns)


@dataclass(frozen=True, slots=True)
class Style:
    """What the reader's end can show."""

    colour: bool
    columns: int

    def paint(self, text: str, colour: str | None = None, *, bold: bool = False, dim: bool = False) -> str:
        """Dress text where colours are shown; the text says everything without them too."""
        if not self.colour:
            return text
        return click.style(text, fg=colour, bold=bold or None, dim=dim or None)


def chosen(
    formats: Sequence[str], format: str | None, file: Path | None, *, excel: bool, quiet: bool
) -> Output:
    """Work out the output from the options: a file's ending says the format where no option does.

    The default is the table, on a terminal and in a pipe alike: what is seen is what ``less`` or a
    file gets, and a program that wants another format has to name it, so none changes under it.
    """
    if file is not None and str(file) == "-":
        file = None
    if format is None:
        if file is not None and file.suffix.lower() in NOT_WRITTEN:
            told = "--excel, and a name that ends in .csv" if "csv" in formats else f"a format of {', '.join(formats)}"
            raise click.UsageError(f"This command cannot write {file.suffix} files; try {told}.")
        ending = SUFFIXES.get(file.suffix.lower()) if file else None
        format = ending or ("csv" if excel else "table")
    if format not in formats:
        raise click.UsageError(f"This command cannot write {format}; choose one of {', '.join(formats)}.")
    if excel and format != "csv":
        raise click.UsageError(f"--excel is for CSV, and the format is {format}; try --format csv.")
    return Output(format, file, excel, quiet)


def colourful(stream: object) -> bool:
    """Tell whether colours are wanted: a terminal, and no NO_COLOR (https://no-color.org)."""
    tty = getattr(stream, "isatty", lambda: False)()
    return bool(tty) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def deliver(answer: str, output: Output) -> None:
    """Print the answer, or put it in its file."""
    if output.file is not None:
        write_file(output.file, answer)
        say(f"Wrote {output.file}", output)
        return
    try:
        # click.echo strips colours that a pipe or a file would keep as garbage.
        click.echo(answer, nl=False)
        sys.stdout.flush()
    except OSError as error:
        # Python would try once more at exit, and complain: let it write to nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader (head, less) has seen enough
            sys.exit(SIGPIPE_EXIT)
        raise click.ClickException(f"Cannot write the answer: {error.strerror or error}.") from None


def say(message: str, output: Output) -> None:
    """Talk to the person beside the answer."""
    if not output.quiet:
        click.echo(message, err=True)


def write_file(path: Path, text: str) -> None:
    """Write a file whole or not at all: beside it first, then in its place."""
    target = Path(os.path.realpath(path))  # a symbolic link keeps pointing where it did
    try:
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_text(text, "utf-8", newline="\n")  # /dev/stdout or a pipe: nothing to replace
        else:
            _replace(target, text)
    except OSError as error:
        raise click.ClickException(f"Cannot write {path}: {error.strerror or error}.") from None


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where there is none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"Cannot make the folder {folder}: {error.strerror or error}.") from None


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, "utf-8", newline="\n")
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
