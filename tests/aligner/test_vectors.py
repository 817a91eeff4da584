"""Texts become unit vectors, each text once, whatever state the private folder is in."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from aligner.cache import VectorStore
from aligner.vectors import Encoder, embed, encoder_name
from corpus import BiclauseError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a private folder of its own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("BICLAUSE_CACHE", str(folder))
    return folder


class Counting:
    """Counts letters a, b and c, and remembers what it was asked."""

    def __init__(self, name: str = "counting 1", letters: str = "abc") -> None:
        self.name = name
        self.letters = letters
        self.asked: list[str] = []

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.array([[text.count(x) for x in self.letters] for text in texts], np.float32)


class Returning:
    """Returns the same array whatever it is asked."""

    def __init__(self, array: object) -> None:
        self.array = array

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        return np.array(self.array, np.float32)


def test_every_row_has_length_one_except_those_of_blank_texts() -> None:
    vectors = embed(Counting(), ["aab", "", "\N{IDEOGRAPHIC SPACE}\n", "c"])
    assert np.linalg.norm(vectors, axis=1).round(6).tolist() == [1, 0, 0, 1]


def test_equal_texts_are_encoded_once_and_blank_ones_never() -> None:
    encoder = Counting()
    embed(encoder, ["b", "a", " ", "b", "a"])
    assert encoder.asked == ["b", "a"]


def test_rows_stand_in_the_order_of_the_texts() -> None:
    assert embed(Counting(), ["c", "a", "", "b", "a"]).tolist() == [
        [0, 0, 1],
        [1, 0, 0],
        [0, 0, 0],
        [0, 1, 0],
        [1, 0, 0],
    ]


def test_blank_texts_alone_have_rows_without_dimensions() -> None:
    assert embed(Counting(), ["", " "]).shape == (2, 0)


def test_no_texts_make_no_rows() -> None:
    assert embed(Counting(), []).shape == (0, 0)


def test_a_wrong_number_of_rows_is_an_error_that_names_both_numbers() -> None:
    with pytest.raises(BiclauseError, match=r"given 2 texts .* shape \(3, 1\)"):
        embed(Returning([[1], [2], [3]]), ["a", "b"])


def test_one_flat_row_for_several_texts_is_an_error() -> None:
    with pytest.raises(BiclauseError, match=r"given 2 texts .* shape \(2,\)"):
        embed(Returning([1, 2]), ["a", "b"])


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_value_that_is_no_number_is_an_error_that_quotes_the_text(value: float) -> None:
    with pytest.raises(BiclauseError, match=r"1 of 2 texts .*'second'"):
        embed(Returning([[1, 2], [3, value]]), ["first", "second"])


def test_a_text_that_the_encoder_gives_nothing_stays_a_row_of_zeros() -> None:
    assert embed(Counting(), ["a", "xyz"]).tolist() == [[1, 0, 0], [0, 0, 0]]


def test_an_encoder_without_a_name_goes_by_its_class() -> None:
    assert encoder_name(Returning([])) == "Returning"


def test_texts_met_before_are_not_encoded_again() -> None:
    embed(Counting(), ["a", "b"])
    later = Counting()
    embed(later, ["b", "c", "a"])
    assert later.asked == ["c"]


def test_kept_vectors_equal_fresh_ones_to_the_last_bit() -> None:
    texts = ["aabbbc", "abcabcc", "cab"]
    fresh = embed(Counting(), texts)
    assert embed(Counting(), texts[::-1])[::-1].tobytes() == fresh.tobytes()


def test_vectors_of_one_encoder_are_not_taken_for_those_of_another() -> None:
    embed(Counting("one"), ["a"])
    other = Counting("other")
    embed(other, ["a"])
    assert other.asked == ["a"]


def test_nothing_is_kept_for_an_encoder_without_a_name(folder: Path) -> None:
    embed(Returning([[1, 0]]), ["a"])
    assert not (folder / "vectors-1.sqlite").exists()


def test_nothing_is_kept_or_looked_up_when_told_so(folder: Path) -> None:
    embed(Counting(), ["a"], cache=False)
    assert not folder.exists()


def test_a_model_of_other_dimensions_under_the_same_name_is_believed() -> None:
    embed(Counting(letters="abc"), ["a", "b"])
    assert embed(Counting(letters="ab"), ["a", "ab", "b"]).shape == (3, 2)


def test_a_lone_surrogate_can_be_looked_up() -> None:
    assert embed(Counting(), ["a\ud800", "a\udfff"]).shape == (2, 3)


def test_the_folder_and_the_vectors_are_made_for_their_owner_alone(folder: Path) -> None:
    embed(Counting(), ["a"])
    modes = [path.stat().st_mode & 0o777 for path in (folder, folder / "vectors-1.sqlite")]
    assert modes == [0o700, 0o600]


def test_a_folder_that_others_can_write_is_not_used(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    embed(Counting(), ["a"])
    assert list(folder.iterdir()) == []


def test_an_empty_setting_keeps_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BICLAUSE_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    embed(Counting(), ["a"])
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_only_means_that_nothing_is_kept(folder: Path) -> None:
    folder.write_text("", "utf-8")
    assert embed(Counting(), ["a"]).tolist() == [[1, 0, 0]]


@pytest.mark.parametrize("damage", [b"", b"not a database, but longer than one header would be" * 99])
def test_a_damaged_store_is_begun_anew(folder: Path, damage: bytes) -> None:
    embed(Counting(), ["a"])
    store = folder / "vectors-1.sqlite"
    store.write_bytes(damage)
    embed(Counting(), ["a"])  # finds the damage
    embed(Counting(), ["a"])  # keeps the vector again
    later = Counting()
    embed(later, ["a"])
    assert later.asked == []


def test_a_store_cut_short_never_breaks_a_run(folder: Path) -> None:
    texts = ["a" * n + "b" for n in range(200)]
    vectors = embed(Counting(), texts)
    store = folder / "vectors-1.sqlite"
    store.write_bytes(store.read_bytes()[: store.stat().st_size // 2])
    assert embed(Counting(), texts).tobytes() == vectors.tobytes()


@pytest.mark.parametrize("blob", [b"odd", b"\xff" * 12, np.array([3, 4, 5], np.float32).tobytes()])
def test_a_kept_vector_that_is_no_unit_vector_is_made_again(folder: Path, blob: bytes) -> None:
    embed(Counting(), ["a"])
    with sqlite3.connect(folder / "vectors-1.sqlite") as connection:
        connection.execute("UPDATE vectors SET vector = ?", (blob,))
    connection.close()
    embed(Counting(), ["a"])
    later = Counting()
    assert (embed(later, ["a"]).tolist(), later.asked) == ([[1, 0, 0]], [])


def test_the_older_half_goes_when_the_store_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VectorStore, "LIMIT", 2**20)
    store = VectorStore(tmp_path / "store.sqlite")
    keys = [n.to_bytes(32, "big") for n in range(2000)]
    for start in range(0, len(keys), 100):
        store.put(dict.fromkeys(keys[start : start + 100], bytes(2048)))
    held = store.get(keys)
    assert (keys[0] in held, keys[-1] in held) == (False, True)
    assert store.path.stat().st_size < 2 * 2**20


def test_several_processes_may_keep_vectors_at_once(folder: Path) -> None:
    program = (
        "import sys, numpy as np; from pathlib import Path; from aligner.cache import VectorStore;"
        "store = VectorStore(Path(sys.argv[1]));"
        "[store.put({f'{sys.argv[2]} {n}'.encode(): bytes(8)}) for n in range(20)]"
    )
    folder.mkdir(mode=0o700)
    path = folder / "store.sqlite"
    root = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}

    def run(who: int) -> None:
        subprocess.run([sys.executable, "-c", program, path, str(who)], check=True, env=root)

    with ThreadPoolExecutor() as pool:
        list(pool.map(run, range(4)))
    keys = [f"{who} {n}".encode() for who in range(4) for n in range(20)]
    assert sorted(VectorStore(path).get(keys)) == sorted(keys)


def test_a_sentence_transformer_is_an_encoder_for_the_type_checker() -> None:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from sentence_transformers import SentenceTransformer

        encoder: Encoder = SentenceTransformer("checked, never run")
        assert encoder
