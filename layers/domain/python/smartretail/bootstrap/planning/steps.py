"""The first and the last step of a run around its stores."""

from dataclasses import dataclass
from typing import Any

from smartretail.actions.contract import PlanFinished
from smartretail.actions.ports import RunBook
from smartretail.actions.runs import Ending
from smartretail.adapters.dynamo.shelves import DynamoShelves
from smartretail.adapters.lake.plans import LakePlans
from smartretail.alerts.ports import Messenger
from smartretail.alerts.usecases import AlertPress
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.tenancy import Principal
from smartretail.kpi.usecases import FigurePress

State = dict[str, Any]


@dataclass(frozen=True)
class ScopeStores:
    """Reads what there is to plan."""

    lake: LakePlans
    runs: RunBook
    ending: Ending
    clock: Clock

    def run(self, state: State) -> State:
        """Return the stores, and whether there is nothing to plan."""
        who, run_id = Principal.job(state["tenant"]), state["run_id"]
        manifest = self.lake.manifest(who, run_id)
        stores = [
            {"store_id": store["store_id"], "store_name": store.get("store_name")}
            for store in manifest.get("stores") or []
        ]
        nothing = not stores or not manifest.get("series")
        self.ending.extend(who, run_id)
        if not nothing:
            self.runs.reach(who, run_id, "training", timestamp(self.clock.now()))
        return {"stores": stores, "nothing_to_plan": nothing}


@dataclass(frozen=True)
class PublishPlan:
    """Adds the stores up, ends the run and tells of what is urgent.

    Stores that are no longer planned, as after a deletion, lose their pages.
    """

    lake: LakePlans
    runs: RunBook
    ending: Ending
    figures: FigurePress
    shelves: DynamoShelves
    alerts: AlertPress
    messenger: Messenger
    clock: Clock

    def run(self, state: State) -> State:
        """Publish the run of the state. Publishing it again changes nothing."""
        who, run_id = Principal.job(state["tenant"]), state["run_id"]
        self.runs.reach(who, run_id, "publishing", timestamp(self.clock.now()))
        manifest = self.lake.manifest(who, run_id)
        stores = [store["store_id"] for store in manifest.get("stores") or []]
        self.shelves.keep_only(who, stores)
        counts = self.runs.counts(who, run_id, stores)
        as_of = manifest["as_of"] if counts else None
        quality = self.figures.publish(who, as_of, stores) if as_of else {}
        summary = PlanFinished(
            run_id=run_id,
            as_of=as_of,
            stores=len(counts),
            recommendations=sum(count["recommendations"] for count in counts),
            alerts=sum(count["alerts"] for count in counts),
        )
        self.ending.finish(who, run_id, summary)
        told = self.alerts.digest(who, stores, self.messenger) if as_of else 0
        return {**summary.model_dump(), "tenant": who.tenant, "told": told, "quality": quality}
