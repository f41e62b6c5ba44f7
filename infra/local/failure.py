"""How local mode gives up: with one clear sentence."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager


class LocalError(Exception):
    """A condition that the person at the keyboard can understand and change."""


@contextmanager
def disk_trouble(what: str) -> Iterator[None]:
    """Turn a full or read-only disk met while doing `what` into one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise LocalError(f"The disk is full: could not {what}. Free some space.") from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise LocalError(f"No permission to {what}: {error.filename}.") from error
        raise
