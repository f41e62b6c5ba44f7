"""Sets by API what the emulator leaves out when it reads a template."""

from collections.abc import Iterator
from typing import Any

from infra.local.failure import LocalError
from infra.local.resources import Resources


def apply_dropped(resources: Resources, clients: Any) -> None:
    """Apply API CORS, DynamoDB time to live and bucket lifecycles of all stacks."""
    for physical_id, properties in _declared(resources, "AWS::ApiGatewayV2::Api"):
        cors = properties.get("CorsConfiguration")
        if cors:
            clients("apigatewayv2").update_api(ApiId=physical_id, CorsConfiguration=_literal(cors))
    for physical_id, properties in _declared(resources, "AWS::DynamoDB::Table"):
        _time_to_live(clients("dynamodb"), physical_id, properties.get("TimeToLiveSpecification"))
    for physical_id, properties in _declared(resources, "AWS::S3::Bucket"):
        rules = properties.get("LifecycleConfiguration", {}).get("Rules")
        if rules:
            clients("s3").put_bucket_lifecycle_configuration(
                Bucket=physical_id,
                LifecycleConfiguration={"Rules": [_rule(rule) for rule in _literal(rules)]},
            )


def _declared(resources: Resources, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for stack in resources.stacks:
        for logical_id, resource in stack.template.get("Resources", {}).items():
            if resource["Type"] == kind:
                physical_id = resources.physical_id(stack.name, logical_id)
                yield physical_id, resource.get("Properties", {})


def _time_to_live(dynamodb: Any, table: str, wanted: dict[str, Any] | None) -> None:
    if wanted is None:
        return
    found = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if found["TimeToLiveStatus"] != "ENABLED":
        dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=_literal(wanted))


def _literal(value: Any) -> Any:
    if isinstance(value, dict):
        if any(key == "Ref" or key.startswith("Fn::") for key in value):
            raise LocalError(f"Local mode cannot work out {value}, which it must set itself.")
        return {key: _literal(inner) for key, inner in value.items()}
    return [_literal(one) for one in value] if isinstance(value, list) else value


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    """A lifecycle rule of a template in the words of the S3 API."""
    made: dict[str, Any] = {
        "Status": rule["Status"],
        "Filter": {"Prefix": rule.get("Prefix", "")},
    }
    if "Id" in rule:
        made["ID"] = rule["Id"]
    if "ExpirationInDays" in rule:
        made["Expiration"] = {"Days": rule["ExpirationInDays"]}
    elif rule.get("ExpiredObjectDeleteMarker"):
        made["Expiration"] = {"ExpiredObjectDeleteMarker": True}
    for name, given in (
        ("NoncurrentVersionExpiration", "NoncurrentVersionExpiration"),
        ("AbortIncompleteMultipartUpload", "AbortIncompleteMultipartUpload"),
        ("Transitions", "Transitions"),
    ):
        if given in rule:
            made[name] = _transitions(rule[given]) if name == "Transitions" else rule[given]
    return made


def _transitions(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"Days": one["TransitionInDays"], "StorageClass": one["StorageClass"]} for one in listed
    ]
