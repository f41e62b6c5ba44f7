"""GET /inventory/{store_id}, GET /inventory/{store_id}/{sku_id}."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from smartretail.bootstrap.inventory import stock
from smartretail.edge.http import PROBLEMS, allow, entry, resolver
from smartretail.edge.views import path_id, view
from smartretail.inventory.contract import StockItem, StockList, StockQuery
from smartretail.kernel.tenancy import Role

app = resolver()
readers = allow(Role.SELLER, Role.MANAGER)


@app.get("/inventory/<store_id>", responses=PROBLEMS, middlewares=[readers])
def list_stock(store_id: str, query: Annotated[StockQuery, Query()]) -> Response[StockList]:
    """List a store's stock, the most urgent first."""
    return view(stock().listing(app.context["who"], path_id(store_id), query.cursor))


@app.get("/inventory/<store_id>/<sku_id>", responses=PROBLEMS, middlewares=[readers])
def stock_of_sku(store_id: str, sku_id: str) -> StockItem:
    """Show the stock of one SKU, its risk and its reorder point."""
    return stock().one(app.context["who"], path_id(store_id), path_id(sku_id))


handler = entry(app)
