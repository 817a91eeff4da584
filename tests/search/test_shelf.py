"""A shelf that is filled, changed and read, by one process and by several."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from aligner import Alignment, Encoder
from corpus import BiclauseError, Document, parse_text
from search import Results, Shelf, build_shelf, open_shelf
from search.records import alignment_from_json, alignment_to_json, document_from_json, document_to_json

ROOT = Path(__file__).parents[2]


def records(results: Results) -> list[dict[str, object]]:
    return [hit.to_json() for hit in results]


def some(n: int) -> Document:
    """An agreement of its own with a word that no other has."""
    return parse_text(
        f"1. The Licensee {n} shall pay fee{n}.\n\n2. 被许可人应当支付费用{n}。", id=f"agreement-{n}"
    )


def test_a_document_comes_back_as_it_was(pair: Alignment) -> None:
    for document in (pair.old, pair.new):
        assert document_from_json(document_to_json(document)) == document


def test_an_alignment_comes_back_as_it_was(pair: Alignment) -> None:
    assert alignment_from_json(alignment_to_json(pair), pair.old, pair.new) == pair


def test_a_shelf_gives_back_what_was_put_on_it(small: Shelf, pair: Alignment) -> None:
    assert small.document("small-en") == pair.old
    assert small.alignments() == [pair]


def test_a_shelf_lists_what_is_on_it(small: Shelf) -> None:
    listed = [(d.id, d.langs, d.clauses, d.aligned_with) for d in small.documents()]
    assert listed == [("small-en", ("en",), 7, ("small-zh",)), ("small-zh", ("zh",), 7, ("small-en",))]


def test_a_new_shelf_is_empty_and_finds_nothing(folder: Path) -> None:
    shelf = open_shelf(folder, create=True)
    assert (shelf.documents(), shelf.search("trademark").hits, shelf.status().state) == ([], (), 0)


def test_where_there_is_no_shelf_the_way_to_make_one_is_named(folder: Path) -> None:
    with pytest.raises(BiclauseError, match=r"there is no shelf at .*biclause"):
        open_shelf(folder)


def test_a_folder_with_other_files_is_not_made_a_shelf(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(BiclauseError, match="not empty and is no shelf"):
        open_shelf(folder, create=True)


def test_a_shelf_of_another_format_is_refused(folder: Path) -> None:
    open_shelf(folder, create=True)
    (folder / "FORMAT").write_text("biclause shelf 999\n", "ascii")
    with pytest.raises(BiclauseError, match="made by another version"):
        open_shelf(folder)


def test_a_shelf_filled_bit_by_bit_answers_like_one_built_at_once(
    folder: Path, tmp_path: Path, pair: Alignment, letters: Encoder
) -> None:
    built = build_shelf([some(1), pair], tmp_path / "built", encoder=letters)
    filled = open_shelf(folder, create=True)
    for item in (some(1), some(2), pair.old, pair):
        filled.add(item, encoder=letters)
    filled.remove("agreement-2")
    for query in ("trademark", "被许可人", "licensee", "who may copy the software?", "status:added"):
        assert records(filled.search(query, encoder=letters)) == records(built.search(query, encoder=letters))


def test_what_is_removed_is_found_no_more(folder: Path, pair: Alignment) -> None:
    shelf = build_shelf([pair, some(7)], folder, meaning=False)
    shelf.remove("small-zh")
    assert [d.id for d in shelf.documents()] == ["small-en", "agreement-7"]
    assert shelf.alignments() == []
    assert {hit.document for hit in shelf.search("被许可人", mode="text")} == {"agreement-7"}
    assert not shelf.search("trademark")[0].counterparts


def test_what_was_never_there_cannot_be_removed(folder: Path) -> None:
    shelf = build_shelf([some(1)], folder, meaning=False)
    with pytest.raises(BiclauseError, match="no document agreement-2; did you mean agreement-1"):
        shelf.remove("agreement-2")


def test_adding_the_same_again_adds_only_tags(folder: Path) -> None:
    shelf = open_shelf(folder, create=True)
    assert shelf.add(some(1), tags=["fees"], meaning=False) == ["agreement-1"]
    assert shelf.add(some(1), tags=["drafts"], meaning=False) == []
    assert shelf.documents()[0].tags == ("drafts", "fees")
    assert shelf.search("tag:drafts fee1").total == 1


def test_another_agreement_of_the_same_name_is_refused_unless_it_is_to_replace(folder: Path) -> None:
    shelf = build_shelf([replace(some(1), origin="a.txt")], folder, meaning=False)
    other = replace(some(2), id="agreement-1", origin="b.txt")
    with pytest.raises(BiclauseError, match=r"another document called agreement-1, from a\.txt"):
        shelf.add(other, meaning=False)
    shelf.add(other, meaning=False, replace=True)
    assert (shelf.search("fee1", mode="text").total, shelf.search("fee2", mode="text").total) == (0, 1)


def test_a_new_version_of_a_file_takes_the_place_of_the_old_one(folder: Path) -> None:
    shelf = build_shelf([replace(some(1), origin="a.txt")], folder, meaning=False)
    shelf.add(replace(some(2), id="agreement-1", origin="a.txt"), meaning=False)
    assert (shelf.search("fee1", mode="text").total, shelf.search("fee2", mode="text").total) == (0, 1)


def test_two_agreements_of_one_name_cannot_be_added_together(folder: Path) -> None:
    with pytest.raises(BiclauseError, match="two documents are called agreement-1"):
        build_shelf([some(1), replace(some(2), id="agreement-1")], folder, meaning=False)


def test_a_failed_change_leaves_the_shelf_as_it_was(folder: Path, letters: Encoder) -> None:
    class Broken:
        name = "letters"

        def encode(self, texts: list[str], /) -> object:
            raise RuntimeError("out of memory")

    shelf = build_shelf([some(1)], folder, encoder=letters)
    with pytest.raises(RuntimeError):
        shelf.add(some(99), encoder=Broken())  # type: ignore[arg-type]  # it never returns
    assert [d.id for d in shelf.documents()] == ["agreement-1"]
    assert not list(folder.glob("*.draft"))


def test_a_shelf_without_vectors_says_so_when_asked_for_meaning(folder: Path) -> None:
    shelf = build_shelf([some(1)], folder, meaning=False)
    with pytest.raises(BiclauseError, match="without vectors"):
        shelf.search("who pays?", mode="meaning")
    assert shelf.search("who pays?").hits


def test_what_was_added_without_vectors_gets_them_when_added_again(
    folder: Path, pair: Alignment, letters: Encoder
) -> None:
    shelf = build_shelf([pair], folder, meaning=False)
    shelf.add(some(1), encoder=letters)
    assert {h.document for h in shelf.search("fee", mode="meaning", encoder=letters, limit=None)} == {
        "agreement-1"
    }
    shelf.add(pair, encoder=letters)
    found = shelf.search("who pays the fee?", mode="meaning", encoder=letters, limit=None)
    assert {h.document for h in found} == {"agreement-1", "small-en", "small-zh"}
    assert shelf.alignments() == [pair]


def test_vectors_of_another_model_are_not_compared(folder: Path, letters: Encoder) -> None:
    class Other(type(letters)):  # type: ignore[misc]  # a class made from a fixture
        name = "others"

    shelf = build_shelf([some(1)], folder, encoder=letters)
    with pytest.raises(BiclauseError, match=r"made by letters .* others"):
        shelf.search("who pays the fee?", encoder=Other())
    with pytest.raises(BiclauseError, match=r"made by letters .* others"):
        shelf.add(some(2), encoder=Other())


def test_an_index_of_another_version_is_made_anew(folder: Path, pair: Alignment, letters: Encoder) -> None:
    shelf = build_shelf([pair], folder, encoder=letters)
    expected = records(shelf.search("trademark"))
    state = shelf.status().state
    manifest = folder / str(state) / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"derived":', '"derived":1'), "utf-8")
    again = open_shelf(folder)
    assert records(again.search("trademark")) == expected
    assert again.status().state == state + 1


def test_an_open_shelf_sees_what_another_process_wrote(folder: Path) -> None:
    shelf = build_shelf([some(1)], folder, meaning=False)
    assert not shelf.search("fee2", mode="text").hits
    run("shelf.add(some(2), meaning=False)", folder).communicate()
    assert shelf.search("fee2", mode="text").hits


PROGRAM = """
import sys
import time
from pathlib import Path
from corpus import parse_text
from search import open_shelf
def some(n):
    return parse_text(f"1. The Licensee {n} shall pay fee{n}.\\n\\n2. 被许可人应当支付费用{n}。", id=f"agreement-{n}")
