"""
What must hold when all is quiet again, whatever was spoiled.

`outcome` is the town with every time taken out of it: a spoiled run has to end as the
unspoiled one did. `promises` are the rules that need no other run to compare with.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from chalicelib.cases.duplicates.model import follows
from chalicelib.cases.outages.model import Outage
from chalicelib.cases.requests import model as request_life
from chalicelib.cases.requests import plan
from chalicelib.cases.requests.model import Request
from chalicelib.cases.tasks import model as task_life
from chalicelib.cases.tasks.model import Task
from chalicelib.kernel.history import GRACE_MS, in_order
from chalicelib.platform import entities as kinds
from chalicelib.platform.storage import table
from tests.support.builders import CAST

from .engine import Row
from .town import Town, pending

BOOKKEEPING = frozenset(
    {
        "writes", "before", "tries", "due_pk", "due_sk", "queue_sk", "place_sk", "person_sk",
        "read", "mended", "attempts",
    }
)  # fmt: skip
IN_PASSING = "reconcile#"
"""Counts on their way to a tally: what is left of them goes with the next day's."""
ESTATE = ("login#", "place#")
"""What of the estate people change by a call of the API."""
BESIDES = frozenset({"raise", "retopic", "lower", "erase", "ask_times"})
"""Steps of a task that change what it is about, never its state."""
AFTERWARDS = "call_back"
"""Why a task is put under a request that is closed: its resident is called, and it stays so."""
LEAST = {"warning": 0.75, "breach": 1.0, "overdue": 1.0}
"""What share of its target a nudge of this kind can be sent after, at the earliest."""
CANARIES = ("CANARY", "canary")
_TIME = re.compile(r"1[0-9]{12}")
_TOLD_TIME = re.compile(r"(?<=\bat )[0-9]{1,2}:[0-9]{2}\b|(?<=\.)1[0-9]{12}\.[0-9a-z]{26}")
"""As people are told it ("today at 10:01", a link that ends): what is sent again is sent later."""
_AN_INSTANT = 10**12


class Outcome(Struct, frozen=True):
    """A town at rest: its items without their times, and what each person was written."""

    items: tuple[str, ...]
    lines: Counter[tuple[str, str]]


UNTOLD = frozenset({"pending", "seen"})
"""What is still owed, and which view a finding is of: the order of two messages decides."""


def outcome(town: Town) -> Outcome:
    rows = [row for row in town.engine.rows() if not row["pk"].startswith(IN_PASSING)] + [
        row for row in town.engine.rows("estate") if row["pk"].startswith(ESTATE)
    ]
    rows += town.engine.rows("households")
    lines = Counter(
        (address, as_told(line.strip()))
        for address, text in town.engine.mails()
        for line in text.splitlines()
        if line.strip()
    )
    lines.update((url, _TIME.sub("then", id_)) for url, id_ in town.told)
    return Outcome(tuple(sorted(repr(_timeless(row)) for row in rows)), lines)


def as_told(text: str) -> str:
    """Return what people are told without the time at which it was sent."""
    return _TOLD_TIME.sub("then", text)


def differences(wanted: Outcome, found: Outcome, *, repeatable: bool) -> list[str]:
    """Say how a spoiled run ended otherwise; a repeated notice may be allowed once."""
    told = [f"missing: {item}" for item in sorted(set(wanted.items) - set(found.items))]
    told += [f"unwanted: {item}" for item in sorted(set(found.items) - set(wanted.items))]
    for line in wanted.lines.keys() | found.lines.keys():
        should, was = wanted.lines[line], found.lines[line]
        if was < should or was > should + (1 if repeatable else 0) * max(should, 1):
            told.append(f"sent {was} times instead of {should}: {line}")
    return told


def repeats(wanted: Outcome, found: Outcome) -> int:
    """Return how many lines were sent once more than they should."""
    return sum(1 for line in wanted.lines if found.lines[line] > wanted.lines[line])


def at_once(town: Town) -> list[str]:
    """Return what is wrong right after the trouble: something owed that no sweep will see."""
    return [
        f"owed without a clock: {row['pk']}|{row['sk']}"
        for row in town.engine.rows()
        if row.get("pending") and not _will_be_seen(row, town.now)
    ]


def sent_too_early(calls: list[str]) -> list[str]:
    """Return what was sent before anything was stored: it may reach nobody, and be for nothing."""
    told = []
    for number, name in enumerate(calls):
        stored = [
            c
            for c in calls[:number]
            if c in ("dynamodb.PutItem of requests", "dynamodb.UpdateItem of requests")
        ]
        if name == "sqs.SendMessage" and not stored:
            told.append(f"call {number + 1} sends what is not stored")
    return told


def promises(town: Town) -> list[str]:
    """Return every promise that does not hold in a town at rest."""
    rows = town.engine.rows()
    told = [f"owed for ever: {owed}" for owed in pending(rows, town.now)]
    told += [f"dead letter: {body}" for body in town.dead]
    told += at_once(town)
    items = [_item(row) for row in rows]
    known = {item.id: item for item in items if isinstance(item, Task)}
    parents = {item.id: item for item in items if isinstance(item, Request | Outage)}
    listed = {(row["parent"], row["request"]) for row in rows if row["sk"].startswith("join#")}
    for item in items:
        if isinstance(item, Task):
            told += broken_history(item, task_life.LIFE, item.id)
            told += _chased_early(item)
        elif isinstance(item, Request):
            told += broken_history(item, request_life.LIFE, item.id)
            told += _broken_request(item, known.values())
            told += _broken_join(item, parents, listed)
    return told + _leaks(town)


