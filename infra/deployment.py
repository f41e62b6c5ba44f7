"""One deployment: its stacks and how they hang together, data first."""

from aws_cdk import App, Stack, Tags, Validations
from cdk_nag import AwsSolutionsChecks

from infra.blocks.estate import Estate
from infra.config import Settings
from infra.stacks.api import ApiStack
from infra.stacks.data import DataStack
from infra.stacks.frontend import FrontendStack
from infra.stacks.identity import IdentityStack
from infra.stacks.ops import OpsStack
from infra.stacks.pipeline import PipelineStack


class Deployment:
    """data → identity → pipeline, api → ops, frontend."""

    def __init__(self, app: App, settings: Settings) -> None:
        options = {"termination_protection": settings.retention.keep_data}
        data = DataStack(app, settings, **options)
        identity = IdentityStack(app, settings, **options)
        estate = Estate(
            settings=settings,
            key=data.key,
            tables=data.tables,
            bus=data.bus,
            alerts=data.alerts,
            operations=data.operations,
            pool=identity.pool,
        )
        entrance = identity.note_sign_ins(estate)
        pipeline = PipelineStack(app, estate)
        api = ApiStack(app, estate, identity.client)
        ops = OpsStack(app, estate, api, pipeline, entrance)
        frontend = FrontendStack(app, estate, api.http.api.api_endpoint)
        for stack in (identity, pipeline, api):
            stack.add_stack_dependency(data)
        self.stacks: list[Stack] = [data, identity, pipeline, api, ops, frontend]
        Tags.of(app).add("application", "smartretail")
        Tags.of(app).add("stage", settings.stage)
        check(app)


def check(app: App) -> None:
    """Fail the synthesis on every finding of AwsSolutions that nobody explained."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
