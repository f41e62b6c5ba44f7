"""An account in memory for functions and adapters, emptied before each test."""

from collections.abc import Iterator

import pytest

from tests.kit.cloud import Cloud, open_cloud
from tests.kit.https import Shop, open_shop
from tests.kit.intake_ports import Ports, in_memory, on_aws


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


@pytest.fixture(params=["in memory", "on AWS"])
def intake(request: pytest.FixtureRequest) -> Ports:
    """Return the ports of intake over each storage."""
    if request.param == "in memory":
        return in_memory()
    request.getfixturevalue("cloud")
    return on_aws()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Return a server that lasts for a module."""
    with open_shop(tmp_path_factory.mktemp("tls")) as shop:
        yield shop


@pytest.fixture
def shop(served: Shop) -> Shop:
    """Return the server, its memory empty."""
    served.heard.clear()
    served.waits.clear()
    return served
