"""Packed files: bombs, nests, passwords, cut ends."""

import struct
import zlib

from simulation.broken_files.case import Case, Read, failed, refused, sales
from simulation.broken_files.packing import encrypted, gzipped, zipped

_BOMB_PIECES = 400


def _gzip_bomb() -> bytes:
    """One packed megabyte said over and over: a full flush makes each stand alone."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = b"1,2\n" * (1 << 18)
    packed = engine.compress(piece) + engine.flush(zlib.Z_FULL_FLUSH)
    check = 0
    for _ in range(_BOMB_PIECES):
        check = zlib.crc32(piece, check)
    end = struct.pack("<II", check, len(piece) * _BOMB_PIECES)
    return gzipped(b"")[:10] + packed * _BOMB_PIECES + engine.flush() + end


def _zip_bomb() -> bytes:
    return zipped({"sales.csv": b"0" * (65 << 20)})


def _tidy() -> bytes:
    return sales(4).encode()


def _damaged_gzip() -> bytes:
    packed = bytearray(gzipped(sales(4000).encode()))
    packed[40:60] = b"\xff" * 20
    return bytes(packed)


CASES = (
    Case("gzip", lambda: gzipped(_tidy()), Read(4, form={"packed": "gzip"}), file_name="f.csv.gz"),
    Case(
        "zip",
        lambda: zipped({"out/sales.csv": _tidy(), "__MACOSX/._sales.csv": b"\0"}),
        Read(4, form={"packed": "zip", "member": "out/sales.csv"}),
        file_name="f.zip",
    ),
    Case(
        "zip of two files",
        lambda: zipped({"a.csv": _tidy(), "b.csv": _tidy()}),
        refused("2 files", "a.csv, b.csv"),
        file_name="f.zip",
    ),
    Case(
        "zip in a zip",
        lambda: zipped({"inner.zip": zipped({"a.csv": _tidy()})}),
        refused("inner.zip", "Unpack"),
        file_name="f.zip",
    ),
    Case(
        "gzip in a gzip",
        lambda: gzipped(gzipped(_tidy())),
        refused("packed twice"),
        file_name="f.csv.gz",
    ),
    Case(
        "zip with a password",
        lambda: encrypted(zipped({"a.csv": _tidy()})),
        refused("password", "a.csv"),
        file_name="f.zip",
    ),
    Case("empty zip", lambda: zipped({}), refused("holds no file"), file_name="f.zip"),
    Case(
        "zip of a picture",
        lambda: zipped({"shop.png": b"\x89PNG"}),
        refused("shop.png", "upload the file itself"),
        file_name="f.zip",
    ),
    Case("zip bomb", _zip_bomb, refused("200 times", "unpacked"), file_name="f.zip"),
    Case("gzip bomb", _gzip_bomb, refused("200 times", "unpacked"), file_name="f.csv.gz"),
    Case(
        "gzip cut off",
        lambda: gzipped(sales(28).encode())[:-30],
        refused("cut off", "again"),
        file_name="f.csv.gz",
    ),
    Case("damaged gzip", _damaged_gzip, refused("damaged", "gzip"), file_name="f.csv.gz"),
    Case(
        "zip cut off",
        lambda: zipped({"a.csv": sales(28).encode()})[:-30],
        refused("cut off", "again"),
        file_name="f.zip",
    ),
    Case(
        "gzip cut off far down",
        lambda: gzipped(_random_rows())[:-2000],
        failed("cut off"),
        file_name="f.csv.gz",
    ),
    Case(
        "gzip named csv",
        lambda: gzipped(_tidy()),
        Read(4, form={"packed": "gzip"}),
        file_name="sales.csv",
    ),
    Case("bzip2", lambda: b"BZh91AY&SY" + bytes(40), refused("bzip2", "gzip")),
    Case("7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(40), refused("7z", "zip or gzip")),
)


def _random_rows() -> bytes:
    """Rows that do not pack well, so that the file is longer than its first look."""
    rows = (
        f"2024-03-{n % 28 + 1:02d},A{n}-{zlib.crc32(str(n).encode())},S{n % 40},1,2\n"
        for n in range(20_000)
    )
    return b"date,sku_id,store_id,units_sold,price\n" + "".join(rows).encode()
