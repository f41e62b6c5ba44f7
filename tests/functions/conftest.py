"""Functions run against moto, with the environment the deployment gives them."""

from collections.abc import Iterator

import pytest

from tests.kit.cloud import open_cloud


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Return an empty cloud."""
    with open_cloud(monkeypatch):
        yield
