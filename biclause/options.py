"""The options that commands share, each set handed to a command as one value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from click.shell_completion import CompletionItem

from .output import FORMATS, chosen

if TYPE_CHECKING:
    from corpus import Lang
    from corpus.readers import Changes

SHELF = Path(".biclause")
"""Where the shelf is unless it is named."""

PARTS: Mapping[str | None, tuple[Lang | None, Lang | None]] = {
    None: (None, None),
    "en": ("en", "en"),
    "zh": ("zh", "zh"),
    "en:zh": ("en", "zh"),
    "zh:en": ("zh", "en"),
}
"""What ``--part`` means for the first and for the second file."""

Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the person wants files read."""

    encoding: str | None
    password: str | None
    changes: Changes
    max_size: int
    """In MB."""
    parts: tuple[Lang | None, Lang | None]
    """Which language of a bilingual file, for the first file named and for the second; None is all there is."""

    @property
    def max_bytes(self) -> int:
        return self.max_size * 1_000_000

    @property
    def apart(self) -> bool:
        """Whether one language is wanted of the first file and the other of the second."""
        return self.parts[0] != self.parts[1]

    @property
    def turned(self) -> Reading:
        """The same for the second file alone."""
        return replace(self, parts=self.parts[::-1])


@dataclass(frozen=True, slots=True)
class Model:
    """Which encoder the person wants; None is the embedded one."""

    name: str | None
    download: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """What the person wants in a row of the alignment."""

    name: Literal["clause", "sentence"] = "clause"
    crossing: bool = False
    """Whether sentences may answer each other out of order."""


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


class Shelved(click.ParamType[str]):
    """The name of an agreement on the shelf."""

    name = "name"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer what is on the shelf that the rest of the line names."""
        from corpus import BiclauseError
        from search import open_shelf

        store = _personal() if ctx.params.get("personal") else ctx.params.get("folder") or SHELF
        try:
            names = [document.id for document in open_shelf(store).documents()]
        except BiclauseError:
            return []
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]


AGREEMENT = Agreement()
SHELVED = Shelved()


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


def reading_options(files: Literal[1, 2]) -> Callable[[Command], Command]:
    """Give a command the options that say how its one or two files are read, handed over as one ``reading``."""
    one = "Which language to read of a file that holds the agreement in both."
    two = f"{one} en:zh reads the English of the first file and the Chinese of the second, zh:en the reverse."
    options = (
        click.option(
            "--part",
            type=click.Choice([p for p in PARTS if p is not None and (files == 2 or ":" not in p)]),
            help=one if files == 1 else two,
        ),
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
        click.option(
            "--max-size",
            metavar="MB",
            type=click.IntRange(min=1),
            default=100,
            help="Refuse files that are larger; 100 is the default.",
        ),
    )

    def add(command: Command) -> Command:
        @wraps(command)
        def run(
            *args: Any,
            part: str | None,
            encoding: str | None,
            password: str | None,
            changes: Changes,
            max_size: int,
            **kwargs: Any,
        ) -> None:
            reading = Reading(encoding, password, changes, max_size, PARTS[part])
            command(*args, reading=reading, **kwargs)

        return _with(options, run)

    return add


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


def unit_options(command: Command) -> Command:
    """Give a command the options that choose what a row holds, handed over as one ``unit``."""
    options = (
        click.option(
            "--unit",
            "unit_name",
            type=click.Choice(("clause", "sentence")),
            default="clause",
            help="What a row joins; clause is the default. Sentences are aligned in their order, without the tree.",
        ),
        click.option("--crossing", is_flag=True, help="Let sentences answer each other out of order, too."),
    )

    @wraps(command)
    def run(*args: Any, unit_name: Literal["clause", "sentence"], crossing: bool, **kwargs: Any) -> None:
        if crossing and unit_name == "clause":
            raise click.UsageError("--crossing is for --unit sentence: clauses may always cross.")
        command(*args, unit=Unit(unit_name, crossing), **kwargs)

    return _with(options, run)


def _with(options: Iterable[Callable[[Command], Command]], command: Command) -> Command:
    for option in reversed(list(options)):
        command = option(command)
    return command


def store_options(command: Command) -> Command:
    """Give a command the options that say where the shelf is, handed over as one ``store``; None for the default."""
    options = (
        click.option(
            "--store",
            "--shelf",
            "folder",
            metavar="DIR",
            type=click.Path(file_okay=False, path_type=Path),
            help=f"Folder of the shelf that is searched; else {SHELF}.",
        ),
        click.option("--personal", is_flag=True, help="Your own shelf, the same in every folder."),
    )

    @wraps(command)
    def run(*args: Any, folder: Path | None, personal: bool, **kwargs: Any) -> None:
        if personal and folder is not None:
            raise click.UsageError("--personal and --store both name the shelf: choose one.")
        command(*args, store=_personal() if personal else folder, **kwargs)

    return _with(options, run)


tag_option = click.option(
    "--tag", "tags", metavar="WORD", multiple=True, help="Tag to search by; may be given again."
)


def _personal() -> Path:
    from platformdirs import user_data_path

    return user_data_path("biclause", appauthor=False) / "shelf"


def examples(*lines: str) -> str:
    """Write the end of a help page; \\b keeps click from joining the lines."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
