"""One run: trouble while people live, then quiet, then the verdict. Also `make campaign`."""

import json
import math
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct

from infra import local, mail
from infra.running import STAGE, Running
from tests.resilience.engine import QUEUES, Row, plain
from tests.support.builders import GRACE, MINUTE

from .between import AFTER, BEFORE, OVER, Trouble, between
from .judge import Found, Verdict, judge
from .people import Known, People
from .tries import SLOW, Try

CLOCK = Path(__file__).parent / "clock"
FUNCTIONS = ("api-handler", "staff-handler", "work", "deliver", "sweep", "sweep-more")
LIMITS = ("address_hour", "place_hour")
FEW, MANY = 2, 50
"""How many processes may take messages at a time: here, and on a machine of one's own."""
TIMEOUT_S = 60
LATEST_MS = 25 * MINUTE
"""How far the clock is ahead at most while staff work: their sign-in lasts an hour."""
MOST_ROUNDS = 60
MOST_WAITING = 200
"""Messages. While more wait, no clock jumps: a machine that is behind would else be given each
effect that is not done yet again and again, and never catch up."""
QUIET_S, STILL_S = 0.7, 60
"""When nothing goes on; and when nothing gets less any more."""
HOME_S = 400
"""Longer than a message waits that a killed process had received."""


class Ran(Struct):
    """What happened, and what came of it."""

    known: Known
    found: Found
    trouble: Trouble
    tries: list[Try]
    verdict: Verdict
    took: float


def run(
    running: Running, *, requests: int, kills: int, seed: int, calls_between: int, patient: bool
) -> Ran:
    """Live through trouble until so much was sent and killed; `patient` waits at the end for
    the messages that killed processes had received."""
    began, before = time.monotonic(), _before(running)
    with tempfile.TemporaryDirectory(prefix="steward-kills-") as scratch:
        clock = Path(scratch) / "clock"
        times = {_bare(name): time for name, (_, time) in _configurations(running).items()}
        trouble = Trouble(seed, clock, running.client("sqs"), calls_between, times)

        with (
            between(running.endpoint, trouble) as address,
            _led_by(running, trouble, address, clock),
        ):
            people = People(
                running, seed,
                lambda sent: sent < requests or len(trouble.kills) < kills and sent < 3 * requests,
            )  # fmt: skip
            with _upset(running, trouble, seed):
                people.live()
            _settle(running, trouble)
            if patient:
                _wait_until(lambda: not _messages(running, ("NotVisible",)), HOME_S)
                _settle(running, trouble)
            found = _look(running, trouble, before)
    tries = trouble.tries()
    verdict = judge(people.known, found, tries)
    return Ran(people.known, found, trouble, tries, verdict, time.monotonic() - began)


@contextmanager
def _led_by(running: Running, trouble: Trouble, address: str, clock: Path) -> Iterator[None]:
    """Let every function ask AWS by this address, and tell the time by this file.

    Meanwhile few processes work at a time, and what is killed is killed by us: the emulator, whose
    count includes the start of a process, gives each a minute. What one neighbourhood or label may
    send is no part of this. Nothing is changed before all is quiet: the emulator stands still while
    it changes a function that is at work, for that one waits for an answer of its own.
    """
    moved = {"AWS_ENDPOINT_URL": address, "PYTHONPATH": str(CLOCK), "STEWARD_CLOCK": str(clock)}
    parameters = running.client("ssm")
    limits = [f"/steward/{STAGE}/limits/{name}" for name in LIMITS]
    before = _configurations(running)
    _wait_until(lambda: not _messages(running, ("", "Delayed", "NotVisible")), HOME_S)
    try:
        for limit in limits:
            parameters.put_parameter(Name=limit, Value="999", Type="String", Overwrite=True)
        _configure(running, {
            name: (variables | moved, TIMEOUT_S) for name, (variables, _) in before.items()
        })  # fmt: skip
        _at_a_time(running, FEW)
        yield
    finally:
        _wait_until(lambda: _is_quiet(running, trouble), 60)
        for limit in limits:
            parameters.put_parameter(Name=limit, Value="default", Type="String", Overwrite=True)
        _configure(running, before)
        _at_a_time(running, MANY)


def _bare(name: str) -> str:
    return name.removeprefix(f"steward-{STAGE}-")