shelf = open_shelf(sys.argv[1], create=True)
print("ready", flush=True)
"""


def run(body: str, folder: Path) -> subprocess.Popen[str]:
    """Start a process that does something with the shelf in a folder, as ``shelf``."""
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", PROGRAM + textwrap.dedent(body), str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def test_a_second_writer_is_told_who_is_writing(folder: Path) -> None:
    build_shelf([some(1)], folder, meaning=False)
    writer = run("with shelf._store.writing():\n    print('locked', flush=True)\n    time.sleep(60)", folder)
    assert writer.stdout
    until(lambda: writer.stdout is not None and "locked" in writer.stdout.readline())
    with pytest.raises(BiclauseError, match=rf"another biclause \(process {writer.pid}\) is writing"):
        open_shelf(folder).add(some(2), meaning=False)
    writer.kill()
    writer.communicate()
    open_shelf(folder).add(some(2), meaning=False)  # the lock died with its holder
    assert len(open_shelf(folder).documents()) == 2


def test_a_writer_killed_at_any_point_leaves_the_old_state_or_the_new_one(folder: Path) -> None:
    build_shelf([some(0)], folder, meaning=False)
    rnd = random.Random(1)
    for _ in range(5):
        writer = run("for n in range(1, 1000):\n    shelf.add(some(n), meaning=False)", folder)
        assert writer.stdout
        writer.stdout.readline()
        time.sleep(0.8 + rnd.random())
        writer.kill()
        writer.communicate()
        shelf = open_shelf(folder)
        ids = [d.id for d in shelf.documents()]
        assert ids == [f"agreement-{n}" for n in range(len(ids))]
        assert shelf.search("licensee", mode="text").total == len(ids)
        assert shelf.search("被许可人", mode="text").total == len(ids)
    shelf.add(some(5000), meaning=False)
    assert len([f for f in folder.iterdir() if f.is_dir()]) == 2  # the litter is swept away


def test_readers_see_a_whole_state_whatever_is_written_meanwhile(folder: Path) -> None:
    build_shelf([some(0)], folder, meaning=False)
    writer = run("for n in range(1, 25):\n    shelf.add(some(n), meaning=False)", folder)
    seen = []
    while writer.poll() is None:
        shelf = open_shelf(folder)
        english = shelf.search("licensee", mode="text").total
        chinese = Shelf(folder).search("被许可人", mode="text").total
        assert 1 <= english <= chinese
        seen.append(english)
    errors = writer.communicate()[1]
    assert writer.returncode == 0, errors
    assert seen == sorted(seen)
    assert open_shelf(folder).search("licensee", mode="text").total == 25
