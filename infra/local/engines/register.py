"""Registers the engines as services of the emulator, behind its signature and IAM checks."""

from typing import Any

from infra.local.engines.glue import GlueRuns
from infra.local.engines.sagemaker import SageMaker
from infra.local.engines.states import connect
from infra.local.rewriting import rewrite, substitute
from infra.local.settings import ACCOUNT, REGION, LocalSettings

NAMED = {
    "TrainingJobName": "training-job",
    "TransformJobName": "transform-job",
    "ModelName": "model",
}


class Engines:
    """The engines of one local deployment."""

    def __init__(self, settings: LocalSettings, app: Any) -> None:
        from ministack.services import glue, stepfunctions
        from ministack.services.cloudformation import provisioners

        self._glue = GlueRuns(settings, glue)
        self._sagemaker = SageMaker(settings)
        _replace_runs(glue, provisioners, self._glue)
        _add_service(app, "sagemaker", self._sagemaker)
        connect(stepfunctions, self._glue, self._sagemaker)

    def stop(self) -> None:
        """End every running job."""
        self._glue.close()
        self._sagemaker.close()


def _replace_runs(glue: Any, provisioners: Any, runs: GlueRuns) -> None:
    """Runs are real; the emulator calls every Spark job a success without running it."""
    rewrite(
        glue,
        "_create_job",
        (
            '"NonOverridableArguments": data.get("NonOverridableArguments", {}),',
            '"NonOverridableArguments": data.get("NonOverridableArguments", {}),'
            ' "ExecutionProperty": data.get("ExecutionProperty", {"MaxConcurrentRuns": 1}),',
        ),
    )
    rewrite(glue, "_update_job", ('"WorkerType",', '"WorkerType", "ExecutionProperty",'))
    rewrite(
        provisioners,
        "_glue_job_fields",
        ('("Role", "Command", *', '("Role", "Command", "ExecutionProperty", *'),
    )
    substitute(glue, "_start_job_run", "data", runs.start)
    substitute(glue, "_batch_stop_job_run", "data", runs.stop)

    def load(data: Any) -> None:
        original(data)
        runs.fail_interrupted()

    original = substitute(glue, "load_persisted_state", "data", load)


def _add_service(app: Any, name: str, service: Any) -> None:
    """Have the emulator dispatch, authorise and persist a service that it does not know."""
    from ministack.core import iam_actions

    app.SERVICE_HANDLERS[name] = service.handle_request
    app._loaded_modules[name] = service
    app._state_map[name] = name
    iam_actions.SERVICE_TO_IAM_NAMESPACE[name] = name
    _name_resources(iam_actions, name)


def _name_resources(iam_actions: Any, service: str) -> None:
    def resource(*given: Any) -> Any:
        if given[0] != service:
            return original(*given)
        for field, kind in NAMED.items():
            name = iam_actions._safe_json_field(given[4], field)
            if name:
                return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{kind}/{name.lower()}"
        return "*"

    original = substitute(
        iam_actions,
        "extract_resource_arn",
        "service, method, path, headers, body, query_params, region, account_id",
        resource,
    )
