import json
import os
import subprocess
from typing import Any

import pytest

from infra.ledger import Templates, plain, resources
from infra.node import provide_node


@pytest.fixture
def distribution(templates: Templates) -> dict[str, Any]:
    [(_, _, found)] = resources(templates, "AWS::CloudFront::Distribution")
    config: dict[str, Any] = found["DistributionConfig"]
    return config


def _rewritten(templates: Templates, function: str, uri: str) -> str:
    [code] = [
        found["FunctionCode"]
        for _, _, found in resources(templates, "AWS::CloudFront::Function")
        if found["Name"].endswith(function)
    ]
    provide_node()
    event = json.dumps({"request": {"uri": uri}})
    script = f"{code}; process.stdout.write(handler({event}).uri)"
    node = os.environ.get("JSII_NODE", "node")
    return subprocess.run([node, "-e", script], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("/", "/index.html"),
        ("/forecasts", "/index.html"),
        ("/forecasts/S01/SKU.1%2F2", "/index.html"),
        ("/assets/app-3f.js", "/assets/app-3f.js"),
        ("/config.json", "/config.json"),
    ],
)
def test_pages_of_the_app_fall_back_to_it(templates: Templates, uri: str, expected: str) -> None:
    assert _rewritten(templates, "-pages", uri) == expected


@pytest.mark.parametrize(
    ("uri", "expected"), [("/api/kpi", "/kpi"), ("/api/ingest/api/x", "/ingest/api/x")]
)
def test_the_api_never_sees_its_prefix(templates: Templates, uri: str, expected: str) -> None:
    assert _rewritten(templates, "-api", uri) == expected


def test_no_error_page_replaces_an_answer_of_the_api(distribution: dict[str, Any]) -> None:
    assert "CustomErrorResponses" not in distribution


def test_api_answers_are_never_cached_and_keep_their_token(distribution: dict[str, Any]) -> None:
    [api] = distribution["CacheBehaviors"]

    assert api["PathPattern"] == "/api/*"
    assert api["ViewerProtocolPolicy"] == "https-only"
    assert api["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert api["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"


def test_origins_speak_tls_1_2_and_the_bucket_is_signed(distribution: dict[str, Any]) -> None:
    for origin in distribution["Origins"]:
        if "CustomOriginConfig" in origin:
            assert origin["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]
        else:
            assert origin["OriginAccessControlId"]


def test_pages_talk_to_their_own_origin_cognito_and_the_lake_only(templates: Templates) -> None:
    [(_, _, policy)] = resources(templates, "AWS::CloudFront::ResponseHeadersPolicy")
    security = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    rules = dict(
        rule.split(" ", 1)
        for rule in plain(security["ContentSecurityPolicy"]["ContentSecurityPolicy"]).split("; ")
    )

    assert rules["default-src"] == "'self'"
    assert rules["script-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["connect-src"].split() == [
        "'self'",
        "https://cognito-idp.amazonaws.com",
        "https://s3.amazonaws.com/smartretail-dev-lake/",
    ]
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 365 * 24 * 3600
