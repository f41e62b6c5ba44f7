"""A state machine from its ASL file, the events that start it, and what its states may call."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.blocks import permissions
from infra.blocks.alarms import alarm
from infra.blocks.estate import Estate
from infra.blocks.function import RetailFunction
from infra.blocks.jobs import Job
from infra.blocks.logs import log_group
from infra.blocks.worker import DeadLetters

RUN_JOB = ("glue:BatchStopJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:StartJobRun")
DEFINITIONS = Path(__file__).resolve().parents[2] / "stepfunctions"


class Workflow(Construct):
    """One state machine: logged, traced, started by events, its failures reported."""

    def __init__(
        self, scope: Construct, name: str, estate: Estate, placeholders: Mapping[str, str]
    ) -> None:
        super().__init__(scope, name.capitalize())
        self.name = name
        self.estate = estate
        self.role = permissions.service_role(self, "Role", "states.amazonaws.com")
        permissions.explain_wildcard(self.role, "*", permissions.NO_RESOURCE)
        definition = json.loads((DEFINITIONS / f"{name}.asl.json").read_text())
        physical = f"{estate.settings.name}-{name}"
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=physical,
            definition_body=sfn.DefinitionBody.from_string(json.dumps(definition)),
            definition_substitutions=placeholders,
            role=self.role,
            tracing_enabled=True,
            logs=sfn.LogOptions(
                destination=log_group(self, estate, f"/aws/vendedlogs/states/{physical}"),
                level=sfn.LogLevel.ALL,
                include_execution_data=False,
            ),
        )
        self.letters = DeadLetters(self, estate, work=f"{name}-events")
        self._alarms()

    def call(self, functions: Iterable[RetailFunction]) -> None:
        """Let the states call these functions."""
        arns = [each.function.function_arn for each in functions]
        permissions.allow(self.role, ("lambda:InvokeFunction",), arns)

    def run_jobs(self, jobs: Iterable[Job]) -> None:
        """Let the states run these Glue jobs, watch them and stop them."""
        permissions.allow(self.role, RUN_JOB, [job.arn for job in jobs])

    def start_on_own(
        self, name: str, event: str, unless: Mapping[str, str] | None = None, **give: str
    ) -> None:
        """Start on an event of our own: for whom, why, and `give` by paths into the event.

        An event whose data hold a value of `unless` starts nothing.
        """
        others = {key: events.Match.anything_but(value) for key, value in (unless or {}).items()}
        paths = {
            "tenant": "$.detail.tenant",
            "reason": "$.detail.name",
            "correlation_id": "$.detail.correlation_id",
            **give,
        }
        self.start_on(
            name,
            events.EventPattern(
                detail_type=[event],
                source=events.Match.prefix("smartretail."),
                detail={"data": others} if others else None,
            ),
            {key: events.EventField.from_path(path) for key, path in paths.items()},
            bus=self.estate.bus,
        )

    def start_on(
        self,
        name: str,
        pattern: events.EventPattern,
        give: dict[str, str],
        bus: events.IEventBus | None = None,
    ) -> None:
        """Start on events of a bus, else of AWS services, with this input."""
        rule = events.Rule(
            self,
            name,
            rule_name=f"{self.estate.settings.name}-{self.name}-{name.lower()}",
            event_bus=bus,
            event_pattern=pattern,
        )
        rule.add_target(
            targets.SfnStateMachine(
                self.machine,
                input=events.RuleTargetInput.from_object(give),
                dead_letter_queue=self.letters.queue,
                retry_attempts=20,
                max_event_age=Duration.hours(6),
            )
        )

    def _alarms(self) -> None:
        hour = Duration.hours(1)
        for id_, metric in (
            ("Failed", self.machine.metric_failed(period=hour)),
            ("TimedOut", self.machine.metric_timed_out(period=hour)),
        ):
            name = f"{self.name}-{id_.lower()}"
            alarm(self, id_, self.estate, name=name, metric=metric, above=0)
