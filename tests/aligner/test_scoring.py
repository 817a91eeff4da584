"""The scorer: figures worked out by hand, and equality with the project's own script where that is at hand."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from aligner import Alignment, Row, align
from aligner.calibration import reliability
from aligner.gold import Gold, GoldRow, gold_folders, read_families, read_gold
from aligner.scores import scores_table
from aligner.scoring import Claim, Score, evaluate, score, score_claims
from corpus import BiclauseError, read

PAIRS = Path(__file__).parents[1] / "pairs"
SHARED = Path(__file__).parents[3] / "shared"
SCRIPT = SHARED / "bench" / "score_alignment.py"

OLD = "1. Term. 2. Fee: thirty euros a month, paid in advance. 3. Law: that of Ulm."
NEW = (
    "一、期限。二、费用：每月三十欧元，应于每月第一个工作日之前向出租人足额支付，不得抵扣。逾期支付的，"
    "自逾期之日起按日计收利息，直至全部付清之日为止，且出租人有权解除合同。三、标识：须注明来源。四、法律：乌尔姆法律。"
)

GOLD = Gold(
    Path("ulm"),
    "ulm",
    OLD,
    NEW,
    (
        GoldRow((0,), (0,)),
        GoldRow((OLD.index("2."),), (NEW.index("二"),)),
        GoldRow((OLD.index("3."),), (NEW.index("四"),)),
        GoldRow((), (NEW.index("三、"),)),
    ),
)


def claim(old: str = "", new: str = "", confidence: float = 1.0) -> Claim:
    """Claim that the clauses which these characters begin answer each other."""
    return Claim(tuple(OLD.index(c) for c in old), tuple(NEW.index(f"{c}、") for c in new), confidence)


def test_what_the_gold_says_scores_one_throughout() -> None:
    found = score_claims(GOLD, [claim("1", "一"), claim("2", "二"), claim("3", "四"), claim(new="三")])
    figures = (found.parse, found.link.f1, found.null.f1, found.rows)
    assert figures == (1, 1, 1, 1)
    assert [right for _, right in found.judged] == [True] * 4


def test_a_wrong_pair_costs_precision_of_links_and_recall_of_nulls() -> None:
    found = score_claims(GOLD, [claim("1", "一"), claim("2", "二"), claim("3", "三"), claim(new="四")])
    assert (found.link.precision, found.link.recall) == (2 / 3, 2 / 3)
    assert (found.null.precision, found.null.recall) == (0, 0)
    assert found.rows == 2 / 4
    assert [right for _, right in found.judged] == [True, True, False, False]


def test_a_clause_joined_to_text_that_the_gold_does_not_name_is_a_wrong_link() -> None:
    far = Claim((OLD.index("2."),), (NEW.index("逾期支付"),))
    found = score_claims(GOLD, [claim("1", "一"), far, claim("3", "四")])
    assert (found.links, found.link_hits) == (3, 2)
    assert found.found == found.units - 2


def test_of_two_clauses_near_one_of_the_gold_the_nearer_is_it() -> None:
    near = Claim((OLD.index("Fee"),), ())
    found = score_claims(GOLD, [near, claim("2", "二")])
    assert (found.links, found.nulls, found.judged) == (1, 0, ((1.0, True),))


def test_a_row_of_several_clauses_is_right_only_where_every_pair_of_it_is() -> None:
    found = score_claims(GOLD, [claim("12", "一", 0.7)])
    assert (found.links, found.link_hits, found.judged) == (2, 1, ((0.7, False),))


def test_white_space_between_text_and_source_does_not_count() -> None:
    claims = [Claim((0, 2 * OLD.index("2.")), (2 * NEW.index("三、"),))]
    spaced = score_claims(GOLD, claims, " ".join(OLD) + " ", " ".join(NEW) + " ")
    assert spaced.found == 3


def test_figures_of_nothing_are_those_of_no_mistake() -> None:
    assert (Score().parse, Score().link.f1, Score().null.f1, Score().rows) == (1, 1, 1, 1)


def test_confidence_is_judged_as_it_is_printed(heron: Alignment) -> None:
    rows = (Row((heron.old["1"],), (heron.new["1"],), "matched", confidence=0.98765),)
    gold = Gold(Path("heron"), "heron", heron.old.source, heron.new.source, (
        GoldRow((heron.old["1"].start,), (heron.new["1"].start,)),
    ))  # fmt: skip
    found = score(gold, Alignment(heron.old, heron.new, rows, "by hand"))
    assert found.judged == ((0.988, True),)


# The project's own script


@pytest.fixture(scope="module")
def script() -> ModuleType:
    if not SCRIPT.is_file():
        pytest.skip(f"{SCRIPT} is not here")
    spec = importlib.util.spec_from_file_location("score_alignment", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def counts(found: Score) -> dict[str, int]:
    """Name what was counted as the script does."""
    return {
        "units": found.units, "found": found.found, "gold_links": found.gold_links, "links": found.links,
        "hit": found.link_hits, "gold_null": found.gold_nulls, "null": found.nulls, "null_hit": found.null_hits,
        "gold_rows": found.gold_rows, "row_hit": found.row_hits,
    }  # fmt: skip


FOLDERS = [*gold_folders([PAIRS]), *sorted((SHARED / "agreements").glob("*_en__*"))]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_our_alignment_scores_what_the_script_says(script: ModuleType, folder: Path) -> None:
    gold = read_gold(folder)
    alignment = align(*(read(path) for path in gold.paths))
    assert counts(score(gold, alignment)) == script.score(folder, alignment.to_records())


@pytest.mark.parametrize("seed", range(20))
def test_any_rows_score_what_the_script_says(script: ModuleType, seed: int) -> None:
    """Rows of random starts, some at units of the gold, some near them, several on a side."""
    chance = random.Random(seed)
    folder = FOLDERS[seed % len(FOLDERS)]
    gold = read_gold(folder)

    def starts(side: Callable[[GoldRow], tuple[int, ...]], text: str) -> tuple[int, ...]:
        known = [start for row in gold.rows for start in side(row)]
        near = (
            chance.choice(known) + chance.choice((0, 0, 0, 3, 20, 30, 200))
            for _ in range(chance.choice((0, 1, 1, 2)))
        )
        return tuple(min(start, len(text)) for start in near)

    claims = [Claim(starts(lambda r: r.old, gold.old), starts(lambda r: r.new, gold.new)) for _ in range(80)]
    rows = [{"old": [{"start": s} for s in c.old], "new": [{"start": s} for s in c.new]} for c in claims]
    assert counts(score_claims(gold, claims)) == script.score(folder, rows)


def test_families_and_means_are_those_of_the_script(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "families.json"
    listed.write_text(json.dumps({**script.FAMILIES, "other": [""]}), "utf-8")
    evaluation = evaluate(FOLDERS[::3], families=read_families(listed))

    def aligned(words: list[str], **_: object) -> object:
        rows = align(read(words[0]), read(words[1])).to_records()
        return type("Done", (), {"returncode": 0, "stdout": "\n".join(map(json.dumps, rows))})

    monkeypatch.setattr(script.subprocess, "run", aligned)
    monkeypatch.setattr("sys.argv", ["score", "--command", "{old} {new}", *map(str, FOLDERS[::3])])
    assert script.main() == 0
    told = capsys.readouterr().out
    for name, found in evaluation.families.items():
        assert script.line(f"family {name}", counts(found)) in told
    assert script.line("all pairs", counts(evaluation.total)) in told
    assert f"of the pairs {evaluation.pair_f1:.3f}, of the families {evaluation.family_f1:.3f};" in told


# Evaluating


def test_an_evaluation_lists_pairs_families_means_all_and_confidences() -> None:
    folders = [PAIRS / "privacy_parallel", PAIRS / "nda_versions"]
    table = scores_table(evaluate(folders))
    named = [(r["scope"], r["name"]) for r in table.records]
    assert named[:7] == [
        ("pair", "privacy_parallel"), ("pair", "nda_versions"), ("family", "nda"), ("family", "privacy"),
        ("mean", "pairs"), ("mean", "families"), ("all", "pairs"),
    ]  # fmt: skip
    assert {scope for scope, _ in named[7:]} == {"confidence"} and named[-1] == ("confidence", "all")


def test_the_signature_names_the_gold_and_what_was_measured() -> None:
    made_by = evaluate([PAIRS / "nda_versions"]).signature
    assert made_by.startswith("score|pairs:1|gold:") and "|encoder:use-multilingual-v3@" in made_by


def test_every_row_is_in_one_step_of_confidence() -> None:
    judged = [(n / 40, n % 3 == 0) for n in range(41)]
    steps = reliability(judged)
    assert (sum(b.n for b in steps), steps[-1].high, steps[-1].n) == (41, 1.0, 5)


# Gold folders


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "ulm_terms"
    made.mkdir()
    (made / "en.txt").write_text(OLD, "utf-8")
    (made / "zh.txt").write_text(NEW, "utf-8")
    (made / "gold.jsonl").write_text('{"en": [{"start": 0}], "zh": [{"start": 0}]}\n', "utf-8")
    return made


def test_a_family_is_what_the_list_says_or_the_folder_or_its_name(folder: Path) -> None:
    assert read_gold(folder).family == "ulm"
    (folder / "meta.json").write_text('{"family": "swabian"}', "utf-8")
    assert read_gold(folder).family == "swabian"
    assert read_gold(folder, {"danube": ["ulm_"]}).family == "danube"


def test_a_folder_of_gold_folders_stands_for_them(folder: Path) -> None:
    assert gold_folders([folder.parent, folder]) == [folder]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 2"),
        ('{"en": []}', "line 2"),
        ('{"en": [{"start": 9999}], "zh": []}', "line 2"),
        ("[]", "line 2"),
    ],
)
def test_gold_that_is_none_is_told_with_its_line(folder: Path, line: str, told: str) -> None:
    with (folder / "gold.jsonl").open("a", encoding="utf-8") as file:
        file.write(line)
    with pytest.raises(BiclauseError, match=told):
        read_gold(folder)


def test_a_folder_without_gold_is_told(tmp_path: Path) -> None:
    with pytest.raises(BiclauseError, match=r"holds no gold\.jsonl"):
        gold_folders([tmp_path])


def test_a_list_of_families_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "families.json").write_text("[1]", "utf-8")
    with pytest.raises(BiclauseError, match="expected JSON"):
        read_families(tmp_path / "families.json")
