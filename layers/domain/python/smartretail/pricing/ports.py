"""What the pricing context needs from outside."""

from collections.abc import Sequence
from typing import Any, Protocol

from smartretail.kernel.tenancy import Principal
from smartretail.pricing.model import Guardrails

PriceFacts = dict[str, Any]


class PriceBook(Protocol):
    """What is known of a store's prices since the last plan, by SKU."""

    def find(self, who: Principal, store_id: str, sku_id: str) -> PriceFacts | None:
        """Return the facts of one SKU, or None."""
        ...

    def replace(
        self, who: Principal, store_id: str, as_of: str, facts: Sequence[PriceFacts]
    ) -> None:
        """Put these facts in place of the store's present ones."""
        ...


class GuardrailBook(Protocol):
    """The guardrails a tenant's managers set."""

    def guardrails(self, who: Principal) -> Guardrails:
        """Return the guardrails in force."""
        ...
