"""The whole way through a bucket: the same objects as in a folder."""

import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from smartretail_etl.curate import Upload, curate
from smartretail_etl.lake import BucketLake, FolderLake, open_lake
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
