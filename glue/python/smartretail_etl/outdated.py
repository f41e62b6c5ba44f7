"""Planning runs that saw what was forgotten since: they go when the next run takes their place.

The forget job only names them, because one of them may be at work. A run that begins holds the
tenant's lease, so all the others have ended.
"""

from smartretail_etl import keys
from smartretail_etl.lake import Lake


def outdate_runs(lake: Lake, tenant: str) -> None:
    """Name every planning run there is."""
    found = lake.keys(f"plans/tenant={tenant}/run=")
    for run in sorted({keys.run_of(key) for key in found}):
        lake.write(f"{keys.outdated_runs(tenant)}run={run}", b"")


def erase_outdated(lake: Lake, tenant: str, current: str) -> None:
    """Erase the named runs and their models, the name last; the run at work is left for later."""
    for name in lake.keys(keys.outdated_runs(tenant)):
        run = keys.run_of(name)
        if run != current:
            lake.erase(keys.run_folder(tenant, run))
            lake.erase(keys.model_folder(tenant, run))
            lake.erase(name)
