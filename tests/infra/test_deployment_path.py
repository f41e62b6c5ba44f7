import json
import re
from pathlib import Path

import pytest

from infra.ledger import Templates, resources
from infra.publish import main, site_config

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
BILLED_BY_THE_HOUR = (
    "AWS::EC2::",
    "AWS::ECS::",
    "AWS::ElastiCache::",
    "AWS::ElasticLoadBalancing",
    "AWS::Kinesis::",
    "AWS::OpenSearch",
    "AWS::RDS::",
    "AWS::Redshift",
    "AWS::SageMaker::Endpoint",
    "AWS::WAFv2::",
)
OUTPUTS = {
    "SmartRetail-dev-Identity": {"UserPoolId": "ap-south-1_Ab1", "UserPoolClientId": "c1"},
    "SmartRetail-dev-Api": {"ApiUrl": "https://a.example"},
}


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_actions_are_pinned_and_no_key_is_stored(file: Path) -> None:
    text = file.read_text()

    for used in re.findall(r"uses: (\S+)", text):
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used), used
    assert "secrets." not in text
    assert "aws-access-key-id" not in text
    assert re.search(r"^permissions:\n  contents: read$", text, re.M)


def test_the_dashboard_learns_where_its_cloud_is(tmp_path: Path) -> None:
    (tmp_path / "outputs.json").write_text(json.dumps(OUTPUTS))

    main(str(tmp_path / "outputs.json"), str(tmp_path))

    assert json.loads((tmp_path / "config.json").read_text()) == {
        "region": "ap-south-1",
        "userPoolId": "ap-south-1_Ab1",
        "clientId": "c1",
        "cognitoEndpoint": None,
        "stage": "dev",
        "localMode": False,
    }


def test_outputs_without_a_user_pool_are_refused() -> None:
    with pytest.raises(SystemExit, match="0 Identity stacks"):
        site_config({})


def test_nothing_is_billed_by_the_hour(templates: Templates) -> None:
    types = {r["Type"] for t in templates.values() for r in t["Resources"].values()}

    assert not [t for t in types if t.startswith(BILLED_BY_THE_HOUR)]


def test_the_cost_at_rest_is_computed_from_the_template(templates: Templates) -> None:
    keys = len(list(resources(templates, "AWS::KMS::Key")))
    boards = len(list(resources(templates, "AWS::CloudWatch::Dashboard")))
    watched = sum(
        sum("MetricStat" in metric for metric in alarm.get("Metrics", [])) or 1
        for _, _, alarm in resources(templates, "AWS::CloudWatch::Alarm")
    )
    text = (ROOT / "docs/operations/deploy.md").read_text()

    assert f"| KMS key | {keys} |" in text
    assert f"| Metrics watched by alarms | {watched} |" in text
    assert f"| CloudWatch dashboard | {boards} |" in text


def test_the_pinned_cli_understands_the_assembly(assembly: Path) -> None:
    needed = json.loads((assembly / "manifest.json").read_text())["minimumCliVersion"]
    files = (ROOT / ".github/workflows/deploy-dev.yml", ROOT / "docs/operations/deploy.md")
    pinned = {v for f in files for v in re.findall(r"aws-cdk@([\d.]+)", f.read_text())}

    assert len(pinned) == 1
    assert _ordered(pinned.pop()) >= _ordered(needed)


def _ordered(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
