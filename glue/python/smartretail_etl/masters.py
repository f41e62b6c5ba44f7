"""The SKUs and stores a tenant has uploaded, for those who want no others."""

from smartretail_etl.engine import Frame
from smartretail_etl.rebuild import Home
from smartretail_etl.request import CurateRequest
from smartretail_etl.schema import TableSpec, arrow_schema
from smartretail_etl.tables import PRODUCTS, STORES

MASTERS = {"sku_id": PRODUCTS, "store_id": STORES}


def masters(home: Home, table: TableSpec, request: CurateRequest) -> dict[str, Frame]:
    """Return the known ids of each field whose unknown ids are to be refused.

    A tenant who never uploaded a master has no unknown ids; what sales files say is no master.
    """
    if request.policy.unknown_ids != "quarantine":
        return {}
    named = {field.name for field in table.fields}
    found = {}
    for name, master in MASTERS.items():
        uploads = home.clean_keys(master.name) if name in named and master != table else []
        if uploads:
            ids = home.engine.scan(uploads, arrow_schema(((name, "id"),)))
            found[name] = home.engine.pin(ids.unique())
    return found
