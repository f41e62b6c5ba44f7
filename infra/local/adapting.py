"""What of a synthesised template must differ on one machine, and nothing else."""

import copy
import hashlib
import json
from typing import Any

BOOTSTRAP_PARAMETER = "BootstrapVersion"
BOOTSTRAP_RULE = "CheckBootstrapVersion"
POLICIES = ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")


def adapted(template: dict[str, Any]) -> dict[str, Any]:
    """The template without what this machine cannot have: bootstrap, TLS, metric mathematics.

    Statements that deny plain HTTP are enforced by the emulator's IAM and would deny everything on
    the loopback address; its CloudWatch refuses alarms on expressions over several metrics.
    """
    local = copy.deepcopy(template)
    local.get("Parameters", {}).pop(BOOTSTRAP_PARAMETER, None)
    local.get("Rules", {}).pop(BOOTSTRAP_RULE, None)
    for section in ("Parameters", "Rules"):
        if not local.get(section, True):
            del local[section]
    for name, resource in list(local.get("Resources", {}).items()):
        if not _runs_here(resource) or not _allow_plain_http(resource):
            _remove(local["Resources"], name)
    return local


def digest(template: dict[str, Any]) -> str:
    """Identity of a template; asset keys in it stand for the assets' content."""
    return hashlib.sha256(json.dumps(template, sort_keys=True).encode()).hexdigest()


def _runs_here(resource: dict[str, Any]) -> bool:
    if resource["Type"] == "AWS::CloudWatch::Alarm":
        return "Metrics" not in resource["Properties"]
    return bool(resource["Type"] != "AWS::CDK::Metadata")


def _allow_plain_http(resource: dict[str, Any]) -> bool:
    """Strip the denials of plain HTTP from a policy; False when nothing is left of it."""
    if resource["Type"] not in POLICIES:
        return True
    document = resource["Properties"]["PolicyDocument"]
    kept = [one for one in document["Statement"] if not _demands_tls(one)]
    document["Statement"] = kept
    return bool(kept)


def _demands_tls(statement: dict[str, Any]) -> bool:
    conditions = statement.get("Condition", {}).values()
    return statement["Effect"] == "Deny" and any(
        key in ("aws:SecureTransport", "s3:TlsVersion") for one in conditions for key in one
    )


def _remove(resources: dict[str, Any], name: str) -> None:
    del resources[name]
    for resource in resources.values():
        needed = resource.get("DependsOn")
        if isinstance(needed, list) and name in needed:
            needed.remove(name)
        elif needed == name:
            del resource["DependsOn"]
