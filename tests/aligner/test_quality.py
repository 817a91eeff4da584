"""Floors under the quality of the alignment, by group of gold pairs (cases/quality.json).

A floor stands a little below what was measured when it was last raised; ``biclause evaluate`` and ``python -m
benchmarks peers`` tell the figures.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aligner.scoring import evaluate

ROOT = Path(__file__).parents[2]
GROUPS = json.loads((Path(__file__).parent / "cases" / "quality.json").read_text("utf-8"))


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["label"])
def test_alignment_does_not_fall_below_the_floor(group: dict[str, object]) -> None:
    """Mean link F1 of the pairs, and the other figures of all pairs of the group together; errors have a ceiling."""
    patterns, floors, ceilings = group["folders"], group["floors"], group["ceilings"]
    assert isinstance(patterns, list) and isinstance(floors, dict) and isinstance(ceilings, dict)
    folders = sorted({folder for pattern in patterns for folder in ROOT.glob(pattern)})
    if not folders:
        pytest.skip(f"none of {', '.join(patterns)} is here")
    found = evaluate(folders)
    figures = {"parse": found.total.parse, "link_f1": found.pair_f1, "null_f1": found.total.null.f1}
    figures["calibration_error"] = found.calibration_error
    below = {name: figures[name] for name, floor in floors.items() if figures[name] < floor}
    above = {name: figures[name] for name, ceiling in ceilings.items() if figures[name] > ceiling}
    assert below == above == {}, f"floors {floors}, ceilings {ceilings}, figures {figures}"
