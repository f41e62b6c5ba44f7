"""The actions context's wiring for people: decisions and runs."""

from functools import cache

from smartretail.actions.decisions import Decisions
from smartretail.actions.runs import Runs
from smartretail.adapters.dynamo.actions import DynamoRecommendations
from smartretail.adapters.dynamo.runs import DynamoRuns
from smartretail.bootstrap.clients import table
from smartretail.kernel.clock import SystemClock


@cache
def decisions() -> Decisions:
    """Return recommendations and answers to them."""
    return Decisions(DynamoRecommendations(table("actions")), SystemClock())


@cache
def runs() -> Runs:
    """Return runs of the plan."""
    return Runs(DynamoRuns(table("actions")), SystemClock())