Configurations = dict[str, tuple[dict[str, str], int]]
"""Function to its environment and its timeout (s)."""


def _configurations(running: Running) -> Configurations:
    functions, found = running.client("lambda"), {}
    for name in (f"steward-{STAGE}-{each}" for each in FUNCTIONS):
        said = functions.get_function_configuration(FunctionName=name)
        found[name] = (said["Environment"]["Variables"], said["Timeout"])
    return found


def _configure(running: Running, wanted: Configurations) -> None:
    for name, (variables, timeout) in wanted.items():
        running.client("lambda").update_function_configuration(
            FunctionName=name, Environment={"Variables": variables}, Timeout=timeout
        )


def _at_a_time(running: Running, most: int) -> None:
    """Let so many processes at most take messages off the queue of a worker."""
    functions = running.client("lambda")
    for name in ("work", "deliver"):
        function = f"steward-{STAGE}-{name}"
        for each in functions.list_event_source_mappings(FunctionName=function)[
            "EventSourceMappings"
        ]:
            functions.update_event_source_mapping(
                UUID=each["UUID"], ScalingConfig={"MaximumConcurrency": most}
            )


@contextmanager
def _upset(running: Running, trouble: Trouble, seed: int) -> Iterator[None]:
    """Kill, delay and double meanwhile, let the clock jump, and sweep more often than a rule."""
    over, chance = threading.Event(), random.Random(f"clock {seed}")

    def upset() -> None:
        while not over.wait(chance.uniform(0.5, 2)):
            if _is_behind(running):
                continue
            ahead = trouble.offset_ms + chance.choice((3, 5, -1)) * MINUTE
            trouble.jump(ahead if 0 <= ahead <= LATEST_MS else 0)
            _sweep(running)

    thread = threading.Thread(target=upset)
    trouble.on = True
    thread.start()
    try:
        yield
    finally:
        trouble.on = False
        over.set()
        thread.join()


def _settle(running: Running, trouble: Trouble) -> None:
    """Let time pass, sweeps and all, until nothing is owed; then for a grace more."""
    for _ in range(MOST_ROUNDS):
        _wait_for_quiet(running, trouble)
        owed = [int(row["due_sk"][:13]) for row in _rows(running) if row.get("pending")]
        if not owed:
            return
        ahead = max(min(owed) - trouble.now_ms(), 0) + MINUTE
        trouble.jump(trouble.offset_ms + ahead)
        _sweep(running)


def _sweep(running: Running) -> None:
    # Whoever is killed here is followed by the next.
    with suppress(RuntimeError, BotoCoreError, ClientError):
        running.sweep()


def _wait_for_quiet(running: Running, trouble: Trouble) -> None:
    """Wait until all is done, as long as there is less and less to do."""
    least, until = math.inf, time.monotonic() + STILL_S
    while not _is_quiet(running, trouble) and time.monotonic() < until:
        waiting = _messages(running, ("", "Delayed", "NotVisible"))
        if waiting < least:
            least, until = waiting, time.monotonic() + STILL_S
        time.sleep(0.2)


def _is_behind(running: Running) -> bool:
    return _messages(running, ("",)) > MOST_WAITING


def _is_quiet(running: Running, trouble: Trouble) -> bool:
    return time.monotonic() - trouble.last > QUIET_S and not _messages(running, ("", "Delayed"))


def _messages(running: Running, kinds: tuple[str, ...]) -> int:
    """Return how many messages wait: those to be received (""), "Delayed", or "NotVisible"."""
    names = [f"ApproximateNumberOfMessages{kind}" for kind in kinds]
    queues, waiting = running.client("sqs"), 0
    for name in QUEUES:
        said = queues.get_queue_attributes(QueueUrl=_queue(running, name), AttributeNames=names)
        waiting += sum(int(said["Attributes"][each]) for each in names)
    return waiting


def _queue(running: Running, name: str) -> str:
    found = running.client("sqs").get_queue_url(QueueName=f"steward-{STAGE}-{name}")
    return str(found["QueueUrl"])


