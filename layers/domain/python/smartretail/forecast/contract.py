"""Wire shapes of forecasts."""

from typing import Literal

from pydantic import Field

from smartretail.kernel.wire import Wire

HORIZON_DAYS = 28
MAX_SKUS = 100


class ForecastListQuery(Wire):
    """Which store's list, and where the page begins."""

    store_id: str = Field(min_length=1, max_length=120)
    cursor: str | None = Field(default=None, max_length=400)


class ForecastRow(Wire):
    """A SKU in one line: what it sold, what it will sell."""

    sku_id: str
    product_name: str | None
    category: str | None
    units_28d: float
    forecast_28d: float
    change_pct: float | None = Field(description="Forecast against the last 28 days, in percent")
    revenue_28d: float | None
    degraded: bool


class ForecastList(Wire):
    """A page of SKUs, those with most revenue first."""

    as_of: str
    items: list[ForecastRow]
    next: str | None


class AskForecast(Wire):
    """Which SKUs of a store, how far, and by day or by week."""

    store_id: str = Field(min_length=1, max_length=120)
    sku_ids: list[str] = Field(min_length=1, max_length=MAX_SKUS)
    horizon_days: int = Field(default=14, ge=1, le=HORIZON_DAYS)
    granularity: Literal["day", "week"] = "day"


class ForecastPoint(Wire):
    """Expected units of a day, or of the week that begins on it, and the likely range."""

    date: str
    yhat: float
    yhat_lower: float
    yhat_upper: float


class Driver(Wire):
    """What moved the forecast, in units against the average."""

    feature: str
    impact: Literal["high", "medium", "low"]
    contribution: float


class SoldDay(Wire):
    """Units of a past day."""

    date: str
    units: float


class Backtest(Wire):
    """Error on held-out weeks beside the error of repeating last week (WAPE)."""

    wape: float | None
    naive_wape: float | None


class SkuForecast(Wire):
    """The forecast of one SKU in one store."""

    sku_id: str
    store_id: str
    product_name: str | None
    as_of: str
    model_version: str | None = None
    series: list[ForecastPoint]
    drivers: list[Driver]
    degraded: bool = Field(description="True when a simpler rule stood in for the model")
    reason: str | None = Field(description="Why it is degraded")
    history: list[SoldDay] = Field(description="The last 56 days")
    backtest: Backtest | None


class ForecastAnswer(Wire):
    """Forecasts of the SKUs asked for, in their order."""

    generated_at: str
    as_of: str
    forecasts: list[SkuForecast]
