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
from infra.blocks.worker import OutboxConsumer, QueueWorker, ScheduledRun
from infra.blocks.workflow import Workflow
from infra.catalogue.etl import JOBS
from infra.catalogue.jobs import (
    DAILY_FUNCTION,
    ERASE_STEPS,
    FORGET_STEPS,
    HOURLY_FUNCTION,
    INTAKE_STEPS,
    OPERATOR_FUNCTIONS,
    OUTBOX_FUNCTION,
    PLAN_STEPS,
    PULL_FUNCTION,
    PULLS_QUEUE,
    STREAM_FUNCTION,
    STREAM_QUEUE,
    TICK_FUNCTION,
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
        self.hourly = self._function(HOURLY_FUNCTION)
        self.tick = self._function(TICK_FUNCTION)
        self.operator = [self._function(spec) for spec in OPERATOR_FUNCTIONS]
        OutboxConsumer(self.outbox, estate)
        self._schedules()
        QueueWorker(self._function(STREAM_FUNCTION), estate, STREAM_QUEUE)
        self.pulls = self._function(PULL_FUNCTION)
        QueueWorker(self.pulls, estate, PULLS_QUEUE)
        LakeCatalog(self, estate)
        steps = (*INTAKE_STEPS, *FORGET_STEPS, *ERASE_STEPS)
        self.steps = {spec.name: self._function(spec) for spec in steps}
        self.intake = self._intake()
        self._forget()
        self._erase()
        self.plan = self._plan(ForecastModel(self, estate))
        CfnOutput(self, "IntakeMachineArn", value=self.intake.machine.state_machine_arn)
        CfnOutput(self, "PlanMachineArn", value=self.plan.machine.state_machine_arn)

    def _function(self, spec: FunctionSpec) -> RetailFunction:
        return RetailFunction(self, spec, self.estate, self.layers)

    def _schedules(self) -> None:
        given = self.estate.settings
        ScheduledRun(
            self.daily,
            self.estate,
            work="daily",
            at=given.daily_plan_at,
            time_zone=given.daily_plan_time_zone,
        )
        ScheduledRun(self.hourly, self.estate, work="hourly", at=given.stream_plan_at)
        ScheduledRun(self.tick, self.estate, work="connectors", at=given.connectors_due_at)

    def _intake(self) -> Workflow:
        steps = {spec.name: self.steps[spec.name] for spec in INTAKE_STEPS}
        flow = Workflow(
            self,
            "intake",
            self.estate,
            {
                **_placeholders(steps),
                "LakeBucket": self.estate.bucket("lake"),
                "CurateJob": self.jobs["curate"].name,
                "ForgetJob": self.jobs["forget"].name,
            },
        )
        flow.call(steps.values())
        flow.run_jobs([self.jobs["curate"], self.jobs["forget"]])
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

    def _forget(self) -> None:
        steps = {name: self.steps[name] for name in ("intake_step_fail", "intake_step_forgotten")}
        flow = Workflow(self, "forget", self.estate, self._forgetting(steps))
        flow.call(steps.values())
        flow.run_jobs([self.jobs["forget"]])
        flow.start_on_own(
            "Asked",
            "UploadDeletionAsked.v1",
            upload_id="$.detail.data.upload_id",
            table="$.detail.data.table",
        )

    def _erase(self) -> None:
        steps = {spec.name: self.steps[spec.name] for spec in ERASE_STEPS}
        flow = Workflow(self, "erase", self.estate, self._forgetting(steps))
        flow.call(steps.values())
        flow.run_jobs([self.jobs["forget"]])
        flow.start_on_own("Asked", "TenantErasureAsked.v1")

    def _forgetting(self, steps: dict[str, RetailFunction]) -> dict[str, str]:
        return {
            **_placeholders(steps),
            "LakeBucket": self.estate.bucket("lake"),
            "ForgetJob": self.jobs["forget"].name,
        }

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
        flow.start_on_own("Curated", "UploadCurated.v1", unless={"origin": "stream"})
        flow.start_on_own("Deleted", "UploadDeleted.v1")
        flow.start_on_own("Requested", "PlanRequested.v1", reason="$.detail.data.reason")
        return flow


def _placeholders(steps: dict[str, RetailFunction]) -> dict[str, str]:
    """`${DecideFunction}` for the function `actions_step_decide`."""
    return {
        f"{name.rpartition('_')[2].capitalize()}Function": step.function.function_arn
        for name, step in steps.items()
    }
