"""An evaluation in, one table of figures out: each pair, each family, all together, and the confidences."""

from __future__ import annotations

from corpus.table import Table

from .calibration import Bin
from .scoring import Evaluation, Score

PRINTED = 4
"""Decimals of a figure: a thousandth of F1 is a bar here, so one more is told."""

FIGURES = (
    "parse",
    "link_precision",
    "link_recall",
    "link_f1",
    "null_precision",
    "null_recall",
    "null_f1",
    "rows",
)

COLUMNS = ("scope", "name", "family", "n", *FIGURES, "confidence", "accuracy", "calibration_error")

FigureRecord = dict[str, str | int | float | None]
"""A row of figures: its scope is ``pair``, ``family``, ``mean``, ``all``, or ``confidence`` for a step of it.

``n`` counts what the figures are taken over: rows of the gold, pairs or families for a mean, judged rows for a
confidence.
"""


def scores_table(evaluation: Evaluation) -> Table:
    """List every figure of an evaluation, flat and nested alike."""
    records = [{**_scored("pair", name, s), "family": family} for name, family, s in evaluation.pairs]
    records += [_scored("family", name, s) for name, s in evaluation.families.items()]
    records += [
        _row("mean", "pairs", len(evaluation.pairs), link_f1=evaluation.pair_f1),
        _row("mean", "families", len(evaluation.families), link_f1=evaluation.family_f1),
        _scored("all", "pairs", evaluation.total),
    ]
    records += [_step(b) for b in evaluation.reliability]
    judged = len(evaluation.total.judged)
    records.append(_row("confidence", "all", judged, calibration_error=evaluation.calibration_error))
    rows = tuple(tuple(record[column] for column in COLUMNS) for record in records)
    return Table("scores", COLUMNS, rows, tuple(records), {"made_by": evaluation.signature})


def _scored(scope: str, name: str, score: Score) -> FigureRecord:
    return _row(
        scope,
        name,
        score.gold_rows,
        parse=score.parse,
        link_precision=score.link.precision,
        link_recall=score.link.recall,
        link_f1=score.link.f1,
        null_precision=score.null.precision,
        null_recall=score.null.recall,
        null_f1=score.null.f1,
        rows=score.rows,
    )


def _step(b: Bin) -> FigureRecord:
    error = abs(b.confidence - b.accuracy)
    figures = {"confidence": b.confidence, "accuracy": b.accuracy, "calibration_error": error}
    return _row("confidence", f"{b.low:.1f}–{b.high:.1f}", b.n, **figures)


def _row(scope: str, name: str, n: int, **figures: float) -> FigureRecord:
    rounded = {key: round(value, PRINTED) for key, value in figures.items()}
    return {**dict.fromkeys(COLUMNS), "scope": scope, "name": name, "n": n, **rounded}
