"""The template that `cdk deploy` would ship runs here, and starts fast the second time."""

import os
import resource
import urllib.request
from pathlib import Path

import pytest

from infra.local.published import Published
from infra.local.seeding.front_door import FrontDoor
from infra.local.seeding.users import PASSWORD
from infra.local.settings import LocalSettings
from infra.local.testing import LocalCloud

SECOND_START_SECONDS = 20.0


@pytest.fixture(scope="module")
def assembly() -> None:
    if not (LocalSettings().assembly / "manifest.json").is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("the template is not synthesised: run `make synth`")
        pytest.skip("not run: the template is not synthesised (`make synth`)")


def processor_seconds() -> float:
    """What ended child processes have used: on an idle machine more than the time they took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.usefixtures("assembly")
def test_the_whole_template_serves_people_and_starts_fast_again(tmp_path: Path) -> None:
    whole = LocalCloud(tmp_path / "state")
    with whole, urllib.request.urlopen(f"{whole.address}/api/health", timeout=20) as answer:
        assert answer.status == 200

    before = processor_seconds()
    with whole:
        told = whole.configuration()
        published = Published("", told["userPoolId"], told["clientId"])
        manager = FrontDoor(whole.settings, published, "manager@shop.example", PASSWORD)
        assert manager.get("/ingest") == {"uploads": [], "next": None}
    assert processor_seconds() - before < SECOND_START_SECONDS
