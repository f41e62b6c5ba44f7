"""Build the planning inputs of one run."""

import json
from typing import Any

from smartretail_etl import keys
from smartretail_etl.engine import open_engine
from smartretail_etl.lake import Lake
from smartretail_etl.outdated import erase_outdated
from smartretail_etl.panel.dense import PAIR, SeriesSink
from smartretail_etl.panel.events import store_events
from smartretail_etl.panel.facts import facts
from smartretail_etl.panel.inputs import Inputs
from smartretail_etl.panel.manifest import empty_manifest, manifest
from smartretail_etl.panel.positions import PositionSink, position_rows
from smartretail_etl.panel.series import series, series_rows
from smartretail_etl.rebuild import Home
from smartretail_etl.tables import SALES


def build_panel(lake: Lake, engine_name: str, tenant: str, run: str) -> str:
    """Write series, positions and, last of all, the manifest; return its key.

    Without curated sales, as after a deletion, there is nothing but a manifest that says so.
    """
    erase_outdated(lake, tenant, run)
    folder = keys.run_folder(tenant, run)
    scratch = f"staging/tenant={tenant}/run={run}/"
    for key in lake.keys(f"{folder}panel/") + lake.keys(f"{folder}positions/"):
        lake.delete(key)
    with open_engine(engine_name, lake, scratch) as engine:
        home = Home(engine, lake, tenant)
        days = home.days(SALES.name)
        found = _write(Inputs(home, max(days)), lake, folder) if days else empty_manifest()
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    lake.write(f"{folder}manifest.json", body)
    return f"{folder}manifest.json"


def _write(inputs: Inputs, lake: Lake, folder: str) -> dict[str, Any]:
    engine = inputs.home.engine
    rows = series_rows(inputs, series(inputs))
    sink = SeriesSink(lake, folder, inputs.as_of, store_events(inputs))
    parts = engine.export(rows, ["file"], [*PAIR, "part", "date", "until"], sink)
    position_sink = PositionSink(lake, folder, inputs.as_of)
    positions = position_rows(inputs, facts(inputs))
    engine.export(positions, ["store_id"], ["sku_id", "date"], position_sink)
    return manifest(inputs, sum(part.rows for part in parts))
