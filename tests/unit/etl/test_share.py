"""Forecasts are regrouped by store; a series that is missing is named."""

import json

import pytest
from smartretail_etl.share import SeriesMissing, share_forecasts

from tests.unit.etl.lab import TENANT, Lab

FOLDER = f"plans/tenant={TENANT}/run=R1/"
FILES = (
    [("S1", "A"), ("S1", "B"), ("S 2/é", "A")],
    [("S 2/é", "B"), ("S3", "A")],
)


def lines(pairs: list[tuple[str, str]], **extra: object) -> str:
    rows = ({"store_id": store, "sku_id": sku} | extra for store, sku in pairs)
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def put(lab: Lab, outputs: tuple[str | None, ...]) -> None:
    for number, (pairs, output) in enumerate(zip(FILES, outputs, strict=True)):
        lab.lake.write(f"{FOLDER}panel/part-{number:04}.jsonl", lines(pairs).encode())
        if output is not None:
            name = f"{FOLDER}forecast/part-{number:04}.jsonl.out"
            lab.lake.write(name, output.encode())


def test_every_store_gets_its_series_in_order(lab: Lab) -> None:
    put(lab, (lines(FILES[0], yhat=1) + "\n", lines(FILES[1], yhat=2)))
    lab.lake.write(f"{FOLDER}forecast_by_store/store=GONE.jsonl", b"old")
    written = share_forecasts(lab.lake, TENANT, "R1")

    assert [key.rsplit("/", 1)[1] for key in written] == [
        "store=S%202%2F%C3%A9.jsonl",
        "store=S1.jsonl",
        "store=S3.jsonl",
    ]
    assert written == lab.lake.keys(f"{FOLDER}forecast_by_store/")
    told = [json.loads(line) for line in (lab.root / written[0]).read_text().splitlines()]
    assert [(row["sku_id"], row["yhat"]) for row in told] == [("A", 1), ("B", 2)]


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ((lines(FILES[0][:2]), lines(FILES[1])), "1 series have no forecast: S 2/é/A."),
        ((lines(FILES[0]), None), "2 series have no forecast: S 2/é/B, S3/A."),
        ((lines(FILES[0]), lines(FILES[1]) + "\nnull"), "an unreadable line in part-0001"),
        ((lines(FILES[0] + FILES[0][:1]), lines(FILES[1])), "S1/A \\(unexpected or twice\\)"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_written(
    lab: Lab, outputs: tuple[str | None, ...], message: str
) -> None:
    put(lab, outputs)

    with pytest.raises(SeriesMissing, match=message):
        share_forecasts(lab.lake, TENANT, "R1")
    assert not lab.lake.keys(f"{FOLDER}forecast_by_store/")
