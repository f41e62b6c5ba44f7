"""The parts of local mode that need no cloud: adapting, batching, routing, corrections."""

import asyncio
import copy
import types
from pathlib import Path
from typing import Any

import pytest

from infra.local import rewriting
from infra.local.adapting import adapted, digest
from infra.local.asgi import whole_body
from infra.local.assembly import read_assembly
from infra.local.assets import is_wheel_layer, zipped_folder
from infra.local.engines.batches import PayloadTooLarge, assembled, requests_of
from infra.local.failure import LocalError
from infra.local.site import Site
from infra.local.traffic import Kind, classify

SMALL = Path(__file__).parent / "small_cloud"
DENY_HTTP = {
    "Effect": "Deny",
    "Action": "s3:*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
LINES: dict[str, Any] = {
    "TransformInput": {"SplitType": "Line"},
    "TransformOutput": {"AssembleWith": "Line"},
}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    document = {"PolicyDocument": {"Statement": list(statements)}}
    return {"Type": "AWS::S3::BucketPolicy", "Properties": document}


def test_only_the_denials_of_plain_http_leave_a_policy() -> None:
    allow = {"Effect": "Allow", "Action": "s3:GetObject"}
    template = {
        "Resources": {
            "Mixed": policy(DENY_HTTP, allow),
            "TlsOnly": policy(DENY_HTTP),
            "After": {"Type": "AWS::S3::Bucket", "DependsOn": ["TlsOnly", "Mixed"]},
        }
    }
    untouched = copy.deepcopy(template)

    local = adapted(template)["Resources"]

    assert local["Mixed"]["Properties"]["PolicyDocument"]["Statement"] == [allow]
    assert "TlsOnly" not in local
    assert local["After"]["DependsOn"] == ["Mixed"]
    assert template == untouched


def test_alarms_on_one_metric_stay_and_those_on_expressions_go() -> None:
    alarms = {
        "One": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"MetricName": "Errors"}},
        "Ratio": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Metrics": []}},
    }

    assert set(adapted({"Resources": alarms})["Resources"]) == {"One"}


def test_a_template_is_told_by_its_content() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1}) != digest({"a": 1, "b": 3})


def test_an_assembly_without_a_template_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="run `make synth`"):
        read_assembly(tmp_path)


def test_asset_places_are_filled_in() -> None:
    (small,) = read_assembly(SMALL)

    assert {asset.bucket for asset in small.assets} == {"cdk-local-assets-000000000000-ap-south-1"}


def test_a_zip_depends_on_content_alone(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "python").mkdir(parents=True)
        (tmp_path / name / "python" / "m.py").write_text("x = 1")
    (tmp_path / "two" / "__pycache__").mkdir()
    (tmp_path / "two" / "__pycache__" / "m.pyc").write_bytes(b"x")

    assert zipped_folder(tmp_path / "one") == zipped_folder(tmp_path / "two")


def test_a_layer_of_wheels_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "python" / "pydantic-2.13.5.dist-info").mkdir(parents=True)

    assert is_wheel_layer(tmp_path)
    assert not is_wheel_layer(SMALL)


def test_records_are_batched_up_to_the_payload() -> None:
    line = b"x" * 400_000
    content = b"\n".join([line] * 5) + b"\n\n"

    sizes = [
        len(body.splitlines()) for body in requests_of(content, {**LINES, "MaxPayloadInMB": 1})
    ]

    assert sizes == [2, 2, 1]


def test_single_records_go_alone_and_whole_objects_uncut() -> None:
    single = {**LINES, "BatchStrategy": "SingleRecord"}

    assert list(requests_of(b"a\nb\n", single)) == [b"a", b"b"]
    assert list(requests_of(b"a\nb\n", {**LINES, "TransformInput": {}})) == [b"a\nb\n"]


def test_a_record_beyond_the_payload_is_refused() -> None:
    with pytest.raises(PayloadTooLarge):
        list(requests_of(b"x" * 1_100_000, {**LINES, "MaxPayloadInMB": 1}))


def test_answers_are_assembled_by_line() -> None:
    assert assembled([b"1\n2", b"3\n"], LINES) == b"1\n2\n3\n"
    assert assembled([b"1", b"2"], {**LINES, "TransformOutput": {}}) == b"12"


