"""GET /kpi, GET /kpi/series."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from smartretail.bootstrap.kpi import figures
from smartretail.edge.http import PROBLEMS, allow, entry, resolver
from smartretail.edge.views import view
from smartretail.kernel.tenancy import Role
from smartretail.kpi.contract import KpiQuery, Kpis, KpiSeries, SeriesQuery

app = resolver()
everyone = allow(Role.SELLER, Role.MANAGER, Role.ADMIN)


@app.get("/kpi", responses=PROBLEMS, middlewares=[everyone])
def read_figures(query: Annotated[KpiQuery, Query()]) -> Response[Kpis]:
    """Show the key figures of a store, or of all stores in scope."""
    return view(figures().tiles(app.context["who"], query))


@app.get("/kpi/series", responses=PROBLEMS, middlewares=[everyone])
def read_series(query: Annotated[SeriesQuery, Query()]) -> Response[KpiSeries]:
    """Show revenue and units by day, then the forecast 28 days ahead."""
    return view(figures().series(app.context["who"], query))


handler = entry(app)
