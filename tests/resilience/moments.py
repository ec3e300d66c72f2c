"""Moments: ways to bring a town to where the next event is the one to spoil."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.platform.effects import Tools
from chalicelib.platform.services import tools
from tests.support.builders import (
    GRACE,
    HOUR,
    MINUTE,
)  # fmt: skip

from .town import Event, Town, only_task, request_id

ADDRESS = "canary@example.com"
WORDS = "CANARY-words: the lift door does not close."
EMERGENCY = "CANARY-words: I smell gas on the stairs"


# What was before.


def routed(town: Town, n: int | str = 1, **fields: str) -> Task:
    town.do(town.form(n, **fields))
    return only_task(request_id(n))


def acted(town: Town, task: Task, *actions: str, **more: Any) -> Task:
    """Take actions one after the other, with all that follows."""
    for action in actions:
        town.do(action_on(town, only_task(task.request, task.department), action, **more))
    return only_task(task.request, task.department)


def action_on(town: Town, task: Task, action: str, **more: Any) -> Event:
    cleaned = {"clean": True} if action == "done" else {}
    return town.staff(task, action, **(cleaned | more))


def confirmed(town: Town, n: int | str = 1, **fields: str) -> Task:
    """A routed request whose resident answered their confirmation message."""
    task = routed(town, n, contact=ADDRESS, **fields)
    town.do(town.page(task.request, "confirm", "confirm", address=hash_of(town)))
    return task


def hash_of(town: Town) -> str:
    found = [row["hash"] for row in town.engine.rows() if row["sk"].startswith("contact#")]
    return str(found[0])


def resolved(town: Town) -> Task:
    return acted(town, confirmed(town), "claim", "start", "done")


def assigned(town: Town) -> Task:
    """A task that Steward gave to somebody."""
    return routed(town, topic="home_repair")


def off_duty(*members: Any) -> None:
    for member in members:
        estate.put_member(structs.replace(member, on_duty=False))


def rows_of(town: Town, prefix: str) -> list[dict[str, Any]]:
    """Return the rows whose sort key begins so."""
    return [row for row in town.engine.rows() if row["sk"].startswith(prefix)]


def tools_of(town: Town) -> Tools:
    """Return what a worker of this town has in its hands now."""
    return tools(now=town.now)


def only_sent(town: Town, event: Event) -> None:
    """Give an event whose messages are to be looked at one by one."""
    reply = town.give(event)
    assert reply.good, (reply.status, reply.text)


def message_after(town: Town, event: Event, effect: str) -> Event:
    only_sent(town, event)
    return town.waiting(effect)


def following(event: Callable[[Town], Event], effect: str) -> Any:
    """Return the message with this effect of an event."""
    return lambda town: message_after(town, event(town), effect)


def holding(call: Event, version: int) -> Event:
    """Return a call of staff whose sender holds this version."""
    return structs.replace(call, headers=call.headers | {"if-match": str(version)})


def lost_after(town: Town, event: Event) -> Event:
    """Lose every message that an event sent; the sweep is next."""
    only_sent(town, event)
    for queue in ("effects", "notices"):
        town.engine.take(queue)
    town.now += GRACE
    return town.sweep()


def in_time(town: Town, wait: int) -> Event:
    """Let time pass as it does, sweeps and all, and return the sweep that comes then."""
    town.settle_down(until=town.now + wait - MINUTE)
    town.now += MINUTE
    return town.sweep()


def sent_by(sweep: Callable[[Town], Event], effect: str) -> Any:
    """Return the message with this effect that a sweep sends."""

    def given(town: Town) -> Event:
        town.give(sweep(town))
        return town.waiting(effect)

    return given


def at_clock_of(town: Town, kind: str) -> Event:
    """Let time pass until the clock of this kind of item is over, and return that sweep."""
    found = [row["due_sk"] for row in town.engine.rows() if row["sk"].startswith(kind)]
    due = int(found[0][:13])
    town.settle_down(until=due - MINUTE)
    town.now = due
    return town.sweep()


def page(do: str, before: Callable[[Town], Task] = routed, **fields: str) -> Any:
    def given(town: Town) -> Event:
        return town.page(before(town).request, do, **fields)

    return given


def reply(town: Town) -> Event:
    task = acted(town, routed(town), "claim")
    task = acted(town, task, "ask", reason="Which flat?")
    return town.page(task.request, "answer", text="CANARY-words: 12A")


def action(action: str, *before: str, **more: Any) -> Any:
    def given(town: Town) -> Event:
        return town.staff(acted(town, routed(town), *before), action, **more)

    return given


def paused(town: Town, hours: int = 2) -> Task:
    task = acted(town, routed(town), "claim")
    return acted(town, task, "pause", reason="A part.", until=town.now + hours * HOUR)