def scope(method: str, path: str, query: str = "", **headers: str) -> dict[str, Any]:
    named = {"host": "localhost:8765", **{k.replace("_", "-"): v for k, v in headers.items()}}
    listed = [(name.encode(), value.encode()) for name, value in named.items()]
    return {"method": method, "path": path, "query_string": query.encode(), "headers": listed}


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (scope("GET", "/today"), Kind.SITE),
        (scope("GET", "/api/kpi"), Kind.API),
        (
            scope("POST", "/", x_amz_target="AWSCognitoIdentityProviderService.InitiateAuth"),
            Kind.CLOUD,
        ),
        (scope("GET", "/", authorization="AWS4-HMAC-SHA256 Credential=…"), Kind.CLOUD),
        (scope("PUT", "/lake/raw/a.csv", "X-Amz-Signature=00"), Kind.CLOUD),
        (scope("OPTIONS", "/lake/raw/a.csv", origin="http://localhost:5173"), Kind.CLOUD),
        (scope("GET", "/ap-south-1_abc/.well-known/jwks.json"), Kind.CLOUD),
        (scope("POST", "/", content_type="application/x-www-form-urlencoded"), Kind.CLOUD),
        (scope("PUT", "/lake/raw/a.csv"), Kind.OBJECT),
        (scope("GET", "/_ministack/state"), Kind.REFUSED),
        (scope("GET", "/", host="localhost.evil.example"), Kind.REFUSED),
        (scope("POST", "/", origin="http://localhost.evil.example"), Kind.REFUSED),
    ],
)
def test_requests_are_told_apart(asked: dict[str, Any], kind: Kind) -> None:
    assert classify(asked) is kind


def fetch(site: Site, asked: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(site.serve(asked, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, sent[1]["body"]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    (tmp_path / "dist" / "assets").mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text("<h1>page</h1>")
    (tmp_path / "dist" / "assets" / "app-1a2b.js").write_text("run()")
    (tmp_path / "secret.txt").write_text("no")
    return Site(tmp_path / "dist", "default-src 'self'")


def test_every_route_of_the_dashboard_gets_its_page(site: Site) -> None:
    status, headers, body = fetch(site, scope("GET", "/forecasts/S01/SKU-1"))

    assert (status, body) == (200, b"<h1>page</h1>")
    assert headers["cache-control"] == "no-cache"
    assert headers["content-security-policy"] == "default-src 'self'"


def test_hashed_assets_are_kept_for_ever_and_missing_ones_are_missing(site: Site) -> None:
    status, headers, _ = fetch(site, scope("GET", "/assets/app-1a2b.js"))

    assert status == 200
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in headers["cache-control"]
    assert fetch(site, scope("GET", "/assets/app-0000.js"))[0] == 404


def test_nothing_outside_the_folder_is_served(site: Site) -> None:
    assert fetch(site, scope("GET", "/../secret.txt"))[2] == b"<h1>page</h1>"
    assert fetch(site, scope("GET", "/assets/../../secret.txt"))[0] == 404


def test_a_product_code_with_a_dot_still_gets_the_page(site: Site) -> None:
    assert fetch(site, scope("GET", "/forecasts/UK/84029.G"))[2] == b"<h1>page</h1>"


def test_an_unchanged_page_is_not_sent_again(site: Site) -> None:
    _, headers, _ = fetch(site, scope("GET", "/"))

    assert fetch(site, scope("GET", "/", if_none_match=headers["etag"]))[0] == 304


def test_a_body_is_handed_over_in_one_piece() -> None:
    pieces = [b"abc", b"", b"de"]

    async def receive() -> dict[str, Any]:
        body = pieces.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(pieces)}

    async def gathered() -> Any:
        return await whole_body(receive)()

    message = asyncio.run(gathered())

    assert message == {"type": "http.request", "body": b"abcde", "more_body": False}


def emulated(first: int, second: int = 2) -> int:
    total = first + second
    return total


def test_a_correction_changes_one_piece_of_a_function() -> None:
    owner = types.SimpleNamespace(__name__="emulator", emulated=emulated)

    rewriting.rewrite(owner, "emulated", ("first + second", "first * second"))

    assert owner.emulated(3, 4) == 12
    assert emulated(3, 4) == 7


def test_a_correction_fails_loudly_when_the_emulator_has_changed() -> None:
    owner = types.SimpleNamespace(__name__="emulator", emulated=emulated)

    with pytest.raises(LocalError, match="has changed"):
        rewriting.rewrite(owner, "emulated", ("first - second", "0"))
    with pytest.raises(LocalError, match="has changed"):
        rewriting.substitute(owner, "emulated", "first", emulated)


def test_another_release_of_the_emulator_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewriting, "version", lambda name: "1.6.0")

    with pytest.raises(LocalError, match=r"needs ministack 1\.5\.33, found 1\.6\.0"):
        rewriting.require_version()
