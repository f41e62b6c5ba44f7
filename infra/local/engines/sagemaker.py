"""SageMaker training, models and batch transform, each job in processes of its own."""

import json
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.local.engines import training, transform, wire
from infra.local.engines.roles import assume, s3_client
from infra.local.engines.subprocesses import JobProcess
from infra.local.engines.wire import Refusal
from infra.local.settings import ACCOUNT, REGION, LocalSettings
from infra.local.stopping import hold

DAY_SECONDS = 86_400.0
LIVE = ("InProgress", "Stopping")
SEGMENTS = {"TrainingJob": "training-job", "TransformJob": "transform-job", "Model": "model"}
INTERRUPTED = "InternalServerError: the job was interrupted by a restart"
Job = dict[str, Any]


class SageMaker:
    """The service: its jobs and models, and what runs them."""

    def __init__(self, settings: LocalSettings) -> None:
        self._endpoint = settings.address
        self._scratch = settings.scratch
        self._programs = settings.programs
        self.jobs: dict[str, dict[str, Job]] = {kind: {} for kind in SEGMENTS}
        self._processes: dict[str, JobProcess] = {}

    async def handle_request(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: Any
    ) -> wire.Response:
        """Answer one request of the JSON protocol."""
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        try:
            return wire.answer(self.call(operation, json.loads(body or b"{}")))
        except Refusal as refusal:
            return wire.error(refusal)

    def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Carry out one operation."""
        known: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "CreateTrainingJob": self._create_training,
            "DescribeTrainingJob": lambda asked: self._find("TrainingJob", asked),
            "StopTrainingJob": lambda asked: self._stop("TrainingJob", asked),
            "CreateModel": self._create_model,
            "DescribeModel": lambda asked: self._find("Model", asked),
            "DeleteModel": self._delete_model,
            "CreateTransformJob": self._create_transform,
            "DescribeTransformJob": lambda asked: self._find("TransformJob", asked),
            "StopTransformJob": lambda asked: self._stop("TransformJob", asked),
        }
        if operation not in known:
            raise Refusal("UnknownOperationException", f"{operation} does not run locally.")
        wire.check(operation, request)
        return known[operation](request)

    def get_state(self) -> dict[str, Any]:
        """What survives a restart."""
        return json.loads(json.dumps(self.jobs))  # type: ignore[no-any-return]

    def load_persisted_state(self, state: dict[str, Any]) -> None:
        """Take over what was saved; jobs that were running ended with their process."""
        self.jobs.update(state)
        for kind, jobs in self.jobs.items():
            for job in jobs.values():
                if job.get(f"{kind}Status") in LIVE:
                    _end(kind, job, "Failed", INTERRUPTED)

    def forget_interrupted(self, kind: str, name: str) -> None:
        """Make way for a job's second attempt, when a restart ended the first."""
        if self.jobs[kind].get(name, {}).get("FailureReason") == INTERRUPTED:
            del self.jobs[kind][name]

    def reset(self) -> None:
        """Forget everything."""
        for jobs in self.jobs.values():
            jobs.clear()

    def close(self) -> None:
        """End every running job."""
        for process in list(self._processes.values()):
            process.end()

    def _create_training(self, request: dict[str, Any]) -> dict[str, Any]:
        job = self._new("TrainingJob", request)
        base = f"{request['OutputDataConfig']['S3OutputPath'].rstrip('/')}/"
        artifact = f"{base}{request['TrainingJobName']}/output/model.tar.gz"
        job["ModelArtifacts"] = {"S3ModelArtifacts": artifact}
        job["SecondaryStatus"] = "Starting"
        self._begin("TrainingJob", job, self._train)
        return {"TrainingJobArn": job["TrainingJobArn"]}

    def _create_model(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"ModelArn": self._new("Model", request)["ModelArn"]}

    def _delete_model(self, request: dict[str, Any]) -> dict[str, Any]:
        self._find("Model", request)
        del self.jobs["Model"][request["ModelName"]]
        return {}

    def _create_transform(self, request: dict[str, Any]) -> dict[str, Any]:
        self._find("Model", request)
        job = self._new("TransformJob", request)
        self._begin("TransformJob", job, self._transform)
        return {"TransformJobArn": job["TransformJobArn"]}

    def _find(self, kind: str, request: dict[str, Any]) -> Job:
        found = self.jobs[kind].get(request[f"{kind}Name"])
        if found is None:
            code = "ValidationException" if kind == "Model" else "ResourceNotFound"
            raise Refusal(code, f"Could not find {kind} {request[f'{kind}Name']!r}.")
        return found

    def _stop(self, kind: str, request: dict[str, Any]) -> dict[str, Any]:
        job = self._find(kind, request)
        if job[f"{kind}Status"] not in LIVE:
            raise Refusal("ValidationException", "The job is not in progress.")
        job[f"{kind}Status"] = "Stopping"
        process = self._processes.get(job[f"{kind}Arn"])
        if process is not None:
            process.stop()
        return {}

    def _new(self, kind: str, request: dict[str, Any]) -> Job:
        name = request[f"{kind}Name"]
        if name in self.jobs[kind]:
            raise Refusal("ResourceInUse", f"{kind} {name!r} exists already.")
        arn = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:{SEGMENTS[kind]}/{name.lower()}"
        job = {**request, f"{kind}Arn": arn, "CreationTime": time.time()}
        self.jobs[kind][name] = job
        return job

    def _begin(self, kind: str, job: Job, work: Callable[[Job, Path], None]) -> None:
        job[f"{kind}Status"] = "InProgress"
        threading.Thread(target=self._work, args=(kind, job, work), daemon=True).start()

    def _work(self, kind: str, job: Job, work: Callable[[Job, Path], None]) -> None:
        folder = self._scratch / f"{kind}-{job[f'{kind}Name']}"
        folder.mkdir(parents=True)
        try:
            work(job, folder)
            stopping = job[f"{kind}Status"] == "Stopping"
            _end(kind, job, "Stopped" if stopping else "Completed")
        except JobFailed as failure:
            _end(kind, job, failure.status, str(failure))
        except Exception as failure:  # whatever went wrong is the job's failure, not the service's
            _end(kind, job, "Failed", f"{type(failure).__name__}: {failure}"[:1024])
        finally:
            self._processes.pop(job[f"{kind}Arn"], None)
            shutil.rmtree(folder, ignore_errors=True)

    def _train(self, job: Job, folder: Path) -> None:
        seconds = float(job["StoppingCondition"].get("MaxRuntimeInSeconds", DAY_SECONDS))
        credentials = assume(job["RoleArn"], "SageMaker", seconds)
        s3 = s3_client(credentials, self._endpoint)
        tree = training.TrainingFolder(folder / "ml")
        script = training.program(self._programs, job.get("Environment", {}))
        job["SecondaryStatus"] = "Downloading"
        tree.fill(job, s3)
        job.update(SecondaryStatus="Training", TrainingStartTime=time.time())
        environment = {**tree.environment(job), **credentials}
        process = training.start(script, self._programs, folder, environment)
        self._processes[job["TrainingJobArn"]] = process
        outcome = process.wait(seconds)
        if outcome.timed_out:
            raise JobFailed("Stopped", "The job exceeded MaxRuntimeInSeconds.")
        if outcome.stopped:
            return
        if not outcome.succeeded:
            raise JobFailed("Failed", tree.failure(outcome.last_line))
        job["SecondaryStatus"] = "Uploading"
        tree.collect(s3, job["ModelArtifacts"]["S3ModelArtifacts"])

    def _transform(self, job: Job, folder: Path) -> None:
        job["TransformStartTime"] = time.time()
        made = self.jobs["Model"][job["ModelName"]]
        container = made["PrimaryContainer"]
        credentials = assume(made["ExecutionRoleArn"], "SageMaker", DAY_SECONDS)
        s3 = s3_client(credentials, self._endpoint)
        model = transform.unpack_model(s3, container.get("ModelDataUrl"), folder)
        own = {**container.get("Environment", {}), **job.get("Environment", {})}
        port = transform.free_port()
        paths = {"SM_MODEL_DIR": str(model), "SAGEMAKER_BIND_TO_PORT": str(port)}
        paths["SAGEMAKER_BIND_TO_HOST"] = "127.0.0.1"
        script = training.program(self._programs, own)
        process = training.start(script, self._programs, folder, {**own, **paths, **credentials})
        self._processes[job["TransformJobArn"]] = process
        try:
            server = transform.ModelServer(process, port, folder / "output.log")
            stopping = lambda: job["TransformJobStatus"] == "Stopping"  # noqa: E731
            server.wait_ready(stopping)
            transform.transform_objects(s3, server, job, stopping)
        finally:
            process.end()


class JobFailed(Exception):
    """A job that ended without its result."""

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def _end(kind: str, job: Job, status: str, reason: str = "") -> None:
    hold()
    moment = "TrainingEndTime" if kind == "TrainingJob" else "TransformEndTime"
    job[moment] = time.time()
    if reason:
        job["FailureReason"] = reason
    if kind == "TrainingJob":
        job["SecondaryStatus"] = status
        job["LastModifiedTime"] = job[moment]
    job[f"{kind}Status"] = status
