"""Which holidays a store keeps."""

from collections import defaultdict
from datetime import date

from smartretail_etl.panel.inputs import Inputs

AHEAD_DAYS = 28
PLACES = ("region", "state", "country", "city")

Events = tuple[tuple[date, str], ...]


def store_events(inputs: Inputs) -> dict[str, Events]:
    """Holidays per store: those of its places, and those without a place.

    Two holidays on one day are joined, in alphabetical order.
    """
    by_place: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for row in inputs.home.engine.rows(inputs.holidays):
        by_place[(row["region"] or "").casefold()].append((row["date"], row["name"]))
    stores = inputs.home.engine.rows(inputs.active.select("store_id").unique())
    places = {row["store_id"]: row for row in inputs.home.engine.rows(inputs.stores)}
    return {row["store_id"]: _joined(by_place, places.get(row["store_id"], {})) for row in stores}


def _joined(by_place: dict[str, list[tuple[date, str]]], store: dict[str, str | None]) -> Events:
    named = {(store.get(place) or "").casefold() for place in PLACES} | {""}
    days: dict[date, set[str]] = defaultdict(set)
    for place in named:
        for day, name in by_place.get(place, ()):
            days[day].add(name)
    return tuple((day, ", ".join(sorted(names))) for day, names in sorted(days.items()))
