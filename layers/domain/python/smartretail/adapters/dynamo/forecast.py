"""Forecasts in DynamoDB: `FORECAST#<store>#<bucket>` by SKU, `LIST#<store>#<page>` to list."""

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from smartretail.adapters.dynamo.batch import get_all
from smartretail.adapters.dynamo.bundles import Bundle, replace_packed
from smartretail.adapters.dynamo.keys import bucket, store_part
from smartretail.adapters.dynamo.read_models import ReadModels
from smartretail.forecast.ports import Record
from smartretail.kernel.tenancy import Principal

_BUCKETS = 64


@dataclass
class DynamoForecastBundles:
    """Sixty-four documents of a store being written side by side."""

    models: ReadModels
    who: Principal
    store_id: str
    as_of: str
    _bundles: dict[str, Bundle] = field(default_factory=dict)

    def add(self, forecast: Record) -> None:
        """Append the forecast of one SKU."""
        key = _sku_key(self.store_id, forecast["sku_id"])
        if key not in self._bundles:
            self._bundles[key] = Bundle({"as_of": self.as_of}, "forecasts")
        self._bundles[key].add(forecast)

    def close(self, pages: Sequence[Record]) -> None:
        """Replace the store's forecasts and list pages by what was added."""
        packed = {key: bundle.close() for key, bundle in self._bundles.items()}
        part = store_part(self.store_id)
        replace_packed(self.models.table, self.who, f"FORECAST#{part}#", packed)
        documents = {_page_key(self.store_id, n): page for n, page in enumerate(pages)}
        self.models.replace(self.who, f"LIST#{part}#", documents)


@dataclass(frozen=True)
class DynamoForecasts:
    """The forecast table."""

    models: ReadModels

    def packed_page(self, who: Principal, store_id: str, page: int) -> bytes | None:
        """Return a list page as gzip JSON, or None."""
        return self.models.raw(who, _page_key(store_id, page))

    def page(self, who: Principal, store_id: str, page: int) -> Record | None:
        """Return a list page, or None."""
        found: Record | None = self.models.document(who, _page_key(store_id, page))
        return found

    def find(self, who: Principal, store_id: str, sku_ids: Iterable[str]) -> Mapping[str, Record]:
        """Return the forecasts found, by SKU: one read of at most 64 documents."""
        wanted = set(sku_ids)
        keys = sorted({_sku_key(store_id, sku_id) for sku_id in wanted})
        if len(keys) == 1:
            documents = [self.models.document(who, keys[0])]
        else:
            items = get_all(self.models.table, who, keys)
            documents = [json.loads(gzip.decompress(bytes(item["body"]))) for item in items]
        records = (record for found in documents if found for record in found["forecasts"])
        return {record["sku_id"]: record for record in records if record["sku_id"] in wanted}

    def bundles(self, who: Principal, store_id: str, as_of: str) -> DynamoForecastBundles:
        """Begin a new set of forecasts for the store."""
        return DynamoForecastBundles(self.models, who, store_id, as_of)


def _sku_key(store_id: str, sku_id: str) -> str:
    return f"FORECAST#{store_part(store_id)}#{bucket(sku_id, _BUCKETS)}"


def _page_key(store_id: str, page: int) -> str:
    return f"LIST#{store_part(store_id)}#{page:04d}"
