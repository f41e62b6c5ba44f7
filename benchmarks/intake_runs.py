"""Run the intake job, the SQL script and the plain copy, each alone in a fresh process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.arguments import NotMeasuredError
from benchmarks.intake_lines import MAPPING
from benchmarks.intake_sql import UPLOAD, differences

ROOT = Path(__file__).parent.parent
JOB = ROOT / "glue" / "jobs" / "curate.py"
TENANT = "BENCH"
KEY = f"raw/tenant={TENANT}/table=sales/upload={UPLOAD}/lines.csv"
REQUEST = f"reports/intake/tenant={TENANT}/upload={UPLOAD}/request.json"
TOLD = {
    "mapping": MAPPING,
    "currency": "GBP",
    "base_currency": "GBP",
    "rate": None,
    "simulated": False,
    "format": {"kind": "csv", "encoding": "utf-8", "delimiter": ",", "quote": '"'},
    "as_of_limit": "2026-01-01",
    "origin": "file",
}


@dataclass(frozen=True)
class Run:
    """Seconds from start to end of a process by the wall, and of its work; its largest memory."""

    seconds: float
    cpu_seconds: float
    peak_mib: float


@dataclass(frozen=True)
class Measured:
    """One file: how the intake did beside the script and the copy."""

    name: str
    rows: int
    mib: float
    ours: Run
    script: Run
    copy: Run
    differences: int
    stages: str


def measure(name: str, rows: int, file: Path, folder: Path) -> Measured:
    """Run all three over a file; `folder` is emptied of everything they wrote."""
    mib = file.stat().st_size / 2**20
    copy, _ = alone(folder / "copy", "-m", "benchmarks.intake_sql", "copy", file, folder / "copy")
    shutil.rmtree(folder / "copy")
    sql = folder / "script"
    script, _ = alone(sql, "-m", "benchmarks.intake_sql", "rules", file, sql)
    lake = folder / "lake"
    _put(file, lake)
    told = ("--lake", lake, "--tenant", TENANT, "--upload_id", UPLOAD, "--table", "sales")
    asked = ("--key", KEY, "--request", REQUEST, "--engine", "duckdb")
    ours, report = alone(lake, JOB, *told, *asked)
    wrong = differences(lake, sql)
    shutil.rmtree(sql)
    shutil.rmtree(lake)
    return Measured(name, rows, mib, ours, script, copy, wrong, _stages(report))


def _put(file: Path, lake: Path) -> None:
    """Give the lake the file under its raw key without copying it."""
    for key in (KEY, REQUEST):
        (lake / key).parent.mkdir(parents=True)
    os.link(file, lake / KEY)
    (lake / REQUEST).write_text(json.dumps(TOLD))


def alone(folder: Path, *command: str | Path) -> tuple[Run, str]:
    """Run Python with these arguments; the kernel tells the peak of the process and its own."""
    folder.mkdir(parents=True, exist_ok=True)
    packages = (ROOT / "glue" / "python", ROOT / "layers" / "domain" / "python", ROOT)
    told = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, packages)), "TMPDIR": str(folder)}
    with (folder / "output").open("w+b") as output:
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *map(str, command)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=told,
            cwd=ROOT,
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode(errors="replace")
    if process.returncode:
        raise NotMeasuredError(f"{command[-1]}: {said.strip()[-600:]}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024), said


def _stages(report: str) -> str:
    """Name the stages of a report with the moment each was done."""
    stages = json.loads(report)["stages"]
    return ", ".join(f"{stage['stage']} {stage['at'][14:21]}" for stage in stages)
