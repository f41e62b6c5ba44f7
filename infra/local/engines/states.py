"""Step Functions' optimised integrations that the emulator lacks, and the machine's permissions."""

import json
import time
from collections.abc import Callable
from typing import Any

from infra.local.engines.glue import LIVE as GLUE_LIVE
from infra.local.engines.glue import GlueRuns
from infra.local.engines.roles import RoleError, acting_as, require
from infra.local.engines.sagemaker import LIVE as SAGEMAKER_LIVE
from infra.local.engines.sagemaker import SageMaker
from infra.local.engines.wire import Refusal
from infra.local.recovery import make_resumable
from infra.local.rewriting import substitute
from infra.local.settings import ACCOUNT, REGION
from infra.local.stopping import hold

PREFIX = "arn:aws:states:::"
POLL_SECONDS = 0.1
WATCHED = "StepFunctionsGetEventsForSageMaker{plural}Rule"
Result = dict[str, Any]


def connect(stepfunctions: Any, runs: GlueRuns, sagemaker: SageMaker) -> None:
    """Wire the engines into Step Functions, and hold each machine to its own role."""
    integrations = Integrations(stepfunctions, runs, sagemaker)
    stepfunctions._SERVICE_DISPATCH.update(
        {
            f"{PREFIX}glue:startJobRun": integrations.run_job,
            f"{PREFIX}sagemaker:createTrainingJob": integrations.job("TrainingJob"),
            f"{PREFIX}sagemaker:createTransformJob": integrations.job("TransformJob"),
            f"{PREFIX}sagemaker:createModel": integrations.create_model,
        }
    )
    _act_as_machine(stepfunctions)
    _check_invocations(stepfunctions)


def _act_as_machine(stepfunctions: Any) -> None:
    make_resumable(stepfunctions)

    def run(exec_arn: str) -> None:
        execution = stepfunctions._executions.get(exec_arn) or {}
        machine = stepfunctions._state_machines.get(execution.get("stateMachineArn")) or {}
        with acting_as(machine.get("roleArn", "")):
            original(exec_arn)

    original = substitute(stepfunctions, "_run_execution", "exec_arn", run)


def _check_invocations(stepfunctions: Any) -> None:
    def call(func_ref: str, event: Any) -> Any:
        name = func_ref.rpartition(":function:")[2]
        arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
        try:
            require(("lambda:InvokeFunction", arn))
        except RoleError as error:
            raise stepfunctions._ExecutionError("Lambda.AWSLambdaException", str(error)) from error
        try:
            return original(func_ref, event)
        finally:
            hold()

    original = substitute(stepfunctions, "_call_lambda", "func_ref, event", call)


class Integrations:
    """What a Task state's resource does."""

    def __init__(self, stepfunctions: Any, runs: GlueRuns, sagemaker: SageMaker) -> None:
        self._failed: Callable[[str, str], Exception] = stepfunctions._ExecutionError
        self._runs = runs
        self._sagemaker = sagemaker

    def run_job(self, resource: str, request: Result) -> Result:
        """glue:startJobRun, with .sync until the run has ended."""
        name = str(request.get("JobName"))
        arn = f"arn:aws:glue:{REGION}:{ACCOUNT}:job/{name}"
        waits = resource.endswith(".sync")
        actions = ["StartJobRun", *(["GetJobRun", "BatchStopJobRun"] if waits else [])]
        self._require("Glue.AccessDeniedException", *((f"glue:{one}", arn) for one in actions))
        status, _, body = self._runs.start(request)
        answer = json.loads(body)
        if status != 200:
            raise self._failed(f"Glue.{answer['__type']}", answer["message"])
        run = self._runs.find(name, answer["JobRunId"])
        while waits and run["JobRunState"] in GLUE_LIVE:
            time.sleep(POLL_SECONDS)
        if waits and run["JobRunState"] != "SUCCEEDED":
            raise self._failed("States.TaskFailed", json.dumps(run))
        return dict(run) if waits else dict(answer)

    def job(self, kind: str) -> Callable[[str, Result], Result]:
        """sagemaker:create<kind>, with .sync until the job has ended."""

        def create(resource: str, request: Result) -> Result:
            waits = resource.endswith(".sync")
            name = str(request.get(f"{kind}Name"))
            self._allow_job(kind, name, request, waits)
            self._sagemaker.forget_interrupted(kind, name)
            answer = self._call(f"Create{kind}", request)
            if not waits:
                return answer
            job = self._sagemaker.jobs[kind][name]
            while job[f"{kind}Status"] in SAGEMAKER_LIVE:
                time.sleep(POLL_SECONDS)
            if job[f"{kind}Status"] != "Completed":
                raise self._failed("States.TaskFailed", json.dumps(job))
            return dict(job)

        return create

    def create_model(self, resource: str, request: Result) -> Result:
        """sagemaker:createModel."""
        arn = _arn("model", str(request.get("ModelName")))
        self._require("SageMaker.AmazonSageMakerException", ("sagemaker:CreateModel", arn))
        self._pass_role(str(request.get("ExecutionRoleArn")))
        return self._call("CreateModel", request)

    def _allow_job(self, kind: str, name: str, request: Result, waits: bool) -> None:
        arn = _arn("training-job" if kind == "TrainingJob" else "transform-job", name)
        needed = [(f"sagemaker:Create{kind}", arn)]
        if waits:
            rule = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{WATCHED.format(plural=kind + 's')}"
            needed += [(f"sagemaker:{verb}{kind}", arn) for verb in ("Describe", "Stop")]
            needed += [(f"events:{one}", rule) for one in ("PutTargets", "PutRule", "DescribeRule")]
        self._require("SageMaker.AmazonSageMakerException", *needed)
        if "RoleArn" in request:
            self._pass_role(request["RoleArn"])

    def _pass_role(self, role: str) -> None:
        try:
            require(("iam:PassRole", role), passed_to="sagemaker.amazonaws.com")
        except RoleError as error:
            raise self._failed("SageMaker.AmazonSageMakerException", str(error)) from error

    def _require(self, code: str, *needed: tuple[str, str]) -> None:
        try:
            require(*needed)
        except RoleError as error:
            raise self._failed(code, str(error)) from error

    def _call(self, operation: str, request: Result) -> Result:
        try:
            return self._sagemaker.call(operation, request)
        except Refusal as refusal:
            code = f"SageMaker.{refusal.code.removesuffix('Exception')}Exception"
            raise self._failed(code, str(refusal)) from refusal


def _arn(kind: str, name: str) -> str:
    return f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:{kind}/{name.lower()}"
