"""Column names of public data sets and well-known exports, with the column each target needs.

Names are facts of those files (READMEs of the data sets, help pages of the systems); the values are
made up in their form. A target that a file cannot fill is left out: suggesting one is an error.
"""

import json
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Export:
    """A file's columns with sample values, and the right answer."""

    source: str
    table: str
    columns: dict[str, tuple[str, ...]]
    right: dict[str, str]


def _read(name: str) -> tuple[Export, ...]:
    found = json.loads((HERE / name).read_text(encoding="utf-8"))
    return tuple(
        Export(
            one["source"],
            one["table"],
            {column: tuple(values) for column, values in one["columns"].items()},
            one["right"],
        )
        for one in found
    )


EXPORTS = _read("exports_known.json")
UNSEEN = _read("exports_unseen.json")
"""Headers that no synonym was added for: what suggestions are worth on a file not seen before."""
