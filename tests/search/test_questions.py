"""Questions in one language find the clauses in the other that answer them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aligner import open_encoder
from benchmarks.bench_search import AGREEMENTS, QUESTIONS, WAYS, places, questions, recall, reciprocal_rank

needs_agreements = pytest.mark.skipif(not AGREEMENTS.is_dir(), reason=f"needs {AGREEMENTS}")


@needs_agreements
def test_an_answer_is_among_ten_hits_for_nearly_every_question_and_mostly_the_first(tmp_path: Path) -> None:
    found = list(places(WAYS[0], questions(), tmp_path, open_encoder()))
    assert recall(found) >= 0.95
    assert reciprocal_rank(found) >= 0.85


@needs_agreements
def test_every_answer_still_stands_in_its_agreement() -> None:
    for question in questions():
        text = (AGREEMENTS / question.agreements / f"{question.answered_in}.txt").read_text("utf-8")
        squeezed = "".join(text.split())
        for answer in question.answers:
            assert "".join(answer.split()) in squeezed, question.ask


def test_there_are_sixty_questions_and_more_in_both_directions() -> None:
    asked = json.loads(QUESTIONS.read_text("utf-8"))
    assert len(asked) >= 60
    assert {case["answered_in"] for case in asked} == {"en", "zh"}
