"""
Walking through the day: residents submit at their time, staff finish at the closing time.

Only the first day is walked at the chosen speed; what was closed on later days follows in
its order, as quickly as the system takes it. What is acknowledged stands in a list of the
driver's own, to be held against the table at the end.
"""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from infra.replay.day import DAY_S, Report
from infra.replay.door import Door
from infra.replay.estate import manager, username

HANDS = 6
"""How many residents and members of staff do something at one moment."""
POLL_S = 2.0
PATIENCE_S = 180
DOUBLE_TAP_EVERY = 25


@dataclass
class Log:
    """What the driver itself knows: nothing of it is read from the table."""

    acknowledged: dict[str, Report] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    double_taps: int = 0
    finished: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)
    moments: list[tuple[str, float]] = field(default_factory=list)
    """("arrived" or "done", virtual second of the day), for the picture."""


class Drive:
    """One walk through the day."""

    def __init__(self, door: Door, password: str, speed: float) -> None:
        self.door, self.password, self.speed = door, password, speed
        self.log = Log()
        self._tasks: dict[str, dict[str, dict[str, Any]]] = {}
        self._ids: dict[str, str] = {}
        self._over = threading.Event()
        self._hands = threading.Semaphore(HANDS * 2)

    def run(self, reports: list[Report], *, progress: Callable[[], None]) -> Log:
        """Walk; `progress` is called once an event."""
        communities = {report.community for report in reports}
        pollers = [threading.Thread(target=self._poll, args=(code,)) for code in communities]
        for poller in pollers:
            poller.start()
        begun = time.monotonic()
        try:
            with ThreadPoolExecutor(HANDS) as hands:
                for at, do, report in _events(reports):
                    _wait_until(begun + min(at, DAY_S) / self.speed)
                    self._hands.acquire()
                    done = hands.submit(self._safely, do, report)
                    done.add_done_callback(lambda _: self._let_go(progress))
        finally:
            self._over.set()
            for poller in pollers:
                poller.join()
        return self.log

    def _let_go(self, progress: Callable[[], None]) -> None:
        self._hands.release()
        progress()

    def _safely(self, do: str, report: Report) -> None:
        try:
            (self._submit if do == "submit" else self._close)(report)
        except RuntimeError as error:
            self.log.troubles.append(f"{do} {report.number}: {error}")

    def _submit(self, report: Report) -> None:
        body = {"place": report.place, "words": report.words, "topic": report.topic}
        answer = self.door.submit(body, report.key)
        if int(report.number) % DOUBLE_TAP_EVERY == 0:
            again = self.door.submit(body, report.key)
            self.log.double_taps += 1
            if again["id"] != answer["id"]:
                raise RuntimeError("a double tap made another request")
        self._ids[report.number] = answer["id"]
        self.log.tokens[answer["id"]] = answer["status_token"]
        self.log.acknowledged[answer["id"]] = report
        self.log.moments.append(("arrived", report.at))

    def _close(self, report: Report) -> None:
        request_id = self._until(lambda: self._ids.get(report.number), "was not acknowledged")
        self._until(lambda: self._tasks.get(request_id), "has no task")
        token, worked = self.log.tokens[request_id], set[str]()

        def is_settled() -> bool:
            # The task of a second department may be seen only at a later poll.
            for task_id in sorted(self._tasks[request_id].keys() - worked):
                self._work(self._tasks[request_id][task_id])
                worked.add(task_id)
            return self.door.status(request_id, token) == "check"

        self._until(is_settled, "is not settled")
        self.log.finished.add(request_id)
        self.log.moments.append(("done", report.closed_at or report.at))
        self.door.confirm(token)
        self.log.confirmed.add(request_id)

    def _work(self, task: dict[str, Any]) -> None:
        community, department = task["queue"].split(".", 1)
        person = username(community, department)
        for action in ("claim", "start"):
            task = self.door.act(person, self.password, task, action)
        self.door.act(person, self.password, task, "done", resolution="Done.", clean=True)

    def _poll(self, community: str) -> None:
        cursor = ""
        while not self._over.is_set():
            answer = self.door.poll(manager(community), self.password, cursor)
            cursor = answer["cursor"]
            for task in answer["tasks"]:
                tasks = self._tasks.setdefault(task["id"].split(".", 1)[0], {})
                tasks[task["id"]] = task
            if not answer["more"]:
                self._over.wait(POLL_S)

    def _until(self, check: Callable[[], Any], otherwise: str) -> Any:
        until = time.monotonic() + PATIENCE_S
        while not (found := check()):
            if time.monotonic() > until:
                raise RuntimeError(f"{otherwise} after {PATIENCE_S} s")
            time.sleep(0.2)
        return found


def _events(reports: Iterable[Report]) -> list[tuple[float, str, Report]]:
    submits = [(report.at, "submit", report) for report in reports]
    closes = [(report.closed_at, "close", report) for report in reports if report.closed_at]
    return sorted(submits + closes, key=lambda event: (event[0], event[1] == "close"))


def _wait_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))
