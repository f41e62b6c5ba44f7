"""Every broken file is answered at once, or goes on to be cleaned."""

import pytest

from simulation.broken_files import CASES
from simulation.broken_files.case import Case
from simulation.broken_files.desk import complaint, inspect

UNHELPFUL = ("could not be processed", "unknown error", "invalid file", "Traceback")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_file_gets_the_answer_it_must(case: Case) -> None:
    outcome = inspect(case)

    assert complaint(case, outcome) is None
    assert not any(word in outcome.sentence for word in UNHELPFUL)


def test_the_corpus_is_large_and_its_names_tell_files_apart() -> None:
    assert len(CASES) >= 100
    assert len({case.name for case in CASES}) == len(CASES)


def test_a_file_is_built_with_the_same_bytes_every_time() -> None:
    quick = [case for case in CASES if "bomb" not in case.name and "10 MB" not in case.name]

    assert [case.build() for case in quick] == [case.build() for case in quick]
