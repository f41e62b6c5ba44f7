"""Users of a tenant, from the user pool that all tenants share."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smartretail.admin.model import User
from smartretail.kernel.clock import timestamp
from smartretail.kernel.paging import Page, from_cursor, to_cursor
from smartretail.kernel.tenancy import Principal

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

_POOL_PAGE = 60
_ENOUGH = 25
_MOST_POOL_PAGES = 20


@dataclass(frozen=True)
class CognitoUsers:
    """`UserDirectory` over a user pool.

    Cognito cannot filter by a custom attribute, so pool pages are read and other tenants' users
    left out here, before anything is returned; one call reads at most 1,200 users and then hands
    out a cursor.
    """

    client: "CognitoIdentityProviderClient"
    pool_id: str

    def page(self, who: Principal, cursor: str | None) -> Page[User]:
        """Return a page of the caller's tenant's users."""
        token = from_cursor(cursor).get("token")
        found: list[User] = []
        for _ in range(_MOST_POOL_PAGES):
            answer = self._pool_page(token)
            found += [self._user(raw) for raw in answer["Users"] if _tenant(raw) == who.tenant]
            token = answer.get("PaginationToken")
            if not token or len(found) >= _ENOUGH:
                break
        return Page(tuple(found), to_cursor({"token": token}) if token else None)

    def remove_all(self, who: Principal) -> int:
        """Delete the caller's tenant's users, reading the whole pool for them."""
        names: list[str] = []
        token: str | None = None
        while True:
            answer = self._pool_page(token)
            names += [raw["Username"] for raw in answer["Users"] if _tenant(raw) == who.tenant]
            token = answer.get("PaginationToken")
            if not token:
                break
        for name in names:
            with suppress(self.client.exceptions.UserNotFoundException):
                self.client.admin_delete_user(UserPoolId=self.pool_id, Username=name)
        return len(names)

    def _pool_page(self, token: str | None) -> Any:
        request: dict[str, Any] = {"UserPoolId": self.pool_id, "Limit": _POOL_PAGE}
        if token:
            request["PaginationToken"] = token
        return self.client.list_users(**request)

    def _user(self, raw: Mapping[str, Any]) -> User:
        attributes = _attributes(raw)
        return User(
            user_id=attributes.get("sub", raw["Username"]),
            email=attributes.get("email", ""),
            roles=self._roles(raw["Username"]),
            stores=attributes.get("custom:stores", ""),
            skus=attributes.get("custom:skus", ""),
            status=raw["UserStatus"],
            enabled=raw["Enabled"],
            created_at=timestamp(raw["UserCreateDate"]),
        )

    def _roles(self, user_name: str) -> tuple[str, ...]:
        answer = self.client.admin_list_groups_for_user(UserPoolId=self.pool_id, Username=user_name)
        return tuple(sorted(group["GroupName"] for group in answer["Groups"]))


def _tenant(raw: Mapping[str, Any]) -> str:
    return _attributes(raw).get("custom:tenant", "")


def _attributes(raw: Mapping[str, Any]) -> dict[str, str]:
    pairs: Sequence[Mapping[str, str]] = raw.get("Attributes", [])
    return {pair["Name"]: pair.get("Value", "") for pair in pairs}
