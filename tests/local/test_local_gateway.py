"""The one port: who is let in, what the dashboard gets."""

import http.client
import json
from typing import Any

import pytest


def ask(
    cloud: Any, method: str, path: str, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", cloud.settings.port, timeout=20)
    try:
        host = {"Host": f"localhost:{cloud.settings.port}"}
        connection.request(method, path, headers={**host, **(headers or {})})
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, named, answer.read()
    finally:
        connection.close()


def test_the_dashboard_learns_where_it_runs(cloud: Any) -> None:
    status, headers, body = ask(cloud, "GET", "/config.json")

    assert status == 200
    assert headers["cache-control"] == "no-store"
    assert json.loads(body) == {
        "region": "ap-south-1",
        "userPoolId": cloud["Users"],
        "clientId": cloud["Client"],
        "cognitoEndpoint": cloud.address,
        "stage": "dev",
        "localMode": True,
    }


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/config.json", {"Host": "evil.example"}),
        ("/config.json", {"Origin": "https://evil.example"}),
        ("/_ministack/reset", {}),
        ("/_ministack/health", {}),
        ("/_aws/execute-api/x/$default/health", {}),
    ],
)
def test_foreign_pages_and_internal_paths_are_refused(
    cloud: Any, path: str, headers: dict[str, str]
) -> None:
    assert ask(cloud, "GET", path, headers)[0] == 403


def test_an_unsigned_request_reaches_no_service(cloud: Any) -> None:
    bucket = cloud["Lake"]

    assert ask(cloud, "PUT", f"/{bucket}/raw/x.csv")[0] == 403
    assert ask(cloud, "DELETE", f"/{bucket}")[0] == 403
    assert b"<ListBucketResult" not in ask(cloud, "GET", f"/{bucket}?list-type=2")[2]


def test_a_request_signed_with_unknown_keys_is_refused(cloud: Any) -> None:
    signed = {
        "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/ap-south-1/s3/aws4_request, "
        "SignedHeaders=host;x-amz-date, Signature=00",
        "X-Amz-Date": "20260101T000000Z",
    }

    assert ask(cloud, "GET", f"/{cloud['Lake']}?list-type=2", signed)[0] == 403


def test_cors_of_the_api_is_the_templates(cloud: Any) -> None:
    asked = {"Access-Control-Request-Method": "GET"}

    allowed = ask(cloud, "OPTIONS", "/api/me/thing", {**asked, "Origin": "http://localhost:5173"})[
        1
    ]
    other = ask(cloud, "OPTIONS", "/api/me/thing", {**asked, "Origin": "http://localhost:9"})[1]

    assert allowed["access-control-allow-origin"] == "http://localhost:5173"
    assert allowed["access-control-max-age"] == "600"
    assert "access-control-allow-origin" not in other
