"""An account in memory for functions and adapters, emptied before each test."""

from collections.abc import Iterator

import pytest

from tests.kit.cloud import Cloud, open_cloud


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
