"""However events come, shuffled, repeated or in broken deliveries, cleaning ends alike."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from smartretail.intake.stream.inspecting import InspectStream
from smartretail.kernel.messages import Message
from smartretail_etl.curate import curate
from smartretail_etl.curation import Upload
from smartretail_etl.lake import FolderLake

from tests.kit.intake import FakeCurrency
from tests.kit.stream import CLOCK, NOW, SALE, WHO, Outside, message


def curated(outside: Outside) -> dict[str, bytes]:
    """Clean every stream upload as its state machine does; return the curated bytes."""
    lake = FolderLake(outside.root)
    inspect = InspectStream(outside.uploads, outside, FakeCurrency(), outside, CLOCK)  # type: ignore[arg-type]
    for upload in list(outside.uploads.kept.values()):
        ready = inspect.run(WHO, upload)
        request = f"reports/intake/tenant=SHOP/upload={ready.upload_id}/request.json"
        given = Upload("SHOP", ready.upload_id, ready.table.value, ready.key)
        curate(lake, "duckdb", given, request, lambda: NOW)
    return {key: lake.read(key) or b"" for key in lake.keys("curated/")}


def told() -> list[dict[str, Any]]:
    """Orders of three days, some told twice or corrected later, and stock counts beside them."""
    dice = random.Random(7)
    sales = [
        SALE
        | {
            "event_id": f"ORD-{n}",
            "date": f"2026-11-{19 + n % 3}",
            "sku_id": dice.choice(["TEA", "RICE"]),
            "units_sold": dice.choice([1, 2, -1]),
            "occurred_at": f"2026-11-21T08:{n:02d}:00Z",
        }
        for n in range(30)
    ]
    corrected = [
        one | {"units_sold": 5, "occurred_at": "2026-11-21T09:10:00Z"} for one in sales[::6]
    ]
    return [*sales, *corrected, *sales[::5]]


def deliveries(events: Sequence[Mapping[str, Any]], dice: random.Random) -> Iterator[list[Message]]:
    """Batches as a queue may make them: shuffled, of any size, some of them again."""
    messages = [message(str(n), event) for n, event in enumerate(events)]
    dice.shuffle(messages)
    while messages:
        size = dice.randint(1, 12)
        batch, messages = messages[:size], messages[size:]
        yield batch
        if dice.random() < 0.3:
            yield dice.sample(batch, dice.randint(1, len(batch)))


def newest(events: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    """Units by day and product, each event counted once, as it was told last."""
    last = {e["event_id"]: e for e in sorted(events, key=lambda e: e["occurred_at"])}
    units: dict[tuple[str, str], int] = defaultdict(int)
    for event in last.values():
        units[event["date"], event["sku_id"]] += max(event["units_sold"], 0)
    return {cell: count for cell, count in units.items() if count}


def sold(root: Path) -> dict[tuple[str, str], int]:
    """The curated units by day and product."""
    rows = [
        row
        for path in root.glob("curated/sales_transactions/**/*.parquet")
        for row in pq.read_table(path, partitioning=None).to_pylist()
    ]
    return {(str(row["date"]), row["sku_id"]): int(row["units_sold_original"]) for row in rows}


def test_shuffled_repeated_and_broken_deliveries_end_in_the_same_curated_bytes(
    tmp_path: Path,
) -> None:
    plain = Outside(tmp_path / "plain")
    plain.worker().take([message(str(n), event) for n, event in enumerate(told())])
    expected = curated(plain)
    assert sold(tmp_path / "plain") == newest(told())

    for seed in range(2):
        dice = random.Random(seed)
        outside = Outside(tmp_path / str(seed))
        for batch in deliveries(told(), dice):
            outside.calls, outside.fails_at = 0, dice.choice([None, 1, 2, 3])
            failures = outside.worker().take(batch)
            outside.fails_at = None
            outside.worker().take([one for one in batch if one.id in failures])
        assert curated(outside) == expected


def test_stock_told_out_of_order_ends_with_the_latest_count(tmp_path: Path) -> None:
    counts = [
        {**SALE, "event_id": f"C{hour}", "on_hand": hour, "occurred_at": f"2026-11-21T0{hour}:00Z"}
        for hour in range(8)
    ]
    results = []
    for seed in range(2):
        outside = Outside(tmp_path / str(seed))
        shuffled = random.Random(seed).sample(counts, len(counts))
        for number, event in enumerate(shuffled):
            outside.worker().take([message(str(number), event, table="inventory")])
        results.append(curated(outside))

    assert results[0] == results[1]
    [body] = [body for key, body in results[0].items() if "inventory_snapshots" in key]
    target = tmp_path / "latest.parquet"
    target.write_bytes(body)
    assert [int(row["on_hand"]) for row in pq.read_table(target).to_pylist()] == [7]


def test_fields_named_by_ids_do_not_stop_the_cleaning_of_a_day(tmp_path: Path) -> None:
    outside = Outside(tmp_path)
    batch = [
        message(str(n), SALE | {"event_id": f"ORD-{n}", f"note-{n}": n, "tags": {f"t{n}": 1}})
        for n in range(400)
    ]
    assert not outside.worker().take(batch)
    curated(outside)

    assert sold(tmp_path) == {("2026-11-21", "TEA"): 800}
