"""Glue jobs: a thin script, our own packages beside it, its own log group."""

from pathlib import Path

from aws_cdk import Aws
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3_assets as assets
from constructs import Construct

from infra.blocks import permissions
from infra.blocks.estate import Estate, arn
from infra.blocks.explain import explain
from infra.blocks.function import UNSHIPPED
from infra.blocks.logs import log_group
from infra.catalogue.etl import MODULES, JobSpec

ROOT = Path(__file__).resolve().parents[2]


def etl_package(scope: Construct) -> assets.Asset:
    """Our transformations as an archive that a Glue job imports."""
    return assets.Asset(scope, "Etl", path=str(ROOT / "glue/python"), exclude=UNSHIPPED)


class Job(Construct):
    """One Glue job with its own role."""

    def __init__(
        self, scope: Construct, spec: JobSpec, estate: Estate, package: assets.Asset
    ) -> None:
        super().__init__(scope, f"{spec.name.capitalize()}Job")
        self.name = f"{estate.settings.name}-{spec.name}"
        self.arn = arn("glue", f"job/{self.name}")
        self.log_prefix = f"/aws-glue/{self.name}"
        self.role = permissions.service_role(self, "Role", "glue.amazonaws.com")
        script = assets.Asset(self, "Script", path=str(ROOT / f"glue/jobs/{spec.name}.py"))
        self._code = [script, package]
        self._permissions(spec, estate)
        glue.CfnJob(
            self,
            "Job",
            name=self.name,
            description=spec.does,
            role=self.role.role_arn,
            glue_version="5.0",
            worker_type="G.1X",
            number_of_workers=estate.settings.capacity.glue_workers,
            timeout=spec.timeout_minutes,
            max_retries=0,
            execution_property={"maxConcurrentRuns": estate.settings.capacity.glue_runs_at_once},
            command={
                "name": "glueetl",
                "pythonVersion": "3",
                "scriptLocation": self._code[0].s3_object_url,
            },
            default_arguments=self._arguments(),
        )
        self._explain()

    def _permissions(self, spec: JobSpec, estate: Estate) -> None:
        for stream in ("error", "output"):
            group = log_group(self, estate, f"{self.log_prefix}/{stream}", id_=f"{stream}Logs")
            permissions.write_logs(self.role, group, "logs:CreateLogGroup")
        permissions.grant(self.role, estate, spec.grants)
        for asset in self._code:
            _read(self.role, asset)
        permissions.allow(
            self.role,
            ("cloudwatch:PutMetricData",),
            ["*"],
            {"StringEquals": {"cloudwatch:namespace": ["Glue"]}},
            because=permissions.NO_RESOURCE,
        )

    def _arguments(self) -> dict[str, str]:
        return {
            "--engine": "spark",
            "--extra-py-files": self._code[1].s3_object_url,
            "--additional-python-modules": ",".join(MODULES),
            "--enable-metrics": "true",
            "--custom-logGroup-prefix": self.log_prefix,
            "--job-bookmark-option": "job-bookmark-disable",
            "--conf": "spark.sql.session.timeZone=UTC",
        }

    def _explain(self) -> None:
        explain(
            self,
            GL1="Its log groups are encrypted with the deployment's own key.",
            GL3="Job bookmarks are off: each run names its input.",
        )


def _read(role: iam.Role, asset: assets.Asset) -> None:
    code = f"arn:{Aws.PARTITION}:s3:::{asset.s3_bucket_name}/{asset.s3_object_key}"
    permissions.allow(role, ("s3:GetObject",), [code])
