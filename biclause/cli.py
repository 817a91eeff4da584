"""The command: each function reads its arguments, calls one function of the rooms below, and prints.

Nothing heavy is imported before a command runs, so that help and completion answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.shell_completion import get_completion_class

from . import __version__
from .opening import open_one, open_two
from .options import (
    AGREEMENT,
    SHELF,
    SHELVED,
    Model,
    Reading,
    Unit,
    examples,
    model_options,
    output_options,
    reading_options,
    store_options,
    tag_option,
    unit_options,
)
from .output import Output, deliver, say

if TYPE_CHECKING:
    from aligner import Alignment, Encoder
    from corpus import Document
    from corpus.table import Format, Table
    from search import Mode, Shelf, ShelfDocument

DEMO = Path("biclause-demo")


class Front(click.Group):
    """The group of commands, which tells every mistake of the user's in one sentence and exits with 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order in which they are written below."""
        return list(self.commands)

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:  # click's own signature
        """Run a command and exit: 0 for an answer, 1 for none (where the command says so), 2 for a mistake."""
        _speak_utf8()
        kwargs["standalone_mode"] = False
        try:
            code = super().main(*args, **kwargs)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(2)
        except click.ClickException as error:
            message = error.format_message()
            _fail(message[:1].lower() + message[1:].rstrip("."))
        except click.Abort:
            sys.exit(130)  # what a shell reports after Ctrl-C
        except Exception as error:
            from corpus import BiclauseError

            if not isinstance(error, BiclauseError):
                raise
            _fail(str(error))
        sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, *shown: str) -> NoReturn:
    """Tell a mistake, with the place of it where that is shown on lines of its own."""
    click.echo("\n".join((f"biclause: {' '.join(message.split())}", *shown)), err=True)
    sys.exit(2)


