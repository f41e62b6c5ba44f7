from typing import Any

import pytest

from infra.ledger import Templates, plain, resources

LOG_TARGETS = ("-logs", "-site-logs")
SITE = "-site"


def _buckets(templates: Templates) -> list[tuple[str, dict[str, Any]]]:
    return [(plain(b["BucketName"]), b) for _, _, b in resources(templates, "AWS::S3::Bucket")]


def _named(templates: Templates, end: str) -> dict[str, Any]:
    [bucket] = [bucket for name, bucket in _buckets(templates) if name.endswith(end)]
    return bucket


def test_every_bucket_is_private_and_encrypted(templates: Templates) -> None:
    for name, bucket in _buckets(templates):
        [rule] = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        algorithm = rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"]

        assert all(bucket["PublicAccessBlockConfiguration"].values()), name
        assert algorithm == ("AES256" if name.endswith((*LOG_TARGETS, SITE)) else "aws:kms"), name


def test_every_bucket_refuses_plain_http_and_old_tls(templates: Templates) -> None:
    refused: dict[str, set[str]] = {}
    for stack, _, policy in resources(templates, "AWS::S3::BucketPolicy"):
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Deny" and statement["Principal"] == {"AWS": "*"}:
                keys = {key for test in statement["Condition"].values() for key in test}
                refused.setdefault(stack + plain(policy["Bucket"]), set()).update(keys)

    assert len(refused) == len(_buckets(templates))
    assert all(keys == {"aws:SecureTransport", "s3:TlsVersion"} for keys in refused.values())


def test_no_bucket_policy_allows_everybody(templates: Templates) -> None:
    open_to_all = [
        name
        for _, name, policy in resources(templates, "AWS::S3::BucketPolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow" and statement["Principal"] in ("*", {"AWS": "*"})
    ]

    assert not open_to_all


def test_the_audit_trail_is_locked_for_a_year_and_outlives_its_stack(templates: Templates) -> None:
    audit = _named(templates, "-audit")
    retention = audit["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    [resource] = [
        resource
        for resource in templates["Data"]["Resources"].values()
        if resource.get("Properties") == audit
    ]

    assert audit["ObjectLockEnabled"]
    assert retention["Days"] >= 365
    assert resource["DeletionPolicy"] == "Retain"


def test_uploads_raise_events_and_only_known_pages_may_send_them(templates: Templates) -> None:
    lake = _named(templates, "-lake")
    [rule] = lake["CorsConfiguration"]["CorsRules"]

    assert lake["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }
    assert rule["AllowedMethods"] == ["PUT", "GET"]
    assert "*" not in rule["AllowedOrigins"]


def test_the_lake_keeps_superseded_objects_for_a_while(templates: Templates) -> None:
    lake = _named(templates, "-lake")
    rules = lake["LifecycleConfiguration"]["Rules"]

    assert lake["VersioningConfiguration"] == {"Status": "Enabled"}
    assert any("NoncurrentVersionExpiration" in rule for rule in rules)
    assert any("AbortIncompleteMultipartUpload" in rule for rule in rules)


def test_tables_are_alike(templates: Templates) -> None:
    tables = [table for _, _, table in resources(templates, "AWS::DynamoDB::Table")]

    assert len(tables) == 9
    for table in tables:
        assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["SSESpecification"]["SSEType"] == "KMS"
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
        assert table["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
        assert table["TimeToLiveSpecification"]["AttributeName"] == "expires_at"


@pytest.mark.parametrize(
    ("kind", "attribute"),
    [
        ("AWS::SQS::Queue", "KmsMasterKeyId"),
        ("AWS::SNS::Topic", "KmsMasterKeyId"),
        ("AWS::Logs::LogGroup", "KmsKeyId"),
        ("AWS::Events::EventBus", "KmsKeyIdentifier"),
    ],
)
def test_what_is_stored_is_encrypted_with_our_key(
    templates: Templates, kind: str, attribute: str
) -> None:
    keys = {plain(found.get(attribute)) for _, _, found in resources(templates, kind)}

    assert keys <= {"<Data:DataKey.Arn>", "<DataKey.Arn>"}
    assert keys


def test_our_key_is_rotated(templates: Templates) -> None:
    [(_, _, key)] = resources(templates, "AWS::KMS::Key")

    assert key["EnableKeyRotation"]


@pytest.mark.parametrize(
    ("kind", "name"), [("AWS::SQS::QueuePolicy", "Queues"), ("AWS::SNS::TopicPolicy", "Topics")]
)
def test_queues_and_topics_refuse_plain_http(templates: Templates, kind: str, name: str) -> None:
    target = kind.removesuffix("Policy")
    protected = {
        plain(one)
        for _, _, policy in resources(templates, kind)
        if any(
            statement["Effect"] == "Deny"
            and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
            for statement in policy["PolicyDocument"]["Statement"]
        )
        for one in policy[name]
    }

    assert len(protected) == len(list(resources(templates, target)))
