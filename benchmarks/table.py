"""The outcome of a benchmark: a Markdown table for people, flat figures for machines."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results"

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """Rows beside their baseline, notes on how they were measured, and the figures they hold."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    figures: Mapping[str, float]
    notes: Sequence[str] = ()

    def markdown(self) -> str:
        """Title, table and notes."""
        lines = [f"# {self.title}", "", _line(self.columns), _line(["---"] * len(self.columns))]
        lines += [_line([_text(cell) for cell in row]) for row in self.rows]
        return "\n".join([*lines, "", *(f"- {note}" for note in self.notes)]) + "\n"

    def write(self, name: str, folder: Path = RESULTS) -> None:
        """Save ``name``.md and ``name``.json with date and commit."""
        folder.mkdir(parents=True, exist_ok=True)
        stamp = {"date": dt.datetime.now(dt.UTC).date().isoformat(), "commit": commit()}
        (folder / f"{name}.md").write_text(
            f"{self.markdown()}\nMeasured {stamp['date']} at commit {stamp['commit']}.\n"
        )
        document = {
            "name": name,
            **stamp,
            "figures": dict(self.figures),
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "notes": list(self.notes),
        }
        (folder / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n")


def commit() -> str:
    """Short hash of the checked-out commit; marked when files differ from it."""
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=12"],
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:,.4f}"
    return "" if cell is None else f"{cell:,}" if isinstance(cell, int) else cell
