"""
What stands between the functions and AWS: it passes each call on, and makes trouble by a seed.

A process is killed before its call is sent, or after it took effect and before its answer comes.
A message to a queue is delivered once, twice, or later than those behind it.
"""

import http.client
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from infra.front import HOP_BY_HOP

from .calls import Asked, Process, asked, behind, is_alive
from .tries import Tries, Try

BEFORE, AFTER, OVER = "before", "after", "out of time"
"""On which side of a call a process is killed; or at it, for its function's time is over."""
Answer = tuple[int, list[tuple[str, str]], bytes]
OK = 200
UNAVAILABLE: Answer = (503, [], b"")
"""What did not come through to the emulator."""
AFTER_A_MAIL = 0.05
"""The chance of a kill after a mail went, besides: few calls are one, and it is the worst."""
TWICE, LATE = 0.2, 0.2
LATEST_S = 4
CLEAR_S = 3
"""How long a jump of the clock waits until no notice is on its way; then it does not jump."""


class Kill(Struct, frozen=True):
    """A process that was killed: at which call, on which side of it."""

    function: str
    call: str
    side: str
    sent: bool = False
    """Its mail had gone, and it had not marked it yet."""


class Trouble:
    """What goes wrong, by a seed, and all that did. Safe for many threads."""

    def __init__(
        self, seed: int, clock: Path, queues: Any, calls_between: int, times: Mapping[str, int]
    ) -> None:
        """Kill about once in so many calls, and what works for longer than the seconds in `times`
        of its function; `queues` is a client that goes past this server."""
        self.kills: list[Kill] = []
        self.calls: Counter[str] = Counter()
        self.twice = self.late = self.jumps = 0
        self.on = False
        self.offset_ms = 0
        self._chance, self._between = random.Random(seed), calls_between
        self._lock = threading.Lock()
        self._left = self._gap()
        self._clock, self._queues = clock, queues
        self._tries = Tries(times)
        self._may_lease = threading.Event()
        self._may_lease.set()
        self.last = time.monotonic()

    def side(self, call: Asked, process: Process | None) -> str:
        """Say on which side of this call its process is killed, if it is."""
        with self._lock:
            self.calls[call.name] += 1
            self.last = time.monotonic()
            if process is None:
                return ""
            if self._tries.is_late(call, process, self.now_ms()):
                return OVER
            if not self.on:
                return ""
            self._left -= 1
            if call.to and self._chance.random() < AFTER_A_MAIL:
                return AFTER
            if self._left > 0:
                return ""
            self._left = self._gap()
            return self._chance.choice((BEFORE, AFTER))

    def wait_to_lease(self, call: Asked) -> None:
        """Let no delivery begin while the clock is about to jump: it would take one that is on
        its way for one that nobody answered."""
        if call.state == "leased":
            self._may_lease.wait()

    def try_of(self, process: Process | None) -> Try | None:
        """Return the delivery that a process is at."""
        with self._lock:
            return self._tries.of(process)

    def answered(
        self, call: Asked, process: Process | None, there: Try | None, status: int, took: float
    ) -> str:
        """Note what a call says of a delivery; say whether its process has no time left."""
        if process is None:
            return ""
        with self._lock:
            self._tries.answered(call, process, there, status, took, self.now_ms())
            return OVER if self._tries.is_late(call, process, self.now_ms()) else ""

    def kill(self, process: Process, call: Asked, side: str) -> None:
        if is_alive(process):
            os.kill(process.pid, signal.SIGKILL)
        with self._lock:
            there = self._tries.killed(process)
            sent = there is not None and bool(there.to)
            self.kills.append(Kill(process.function, call.name, side, sent))

    def tries(self) -> list[Try]:
        """Return each try at a delivery, with how it ended, when all is quiet."""
        with self._lock:
            return self._tries.settled()

    def message(self, body: dict[str, Any]) -> dict[str, str] | None:
        """Deliver a message late, and answer as the queue does; or once more; None: as it is."""
        with self._lock:
            if not self.on or body.get("MessageAttributes"):
                return None
            dice, delay = self._chance.random(), self._chance.randint(1, LATEST_S)
            late, twice = dice < LATE, dice > 1 - TWICE
            self.late, self.twice = self.late + late, self.twice + twice
        if not late and not twice:
            return None
        said = self._queues.send_message(
            QueueUrl=body["QueueUrl"], MessageBody=body["MessageBody"], DelaySeconds=delay
        )
        return {name: said[name] for name in ("MessageId", "MD5OfMessageBody")} if late else None

    def jump(self, to_ms: int) -> bool:
        """Set the clock of every function to so much from the real one; say whether it jumped."""
        self._may_lease.clear()
        try:
            if not self._is_clear():
                return False
            beside = self._clock.with_suffix(".new")
            beside.write_text(str(to_ms))
            beside.replace(self._clock)
            self.jumps, self.offset_ms = self.jumps + 1, to_ms
            return True
        finally:
            self._may_lease.set()

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000 + self.offset_ms

    def _is_clear(self) -> bool:
        until = time.monotonic() + CLEAR_S
        while time.monotonic() < until:
            with self._lock:
                if not self._tries.under_way():
                    return True
            time.sleep(0.01)
        return False

    def _gap(self) -> int:
        return self._chance.randint(1, 2 * self._between)


class Between(ThreadingHTTPServer):
    """A server on the loopback that passes on to the emulator."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, upstream: str, trouble: Trouble) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.upstream, self.trouble = urlsplit(upstream).netloc, trouble


class Passing(BaseHTTPRequestHandler):
    """One connection of a function."""

    server: Between
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self) -> None:
        super().setup()
        self.process = behind(self.client_address[1], self.server.server_address[1])

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            pass  # Whoever asked is dead.

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = asked(self.headers.get("X-Amz-Target", ""), body)
        trouble = self.server.trouble
        trouble.wait_to_lease(call)
        side, there = trouble.side(call, self.process), trouble.try_of(self.process)
        if side in (BEFORE, OVER):
            self._die(call, side)
            return
        began = time.monotonic()
        try:
            answer = self._answer(call, body)
        except OSError:
            answer = UNAVAILABLE
        took = time.monotonic() - began
        side = trouble.answered(call, self.process, there, answer[0], took) or side
        if side:
            self._die(call, side)
            return
        self._send(*answer)

    do_GET = do_PUT = do_POST

    def _die(self, call: Asked, side: str) -> None:
        assert self.process is not None
        self.server.trouble.kill(self.process, call, side)
        self.close_connection = True

    def _answer(self, call: Asked, body: bytes) -> Answer:
        if call.name == "sqs.SendMessage":
            told = self.server.trouble.message(json.loads(body))
            if told is not None:
                said = [("Content-Type", "application/x-amz-json-1.0")]
                return OK, said, json.dumps(told).encode()
        headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
        # One of its own: the emulator hangs up one that waits, while this call is on its way.
        upstream = http.client.HTTPConnection(self.server.upstream, timeout=60)
        try:
            upstream.request(self.command, self.path, body, headers)
            answer = upstream.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            upstream.close()

    def _send(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        with suppress(ConnectionError):  # Whoever asked is dead.
            super().handle()

    def log_message(self, *_: Any) -> None:
        """Say nothing of each call."""


@contextmanager
def between(upstream: str, trouble: Trouble) -> Iterator[str]:
    """Serve in a thread and yield the address."""
    server = Between(upstream, trouble)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