def sendings(town: Town) -> int:
    """Return how many messages the ledger says were sent: to addresses, and bundles."""
    names = [row["pk"] for row in town.engine.rows("ledger") if row.get("state") == "sent"]
    # A nudge inside a bundle is marked by itself, too, and is no message of its own.
    return sum(1 for name in names if not _is_a_nudge(name))


def _is_a_nudge(name: str) -> bool:
    return "-bundle#" not in name and name.rsplit("#", 1)[-1] in {member.id for member in CAST}


def broken_history(item: Any, life: Any, name: str) -> Iterable[str]:
    """Replay the history through the table of the life: every step legal, none missing."""
    moves = [(int(n), step) for n, step in in_order(item.steps) if "." not in n]
    if [n for n, _ in moves] != list(range(1, item.version + 1)):
        yield f"{name}: version {item.version} with steps {[n for n, _ in moves]}"
    state = "open"
    for _, step in moves[1:]:
        if (state, step.action) not in life:
            if step.action in BESIDES and step.after == state:
                continue
            yield f"{name}: {step.action} while {state}"
            return
        state = life[state, step.action]
    if state != item.state:
        yield f"{name}: is {item.state}, its history says {state}"
    keys = [step.key for _, step in moves if step.key]
    if len(keys) != len(set(keys)):
        yield f"{name}: the same key twice"


def _chased_early(task: Task) -> Iterable[str]:
    """Hold each nudge against the least time there is: working minutes are minutes at least."""
    for number, step in task.steps.items():
        if step.action != "nudge" or step.why not in LEAST:
            continue
        target = min(task.accept, task.done) * LEAST[step.why] * 60_000
        if step.at - task.start_at < target:
            yield f"{task.id}: {step.why} at step {number} came too early"
        if task.finished_at is not None and step.at > task.finished_at:
            yield f"{task.id}: {step.why} at step {number} came after it was finished"


def _broken_request(request: Request, known: Iterable[Task]) -> Iterable[str]:
    tasks = {task.id: task for task in known}
    if request.state == request_life.OPEN and not request.joined_to:
        if not request.plan:
            yield f"{request.id}: open, and nobody's"
        ends = [plan.final(task, tasks) for task in request.plan]
        if None in ends:
            yield f"{request.id}: a task of its plan is missing"
        if plan.verdict(request, tasks.values()):
            yield f"{request.id}: all is finished and it is open"
    elif request.state == request_life.RESOLVED:
        # Asked of the tasks themselves: the verdict is what may be wrong.
        if not all(end and task_life.is_finished(end) for end in _ends(request, tasks)):
            yield f"{request.id}: resolved, and not all is finished"
    elif request.state == request_life.CLOSED:
        for task in tasks.values():
            afterwards = task.steps["1"].why == AFTERWARDS
            if task.request == request.id and not afterwards and not task_life.is_finished(task):
                yield f"{request.id}: closed, and {task.id} is {task.state}"


def _broken_join(
    request: Request, parents: dict[str, Request | Outage], listed: set[tuple[str, str]]
) -> Iterable[str]:
    """Hold who joined to what they joined: listed there, and as far as that is."""
    parent = request.joined_to
    if not parent or request.state in (request_life.CLOSED, request_life.ERASED):
        parent = ""
    elif (action := follows(parents.get(parent), request)) is not None:
        yield f"{request.id}: did not {action} after {parent}"
    elif (parent, request.id) not in listed:
        yield f"{request.id}: is not on the list of {parent}"
    for other in (other for other, joined in listed if joined == request.id and other != parent):
        yield f"{request.id}: stands on the list of {other}, which it left"


def _ends(request: Request, tasks: dict[str, Task]) -> list[Task | None]:
    return [plan.final(task_id, tasks) for task_id in request.plan]


def _will_be_seen(row: Row, now: int) -> bool:
    oldest = min(row["pending"].values())
    # A failed attempt waits longer, at most until the next day; never without an end.
    latest = oldest + GRACE_MS if not row.get("tries") else max(oldest, now) + 24 * 3_600_000
    return "due_pk" in row and int(row.get("due_sk", "9" * 13)[:13]) <= latest


def _leaks(town: Town) -> list[str]:
    sinks = {"a queue": "\n".join([*town.bodies, *town.dead]), "a log": town.logs.getvalue()}
    return [
        f"personal data in {sink}"
        for sink, text in sinks.items()
        if any(canary in text for canary in CANARIES)
    ]


def _item(row: Row) -> Any:
    kind = kinds.kind_of(kinds.name_of(row["sk"]))
    if kind is None:
        return None
    names = set(kind.struct.__struct_fields__)
    plain = {name: value for name, value in row.items() if name in names}
    return table.msgspec.convert(plain, kind.struct)


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            _timeless(name): _timeless(entry)
            for name, entry in sorted(value.items())
            if name not in BOOKKEEPING and name not in UNTOLD
        }
    if isinstance(value, list):
        return [_timeless(entry) for entry in value]
    if isinstance(value, int) and not isinstance(value, bool) and value > _AN_INSTANT:
        return "then"
    return _TIME.sub("then", value) if isinstance(value, str) else value
