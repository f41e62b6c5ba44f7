"""Any messy files, in any order, give what the plain Python rules give."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.etl import oracle
from tests.unit.etl.lab import Lab

MAPPING = {
    "date": "date",
    "sku_id": "sku",
    "store_id": "store",
    "units_sold": "units",
    "price": "price",
    "promo_flag": "promo",
    "source_event_id": "event",
}
GOOD_DAYS = ["2025-03-01", "2025-03-02", "2025-03-03", "2024-02-29"]
row = st.fixed_dictionaries(
    {
        "date": st.sampled_from([*GOOD_DAYS * 3, "2025-02-30", "01.03.2025", "2026-02-01", ""]),
        "sku": st.sampled_from(["a1", " A1 ", "B2", "b2", "ä3", "post", "", "C4"]),
        "store": st.sampled_from(["North", "north ", "S2"]),
        "units": st.sampled_from(["1", "2", "3.5", "40", "-2", "+4", "x", "0"]),
        "price": st.sampled_from(["2.50", "2.555", "3", "", "", "0", "-1", "two"]),
        "promo": st.sampled_from(["", "", "yes", "no", "maybe"]),
        "event": st.sampled_from(["", "1001", "1002", "C1003", "c1003", "X1"]),
        "note": st.sampled_from(["", "gift"]),
    }
)
files = st.lists(st.lists(row, min_size=1, max_size=40), min_size=1, max_size=3)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=files, order=st.randoms(use_true_random=False))
def test_curated_days_are_what_plain_python_makes_of_them(
    rows: list[list[dict[str, str]]], order: random.Random
) -> None:
    uploads = {f"U{number}": part for number, part in enumerate(rows)}
    expected = {upload: oracle.read_file(part) for upload, part in uploads.items()}
    with TemporaryDirectory() as folder:
        lab = Lab(Path(folder))
        for upload in order.sample(sorted(uploads), len(uploads)):
            report = lab.load(upload, uploads[upload], mapping=MAPPING)
            counts = expected[upload][0]
            assert report["counts"] == counts
            assert counts["read"] == sum(counts.values()) - counts["read"]
        lines = oracle.merged({upload: kept for upload, (_, kept) in expected.items()})
        assert sales(lab) == oracle.finished(oracle.cells(lines, back=False))
        assert returns(lab) == {
            key: (cell["units"], cell["revenue"])
            for key, cell in oracle.cells(lines, back=True).items()
        }


def sales(lab: Lab) -> dict[oracle.Cell, dict[str, Any]]:
    return {
        (row["date"], row["sku_id"], row["store_id"]): {
            "units": row["units_sold_original"],
            "sold": row["units_sold"],
            "revenue": row["revenue"],
            "price": row["price"],
            "promo": row["promo_flag"],
            "imputed": row["imputed_price"],
        }
        for row in lab.curated("sales_transactions")
    }


def returns(lab: Lab) -> dict[oracle.Cell, Any]:
    return {
        (row["date"], row["sku_id"], row["store_id"]): (row["units_returned"], row["refund"])
        for row in lab.curated("sales_returns")
    }
