"""Wire shapes of recommendations and plan runs, and the events of this context."""

from typing import Any, Literal

from pydantic import Field

from smartretail.kernel.wire import Wire

RecommendationType = Literal["price", "reorder", "alert"]
Status = Literal["proposed", "accepted", "rejected", "expired"]
RunState = Literal["requested", "running", "done", "failed"]
StoreId = Field(min_length=1, max_length=120)


class AskRecommendations(Wire):
    """Which store's recommendations; the newest plan unless a date is named."""

    store_id: str = StoreId
    category: str | None = Field(default=None, max_length=200)
    as_of_date: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    rec_type: RecommendationType | None = None


class Recommendation(Wire):
    """One proposed action with its worth and its reasons."""

    rec_id: str
    rec_type: RecommendationType
    run_date: str
    store_id: str
    sku_id: str
    product_name: str | None
    category: str | None
    reorder_qty: float | None = None
    risk: str | None = None
    score: float = Field(description="Worth in base currency: the sum of the components")
    components: dict[str, float] = Field(
        description="impact_margin (or impact_revenue when no cost is known) "
        "+ impact_service_level - risk_penalty"
    )
    status: Status
    explanation: str
    degraded: bool = False
    payload: dict[str, Any] = Field(description="The numbers behind it")
    by: str | None = None
    at: str | None = None
    reason: str | None = None


class Recommendations(Wire):
    """Recommendations of a store, the most valuable first."""

    as_of_date: str
    recommendations: list[Recommendation]


class Decision(Wire):
    """A person's answer to a recommendation."""

    store_id: str = StoreId
    reason: str | None = Field(default=None, max_length=500)


class Stage(Wire):
    """A stage of the run and when it was reached."""

    stage: str
    at: str


class RunProblem(Wire):
    """Why a run failed."""

    title: str
    detail: str


class PlanRun(Wire):
    """A run of the plan."""

    run_id: str
    state: RunState
    started_at: str | None
    finished_at: str | None
    stages: list[Stage]
    problem: RunProblem | None


class RunRequested(Wire):
    """The run that was asked for, or the one already under way, after which another follows."""

    run_id: str
    state: RunState


class AskRun(Wire):
    """A request to plan now."""

    reason: Literal["manual"] = "manual"


class PlanRequested(Wire):
    """Data of the event `PlanRequested.v1`."""

    reason: str


class PlanFinished(Wire):
    """Data of the event `PlanFinished.v1`."""

    run_id: str
    as_of: str | None
    stores: int
    recommendations: int
    alerts: int


class PlanFailed(Wire):
    """Data of the event `PlanFailed.v1`."""

    run_id: str
    title: str
    detail: str


class RecommendationDecided(Wire):
    """Data of the events of an answer: accepted, rejected, undone."""

    rec_id: str
    rec_type: RecommendationType
    store_id: str
    sku_id: str
    reason: str | None


EVENTS: dict[str, type[Wire]] = {
    "PlanRequested.v1": PlanRequested,
    "PlanFinished.v1": PlanFinished,
    "PlanFailed.v1": PlanFailed,
    "RecommendationAccepted.v1": RecommendationDecided,
    "RecommendationRejected.v1": RecommendationDecided,
    "RecommendationUndone.v1": RecommendationDecided,
}
