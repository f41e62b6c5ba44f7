"""GET /forecast, POST /forecast, GET /forecast/{store_id}/{sku_id}."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from smartretail.bootstrap.forecast import forecasts
from smartretail.edge.http import PROBLEMS, allow, entry, resolver
from smartretail.edge.views import path_id, view
from smartretail.forecast.contract import (
    AskForecast,
    ForecastAnswer,
    ForecastList,
    ForecastListQuery,
    SkuForecast,
)
from smartretail.kernel.tenancy import Role

app = resolver()
readers = allow(Role.SELLER, Role.MANAGER, Role.ADMIN)


@app.get("/forecast", responses=PROBLEMS, middlewares=[readers])
def list_forecasts(query: Annotated[ForecastListQuery, Query()]) -> Response[ForecastList]:
    """List a store's SKUs with what they sold and will sell."""
    return view(forecasts().listing(app.context["who"], query))


@app.post("/forecast", responses=PROBLEMS, middlewares=[readers])
def forecast(ask: AskForecast) -> ForecastAnswer:
    """Forecast up to 100 SKUs of a store."""
    return forecasts().several(app.context["who"], ask)


@app.get("/forecast/<store_id>/<sku_id>", responses=PROBLEMS, middlewares=[readers])
def forecast_of_sku(store_id: str, sku_id: str) -> SkuForecast:
    """Forecast one SKU of a store."""
    return forecasts().one(app.context["who"], path_id(store_id), path_id(sku_id))


handler = entry(app)
