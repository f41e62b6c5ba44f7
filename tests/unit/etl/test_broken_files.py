"""A broken file that passes inspection ends in clean rows and a reason for each other row.

Here are the files in which the job itself finds something; all of them, every one through the job,
are answered by `python -m benchmarks broken-files`.
"""

from pathlib import Path

import pytest

from simulation.broken_files import CASES
from simulation.broken_files.case import Case, Failed, Read
from simulation.broken_files.desk import inspect
from simulation.broken_files.lake import clean, wrong


def finds_something(case: Case) -> bool:
    answer = case.answer
    return isinstance(answer, Failed) or (isinstance(answer, Read) and bool(answer.rejected))


@pytest.mark.parametrize("case", list(filter(finds_something, CASES)), ids=lambda case: case.name)
def test_every_row_is_kept_or_set_aside_for_its_reason(case: Case, tmp_path: Path) -> None:
    assert wrong(case, clean(case, inspect(case), tmp_path)) is None
