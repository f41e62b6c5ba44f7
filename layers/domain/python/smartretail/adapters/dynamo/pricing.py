"""Price facts in DynamoDB: `PRICE#<store>#<bucket>`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from smartretail.adapters.dynamo.keys import bucket, store_part
from smartretail.adapters.dynamo.read_models import ReadModels
from smartretail.kernel.tenancy import Principal
from smartretail.pricing.ports import PriceFacts

_BUCKETS = 64


@dataclass(frozen=True)
class DynamoPriceBook:
    """The pricing table."""

    models: ReadModels

    def find(self, who: Principal, store_id: str, sku_id: str) -> PriceFacts | None:
        """Return the facts of one SKU with their store and date, or None."""
        found = self.models.document(who, _key(store_id, sku_id)) or {"skus": []}
        facts = next((sku for sku in found["skus"] if sku["sku_id"] == sku_id), None)
        return facts and {"store_id": store_id, "as_of": found["as_of"], **facts}

    def replace(
        self, who: Principal, store_id: str, as_of: str, facts: Sequence[PriceFacts]
    ) -> None:
        """Put these facts in place of the store's present ones."""
        shared: defaultdict[str, list[Any]] = defaultdict(list)
        for sku in facts:
            shared[_key(store_id, sku["sku_id"])].append(sku)
        documents = {key: {"as_of": as_of, "skus": skus} for key, skus in shared.items()}
        self.models.replace(who, f"PRICE#{store_part(store_id)}#", documents)


def _key(store_id: str, sku_id: str) -> str:
    return f"PRICE#{store_part(store_id)}#{bucket(sku_id, _BUCKETS)}"
