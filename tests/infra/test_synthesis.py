import filecmp
import os
from pathlib import Path

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_s3 as s3

from infra.app import synthesise
from infra.config import load_settings
from infra.deployment import check
from infra.ledger import Templates, read_templates, resources
from infra.node import provide_node

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"


def test_twice_the_same_sources_give_the_same_assembly(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        synthesise(load_settings({}), folder)
    names = [file.name for file in first.iterdir() if file.is_file()]

    _, different, missing = filecmp.cmpfiles(first, second, names, shallow=False)

    assert not different
    assert not missing


def test_no_custom_resource_is_needed(templates: Templates) -> None:
    types = {r["Type"] for t in templates.values() for r in t["Resources"].values()}

    assert not [t for t in types if t.startswith("Custom::") or "CustomResource" in t]


def test_the_checks_refuse_what_nobody_explained(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    s3.Bucket(Stack(app, "Careless"), "Open")
    check(app)

    with pytest.raises(RuntimeError, match="AwsSolutions-S1"):
        app.synth()


def test_a_silo_reaches_one_tenant_only(tmp_path: Path) -> None:
    given = {
        "stage": "prod",
        "tenant_mode": "silo",
        "tenant": "ACME",
        "domain_name": "retail.example",
        "certificate_arn": CERTIFICATE,
    }
    synthesise(load_settings(given), tmp_path)
    templates = read_templates(tmp_path)
    policies = [
        statement
        for _, _, policy in resources(templates, "AWS::IAM::Policy")
        for statement in policy["PolicyDocument"]["Statement"]
    ]
    on_tables = [s for s in policies if "dynamodb:GetItem" in s["Action"]]

    assert on_tables
    for statement in on_tables:
        assert statement["Condition"] == {
            "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["T#ACME", "T#PLATFORM"]}
        }
    assert "tenant=*" not in str(policies)
    assert all(
        table["DeletionProtectionEnabled"]
        for _, _, table in resources(templates, "AWS::DynamoDB::Table")
    )
    [(_, _, site)] = resources(templates, "AWS::CloudFront::Distribution")
    certificate = site["DistributionConfig"]["ViewerCertificate"]
    assert certificate["MinimumProtocolVersion"] == "TLSv1.2_2021"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"stage": "test"}, "stage is 'test'; it must be one of dev, prod"),
        ({"stage": "prod"}, "prod needs domain_name and certificate_arn"),
        ({"tenant_mode": "silo"}, "silo needs tenant"),
        ({"tenant_mode": "silo", "tenant": "a/b"}, "up to 8 upper-case letters"),
        ({"tenant_mode": "silo", "tenant": "TOOLONGNAME"}, "up to 8 upper-case letters"),
    ],
)
def test_wrong_settings_are_refused_in_one_sentence(given: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        load_settings(given)


def test_node_is_found_without_an_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JSII_NODE", raising=False)
    monkeypatch.setenv("PATH", "")

    provide_node()

    assert Path(os.environ["JSII_NODE"]).is_file()
