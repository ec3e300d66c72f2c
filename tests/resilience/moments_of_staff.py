"""Moments of those who work here: what they know and pass on, who comes, who goes, who helps."""

import json
from collections.abc import Callable
from typing import Any

from msgspec import structs

from chalicelib.cases.contractors.model import contractor_of, link_version
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.lessons.model import TEXTS
from chalicelib.platform.services import job_link
from tests.support.builders import CLEO, DAY, HARBOUR, HOUR, LENA, LIFT, MARA, PACO

from .moments import (
    ADDRESS,
    EMERGENCY,
    WORDS,
    acted,
    at_clock_of,
    confirmed,
    holding,
    only_sent,
    routed,
    rows_of,
)
from .moments_of_residents import at_home
from .town import Event, Town, forget, only_task, request_id

LIFTS = {"name": "Kowloon Lifts", "channel": "email", "address": "dispatch@lifts.example"}
WITH_LIFTS = structs.replace(
    HARBOUR,
    departments=[*HARBOUR.departments, "lifts"],
    topics={"lift_stopped": {"departments": ["lifts"]}},
    contractors={"lifts": LIFTS},
)


# What the work is about.


def retopic(town: Town) -> Event:
    """Return the call that says what a request is really about."""
    task = acted(town, confirmed(town), "claim")
    return town.staff(task, "retopic", topic="lift_stopped")


def lower(town: Town) -> Event:
    """Return the call that says that words sounded like a danger and were none."""
    town.do(town.form(words=EMERGENCY))
    task = acted(town, only_task(request_id(), "engineering"), "claim")
    return town.staff(task, "lower")


def complaint(town: Town) -> Task:
    return routed(town, topic="conduct")


def naming(town: Town) -> Event:
    """Return the call that says whom a complaint is about."""
    return town.staff(complaint(town), "about", by=MARA, staff="paco")


def caution(action: str, by: Any, *before: tuple[str, Any]) -> Any:
    """Return an action on the caution of a case, after others."""

    def given(town: Town) -> Event:
        task = acted(town, routed(town), "claim")
        for what, who in before:
            town.do(_of_caution(town, task, what, who))
        return _of_caution(town, task, action, by)

    return given


def _of_caution(town: Town, task: Task, action: str, by: Any) -> Event:
    text = {"text": "Please go in pairs."} if action == "propose" else {}
    path = f"/staff/v1/tasks/{task.id}/caution"
    return town.staff_call("POST", path, {"action": action, **text}, by=by, n=action)


def caution_ends(town: Town) -> Event:
    town.do(caution("propose", PACO)(town))
    return at_clock_of(town, "caution")


def photographing(town: Town) -> Event:
    """Return the call for a form for a photo of the work."""
    task = acted(town, routed(town), "claim", "start")
    return town.staff_call("POST", f"/staff/v1/tasks/{task.id}/photos", {"when": "after"})


def helped(town: Town) -> Event:
    """Return the look at what helps at a home."""
    task = acted(town, confirmed(town), "claim")
    town.do(at_home(town, "tell", code="language", value="tl"))
    return town.staff_call("POST", f"/staff/v1/tasks/{task.id}/preferences")


def noted_at_desk(town: Town) -> Event:
    """Return the note of what helps, told by who has neither mail nor telephone."""
    task = acted(town, routed(town), "claim")
    asked = {"action": "tell", "code": "language", "value": "tl", "consent": True}
    return town.staff_call("POST", f"/staff/v1/requests/{task.request}/preferences", asked)


def testing_ways(town: Town) -> Event:
    """Return the wish of somebody who works here to see whether messages reach them."""
    return town.staff_call("POST", "/staff/v1/me/ways", {"action": "test"}, n="ways")


# What is passed on.


def lesson(town: Town) -> Event:
    texts = {name: f"What a seal taught: {name}." for name in TEXTS}
    body = {"community": "hv", "topic": "plumbing", **texts}
    return town.staff_call("POST", "/staff/v1/lessons", body, n="lesson")


def of_lesson(action: str, *before: str) -> Any:
    """Return an action on a lesson, after others."""

    def given(town: Town) -> Event:
        found = json.loads(town.do(lesson(town)).text)
        for what in before:
            found = json.loads(town.do(_of_lesson(town, found, what)).text)
        return _of_lesson(town, found, action)

    return given


