"""The curate job is killed at moments drawn from a seed; the next run finishes its work."""

import random
import subprocess
import sys
import time
from pathlib import Path

from tests.reliability.scene import JOBS, arguments, opened, run
from tests.unit.etl.lab import Lab

KILLS = 3


def started(lab: Lab) -> "subprocess.Popen[bytes]":
    command = [sys.executable, str(JOBS / "curate.py"), *arguments(lab, "U2")]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_killed_job_is_finished_by_the_next_run(tmp_path: Path) -> None:
    whole, lab = opened(tmp_path / "whole"), opened(tmp_path / "lab")
    run(whole, "U1")
    run(lab, "U1")
    begun = time.monotonic()
    assert started(whole).wait() == 0
    seconds = time.monotonic() - begun
    dice = random.Random(7)
    killed = 0
    for _ in range(KILLS):
        job = started(lab)
        time.sleep(seconds * dice.uniform(0.4, 0.95))
        job.kill()
        killed += job.wait() != 0
    assert killed

    run(lab, "U2")

    for prefix in ("raw/", "c", "quarantine/", "staging/"):
        assert lab.bytes_of(prefix) == whole.bytes_of(prefix)
