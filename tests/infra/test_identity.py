from typing import Any

import pytest

from infra.ledger import Templates, resources


@pytest.fixture
def pool(templates: Templates) -> dict[str, Any]:
    [(_, _, found)] = resources(templates, "AWS::Cognito::UserPool")
    return found


@pytest.fixture
def client(templates: Templates) -> dict[str, Any]:
    [(_, _, found)] = resources(templates, "AWS::Cognito::UserPoolClient")
    return found


def test_nobody_signs_up_alone(pool: dict[str, Any]) -> None:
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"]
    assert pool["UsernameAttributes"] == ["email"]


def test_passwords_are_long_and_a_second_factor_is_an_app(pool: dict[str, Any]) -> None:
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12
    assert pool["MfaConfiguration"] == "OPTIONAL"
    assert pool["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]


def test_forgotten_passwords_are_reset_by_e_mail_only(pool: dict[str, Any]) -> None:
    assert pool["AccountRecoverySetting"]["RecoveryMechanisms"] == [
        {"Name": "verified_email", "Priority": 1}
    ]


def test_a_person_cannot_change_her_own_scope(client: dict[str, Any]) -> None:
    scope = {"custom:tenant", "custom:stores", "custom:skus"}

    assert scope <= set(client["ReadAttributes"])
    assert scope.isdisjoint(client["WriteAttributes"])


def test_passwords_never_leave_the_browser(client: dict[str, Any]) -> None:
    assert set(client["ExplicitAuthFlows"]) == {"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert not client["GenerateSecret"]


def test_tokens_are_short_and_can_be_revoked(client: dict[str, Any]) -> None:
    assert client["EnableTokenRevocation"]
    assert client["TokenValidityUnits"]["IdToken"] == "minutes"
    assert 15 <= client["IdTokenValidity"] <= 60
    assert client["AccessTokenValidity"] <= 60


def test_every_sign_in_is_noted_by_a_function_that_the_pool_alone_may_call(
    templates: Templates, pool: dict[str, Any]
) -> None:
    noting = pool["LambdaConfig"]["PostAuthentication"]
    [permission] = [
        found
        for stack, _, found in resources(templates, "AWS::Lambda::Permission")
        if stack == "Identity"
    ]

    assert set(pool["LambdaConfig"]) == {"PostAuthentication"}
    assert permission["FunctionName"] == noting
    assert permission["Principal"] == "cognito-idp.amazonaws.com"
    assert "Arn" in permission["SourceArn"]["Fn::GetAtt"]


def test_groups_are_the_roles(templates: Templates) -> None:
    groups = {g["GroupName"] for _, _, g in resources(templates, "AWS::Cognito::UserPoolGroup")}

    assert groups == {"seller", "manager", "admin"}
