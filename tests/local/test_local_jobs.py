"""Glue runs and SageMaker jobs, alone and in Step Functions."""

import json
import tarfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import botocore.session
import pytest

PANEL = "".join(json.dumps({"sku_id": f"A{number}"}) + "\n" for number in range(5))


@pytest.fixture(scope="module")
def panel(cloud: Any) -> None:
    for part in ("part-0000", "part-0001"):
        key = f"panel/{part}.jsonl"
        cloud.client("s3").put_object(Bucket=cloud["Lake"], Key=key, Body=PANEL.encode())


@pytest.fixture(scope="module")
def trained(cloud: Any, panel: None) -> dict[str, Any]:
    run: dict[str, Any] = cloud.run_machine("model", {"name": "small-1", "hyperparameters": {}})
    return run


def read(cloud: Any, key: str) -> bytes:
    return bytes(cloud.client("s3").get_object(Bucket=cloud["Lake"], Key=key)["Body"].read())


def test_a_job_runs_its_script_with_its_packages_on_the_local_engine(cloud: Any) -> None:
    ended = cloud.run_machine("job", {"what": "copy"})

    assert ended["status"] == "SUCCEEDED"
    assert json.loads(ended["output"])["JobRunState"] == "SUCCEEDED"
    assert read(cloud, "job/out.txt") == b"hello duckdb False"


def test_a_failed_job_fails_the_task_with_its_last_line(cloud: Any) -> None:
    ended = cloud.run_machine("job", {"what": "fail"})

    assert ended["error"] == "States.TaskFailed"
    assert json.loads(ended["cause"])["ErrorMessage"] == "the file has no rows"


def test_a_job_acts_with_the_permissions_of_its_role(cloud: Any) -> None:
    ended = cloud.run_machine("job", {"what": "trespass"})

    assert "AccessDenied" in json.loads(ended["cause"])["ErrorMessage"]


def test_more_runs_than_allowed_are_refused_and_can_be_stopped(
    cloud: Any, wait: Callable[..., Any]
) -> None:
    glue = cloud.client("glue")
    arguments = {"--lake": cloud["Lake"], "--what": "sleep"}
    started = [
        glue.start_job_run(JobName="small-job", Arguments=arguments)["JobRunId"] for _ in range(2)
    ]

    with pytest.raises(glue.exceptions.ConcurrentRunsExceededException):
        glue.start_job_run(JobName="small-job", Arguments=arguments)

    def state(run_id: str) -> str:
        run = glue.get_job_run(JobName="small-job", RunId=run_id)["JobRun"]
        return str(run["JobRunState"])

    assert wait(lambda: all(state(run) == "RUNNING" for run in started))
    stopped = glue.batch_stop_job_run(JobName="small-job", JobRunIds=started)
    assert len(stopped["SuccessfulSubmissions"]) == 2
    assert wait(lambda: all(state(run) == "STOPPED" for run in started))


def test_a_model_is_trained_and_forecasts_in_batches(cloud: Any, trained: Any) -> None:
    assert trained["status"] == "SUCCEEDED", trained.get("cause")
    assert read(cloud, "models/small-1/output/output.tar.gz")
    with tarfile.open(fileobj=BytesIO(read(cloud, "models/small-1/output/model.tar.gz"))) as tar:
        assert tar.getnames() == ["model.json"]
    lines = read(cloud, "forecast/part-0001.jsonl.out").decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        {"sku_id": f"A{number}", "lines": 10, "batch": 5} for number in range(5)
    ]


@pytest.mark.usefixtures("panel")
def test_a_failed_training_fails_the_task_with_the_programs_own_words(cloud: Any) -> None:
    ended = cloud.run_machine("model", {"name": "small-2", "hyperparameters": {"fail": "yes"}})

    assert ended["error"] == "States.TaskFailed"
    assert json.loads(ended["cause"])["FailureReason"] == "AlgorithmError: too few series"


@pytest.mark.usefixtures("trained")
def test_descriptions_have_the_members_that_the_service_model_requires(cloud: Any) -> None:
    sagemaker = cloud.client("sagemaker")
    model = botocore.session.get_session().get_service_model("sagemaker")
    described = {
        "DescribeTrainingJob": sagemaker.describe_training_job(TrainingJobName="small-1"),
        "DescribeModel": sagemaker.describe_model(ModelName="small-1"),
        "DescribeTransformJob": sagemaker.describe_transform_job(TransformJobName="small-1"),
    }

    for operation, answer in described.items():
        shape = model.operation_model(operation).output_shape
        assert shape is not None
        assert set(shape.required_members) <= set(answer), operation
        assert set(answer) - {"ResponseMetadata"} <= set(shape.members), operation


def test_an_unknown_job_and_a_bad_request_are_refused_as_sagemaker_does(cloud: Any) -> None:
    sagemaker = cloud.client("sagemaker")

    with pytest.raises(sagemaker.exceptions.ResourceNotFound):
        sagemaker.describe_training_job(TrainingJobName="nobody")
    with pytest.raises(sagemaker.exceptions.ClientError, match="ValidationException"):
        sagemaker.delete_model(ModelName="nobody")
