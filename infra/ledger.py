"""Who may do what, read out of the synthesised templates: `python -m infra.ledger`.

Writes the two reviewed files of `tests/infra`; a test fails when the templates say otherwise.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.catalogue.http import HTTP_FUNCTIONS

ROOT = Path(__file__).resolve().parents[1]
LEDGERS = ROOT / "tests/infra"
EXPORT = re.compile(
    r".*-(\w+):ExportsOutput(?:FnGetAtt|Ref)(\w+?)[0-9A-F]{8}(?:(\w+?)[0-9A-F]{8})?"
)
ASSET = re.compile(r"[0-9a-f]{64}")
Templates = dict[str, dict[str, Any]]


def read_templates(assembly: Path) -> Templates:
    """The templates of an assembly by the last part of their stack's name."""
    files = sorted(assembly.glob("*.template.json"))
    return {
        file.name.removesuffix(".template.json").rpartition("-")[2]: json.loads(file.read_text())
        for file in files
    }


def resources(templates: Templates, kind: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (stack, logical id, properties) of every resource of a type."""
    for stack, template in templates.items():
        for name, resource in template["Resources"].items():
            if resource["Type"] == kind:
                yield stack, name, resource.get("Properties", {})


def plain(value: Any) -> str:
    """A template value as a person reads it; account, region and partition left out."""
    match value:
        case {"Fn::Join": [glue, parts]}:
            text = str(glue).join(plain(part) for part in parts)
        case {"Ref": name}:
            text = f"<{name}>" if name.startswith("AWS::") else f"<{_named(name)}>"
        case {"Fn::GetAtt": [name, attribute]}:
            text = f"<{_named(name)}.{attribute}>"
        case {"Fn::ImportValue": name}:
            text = EXPORT.sub(r"<\1:\2.\3>", str(name))
        case {"Fn::Sub": template}:
            text = str(template).replace("${", "<").replace("}", ">")
        case list():
            text = ", ".join(sorted(plain(one) for one in value))
        case _:
            text = str(value)
    return _short(text)


def iam_ledger(templates: Templates) -> str:
    """Every role, who may take it, and each of its statements."""
    policies: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for stack, _, policy in resources(templates, "AWS::IAM::Policy"):
        for role in policy["Roles"]:
            statements = policy["PolicyDocument"]["Statement"]
            policies.setdefault((stack, role["Ref"]), []).extend(statements)
    lines: list[str] = []
    for stack, name, role in resources(templates, "AWS::IAM::Role"):
        [trust] = role["AssumeRolePolicyDocument"]["Statement"]
        lines.append(f"[{stack}] {_named(name)}  for {plain(trust['Principal']['Service'])}")
        for statement in sorted(policies.get((stack, name), []), key=_order):
            lines += _statement(statement)
        lines.append("")
    return "\n".join(lines)


def route_ledger(templates: Templates) -> str:
    """Every route, how its caller is known, the function behind it, the roles that may call it."""
    roles = {
        route.key: " ".join(route.roles) or "everybody"
        for spec in HTTP_FUNCTIONS
        for route in spec.routes
    }
    lines = []
    for _, _, route in resources(templates, "AWS::ApiGatewayV2::Route"):
        key, known = route["RouteKey"], route["AuthorizationType"]
        method, path = key.split(" ")
        lines.append(f"{path:34} {method:5} {known:5} {_served(key):14} {roles[key]}")
    return "\n".join(sorted(lines)) + "\n"


def _served(key: str) -> str:
    return next(spec.name for spec in HTTP_FUNCTIONS if key in {r.key for r in spec.routes})


def _statement(statement: dict[str, Any]) -> list[str]:
    actions = statement["Action"]
    listed = [actions] if isinstance(actions, str) else actions
    lines = [f"  {statement['Effect']} {' '.join(sorted(listed))}"]
    targets = statement["Resource"]
    for target in sorted(map(plain, targets if isinstance(targets, list) else [targets])):
        lines.append(f"    on {target}")
    for operator, tests in statement.get("Condition", {}).items():
        lines += [f"    if {operator} {key}: {plain(value)}" for key, value in tests.items()]
    return lines


def _order(statement: dict[str, Any]) -> str:
    return json.dumps([statement["Action"], statement["Resource"]], sort_keys=True)


def _named(logical_id: str) -> str:
    """A logical id without the hash that CDK appends."""
    return logical_id[:-8] if len(logical_id) > 8 else logical_id


def _short(text: str) -> str:
    return (
        ASSET.sub("<asset>", text)
        .replace("arn:<AWS::Partition>:", "")
        .replace(":<AWS::Region>:<AWS::AccountId>:", ":")
        .replace("-<AWS::AccountId>-<AWS::Region>", "")
        .replace("<AWS::Region>.", "")
    )


def main() -> None:
    """Write both ledgers from `build/cdk.out`."""
    templates = read_templates(ROOT / "build/cdk.out")
    (LEDGERS / "iam_ledger.txt").write_text(iam_ledger(templates))
    (LEDGERS / "route_ledger.txt").write_text(route_ledger(templates))


if __name__ == "__main__":
    main()
