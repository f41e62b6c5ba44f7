"""Every request that intake's functions make to AWS fails once; nothing is lost or doubled."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from smartretail.bootstrap import clients
from smartretail.intake import starting
from smartretail.kernel.errors import Unavailable

from tests.kit.calls import Context
from tests.kit.cloud import LAKE, Cloud, open_cloud
from tests.reliability.outage import Killed, Wire, led_over, outages
from tests.reliability.shop import CSV, Refused, Shop, handler

CONTEXTS = ("intake", "admin")
MIB = 1 << 20
LARGE: dict[str, Any] = {"size_bytes": 5 * MIB + 7}
BROKEN = {"Error": "States.TaskFailed", "Cause": json.dumps({"JobRunState": "FAILED"})}
MACHINE = Path(__file__).parents[2] / "stepfunctions" / "intake.asl.json"
Act = Callable[[], Any]
Scene = Callable[[Shop], Act]


@pytest.fixture(scope="module")
def account() -> Iterator[Cloud]:
    with open_cloud() as cloud, pytest.MonkeyPatch.context() as patched:
        patched.setattr(starting, "PART_BYTES", 5 * MIB)
        patched.setattr(starting, "SINGLE_BYTES", MIB)
        yield cloud


def a_file_is_announced(shop: Shop) -> Act:
    return shop.announce


def a_large_file_is_announced(shop: Shop) -> Act:
    return lambda: shop.announce(**LARGE)


def rows_come_with_the_request(shop: Shop) -> Act:
    said = {"content_type": "text/csv", "idempotency_key": "k1"}
    return lambda: shop.ask("POST", "/ingest/sales", CSV, **said)


def mended_rows_are_announced(shop: Shop) -> Act:
    root = shop.curated()
    return lambda: shop.announce("k2", mends=root)


def links_to_parts_are_asked(shop: Shop) -> Act:
    upload_id = shop.announce(**LARGE)
    return lambda: shop.ask("POST", f"/ingest/{upload_id}/parts", {})


def a_transfer_that_storage_dropped_goes_on(shop: Shop) -> Act:
    upload_id = shop.announce(**LARGE)
    s3, handle = clients.s3(), _handle(shop, upload_id)
    s3.abort_multipart_upload(Bucket=LAKE, Key=shop.raw(upload_id), UploadId=handle)
    return lambda: shop.ask("POST", f"/ingest/{upload_id}/parts", {})


def parts_are_joined(shop: Shop) -> Act:
    upload_id = shop.announce(**LARGE)
    handle = _handle(shop, upload_id)
    for number, size in ((1, 5 * MIB), (2, 7)):
        clients.s3().upload_part(
            Bucket=LAKE,
            Key=shop.raw(upload_id),
            UploadId=handle,
            PartNumber=number,
            Body=b"x" * size,
        )
    return lambda: shop.ask("POST", f"/ingest/{upload_id}/complete", {})


def columns_are_confirmed(shop: Shop) -> Act:
    upload_id = _asked_about(shop)
    return lambda: shop.choose(upload_id)


def a_file_arrives(shop: Shop) -> Act:
    upload_id = shop.sent()
    return lambda: shop.arrived(upload_id)


def a_file_with_known_columns_arrives(shop: Shop) -> Act:
    shop.mapped()
    upload_id = shop.sent(key="k2")
    return lambda: shop.arrived(upload_id)


def confirmed_columns_are_taken_up(shop: Shop) -> Act:
    upload_id = shop.mapped()
    return lambda: shop.step("inspect", upload_id)


def a_cleaned_upload_is_finished(shop: Shop) -> Act:
    upload_id = shop.cleaned()
    return lambda: shop.step("finish", upload_id)


def a_broken_cleaning_is_recorded(shop: Shop) -> Act:
    upload_id = shop.cleaned()
    return lambda: shop.step("fail", upload_id, error=BROKEN)


def an_upload_and_its_mend_are_deleted(shop: Shop) -> Act:
    root = shop.curated()
    shop.announce("k2", mends=root)
    return lambda: shop.ask("DELETE", f"/ingest/{root}")


def a_transfer_under_way_is_deleted(shop: Shop) -> Act:
    upload_id = shop.announce(**LARGE)
    return lambda: shop.ask("DELETE", f"/ingest/{upload_id}")


def a_deletion_is_recorded(shop: Shop) -> Act:
    mend = shop.announce("k2", mends=shop.curated())
    shop.ask("DELETE", f"/ingest/{mend}")
    return lambda: shop.step("forgotten", mend)


def a_broken_deletion_is_put_back(shop: Shop) -> Act:
    upload_id = shop.curated()
    shop.ask("DELETE", f"/ingest/{upload_id}")
    return lambda: shop.step("fail", upload_id, deleting=True)


def the_outbox_is_passed_on(shop: Shop) -> Act:
    shop.choose(_asked_about(shop))
    records = shop.outbox()

    def deliver() -> None:
        answer = handler("platform_on_outbox")({"Records": records}, Context())
        if answer["batchItemFailures"]:
            raise Refused(answer)

    return deliver


SCENES: tuple[Scene, ...] = (
    a_file_is_announced,
    a_large_file_is_announced,
    rows_come_with_the_request,
    mended_rows_are_announced,
    links_to_parts_are_asked,
    a_transfer_that_storage_dropped_goes_on,
    parts_are_joined,
    columns_are_confirmed,
    a_file_arrives,
    a_file_with_known_columns_arrives,
    confirmed_columns_are_taken_up,
    a_cleaned_upload_is_finished,
    a_broken_cleaning_is_recorded,
    an_upload_and_its_mend_are_deleted,
    a_transfer_under_way_is_deleted,
    a_deletion_is_recorded,
    a_broken_deletion_is_put_back,
    the_outbox_is_passed_on,
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_the_nth_request_fails_and_the_end_is_the_same(account: Cloud, scene: Scene) -> None:
    shop, act = _set(account, scene)
    with led_over(Wire()) as whole:
        act()
    wanted = shop.kept()
    act()
    assert shop.kept() == wanted, "a repeated call changes nothing"

    for at, request in enumerate(whole.requests):
        for outage in outages(request):
            wire = Wire(at, outage)
            shop, act = _set(account, scene)
            if _breaks_off(wire, act):
                act()
            assert shop.kept() == wanted, f"{request}, number {at}: {outage}"


def test_an_outage_that_outlasts_every_retry_ends_in_words_and_can_be_tried_again(
    account: Cloud,
) -> None:
    account.empty(CONTEXTS)
    shop = Shop()
    upload_id = shop.sent()
    with pytest.raises(Unavailable), led_over(Wire(at=0)):
        shop.arrived(upload_id)
    shop.step("fail", upload_id, error={"Error": "Unavailable", "Cause": "{}"})

    failed = shop.ask("GET", f"/ingest/{upload_id}")
    assert failed["problem"]["title"] == "The file could not be processed"
    shop.ask("POST", f"/ingest/{upload_id}/mapping", {"header_row": 1})
    assert shop.step("inspect", upload_id) == "needs_mapping"


@pytest.mark.parametrize("state", [{}, {"key": 7}, {"key": "raw/"}, {"upload_id": "upl_0"}])
def test_an_event_with_a_broken_body_fails_at_every_step_and_so_raises_the_alarm(
    account: Cloud, state: dict[str, Any]
) -> None:
    account.empty(CONTEXTS)
    for step in ("inspect", "fail"):
        with pytest.raises(Exception, match=r".") as broken:
            handler(f"intake_step_{step}")(state, Context())
        assert type(broken.value).__name__ not in _retried()


def _set(account: Cloud, scene: Scene) -> tuple[Shop, Act]:
    account.empty(CONTEXTS)
    shop = Shop()
    return shop, scene(shop)


def _breaks_off(wire: Wire, act: Act) -> bool:
    """Return whether the outage broke the call off, as whoever called it would see."""
    try:
        with led_over(wire):
            act()
    except (Killed, Refused):
        return True
    except Exception as error:
        assert type(error).__name__ in _retried(), "Step Functions tries it again"
        return True
    return False


def _retried() -> list[str]:
    states = json.loads(MACHINE.read_text())["States"]
    names: list[str] = states["Inspect"]["Retry"][0]["ErrorEquals"]
    return names


def _asked_about(shop: Shop) -> str:
    upload_id = shop.sent()
    shop.arrived(upload_id)
    return upload_id


def _handle(shop: Shop, upload_id: str) -> str:
    found = clients.s3().list_multipart_uploads(Bucket=LAKE)["Uploads"]
    return next(one["UploadId"] for one in found if one["Key"] == shop.raw(upload_id))
