"""The shelf's folder: complete states beside each other, and one file that says which of them counts.

    FORMAT            what this folder is; written first
    CURRENT           the number of the state that counts; replaced in one step
    LOCK              held by whoever writes
    7/                a state, never changed once CURRENT has named it

A writer builds a new state beside the old one, from hard links to what did not change, and moves ``CURRENT``
last. Killed at any point it leaves the old state or the new one, and litter that the next writer sweeps away.
The state before the current one is kept for readers who are still opening it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, TypeVar

from corpus import BiclauseError

_FORMAT = "biclause shelf 1\n"
_T = TypeVar("_T")


class Store:
    """A folder of states; knows nothing of what they hold."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self) -> None:
        """Make the folder a store if it is none yet; an unrelated folder with files in it is refused."""
        with self._telling():
            self.path.mkdir(parents=True, exist_ok=True)
            if (self.path / "FORMAT").exists():
                return
            if any(entry.name != "LOCK" for entry in self.path.iterdir()):
                raise BiclauseError(
                    f"{self.path} is not empty and is no shelf; name another folder for the shelf"
                )
            _write(self.path / "FORMAT", _FORMAT)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say in one sentence what the system refused: no permission, no room left."""
        try:
            yield
        except OSError as error:
            why = error.strerror or error
            raise BiclauseError(f"cannot write the shelf at {self.path}: {why}") from error

    def check(self) -> None:
        """Raise BiclauseError where there is no store, or one of another make."""
        try:
            found = (self.path / "FORMAT").read_text("utf-8")
        except OSError:
            raise BiclauseError(
                f"there is no shelf at {self.path}: `biclause add FILE` makes one, and --store names another"
            ) from None
        if found != _FORMAT:
            raise BiclauseError(
                f"the shelf at {self.path} was made by another version ({found.strip()!r}): "
                "remove the folder and add the agreements again"
            )

    def current(self) -> Path | None:
        """Return the folder of the state that counts; None in a new store."""
        self.check()
        try:
            return self.path / (self.path / "CURRENT").read_text("ascii").strip()
        except FileNotFoundError:
            return None

    def reading(self, read: Callable[[Path], _T], empty: _T) -> _T:
        """Read from the current state; again from the next one where a writer took it away meanwhile."""
        while (state := self.current()) is not None:
            try:
                return read(state)
            except FileNotFoundError as error:
                if self.current() == state:
                    raise unreadable(self.path) from error
        return empty

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Yield a copy of the current state to change; it counts from the end of the block on, or never.

        Files are hard links: replace them, do not write into them.
        """
        self.create()
        with self._telling(), self._locked():
            self.check()
            current = self.current()
            self._sweep(current)
            number = int(current.name) + 1 if current else 1
            draft = self.path / f"{number}.draft"
            if current:
                shutil.copytree(current, draft, copy_function=_link)
            else:
                draft.mkdir()
            try:
                yield draft
            except BaseException:
                shutil.rmtree(draft, ignore_errors=True)
                raise
            _sync(draft)
            state = self.path / str(number)
            draft.rename(state)
            _sync_folder(self.path)
            _write(self.path / "CURRENT", f"{number}\n")
            self._sweep(state)

    def _sweep(self, current: Path | None) -> None:
        """Remove drafts and states that a killed writer left, and those before the last but one."""
        newest = int(current.name) if current else 0
        for folder in self.path.iterdir():
            if folder.suffix == ".draft" or (
                folder.name.isdigit() and not newest - 1 <= int(folder.name) <= newest
            ):
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock, or say who does; the system drops it when its holder dies."""
        with (self.path / "LOCK").open("a+", encoding="ascii") as file:
            try:
                _lock(file)
            except OSError:
                file.seek(0)
                holder = file.read().strip() or "unknown"
                raise BiclauseError(
                    f"another biclause (process {holder}) is writing to the shelf at {self.path}; "
                    "try again when it is done"
                ) from None
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            try:
                yield
            finally:
                file.truncate(0)


def unreadable(path: Path) -> BiclauseError:
    """Return what to say of a shelf that is not as this version writes it."""
    return BiclauseError(
        f"the shelf at {path} was made by another version, or is damaged: "
        "remove the folder and add the agreements again"
    )


def read_json(path: Path) -> Any:
    """Read a JSON file."""
    return json.loads(path.read_text("utf-8"))


def write_json(path: Path, value: object) -> None:
    """Write a JSON file in the place of the one before, whose other links stay as they are."""
    path.unlink(missing_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def _write(path: Path, text: str) -> None:
    """Put a small file in place in one step, surely on the disk."""
    beside = path.with_suffix(".tmp")
    with beside.open("w", encoding="ascii", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync_folder(path.parent)


def _sync(folder: Path) -> None:
    """Have everything below a folder on the disk before anything points to it."""
    for path, _, names in os.walk(folder):
        for name in names:
            with (Path(path) / name).open("rb") as file:
                os.fsync(file.fileno())
        _sync_folder(Path(path))


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # Windows cannot open a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
