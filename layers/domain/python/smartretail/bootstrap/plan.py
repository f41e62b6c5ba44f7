"""The plan's wiring: steps of its state machine, and the daily request."""

from functools import cache

from smartretail.actions.runs import Daily, Ending, Prepare
from smartretail.adapters.dynamo.actions import DynamoRecommendations
from smartretail.adapters.dynamo.runs import DynamoRuns
from smartretail.adapters.dynamo.shelves import shelves
from smartretail.adapters.lake.plans import LakePlans
from smartretail.bootstrap.admin import settings, tenants
from smartretail.bootstrap.alerts import messenger, press
from smartretail.bootstrap.clients import s3, table, variable
from smartretail.bootstrap.forecast import forecast_shelf
from smartretail.bootstrap.inventory import stock_desk
from smartretail.bootstrap.kpi import figure_press, figure_shelf
from smartretail.bootstrap.planning.steps import PublishPlan, ScopeStores
from smartretail.bootstrap.planning.store import Books, DecideStore
from smartretail.bootstrap.pricing import guardrail_book, price_book
from smartretail.kernel.clock import SystemClock


@cache
def preparing() -> Prepare:
    """Return the first step of a run."""
    return Prepare(_runs(), SystemClock())


@cache
def scoping() -> ScopeStores:
    """Return the step that reads what there is to plan."""
    return ScopeStores(_lake(), _runs(), _ending(), SystemClock())


@cache
def deciding() -> DecideStore:
    """Return the step that plans one store."""
    books = Books(
        forecasts=forecast_shelf(),
        prices=price_book(),
        stock=stock_desk(),
        recommendations=DynamoRecommendations(table("actions")),
        alerts=press(),
        figures=figure_shelf(),
    )
    return DecideStore(_lake(), settings(), guardrail_book(), books, _runs(), SystemClock())


@cache
def publishing() -> PublishPlan:
    """Return the last step of a run."""
    return PublishPlan(
        lake=_lake(),
        runs=_runs(),
        ending=_ending(),
        figures=figure_press(),
        shelves=shelves(
            {
                "forecast": table("forecast"),
                "pricing": table("pricing"),
                "inventory": table("inventory"),
                "actions": table("actions"),
                "alerts": table("alerts"),
                "kpi": table("kpi"),
            }
        ),
        alerts=press(),
        messenger=messenger(),
        clock=SystemClock(),
    )


@cache
def failing() -> Ending:
    """Return the step that ends a failed run."""
    return _ending()


@cache
def daily() -> Daily:
    """Return the daily request of a plan for every tenant."""
    return Daily(_runs(), tenants(), SystemClock())


@cache
def _runs() -> DynamoRuns:
    return DynamoRuns(table("actions"))


@cache
def _ending() -> Ending:
    return Ending(_runs(), SystemClock())


@cache
def _lake() -> LakePlans:
    return LakePlans(s3(), variable("LAKE_BUCKET"))
