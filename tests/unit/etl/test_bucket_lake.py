"""The whole way through a bucket: the same objects as in a folder."""

import errno
import json
import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from smartretail_etl.bucket import BucketLake, NotErased
from smartretail_etl.curate import curate
from smartretail_etl.curation import Upload
from smartretail_etl.forget import forget_upload
from smartretail_etl.lake import FolderLake, open_lake
from smartretail_etl.panel.build import build_panel
from smartretail_etl.request import RequestError

from tests.unit.etl.lab import NOW, TENANT, Lab

ROWS = [
    {"date": f"2025-01-0{day}", "sku_id": "A", "store_id": "S", "units_sold": day, "price": 2}
    for day in range(1, 6)
]


@pytest.fixture
def lake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-south-1")
    with mock_aws():
        boto3.client("s3").create_bucket(
            Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "ap-south-1"}
        )
        yield open_lake("s3://lake")


def test_a_bucket_ends_up_with_the_bytes_of_a_folder(lake: Any, lab: Lab) -> None:
    lab.load("U1", ROWS)
    lab.panel()
    for prefix in ("raw/", "reports/"):
        for key, body in lab.bytes_of(prefix).items():
            lake.write(key, body)
    upload = Upload(TENANT, "U1", "sales", lab.raw_key("U1", "file.csv"))
    curate(lake, "duckdb", upload, lab.request_key("U1"), lambda: NOW)
    build_panel(lake, "duckdb", TENANT, "R1")

    assert {key: lake.read(key) for key in lake.keys("")} == lab.bytes_of("")


def test_a_missing_file_or_request_is_said_in_words(lake: Any) -> None:
    upload = Upload(TENANT, "U1", "sales", "raw/nothing.csv")
    with pytest.raises(RequestError, match="no request under"):
        curate(lake, "duckdb", upload, "request.json", lambda: NOW)
    mapping = {name: name for name in ROWS[0]}
    lake.write(
        "request.json", json.dumps({"mapping": mapping, "as_of_limit": "2026-01-01"}).encode()
    )
    with pytest.raises(RequestError, match="no file under"):
        curate(lake, "duckdb", upload, "request.json", lambda: NOW)


def test_large_files_go_in_parts_and_deleting_twice_is_fine(lake: Any, tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(b"x" * (17 << 20))
    lake.put(large, "large")

    assert len(lake.read("large")) == 17 << 20
    assert "-" in lake.version("")["large"]
    for _ in range(2):
        lake.delete("large")
    assert lake.keys("") == []


def test_lakes_travel_to_other_processes(lake: Any) -> None:
    assert lake.keys("") == []
    assert pickle.loads(pickle.dumps(lake)).bucket == "lake"
    assert isinstance(open_lake("file:///a%20b"), FolderLake)
    assert isinstance(lake, BucketLake)


@pytest.fixture
def versioned(lake: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A bucket that keeps older versions, erased three at a time."""
    lake.client.put_bucket_versioning(Bucket="lake", VersioningConfiguration={"Status": "Enabled"})
    monkeypatch.setattr("smartretail_etl.bucket.ERASED_AT_ONCE", 3)
    return lake


def versions(lake: Any) -> list[tuple[str, bool]]:
    """Every version and mark of deletion, and whether it is the latest."""
    found = lake.client.list_object_versions(Bucket="lake")
    items = found.get("Versions", []) + found.get("DeleteMarkers", [])
    return sorted((item["Key"], item["IsLatest"]) for item in items)


def test_erasing_leaves_no_version_and_nothing_else_is_touched(versioned: Any) -> None:
    for _ in range(3):
        for key in ("a/1", "a/2", "a/10", "a", "b/1"):
            versioned.write(key, b"x")
    versioned.delete("a/2")

    assert versioned.erase("a/") == 9
    assert versions(versioned) == [("a", False)] * 2 + [("a", True)] + [("b/1", False)] * 2 + [
        ("b/1", True)
    ]
    assert versioned.erase("a/") == 0


def test_erasing_what_was_keeps_what_is(versioned: Any) -> None:
    for body in (b"old", b"new"):
        versioned.write("a/kept", body)
        versioned.write("a/gone", body)
    versioned.delete("a/gone")

    versioned.erase_older("a/")

    assert versions(versioned) == [("a/kept", True)]
    assert versioned.read("a/kept") == b"new"


def test_versions_that_s3_keeps_are_not_passed_over(
    versioned: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    versioned.write("a/1", b"x")
    kept = {"Errors": [{"Key": "a/1", "Code": "AccessDenied", "Message": "no"}]}
    monkeypatch.setattr(versioned.client, "delete_objects", lambda **given: kept)

    with pytest.raises(NotErased, match=r"1 objects could not be erased \(a/1: AccessDenied\)"):
        versioned.erase("a/")


def test_a_forgotten_upload_leaves_no_version_in_a_bucket(versioned: Any, lab: Lab) -> None:
    later = [row | {"date": "2025-01-09", "units_sold": 90} for row in ROWS]
    for upload, rows in (("U1", ROWS), ("U2", later)):
        lab.load(upload, rows)
        for prefix in ("raw/", "reports/"):
            for key, body in lab.bytes_of(prefix).items():
                versioned.write(key, body)
        given = Upload(TENANT, upload, "sales", lab.raw_key(upload, "file.csv"))
        curate(versioned, "duckdb", given, lab.request_key(upload), lambda: NOW)
        if upload == "U1":
            expected = {key: versioned.read(key) for key in versioned.keys("curated/")}

    forget_upload(versioned, "duckdb", TENANT, "sales", "U2")

    assert {key: versioned.read(key) for key in versioned.keys("curated/")} == expected
    found = versions(versioned)
    assert not [key for key, _ in found if "upload=U2" in key or "date=2025-01-09" in key]
    assert all(latest for key, latest in found if key.startswith("curated/"))


def test_a_folder_erases_drafts_that_a_crash_left(tmp_path: Path) -> None:
    lake = FolderLake(tmp_path)
    lake.write("a/b/1", b"x")
    (tmp_path / "a/b/.draft").write_bytes(b"half")
    lake.write("ab/1", b"x")

    assert lake.keys("a/") == ["a/b/1"]
    assert lake.erase("a/") == 2
    assert lake.erase_older("ab/") == 0
    assert [path.name for path in (tmp_path / "a/b").iterdir()] == []
    assert lake.keys("") == ["ab/1"]


def test_a_write_that_fails_leaves_the_old_object_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = FolderLake(tmp_path)
    lake.write("a/1", b"old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        lake.write("a/1", b"new")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["1"]
    assert lake.read("a/1") == b"old"
