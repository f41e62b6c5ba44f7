"""POST /recommendations and decisions on them; POST /plan/runs, GET /plan/runs/latest."""

from smartretail.actions.contract import (
    AskRecommendations,
    AskRun,
    Decision,
    PlanRun,
    Recommendation,
    Recommendations,
    RunRequested,
)
from smartretail.bootstrap.actions import decisions, runs
from smartretail.edge.http import PROBLEMS, allow, entry, metrics, resolver
from smartretail.kernel.tenancy import Role

app = resolver()
deciders = allow(Role.SELLER, Role.MANAGER)


@app.post("/recommendations", responses=PROBLEMS, middlewares=[deciders])
def recommend(ask: AskRecommendations) -> Recommendations:
    """List a store's recommendations, the most valuable first."""
    return decisions().listing(app.context["who"], ask)


@app.post("/recommendations/<rec_id>/accept", responses=PROBLEMS, middlewares=[deciders])
def accept(rec_id: str, decision: Decision) -> Recommendation:
    """Accept a recommendation; audited."""
    accepted = decisions().decide(app.context["who"], rec_id, "accepted", decision)
    metrics.add_metric(name="RecommendationAccepted", unit="Count", value=1)
    return accepted


@app.post("/recommendations/<rec_id>/reject", responses=PROBLEMS, middlewares=[deciders])
def reject(rec_id: str, decision: Decision) -> Recommendation:
    """Reject a recommendation, with a reason if there is one; audited."""
    rejected = decisions().decide(app.context["who"], rec_id, "rejected", decision)
    metrics.add_metric(name="RecommendationRejected", unit="Count", value=1)
    return rejected


@app.post("/recommendations/<rec_id>/undo", responses=PROBLEMS, middlewares=[deciders])
def undo(rec_id: str, decision: Decision) -> Recommendation:
    """Take an answer back; the recommendation is open again."""
    return decisions().decide(app.context["who"], rec_id, "proposed", decision)


@app.post(
    "/plan/runs",
    responses=PROBLEMS,
    middlewares=[allow(Role.MANAGER)],
    status_code=202,
)
def request_run(ask: AskRun) -> RunRequested:
    """Ask for a plan now."""
    return runs().request(app.context["who"], ask.reason)


@app.get(
    "/plan/runs/latest",
    responses=PROBLEMS,
    middlewares=[allow(Role.SELLER, Role.MANAGER, Role.ADMIN)],
)
def latest_run() -> PlanRun:
    """Show how far the latest run of the plan is."""
    return runs().latest(app.context["who"])


handler = entry(app)
