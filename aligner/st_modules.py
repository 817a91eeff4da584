"""The embedded encoder as a module that SentenceTransformer is built of.

A saved model names its classes by import path, ``aligner.st_modules.UseModule``: it must stay where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers.base.modules.input_module import InputModule

from .embedded import DIMENSIONS, EmbeddedEncoder


class UseModule(InputModule):
    """Texts to ids, ids to sentence vectors. It has no parameters, and cannot be trained."""

    config_keys = ["weights"]  # noqa: RUF012  # the library's own convention

    def __init__(self, weights: str | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library leaves it untyped
        self._encoder = EmbeddedEncoder()
        self.weights = self._encoder.name
        if weights not in (None, self.weights):
            raise ValueError(
                f"This model was saved with the weights {weights}; those installed are {self.weights}."
            )

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, torch.Tensor | Any]:
        """Return the ids of each text, padded to the longest, and a mask that tells ids from padding."""
        tokens = self._encoder.tokens([f"{prompt or ''}{text}" for text in inputs])
        ids = [torch.tensor(one) for one in tokens]
        pad = torch.nn.utils.rnn.pad_sequence
        return {
            "input_ids": pad(ids, batch_first=True),
            "attention_mask": pad([torch.ones_like(one) for one in ids], batch_first=True),
        }

    def forward(
        self, features: dict[str, torch.Tensor | Any], **kwargs: Any
    ) -> dict[str, torch.Tensor | Any]:
        """Add the sentence vectors to the features."""
        ids, mask = features["input_ids"], features["attention_mask"].bool()
        tokens = [row[kept].tolist() for row, kept in zip(ids, mask, strict=True)]
        features["sentence_embedding"] = torch.from_numpy(self._encoder.forward(tokens)).to(ids.device)
        return features

    def get_embedding_dimension(self) -> int:
        """Return the length of the vectors."""
        return DIMENSIONS

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Write which weights this is; they stay in their own package."""
        self.save_config(output_path)
