"""Saves the emulator's state while it runs, so that a SIGKILL costs a moment and not the data."""

import errno
import hashlib
import json
import logging
import threading
import time
from typing import Any

from infra.local.files import write_atomically
from infra.local.settings import LocalSettings

QUIET_SECONDS = 1.0
LEFT_TO_SHUTDOWN = frozenset({"cloudwatch", "cloudwatch_logs", "cloudtrail"})
LOG = logging.getLogger(__name__)


class Checkpoint:
    """Writes each service's snapshot, whenever something changed and differs from the last one.

    A snapshot file is replaced whole. Objects are files of their own from the moment they are put;
    buckets' settings come with the snapshots. Logs and metrics are saved at shutdown alone.
    """

    def __init__(self, settings: LocalSettings, app: Any) -> None:
        self._folder = settings.state
        self._app = app
        self._written: dict[str, bytes] = {}
        self._told = False
        self._changed = threading.Event()
        self._ended = threading.Event()
        self._saving = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="checkpoint", daemon=True)

    def start(self) -> None:
        """Begin to watch for changes."""
        self._thread.start()

    def note_change(self) -> None:
        """Something may have changed."""
        self._changed.set()

    def stop(self) -> None:
        """Save no more; the emulator's own shutdown saves everything."""
        self._ended.set()
        self._changed.set()

    def save(self) -> None:
        """Write the snapshots that differ from what is on disk."""
        with self._saving:
            for name, snapshot in self._app._build_persistence_save_dict().items():
                if name not in LEFT_TO_SHUTDOWN:
                    self._save(name, snapshot)

    def _save(self, name: str, snapshot: Any) -> None:
        content = _encoded(name, snapshot)
        if content is None:
            self._changed.set()
            return
        digest = hashlib.sha256(content).digest()
        if self._written.get(name) != digest:
            write_atomically(self._folder / f"{name}.json", content)
            self._written[name] = digest

    def _run(self) -> None:
        while self._changed.wait() and not self._ended.is_set():
            self._changed.clear()
            time.sleep(QUIET_SECONDS)
            try:
                self.save()
            except OSError as error:
                self._report(error)

    def _report(self, error: OSError) -> None:
        LOG.error("could not save the local state: %s", error)
        if error.errno == errno.ENOSPC and not self._told:
            self._told = True
            print("The disk is full: what happens now will not survive a restart.", flush=True)


def _encoded(name: str, snapshot: Any) -> bytes | None:
    from ministack.core import persistence

    state = _stable(snapshot)
    if state is None:
        return None
    wrapped = {
        "__ministack_format__": persistence._state_format_version(name),
        "payload": state,
    }
    return json.dumps(wrapped, default=persistence._json_default).encode()


def _stable(snapshot: Any, attempts: int = 20) -> Any:
    """A snapshot taken while no other thread resized what it walks."""
    for _ in range(attempts):
        try:
            return snapshot()
        except RuntimeError:
            time.sleep(0.01)
    LOG.warning("a service changes too fast to be saved; it is saved next time")
    return None
