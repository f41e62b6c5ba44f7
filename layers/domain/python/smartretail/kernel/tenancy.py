"""Who is asking: made only from verified token claims, or for a job from our own envelope."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from smartretail.kernel.errors import Forbidden, NotFound
from smartretail.kernel.ids import business_id

EVERYTHING = frozenset({"*"})
_TENANT = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")


class Role(StrEnum):
    """The roles of `contracts.md`, named as the Cognito groups are; JOB has no token."""

    SELLER = "seller"
    MANAGER = "manager"
    ADMIN = "admin"
    JOB = "job"


@dataclass(frozen=True)
class Principal:
    """A verified caller: tenant, user, roles, and the stores and SKUs in scope (`*` is all)."""

    tenant: str
    user: str
    roles: frozenset[Role]
    stores: frozenset[str] = EVERYTHING
    skus: frozenset[str] = EVERYTHING

    def __post_init__(self) -> None:
        """Refuse a tenant that could not be a key."""
        if not _TENANT.fullmatch(self.tenant):
            raise Forbidden("The token names no valid tenant.", code="no_tenant")

    @classmethod
    def from_claims(cls, claims: Mapping[str, str]) -> "Principal":
        """Read the claims of a token that API Gateway has verified.

        A missing scope claim means nothing is visible: scope is granted, never assumed.
        """
        groups = re.split(r"[\s,]+", claims.get("cognito:groups", "").strip("[]"))
        known = {role.value for role in Role} - {Role.JOB.value}
        return cls(
            tenant=claims.get("custom:tenant", ""),
            user=claims.get("email") or claims.get("sub", ""),
            roles=frozenset(Role(group) for group in groups if group in known),
            stores=_scope(claims.get("custom:stores", "")),
            skus=_scope(claims.get("custom:skus", "")),
        )

    @classmethod
    def job(cls, tenant: str) -> "Principal":
        """Return the principal of a background job for one tenant."""
        return cls(tenant=tenant, user="job", roles=frozenset({Role.JOB}))

    @property
    def sees_all_stores(self) -> bool:
        """Whether every store of the tenant is in scope."""
        return self.stores == EVERYTHING

    @property
    def sees_all_skus(self) -> bool:
        """Whether every SKU of the tenant is in scope."""
        return self.skus == EVERYTHING

    def has_any(self, roles: Iterable[Role]) -> bool:
        """Return whether the caller holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    def sees_store(self, store_id: str) -> bool:
        """Return whether the store is in scope."""
        return self.sees_all_stores or store_id in self.stores

    def sees_sku(self, sku_id: str) -> bool:
        """Return whether the SKU is in scope."""
        return self.sees_all_skus or sku_id in self.skus

    def require_store(self, store_id: str) -> None:
        """Raise `NotFound` for a store outside the scope, as if it did not exist."""
        if not self.sees_store(store_id):
            raise NotFound(f"There is no store {store_id}.", code="store_not_found")

    def require_sku(self, sku_id: str) -> None:
        """Raise `NotFound` for a SKU outside the scope, as if it did not exist."""
        if not self.sees_sku(sku_id):
            raise NotFound(f"There is no SKU {sku_id}.", code="sku_not_found")


def _scope(text: str) -> frozenset[str]:
    if text.strip() == "*":
        return EVERYTHING
    return frozenset(business_id(part) for part in text.split(",") if part.strip() not in {"", "*"})
