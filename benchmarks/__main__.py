"""Run the benchmarks, all of them or those named: ``python -m benchmarks [NAME ...]``.

Each is a program of its own in this folder, ``bench_NAME.py``, run in a fresh process with one BLAS thread, so that
neither the machine's load of threads nor another benchmark's caches decide its figures. They print figures beside
the bars of the design and fail only where something does not run: time is not asserted.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent


def programs() -> dict[str, Path]:
    """Return the benchmarks by name."""
    return {path.stem.removeprefix("bench_"): path for path in sorted(FOLDER.glob("bench_*.py"))}


def headline(path: Path) -> str:
    """Return the first line of a program's docstring."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or path.stem).splitlines()[0]


def main(names: list[str]) -> int:
    """Run the benchmarks of these names, or all; return 1 where one failed and 2 for a name that is none."""
    found = programs()
    if unknown := [name for name in names if name not in found]:
        print(f"no benchmark is called {' or '.join(unknown)}:", file=sys.stderr)
        for name, path in found.items():
            print(f"  {name:10s} {headline(path)}", file=sys.stderr)
        return 2
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    failed = 0
    for name in names or found:
        print(f"\n== {name}: {headline(found[name])}\n", flush=True)
        failed += (
            subprocess.run([sys.executable, str(found[name])], check=False, env=environment).returncode != 0
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
