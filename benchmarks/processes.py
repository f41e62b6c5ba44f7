"""What a local cloud's processes take: their largest memory and CPU, as the kernel saw it."""

from __future__ import annotations

import os
import re
import threading
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from infra.local.processes import PROC, running

LOOK_SECONDS = 0.2
EMULATOR = "emulator"
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Taken:
    """What a process took: its largest resident memory in MiB and its CPU seconds."""

    kind: str
    peak_mib: float = 0.0
    cpu_seconds: float = 0.0


class Processes:
    """Watches a local cloud: itself as `emulator`, its `function:<name>`s and `job:<name>`s.

    Each is looked at five times a second and the kernel keeps the peak, so only what a process
    does in its last moments can be missed.
    """

    def __init__(self, root: int) -> None:
        self._root = root
        self._seen: dict[int, Taken] = {}
        self._ended = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watching.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._watching.join()

    def largest(self, kind: str) -> Taken:
        """Return what the largest process took whose kind begins so."""
        found = [taken for taken in self._seen.values() if taken.kind.startswith(kind)]
        return max(found, key=lambda taken: taken.peak_mib, default=Taken(kind))

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            for pid, kind in ((self._root, EMULATOR), *running(self._root)):
                with suppress(OSError):
                    self._seen[pid] = taken_by(pid, kind)


def taken_by(pid: int, kind: str) -> Taken:
    """Return what a process has taken so far."""
    peak = _PEAK.search((PROC / str(pid) / "status").read_text())
    if peak is None:
        raise ProcessLookupError(pid)
    ticks = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[11:13]
    return Taken(kind, int(peak[1]) / 1024, sum(map(int, ticks)) / _TICKS)
