"""What a failed job says last: one sentence for people; the log holds the rest."""

import errno
import traceback
from collections.abc import Iterator

from smartretail_etl.bucket import NotErased
from smartretail_etl.request import RequestError
from smartretail_etl.settle import Unsettled

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FULL_SAID = ("no space left", "disk quota", "file too large", "max_temp_directory_size")
"""How engines word it that wrap the system's error in their own."""
NO_ROOM = "The job ran out of disk space; nothing was lost, run it again when there is room."
NO_MEMORY = "The job ran out of memory; nothing was lost, run it again with more."
UNKNOWN = "The file could not be worked through ({kind}); it is kept as it came, the log has more."


def sentence(failure: Exception) -> str:
    """Say why a job failed; what is not meant for people goes to the log as well."""
    chain = list(_chain(failure))
    for one in chain:
        if isinstance(one, RequestError | Unsettled | NotErased):
            return str(one)
    traceback.print_exception(failure)
    if any(_is_full(one) for one in chain):
        return NO_ROOM
    if any(isinstance(one, MemoryError) or "OutOfMemory" in type(one).__name__ for one in chain):
        return NO_MEMORY
    return UNKNOWN.format(kind=type(failure).__name__)


def _chain(failure: BaseException | None) -> Iterator[BaseException]:
    while failure is not None:
        yield failure
        failure = failure.__cause__ or failure.__context__


def _is_full(failure: BaseException) -> bool:
    if isinstance(failure, OSError) and failure.errno in FULL:
        return True
    said = str(failure).lower()
    return any(words in said for words in FULL_SAID)
