"""Checks before the start: the port is free, the state is whole and nobody else uses it."""

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from infra.local.failure import LocalError, disk_trouble
from infra.local.record import Record
from infra.local.settings import LocalSettings

MINIMUM_FREE_BYTES = 500_000_000


@contextmanager
def exclusive(settings: LocalSettings) -> Iterator[None]:
    """Hold the state folder for this process alone."""
    import fcntl

    with disk_trouble("create the local state folder"):
        settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LocalError(f"Another local cloud already runs on {settings.home}.") from error
        yield


def open_port(settings: LocalSettings) -> socket.socket:
    """Listen on the port, on this machine's own address only."""
    try:
        return socket.create_server(("127.0.0.1", settings.port), backlog=512)
    except OSError as error:
        raise LocalError(
            f"Port {settings.port} is taken: stop the program that uses it, "
            "or choose another with SMARTRETAIL_PORT."
        ) from error


def check_space(settings: LocalSettings) -> None:
    """Refuse to start on a disk that is about to be full."""
    free = shutil.disk_usage(settings.home).free
    if free < MINIMUM_FREE_BYTES:
        raise LocalError(
            f"The disk is full: {free // 1_000_000} MB are free, "
            f"{MINIMUM_FREE_BYTES // 1_000_000} MB are needed."
        )


def check_state(settings: LocalSettings) -> None:
    """Refuse damaged state, and clear what a first deployment left unfinished."""
    try:
        complete = Record.read(settings).complete
        for file in settings.state.glob("*.json"):
            json.loads(file.read_bytes())
    except (ValueError, TypeError) as error:
        raise LocalError(
            f"The saved state in {settings.home} is damaged: run `make reset` to start over."
        ) from error
    if not complete:
        wipe(settings)


def wipe(settings: LocalSettings) -> None:
    """Delete everything that the local cloud keeps."""
    with disk_trouble("delete the local state"):
        for folder in (settings.state, settings.objects, settings.scratch):
            shutil.rmtree(folder, ignore_errors=True)
        for file in (settings.record, settings.root_keys, settings.log_file):
            file.unlink(missing_ok=True)