def _speak_utf8() -> None:
    """Print UTF-8 and plain line ends everywhere, whatever the locale: the answer may hold any character."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


@click.group(
    cls=Front,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "biclause demo",
        "biclause diff baichuan-7b baichuan2",
        "biclause align old.docx new.pdf -o aligned.csv --excel",
        'biclause search "natural person"',
        "biclause show baichuan2 四.3 --against baichuan-7b",
    ),
)
@click.version_option(__version__, prog_name="biclause")
def cli() -> None:
    """Read two agreements in English or Chinese, align their clauses, say what differs, and search both.

    An agreement is a file, - for standard input, or one of the bundled names baichuan-7b and baichuan2.

    Exit codes: 0 for an answer; 1 where search finds nothing, diff --exit-code finds a difference, parse
    --check finds something to look at, or a pair of align --pairs or a file of a folder fails; 2 for a mistake,
    told in one sentence.
    """


@cli.command(
    epilog=examples(
        "biclause parse baichuan2",
        "biclause parse contract.docx --format jsonl",
        "biclause parse contract.pdf --check",
        "biclause parse bilingual.txt --part zh",
        "cat licence.txt | biclause parse -",
    )
)
@click.argument("file", type=AGREEMENT)
@click.option(
    "--check",
    is_flag=True,
    help="Say instead how FILE was read: where its characters went, what was repaired, what is doubtful or "
    "missing in its numbering. Exit with 1 where something needs a look.",
)
@reading_options(1)
@output_options()
def parse(file: str, check: bool, reading: Reading, output: Output) -> None:
    """List the numbered clauses of FILE."""
    from corpus.table import check_table, clauses_table

    from .views import check_view, clauses_view

    if not check:
        document = open_one(file, reading, output)
        _answer(output, lambda: clauses_table(document), table=lambda: clauses_view(document, output.style))
        return
    document = open_one(file, reading, output.silent)  # the answer tells it
    checked = check_table(document)
    _answer(output, lambda: checked, table=lambda: check_view(document, checked, output.style))
    if checked.about["look"]:
        sys.exit(1)


@cli.command(
    epilog=examples(
        "biclause align baichuan-7b baichuan2",
        "biclause align old.txt new.txt --format jsonl",
        "biclause align old.docx new.docx -o aligned.csv --excel",
        "biclause align bilingual.pdf",
        "biclause align old.txt new.txt --unit sentence -o sentences.csv",
        "biclause align --pairs pairs.csv -o aligned",
    )
)
@click.argument("old", type=AGREEMENT, required=False)
@click.argument("new", type=AGREEMENT, required=False)
@click.option(
    "--pairs",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Align many pairs: FILE is a table with the columns old, new and, if need be, id; the files are beside "
    "it. -o names the folder that gets a file for each pair.",
)
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1),
    help="How many pairs to align at once; else one for each processor.",
)
@unit_options
@model_options
@reading_options(2)
@output_options("html")
def align(
    old: str | None,
    new: str | None,
    pairs: Path | None,
    workers: int | None,
    unit: Unit,
    model: Model,
    reading: Reading,
    output: Output,
) -> None:
    """Say which clause of NEW answers which of OLD.

    The answer is one table of all clauses of both. Without NEW, OLD is a file that holds the agreement in both
    languages: its English is then the old one and its Chinese the new one, or the reverse with --part zh:en.
    With --pairs, a run that was stopped goes on where it was, pairs that are up to date stay, and a pair that
    fails is told at the end with exit code 1.
    """
    if pairs is not None:
        if old is not None:
            raise click.UsageError("--pairs names the agreements: leave OLD and NEW out.")
        from .batch import run

        sys.exit(run(pairs, unit, model, reading, output, workers))
    if old is None:
        raise click.UsageError("Two agreements are needed, OLD and NEW, or a table of them with --pairs.")
    if workers is not None:
        raise click.UsageError("--workers is for --pairs.")
    from aligner.differences import diff
    from aligner.report import page
    from aligner.table import aligned_table

    from .views import alignment_view

    alignment = _align(*open_two(old, new, reading, output), model, unit)
    _answer(
        output,
        lambda: aligned_table(alignment),
        table=lambda: alignment_view(alignment, output.style),
        html=lambda: page(diff(alignment)),
    )


@cli.command(
    epilog=examples(
        "biclause diff baichuan-7b baichuan2",
        "biclause diff old.docx new.docx -o changes.md",
        "biclause diff old.docx new.docx -o page.html",
        "biclause diff --exit-code -o changes.json old.txt new.txt || echo they differ",
    )
)
@click.argument("old", type=AGREEMENT)
@click.argument("new", type=AGREEMENT, required=False)
@click.option("--exit-code", is_flag=True, help="Exit with 1 where there are differences.")
@model_options
@reading_options(2)
@output_options("html")
def diff(old: str, new: str | None, exit_code: bool, model: Model, reading: Reading, output: Output) -> None:
    """Say what NEW added, dropped, moved or renumbered.

    The answer is grouped by section, with the printed numbers and a quote from either side. Without NEW, OLD
    is a file that holds the agreement in both languages: its English is then the old one and its Chinese the
    new one, or the reverse with --part zh:en.
    """
    from aligner.changelist import differences_table, markdown
    from aligner.differences import diff
    from aligner.report import page

    from .views import diff_view

    found = diff(_align(*open_two(old, new, reading, output), model))
    _answer(
        output,
        lambda: differences_table(found),
        table=lambda: diff_view(found, output.style),
        markdown=lambda: markdown(found),
        html=lambda: page(found),
    )
    if exit_code and any(found):
        sys.exit(1)


@cli.command(
    epilog=examples(
        "biclause show baichuan2 四.3",
        "biclause show baichuan2 “商业用途”",
        "biclause show baichuan-7b '4(3)' --against baichuan2",
        "biclause show bilingual.txt 4.3 --part en:zh",
    )
)
@click.argument("file", type=AGREEMENT)
@click.argument("clause")
@click.option("--against", metavar="OTHER", type=AGREEMENT, help="Show what answers it in OTHER, too.")
@model_options
@reading_options(2)
@output_options()
def show(file: str, clause: str, against: str | None, model: Model, reading: Reading, output: Output) -> None:
    """Show one CLAUSE of FILE.

    CLAUSE is its number in any spelling (4.3, 四、3., 四.3, 4(3)) or a term that it defines. Where FILE holds
    the agreement in both languages, --part en:zh shows the English clause and the Chinese that answers it.
    """
    from aligner.table import clause_table
    from corpus import find

    from .views import clause_view

    alignment = None
    if against is None and not reading.apart:
        document = open_one(file, reading, output)
    else:
        document, other = open_two(file, against, reading, output)
        alignment = _align(other, document, model)
    found = find(document, clause)
    _answer(
        output,
        lambda: clause_table(document, found, alignment),
        table=lambda: clause_view(document, found, output.style, alignment),
    )


@cli.command(
    epilog=examples(
        "biclause add contracts/",
        "biclause add old.docx new.pdf --align --tag supply",
        "biclause add licence.txt --id apache --title 'Apache License 2.0' --personal",
        "biclause add bilingual.pdf --part en:zh",
    )
)
@click.argument("files", metavar="FILE...", type=AGREEMENT, nargs=-1, required=True)
@store_options
@click.option(
    "--align",
    "aligned",
    is_flag=True,
    help="Align the two FILEs, the older first, or the two languages of one; else each stands by itself.",
)
@click.option(
    "--id", "ids", metavar="NAME", multiple=True, help="Name of a FILE; else what the file is called."
)
@click.option(
    "--title", "titles", metavar="TEXT", multiple=True, help="Title of a FILE; else the one it has."
)
@tag_option
@click.option("--replace", is_flag=True, help="Replace another agreement of the same name.")
@model_options
@reading_options(2)
@output_options()
def add(
    files: tuple[str, ...],
    store: Path | None,
    aligned: bool,
    ids: tuple[str, ...],
    titles: tuple[str, ...],
    tags: tuple[str, ...],
    replace: bool,
    model: Model,
    reading: Reading,
    output: Output,
) -> None:
    """Put agreements on the shelf that is searched, or put them there anew.

    A FILE may be a folder: what it holds, and the folders in it, is read by the names' endings. --id and --title
    are given once for each agreement, in order. A file that has not changed stays as it is; of two that are
    aligned, each clause is found by the words of its counterpart too.

    The answer lists what was named. A file of a folder that cannot be read is told, with exit code 1.
    """
    from .shelving import Failure, Names, read_all, read_two

    names, failures = Names(ids, titles), list[Failure]()
    items: list[Document | Alignment]  # read before a shelf is made, in case they cannot be
    if aligned or reading.apart:
        old, new = read_two(files, names, store or SHELF, reading, output)
        documents, items = [old, new], [_align(old, new, model)]
    else:
        documents, failures = read_all(files, names, store or SHELF, reading, output)
        items = [*documents]
    if documents:
        shelf = _shelve(items, store, tags, model, output, replace=replace)
        named = {document.id for document in documents}
        _list([d for d in shelf.documents() if d.id in named], output)
    for failure in failures:
        click.echo(f"biclause: {failure.file}: {' '.join(failure.reason.split())}", err=True)
    if failures:
        sys.exit(1)


@cli.command(
    epilog=examples(
        "biclause index baichuan-7b baichuan2",
        "biclause index contract.docx --store contracts --tag supply",
        "biclause index",
    )
)
@click.argument("agreement", type=AGREEMENT, required=False)
@click.argument("newer", type=AGREEMENT, required=False)
@store_options
@tag_option
@click.option("--replace", is_flag=True, help="Replace another agreement of the same name.")
@model_options
@reading_options(2)
@output_options()
def index(
    agreement: str | None,
    newer: str | None,
    store: Path | None,
    tags: tuple[str, ...],
    replace: bool,
    model: Model,
    reading: Reading,
    output: Output,
) -> None:
    """Make AGREEMENT searchable, or the two together.

    Short for biclause add, where two agreements are always aligned, and for biclause list. The answer lists what
    can be searched; without AGREEMENT that is all it does.
    """
    from search import open_shelf

    from .shelving import Names, read_all, read_two

    if agreement is None:
        _list(open_shelf(store or SHELF).documents(), output)
        return
    files, names = tuple(filter(None, (agreement, newer))), Names()
    if newer is not None or reading.apart:
        items: list[Document | Alignment] = [
            _align(*read_two(files, names, store or SHELF, reading, output), model)
        ]
    else:
        documents, _ = read_all(files, names, store or SHELF, reading, output)
        items = [*documents]
    _list(_shelve(items, store, tags, model, output, replace=replace).documents(), output)


@cli.command("list", epilog=examples("biclause list", "biclause list --personal --format json"))
@store_options
@output_options()
def list_(store: Path | None, output: Output) -> None:
    """List the agreements on the shelf."""
    from search import open_shelf

    _list(open_shelf(store or _nearest_shelf(output)).documents(), output)


@cli.command(
    epilog=examples("biclause remove baichuan2", "biclause remove old-lease new-lease --store leases")
)
@click.argument("names", metavar="NAME...", type=SHELVED, nargs=-1, required=True)
@store_options
@output_options()
def remove(names: tuple[str, ...], store: Path | None, output: Output) -> None:
    """Take agreements off the shelf, and the alignments they are part of.

    The answer lists what was taken off.
    """
    from search import open_shelf

    shelf = open_shelf(store or SHELF)
    before = shelf.documents()
    shelf.remove(*dict.fromkeys(names))
    _list([d for d in before if d.id in names], output)


@cli.command(epilog=examples("biclause status", "biclause status --store contracts --format json"))
@store_options
@output_options()
def status(store: Path | None, output: Output) -> None:
    """Say how much the shelf holds, and in what state it is."""
    from search import open_shelf

    from .views import status_table, status_view

    told = open_shelf(store or _nearest_shelf(output)).status()
    _answer(output, lambda: status_table(told), table=lambda: status_view(told, output.style))


@cli.command(
    epilog=examples(
        'biclause search "natural person"',
        "biclause search 商标 --format jsonl",
        "biclause search 'status:added lang:zh 品牌' --facets",
        'biclause search "who may apply for a licence?" --mode meaning --limit 3 --explain',
    )
)
@click.argument("query")
@store_options
@click.option(
    "--mode",
    type=click.Choice(("both", "text", "meaning")),
    default="both",
    help="Search the words, or the meaning, or both, which is the default and reaches the other language.",
)
@click.option(
    "-n", "--limit", type=click.IntRange(min=1), default=10, help="How many clauses to show; else 10."
)
@click.option(
    "--context", type=click.IntRange(min=0), default=0, help="How many clauses before and after to show."
)
@click.option(
    "--facets",
    is_flag=True,
    help="Count all that was found by document, lang, kind, status and tag (table and json).",
)
@click.option(
    "--explain", is_flag=True, help="Show the score of each clause, and its place by each way to find it."
)
@model_options
@output_options()
def search(
    query: str,
    store: Path | None,
    mode: Mode,
    limit: int,
    context: int,
    facets: bool,
    explain: bool,
    model: Model,
    output: Output,
) -> None:
    """Find clauses in either language.

    Each clause is shown with its counterparts, what matched is marked, and nothing found is exit code 1.
    What a QUERY may hold, side by side or joined with AND, OR, NOT and brackets:

    \b
    trademark 商标       words in any form, in whichever language; -商标 where it is not said
    "natural person"     these very words in this order
    licens* 许可?方      any letters, one letter
    /licen[cs]e/         a regular expression
    3(2) s 3(2) 三.2     a clause by its number, as is 第三条第二款
    lang:zh              en or zh
    kind:definition      title, section, clause, definition, item, note, appendix …
    status:added         matched, same, changed, added, removed or uncertain
    doc:baichuan2        the name of an agreement; doc:lease-* for several
    section:三           all that stands in a section
    tag:supply id:4.3 heading:许可 term:许可方
    """
    from search import QueryError, hits_table, open_shelf

    from .views import results_view

    encoder = _encoder(model) if model.name else None
    shelf = open_shelf(store or _nearest_shelf(output))
    try:
        results = shelf.search(query, mode=mode, limit=limit, context=context, facets=facets, encoder=encoder)
    except QueryError as error:
        _fail(error.problem, *error.shown)
    if not results.hits:
        near = f"; did you mean {' or '.join(results.suggestions)}?" if results.suggestions else ""
        say(f"Nothing found for {query!r}{near}", output)
    _answer(
        output,
        lambda: hits_table(results),
        table=lambda: results_view(results, output.style, explain=explain),
    )
    if not results.hits:
        sys.exit(1)


@cli.command(
    epilog=examples(
        "biclause similar baichuan2 四.3",
        "biclause similar baichuan2:四.3 --limit 3",
        "biclause similar lease-2024 “租金” --store leases --format jsonl",
    )
)
@click.argument("name", type=SHELVED)
@click.argument("clause", required=False)
@store_options
@click.option(
    "-n", "--limit", type=click.IntRange(min=1), default=10, help="How many agreements to show; else 10."
)
@output_options()
def similar(name: str, clause: str | None, store: Path | None, limit: int, output: Output) -> None:
    """Find the clause most like this one in every other agreement on the shelf.

    NAME is an agreement on the shelf, CLAUSE its number in any spelling (4.3, 四、3., 4(3), 第四条第三款) or a term
    that it defines; both may be written as one, NAME:CLAUSE. Nothing to compare with is exit code 1.
    """
    from search import hits_table, open_shelf

    from .views import similar_view

    if clause is None:
        name, _, clause = name.rpartition(":")
    if not name or not clause:
        raise click.UsageError("Name an agreement and a clause of it: biclause similar baichuan2 四.3.")
    found = open_shelf(store or _nearest_shelf(output)).similar(name, clause, limit=limit)
    if not found.hits:
        say(f"There is no agreement on the shelf beside {name}", output)
    _answer(output, lambda: hits_table(found), table=lambda: similar_view(found, output.style))
    if not found.hits:
        sys.exit(1)


@cli.command(
    epilog=examples(
        "biclause evaluate tests/pairs",
        "biclause evaluate gold/nda gold/lease --format json",
        "biclause evaluate gold --families families.json --model sentence-transformers/LaBSE",
    )
)
@click.argument("gold", metavar="GOLD_DIR...", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option(
    "--families",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help='Which pairs are one family, as JSON: {"family": ["beginning of a folder\'s name"]}. Else a folder\'s '
    "meta.json says so, or its name's first word.",
)
@model_options
@output_options()
def evaluate(gold: tuple[Path, ...], families: Path | None, model: Model, output: Output) -> None:
    """Score alignments against pairs aligned by hand.

    A GOLD_DIR holds en.txt (the older), zh.txt (the newer) and gold.jsonl, or is a folder of such folders.
    The figures are the share of clauses found, precision, recall and F1 of the links and of "no counterpart",
    the share of rows that are exactly right, and how often rows of each confidence were right.
    """
    from aligner.gold import read_families
    from aligner.scores import scores_table
    from aligner.scoring import evaluate

    from .views import evaluation_view

    listed = read_families(families) if families else None
    found = evaluate(gold, encoder=_encoder(model), families=listed)
    _answer(output, lambda: scores_table(found), table=lambda: evaluation_view(found, output.style))


@cli.command(epilog=examples("biclause demo", "biclause demo --output /tmp/demo"))
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEMO,
    help=f"Folder for the results; else {DEMO}.",
)
def demo(folder: Path) -> None:
    """Try it all on the two bundled licences.

    Aligns baichuan-7b (English) with baichuan2 (Chinese) and writes the aligned table, the list of
    what changed, a page to read and a searchable index.
    """
    from .demo import run

    click.echo(run(folder), nl=False)


@cli.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print the script that completes this command in SHELL.

    \b
    bash  biclause completion bash > ~/.local/share/bash-completion/completions/biclause
    zsh   biclause completion zsh > ~/.zfunc/_biclause  (any folder on $fpath)
    fish  biclause completion fish > ~/.config/fish/completions/biclause.fish
    """
    script = get_completion_class(shell)
    if script is not None:  # the choices above are those that click knows
        click.echo(script(cli, {}, "biclause", "_BICLAUSE_COMPLETE").source())


