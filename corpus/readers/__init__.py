"""A file's bytes in, a ``Source`` out: the readers, each for one format, and ``formats``, which picks among them."""

from .decoding import decode
from .formats import MAX_BYTES, Changes, load

__all__ = ["MAX_BYTES", "Changes", "decode", "load"]
