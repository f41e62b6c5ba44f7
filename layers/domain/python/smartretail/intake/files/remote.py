"""A file far away, read in parts; only what is asked for is fetched."""

import io
from collections.abc import Callable, Iterator
from copy import copy

from smartretail.intake.ports import Span
from smartretail.kernel.errors import Invalid

HEAD_BYTES = 256 << 10
_MOST_FETCHED_BYTES = 64 << 20
_MOST_STREAMED_BYTES = 256 << 20


class RemoteFile(io.RawIOBase):
    """A seekable file whose head is at hand and whose other parts are fetched."""

    def __init__(
        self, fetch: Callable[[int, int], Span], stream: Callable[[], Iterator[bytes]]
    ) -> None:
        first = fetch(0, HEAD_BYTES)
        self.head, self.size = first.data, first.total
        self._fetch, self._stream = fetch, stream
        self._position, self._fetched = 0, 0

    def again(self) -> "RemoteFile":
        """Return the same file, to be read from its start by a reader that closes it."""
        other = copy(self)
        other._position = 0
        return other

    @property
    def is_whole(self) -> bool:
        """Whether the head is all there is."""
        return len(self.head) == self.size

    def stream(self) -> Iterator[bytes]:
        """Yield the file from its start in large pieces, at most 256 MB of it."""
        passed = 0
        for piece in self._stream():
            yield piece
            passed += len(piece)
            if passed >= _MOST_STREAMED_BYTES:
                return

    def part(self, start: int, length: int) -> bytes:
        """Return a part; raise `Invalid` for a file that makes us fetch most of it piecemeal."""
        if start + length <= len(self.head):
            return self.head[start : start + length]
        self._fetched += length
        if self._fetched > _MOST_FETCHED_BYTES:
            raise Invalid("The file's inner structure is too large to look into.")
        return self._fetch(start, length).data if start < self.size else b""

    def readable(self) -> bool:
        """Return True: it can be read."""
        return True

    def seekable(self) -> bool:
        """Return True: any part can be reached."""
        return True

    def tell(self) -> int:
        """Return the position."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move the position."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, origin + offset)
        return self._position

    def readinto(self, buffer: "memoryview[int] | bytearray") -> int:  # type: ignore[override]
        """Fill the buffer from the position on."""
        wanted = max(0, min(len(buffer), self.size - self._position))
        data = self.part(self._position, wanted) if wanted else b""
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)
