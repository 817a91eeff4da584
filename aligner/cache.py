"""A private folder for what can be made again: the decoded model, and the vector of every text met before.

Deleting it is always safe. Nothing here may break a run: a folder that cannot be trusted or written,
a damaged file or a full disk only mean that the work is done again.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


def private_folder() -> Path | None:
    """Return the cache folder, made if need be, or None where nothing may be kept.

    ``BICLAUSE_CACHE`` names another folder; set to nothing, it keeps nothing. Vectors tell much of the
    text they stand for, and a file planted here would be believed: only a folder that is ours and that
    nobody else can write is used.
    """
    asked = os.environ.get("BICLAUSE_CACHE")
    if asked == "":
        return None
    folder = Path(asked) if asked else _user_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_ours(folder.stat()) else None
    except OSError:
        return None


def _user_folder() -> Path:
    from platformdirs import user_cache_path  # 15 ms, needed only here

    return user_cache_path("biclause", appauthor=False)


def _is_ours(held: os.stat_result) -> bool:
    if not hasattr(os, "getuid"):  # Windows: the folder is under the user's own profile
        return True
    return held.st_uid == os.getuid() and not held.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def write_beside(path: Path, write: Callable[[BinaryIO], None]) -> bool:
    """Write a file beside its place and rename it into it; return whether that worked.

    Readers see the old file or the new one, never half of one, however many processes write at once.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
    except OSError:
        return False
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            write(file)
        part.replace(path)
    except OSError:
        return False
    finally:
        with suppress(OSError):  # after the renaming there is nothing left
            part.unlink()
    return True


class VectorStore:
    """Vectors by key, in one SQLite file that several processes may read and write at once."""

    LIMIT = 256 * 2**20
    """Bytes of vectors that are kept (about 100,000 clauses); past it the older half goes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what is held of these keys; nothing where the file cannot be read."""
        held: dict[bytes, bytes] = {}
        with suppress(sqlite3.Error, OSError), self._opened() as connection:
            for start in range(0, len(keys), 500):  # SQLite takes 999 parameters at most in old builds
                some = keys[start : start + 500]
                marks = ",".join("?" * len(some))
                held.update(
                    connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some)
                )
        return held

    def put(self, vectors: Mapping[bytes, bytes]) -> None:
        """Hold these vectors too, in one transaction; do nothing where the file cannot be written."""
        with suppress(sqlite3.Error, OSError), self._opened() as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", vectors.items())
            if self._size(connection) > self.LIMIT:
                connection.execute(
                    "DELETE FROM vectors WHERE rowid <= (SELECT rowid FROM vectors ORDER BY rowid"
                    " LIMIT 1 OFFSET (SELECT count(*) / 2 FROM vectors))"
                )

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.touch(mode=0o600)  # SQLite would make it as readable as the umask allows
            with closing(sqlite3.connect(self.path, timeout=5)) as connection:
                # Seven vectors of 512 to a page: SQLite's own 4 KB would hold one and waste the rest.
                connection.execute("PRAGMA page_size = 16384")
                # Write-ahead: readers never wait for a writer, and no disk sync on each commit.
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)"
                )
                yield connection
        except sqlite3.OperationalError:  # locked, full, read-only: the file itself is sound
            raise
        except sqlite3.DatabaseError:  # damaged: the next run begins a new one
            for suffix in ("-wal", "-shm", ""):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
            raise

    @staticmethod
    def _size(connection: sqlite3.Connection) -> int:
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)
