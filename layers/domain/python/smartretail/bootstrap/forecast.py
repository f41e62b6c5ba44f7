"""The forecast context's wiring."""

from functools import cache

from smartretail.adapters.dynamo.forecast import DynamoForecasts
from smartretail.adapters.dynamo.read_models import ReadModels
from smartretail.bootstrap.clients import table
from smartretail.forecast.usecases import Forecasts
from smartretail.kernel.clock import SystemClock


@cache
def forecast_shelf() -> DynamoForecasts:
    """Return the forecast table."""
    return DynamoForecasts(ReadModels(table("forecast")))


@cache
def forecasts() -> Forecasts:
    """Return the reader of forecasts."""
    return Forecasts(forecast_shelf(), SystemClock())
