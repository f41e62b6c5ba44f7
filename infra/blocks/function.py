"""A function of the catalogue as a Lambda function with its own role, log group and traces."""

from pathlib import Path

from aws_cdk import Duration, Tags
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.blocks import permissions
from infra.blocks.estate import Estate
from infra.blocks.explain import explain
from infra.blocks.logs import log_group
from infra.catalogue.spec import FunctionSpec

ROOT = Path(__file__).resolve().parents[2]
UNSHIPPED = ["**/__pycache__/**", "**/*.pyc"]


class Layers(Construct):
    """The domain and its third-party packages.

    Each stack has its own versions: a layer version is replaced at every change, and a value that
    another stack imports cannot be replaced.
    """

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, "Layers")
        self.versions: list[lambda_.ILayerVersion] = [
            self._version("Domain", "layers/domain", "What SmartRetail knows about retail"),
            self._version("Runtime", "build/layers/runtime", "Powertools and pydantic"),
        ]

    def _version(self, name: str, folder: str, description: str) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name,
            code=lambda_.Code.from_asset(str(ROOT / folder), exclude=UNSHIPPED),
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
            compatible_architectures=[lambda_.Architecture.ARM_64],
            description=description,
        )


class RetailFunction(Construct):
    """One function: its code, its environment, its role, its log group."""

    def __init__(
        self, scope: Construct, spec: FunctionSpec, estate: Estate, layers: Layers
    ) -> None:
        super().__init__(scope, "".join(part.capitalize() for part in spec.name.split("_")))
        name = f"{estate.settings.name}-{spec.name}"
        self.spec = spec
        self.role = permissions.service_role(self, "Role", "lambda.amazonaws.com")
        logs = log_group(self, estate, f"/aws/lambda/{name}")
        permissions.write_logs(self.role, logs)
        permissions.grant(self.role, estate, spec.grants)
        permissions.explain_wildcard(self.role, "*", permissions.NO_RESOURCE)
        self.function = lambda_.Function(
            self,
            "Function",
            function_name=name,
            description=spec.does,
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            code=lambda_.Code.from_asset(str(ROOT / "functions" / spec.name), exclude=UNSHIPPED),
            handler="handler.handler",
            layers=layers.versions,
            memory_size=spec.memory_mb,
            timeout=Duration.seconds(spec.timeout_seconds),
            environment=_environment(spec, estate),
            role=self.role,
            log_group=logs,
            tracing=lambda_.Tracing.ACTIVE,
        )
        Tags.of(self.function).add("class", spec.kind)
        explain(self.function, L1="Python 3.13: the newest that every dependency has wheels for.")


def _environment(spec: FunctionSpec, estate: Estate) -> dict[str, str]:
    return {
        "STAGE": estate.settings.stage,
        "POWERTOOLS_SERVICE_NAME": spec.name,
        "POWERTOOLS_METRICS_NAMESPACE": "SmartRetail",
        "POWERTOOLS_LOG_LEVEL": "INFO",
        **{name: estate.variable(name) for name in spec.environment},
    }
