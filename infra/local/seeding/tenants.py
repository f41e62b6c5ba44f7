"""Opens the two local tenants, as an operator would: by the function that is made for it."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from infra.local.failure import LocalError
from infra.local.resources import Resources
from infra.local.seeding.users import DEMO, SHOP

FUNCTION = "AWS::Lambda::Function"
OPENER = "-admin_run_open_tenant"


@dataclass(frozen=True)
class Order:
    """What an operator says about a tenant; a currency left open is the first file's."""

    tenant: str
    name: str
    time_zone: str
    base_currency: str | None = None
    simulated: bool = False


ORDERS = (
    Order(DEMO, "Bharat Bazaar", "Asia/Kolkata", "INR", simulated=True),
    Order(SHOP, "Your shop", "Europe/London"),
)


def open_tenants(
    clients: Callable[[str], Any], resources: Resources, say: Callable[[str], None]
) -> None:
    """Open both tenants; opening one again changes nothing."""
    function = next(name for name in resources.of_type(FUNCTION) if name.endswith(OPENER))
    for order in ORDERS:
        answer = clients("lambda").invoke(
            FunctionName=function, Payload=json.dumps(asdict(order)).encode()
        )
        said = answer["Payload"].read().decode()
        if "FunctionError" in answer:
            raise LocalError(f"Could not open the tenant {order.tenant}: {said[:300]}")
    say(f"  {len(ORDERS)} tenants: {', '.join(order.name for order in ORDERS)}")
