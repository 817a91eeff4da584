"""Confidences and how things turned out in, how far the confidences can be trusted out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Judged = tuple[float, bool]
"""What confidence a row had, and whether it was right."""

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The rows whose confidence lies between two values, the lower one included."""

    low: float
    high: float
    n: int
    confidence: float
    """Their mean confidence."""
    accuracy: float
    """The share of them that was right."""


def reliability(judged: Iterable[Judged]) -> list[Bin]:
    """Group judged rows by confidence in ten equal steps; steps without rows are left out.

    >>> reliability([(0.95, True), (0.97, True), (0.52, True), (0.58, False)])[0]
    Bin(low=0.5, high=0.6, n=2, confidence=0.55, accuracy=0.5)
    """
    groups: dict[int, list[Judged]] = {}
    for confidence, right in judged:
        groups.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    return [
        Bin(
            step / BINS,
            (step + 1) / BINS,
            len(group),
            sum(confidence for confidence, _ in group) / len(group),
            sum(right for _, right in group) / len(group),
        )
        for step, group in sorted(groups.items())
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: how far confidence is off accuracy, each row counting alike.

    >>> round(calibration_error(reliability([(0.9, True), (0.9, True), (0.9, True), (0.9, False)])), 3)
    0.15
    """
    rows = sum(b.n for b in bins)
    return sum(b.n * abs(b.confidence - b.accuracy) for b in bins) / rows if rows else 0.0
