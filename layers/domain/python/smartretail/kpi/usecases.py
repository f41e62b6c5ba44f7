"""Reading figures in scope, and writing them after a plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smartretail.kernel.errors import NotFound
from smartretail.kernel.ids import business_id
from smartretail.kernel.tenancy import Principal
from smartretail.kpi.contract import KpiQuery, Kpis, KpiSeries, SeriesQuery, Store
from smartretail.kpi.figures import Profile, kpis, series
from smartretail.kpi.model import DAYS_AHEAD, DAYS_BACK, Parts, sku_parts, total
from smartretail.kpi.ports import KpiShelf, Record, SkuBundles
from smartretail.kpi.quality import quality

ALL = "*"
_NO_PLAN = Profile(as_of=None)


@dataclass(frozen=True)
class Figures:
    """Key figures for those in whose scope they are."""

    shelf: KpiShelf

    def tiles(self, who: Principal, query: KpiQuery) -> bytes | Kpis:
        """Return the tiles, packed as stored when the caller's scope covers all of them."""
        store_id = _store(who, query)
        if who.sees_all_skus and who.sees_all_stores:
            packed = self.shelf.packed(who, "KPI", store_id or ALL)
            return packed if packed is not None else _nothing_yet(store_id)
        if who.sees_all_skus and store_id:
            found = self.shelf.document(who, "KPI", store_id)
            if found is None:
                raise _unknown(store_id)
            visible = [store for store in found["stores"] if who.sees_store(store["store_id"])]
            return Kpis.model_validate({**found, "stores": visible})
        profile, parts, stores = self._own(who, store_id)
        return kpis(profile, parts, stores)

    def series(self, who: Principal, query: SeriesQuery) -> bytes | KpiSeries:
        """Return history and forecast by day."""
        store_id = _store(who, query)
        if who.sees_all_skus and (who.sees_all_stores or store_id):
            if query.days == DAYS_BACK:
                packed = self.shelf.packed(who, "SERIES", store_id or ALL)
                return packed if packed is not None else _no_series(store_id)
            found = self.shelf.document(who, "SERIES", store_id or ALL)
            if found is None:
                return _no_series(store_id)
            found["series"] = found["series"][-(query.days + DAYS_AHEAD) :]
            return KpiSeries.model_validate(found)
        profile, parts, _ = self._own(who, store_id)
        return series(profile.as_of, parts, query.days)

    def _own(self, who: Principal, store_id: str | None) -> tuple[Profile, Parts, list[Store]]:
        """Add up the stores, or the SKUs, that the caller may see."""
        if who.sees_all_skus:
            found = [r for r in self.shelf.stores(who) if who.sees_store(r["store_id"])]
        else:
            pages = self.shelf.skus(who, store_id)
            found = [_visible(who, page) for page in pages if who.sees_store(page["store_id"])]
        newest = max((record["profile"]["as_of"] for record in found), default=None)
        found = [record for record in found if record["profile"]["as_of"] == newest]
        if not found:
            return _NO_PLAN, Parts(), []
        names = {record["store_id"]: record["store_name"] for record in found}
        stores = [Store(store_id=s, store_name=name) for s, name in sorted(names.items())]
        parts = total(Parts.of(record) for record in found)
        return Profile.of(found[0]["profile"]), parts, stores


@dataclass
class FigureDesk:
    """Adds up one store, SKU by SKU."""

    bundles: SkuBundles
    as_of: str
    _parts: Parts = field(default_factory=Parts)

    @classmethod
    def open(cls, shelf: KpiShelf, who: Principal, store: Store, profile: Profile) -> "FigureDesk":
        """Begin a store."""
        head = {**store.model_dump(), "profile": profile.record()}
        return cls(shelf.bundles(who, store.store_id, head), profile.as_of or "")

    def add(self, position: Mapping[str, Any], forecast: Mapping[str, Any] | None) -> None:
        """Take in one SKU."""
        parts = sku_parts(position, forecast, self.as_of)
        self._parts.add(parts)
        self.bundles.add(position["sku_id"], parts.record())

    def publish(self) -> None:
        """Replace the store's parts."""
        self.bundles.close(self._parts.record())


@dataclass(frozen=True)
class FigurePress:
    """Writes the figures of every store and of all together, once all stores are added up."""

    shelf: KpiShelf

    def publish(self, who: Principal, as_of: str, store_ids: Sequence[str]) -> dict[str, float]:
        """Replace the tenant's figures by those of these stores; return the plan's quality."""
        parts = self.shelf.stores_of(who, store_ids)
        found = [record for record in parts if record["profile"]["as_of"] == as_of]
        if not found:
            return {}
        profile = Profile.of(found[0]["profile"])
        stores = [Store(store_id=r["store_id"], store_name=r["store_name"]) for r in found]
        scopes = {record["store_id"]: Parts.of(record) for record in found}
        scopes[ALL] = total(scopes.values())
        tiles = ((s, kpis(profile, p, stores).model_dump(mode="json")) for s, p in scopes.items())
        lines = ((s, series(as_of, p).model_dump(mode="json")) for s, p in scopes.items())
        measured = quality(scopes[ALL], self.shelf.document(who, "KPI", ALL))
        self.shelf.replace(who, "KPI", tiles)
        self.shelf.replace(who, "SERIES", lines)
        return measured


def _store(who: Principal, query: KpiQuery) -> str | None:
    if query.store_id is None:
        return None
    store_id = business_id(query.store_id)
    who.require_store(store_id)
    return store_id


def _visible(who: Principal, page: Record) -> Record:
    own = total(Parts.of(sku) for sku in page["skus"] if who.sees_sku(sku["sku_id"]))
    return {key: page[key] for key in ("store_id", "store_name", "profile")} | own.record()


def _nothing_yet(store_id: str | None) -> Kpis:
    if store_id:
        raise _unknown(store_id)
    return kpis(_NO_PLAN, Parts(), [])


def _no_series(store_id: str | None) -> KpiSeries:
    if store_id:
        raise _unknown(store_id)
    return series(None, Parts())


def _unknown(store_id: str) -> NotFound:
    return NotFound(f"There is no store {store_id}.", code="store_not_found")
