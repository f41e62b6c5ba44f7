"""A local cloud for tests: started as a process of its own, waited for, stopped."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from infra.local import identity
from infra.local.engines.transform import free_port
from infra.local.settings import REPOSITORY, LocalSettings

READY_SECONDS = 120.0
STOP_SECONDS = 20.0
READY = "SmartRetail runs on"


class LocalCloud:
    """`python -m infra.local up` on a port and a state folder, as a context manager."""

    def __init__(
        self,
        state_dir: Path,
        port: int | None = None,
        assembly: Path | None = None,
        programs: Path | None = None,
        seed: str = "users",
    ) -> None:
        given = {"assembly": assembly, "programs": programs}
        own = {name: path for name, path in given.items() if path}
        self.settings = LocalSettings(port=port or free_port(), home=state_dir, **own)
        self._seed = seed
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return self.settings.address

    @property
    def output(self) -> str:
        """What it has printed."""
        file = self.settings.home.with_suffix(".out")
        return file.read_text() if file.exists() else ""

    @property
    def pid(self) -> int:
        """Its process; functions and jobs are children of it."""
        if self._process is None:
            raise RuntimeError("The local cloud does not run.")
        return self._process.pid

    def client(self, service: str) -> Any:
        """A client of an AWS service of this cloud, signed as its root user."""
        return identity.client(self.settings, service)

    def configuration(self) -> dict[str, Any]:
        """The dashboard's configuration: pool, client, endpoint."""
        with urllib.request.urlopen(f"{self.address}/config.json", timeout=10) as answer:  # noqa: S310
            return dict(json.load(answer))

    def start(self) -> Self:
        """Start it and wait until it is ready."""
        self.settings.home.parent.mkdir(parents=True, exist_ok=True)
        already = len(self.output)
        with self.settings.home.with_suffix(".out").open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "infra.local", *self._options(), "up", "--seed", self._seed],
                cwd=REPOSITORY,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "SMARTRETAIL_PROGRAMS": str(self.settings.programs)},
                start_new_session=True,
            )
        self._wait_ready(already)
        return self

    def stop(self) -> int:
        """Stop it as Ctrl-C does; return its exit code."""
        return self._end(signal.SIGINT)

    def kill(self) -> int:
        """End it without warning."""
        return self._end(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _options(self) -> list[str]:
        settings = self.settings
        return [
            *("--port", str(settings.port)),
            *("--home", str(settings.home)),
            *("--assembly", str(settings.assembly)),
        ]

    def _wait_ready(self, already: int) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            if READY in self.output[already:]:
                return
            time.sleep(0.05)
        printed = self.output
        self.kill()
        raise RuntimeError(f"The local cloud did not start:\n{printed}")

    def _end(self, how: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        if process.poll() is None:
            process.send_signal(how)
        try:
            return process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
