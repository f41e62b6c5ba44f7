"""Stock in DynamoDB: `STOCK#<store>#P#<page>` to list, `STOCK#<store>#S#<bucket>` to look up."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from smartretail.adapters.dynamo.keys import bucket, store_part
from smartretail.adapters.dynamo.read_models import ReadModels
from smartretail.inventory.ports import StockPage
from smartretail.kernel.tenancy import Principal

_BUCKETS = 16


@dataclass(frozen=True)
class DynamoStock:
    """Keeps every row twice: in its page and in its SKU's bucket."""

    models: ReadModels

    def packed(self, who: Principal, store_id: str, page: int) -> bytes | None:
        """Return a page as gzip JSON, or None."""
        return self.models.raw(who, _page_key(store_id, page))

    def page(self, who: Principal, store_id: str, page: int) -> StockPage | None:
        """Return a page, or None."""
        found: StockPage | None = self.models.document(who, _page_key(store_id, page))
        return found

    def item(self, who: Principal, store_id: str, sku_id: str) -> dict[str, Any] | None:
        """Return one SKU's row with its `as_of`, or None."""
        found = self.models.document(who, _bucket_key(store_id, sku_id)) or {"items": []}
        rows = (row for row in found["items"] if row["sku_id"] == sku_id)
        row = next(rows, None)
        return row and {"as_of": found["as_of"], **row}

    def replace(self, who: Principal, store_id: str, pages: Sequence[StockPage]) -> None:
        """Put these pages in place of the store's present ones."""
        documents: dict[str, Any] = {}
        shared: defaultdict[str, list[Any]] = defaultdict(list)
        for number, page in enumerate(pages):
            documents[_page_key(store_id, number)] = page
            for row in page["items"]:
                shared[_bucket_key(store_id, row["sku_id"])].append(row)
        as_of = pages[0]["as_of"]
        documents |= {key: {"as_of": as_of, "items": rows} for key, rows in shared.items()}
        self.models.replace(who, f"STOCK#{store_part(store_id)}#", documents)


def _page_key(store_id: str, page: int) -> str:
    return f"STOCK#{store_part(store_id)}#P#{page:04d}"


def _bucket_key(store_id: str, sku_id: str) -> str:
    return f"STOCK#{store_part(store_id)}#S#{bucket(sku_id, _BUCKETS)}"
