"""Texts in, unit vectors out: what an encoder is, which there are, and how a text is embedded only once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus import BiclauseError

from .cache import VectorStore, private_folder
from .embedded import EmbeddedEncoder
from .pretrained import find_pretrained

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class Encoder(Protocol):
    """Whatever turns texts into vectors, one row a text, of any length: `embed` makes them unit vectors.

    An encoder may also carry ``name: str``, which says what made the vectors, down to the version: they are
    kept under that name and never computed again, so two encoders that differ must not share one. Without
    a name nothing is kept. A SentenceTransformer is an encoder as it stands.
    """

    def encode(self, texts: list[str], /) -> NDArray[np.float32]:
        """Return an array of shape (number of texts, dimensions)."""
        ...


def open_encoder(name: str | None = None, *, download: bool = False) -> Encoder:
    """Return the embedded encoder, or the sentence-transformers model in this folder or of this name.

    >>> open_encoder().name == open_encoder("use").name
    True

    A name is looked up in the local hub cache, and on the network only with ``download``. Nothing is loaded
    before the first text is encoded. Where the model's own configuration has a prompt for comparing texts
    or for queries, every text gets it, on both sides.
    """
    if name is None or name.lower() in ("use", "embedded"):
        return EmbeddedEncoder()
    return find_pretrained(name, download=download)


def encoder_name(encoder: Encoder) -> str:
    """Return the encoder's own name, or that of its class."""
    return _own_name(encoder) or type(encoder).__name__


def use_sentence_transformer() -> SentenceTransformer:
    """Return the embedded encoder as a genuine SentenceTransformer: it encodes, compares, saves and reloads.

    Its weights stay in their package, and sentence-transformers loads a class that is not its own only when
    told to trust it: ``SentenceTransformer(folder, trust_remote_code=True)``.
    """
    from sentence_transformers import SentenceTransformer

    from .st_modules import UseModule

    return SentenceTransformer(modules=[UseModule()], device="cpu", local_files_only=True)


def embed(encoder: Encoder, texts: Sequence[str], *, cache: bool = True) -> NDArray[np.float32]:
    """Return one unit vector a text, and a row of zeros for a blank one.

    >>> class Letters:
    ...     def encode(self, texts):
    ...         return [[text.count("a"), text.count("b")] for text in texts]
    >>> embed(Letters(), ["a", " ", "bb", "a"]).tolist()
    [[1.0, 0.0], [0.0, 0.0], [0.0, 1.0], [1.0, 0.0]]

    Equal texts are encoded once. With ``cache``, vectors met before are taken from the private folder and
    new ones are put there. Embed both sides of a pair in one call: of blank texts alone the dimensions are
    unknown, and the result has none.
    """
    unique = list(dict.fromkeys(text for text in texts if text.strip()))
    vectors = _kept(encoder, unique) if cache else _fresh(encoder, unique)
    row = {text: i for i, text in enumerate(unique)}
    blank = len(unique)  # the row of zeros after the last
    padded = np.vstack([vectors, np.zeros((1, vectors.shape[1]), np.float32)])
    return padded[np.array([row.get(text, blank) for text in texts], np.intp)]


def _own_name(encoder: Encoder) -> str:
    name = getattr(encoder, "name", "")
    return name if isinstance(name, str) else ""


def _kept(encoder: Encoder, texts: list[str]) -> NDArray[np.float32]:
    """Return the texts' vectors, from the private folder where they are there, and keep the others there."""
    name, folder = _own_name(encoder), private_folder()
    if not name or folder is None or not texts:
        return _fresh(encoder, texts)
    store = VectorStore(folder / "vectors-1.sqlite")
    keys = [hashlib.sha256(f"{name}\0{text}".encode("utf-8", "surrogatepass")).digest() for text in texts]
    held = {
        key: vector for key, blob in store.get(keys).items() if (vector := _unit_vector(blob)) is not None
    }
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in held}
    if missing:
        fresh = dict(zip(missing, _fresh(encoder, list(missing.values())), strict=True))
        store.put({key: vector.tobytes() for key, vector in fresh.items()})
        held |= fresh
    if len({len(vector) for vector in held.values()}) > 1:  # another model took this name
        return _fresh(encoder, texts)
    return np.stack([held[key] for key in keys])


def _unit_vector(blob: bytes) -> NDArray[np.float32] | None:
    """Return a kept vector, or None where the bytes are damaged: its length tells."""
    if len(blob) % 4:
        return None
    vector = np.frombuffer(blob, np.float32)
    return vector if abs(float(vector @ vector) - 1) < 1e-3 else None


def _fresh(encoder: Encoder, texts: list[str]) -> NDArray[np.float32]:
    """Encode the texts and make every row a unit vector, unless it is zero."""
    if not texts:
        return np.zeros((0, 0), np.float32)
    vectors = np.asarray(encoder.encode(texts), np.float32)
    if vectors.ndim != 2 or len(vectors) != len(texts):
        raise BiclauseError(
            f"the encoder {encoder_name(encoder)} was given {len(texts)} texts and returned an array of shape"
            f" {vectors.shape}: it must return one row for each text"
        )
    sound = np.isfinite(vectors).all(axis=1)
    if not sound.all():
        first = texts[int(np.argmin(sound))]
        raise BiclauseError(
            f"the encoder {encoder_name(encoder)} returned values that are not finite numbers for"
            f" {np.count_nonzero(~sound)} of {len(texts)} texts (the first is {first[:40]!r}): use another"
            " model"
        )
    wide = vectors.astype(np.float64)
    lengths = np.sqrt((wide * wide).sum(axis=1, keepdims=True))
    unit: NDArray[np.float64] = np.divide(wide, lengths, out=np.zeros_like(wide), where=lengths > 0)
    return unit.astype(np.float32)
