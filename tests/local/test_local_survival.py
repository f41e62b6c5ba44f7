"""What a stop, a SIGKILL and a second start leave standing."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.local.testing import LocalCloud

CHECKPOINT_SECONDS = 3.0


@pytest.fixture(scope="module")
def own(cloud: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A small cloud that may be killed."""
    made = type(cloud)(tmp_path_factory.mktemp("own") / "state")
    yield made
    made.kill()


def leave_traces(own: Any, name: str) -> None:
    """Write something into every store that must survive."""
    own.client("s3").put_object(Bucket=own["Lake"], Key=f"kept/{name}", Body=name.encode())
    item = {"pk": {"S": "kept"}, "sk": {"S": name}}
    own.client("dynamodb").put_item(TableName=own["Table"], Item=item)
    parts = {"Bucket": own["Lake"], "Key": f"parts/{name}"}
    transfer = own.client("s3").create_multipart_upload(**parts)["UploadId"]
    own.client("s3").upload_part(**parts, UploadId=transfer, PartNumber=2, Body=name.encode())
    own.client("sqs").send_message(QueueUrl=own["Work"], MessageBody=name)
    own.client("cognito-idp").admin_create_user(
        UserPoolId=own["Users"], Username=f"{name}@shop.example", MessageAction="SUPPRESS"
    )


def traces(own: Any, name: str) -> list[bool]:
    """Whether each of them is still there."""
    users = own.client("cognito-idp").list_users(UserPoolId=own["Users"])["Users"]
    emails = [one["Value"] for user in users for one in user["Attributes"]]
    object_ = own.client("s3").get_object(Bucket=own["Lake"], Key=f"kept/{name}")
    transfers = own.client("s3").list_multipart_uploads(Bucket=own["Lake"])["Uploads"]
    [handle] = [one["UploadId"] for one in transfers if one["Key"] == f"parts/{name}"]
    where = {"Bucket": own["Lake"], "Key": f"parts/{name}", "UploadId": handle}
    parts = own.client("s3").list_parts(**where)["Parts"]
    attributes = own.client("sqs").get_queue_attributes(
        QueueUrl=own["Work"], AttributeNames=["ApproximateNumberOfMessages"]
    )
    return [
        object_["Body"].read() == name.encode(),
        [(part["PartNumber"], part["Size"]) for part in parts] == [(2, len(name))],
        own.item(name, pk="kept") is not None,
        int(attributes["Attributes"]["ApproximateNumberOfMessages"]) >= 1,
        f"{name}@shop.example" in emails,
    ]


def status(own: Any, execution: str) -> str:
    found = own.client("stepfunctions").describe_execution(executionArn=execution)
    return str(found["status"])


def test_everything_survives_a_stop_and_a_sigkill(own: Any, wait: Callable[..., Any]) -> None:
    own.start()
    pool = own.configuration()["userPoolId"]
    for number in range(3):
        own.put_outbox(f"OUTBOX#{number}")
    assert wait(lambda: own.item("SEEN#OUTBOX#2"))
    execution = own.client("stepfunctions").start_execution(
        stateMachineArn="arn:aws:states:ap-south-1:000000000000:stateMachine:small-job",
        input='{"what": "sleep"}',
    )["executionArn"]
    leave_traces(own, "stopped")
    assert own.stop() == 0

    own.start()
    assert own.configuration()["userPoolId"] == pool
    assert own.output.count("resources") == 1, "an unchanged template is not deployed again"
    assert traces(own, "stopped") == [True] * 5
    assert wait(lambda: status(own, execution) == "RUNNING"), "what was under way goes on"
    own.put_outbox("OUTBOX#after")
    assert wait(lambda: own.item("SEEN#OUTBOX#after")), "the stream goes on where it was"

    leave_traces(own, "killed")
    arguments = {"--lake": own["Lake"], "--what": "sleep"}
    run = own.client("glue").start_job_run(JobName="small-job", Arguments=arguments)
    time.sleep(CHECKPOINT_SECONDS)
    own.kill()

    own.start()
    assert traces(own, "killed") == [True] * 5
    ended = own.client("glue").get_job_run(JobName="small-job", RunId=run["JobRunId"])["JobRun"]
    assert ended["JobRunState"] == "FAILED"
    assert "interrupted" in ended["ErrorMessage"]
    assert wait(lambda: status(own, execution) == "RUNNING")
    own.stop()


def test_two_clouds_do_not_share_a_state_folder_or_a_port(cloud: Any, tmp_path: Path) -> None:
    same_folder = LocalCloud(cloud.settings.home, assembly=cloud.settings.assembly, seed="none")
    with pytest.raises(RuntimeError, match="Another local cloud already runs"):
        same_folder.start()

    port = cloud.settings.port
    same_port = LocalCloud(tmp_path / "state", port, cloud.settings.assembly, seed="none")
    with pytest.raises(RuntimeError, match=f"Port {port} is taken"):
        same_port.start()


def test_damaged_state_is_one_clear_sentence(cloud: Any, tmp_path: Path) -> None:
    home = tmp_path / "state"
    (home / "state").mkdir(parents=True)
    (home / "state" / "dynamodb.json").write_text('{"half')
    (home / "deployed.json").write_text('{"complete": true}')

    with pytest.raises(RuntimeError, match="is damaged: run `make reset`"):
        LocalCloud(home, assembly=cloud.settings.assembly, seed="none").start()
