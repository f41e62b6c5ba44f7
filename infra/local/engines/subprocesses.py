"""Jobs as processes of their own: started with a clean environment, watched, stopped in time."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.local.patches import inherited_environment

LAUNCHER = Path(__file__).with_name("launch.py")
POLL_SECONDS = 0.05
GRACE_SECONDS = 5.0
TAIL_BYTES = 16_384


@dataclass(frozen=True)
class Outcome:
    """How a job's process ended."""

    code: int
    last_line: str
    timed_out: bool = False
    stopped: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether the script ended by itself and without an error."""
        return self.code == 0 and not self.timed_out and not self.stopped


class JobProcess:
    """A script running as a job; its output goes to a log file."""

    def __init__(
        self, script: Path, arguments: list[str], environment: Mapping[str, str], log: Path
    ) -> None:
        self._log = log
        self._stop = threading.Event()
        threads = str(os.cpu_count() or 1)
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, str(LAUNCHER), str(script), *arguments],
                env={
                    **inherited_environment(),
                    "PYTHONUNBUFFERED": "1",
                    "OMP_NUM_THREADS": threads,
                    **environment,
                },
                cwd=log.parent,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Ask the job to end."""
        self._stop.set()

    def wait(self, seconds: float) -> Outcome:
        """Wait for the end of the job, its time limit, or a request to stop."""
        deadline = time.monotonic() + seconds
        while self.running and not self._stop.is_set() and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        if self.running:
            timed_out = not self._stop.is_set()
            self.end()
            return Outcome(self._process.returncode, self.last_line(), timed_out, not timed_out)
        return Outcome(self._process.returncode, self.last_line())

    def end(self) -> None:
        """End the process, politely first."""
        self._process.terminate()
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def last_line(self) -> str:
        """The last line that the job wrote."""
        with self._log.open("rb") as file:
            file.seek(max(0, self._log.stat().st_size - TAIL_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
        return next((line.strip() for line in reversed(lines) if line.strip()), "")