def _wait_until(check: Any, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not (found := check()) and time.monotonic() < until:
        time.sleep(0.1)
    return bool(found)


class Before(Struct, frozen=True):
    """What was there before: it is no part of this."""

    items: frozenset[str]
    deliveries: frozenset[str]
    mails: int


def _before(running: Running) -> Before:
    return Before(
        items=frozenset(row["pk"] for row in _rows(running)),
        deliveries=frozenset(row["pk"] for row in _rows(running, "LedgerTable")),
        mails=len(mail.sent(running.endpoint)),
    )


def _look(running: Running, trouble: Trouble, before: Before) -> Found:
    rows = [row for row in _rows(running) if row["pk"] not in before.items]
    owed = {(row["pk"], row["sk"], name) for row in rows for name in row.get("pending", {})}
    ours = {row["pk"] for row in rows}
    dead = [body for body in _dead(running) if json.loads(body).get("pk") in ours]
    left = [body for body in dead if _effect(json.loads(body)) in owed]
    return Found(
        rows=rows,
        deliveries={
            row["pk"].removeprefix("sent#"): str(row.get("state", ""))
            for row in _rows(running, "LedgerTable")
            if row["pk"].startswith("sent#") and row["pk"] not in before.deliveries
        },
        mails=sorted(mail.sent(running.endpoint))[before.mails :],
        dead=left,
        now=trouble.now_ms() + GRACE,
        done_anyhow=len(dead) - len(left),
    )


def _effect(body: dict[str, str]) -> tuple[str, str, str]:
    return body["pk"], body["sk"], body["effect"]


def _dead(running: Running) -> Iterator[str]:
    for name in QUEUES:
        url = _queue(running, f"{name}-dead")
        asked = {"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 0}
        for each in running.client("sqs").receive_message(**asked).get("Messages", []):
            yield each["Body"]


def _rows(running: Running, table: str = "RequestsTable") -> list[Row]:
    pages = running.client("dynamodb").get_paginator("scan")
    asked = {"TableName": running.outputs[table], "ConsistentRead": True}
    return [plain(item) for page in pages.paginate(**asked) for item in page["Items"]]


def told(ran: Ran) -> str:
    """Return the run on one page."""
    kills, known, verdict = ran.trouble.kills, ran.known, ran.verdict
    by_function = Counter(kill.function for kill in kills)
    counts = {
        "requests acknowledged": len(known.ids),
        "sent again": known.again,
        "actions of staff acknowledged": len(known.acted),
        "addresses left": len(known.addresses),
        "addresses confirmed": len(known.confirmed),
        "dangers": len(known.dangers),
        "calls to AWS": sum(ran.trouble.calls.values()),
        "processes killed": len(kills),
        "  by function": ", ".join(f"{n} {name}" for name, n in by_function.most_common()),
        "  before a call, after it, out of time": ", ".join(
            str(sum(kill.side == side for kill in kills)) for side in (BEFORE, AFTER, OVER)
        ),
        "  between sending and mark": sum(kill.sent for kill in kills),
        "sendings, of these without an answer in time": f"{sum(bool(t.to) for t in ran.tries)}, "
        f"{sum(t.end == SLOW for t in ran.tries)}",
        "messages delivered twice, late": f"{ran.trouble.twice}, {ran.trouble.late}",
        "messages given up by a queue, done all the same": ran.found.done_anyhow,
        "jumps of the clock": ran.trouble.jumps,
        "mails": len(ran.found.mails),
        "lost": len(verdict.lost),
        "doubled": len(verdict.doubled),
        "undispatched": len(verdict.undispatched),
        "notices lost": len(verdict.notices_lost),
        "notices repeated without a reason": len(verdict.repeated),
        "notices repeated after a try that had no mark": verdict.repeats,
        "notices whose two tries had no end, shown to staff": verdict.given_up,
        "troubles of the people": len(verdict.troubles),
        "seconds": f"{ran.took:.0f}",
    }
    return "\n".join(f"{name:56} {count}" for name, count in counts.items())


def main(seed: str = "7", requests: str = "500", kills: str = "300") -> int:
    """Run on a packaged system of its own and print the page; return how many broke."""
    with local.stack() as running:
        ran = run(
            running, requests=int(requests), kills=int(kills), seed=int(seed),
            calls_between=28, patient=True,
        )  # fmt: skip
    print(told(ran), flush=True)
    for each in ran.verdict.broken()[:20]:
        print(f"  BROKEN {each[:400]}", flush=True)
    return len(ran.verdict.broken())
