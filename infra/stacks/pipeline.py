"""From files to decisions: state machines, Glue jobs, the forecast image, what starts them."""

from typing import Any

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_events as events
from constructs import Construct

from infra.blocks.estate import Estate
from infra.blocks.forecast import ForecastModel
from infra.blocks.function import Layers, RetailFunction
from infra.blocks.jobs import Job, etl_package
from infra.blocks.lake_catalog import LakeCatalog
from infra.blocks.worker import DailyRun, OutboxConsumer
from infra.blocks.workflow import Workflow
from infra.catalogue.etl import JOBS
from infra.catalogue.jobs import (
    DAILY_FUNCTION,
    INTAKE_STEPS,
    OPERATOR_FUNCTIONS,
    OUTBOX_FUNCTION,
    PLAN_STEPS,
)
from infra.catalogue.spec import FunctionSpec


class PipelineStack(Stack):
    """Everything that works without a person waiting for it."""

    def __init__(self, scope: Construct, estate: Estate, **options: Any) -> None:
        super().__init__(scope, estate.settings.stack_id("Pipeline"), **options)
        self.estate = estate
        self.layers = Layers(self)
        package = etl_package(self)
        self.jobs = {spec.name: Job(self, spec, estate, package) for spec in JOBS}
        self.outbox = self._function(OUTBOX_FUNCTION)
        self.daily = self._function(DAILY_FUNCTION)
        self.operator = [self._function(spec) for spec in OPERATOR_FUNCTIONS]
        OutboxConsumer(self.outbox, estate)
        DailyRun(self.daily, estate)
        LakeCatalog(self, estate)
        self.intake = self._intake()
        self.plan = self._plan(ForecastModel(self, estate))
        CfnOutput(self, "IntakeMachineArn", value=self.intake.machine.state_machine_arn)
        CfnOutput(self, "PlanMachineArn", value=self.plan.machine.state_machine_arn)

    def _function(self, spec: FunctionSpec) -> RetailFunction:
        return RetailFunction(self, spec, self.estate, self.layers)

    def _intake(self) -> Workflow:
        steps = {spec.name: self._function(spec) for spec in INTAKE_STEPS}
        flow = Workflow(
            self,
            "intake",
            self.estate,
            {
                **_placeholders(steps),
                "LakeBucket": self.estate.bucket("lake"),
                "CurateJob": self.jobs["curate"].name,
            },
        )
        flow.call(steps.values())
        flow.run_jobs([self.jobs["curate"]])
        flow.start_on(
            "Upload",
            events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [self.estate.bucket("lake")]},
                    "object": {"key": [{"prefix": "raw/"}]},
                },
            ),
            {
                "bucket": events.EventField.from_path("$.detail.bucket.name"),
                "key": events.EventField.from_path("$.detail.object.key"),
            },
        )
        flow.start_on_own("Mapping", "MappingChosen.v1", upload_id="$.detail.data.upload_id")
        return flow

    def _plan(self, model: ForecastModel) -> Workflow:
        steps = {spec.name: self._function(spec) for spec in PLAN_STEPS}
        jobs = [self.jobs["panel"], self.jobs["share"]]
        flow = Workflow(
            self,
            "plan",
            self.estate,
            {
                **_placeholders(steps),
                **model.placeholders,
                "PanelJob": jobs[0].name,
                "ShareJob": jobs[1].name,
            },
        )
        flow.call(steps.values())
        flow.run_jobs(jobs)
        model.allow_use(flow.role)
        flow.start_on_own("Curated", "UploadCurated.v1")
        flow.start_on_own("Requested", "PlanRequested.v1", reason="$.detail.data.reason")
        return flow


def _placeholders(steps: dict[str, RetailFunction]) -> dict[str, str]:
    """`${DecideFunction}` for the function `actions_step_decide`."""
    return {
        f"{name.rpartition('_')[2].capitalize()}Function": step.function.function_arn
        for name, step in steps.items()
    }
