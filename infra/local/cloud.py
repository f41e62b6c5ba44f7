"""Runs the embedded cloud in this process: start, serve, checkpoint, stop."""

import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import uvicorn

from infra.local import emulator, stopping
from infra.local.checkpoint import Checkpoint
from infra.local.engines.register import Engines
from infra.local.failure import LocalError
from infra.local.gateway import Gateway
from infra.local.published import Published
from infra.local.settings import LocalSettings

STOP_SECONDS = 3
Operate = Callable[[], None]


class Cloud:
    """The emulator, the engines and the gateway of one local deployment."""

    def __init__(self, settings: LocalSettings) -> None:
        self.published = Published()
        self._log = settings.log_file
        app = emulator.load(settings)
        self._engines = Engines(settings, app)
        self._checkpoint = Checkpoint(settings, app)
        gateway = Gateway(app.app, settings, self.published, self._checkpoint.note_change)
        config = uvicorn.Config(
            gateway,
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
            timeout_keep_alive=75,
            ws="none",
        )
        self._server = Server(config)
        self._failure: BaseException | None = None

    def serve(self, listening: socket.socket, operate: Operate) -> None:
        """Serve until stopped, while `operate` deploys and watches; raise what it raises."""
        signal.signal(signal.SIGTERM, _leave)
        operator = threading.Thread(target=self._operate, args=(operate,), daemon=True)
        operator.start()
        try:
            self._server.run(sockets=[listening])
        except (KeyboardInterrupt, SystemExit):
            if not self._server.started:
                raise
        finally:
            self._close()
        if self._failure is not None:
            raise self._failure
        if not self._server.started:
            raise LocalError(f"The local cloud could not start: see {self._log}.")

    def save(self) -> None:
        """Make what happened until now survive a crash."""
        self._checkpoint.save()

    def _operate(self, operate: Operate) -> None:
        try:
            while not self._server.started:
                time.sleep(0.02)
            self._checkpoint.start()
            operate()
        except BaseException as failure:  # handed to the main thread, unless that is leaving anyway
            if not self._server.should_exit:
                self._failure = failure
                self._server.should_exit = True

    def _close(self) -> None:
        self._checkpoint.stop()
        self._engines.stop()
        _stop_workers()


class Server(uvicorn.Server):
    """Notes the moment at which somebody asks it to stop."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, once; what is under way stays so."""
        stopping.begin()
        super().handle_exit(sig, frame)


def _leave(signum: int, frame: FrameType | None) -> NoReturn:
    sys.exit(0)


def _stop_workers() -> None:
    from ministack.core import lambda_runtime

    lambda_runtime.reset()
