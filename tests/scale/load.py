"""
Ten thousand submissions over HTTP: duplicates among them, and a flood from one place.

    python -m tests.scale.load [submissions]

The app answers in processes of its own (`serving.py`) that keep their tables in DynamoDB
Local, which bears this many; the packaged system on its emulator would take an hour for it.
The driver's own list of what was acknowledged is held against the table at the end, and a
neighbour of another company is timed alone, beside ordinary load and beside the flood.
"""

import http.client
import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from msgspec import Struct, field, structs

from chalicelib.estate import store as estate
from chalicelib.kernel.limits import LIMITS
from tests.support.builders import LIFT, YARD, key, move_in

from .memory import Grown, Watch
from .standing import Standing, standing

MANY = 10_000
CLIENTS = 3
"""Who send at once; one process more than these serves, so that a neighbour finds one free."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
A_PLACE_TAKES = 4
"""With what comes again far below the limit of a minute: nothing ordinary is turned away."""
PATIENCE = 5


class Sending(Struct, frozen=True, kw_only=True):
    """One submission as a phone sends it."""

    kind: str
    """"new", "again" (the same key and words), "reworded" (the same key) or "flood"."""
    place: str
    key: str
    words: str
    source: str


class Report(Struct, kw_only=True):
    """What the driver was told, and what the neighbour waited."""

    told: dict[str, Counter[int]] = field(default_factory=dict)
    """Kind to how often each status came."""
    acknowledged: dict[str, set[str]] = field(default_factory=dict)
    """Key to the ids that were told for it."""
    waited: dict[str, list[float]] = field(default_factory=dict)
    """Phase to the neighbour's seconds."""
    took: float = 0
    grown: list[Grown] = field(default_factory=list)
    """By ordinary load: each process comes to know places that it keeps for a minute."""
    grown_by_flood: list[Grown] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def ordinary(many: int, chance: random.Random) -> list[Sending]:
    """Return reports of many places: three quarters new, the others come again or reworded."""
    new = [_new(number) for number in range(many * 3 // 4)]
    again = [structs.replace(each, kind="again") for each in chance.choices(new, k=many // 5)]
    reworded = [
        structs.replace(each, kind="reworded", words=f"{each.words} It is warm.")
        for each in chance.choices(new, k=many - len(new) - len(again))
    ]
    mixed = [*new, *again, *reworded]
    # Near its first sending, before it or after: a double tap, or a phone in a lift.
    at = {each.key: number for number, each in enumerate(new)}
    return sorted(mixed, key=lambda each: at[each.key] + chance.random() * 12)


def _new(number: int) -> Sending:
    return Sending(
        kind="new",
        place=place_code(number // A_PLACE_TAKES),
        key=key(f"new{number:06d}"),
        words=f"Report {number}: the tap of kitchen {number} drips.",
        source=f"10.{number // 250 % 250}.{number % 250}.7",
    )


def flood(many: int) -> list[Sending]:
    """Return reports of one place from one address, each with words and a key of its own."""
    return [
        Sending(
            kind="flood", place=LIFT.code, key=key(f"flood{number:06d}"),
            words=f"Lamp {number} flickers, over and over {number}.", source="192.0.2.66",
        )
        for number in range(many)
    ]  # fmt: skip


def place_code(number: int) -> str:
    """Return the code of the numbered place of the ordinary load."""
    digits = "".join(ALPHABET[number // 32**power % 32] for power in (2, 1, 0))
    return f"9KQ2M9X0AB3{digits}"


def ask(port: int, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    """Do one call on a connection of its own; return its status and what it said."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        text = None if body is None else json.dumps(body)
        sent = {"content-type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        connection.request(method, path, text, sent)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def send(port: int, sending: Sending, report: Report) -> None:
    """Send one submission until it is answered, as a phone does; write down what was told."""
    body = {"place": sending.place, "topic": "plumbing", "words": sending.words}
    for _ in range(PATIENCE):
        status, said = ask(
            port, "POST", "/api/v1/requests", body,
            idempotency_key=sending.key, x_source=sending.source,
        )  # fmt: skip
        report.told[sending.kind][status] += 1
        if status < 500:
            break
        time.sleep(1)
    if status in (200, 201):
        report.acknowledged.setdefault(sending.key, set()).add(json.loads(said)["id"])


class Neighbour(threading.Thread):
    """Somebody of another company who looks at the form and reports, again and again."""

    def __init__(self, port: int, phase: str, report: Report, seconds: float = 0) -> None:
        super().__init__()
        self.port, self.phase, self.report = port, phase, report
        self.until = time.monotonic() + seconds if seconds else None
        self.over = threading.Event()

    def run(self) -> None:
        waited = self.report.waited.setdefault(self.phase, [])
        number = 0
        while not self.over.is_set() and (not self.until or time.monotonic() < self.until):
            number += 1
            began = time.perf_counter()
            status, _ = ask(self.port, "GET", f"/q/{YARD.code}")
            waited.append(time.perf_counter() - began)
            if status != 200:
                self.report.wrong.append(f"the neighbour's form, {self.phase}: {status}")
            self.over.wait(0.1)


def phase(port: int, name: str, sendings: list[Sending], report: Report) -> None:
    """Send all of these from some clients at once, with the neighbour beside them."""
    neighbour = Neighbour(port, name, report)
    neighbour.start()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda each: send(port, each, report), sendings))
    neighbour.over.set()
    neighbour.join()


def run(many: int = MANY, alone_s: float = 20) -> Report:
    """Run it all; what is wrong with it is in the report."""
    report = Report(told={k: Counter() for k in ("new", "again", "reworded", "flood")})
    usual = ordinary(many * 4 // 5, random.Random(many))
    with standing(CLIENTS + 1) as there:
        move_in()
        for number in range(many // A_PLACE_TAKES + 1):
            code = place_code(number)
            estate.put_place(structs.replace(LIFT, code=code, building=code.lower()))
        warm(there.port)
        alone = Neighbour(there.port, "alone", report, alone_s)
        alone.start()
        alone.join()
        began = time.monotonic()
        with Watch(there.serving) as watch:
            phase(there.port, "beside ordinary load", usual, report)
        report.grown = watch.grown()
        with Watch(there.serving) as watch:
            phase(there.port, "beside the flood", flood(many - len(usual)), report)
        report.grown_by_flood = watch.grown()
        report.took = time.monotonic() - began
        there.finish_effects()
        report.wrong += [*_answered_wrongly(report), *lost_or_doubled(there, report)]
    return report


def warm(port: int) -> None:
    """Let every process answer once or twice before anything is measured."""
    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        list(pool.map(lambda _: ask(port, "GET", f"/q/{YARD.code}"), range(10 * (CLIENTS + 1))))


def _answered_wrongly(report: Report) -> Iterable[str]:
    # Whichever words come first with a key are its words.
    allowed = dict.fromkeys(("new", "again", "reworded"), {200, 201, 422}) | {"flood": {201, 429}}
    for kind, statuses in report.told.items():
        for status, count in statuses.items():
            if status not in allowed[kind] and status < 500:
                yield f"{kind} was answered {status}, {count} times"
    # An hour may end between two of them: then twice as many are let through.
    if report.told["flood"][201] > 2 * LIMITS["p"].most:
        yield f"{report.told['flood'][201]} of the flood came through"
    for sent, ids in report.acknowledged.items():
        if len(ids) != 1:
            yield f"{sent} was told {len(ids)} ids"


def lost_or_doubled(there: Standing, report: Report) -> Iterable[str]:
    """Hold the driver's own list against the table."""
    rows = there.rows()
    stored = {row["id"] for row in rows if row["sk"] == "request"}
    known = {each for ids in report.acknowledged.values() for each in ids}
    yield from (f"acknowledged and lost: {each}" for each in known - stored)
    yield from (f"stored and acknowledged to nobody: {each}" for each in stored - known)
    tasks = Counter(row["pk"] for row in rows if row["sk"].startswith("task#"))
    yield from (f"{each} has {tasks[each]} tasks" for each in stored if tasks[each] != 1)
    yield from (f"owed for ever: {row['pk']}|{row['sk']}" for row in rows if row.get("pending"))


def described(report: Report) -> Iterable[str]:
    """Yield what is told of a run."""
    sent = sum(sum(statuses.values()) for statuses in report.told.values())
    yield f"{sent} submissions in {report.took:.0f} s, {sent / report.took:.0f} a second"
    for kind, statuses in report.told.items():
        yield f"  {kind:9} {dict(sorted(statuses.items()))}"
    alone = sorted(report.waited["alone"])
    for name, waited in report.waited.items():
        p50, p95 = _at(waited, 0.5), _at(waited, 0.95)
        yield (
            f"  another company's form {name:21} p50 {p50 * 1000:4.0f} ms, p95 {p95 * 1000:4.0f} ms"
            f", {p50 / _at(alone, 0.5):.1f} and {p95 / _at(alone, 0.95):.1f} times alone"
            f" ({len(waited)} looks)"
        )
    yield from (f"  {grown} by ordinary load" for grown in report.grown)
    yield from (f"  {grown} by the flood" for grown in report.grown_by_flood)
    yield f"  {len(report.acknowledged)} acknowledged, {len(report.wrong)} wrong"
    yield from (f"  WRONG {each}" for each in report.wrong[:20])


def _at(waited: list[float], share: float) -> float:
    return sorted(waited)[int(len(waited) * share)]


def main(many: str = str(MANY)) -> int:
    """Run and tell; return how much was wrong."""
    report = run(int(many))
    for line in described(report):
        print(line, flush=True)
    return len(report.wrong)


if __name__ == "__main__":
    raise SystemExit(1 if main(*sys.argv[1:]) else 0)