def _of_lesson(town: Town, found: dict[str, Any], action: str) -> Event:
    texts = {name: f"Learnt again: {name}." for name in TEXTS} if action == "revise" else {}
    path = f"/staff/v1/lessons/{found['id']}/actions"
    call = town.staff_call("POST", path, {"action": action, **texts}, by=LENA, n=action)
    return holding(call, found["version"])


def good_word(town: Town) -> Event:
    body = {"community": "hv", "to": "paco", "department": "engineering", "words": WORDS}
    return town.staff_call("POST", "/staff/v1/thanks", body, by=CLEO)


# A person's rights, and labels.


def copied(town: Town) -> Event:
    confirmed(town)
    asked = {"community": "hv", "contact": ADDRESS}
    return town.staff_call("POST", "/staff/v1/person/export", asked, by=MARA)


def forgotten(town: Town) -> Event:
    """Return the call that erases a person who told us two things."""
    confirmed(town)
    town.do(town.form(2, contact=ADDRESS))
    asked = {"community": "hv", "contact": ADDRESS}
    return town.staff_call("POST", "/staff/v1/person/erase", asked, by=MARA)


def rotated(town: Town) -> Event:
    asked = {"code": LIFT.code}
    return town.staff_call("POST", f"/staff/v1/labels/{LIFT.code}/rotate", asked, by=MARA)


# Outside contractors.


def contracted(town: Town) -> Event:
    """Return the form about a lift that another company mends."""
    estate.put_community(WITH_LIFTS)
    forget()
    return town.form(topic="lift_stopped", words="CANARY-words: lift 2 stands still.")


def job(do: str, *before: str, **fields: str) -> Any:
    """Return what a contractor sends from the page of its task, after other things."""

    def given(town: Town) -> Event:
        event = contracted(town)
        town.do(event)
        (row,) = rows_of(town, "task#")
        for what in before:
            town.do(_on_job(town, only_task(row["request"]), what))
        return _on_job(town, only_task(row["request"]), do, **fields)

    return given


def paused_job(town: Town) -> Event:
    town.do(job("pause", "claim", reason="The part comes.", until="2026-03-04")(town))
    (row,) = rows_of(town, "task#")
    return _on_job(town, only_task(row["request"]), "resume")


def calling_off_job(town: Town) -> Event:
    town.do(job("visit", "claim", until="2026-03-04T10:30")(town))
    (row,) = rows_of(town, "task#")
    return _on_job(town, only_task(row["request"]), "call_off")


def _on_job(town: Town, task: Task, do: str, **fields: str) -> Event:
    contractor = contractor_of(WITH_LIFTS, "lifts")
    assert contractor is not None
    address = f"/t/{job_link(task.id, link_version(contractor))}"
    version = {"do": do, "version": str(task.version)}
    return town.posted(address, task.id, version | fields, f"job-{do}")


# Who leaves, what closes.


def dismissing(town: Town) -> Event:
    """Return the loading of an estate that Paco is not in any more, with his work open."""
    acted(town, routed(town), "claim")
    return _command("dismiss", member="paco")


def closing(town: Town) -> Event:
    """Return the loading of an estate without a department that has work."""
    routed(town)
    return _command("close", department="engineering", to="security")


def clearing(event: Callable[[Town], Event]) -> Any:
    """Return the message that clears what an administrator's command left behind."""

    def given(town: Town) -> Event:
        only_sent(town, event(town))
        forget()
        only_sent(town, town.sweep())
        return town.waiting("clear")

    return given


def _command(name: str, **said: str) -> Event:
    return Event(kind="command", name=name, body=json.dumps(said))


# Each day.


def reconciling(town: Town) -> Event:
    """Return the schedule that reads the whole table, with something to count."""
    acted(town, confirmed(town), "claim", "start", "done")
    town.do(town.form(2, words=EMERGENCY))
    town.settle_down(until=town.now + HOUR)
    return Event(kind="schedule", name="reconcile")


def mending(town: Town) -> Event:
    """The next day's, which reads what moved and a slice; and a task whose row lost its clock:
    what only a fault can do."""
    event = reconciling(town)
    town.do(event)
    town.now += DAY
    row = next(row for row in rows_of(town, "task#") if row.get("due_pk"))
    town.engine.client("dynamodb").update_item(
        TableName="steward-test-requests",
        Key={"pk": {"S": row["pk"]}, "sk": {"S": row["sk"]}},
        UpdateExpression="REMOVE due_pk, due_sk",
    )
    return event


def morning(town: Town) -> Event:
    """Return the sweep of a morning on which something is late and leads are told."""
    town.do(reconciling(town))
    return at_clock_of(town, "digest")
