"""A file that no run can work through ends failed, in words, and stands in nobody's way."""

from pathlib import Path

import pytest

from tests.reliability.scene import FILES, arguments, bring, job, run
from tests.unit.etl.lab import Lab

MAPPING = {name: name for name in ("date", "sku_id", "store_id", "units_sold")}
POISON = {
    "file.parquet": ("parquet", b"PAR1" + bytes(range(256)) * 8 + b"PAR1"),
    "file.xlsx": ("xlsx", b"PK\x03\x04" + b"\x00" * 64),
}


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path / "lake")


@pytest.mark.parametrize("name", POISON)
def test_poison_fails_every_time_with_a_sentence(lab: Lab, name: str) -> None:
    kind, body = POISON[name]
    lab.put("U0", "sales", name, body, MAPPING, format={"kind": kind})
    bring(lab, "U1", FILES["U1"])
    raw = lab.bytes_of("raw/")
    for _ in range(2):
        with pytest.raises(SystemExit) as ended:
            job("curate")(arguments(lab, "U0", name))
        said = str(ended.value)
        assert said.endswith(".")
        assert 30 < len(said) < 200
        assert "\n" not in said

    run(lab, "U1")

    assert lab.bytes_of("raw/") == raw
    assert len(lab.curated("sales_transactions")) == 6


def test_an_error_nobody_expected_is_a_sentence_too(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*given: object) -> None:
        raise ZeroDivisionError("deep inside")

    bring(lab, "U1", FILES["U1"])
    monkeypatch.setattr("smartretail_etl.curate.accept", broken)

    with pytest.raises(SystemExit, match=r"^The file could not be worked through \(ZeroDivision"):
        job("curate")(arguments(lab, "U1"))
    assert "deep inside" in capsys.readouterr().err
