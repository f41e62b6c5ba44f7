"""The body of an answer, read and unpacked within bounds."""

import http.client
import zlib

from smartretail.connectors.model import PullFailed

_PIECE = 64 * 1024


def read_body(response: http.client.HTTPResponse, most_bytes: int) -> bytes:
    """Return the whole body, unpacked. Raise `PullFailed` when it is cut short or too large.

    The bound is on what is unpacked too, piece by piece, so a small answer that unpacks to a huge
    one is dropped when it passes the bound and not after.
    """
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip"):
        raise PullFailed(f"The answer is packed as {encoding[:20]}.", code="bad_answer")
    unpack = Gunzip() if "gzip" in encoding else None
    told, came = _told(response), 0
    body = bytearray()
    while piece := response.read(_PIECE):
        came += len(piece)
        body += unpack.add(piece, most_bytes - len(body)) if unpack else piece
        if len(body) > most_bytes or came > most_bytes:
            raise PullFailed(f"The answer is larger than {most_bytes} bytes.", code="too_large")
    if (told is not None and came < told) or (unpack and came and not unpack.ended):
        raise truncated()
    return bytes(body)


def truncated() -> PullFailed:
    """Say that the answer broke off."""
    return PullFailed("The answer broke off before its end.", code="truncated")


class Gunzip:
    """Unpacks gzip, never by more than is asked for."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def ended(self) -> bool:
        """Whether the packed stream is whole."""
        return self._inner.eof

    def add(self, piece: bytes, room: int) -> bytes:
        """Return at most one byte more than `room`, which tells the reader that it is too much."""
        try:
            return self._inner.decompress(piece, max(room, 0) + 1)
        except zlib.error as error:
            raise PullFailed("The answer cannot be unpacked.", code="bad_answer") from error


def _told(response: http.client.HTTPResponse) -> int | None:
    length = response.headers.get("Content-Length", "")
    chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
    return int(length) if length.isdecimal() and not chunked else None
