"""Moments of the work itself: what staff do, what follows from it, what the sweep finds."""

import json
from collections.abc import Callable
from typing import Any

from msgspec import structs

from chalicelib.estate import store as estate
from tests.support.builders import (
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

from .moments import (
    ADDRESS,
    EMERGENCY,
    WORDS,
    acted,
    action,
    action_on,
    assigned,
    confirmed,
    in_time,
    lost_after,
    message_after,
    off_duty,
    only_sent,
    reply,
    resolved,
    routed,
    rows_of,
)
from .town import Event, Town, only_task, request_id

# Staff.


def accept(town: Town) -> Event:
    task = assigned(town)
    return town.staff(task, "accept", by=PACO if task.holder == PACO.id else PILAR)


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
    """Do something about the link of the contractor who has a task.

    Its first message is out by then: until it leaves, a new link is the same message.
    """

    def given(town: Town) -> Event:
        lifts = {"name": "Pipes Ltd", "channel": "email", "address": "desk@pipes.example"}
        estate.put_community(structs.replace(HARBOUR, contractors={"engineering": lifts}))
        task = routed(town)
        town.settle_down(until=town.now + 10 * MINUTE)
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
