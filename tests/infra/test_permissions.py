import difflib
from pathlib import Path
from typing import Any

import pytest

from infra.ledger import Templates, iam_ledger, plain, resources, route_ledger

HERE = Path(__file__).parent


def _statements(templates: Templates) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{stack}/{name}", statement)
        for stack, name, policy in resources(templates, "AWS::IAM::Policy")
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def _actions(statement: dict[str, Any]) -> list[str]:
    actions = statement["Action"]
    return [actions] if isinstance(actions, str) else list(actions)


@pytest.mark.parametrize(
    ("file", "read"), [("iam_ledger.txt", iam_ledger), ("route_ledger.txt", route_ledger)]
)
def test_templates_say_what_was_reviewed(templates: Templates, file: str, read: Any) -> None:
    reviewed = (HERE / file).read_text().splitlines()
    found = read(templates).splitlines()
    difference = "\n".join(difflib.unified_diff(reviewed, found, "reviewed", "found", lineterm=""))

    assert not difference, (
        f"\n{difference}\n\nIf this is meant: `make synth && python -m infra.ledger`, and say why."
    )


def test_every_action_is_literal(templates: Templates) -> None:
    wild = [
        (name, action)
        for name, statement in _statements(templates)
        for action in _actions(statement)
        if "*" in action
    ]

    assert not wild


def test_no_identity_policy_uses_managed_or_inverted_statements(templates: Templates) -> None:
    managed = [n for _, n, r in resources(templates, "AWS::IAM::Role") if "ManagedPolicyArns" in r]
    inverted = [n for n, s in _statements(templates) if {"NotAction", "NotResource"} & s.keys()]

    assert not managed
    assert not inverted


def test_only_actions_without_resource_level_permissions_name_every_resource(
    templates: Templates,
) -> None:
    allowed = {
        "cloudwatch:PutMetricData",
        "dynamodb:ListStreams",
        "ecr:GetAuthorizationToken",
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
    everywhere = {
        action
        for _, statement in _statements(templates)
        if statement["Resource"] == "*"
        for action in _actions(statement)
    }

    assert everywhere <= allowed


def test_every_function_has_its_own_role(templates: Templates) -> None:
    roles = [plain(f["Role"]) for _, _, f in resources(templates, "AWS::Lambda::Function")]

    assert len(roles) == len(set(roles))


def test_roles_are_passed_to_sagemaker_only(templates: Templates) -> None:
    conditions = [
        statement["Condition"]
        for _, statement in _statements(templates)
        if "iam:PassRole" in _actions(statement)
    ]

    assert conditions == [{"StringEquals": {"iam:PassedToService": ["sagemaker.amazonaws.com"]}}]


def test_only_the_relay_writes_the_audit_trail_and_nobody_deletes_it(templates: Templates) -> None:
    touching = [
        (name, action)
        for name, statement in _statements(templates)
        for action in _actions(statement)
        if action.startswith("s3:")
        and action != "s3:ListBucket"
        and "-audit/" in plain(statement["Resource"])
    ]

    assert {action for _, action in touching} == {"s3:GetObject", "s3:PutObject"}
    assert all("PlatformOnOutbox" in name for name, action in touching if action == "s3:PutObject")


def test_functions_are_invoked_by_the_api_and_the_user_pool_alone_from_outside(
    templates: Templates,
) -> None:
    principals = {
        permission["Principal"]
        for _, _, permission in resources(templates, "AWS::Lambda::Permission")
    }
    unbound = [
        name
        for _, name, permission in resources(templates, "AWS::Lambda::Permission")
        if "SourceArn" not in permission
    ]

    assert principals == {"apigateway.amazonaws.com", "cognito-idp.amazonaws.com"}
    assert not unbound
