"""A table of pairs in, a folder of alignments out: what ``biclause align --pairs`` does."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.core import ParameterSource

from aligner import open_encoder
from aligner.batch import Outcome, Recipe, Written, align_pairs
from aligner.pairs import Pair, read_pairs

from .options import Model, Reading, Unit
from .output import Output, say


def run(table: Path, unit: Unit, model: Model, reading: Reading, output: Output, workers: int | None) -> int:
    """Align every pair of the table, tell what became of them, and return the exit code."""
    if output.file is None:
        raise click.UsageError("--pairs writes a file for each pair: name a folder for them with -o DIR.")
    format = _format(output)
    pairs = read_pairs(table)
    open_encoder(model.name, download=model.download)  # once, before every worker looks for it
    recipe = Recipe(
        format,
        output.excel,
        model.name,
        reading.encoding,
        reading.password,
        reading.changes,
        reading.parts,
        reading.max_bytes,
        unit.name,
        unit.crossing,
    )
    outcomes = _with_progress(pairs, output.file, recipe, workers, hidden=output.quiet)
    return _told(outcomes, output)


def _format(output: Output) -> Written:
    if output.format != "table":
        return output.format  # type: ignore[return-value]  # the table apart, what align can write
    if click.get_current_context().get_parameter_source("format_") is not ParameterSource.DEFAULT:
        raise click.UsageError("--pairs cannot write tables for a terminal: choose another --format.")
    return "jsonl"


def _with_progress(
    pairs: list[Pair], folder: Path, recipe: Recipe, workers: int | None, *, hidden: bool
) -> list[Outcome]:
    """Align, with a bar on standard error where that is a terminal."""

    def name(outcome: Outcome | None) -> str:
        return outcome.pair.id if outcome else ""

    hidden = hidden or not sys.stderr.isatty()
    with click.progressbar(
        length=len(pairs),
        label="Aligning",
        file=sys.stderr,
        hidden=hidden,
        show_pos=True,
        item_show_func=name,
    ) as bar:
        return align_pairs(pairs, folder, recipe, workers=workers, told=lambda one: bar.update(1, one))


def _told(outcomes: list[Outcome], output: Output) -> int:
    """Say what became of the pairs, and what went wrong last."""
    for outcome in outcomes:
        for note in outcome.notes:
            say(f"{outcome.pair.id}: {note}", output)
    count = {state: sum(o.state == state for o in outcomes) for state in ("made", "kept", "failed")}
    kept = f", {count['kept']} were there already" if count["kept"] else ""
    failed = f", {count['failed']} failed:" if count["failed"] else ""
    say(f"Wrote {count['made']} of {len(outcomes)} alignments to {output.file}{kept}{failed}", output)
    for outcome in outcomes:
        if outcome.state == "failed":
            click.echo(f"biclause: {outcome.pair.id}: {' '.join(outcome.reason.split())}", err=True)
    return 1 if count["failed"] else 0
