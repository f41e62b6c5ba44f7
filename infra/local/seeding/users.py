"""The people of the two local tenants, made in the user pool as an administrator would."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from infra.local.resources import Resources

PASSWORD = "Retail-Demo-2026"  # noqa: S105 - of demo users, on this machine only
RESET_CODE = "654321"
"""What the emulator takes for a forgotten password; it sends no mail."""
DEMO, SHOP = "DEMO", "SHOP"


@dataclass(frozen=True)
class User:
    """A person of a tenant."""

    email: str
    role: str
    tenant: str
    stores: str = "*"
    about: str = ""


USERS = (
    User("seller@demo.example", "seller", DEMO, "S01,S02", "sells in two stores of Bharat Bazaar"),
    User("manager@demo.example", "manager", DEMO, "*", "runs Bharat Bazaar, a simulated retailer"),
    User("admin@demo.example", "admin", DEMO, "*", "looks after Bharat Bazaar's users"),
    User("seller@shop.example", "seller", SHOP, "*", "sells in your shop"),
    User("manager@shop.example", "manager", SHOP, "*", "runs your shop: empty, for your own file"),
    User("admin@shop.example", "admin", SHOP, "*", "looks after your shop's users"),
)


def seed_users(
    clients: Callable[[str], Any], resources: Resources, say: Callable[[str], None]
) -> None:
    """Make the users of both tenants with their claims, groups and password."""
    cognito = clients("cognito-idp")
    pool = resources.only("AWS::Cognito::UserPool")
    for user in USERS:
        _ensure(cognito, pool, user)
    say(f"  {len(USERS)} users in two tenants")


def _ensure(cognito: Any, pool: str, user: User) -> None:
    attributes = {
        "email": user.email,
        "email_verified": "true",
        "custom:tenant": user.tenant,
        "custom:stores": user.stores,
        "custom:skus": "*",
    }
    listed = [{"Name": name, "Value": value} for name, value in attributes.items()]
    who = {"UserPoolId": pool, "Username": user.email}
    try:
        cognito.admin_create_user(**who, UserAttributes=listed, MessageAction="SUPPRESS")
    except cognito.exceptions.UsernameExistsException:
        cognito.admin_update_user_attributes(**who, UserAttributes=listed)
    cognito.admin_set_user_password(**who, Password=PASSWORD, Permanent=True)
    cognito.admin_add_user_to_group(**who, GroupName=user.role)
