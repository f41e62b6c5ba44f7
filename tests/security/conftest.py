"""An account in memory for functions and adapters, emptied before each test."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.kit.cloud import Cloud, open_cloud
from tests.kit.routes import Ask, Token, asking, signing_in


@pytest.fixture(scope="module")
def account() -> Iterator[Cloud]:
    """Return an account that lasts for a module."""
    with open_cloud() as made:
        yield made


@pytest.fixture
def cloud(account: Cloud) -> Cloud:
    """Return the account, empty."""
    account.empty()
    return account


@pytest.fixture(scope="module")
def ask(house: Any) -> Ask:
    """Return a caller of the running house."""
    return asking(house.address)


@pytest.fixture(scope="module")
def token(house: Any) -> Token:
    """Return what gives the ID tokens of demo users."""
    return signing_in(house)
