"""Files as people really send them, and the answer each sender gets.

Every file of `simulation/broken_files` is built, inspected and, where that lets it pass, curated.
`--data DIR` judges the files of a folder instead: each is inspected as the table named by its
folder (`sales/x.csv`), and its answer printed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.arguments import parser
from benchmarks.table import Cell, Table
from simulation.broken_files import CASES
from simulation.broken_files.case import Case, Read
from simulation.broken_files.desk import Outcome, complaint, inspect
from simulation.broken_files.lake import clean, wrong

COLUMNS = ("file", "table", "answer", "as it must be")
_UNSPECIFIC = ("could not be processed", "unknown error", "invalid file")


def run(arguments: list[str]) -> Table:
    """Answer every file; count those whose answer says nothing to act on."""
    made = parser(__doc__)
    made.set_defaults(data=None)
    given = made.parse_args(arguments)
    cases = _cases(given.data) if given.data else list(CASES)
    rows: list[list[Cell]] = []
    for case in cases:
        answer, complaint_ = _answer(case, judged=given.data is None)
        rows.append([case.name, case.table, answer, "yes" if complaint_ is None else complaint_])
    unspecific = sum(_is_unspecific(str(row[2])) for row in rows)
    right = sum(row[3] == "yes" for row in rows)
    if right < len(rows):
        print(f"{len(rows) - right} files are not answered as they must be", file=sys.stderr)
    return Table(
        title="Broken and ugly files, and what their senders are told",
        columns=COLUMNS,
        rows=rows,
        figures={"files": len(rows), "answered": right, "unspecific": unspecific},
        notes=("`answered`: the answer names what it must; for cleaned files, row by row.",),
    )


def _answer(case: Case, *, judged: bool) -> tuple[str, str | None]:
    outcome = inspect(case)
    complaint_ = complaint(case, outcome) if judged else None
    if outcome.request is None or complaint_:
        asked = "; ".join(question.text for question in outcome.upload.questions)
        return _plain(asked or outcome.sentence), complaint_
    return _after_cleaning(case, outcome, judged=judged)


def _after_cleaning(case: Case, outcome: Outcome, *, judged: bool) -> tuple[str, str | None]:
    with tempfile.TemporaryDirectory() as folder:
        found = clean(case, outcome, Path(folder))
    said = found.sentence or f"{found.kept} rows kept, {len(found.rejected)} set aside"
    reasons = [f"row {row}: {reason}" for row, reason in sorted(found.rejected.items())[:3]]
    text = f"{said} ({', '.join(reasons)})" if reasons else said
    return _plain(text), wrong(case, found) if judged else None


def _cases(folder: Path) -> list[Case]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        Case(path.name, path.read_bytes, Read(0), table=path.parent.name, file_name=path.name)
        for path in files
    ]


def _is_unspecific(answer: str) -> bool:
    return not answer or any(word in answer for word in _UNSPECIFIC)


def _plain(text: str) -> str:
    """Text for a cell of a Markdown table."""
    return "".join(c if c.isprintable() else " " for c in text).replace("|", "¦")