def _encoder(model: Model) -> Encoder:
    from aligner import open_encoder

    return open_encoder(model.name, download=model.download)


def _shelve(
    items: list[Document | Alignment],
    store: Path | None,
    tags: tuple[str, ...],
    model: Model,
    output: Output,
    *,
    replace: bool,
) -> Shelf:
    """Put agreements on the shelf, and say what came of it."""
    from search import open_shelf

    shelf = open_shelf(store or SHELF, create=True)
    added = shelf.add(*items, tags=tags, encoder=_encoder(model), replace=replace)
    say(f"Added {len(added)} to {shelf.path}; the shelf holds {len(shelf.documents())}", output)
    return shelf


def _list(documents: list[ShelfDocument], output: Output) -> None:
    from .views import shelf_table, shelf_view

    _answer(output, lambda: shelf_table(documents), table=lambda: shelf_view(documents, output.style))


def _nearest_shelf(output: Output) -> Path:
    """Return the default shelf, or the demo's where there is only that."""
    if SHELF.exists():
        return SHELF
    demo = DEMO / "index"
    if not demo.exists():
        raise click.UsageError(f"There is no shelf at {SHELF}: try biclause add FILE, or biclause demo.")
    say(f"Searching {demo}", output)
    return demo


def _align(old: Document, new: Document, model: Model, unit: Unit | None = None) -> Alignment:
    from aligner import align, align_sentences

    if unit is not None and unit.name == "sentence":
        return align_sentences(old, new, encoder=_encoder(model), crossing=unit.crossing)
    return align(old, new, encoder=_encoder(model))


def _answer(output: Output, rows: Callable[[], Table], **own: Callable[[], str]) -> None:
    """Deliver an answer in the format that was asked for: one that the command has its own way for, or its rows."""
    from corpus.table import written

    if output.format in own:
        deliver(own[output.format](), output)
    else:
        format: Format = output.format  # type: ignore[assignment]  # table and html are among its own
        deliver(written(rows(), format, excel=output.excel), output)
