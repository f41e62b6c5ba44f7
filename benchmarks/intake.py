"""Invoice lines through the intake job, beside one SQL script of the same rules and a plain copy.

`--rows` generates files of so many lines; the 541,909 real lines come from `--data`, which may
hold any `online_retail/transactions.parquet` with the same columns.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.arguments import NotMeasuredError, data_folder, parser
from benchmarks.intake_lines import SOURCE, write_generated, write_real
from benchmarks.intake_runs import Measured, measure
from benchmarks.table import Cell, Table

SIZES = (500_000, 5_000_000)
MILLION = 1_000_000
COLUMNS = (
    *("lines", "n", "MiB", "ours s", "SQL script s", "copy s", "x script", "x copy"),
    *("ours CPU s", "script CPU s", "copy CPU s", "CPU x script", "CPU x copy"),
    *("ours peak MiB", "script peak MiB", "ours s per M", "rows that differ"),
)


def run(arguments: Sequence[str]) -> Table:
    """Measure the real file, then the generated ones from small to large."""
    asked = parser(__doc__)
    asked.add_argument("--rows", type=int, nargs="+", default=SIZES, help="lines to generate")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        real = data_folder(given) if given.data else None
        found = list(_measured(real, sorted(given.rows), given.seed, Path(folder)))
    wrong = [one.name for one in found if one.differences]
    if wrong:
        raise NotMeasuredError(f"ours and the script differ on {', '.join(wrong)}")
    return _table(found)


def _measured(
    real: Path | None, sizes: Sequence[int], seed: int, folder: Path
) -> Iterator[Measured]:
    file = folder / "lines.csv"
    if real is not None:
        if not (real / SOURCE).exists():
            raise NotMeasuredError(f"no data: {SOURCE} is not there")
        yield measure("online_retail", write_real(real, file), file, folder)
        file.unlink()
    for size in sizes:
        yield measure(f"generated_{size}", write_generated(size, seed, file), file, folder)
        file.unlink()


def _table(found: Sequence[Measured]) -> Table:
    largest = max(found, key=lambda one: one.rows)
    figures = {"rows": float(largest.rows)} | _figures(largest)
    for one in found:
        figures |= {f"{name}_{one.name}": value for name, value in _figures(one).items()}
    return Table(
        title="Intake: invoice lines to curated days",
        columns=COLUMNS,
        rows=[_row(one) for one in found],
        figures=figures,
        notes=(
            "Each run is a fresh process, import to exit, on 2 threads; DuckDB may hold 2 GB in "
            "ours, 1 GB in the others; peak is the largest resident memory that the kernel saw.",
            "SQL script: the same rules in benchmarks/intake_rules.sql, the same outputs written; "
            "it checks neither ragged rows nor encodings and writes no report.",
            "Copy: DuckDB reads the CSV as text and writes it again, from CSV to CSV.",
            "CPU: user and system time of the process; unlike the wall clock it says little of "
            "what else the machine was doing.",
            "Rows that differ: curated sales, returns and product names, ours against the script's "
            "(prices to the last digit of four).",
            "The peak is bounded by settings, not by the file: DuckDB's limit and the batches in "
            "flight between reader, engine and writer; larger files take more spans of days.",
            *(f"{one.name}: {one.stages}." for one in found),
        ),
    )


def _figures(one: Measured) -> dict[str, float]:
    return {
        "ratio_to_sql": round(one.ours.seconds / one.script.seconds, 2),
        "ratio_to_copy": round(one.ours.seconds / one.copy.seconds, 2),
        "cpu_ratio_to_sql": round(one.ours.cpu_seconds / one.script.cpu_seconds, 2),
        "cpu_ratio_to_copy": round(one.ours.cpu_seconds / one.copy.cpu_seconds, 2),
        "peak_mib": round(one.ours.peak_mib),
        "seconds_per_million": round(one.ours.seconds / one.rows * MILLION, 2),
    }


def _row(one: Measured) -> list[Cell]:
    figures = _figures(one)
    return [
        one.name,
        one.rows,
        round(one.mib),
        f"{one.ours.seconds:.1f}",
        f"{one.script.seconds:.1f}",
        f"{one.copy.seconds:.1f}",
        f"{figures['ratio_to_sql']:.2f}",
        f"{figures['ratio_to_copy']:.2f}",
        f"{one.ours.cpu_seconds:.1f}",
        f"{one.script.cpu_seconds:.1f}",
        f"{one.copy.cpu_seconds:.1f}",
        f"{figures['cpu_ratio_to_sql']:.2f}",
        f"{figures['cpu_ratio_to_copy']:.2f}",
        round(one.ours.peak_mib),
        round(one.script.peak_mib),
        f"{figures['seconds_per_million']:.2f}",
        one.differences,
    ]
