"""A small pair of our own, aligned by hand: two rows added to a section, one section added, one renumbered."""

from __future__ import annotations

import pytest

from aligner import Alignment, Change, Row
from corpus import Clause, Document, Furniture, Lang, Repair, Span

ENGLISH = """Licence of the Heron Model

1. Definitions

"Model" means the Heron model & its <weights>.

2. Use

(1) You may use the Model for re-
search. Informa5on follows.

(2) You shall pay within 30 days.

3. General

(1) The court of Ulm decides.

END OF LICENCE
"""

CHINESE = """苍鹭模型许可协议

一、 定义

“模型”是指苍鹭模型及其权重。

二、 使用

1. 您可以将模型用于研究，不可

再许可。

2. 未经书面同意，您不得出售模型。

3. 您应在 60 日
7
内付款。

三、 标识

1. =您需要注明“Heron Inside”。

四、 其他

1. 由乌尔姆法院管辖。
"""


def clause(
    source: str,
    lang: Lang,
    id: str,
    printed: str,
    *,
    label: str = "",
    kind: str = "clause",
    heading: str = "",
    text: str = "",
    parent: str | None = None,
    children: tuple[str, ...] = (),
    path: str = "",
    terms: tuple[str, ...] = (),
    repairs: tuple[Repair, ...] = (),
) -> Clause:
    """Build a clause that stands where its printed words do."""
    start = source.index(printed)
    return Clause(
        id, label, id.split(".")[-1], kind, heading, text, lang, start, start + len(printed),  # type: ignore[arg-type]  # kinds are plain text here
        (Span(start, start + len(printed)),), path or label, parent, children, terms=terms, repairs=repairs,
    )  # fmt: skip


def heron_old() -> Document:
    def c(*args: object, **kwargs: object) -> Clause:
        return clause(ENGLISH, "en", *args, **kwargs)  # type: ignore[arg-type]  # passed on as they are

    damage = ENGLISH.index("Informa5on")
    return Document(
        "heron",
        "Licence of the Heron Model",
        ("en",),
        ENGLISH,
        (
            c("title", "Licence of the Heron Model", kind="title", heading="Licence of the Heron Model"),
            c("1", "1. Definitions", label="1.", kind="section", heading="Definitions", children=("1.d1",)),
            c("1.d1", '"Model" means the Heron model & its <weights>.', kind="definition", parent="1",
              text='"Model" means the Heron model & its <weights>.', path="1.“Model”", terms=("Model",)),
            c("2", "2. Use", label="2.", kind="section", heading="Use", children=("2.1", "2.2")),
            c("2.1", "(1) You may use the Model for re-\nsearch. Informa5on follows.", label="(1)", parent="2",
              path="2.(1)", text="You may use the Model for research. Information follows.",
              repairs=(Repair(damage, damage + 10, "Informa5on", "Information", "ligature"),)),
            c("2.2", "(2) You shall pay within 30 days.", label="(2)", parent="2", path="2.(2)",
              text="You shall pay within 30 days."),
            c("3", "3. General", label="3.", kind="section", heading="General", children=("3.1",)),
            c("3.1", "(1) The court of Ulm decides.", label="(1)", parent="3", path="3.(1)",
              text="The court of Ulm decides."),
            c("end", "END OF LICENCE", kind="end-marker", text="END OF LICENCE"),
        ),
    )  # fmt: skip


def heron_new() -> Document:
    def c(*args: object, **kwargs: object) -> Clause:
        return clause(CHINESE, "zh", *args, **kwargs)  # type: ignore[arg-type]  # passed on as they are

    page_number = CHINESE.index("\n7\n") + 1
    return Document(
        "heron2",
        "苍鹭模型许可协议",
        ("zh",),
        CHINESE,
        (
            c("title", "苍鹭模型许可协议", kind="title", heading="苍鹭模型许可协议"),
            c("1", "一、 定义", label="一、", kind="section", heading="定义", children=("1.d1",)),
            c("1.d1", "“模型”是指苍鹭模型及其权重。", kind="definition", parent="1", path="一、“模型”",
              text="“模型”是指苍鹭模型及其权重。", terms=("模型",)),
            c("2", "二、 使用", label="二、", kind="section", heading="使用", children=("2.1", "2.2", "2.3")),
            c("2.1", "1. 您可以将模型用于研究，不可\n\n再许可。", label="1.", parent="2", path="二、1.",
              text="您可以将模型用于研究，不可再许可。"),
            c("2.2", "2. 未经书面同意，您不得出售模型。", label="2.", parent="2", path="二、2.",
              text="未经书面同意，您不得出售模型。"),
            c("2.3", "3. 您应在 60 日\n7\n内付款。", label="3.", parent="2", path="二、3.",
              text="您应在 60 日内付款。"),
            c("3", "三、 标识", label="三、", kind="section", heading="标识", children=("3.1",)),
            c("3.1", "1. =您需要注明“Heron Inside”。", label="1.", parent="3", path="三、1.",
              text="=您需要注明“Heron Inside”。"),
            c("4", "四、 其他", label="四、", kind="section", heading="其他", children=("4.1",)),
            c("4.1", "1. 由乌尔姆法院管辖。", label="1.", parent="4", path="四、1.", text="由乌尔姆法院管辖。"),
        ),
        furniture=(Furniture(page_number, page_number + 2, "page number"),),
    )  # fmt: skip


@pytest.fixture
def heron() -> Alignment:
    """The English licence of the Heron model against the Chinese licence of its successor."""
    old, new = heron_old(), heron_new()

    def row(status: str, a: str = "", b: str = "", **kwargs: object) -> Row:
        return Row((old[a],) if a else (), (new[b],) if b else (), status, **kwargs)  # type: ignore[arg-type]  # as above

    days, ri = ENGLISH.index("30 days"), CHINESE.index("60 日")
    change = Change("number", Span(days, days + 7), Span(ri, ri + 4), "30 days became 60")
    return Alignment(
        old,
        new,
        (
            row("matched", "title", "title"),
            row("matched", "1", "1"),
            row("same", "1.d1", "1.d1"),
            row("matched", "2", "2"),
            row("matched", "2.1", "2.1"),
            row("added", "", "2.2"),
            row("changed", "2.2", "2.3", renumbered=True, changes=(change,), confidence=0.98765),
            row("added", "", "3"),
            row("added", "", "3.1", confidence=0.61),
            row("matched", "3", "4", renumbered=True),
            row("matched", "3.1", "4.1", evidence={"meaning": 0.71049}),
            row("removed", "end"),
        ),
        "by hand",
    )
