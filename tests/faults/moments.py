"""Moments: ways to bring a town to where the next event is the one to spoil."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import quote_plus

from msgspec import structs
from PIL import Image

from chalicelib import settings
from chalicelib.domain import photos
from chalicelib.domain.requests import REACHABLE_MS
from chalicelib.domain.tasks import Task
from chalicelib.entrypoints.tools import tools
from chalicelib.storage import estate
from chalicelib.usecases.effects import Tools
from tests.builders import (
    DAY,
    GRACE,
    HARBOUR,
    HOUR,
    LENA,
    LIFT,
    MARA,
    MINUTE,
    PACO,
    PILAR,
    SAM,
    key,
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


# Residents.


def form_again(town: Town) -> Event:
    town.do(town.form())
    return town.form()


def form_with_other_words(town: Town) -> Event:
    town.do(town.form())
    return town.form(words="CANARY-words: something else")


def added_to_what_was_sent(town: Town) -> Event:
    town.do(town.form())
    return town.form(words="CANARY-words: and it is warm", again="add", next_key=key("next"))


def page(do: str, before: Callable[[Town], Task] = routed, **fields: str) -> Any:
    def given(town: Town) -> Event:
        return town.page(before(town).request, do, **fields)

    return given


def address_moved(do: str) -> Any:
    def given(town: Town) -> Event:
        task = routed(town, contact=ADDRESS)
        return town.page(task.request, do, address=hash_of(town))

    return given


def reply(town: Town) -> Event:
    task = acted(town, routed(town), "claim")
    task = acted(town, task, "ask", reason="Which flat?")
    return town.page(task.request, "answer", text="CANARY-words: 12A")


# Staff.


def action(action: str, *before: str, **more: Any) -> Any:
    def given(town: Town) -> Event:
        return town.staff(acted(town, routed(town), *before), action, **more)

    return given


def accept(town: Town) -> Event:
    task = assigned(town)
    return town.staff(task, "accept", by=PACO if task.holder == PACO.id else PILAR)


def paused(town: Town, hours: int = 2) -> Task:
    task = acted(town, routed(town), "claim")
    return acted(town, task, "pause", reason="A part.", until=town.now + hours * HOUR)


def raised_by_a_note(town: Town) -> Event:
    return message_after(town, town.page(routed(town).request, "note", text=EMERGENCY), "raise")


def filed(town: Town) -> Event:
    body = {"place": LIFT.code, "words": WORDS, "channel": "phone", "topic": "plumbing"}
    said = {"name": "CANARY-name", "contact": ADDRESS, "consent": True}
    return town.staff_call("POST", "/staff/v1/requests", body | said, by=LENA)


def address_looked_at(town: Town) -> Event:
    task = acted(town, routed(town, contact=ADDRESS), "claim")
    return town.staff_call("POST", f"/staff/v1/tasks/{task.id}/contact")


def heard(town: Town) -> Event:
    body = {"community": "hv", "kind": "complaint", "topic": "plumbing", "words": WORDS}
    return town.staff_call("POST", "/staff/v1/opinions", body)


def kind(town: Town) -> Event:
    body = {"community": "hv", "kind": "carried", "place": LIFT.code}
    return town.staff_call("POST", "/staff/v1/courtesies", body)


def link(action: str) -> Any:
    """Do something about the link of the contractor who has a task."""

    def given(town: Town) -> Event:
        lifts = {"name": "Pipes Ltd", "channel": "email", "address": "desk@pipes.example"}
        estate.put_community(structs.replace(HARBOUR, contractors={"engineering": lifts}))
        task = routed(town)
        return town.staff_call(
            "POST", f"/staff/v1/tasks/{task.id}/link", {"action": action}, by=LENA
        )

    return given


def batch(town: Town) -> Event:
    task = routed(town)
    first = {"key": key("batch1"), "task": task.id, "action": "claim", "version": 1}
    second = {"key": key("batch2"), "task": task.id, "action": "start", "after": key("batch1")}
    return town.staff_call("POST", "/staff/v1/actions", {"actions": [first, second]})


def duty(town: Town) -> Event:
    return town.staff_call("POST", "/staff/v1/me/duty", {"on_duty": False})


# Messages.


def routing(**fields: str) -> Any:
    return lambda town: message_after(town, town.form(**fields), "route")


def confirmation(town: Town) -> Event:
    return message_after(
        town, town.page(routed(town).request, "contact", contact=ADDRESS), "confirm"
    )


def telling(action: str, *before: str, **more: Any) -> Any:
    def given(town: Town) -> Event:
        task = acted(town, confirmed(town), *before)
        return message_after(town, town.staff(task, action, **more), "tell")

    return given


def telling_of_the_end(town: Town) -> Event:
    return message_after(town, settling(town), "tell")


def settling(town: Town) -> Event:
    task = acted(town, confirmed(town), "claim", "start")
    return message_after(town, action_on(town, task, "done"), "settle")


def settling_the_first_of_two(town: Town) -> Event:
    town.do(town.form(words=EMERGENCY))
    department = min(row["department"] for row in rows_of(town, "task#"))
    task = only_task(request_id(), department)
    people = {"engineering": PACO, "security": SAM}
    who = people.get(department, MARA)
    task = acted(town, task, "claim", by=who)
    return message_after(town, action_on(town, task, "done", by=who), "settle")


def settling_the_second_of_two(town: Town) -> Event:
    town.do(town.form(words=EMERGENCY))
    departments = sorted(row["department"] for row in tasks(town))
    assert len(departments) > 1
    people = {"engineering": PACO, "security": SAM, "fire_safety": MARA, "customer_service": MARA}
    for department in departments[:-1]:
        task = only_task(request_id(), department)
        acted(town, task, "claim", "done", by=people[department])
    last = only_task(request_id(), departments[-1])
    last = acted(town, last, "claim", by=people[departments[-1]])
    return message_after(town, action_on(town, last, "done", by=people[departments[-1]]), "settle")


def tasks(town: Town) -> list[dict[str, Any]]:
    return [row for row in town.engine.rows() if row["sk"].startswith("task#")]


def settling_a_refusal(town: Town) -> Event:
    task = acted(town, confirmed(town), "claim")
    return message_after(town, town.staff(task, "decline", reason="It is not ours."), "settle")


def cancelling(town: Town) -> Event:
    task = acted(town, routed(town), "claim")
    return message_after(town, town.page(task.request, "withdraw"), "cancel")


def resuming(town: Town) -> Event:
    return message_after(town, message_after(town, reply(town), "reply"), "resume")


def urging(town: Town) -> Event:
    task = routed(town)
    town.do(town.page(task.request, "urge", "urge1"))
    in_time(town, 6 * HOUR)
    return message_after(town, town.page(task.request, "urge", "urge2"), "urge")


def urging_beside(town: Town) -> Event:
    """Return the message of an urge of a neighbour who has the same."""
    task = routed(town, topic="lighting")
    town.do(town.form(2, join=task.request))
    in_time(town, 50 * HOUR)
    return message_after(town, town.page(request_id(2), "urge", "urge1"), "urge")


def reopening(town: Town) -> Event:
    task = resolved(town)
    no = town.page(task.request, "feedback", fixed="no", comment="CANARY-words: still wet")
    return message_after(town, no, "route")


def alerting(town: Town) -> Event:
    return message_after(town, routing(words=EMERGENCY, topic="fire")(town), "alert")


def assigning(town: Town) -> Event:
    return message_after(town, routing(topic="home_repair")(town), "assign")


def assigning_nobody(town: Town) -> Event:
    off_duty(PACO, PILAR)
    return assigning(town)


def handing_over(town: Town) -> Event:
    return message_after(town, action("hand_over", department="security")(town), "hand_over")


def nudging_the_holder(town: Town) -> Event:
    task = routed(town)
    return message_after(town, town.staff(task, "assign", by=LENA, staff="pilar"), "nudge_holder")


def sending_an_urgent_bundle(town: Town) -> Event:
    only_sent(town, alerting(town))
    found = [
        Event(kind="message", name="notices", body=body) for body in town.engine.take("notices")
    ]
    return found[0]


def clock(town: Town) -> Event:
    return message_after(town, action("release", "claim")(town), "clock")


# The sweep.


def sweep_after(event: Callable[[Town], Event]) -> Any:
    return lambda town: lost_after(town, event(town))


def sweep_in(before: Callable[[Town], Any], wait: int) -> Any:
    def given(town: Town) -> Event:
        before(town)
        return in_time(town, wait)

    return given


def two_late(town: Town) -> None:
    routed(town, 1)
    routed(town, 2)


def sweeping_more(town: Town) -> Event:
    lost_after(town, town.form())
    return Event(kind="message", name="sweep", body=json.dumps({"v": 1, "shard": 0}))


# Photos.


def photo(data: Callable[[], bytes], before: Callable[[Town], Task] = routed) -> Any:
    def given(town: Town) -> Event:
        return uploaded(town, before(town), data())

    return given


def uploaded(town: Town, task: Task, data: bytes, nonce: str = "abcdefgh23456789") -> Event:
    nonce = nonce[: photos.NONCE_LENGTH]
    name = photos.incoming(task.request, "1", nonce)
    town.engine.client("s3").put_object(Bucket=settings.photos_bucket(), Key=name, Body=data)
    record = {"eventName": "ObjectCreated:Post", "s3": {"object": {"key": quote_plus(name)}}}
    return Event(kind="message", name="photos", body=json.dumps({"Records": [record]}))


def a_jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return out.getvalue()


def photo_twice(town: Town) -> Event:
    event = uploaded(town, routed(town), a_jpeg())
    assert town.give(event).good
    return uploaded(town, only_task(request_id()), a_jpeg())


# What is told, erased and let go.


def at_home(town: Town, task: Task, do: str, n: int | str = "home") -> Event:
    """Return what a household sends from the page of what helps at home."""
    address = f"/home/{town.link(task.request)}"
    return town.posted(address, task.request, {"do": do, "code": "knock"}, n)


def telling_at_home(town: Town) -> Event:
    return at_home(town, confirmed(town), "tell")


def taking_back(town: Town) -> Event:
    task = confirmed(town)
    town.do(at_home(town, task, "tell"))
    return at_home(town, task, "withdraw", "back")


def taking_back_all(town: Town) -> Event:
    task = confirmed(town)
    town.do(at_home(town, task, "tell"))
    return at_home(town, task, "forget", "all")


def asking_back(town: Town) -> Event:
    """Return the sweep that asks whether it is still fixed."""
    resolved(town)
    return in_time(town, 10 * DAY)


def checking_back(fixed: str, later: int = 0) -> Any:
    """Return the answer to that question, this long after it was asked."""

    def given(town: Town) -> Event:
        town.do(asking_back(town))
        town.settle_down(until=town.now + later)
        return town.page(request_id(), "check_back", fixed=fixed, comment=WORDS)

    return given


def thanking(town: Town) -> Event:
    yes = town.page(resolved(town).request, "feedback", fixed="yes", thanks="CANARY-thanks")
    return message_after(town, yes, "thank")


def erasing(town: Town) -> Event:
    task = acted(town, confirmed(town), "claim")
    path = f"/staff/v1/requests/{task.request}/erase"
    return town.staff_call("POST", path, {"reference": task.reference}, by=MARA)


def erasing_the_rest(town: Town) -> Event:
    return message_after(town, erasing(town), "erase")


def forgetting_an_address(town: Town) -> Event:
    """Return the message that takes away an address which an erasure has emptied."""
    only_sent(town, erasing_the_rest(town))
    town.engine.take("effects")
    town.now += 2 * GRACE
    town.give(town.sweep())
    bodies = [body for body in town.engine.take("effects") if "contact#" in body]
    return Event(kind="message", name="effects", body=bodies[0])


def let_go(town: Town) -> Event:
    """Return the sweep that finds a closed request whose addresses have had their time."""
    task = resolved(town)
    town.do(town.page(task.request, "feedback", fixed="yes"))
    return in_time(town, REACHABLE_MS)


def unreaching(town: Town) -> Event:
    town.give(let_go(town))
    return town.waiting("unreach")
