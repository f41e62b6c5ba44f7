import json
from typing import Any

import boto3
import pytest

from tests.kit.calls import Context, load, sample
from tests.kit.cloud import Cloud, forget_wiring


def sign_in(**attributes: str) -> dict[str, Any]:
    event: dict[str, Any] = sample("cognito/post_authentication.json")
    event["request"]["userAttributes"] |= attributes
    return event


def outbox() -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = boto3.client("dynamodb").scan(TableName="admin-table")["Items"]
    return items


def test_a_sign_in_is_noted_for_the_tenant_of_the_person(cloud: Cloud) -> None:
    event = sign_in()

    assert load("admin_on_sign_in").handler(event, Context()) == sign_in()
    [item] = outbox()
    fact, audit = json.loads(item["event"]["S"]), json.loads(item["audit"]["S"])
    user_id = event["request"]["userAttributes"]["sub"]
    assert item["pk"]["S"] == "T#DEMO"
    assert (fact["name"], fact["data"]) == ("SignedIn.v1", {"user_id": user_id})
    assert (audit["actor"], audit["action"]) == ("manager@demo.example", "sign_in")
    assert (audit["tenant_id"], audit["object"]) == ("DEMO", f"users/{user_id}")


def test_a_person_without_a_tenant_is_not_noted(cloud: Cloud) -> None:
    event = sign_in()
    del event["request"]["userAttributes"]["custom:tenant"]

    assert load("admin_on_sign_in").handler(event, Context()) == event
    assert outbox() == []


def test_a_sign_in_that_cannot_be_noted_is_let_in_and_counted(
    cloud: Cloud,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("ADMIN_TABLE", "gone")
    forget_wiring()
    event = sign_in()

    assert load("admin_on_sign_in").handler(event, Context()) == event
    forget_wiring()
    assert '"SignInNotAudited":[1.0]' in capsys.readouterr().out
    assert "sign-in not audited" in caplog.text
    assert "manager@demo.example" not in caplog.text


def test_a_tenant_that_cannot_be_is_counted_and_not_written(cloud: Cloud) -> None:
    load("admin_on_sign_in").handler(sign_in(**{"custom:tenant": "DEMO#"}), Context())

    assert outbox() == []
