"""What one tenant has, another can neither see, nor change, nor guess."""

import json
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartretail.adapters.s3.lake import ForeignKey, S3Documents, S3Files, S3Links
from smartretail.kernel.errors import Forbidden, NotFound
from smartretail.kernel.tenancy import Principal

from tests.kit.calls import Caller, Context, load
from tests.kit.cloud import LAKE, Cloud

ASK = {"file_name": "sales.csv", "size_bytes": 12}
SHOP = Principal.job("SHOP")
FOREIGN_KEYS = (
    "raw/tenant=DEMO/table=sales/upload=upl_1/f.csv",
    "quarantine/sales_transactions/tenant=DEMO/upload=upl_1/rejects.csv",
    "reports/intake/tenant=DEMO/upload=upl_1/report.json",
    "raw/tenant=DEMO/x/tenant=SHOP/f",
    "raw/tenant=SHOPPING/table=sales/upload=upl_1/f.csv",
    "audit",
)


@pytest.fixture
def ours(cloud: Cloud) -> Caller:
    return Caller(load("intake_api").handler)


def theirs(caller: Caller, **changes: Any) -> Caller:
    return Caller(caller.handler, tenant="SHOP", email="manager@shop.example", **changes)


def start(caller: Caller) -> str:
    reply = caller.call("POST", "/ingest/sales", ASK, idempotency_key="same-key")
    upload_id: str = reply.body["upload_id"]
    return upload_id


def test_another_tenants_upload_does_not_exist(ours: Caller) -> None:
    upload_id = start(ours)
    intruder = theirs(ours)

    assert intruder.call("GET", "/ingest").body["uploads"] == []
    for method, path, body in (
        ("GET", f"/ingest/{upload_id}", None),
        ("GET", f"/ingest/{upload_id}/rejects", None),
        ("POST", f"/ingest/{upload_id}/mapping", {"mapping": {"date": "a"}}),
    ):
        reply = intruder.call(method, path, body)
        assert (reply.status, reply.body["code"]) == (404, "upload_not_found")


def test_one_idempotency_key_in_two_tenants_makes_two_uploads(ours: Caller) -> None:
    assert start(ours) != start(theirs(ours))
    assert len(ours.call("GET", "/ingest").body["uploads"]) == 1


def test_a_cursor_of_another_tenant_leads_nowhere(ours: Caller) -> None:
    for number in range(26):
        ours.call("POST", "/ingest/sales", ASK, idempotency_key=f"k{number}")
    cursor = ours.call("GET", "/ingest").body["next"]

    assert theirs(ours).call("GET", "/ingest", query={"cursor": cursor}).body["uploads"] == []


@pytest.mark.parametrize("tenant", ["", "demo", "DEMO#", "T#DEMO", "../DEMO", "DEMO/..", "*"])
def test_a_token_without_a_proper_tenant_opens_nothing(ours: Caller, tenant: str) -> None:
    assert Caller(ours.handler, tenant=tenant).call("GET", "/ingest").status == 403


def test_a_tenant_in_the_body_or_query_is_not_heard(ours: Caller) -> None:
    start(ours)
    intruder = theirs(ours)
    body = ASK | {"tenant": "DEMO", "tenant_id": "DEMO"}
    reply = intruder.call("POST", "/ingest/sales", body, idempotency_key="k")

    assert "/raw/tenant%3DSHOP/" in reply.body["upload_url"]
    assert len(intruder.call("GET", "/ingest", query={"tenant": "DEMO"}).body["uploads"]) == 1


@pytest.mark.parametrize("key", FOREIGN_KEYS)
def test_adapters_refuse_keys_of_another_tenant(cloud: Cloud, key: str) -> None:
    s3 = boto3.client("s3")

    with pytest.raises(ForeignKey):
        S3Files(s3, LAKE).read(SHOP, key, 0, 1)
    with pytest.raises(ForeignKey):
        S3Documents(s3, LAKE).write(SHOP, key, {})
    with pytest.raises(ForeignKey):
        S3Links(s3, LAKE).to_put(SHOP, key, 1)
    with pytest.raises(ForeignKey):
        S3Links(s3, LAKE).to_download(SHOP, key, "f")


def test_an_object_put_under_another_tenants_prefix_is_not_inspected(ours: Caller) -> None:
    upload_id = start(ours)
    forged = f"raw/tenant=SHOP/table=sales/upload={upload_id}/sales.csv"
    boto3.client("s3").put_object(Bucket=LAKE, Key=forged, Body=b"a,b\n1,2\n")

    with pytest.raises(NotFound):
        load("intake_step_inspect").handler({"bucket": LAKE, "key": forged}, Context())


@pytest.mark.parametrize("tenant", ["shop", "", "SHOP/../DEMO", "*"])
def test_a_step_refuses_a_tenant_that_cannot_be(cloud: Cloud, tenant: str) -> None:
    with pytest.raises(Forbidden):
        load("intake_step_finish").handler({"tenant": tenant, "upload_id": "upl_1"}, Context())


def test_settings_and_audit_are_kept_apart(cloud: Cloud) -> None:
    ours = Caller(load("admin_api").handler)
    values = ours.call("GET", "/settings/guardrails").body | {"max_delta_pct": 1}
    values = {name: v for name, v in values.items() if not name.startswith("updated")}
    assert ours.call("PUT", "/settings/guardrails", values).status == 200

    intruder = theirs(ours)
    assert intruder.call("GET", "/settings/guardrails").body["max_delta_pct"] == 10
    admin = theirs(ours, role="admin")
    assert admin.call("GET", "/admin/audit").body["lines"] == []


def test_nothing_of_a_failure_inside_reaches_the_caller(
    ours: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTAKE_TABLE", "")
    from tests.kit.cloud import forget_wiring

    forget_wiring()
    reply = ours.call("GET", "/ingest")

    assert reply.status == 500
    assert "INTAKE_TABLE" not in json.dumps(reply.body)


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=20))
def test_no_tenant_but_a_proper_one_becomes_a_principal(tenant: str) -> None:
    try:
        who = Principal.job(tenant)
    except Forbidden:
        return
    assert not set(who.tenant) & set("#/*=. ")
    assert who.tenant.isascii()
