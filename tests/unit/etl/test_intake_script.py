"""The intake and the SQL script that benchmarks hold it against: two tellings of the same rules."""

from pathlib import Path

from benchmarks.intake_lines import MAPPING, write_generated
from benchmarks.intake_sql import differences, run_rules
from tests.unit.etl.lab import Lab


def test_generated_lines_become_what_plain_sql_makes_of_them(lab: Lab, tmp_path: Path) -> None:
    file, script = tmp_path / "lines.csv", tmp_path / "script"
    script.mkdir()
    assert write_generated(4000, 7, file) == 4000
    run_rules(file, script)

    lab.put("U1", "sales", "file.csv", file.read_bytes(), MAPPING)
    report = lab.curate("U1")

    assert differences(lab.root, script) == 0
    counts = report["counts"]
    assert counts["returns"] > 0 < counts["duplicates"]
    assert 0 < counts["rejected"] < 40


def test_equal_seeds_give_equal_files(tmp_path: Path) -> None:
    bodies = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_generated(500, seed, tmp_path / name)
        bodies.append((tmp_path / name).read_bytes())

    assert bodies[0] == bodies[1] != bodies[2]
