"""Packed files are unpacked as they are read; bombs and damage are named."""

import gzip
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from smartretail_etl.request import RequestError

from tests.unit.etl.test_broken_rows import GOOD, HEADER, ROW, read, told

WIDE = ROW.replace(b"a", b"a" * 200)
BODY = HEADER + ROW * 2_000


def zipped(**files: bytes) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return body.getvalue()


def flipped(body: bytes) -> bytes:
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 255]) + body[middle + 1 :]


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (gzip.compress(BODY), {"packed": "gzip"}),
        (gzip.compress(HEADER) + gzip.compress(ROW * 2_000), {"packed": "gzip"}),
        (zipped(**{"in/a.csv": BODY, "__MACOSX/._a": b"1"}), {"packed": "zip"}),
        (zipped(**{"a.csv": BODY, "b.txt": b"1"}), {"packed": "zip", "member": "a.csv"}),
    ],
    ids=["gzip", "gzip-in-two", "zip", "zip-member"],
)
def test_a_packed_file_reads_as_the_file_itself(
    tmp_path: Path, body: bytes, form: dict[str, Any]
) -> None:
    assert told(read(tmp_path / "f", body, format=form)) == [GOOD] * 2_000


@pytest.mark.parametrize(
    ("body", "packed", "sentence"),
    [
        (gzip.compress(BODY)[:-20], "gzip", "gzip file is cut off or damaged"),
        (flipped(gzip.compress(os.urandom(900))), "gzip", "gzip file is cut off or damaged"),
        (HEADER + ROW, "gzip", "gzip file is cut off or damaged"),
        (zipped(a=BODY)[:-10], "zip", "zip file is cut off or damaged"),
        (flipped(zipped(a=os.urandom(900))), "zip", "zip file is cut off or damaged"),
        (zipped(a=BODY, b=BODY), "zip", "holds 2 files"),
        (zipped(), "zip", "holds no data file"),
        (zipped(a=zipped(b=BODY)), "zip", "itself a zip archive"),
        (gzip.compress(gzip.compress(BODY)), "gzip", "itself a gzip archive"),
        (zipped(a=b"0" * 70_000_000), "zip", "swells to more than 200 times"),
        (gzip.compress(HEADER + WIDE * 330_000), "gzip", "swells to more than 200 times"),
    ],
    ids=[
        "gzip-cut", "gzip-bytes", "no-gzip", "zip-cut", "zip-bytes", "two", "none",
        "zip-in-zip", "gzip-in-gzip", "zip-bomb", "gzip-bomb",
    ],
)  # fmt: skip
def test_damage_and_bombs_are_refused_in_words(
    tmp_path: Path, body: bytes, packed: str, sentence: str
) -> None:
    with pytest.raises(RequestError, match=sentence):
        read(tmp_path / "f", body, format={"packed": packed})


def test_a_protected_zip_says_so(tmp_path: Path) -> None:
    body = bytearray(zipped(a=BODY))
    directory = body.rindex(b"PK\x01\x02")
    body[directory + 8] |= 1

    with pytest.raises(RequestError, match="protected by a password"):
        read(tmp_path / "f", bytes(body), format={"packed": "zip"})
