"""How long a person waits for the command: medians of five cold starts, beside the bars of the design.

    python -m benchmarks commands

Every run is a new process, Python's own start included. "First run ever" empties the private folder before each
run, so that the encoder is unpacked and every clause embedded again.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
PAIR = ("baichuan-7b", "baichuan2")
COMMAND = shutil.which("biclause", path=str(Path(sys.executable).parent)) or "biclause"


def seconds(folder: Path, *args: str) -> float:
    """Run the command in a new process and return how long it took."""
    environment = {**os.environ, "BICLAUSE_CACHE": str(folder / "cache")}
    start = time.perf_counter()
    subprocess.run([COMMAND, *args], check=True, env=environment, cwd=folder, capture_output=True)
    return time.perf_counter() - start


def report(name: str, bar: float | None, folder: Path, *args: str, forget: bool = False) -> None:
    """Print the median of some runs, and what share of the bar it is."""
    times = []
    for _ in range(RUNS):
        if forget:
            shutil.rmtree(folder / "cache", ignore_errors=True)
        times.append(seconds(folder, *args))
    median = statistics.median(times)
    beside = f"  bar {bar:.2f} s, {median / bar:4.0%} of it" if bar else ""
    print(f"{name:44s} {median:6.2f} s  ({min(times):.2f} to {max(times):.2f}){beside}", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds(folder, "index", *PAIR, "--shelf", "shelf")
        report("biclause --help", 0.15, folder, "--help")
        report("biclause align --help", 0.15, folder, "align", "--help")
        report("biclause align of the two bundled", 2, folder, "align", *PAIR)
        report("the same, first run ever", 2, folder, "align", *PAIR, forget=True)
        report("biclause diff of the two bundled", None, folder, "diff", *PAIR)
        for query in ("natural person", "商标"):
            report(f'biclause search "{query}"', 0.5, folder, "search", query, "--shelf", "shelf")
        report("the same, first run ever", 0.5, folder, "search", "商标", "--shelf", "shelf", forget=True)


if __name__ == "__main__":
    main()
