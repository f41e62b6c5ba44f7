"""Text of any encoding as blocks of UTF-8 with plain line ends."""

import codecs
from collections.abc import Callable, Iterator
from typing import IO

from smartretail_etl.request import RequestError

BLOCK_BYTES = 2 << 20
BOM = codecs.BOM_UTF8
HELD = (b"\r", BOM[:2], BOM[:1])
UNDECODABLE = "smartretail.undecodable"


def utf8_blocks(file: IO[bytes], encoding: str) -> Iterator[bytes]:
    r"""Yield the text with \n ends and without byte order marks, cut anywhere.

    Bytes that are not of the encoding become bytes that are not UTF-8: their row shows them.
    """
    decode = _decoder(encoding)
    held = b""
    while raw := file.read(BLOCK_BYTES):
        block = held + decode(raw, False)
        held = next((tail for tail in HELD if block.endswith(tail)), b"")
        yield _plain(block[: len(block) - len(held)])
    yield _plain(held + decode(b"", True))


def _plain(block: bytes) -> bytes:
    if BOM in block:
        block = block.replace(BOM, b"")
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return block


def _decoder(encoding: str) -> Callable[[bytes, bool], bytes]:
    try:
        "a".encode(encoding)
        name = codecs.lookup(encoding).name
    except (LookupError, UnicodeError):
        raise RequestError(f"The encoding '{encoding}' is not known.") from None
    if name in {"utf-8", "utf-8-sig", "ascii"}:
        return lambda raw, _: raw
    decoder = codecs.getincrementaldecoder(name)(UNDECODABLE)
    return lambda raw, final: decoder.decode(raw, final).encode("utf-8", "surrogatepass")


def _mark(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    return "\udc80", problem.end


codecs.register_error(UNDECODABLE, _mark)
