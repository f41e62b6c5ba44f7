"""What is under way when the local cloud stops must look under way at the next start."""

import threading

_BEGUN = threading.Event()


def begin() -> None:
    """From now on nothing that is under way comes to an end."""
    _BEGUN.set()


def hold() -> None:
    """Keep the calling thread here while the process ends.

    Jobs and functions lose their connections during a stop. Without this their failures would be
    recorded as results, instead of being carried out again after the next start.
    """
    if _BEGUN.is_set():
        threading.Event().wait()
