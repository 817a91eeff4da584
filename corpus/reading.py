"""A path, a bundled name or bytes in, a document out: the one door through which agreements enter."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from .clauses import Document, Lang
from .languages import LANGS, parts
from .parsing import parse
from .readers import MAX_BYTES, Changes, load
from .source import BiclauseError, Source

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
    max_bytes: int = MAX_BYTES,
) -> Document:
    """Read an agreement: a path, a bundled name, ``-`` for standard input, or a file's bytes.

    >>> read("baichuan2").title
    'Baichuan2 模型社区许可协议'

    A file in the current folder wins over a bundled name.  ``part`` chooses one language of a file that holds the
    agreement in both, and names the document after it: ``licence-zh``.  Raises BiclauseError, one sentence, for
    anything that is missing, empty or unreadable.
    """
    source, name, origin = _opened(what, encoding, password, changes, max_bytes)
    return _parsed(source, name, origin, id, part)


def read_both(
    what: str | Path | bytes,
    *,
    encoding: str | None = None,
    password: str | None = None,
    changes: Changes = "accepted",
    max_bytes: int = MAX_BYTES,
) -> dict[Lang, Document]:
    r"""Read a file that holds the agreement in both languages as two documents.

    >>> both = read_both("1. Term\n一、期限\nIn force for one year.\n有效期为一年。\n".encode())
    >>> [(lang, document.id, document["1"].heading) for lang, document in both.items()]
    [('en', 'text-en', 'Term'), ('zh', 'text-zh', '期限')]

    Raises BiclauseError where there is one language only.
    """
    source, name, origin = _opened(what, encoding, password, changes, max_bytes)
    found = parts(source)
    if len(found) < 2:
        only = "English" if "en" in found else "Chinese"
        raise BiclauseError(f"{name} is in {only} only: name the agreement to align it with")
    return {lang: _parsed(source, name, origin, None, lang) for lang in LANGS}


def _opened(
    what: str | Path | bytes, encoding: str | None, password: str | None, changes: Changes, max_bytes: int
) -> tuple[Source, str, str]:
    """Return the source, the name that messages use, and where it came from."""
    data, name, origin = _bytes(what, max_bytes)
    source = load(data, name=name, encoding=encoding, password=password, changes=changes, max_bytes=max_bytes)
    return source, name, origin


def _parsed(source: Source, name: str, origin: str, id: str | None, part: Lang | None) -> Document:
    document = parse(source, id=id or slug(Path(name).stem), origin=origin, part=part)
    one_of_two = any(f.code == "part" for f in document.findings)
    return replace(document, id=f"{document.id}-{part}") if one_of_two and id is None else document


def slug(name: str) -> str:
    """Return a name as a document id: lower case, ASCII punctuation and white space as hyphens.

    >>> slug("Model Licence v2"), slug("许可协议")
    ('model-licence-v2', '许可协议')
    """
    return re.sub(r"[^\w.]+", "-", name.strip().lower()).strip("-.") or "document"


def _bytes(what: str | Path | bytes, limit: int, stdin: BinaryIO | None = None) -> tuple[bytes, str, str]:
    """Return the bytes, the name that messages use, and where they came from.

    One byte more than the limit is enough to know that there are too many.
    """
    if isinstance(what, bytes):
        return what, "text", ""
    if str(what) == "-":
        return (stdin or sys.stdin.buffer).read(limit + 1), "standard input", "-"
    path = Path(what)
    try:
        with path.open("rb") as file:
            return file.read(limit + 1), path.name, str(path)
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
