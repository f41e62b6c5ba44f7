"""Inventory models against published answers (Snyder & Shen; stockpyl 1.0.2)."""

import pytest

from benchmarks.inventory_oracles import PUBLISHED, Case, cases


@pytest.mark.parametrize(
    "case",
    cases(PUBLISHED.read_text(encoding="utf-8").splitlines()),
    ids=lambda case: f"{case.name}: {case.model}",
)
def test_a_model_gives_the_published_answer(case: Case) -> None:
    assert case.ours() == pytest.approx(case.answer, abs=case.tolerance, rel=0)
