"""
Each try at a delivery, as it goes over the line: lease, send, mark; and why one got no mark.

A try may be no longer than its function: Lambda ends it then, and here its next call does. So no
lease of 60 seconds runs out under a sender that works, on a slow machine, or on one whose clock
jumped after it was read.
"""

import time
from collections.abc import Callable, Mapping

from msgspec import Struct

from chalicelib.platform.clients import SEND_TIMEOUT_S
from chalicelib.platform.storage.ledger import LEASE_MS

from .calls import Asked, Process, is_alive
from .clock.sitecustomize import skew_ms

OK, BROKEN = 200, 500
MARKED, FREED = "marked", "given back"
KILLED, ENDED, SLOW = "killed", "ended by others", "not answered in time"
UNMARKED = frozenset({KILLED, ENDED, SLOW})
"""Why a try has no mark: then, and only then, what it sent is sent again."""


class Try(Struct):
    """One process that leased one delivery."""

    event: str
    process: Process
    over_at: float
    """When its function's time is over (s, as `time.monotonic`)."""
    to: tuple[str, ...] = ()
    """Once a mail has gone: to whom."""
    end: str = ""
    """Empty while it is on its way."""
    refused: bool = False
    """AWS failed in one of its calls."""


class Tries:
    """All tries, and which one each process is at. Its caller keeps other threads out."""

    def __init__(
        self, times: Mapping[str, int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`times` says how many seconds each function may take."""
        self.all: list[Try] = []
        self._times, self._clock = times, clock
        self._of: dict[int, Try] = {}

    def of(self, process: Process | None) -> Try | None:
        return self._of.get(process.pid) if process else None

    def is_late(self, call: Asked, process: Process, now_ms: int) -> bool:
        """Say whether Lambda would have ended this process before it made this call."""
        if call.state == "leased":
            return self._left_s(call, process, now_ms) < 0
        there = self.of(process)
        return there is not None and self._clock() > there.over_at

    def answered(
        self,
        call: Asked,
        process: Process,
        there: Try | None,
        status: int,
        took: float,
        now_ms: int,
    ) -> None:
        """Note what AWS answered to a call; `there` is the try at which it was asked."""
        if call.state == "leased" and status == OK:
            self._begin(Try(call.event, process, self._clock()
                            + self._left_s(call, process, now_ms)))  # fmt: skip
        elif there is None:
            return
        elif call.to:
            self._sent(there, call, status, took)
        elif status >= BROKEN:
            there.refused = True
        elif call.state and there.event == call.event and status == OK:
            self._end(there, FREED if call.state == "free" else MARKED)

    def killed(self, process: Process) -> Try | None:
        """Note that a process was killed; return the try at which it was."""
        there = self.of(process)
        if there is not None:
            self._end(there, KILLED)
        return there

    def under_way(self) -> bool:
        """Say whether a process may be between lease and mark; ends those that are not."""
        for there in list(self._of.values()):
            if not is_alive(there.process):
                self._end(there, ENDED)
            elif there.refused and self._clock() > there.over_at:
                self._end(there, SLOW)
        return any(self._clock() < there.over_at for there in self._of.values())

    def settled(self) -> list[Try]:
        """Return all tries when all is quiet."""
        self.under_way()
        for there in list(self._of.values()):
            if there.refused:
                self._end(there, SLOW)
        return self.all

    def _begin(self, new: Try) -> None:
        before = self.of(new.process)
        if before is not None:
            same = before.process == new.process
            self._end(before, ENDED if not same else SLOW if before.refused else "")
        self._of[new.process.pid] = new
        self.all.append(new)

    def _sent(self, there: Try, call: Asked, status: int, took: float) -> None:
        if status == OK:
            there.to = call.to
        if took > SEND_TIMEOUT_S or status >= BROKEN:
            self._end(there, SLOW)

    def _end(self, there: Try, end: str) -> None:
        there.end = end
        if self._of.get(there.process.pid) is there:
            del self._of[there.process.pid]

    def _left_s(self, call: Asked, process: Process, now_ms: int) -> float:
        """Return how long a process may go on that tells this time when it leases."""
        told = call.lease_until - LEASE_MS
        gone = now_ms + skew_ms(process.pid) - told
        return self._times.get(process.function, MOST_S) - gone / 1000


MOST_S = 60
"""What a function may take that nobody says a time of."""
