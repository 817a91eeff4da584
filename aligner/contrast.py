"""What two texts that answer each other say differently: the value that ``deontic`` and ``quantities`` return."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .alignment import ChangeType


@dataclass(frozen=True, slots=True)
class Contrast:
    """What an English and a Chinese text say differently, and with which words; None where one has no word for it."""

    type: ChangeType
    english: range | None
    chinese: range | None
    note: str


def printed_at(m: re.Match[str]) -> range:
    """Return where a match stands in its text."""
    return range(m.start(), m.end())
