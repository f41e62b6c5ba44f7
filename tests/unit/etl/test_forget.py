"""What is forgotten is gone in every layer, and what was made of it follows."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from smartretail_etl import keys
from smartretail_etl.forget import forget_tenant, forget_upload, mends_of
from smartretail_etl.outdated import erase_outdated
from smartretail_etl.request import RequestError

from tests.reliability.scene import job
from tests.unit.etl.lab import TENANT, Lab

Row = dict[str, Any]
row = st.fixed_dictionaries(
    {
        "date": st.sampled_from(["2025-03-01", "2025-03-02", "2025-03-03", "bad"]),
        "sku_id": st.sampled_from(["A", "B"]),
        "store_id": st.sampled_from(["S1", "S2"]),
        "units_sold": st.sampled_from(["1", "2", "40", "-2"]),
        "price": st.sampled_from(["2.50", "3", ""]),
        "source_event_id": st.sampled_from(["", "1", "2", "3"]),
        "product_name": st.sampled_from(["", "Tea", "Coffee"]),
    }
)
rows = st.lists(row, min_size=1, max_size=12)


def forget(lab: Lab, upload: str) -> dict[str, Any]:
    told = forget_upload(lab.lake, lab.engine, TENANT, lab.tables[upload], upload)
    found: dict[str, Any] = json.loads(told.told())
    return found


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(kept=rows, gone=rows, last=st.booleans())
def test_what_is_left_has_the_bytes_of_never_having_had_it(
    tmp_path_factory: pytest.TempPathFactory, kept: list[Row], gone: list[Row], last: bool
) -> None:
    folder = tmp_path_factory.mktemp("forget")
    with_it, without = Lab(folder / "with"), Lab(folder / "without")
    files = {"U1" if last else "U2": kept, "U2" if last else "U1": gone}
    for upload in sorted(files):
        with_it.load(upload, files[upload])
    without.load("U1" if last else "U2", kept)

    forget(with_it, "U2" if last else "U1")

    assert with_it.lake.keys("") == without.lake.keys("")
    for prefix in ("raw/", "c", "quarantine/"):
        assert with_it.bytes_of(prefix) == without.bytes_of(prefix)


OTHERS: tuple[tuple[str, Row], ...] = (
    ("inventory", {"date": "2025-03-01", "sku_id": "A", "store_id": "S", "on_hand": 4}),
    ("products", {"sku_id": "A", "brand": "Best"}),
    ("receipts", {"receipt_id": 1, "sku_id": "A", "store_id": "S", "received_on": "2025-03-01"}),
)


@pytest.mark.parametrize(("table", "one"), OTHERS)
def test_the_only_upload_of_a_table_leaves_no_table(lab: Lab, table: str, one: Row) -> None:
    lab.load("U1", [one], table)

    forget(lab, "U1")

    assert lab.bytes_of("") == {}


def test_what_mends_an_upload_goes_with_it(lab: Lab) -> None:
    sale = {"date": "2025-03-01", "sku_id": "A", "store_id": "S", "units_sold": 1}
    lab.load("U0", [sale])
    before = lab.bytes_of("")
    lab.load("U1", [sale | {"date": "2025-03-02"}])
    lab.load("U10", [sale | {"date": "2025-03-03"}])
    forget(lab, "U10")
    lab.load("U2", [sale | {"date": "2025-03-04"}])
    told = json.loads(lab.lake.read(lab.request_key("U2")) or b"")
    lab.lake.write(lab.request_key("U2"), json.dumps(told | {"mends": "U1"}).encode())

    assert mends_of(lab.lake, TENANT, "U1") == ["U2"]
    found = forget(lab, "U1")

    assert (found["uploads"], found["days"]) == (["U2", "U1"], 2)
    assert lab.bytes_of("") == before


def test_a_tenant_is_forgotten_whole_and_no_other(lab: Lab) -> None:
    for number, (table, one) in enumerate(OTHERS):
        lab.load(f"U{number}", [one], table)
    lab.load("U9", [{"date": "2025-03-01", "sku_id": "A", "store_id": "S", "units_sold": 1}])
    lab.panel()
    lab.lake.write(f"models/tenant={TENANT}/run=R1/model.tar.gz", b"model")
    others = {f"{key.replace(TENANT, 'SHOP2')}": body for key, body in lab.bytes_of("").items()}
    for key, body in others.items():
        lab.lake.write(key, body)

    forget_tenant(lab.lake, TENANT)

    assert lab.bytes_of("") == others


@pytest.mark.parametrize("upload", ["", "U1/", "../U1", "U1/part", "*"])
def test_an_id_that_could_name_more_than_one_upload_is_refused(lab: Lab, upload: str) -> None:
    with pytest.raises(RequestError, match="is no id"):
        forget_upload(lab.lake, lab.engine, TENANT, "sales", upload)


def test_forgetting_twice_is_fine(lab: Lab) -> None:
    lab.load("U1", [{"date": "2025-03-01", "sku_id": "A", "store_id": "S", "units_sold": 1}])
    forget(lab, "U1")

    assert forget(lab, "U1")["objects"] == 0


def test_the_job_forgets_an_upload_and_then_the_tenant(
    lab: Lab, capsys: pytest.CaptureFixture[str]
) -> None:
    lab.load("U1", [{"sku_id": "A"}], "products")
    lab.load("U2", [{"sku_id": "B"}], "products")
    asked = ["--lake", str(lab.root), "--tenant", TENANT, "--engine", "duckdb"]

    job("forget")([*asked, "--table", "products", "--upload_id", "U1"])
    assert json.loads(capsys.readouterr().out)["uploads"] == ["U1"]
    assert [row["sku_id"] for row in lab.curated("product_master")] == ["B"]
    job("forget")([*asked, "--everything", "yes"])
    assert lab.bytes_of("") == {}
    with pytest.raises(SystemExit, match="is no id"):
        job("forget")([*asked, "--table", "products", "--upload_id", "../U1"])


def test_without_the_mend_that_replaced_it_an_earlier_mend_counts_again(lab: Lab) -> None:
    sold = {"date": "2025-01-01", "sku_id": "A", "store_id": "S", "units_sold": 1}
    lab.load("U1", [sold | {"date": "soon"}])
    mapping = {name: name for name in sold}
    for upload, day in (("U2", "2025-01-01"), ("U3", "2025-01-02")):
        lab.load(upload, [{"row": 2} | sold | {"date": day}], mapping=mapping, mends="U1")
        if upload == "U2":
            before = lab.bytes_of("")

    forget(lab, "U3")

    assert lab.bytes_of("") == before


BOUGHT = {"date": "2025-03-01", "sku_id": "A", "store_id": "S", "units_sold": 1}


def test_planning_runs_that_saw_it_are_gone_when_the_next_begins(lab: Lab) -> None:
    lab.load("U1", [BOUGHT])
    lab.load("U2", [BOUGHT | {"date": "2025-03-02"}])
    lab.panel("R1")
    lab.lake.write(keys.model_folder(TENANT, "R1") + "model.tar.gz", b"fitted")
    forget(lab, "U2")
    lab.panel("R2")

    left = lab.lake.keys("plans/") + lab.lake.keys("models/")

    assert {keys.run_of(key) for key in left} == {"R2"}


def test_the_run_at_work_is_left_alone(lab: Lab) -> None:
    lab.load("U1", [BOUGHT])
    lab.panel("R1")
    forget(lab, "U1")
    before = lab.bytes_of("plans/")

    erase_outdated(lab.lake, TENANT, "R1")

    assert lab.bytes_of("plans/") == before
