"""The door to sentence-transformers: a model in a folder, or by its name in the local hub cache.

Importing sentence-transformers takes seconds: it happens when the first text is encoded, and not at all
where the vectors of all texts are kept already.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus import BiclauseError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Names under which models keep a prompt that suits comparing one clause with another, the most fitting
# first. "query" on both sides is the safest for e5 (measured on 14 documents); "BitextMining" and "STS" are
# the names that models of many prompts give to exactly this task.
PROMPTS = ("BitextMining", "STS", "query")


class PretrainedEncoder:
    """A sentence-transformers model, loaded when the first text is encoded.

    Texts are encoded one at a time: padding to the longest text of a batch changes the last bits of a vector,
    and a kept vector must equal a fresh one. Models cut off texts longer than they were made for.
    """

    def __init__(self, folder: Path, label: str) -> None:
        self.folder = folder
        self.label = label

    @cached_property
    def name(self) -> str:
        """The model's name, or its folder's, with a digest of its files."""
        return f"{self.label}@{_digest(self.folder)}"

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Return one vector a text."""
        model = self._model
        return model.encode(texts, prompt_name=_prompt(model), batch_size=1, show_progress_bar=False)

    @cached_property
    def _model(self) -> SentenceTransformer:
        try:
            return _load(str(self.folder), local_files_only=True)
        except Exception as error:  # from any of four libraries, and of any kind
            raise BiclauseError(
                f"the model in {self.folder} cannot be loaded ({_first_line(error)}): give the folder of a"
                " complete sentence-transformers model"
            ) from error


def find_pretrained(name: str, *, download: bool = False) -> PretrainedEncoder:
    """Return the model in this folder, or of this name in the local hub cache."""
    folder = Path(name).expanduser()
    if name and folder.is_dir():
        if not _holds_model(folder):
            raise BiclauseError(
                f"the folder {folder} holds no sentence-transformers model: it needs a modules.json or"
                " config.json, and weights (*.safetensors or *.bin)"
            )
        return PretrainedEncoder(folder, folder.resolve().name)
    cached = _in_hub_cache(name)
    if cached is None and download:
        _download(name)
        cached = _in_hub_cache(name)
    if cached is None:
        raise BiclauseError(
            f"there is no model {name!r} on this machine, neither a folder nor a name in the hub cache"
            f"{_nearest(name)}: give the folder of a sentence-transformers model, or allow the download"
        )
    return PretrainedEncoder(cached, name)


def _load(name: str, *, local_files_only: bool) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    with _quiet():
        # Half precision, as some models are stored, is slower on a processor and overflows in some of them.
        return SentenceTransformer(name, local_files_only=local_files_only, model_kwargs={"dtype": "float32"})


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep transformers from drawing a progress bar on the terminal while it reads weights."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # the library leaves it untyped
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]  # as above


def _download(name: str) -> None:
    """Fetch a model into the hub cache: the files that loading it asks for, and no others."""
    try:
        _load(name, local_files_only=False)
    except Exception as error:  # from any of four libraries, and of any kind
        raise BiclauseError(
            f"the model {name!r} cannot be downloaded ({_first_line(error)}): check its name and the network"
        ) from error


def _prompt(model: SentenceTransformer) -> str | None:
    if model.default_prompt_name:  # the model's maker has chosen
        return None
    return next((name for name in PROMPTS if model.prompts.get(name)), None)


def _holds_model(folder: Path) -> bool:
    configured = any((folder / name).is_file() for name in ("modules.json", "config.json"))
    return configured and any(next(folder.rglob(weights), None) for weights in ("*.safetensors", "*.bin"))


def _in_hub_cache(name: str) -> Path | None:
    """Return the folder of a model's newest copy in the local hub cache, if it is there with its weights."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    for repository in _repositories(name):
        for file in ("modules.json", "config.json"):
            try:
                path = try_to_load_from_cache(repository, file, cache_dir=_hub_cache())
            except HFValidationError:  # not a name that a hub could have
                return None
            if isinstance(path, str) and _holds_model(Path(path).parent):
                return Path(path).parent
    return None


def _repositories(name: str) -> list[str]:
    """Return the hub names that a name may stand for.

    >>> _repositories("LaBSE")
    ['sentence-transformers/LaBSE', 'LaBSE']
    """
    return [name] if "/" in name else [f"sentence-transformers/{name}", name]


def _hub_cache() -> Path:
    """Return where sentence-transformers keeps what it downloads."""
    from huggingface_hub.constants import HF_HUB_CACHE

    return Path(os.environ.get("SENTENCE_TRANSFORMERS_HOME") or HF_HUB_CACHE).expanduser()


def _nearest(name: str) -> str:
    """Return a hint at the name that was probably meant, or ""."""
    held = [folder.name[len("models--") :].replace("--", "/") for folder in _hub_cache().glob("models--*")]
    near = get_close_matches(name, ["use", *held], n=1)
    return f" (is {near[0]!r} meant?)" if near else ""


def _digest(folder: Path) -> str:
    """Return a digest of a model's files: small ones whole, and 256 blocks spread evenly over each large one.

    Two gigabytes of weights are not read for it. Training moves every weight, so the blocks tell one model
    from another, and from the same model trained further.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in place.parts):
            digest.update(f"{place.as_posix()} {path.stat().st_size}\n".encode())
            for block in _blocks(path):
                digest.update(block)
    return digest.hexdigest()[:12]


def _blocks(path: Path, count: int = 256, length: int = 4096) -> Iterator[bytes]:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= count * length:
            yield file.read()
            return
        for i in range(count):
            file.seek(i * (size - length) // (count - 1))
            yield file.read(length)


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0].rstrip(" .:")
