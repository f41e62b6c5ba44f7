"""S3, DynamoDB and SQS as we rely on them."""

import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from typing import Any

import pytest


def put(url: str, body: bytes, **headers: str) -> int:
    request = urllib.request.Request(url, data=body, method="PUT", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def presigned(cloud: Any, key: str, seconds: int = 60) -> str:
    where = {"Bucket": cloud["Lake"], "Key": key}
    return str(
        cloud.client("s3").generate_presigned_url("put_object", Params=where, ExpiresIn=seconds)
    )


def test_a_presigned_url_takes_the_file_that_it_was_made_for(cloud: Any) -> None:
    assert put(presigned(cloud, "inbox/a.csv"), b"a,b") == 200

    found = cloud.client("s3").get_object(Bucket=cloud["Lake"], Key="inbox/a.csv")
    assert found["Body"].read() == b"a,b"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda url: url.replace("inbox/b.csv", "inbox/c.csv"), "another key"),
        (lambda url: url.replace("X-Amz-Expires=60", "X-Amz-Expires=600"), "a longer life"),
        (lambda url: url[:-4] + "0000", "another signature"),
        (lambda url: url.split("?")[0], "no signature"),
    ],
)
def test_a_tampered_presigned_url_is_refused(
    cloud: Any, change: Callable[[str], str], why: str
) -> None:
    assert put(change(presigned(cloud, "inbox/b.csv")), b"x") == 403, why


def test_a_presigned_url_expires(cloud: Any, wait: Callable[..., Any]) -> None:
    url = presigned(cloud, "inbox/late.csv", seconds=1)

    assert wait(lambda: put(url, b"x") == 403, 5)


def test_a_large_upload_arrives_whole(cloud: Any) -> None:
    body = bytes(range(256)) * 120_000

    assert put(presigned(cloud, "inbox/large.bin"), body) == 200

    found = cloud.client("s3").head_object(Bucket=cloud["Lake"], Key="inbox/large.bin")
    assert found["ContentLength"] == len(body)


@pytest.mark.parametrize("size", [1, 3 << 20])
def test_a_range_of_an_object_is_read(cloud: Any, size: int) -> None:
    s3, where = cloud.client("s3"), {"Bucket": cloud["Lake"], "Key": "inbox/ranges"}
    body = uuid.uuid4().bytes * (size // 16) or b"x"
    s3.put_object(**where, Body=body)

    for asked, wanted in (("0-0", body[:1]), ("1048576-1048580", body[1 << 20 :][:5])):
        if wanted:
            found = s3.get_object(**where, Range=f"bytes={asked}")
            assert (found["Body"].read(), found["ContentLength"]) == (wanted, len(wanted))
            assert found["ContentRange"] == f"bytes {asked}/{len(body)}"
    assert s3.get_object(**where, Range="bytes=-1")["Body"].read() == body[-1:]
    with pytest.raises(s3.exceptions.ClientError, match="InvalidRange"):
        s3.get_object(**where, Range=f"bytes={len(body)}-")


def test_another_origin_may_upload_when_the_bucket_says_so(cloud: Any) -> None:
    request = urllib.request.Request(
        f"{cloud.address}/{cloud['Lake']}/inbox/a.csv",
        method="OPTIONS",
        headers={"Origin": "http://localhost:5173", "Access-Control-Request-Method": "PUT"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:5173"


def test_lifecycle_rules_of_the_template_are_set(cloud: Any) -> None:
    found = cloud.client("s3").get_bucket_lifecycle_configuration(Bucket=cloud["Lake"])

    assert [(rule["ID"], rule["Expiration"]["Days"]) for rule in found["Rules"]] == [("plans", 30)]


def test_time_to_live_of_the_template_is_set(cloud: Any) -> None:
    found = cloud.client("dynamodb").describe_time_to_live(TableName=cloud["Table"])

    assert found["TimeToLiveDescription"] == {
        "TimeToLiveStatus": "ENABLED",
        "AttributeName": "expires_at",
    }


def test_a_message_that_keeps_failing_ends_in_the_dead_letters(
    cloud: Any, wait: Callable[..., Any]
) -> None:
    sqs, body = cloud.client("sqs"), f"poison {uuid.uuid4()}"
    sqs.send_message(QueueUrl=cloud["Work"], MessageBody=body)

    def dead() -> bool:
        sqs.receive_message(QueueUrl=cloud["Work"], VisibilityTimeout=0)
        letters = sqs.receive_message(QueueUrl=cloud["Letters"], VisibilityTimeout=0)
        return body in [letter["Body"] for letter in letters.get("Messages", [])]

    assert wait(dead)
