"""Shelves for the tests of this room: the bundled pair, and small agreements of our own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from aligner import Alignment, Row, align
from corpus import Document, parse_text, read
from search import Shelf, build_shelf


class Letters:
    """An encoder that counts letters and ideographs: quick, and equal texts are equal."""

    name = "letters"

    def encode(self, texts: list[str], /) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), 64), np.float32)
        for row, text in enumerate(texts):
            for character in text:
                vectors[row, ord(character) % 64] += 1
        return vectors


@pytest.fixture(scope="session")
def letters() -> Letters:
    return Letters()


@pytest.fixture(scope="session", autouse=True)
def private_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = os.environ.get("BICLAUSE_CACHE")
    os.environ["BICLAUSE_CACHE"] = str(before or tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["BICLAUSE_CACHE"]


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The two bundled licences, aligned."""
    alignment = align(read("baichuan-7b"), read("baichuan2"))
    return build_shelf([alignment], tmp_path_factory.mktemp("shelf") / "bundled")


ENGLISH = """Licence

1. Definitions
"Licensee" means the person who uses the Software.

2. Use
(1) The Licensee shall not use any trademark of the Licensor.
(2) The Licensee may copy the Software.
(3) Royalty-free, non-exclusive and licensed as is.
"""

CHINESE = """许可协议

一、定义
“被许可人”是指使用软件的自然人。

二、使用
1. 被许可人不得使用许可方的任何商标。
2. 被许可人可以复制本软件。
3. 被許可人應當保守營業秘密，违者赔偿。
"""


@pytest.fixture(scope="session")
def english() -> Document:
    return parse_text(ENGLISH, id="small-en")


@pytest.fixture(scope="session")
def chinese() -> Document:
    return parse_text(CHINESE, id="small-zh")


@pytest.fixture(scope="session")
def pair(english: Document, chinese: Document) -> Alignment:
    """The two small agreements, aligned by hand: 2.3 of either has no counterpart."""
    rows = [
        Row((english[i],), (chinese[i],), "matched")
        for i in (c.id for c in english)
        if i in chinese.by_id and i != "2.3"
    ]
    rows += [Row((english["2.3"],), (), "removed"), Row((), (chinese["2.3"],), "added")]
    return Alignment(english, chinese, tuple(rows), "by hand")


@pytest.fixture(scope="session")
def small(pair: Alignment, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return build_shelf([pair], tmp_path_factory.mktemp("shelf") / "small", encoder=Letters())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "shelf"
