"""Every mistake is told alike: ``biclause: `` and one sentence, without a capital or a full stop."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [p for room in ("corpus", "aligner", "search", "biclause") for p in sorted((ROOT / room).glob("*.py"))]


def messages(file: Path) -> Iterator[tuple[str, str]]:
    """Find how the message of each BiclauseError begins and ends, where that is written out."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "BiclauseError":
            for text in node.args:
                parts = text.values if isinstance(text, ast.JoinedStr) else [text]
                written = [str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts]
                yield written[0], written[-1]


@pytest.mark.parametrize("file", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_messages_begin_without_a_capital_and_end_without_a_full_stop(file: Path) -> None:
    assert [m for m in messages(file) if m[0][0].isupper() or m[1].endswith(".")] == []


def test_the_messages_are_found() -> None:
    assert len([m for file in FILES for m in messages(file)]) > 20
