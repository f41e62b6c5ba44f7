"""A reader never sees half a day: every curated object is whole, the old one or the new one."""

import threading
from pathlib import Path

from smartretail_etl.lake import FolderLake

from tests.reliability.scene import copied, opened, run, wired
from tests.reliability.tripwire import Wire
from tests.unit.etl.lab import Lab


def test_every_day_is_the_old_one_or_the_new_one_at_every_moment(tmp_path: Path) -> None:
    lab = opened(tmp_path / "lab")
    run(lab, "U1")
    after = copied(lab, tmp_path / "after")
    run(after, "U2")
    old, new = lab.bytes_of(), after.bytes_of()
    seen: list[dict[str, bytes]] = []

    def look(number: int, name: str, moment: str) -> None:
        now = Lab(lab.root).bytes_of()
        for key, body in now.items():
            assert body in (old.get(key), new.get(key)), f"{key} at call {number}, {moment} {name}"
        assert now.keys() >= old.keys() & new.keys()
        if now not in seen:
            seen.append(now)

    run(lab, "U2", wired(lab, Wire(look)))

    assert seen[0] == old
    assert seen[-1] == new
    assert len(seen) >= 2


def test_a_large_object_is_replaced_whole_under_a_reader(tmp_path: Path) -> None:
    lake, key = FolderLake(tmp_path / "lake"), "curated/day/part-0.parquet"
    bodies = [letter * (4 << 20) for letter in (b"a", b"b")]
    file = tmp_path / "file"
    lake.write(key, bodies[0])
    found: set[bytes | None] = set()
    ended = threading.Event()

    def poll() -> None:
        while not ended.is_set():
            found.add(lake.read(key))

    reader = threading.Thread(target=poll)
    reader.start()
    for round_ in range(12):
        file.write_bytes(bodies[round_ % 2])
        lake.put(file, key)
    ended.set()
    reader.join()

    assert found <= set(bodies)
