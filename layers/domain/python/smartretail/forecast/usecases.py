"""Reading forecasts, and writing a store's forecasts after a plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from smartretail.forecast.contract import (
    AskForecast,
    ForecastAnswer,
    ForecastList,
    ForecastListQuery,
    SkuForecast,
)
from smartretail.forecast.model import by_week, list_row, sku_document
from smartretail.forecast.ports import ForecastBundles, ForecastShelf, Record
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.errors import NotFound
from smartretail.kernel.ids import business_id
from smartretail.kernel.paging import MAX_PAGE, from_cursor, to_cursor
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class Forecasts:
    """Forecasts for those who may see them."""

    shelf: ForecastShelf
    clock: Clock

    def listing(self, who: Principal, query: ForecastListQuery) -> bytes | ForecastList:
        """Return a page, packed as stored when the caller may see every SKU."""
        store_id = business_id(query.store_id)
        who.require_store(store_id)
        number = from_cursor(query.cursor).get("page", 0)
        number = number if isinstance(number, int) else 0
        if who.sees_all_skus:
            packed = self.shelf.packed_page(who, store_id, number)
            if packed is None:
                raise _unknown("store", store_id)
            return packed
        page = self.shelf.page(who, store_id, number)
        if page is None:
            raise _unknown("store", store_id)
        visible = [item for item in page["items"] if who.sees_sku(item["sku_id"])]
        return ForecastList.model_validate({**page, "items": visible})

    def one(self, who: Principal, store_id: str, sku_id: str) -> SkuForecast:
        """Return the forecast of one SKU. Raise `NotFound` when it is unknown or out of scope."""
        found = self._find(who, business_id(store_id), [business_id(sku_id)])
        return SkuForecast.model_validate(found[0])

    def several(self, who: Principal, ask: AskForecast) -> ForecastAnswer:
        """Return forecasts of a store's SKUs, cut to the horizon, by day or by week."""
        sku_ids = list(dict.fromkeys(business_id(sku_id) for sku_id in ask.sku_ids))
        found = self._find(who, business_id(ask.store_id), sku_ids)
        return ForecastAnswer(
            generated_at=timestamp(self.clock.now()),
            as_of=max(record["as_of"] for record in found),
            forecasts=[SkuForecast.model_validate(_cut(record, ask)) for record in found],
        )

    def _find(self, who: Principal, store_id: str, sku_ids: list[str]) -> list[Record]:
        who.require_store(store_id)
        for sku_id in sku_ids:
            who.require_sku(sku_id)
        found = self.shelf.find(who, store_id, sku_ids)
        for sku_id in sku_ids:
            if sku_id not in found:
                raise _unknown("SKU", sku_id)
        return [found[sku_id] for sku_id in sku_ids]


@dataclass
class ForecastDesk:
    """Writes the forecasts of one store, SKU by SKU."""

    bundles: ForecastBundles
    as_of: str
    _rows: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def open(
        cls, shelf: ForecastShelf, who: Principal, store_id: str, as_of: str
    ) -> "ForecastDesk":
        """Begin a store."""
        return cls(shelf.bundles(who, store_id, as_of), as_of)

    def add(self, position: Mapping[str, Any], forecast: Mapping[str, Any]) -> None:
        """Take in the forecast of one SKU."""
        self.bundles.add(sku_document(position, forecast))
        self._rows.append(list_row(position, forecast))

    def publish(self) -> None:
        """Replace the store's forecasts; the list shows those with most revenue first."""
        rows = sorted(self._rows, key=lambda row: (-(row["revenue_28d"] or 0.0), row["sku_id"]))
        starts = range(0, max(len(rows), 1), MAX_PAGE)
        self.bundles.close(
            [
                {
                    "as_of": self.as_of,
                    "items": rows[start : start + MAX_PAGE],
                    "next": to_cursor({"page": page + 1}) if page + 1 < len(starts) else None,
                }
                for page, start in enumerate(starts)
            ]
        )


def _cut(record: Record, ask: AskForecast) -> Record:
    series = record["series"][: ask.horizon_days]
    return {**record, "series": by_week(series) if ask.granularity == "week" else series}


def _unknown(kind: str, name: str) -> NotFound:
    return NotFound(f"There is no {kind} {name}.", code=f"{kind.lower()}_not_found")
