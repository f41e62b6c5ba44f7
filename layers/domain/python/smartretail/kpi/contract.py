"""Wire shapes of the key figures."""

from typing import Literal

from pydantic import Field

from smartretail.kernel.wire import Wire

KpiName = Literal["revenue", "margin", "forecast_accuracy", "stockout_rate", "inventory_turns"]
Need = Literal["stock", "unit_cost", "history"]


class KpiQuery(Wire):
    """One store, or all stores in scope."""

    store_id: str | None = Field(default=None, max_length=120)


class SeriesQuery(KpiQuery):
    """How many past days."""

    days: int = Field(default=56, ge=7, le=56)


class Tile(Wire):
    """One figure over the last 28 days beside the 28 days before."""

    kpi: KpiName
    value: float | None
    previous: float | None
    change_pct: float | None
    unit: Literal["money", "percent", "ratio"]
    spark: list[float]
    needs: Need | None = Field(description="The input without which the figure is unknown")
    coverage_pct: float | None = Field(
        description="Share of revenue whose SKUs carry the needed input"
    )


class Store(Wire):
    """A store in scope."""

    store_id: str
    store_name: str | None


class Kpis(Wire):
    """The first page: figures, stores, and which inputs are missing. `as_of` null: no plan yet."""

    as_of: str | None
    currency: str | None
    time_zone: str | None
    tenant_name: str | None
    simulated: bool
    tiles: list[Tile]
    stores: list[Store]
    missing: list[str]
    categories: list[str]


class SeriesDay(Wire):
    """A past day with sales, or a coming day with its forecast."""

    date: str
    revenue: float | None
    units: float | None
    forecast_units: float | None
    forecast_lower: float | None
    forecast_upper: float | None


class KpiSeries(Wire):
    """Days of history, then 28 days ahead."""

    as_of: str | None
    series: list[SeriesDay]
