"""The actions context's wiring for people: decisions and runs."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from smartretail.actions.decisions import Decisions
from smartretail.actions.runs import Runs
from smartretail.adapters.dynamo.actions import DynamoRecommendations
from smartretail.adapters.dynamo.runs import DynamoRuns
from smartretail.admin.usecases import SettingsBook
from smartretail.bootstrap.admin import settings
from smartretail.bootstrap.clients import table
from smartretail.kernel.clock import SystemClock
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class TenantApprovals:
    """Actions' `Approvals`, kept among the tenant's guardrails."""

    book: SettingsBook

    def limit(self, who: Principal) -> Decimal | None:
        """Return the worth above which a price needs a manager's approval; None is no limit."""
        return self.book.guardrails(who).approval_above


@cache
def decisions() -> Decisions:
    """Return recommendations and answers to them."""
    return Decisions(
        DynamoRecommendations(table("actions")), TenantApprovals(settings()), SystemClock()
    )


@cache
def runs() -> Runs:
    """Return runs of the plan."""
    return Runs(DynamoRuns(table("actions")), SystemClock())
