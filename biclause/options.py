"""The options that commands share, each set handed to a command as one value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from .output import FORMATS, chosen

if TYPE_CHECKING:
    from corpus.formats import Changes

SHELF = Path(".biclause")

Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the person wants files read."""

    encoding: str | None
    password: str | None
    changes: Changes


@dataclass(frozen=True, slots=True)
class Model:
    """Which encoder the person wants; None is the embedded one."""

    name: str | None
    download: bool


class Agreement(click.ParamType[str]):
    """A file, a bundled agreement's name, or - for standard input."""

    name = "agreement"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the bundled names, and files."""
        from corpus import BUNDLED

        names = [CompletionItem(name) for name in BUNDLED if name.startswith(incomplete)]
        return [*names, CompletionItem(incomplete, type="file")]


AGREEMENT = Agreement()


def output_options(*extra: str) -> Callable[[Command], Command]:
    """Give a command the same output options as every other, handed over as one ``output``.

    ``extra`` names formats that only some commands can write.
    """
    formats = (*FORMATS, *extra)
    options = (
        click.option(
            "-f",
            "--format",
            "format_",
            type=click.Choice(formats),
            help="How to write the answer; else FILE's ending decides, else a table.",
        ),
        click.option(
            "-o",
            "--output",
            "into",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Write the answer to FILE, whole or not at all.",
        ),
        click.option(
            "--excel",
            is_flag=True,
            help="CSV that Excel opens as it is: a byte order mark, and an apostrophe before text that "
            "it would turn into a formula, a number or a date.",
        ),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing beside the answer."),
    )

    def add(command: Command) -> Command:
        @wraps(command)
        def run(
            *args: Any, format_: str | None, into: Path | None, excel: bool, quiet: bool, **kwargs: Any
        ) -> None:
            output = chosen(formats, format_, into, excel=excel, quiet=quiet)
            command(*args, output=output, **kwargs)

        return _with(options, run)

    return add


def reading_options(command: Command) -> Command:
    """Give a command the options that say how its files are read, handed over as one ``reading``."""
    options = (
        click.option(
            "--encoding",
            metavar="NAME",
            help="Encoding of the text files, where it is guessed wrong: gb18030, big5 …",
        ),
        click.option("--password", metavar="TEXT", help="Password of a PDF."),
        click.option(
            "--changes",
            type=click.Choice(("accepted", "original")),
            default="accepted",
            help="Which text of a Word file with tracked changes to read; accepted is the default.",
        ),
    )

    @wraps(command)
    def run(*args: Any, encoding: str | None, password: str | None, changes: Changes, **kwargs: Any) -> None:
        command(*args, reading=Reading(encoding, password, changes), **kwargs)

    return _with(options, run)


def model_options(command: Command) -> Command:
    """Give a command the options that choose the encoder, handed over as one ``model``."""
    options = (
        click.option(
            "--model",
            "name",
            metavar="NAME_OR_PATH",
            help="A sentence-transformers model instead of the embedded one: its name or its folder.",
        ),
        click.option("--download", is_flag=True, help="Allow the model to be downloaded."),
    )

    @wraps(command)
    def run(*args: Any, name: str | None, download: bool, **kwargs: Any) -> None:
        if download and name is None:
            raise click.UsageError("--download fetches the model that --model names, and none is named.")
        command(*args, model=Model(name, download), **kwargs)

    return _with(options, run)


def _with(options: Iterable[Callable[[Command], Command]], command: Command) -> Command:
    for option in reversed(list(options)):
        command = option(command)
    return command


def shelf_option(command: Command) -> Command:
    """Give a command the option that names the folder of the searchable index."""
    return click.option(
        "--shelf",
        metavar="DIR",
        type=click.Path(file_okay=False, path_type=Path),
        help=f"Folder of the searchable index; else {SHELF}.",
    )(command)


def examples(*lines: str) -> str:
    """Write the end of a help page; \\b keeps click from joining the lines."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
