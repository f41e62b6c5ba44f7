"""What the operators see and when they are called."""

from typing import Any

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.blocks.alarms import alarm
from infra.blocks.estate import Estate
from infra.blocks.function import RetailFunction
from infra.stacks.api import ApiStack
from infra.stacks.pipeline import PipelineStack

HOUR = Duration.hours(1)
FIVE_MINUTES = Duration.minutes(5)


class OpsStack(Stack):
    """Alarms on what people and data feel, and one dashboard."""

    def __init__(
        self,
        scope: Construct,
        estate: Estate,
        api: ApiStack,
        pipeline: PipelineStack,
        entrance: RetailFunction,
        **options: Any,
    ) -> None:
        super().__init__(scope, estate.settings.stack_id("Ops"), **options)
        self.estate = estate
        self.api = api
        self.pipeline = pipeline
        self._api_alarms()
        self._outbox_alarms()
        self._forecast_alarm()
        self._audit_alarm(entrance)
        self._connector_alarm()
        self._dashboard()
        CfnOutput(self, "DashboardName", value=estate.settings.name)

    def _api_alarms(self) -> None:
        limits = self.estate.settings.thresholds
        for name, ratio, window, periods in (
            ("api-errors", limits.api_error_ratio, FIVE_MINUTES, 2),
            ("api-fast-burn", limits.fast_burn_ratio, HOUR, 1),
            ("api-slow-burn", limits.slow_burn_ratio, Duration.hours(6), 1),
        ):
            self._alarm(name, self._error_ratio(window), above=ratio, periods=periods)
        latency = self.api.http.api.metric_latency(period=FIVE_MINUTES, statistic="p95")
        self._alarm("api-slow", latency, above=limits.latency_p95_ms, periods=3)

    def _outbox_alarms(self) -> None:
        outbox = self.pipeline.outbox.function
        age = outbox.metric("IteratorAge", period=FIVE_MINUTES, statistic="Maximum")
        delay_ms = self.estate.settings.thresholds.outbox_delay_seconds * 1000
        self._alarm("outbox-late", age, above=delay_ms, periods=2)
        clocked = (self.pipeline.daily, self.pipeline.hourly, self.pipeline.tick)
        for function in (self.pipeline.outbox, *clocked):
            errors = function.function.metric_errors(period=FIVE_MINUTES)
            self._alarm(f"{function.spec.name}-errors", errors, above=0, periods=1)

    def _audit_alarm(self, entrance: RetailFunction) -> None:
        missed = cloudwatch.Metric(
            namespace="SmartRetail",
            metric_name="SignInNotAudited",
            dimensions_map={"service": entrance.spec.name},
            period=FIVE_MINUTES,
            statistic="Sum",
        )
        self._alarm("sign-in-not-audited", missed, above=0, periods=1)

    def _connector_alarm(self) -> None:
        """A connector that was paused because it kept failing."""
        paused = cloudwatch.Metric(
            namespace="SmartRetail",
            metric_name="ConnectorPaused",
            dimensions_map={"service": self.pipeline.pulls.spec.name},
            period=FIVE_MINUTES,
            statistic="Sum",
        )
        self._alarm("connector-paused", paused, above=0, periods=1)

    def _forecast_alarm(self) -> None:
        """Any tenant's plan whose forecast error rose too much on the plan before."""
        rise = cloudwatch.Metric(
            namespace="SmartRetail",
            metric_name="WapeChangePct",
            dimensions_map={"service": "actions_step_publish"},
            period=HOUR,
            statistic="Maximum",
        )
        above = self.estate.settings.thresholds.forecast_error_rise_pct
        self._alarm("forecast-worse", rise, above=above, periods=1)

    def _alarm(self, name: str, metric: cloudwatch.IMetric, *, above: float, periods: int) -> None:
        alarm(self, name, self.estate, name=name, metric=metric, above=above, periods=periods)

    def _error_ratio(self, window: Duration) -> cloudwatch.MathExpression:
        """Server errors by requests; no requests are no errors."""
        http = self.api.http.api
        return cloudwatch.MathExpression(
            expression="IF(requests > 0, errors / requests, 0)",
            using_metrics={
                "errors": http.metric_server_error(period=window, statistic="Sum"),
                "requests": http.metric_count(period=window, statistic="Sum"),
            },
            label="5xx by requests",
            period=window,
        )

    def _dashboard(self) -> None:
        http = self.api.http.api
        functions = [each.function for each in (*self.api.functions, self.pipeline.outbox)]
        machines = [self.pipeline.intake.machine, self.pipeline.plan.machine]
        board = cloudwatch.Dashboard(self, "Dashboard", dashboard_name=self.estate.settings.name)
        board.add_widgets(
            _graph("Requests", [http.metric_count(period=FIVE_MINUTES, statistic="Sum")]),
            _graph("Errors", [self._error_ratio(FIVE_MINUTES)]),
            _graph(
                "Latency, ms",
                [http.metric_latency(period=FIVE_MINUTES, statistic=at) for at in ("p50", "p95")],
            ),
        )
        board.add_widgets(
            _graph("Function errors", [each.metric_errors() for each in functions]),
            _graph(
                "Function p95, ms", [each.metric_duration(statistic="p95") for each in functions]
            ),
            _graph("Throttles", [each.metric_throttles() for each in functions]),
        )
        board.add_widgets(
            _graph("Runs", [each.metric_succeeded(period=HOUR) for each in machines]),
            _graph("Failed runs", [each.metric_failed(period=HOUR) for each in machines]),
            _graph("Run time, ms", [each.metric_time(period=HOUR) for each in machines]),
        )


def _graph(title: str, metrics: list[cloudwatch.IMetric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=metrics, width=8, height=6)
