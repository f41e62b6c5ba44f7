"""Jobs that take turns at the lake in an order drawn from a seed, so a race can be replayed."""

import random
import threading
from collections.abc import Callable, Sequence
from typing import Any

from smartretail_etl.lake import Lake

from tests.reliability.tripwire import Wire, Wired

PATIENCE = 60.0


class Turns:
    """One job moves at a time; before each of its calls the dice say who moves next."""

    def __init__(self, jobs: int, seed: int) -> None:
        self._dice = random.Random(seed)
        self._free = threading.Condition()
        self._waiting = set(range(jobs))
        self._now = self._dice.randrange(jobs)

    def lake(self, job: int, lake: Lake) -> Any:
        """The lake as one job sees it."""
        return Wired(lake, Wire(lambda number, name, moment: self._pass(job, moment)))

    def _pass(self, job: int, moment: str) -> None:
        if moment == "after":
            return
        with self._free:
            if self._now == job:
                self._next()
            if not self._free.wait_for(lambda: self._now == job, PATIENCE):
                raise TimeoutError(f"Job {job} never got its turn.")

    def done(self, job: int) -> None:
        """A job has ended; the others go on without it."""
        with self._free:
            self._waiting.discard(job)
            self._next()

    def _next(self) -> None:
        if self._waiting:
            self._now = self._dice.choice(sorted(self._waiting))
            self._free.notify_all()


def together(lake: Lake, jobs: Sequence[Callable[[Any], object]], seed: int) -> None:
    """Run jobs at once on one lake, in turns; raise what any of them raised."""
    turns = Turns(len(jobs), seed)
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            jobs[number](turns.lake(number, lake))
        except BaseException as failure:  # it is raised again below
            failed.append(failure)
        finally:
            turns.done(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
