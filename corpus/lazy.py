"""The names of a package in, looked up at first use: importing a room loads no more than what is used of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def exported(package: str, homes: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """Return the ``__getattr__`` of a package whose modules (``homes``) define these names (PEP 562).

    >>> exported("corpus", {"clauses": ("Clause",)})("Clause").__name__
    'Clause'
    """
    home = {name: f"{package}.{module}" for module, names in homes.items() for name in names}

    def look_up(name: str) -> object:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(home[name]), name)
        setattr(sys.modules[package], name, value)  # the next look-up finds it without this function
        return value

    return look_up
