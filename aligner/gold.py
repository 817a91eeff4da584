"""A gold folder in, what it says out: two texts, and which of their units answer each other.

A gold folder holds ``en.txt`` (the older side) and ``zh.txt`` (the newer one), which may be in any language, and
``gold.jsonl``, one aligned row a line: ``{"en": [{"start": 420}], "zh": []}``.  ``start`` is where a unit's printed
label begins, in characters of its text; an empty side says that the unit has no counterpart.  ``meta.json``, if it
is there, may name the ``family`` of agreements that this one belongs to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import BiclauseError

Families = Mapping[str, Sequence[str]]
"""Names of families, each with what its folders' names begin with; the first that fits holds."""


@dataclass(frozen=True, slots=True)
class GoldRow:
    """Units that answer each other, by where they start."""

    old: tuple[int, ...]
    new: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """A pair of agreements, aligned by hand."""

    folder: Path
    family: str
    """Agreements drafted after one another fail together: a mean over families is not carried by one of them."""
    old: str
    """The text that the starts of the older side count in."""
    new: str
    rows: tuple[GoldRow, ...]

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.resolve().name

    @property
    def paths(self) -> tuple[Path, Path]:
        """The files of the older and the newer side."""
        return self.folder / "en.txt", self.folder / "zh.txt"


def gold_folders(places: Iterable[Path]) -> list[Path]:
    """Return the gold folders that are named, and those directly in a folder that is named."""
    found: list[Path] = []
    for place in places:
        inside = [place] if _is_gold(place) else sorted(p for p in place.glob("*") if _is_gold(p))
        if not inside:
            raise BiclauseError(
                f"{place} holds no gold.jsonl, and no folder in it does: name a folder of gold"
            )
        found += inside
    return list(dict.fromkeys(found))


def _is_gold(folder: Path) -> bool:
    return (folder / "gold.jsonl").is_file()


def read_gold(folder: Path, families: Families | None = None) -> Gold:
    """Read a gold folder; BiclauseError where it is not what the head of this module says."""
    try:
        old, new = (folder / "en.txt").read_text("utf-8"), (folder / "zh.txt").read_text("utf-8")
        lines = (folder / "gold.jsonl").read_text("utf-8").splitlines()
        meta = folder / "meta.json"
        about = json.loads(meta.read_text("utf-8")) if meta.is_file() else {}
    except (OSError, ValueError) as why:
        raise BiclauseError(f"cannot read the gold in {folder}: {why}") from None
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            rows.append(GoldRow(_starts(record["en"], old), _starts(record["zh"], new)))
        except (ValueError, KeyError, TypeError):
            raise BiclauseError(
                f"{folder / 'gold.jsonl'}, line {number}: expected an object with the lists en and zh of objects"
                " whose start is an offset in that text"
            ) from None
    return Gold(folder, _family(folder, about, families), old, new, tuple(rows))


def _starts(units: Sequence[Mapping[str, int]], text: str) -> tuple[int, ...]:
    starts = tuple(unit["start"] for unit in units)
    if not all(0 <= start < len(text) for start in starts):
        raise ValueError
    return starts


def _family(folder: Path, about: Mapping[str, str], families: Families | None) -> str:
    """Name the family: by the list that was handed over, by the folder's own word, or by its name's first word."""
    name = folder.resolve().name
    for family, beginnings in (families or {}).items():
        if name.startswith(tuple(beginnings)):
            return family
    return about.get("family") or re.split(r"[_\W]", name, maxsplit=1)[0] or name


def read_families(path: Path) -> Families:
    """Read families from JSON: ``{"glm": ["chatglm", "cogv"], "other": [""]}``."""
    try:
        families = json.loads(path.read_text("utf-8"))
        return {name: [str(word) for word in words] for name, words in families.items()}
    except (OSError, ValueError, AttributeError, TypeError) as why:
        raise BiclauseError(
            f'cannot read families from {path}: expected JSON as {{"family": ["beginning of a folder\'s name"]}}'
            f" ({why})"
        ) from None
