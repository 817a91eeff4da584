"""How long the embedded encoder makes a cold start wait: the first run ever, and later ones.

    python benchmarks/bench_encoder.py

Each run is a process of its own that embeds the two bundled agreements, line by line; the time is that of the
whole process, Python's own start included. The private folder is a temporary one.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]

PROGRAM = """
from importlib.resources import files
from aligner.vectors import embed, open_encoder
sources = [files("corpus") / "agreements" / f"{name}.txt" for name in ("baichuan-7b", "baichuan2")]
embed(open_encoder(), [line for source in sources for line in source.read_text("utf-8").split("\\n")])
"""


def seconds(cache: Path) -> float:
    """Run the program in a new process and return how long it took."""
    start = time.perf_counter()
    environment = {**os.environ, "BICLAUSE_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", PROGRAM], check=True, env=environment)
    return time.perf_counter() - start


def median(before: Callable[[Path], None], runs: int = 5) -> float:
    """Return the median time of some runs, each after ``before`` has prepared the folder."""
    with tempfile.TemporaryDirectory() as name:
        cache = Path(name)
        seconds(cache)
        times = []
        for _ in range(runs):
            before(cache)
            times.append(seconds(cache))
        return statistics.median(times)


def forget(*patterns: str) -> Callable[[Path], None]:
    """Return what deletes files of these patterns from the private folder."""

    def delete(cache: Path) -> None:
        for pattern in patterns:
            for path in cache.glob(pattern):
                path.unlink()

    return delete


if __name__ == "__main__":
    print(f"first run ever              {median(forget('*')):.2f} s")
    print(f"model kept, vectors not     {median(forget('vectors*')):.2f} s")
    print(f"model and vectors kept      {median(forget()):.2f} s")
