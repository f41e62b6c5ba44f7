"""What the connectors' functions may touch, and when they run."""

from typing import Any

import pytest

from infra.config import load_settings
from infra.ledger import Templates, plain, resources


def _secret_statements(templates: Templates) -> list[tuple[str, set[str], str]]:
    return [
        (plain(policy["Roles"]), set(_listed(statement["Action"])), plain(statement["Resource"]))
        for _, _, policy in resources(templates, "AWS::IAM::Policy")
        for statement in policy["PolicyDocument"]["Statement"]
        if any(action.startswith("secretsmanager:") for action in _listed(statement["Action"]))
    ]


def _listed(actions: Any) -> list[str]:
    return [actions] if isinstance(actions, str) else list(actions)


def test_secrets_are_touched_below_the_connectors_prefix_alone(templates: Templates) -> None:
    found = _secret_statements(templates)
    may = {role.strip("<>"): {a.partition(":")[2] for a in actions} for role, actions, _ in found}

    assert {where for _, _, where in found} == {
        "secretsmanager:secret:smartretail-dev/connectors/*/*"
    }
    assert may == {
        next(r for r in may if "ConnectorsApi" in r): {
            "CreateSecret",
            "DeleteSecret",
            "GetSecretValue",
            "PutSecretValue",
        },
        next(r for r in may if "ConnectorsOnPull" in r): {"GetSecretValue"},
        next(r for r in may if "AdminStepErase" in r): {"DeleteSecret"},
    }


def test_a_run_has_time_to_end_before_its_message_comes_again(templates: Templates) -> None:
    [queue] = [
        q
        for _, _, q in resources(templates, "AWS::SQS::Queue")
        if q["QueueName"] == "smartretail-dev-pulls"
    ]
    [worker] = [
        f
        for _, _, f in resources(templates, "AWS::Lambda::Function")
        if f["FunctionName"] == "smartretail-dev-connectors_on_pull"
    ]

    assert 600 < worker["Timeout"] <= 900
    assert queue["VisibilityTimeout"] >= 6 * worker["Timeout"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 3


def test_due_connectors_are_looked_for_every_quarter_of_an_hour(templates: Templates) -> None:
    schedules = {s["Name"]: s for _, _, s in resources(templates, "AWS::Scheduler::Schedule")}

    tick = schedules["smartretail-dev-connectors_run_pull"]
    assert tick["ScheduleExpression"] == "cron(0/15 * * * ? *)"


def test_a_paused_connector_calls_somebody(templates: Templates) -> None:
    alarms = {a["AlarmName"]: a for _, _, a in resources(templates, "AWS::CloudWatch::Alarm")}
    paused = alarms["smartretail-dev-connector-paused"]

    assert (paused["MetricName"], paused["Threshold"]) == ("ConnectorPaused", 0)
    assert paused["Dimensions"] == [{"Name": "service", "Value": "connectors_on_pull"}]


def test_a_deployment_narrows_the_hosts_that_may_be_read() -> None:
    given = load_settings({"connector_hosts": " *.Example.com, api.other.org "})
    assert given.connector_hosts == ("*.example.com", "api.other.org")
    assert load_settings({}).connector_hosts == ("*",)

    for wrong in ("https://example.com", "*.com*", ",", "example"):
        with pytest.raises(ValueError, match="connector_hosts"):
            load_settings({"connector_hosts": wrong})
