"""From bytes to text: which encoding, told apart by what the bytes can and cannot be."""

import codecs
import re

from smartretail.intake.files.model import Unreadable
from smartretail.intake.files.source import TextSource

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNDEFINED_IN_CP1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_MULTIBYTE_RUN = re.compile(rb"(?:" + _MULTIBYTE.pattern + rb")+")
_LONG_RUN = re.compile(rb"[\x80-\xff]{4,}")
_HIGH = re.compile(rb"[\x80-\xff]")
_DOS_LETTER = re.compile(rb"[A-Za-z][\x81\x82\x84-\x8d\x93-\x97\xa0-\xa5\xe1](?=[a-z])")
_CLOSE_TOGETHER = re.compile(rb"[\x80-\xff]{2,}")
_ORDINARY = re.compile(r"[\t\r\n -~]")
_FEWEST_CLOSE = 6
_SAVE_AS = "Save it as CSV UTF-8 and upload that."


def encoding_of(source: TextSource) -> str:
    """Return the encoding.

    A head of plain ASCII says nothing, so the file is then passed over until it says something:
    one pound sign in forty megabytes decides between UTF-8 and Windows-1252.
    """
    for mark, name in _BOMS:
        if source.head.startswith(mark):
            return _readable(name)
    if b"\0" in source.head:
        return _sixteen_bit(source.head)
    if not source.head.isascii():
        return _eight_bit(source.head)
    piece = next((piece for piece in source.pieces() if not piece.isascii()), None)
    return "utf-8" if piece is None else _eight_bit(piece)


def decoded(data: bytes, encoding: str) -> str:
    """Decode what may be cut off at its end; bytes that are no text become a mark for that."""
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    return codecs.getincrementaldecoder(name)(errors="replace").decode(data)


def decoded_part(data: bytes, encoding: str, start: int) -> str:
    """Decode bytes from the middle of a file, where a character may be cut at both ends."""
    if encoding.startswith("utf-16"):
        data = data[start % 2 :]
    return data.decode(encoding, errors="ignore")


def _readable(name: str) -> str:
    if name == "utf-32":
        raise Unreadable(f"The file is written in UTF-32, which few programs read. {_SAVE_AS}")
    return name


def _sixteen_bit(head: bytes) -> str:
    """Tell the byte order by which one gives ordinary characters; neither: it is no text."""
    if len(head) >= 8 and all(head[i::4].count(0) * 8 > len(head) for i in (1, 2)):
        return _readable("utf-32")
    shares = {name: _ordinary_share(head, name) for name in ("utf-16-le", "utf-16-be")}
    best = max(shares, key=lambda name: shares[name])
    if shares[best] >= 0.2 and shares[best] > 4 * min(shares.values()):
        return best
    row = head[: head.index(0)].count(b"\n") + 1
    raise Unreadable(
        f"Row {row} holds zero bytes, so the file is not text throughout. Export it again as CSV, "
        "XLSX or Parquet."
    )


def _ordinary_share(head: bytes, encoding: str) -> float:
    text = head[: len(head) // 2 * 2].decode(encoding, errors="replace")
    return len(_ORDINARY.findall(text)) / max(len(text), 1)


def _eight_bit(data: bytes) -> str:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return _not_utf8(data)
    return "utf-8"


def _not_utf8(data: bytes) -> str:
    """Mostly UTF-8 stays UTF-8: the few rows that are not are set aside by the job."""
    several = _MULTIBYTE.findall(data)
    alone = len(_HIGH.findall(_MULTIBYTE.sub(b"", data)))
    if len(several) >= alone:
        return "utf-8"
    close = sum(map(len, _CLOSE_TOGETHER.findall(data)))
    high = len(_HIGH.findall(data))
    if len(_DOS_LETTER.findall(data)) * 2 >= high:
        raise Unreadable(
            f"The file seems to be written in an old DOS code page (437 or 850). {_SAVE_AS}"
        )
    foreign = [run for run in _LONG_RUN.findall(data) if not _MULTIBYTE_RUN.fullmatch(run)]
    if foreign or (not several and close >= _FEWEST_CLOSE and close * 2 >= high):
        raise Unreadable(_not_western(data))
    if several:
        raise Unreadable(_mixed(data))
    return "latin-1" if _UNDEFINED_IN_CP1252.intersection(data) else "cp1252"


def _mixed(data: bytes) -> str:
    found = _MULTIBYTE.search(data)
    row = data[: found.start() if found else 0].count(b"\n") + 1
    return (
        f"The file mixes encodings: row {row} is written in UTF-8, other rows in Windows-1252. "
        "Export it once more in one piece as CSV UTF-8."
    )


def _not_western(data: bytes) -> str:
    found = _CLOSE_TOGETHER.search(data)
    row = data[: found.start() if found else 0].count(b"\n") + 1
    return (
        f"Row {row} holds letters of an encoding other than UTF-8, UTF-16 or Windows-1252. "
        f"{_SAVE_AS}"
    )
