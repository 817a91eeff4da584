"""A path, a bundled name or bytes in, a document out: the one door through which agreements enter."""

from __future__ import annotations

import re
import sys
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from .clauses import Document, Lang
from .formats import Changes, load
from .parsing import parse
from .source import BiclauseError

BUNDLED = MappingProxyType(
    {
        "baichuan-7b": "baichuan-7b.txt",
        "baichuan2": "baichuan2.txt",
    }
)
"""Names of the agreements that ship with the package, usable wherever a file is."""


def read(
    what: str | Path | bytes,
    *,
    id: str | None = None,
    encoding: str | None = None,
    password: str | None = None,
    changes: Changes = "accepted",
    part: Lang | None = None,
) -> Document:
    """Read an agreement: a path, a bundled name, ``-`` for standard input, or a file's bytes.

    >>> read("baichuan2").title
    'Baichuan2 模型社区许可协议'

    A file in the current folder wins over a bundled name.  ``part`` chooses one language of a file that holds the
    agreement in both.  Raises BiclauseError, one sentence, for anything that is
    missing, empty or unreadable.
    """
    data, name, origin = _bytes(what)
    source = load(data, name=name, encoding=encoding, password=password, changes=changes)
    return parse(source, id=id or slug(Path(name).stem), origin=origin, part=part)


def slug(name: str) -> str:
    """Return a name as a document id: lower case, ASCII punctuation and white space as hyphens.

    >>> slug("Model Licence v2"), slug("许可协议")
    ('model-licence-v2', '许可协议')
    """
    return re.sub(r"[^\w.]+", "-", name.strip().lower()).strip("-.") or "document"


def _bytes(what: str | Path | bytes, stdin: BinaryIO | None = None) -> tuple[bytes, str, str]:
    """Return the bytes, the name that messages use, and where they came from."""
    if isinstance(what, bytes):
        return what, "text", ""
    if str(what) == "-":
        return (stdin or sys.stdin.buffer).read(), "standard input", "-"
    path = Path(what)
    try:
        return path.read_bytes(), path.name, str(path)
    except FileNotFoundError:
        if str(what) not in BUNDLED:
            raise BiclauseError(_missing(str(what))) from None
        resource = files("corpus") / "agreements" / BUNDLED[str(what)]
        return resource.read_bytes(), str(what), str(what)
    except IsADirectoryError:
        raise BiclauseError(f"{what} is a folder: name a file in it") from None
    except (OSError, ValueError) as why:  # ValueError: a NUL in the name
        raise BiclauseError(f"cannot read {what}: {getattr(why, 'strerror', None) or why}") from None


def _missing(name: str) -> str:
    """Say that a name is neither a file nor bundled, and what it may have been meant to be."""
    folder = Path(name).parent
    names = [*BUNDLED]
    if folder.is_dir():
        names += [p.name if str(folder) == "." else str(p) for p in folder.iterdir() if p.is_file()]
    near = get_close_matches(name, names, 1, 0.6)
    hint = f"did you mean {near[0]}?" if near else f"the bundled agreements are {' and '.join(BUNDLED)}"
    return f"no file or bundled agreement is called {name}: {hint}"
