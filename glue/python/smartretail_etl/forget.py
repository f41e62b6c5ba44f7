"""Forget an upload, or a whole tenant: what was brought goes, and what was made of it follows.

Every step may be repeated, and what a later step needs is removed after it: the days an upload
touched when its curated days stand without it, its request when everything else is gone. A run
that was cut off is finished by running it again.
"""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

from smartretail_etl import keys
from smartretail_etl.dimensions import PRODUCT_NAMES, STORE_IDS, clean_schema, rebuild_dimension
from smartretail_etl.engine import open_engine
from smartretail_etl.lake import PARALLEL, Lake
from smartretail_etl.outdated import outdate_runs
from smartretail_etl.rebuild import Home, rebuild_facts, rebuild_sales
from smartretail_etl.request import RequestError
from smartretail_etl.schema import TableSpec
from smartretail_etl.settle import known_days, note_days
from smartretail_etl.tables import PRODUCTS, SALES, SALES_RETURNS, STORES, TABLES

SAFE = re.compile(r"[A-Za-z0-9_-]+")
"""What an id in a key may be: nothing that could name more than its own folder."""
FROM_SALES = (PRODUCT_NAMES, STORE_IDS)
LAYERS = ("clean", "quarantine", "curated")
FOLDERS = ("raw", "quarantine/stream", "reports/intake", "staging", "plans", "models")


@dataclass(frozen=True)
class Forgotten:
    """What a run removed."""

    tenant: str
    uploads: list[str]
    objects: int
    days: int

    def told(self) -> str:
        """Return it as JSON."""
        return json.dumps(self.__dict__)


def forget_upload(lake: Lake, engine_name: str, tenant: str, table: str, upload: str) -> Forgotten:
    """Remove an upload and what mends it, rebuild what it touched, erase every older version.

    Planning runs that saw it are named, and go when the next one begins.
    """
    if table not in TABLES:
        raise RequestError(f"There is no table '{table}'.")
    _only_safe(tenant, upload)
    spec = TABLES[table]
    family = [*mends_of(lake, tenant, upload), upload]
    with open_engine(engine_name, lake, keys.scratch(tenant, upload)) as engine:
        home = Home(engine, lake, tenant)
        days = {day for one in family for day in _announced(home, spec.name, one)}
        objects = sum(_erase_rows(lake, tenant, spec, one) for one in family)
        _rebuild(home, spec, upload, days)
    for name in (*_follows(spec), spec.name):
        lake.erase_older(keys.curated_folder(name, tenant))
    outdate_runs(lake, tenant)
    for one in family:
        objects += lake.erase(f"{keys.clean_folder(spec.name, tenant)}upload={one}/")
        objects += lake.erase(keys.reports_of(tenant, one))
    return Forgotten(tenant, family, objects, len(days))


def _announced(home: Home, table: str, upload: str) -> set[date]:
    """Days of an upload; from now on other jobs expect them to change."""
    days = known_days(home, table, upload)
    return note_days(home, table, upload, ()) if days else days


def mends_of(lake: Lake, tenant: str, root: str) -> list[str]:
    """Return the uploads whose request says that they mend this one."""
    found = [key for key in lake.keys(keys.reports(tenant)) if key.endswith("/request.json")]
    with ThreadPoolExecutor(PARALLEL) as pool:
        mends = pool.map(lambda key: json.loads(lake.read(key) or b"{}").get("mends"), found)
        return [keys.upload_of(key) for key, of in zip(found, mends, strict=True) if of == root]


def forget_tenant(lake: Lake, tenant: str) -> Forgotten:
    """Remove everything of a tenant, all versions; what people are told of comes first."""
    _only_safe(tenant)
    objects = sum(lake.erase(folder) for folder in tenant_folders(tenant))
    return Forgotten(tenant, [], objects, 0)


def tenant_folders(tenant: str) -> Iterator[str]:
    """Every folder that may hold something of a tenant."""
    names = {spec.name for spec in TABLES.values()} | {SALES_RETURNS, *FROM_SALES}
    for layer in LAYERS:
        yield from (f"{layer}/{name}/tenant={tenant}/" for name in sorted(names))
    yield from (f"{folder}/tenant={tenant}/" for folder in FOLDERS)


def _only_safe(*ids: str) -> None:
    for one in ids:
        if not SAFE.fullmatch(one):
            raise RequestError(f"'{one}' is no id.")


def _erase_rows(lake: Lake, tenant: str, spec: TableSpec, upload: str) -> int:
    """Remove an upload's rows in every layer; the days it touched are still remembered."""
    folders = [
        keys.raw_folder(tenant, spec.route, upload),
        keys.clean(spec.name, tenant, upload),
        keys.rejects_folder(spec.name, tenant, upload),
        keys.scratch(tenant, upload),
    ]
    if spec == SALES:
        folders += [f"{keys.clean_folder(name, tenant)}upload={upload}/" for name in FROM_SALES]
    return sum(lake.erase(folder) for folder in folders)


def _rebuild(home: Home, spec: TableSpec, upload: str, days: set[date]) -> None:
    if spec == SALES:
        if days:
            rebuild_sales(home, upload, days)
        for table in (PRODUCTS, STORES):
            rebuild_dimension(home, table)
    elif spec.by_date:
        rebuild_facts(home, spec, clean_schema(spec), days)
    else:
        rebuild_dimension(home, spec)


def _follows(spec: TableSpec) -> tuple[Any, ...]:
    """Curated tables that are made of a table's uploads beside its own."""
    return (SALES_RETURNS, PRODUCTS.name, STORES.name) if spec == SALES else ()
