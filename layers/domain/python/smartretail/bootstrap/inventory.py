"""The inventory context's wiring."""

from functools import cache

from smartretail.adapters.dynamo.inventory import DynamoStock
from smartretail.adapters.dynamo.read_models import ReadModels
from smartretail.bootstrap.clients import table
from smartretail.inventory.usecases import Stock, StockDesk


@cache
def stock() -> Stock:
    """Return the reader of stock."""
    return Stock(DynamoStock(ReadModels(table("inventory"))))


@cache
def stock_desk() -> StockDesk:
    """Return the writer of stock."""
    return StockDesk(DynamoStock(ReadModels(table("inventory"))))
