"""Moments of neighbours who have the same, and of the outages that answer them."""

import json
from collections.abc import Callable
from typing import Any

from chalicelib.cases.outages import store as outages
from chalicelib.cases.outages.model import Outage
from chalicelib.cases.requests import store as requests
from tests.support.builders import DAY, HOUR, LENA, MINUTE

from .moments import (
    ADDRESS,
    WORDS,
    acted,
    confirmed,
    hash_of,
    holding,
    in_time,
    message_after,
    routed,
)
from .town import Event, Town, only_task, request_id

SAID = {"en": "No water in the tower until noon.", "zh-Hant": "大廈停水至中午。"}
LATER = {"en": "No water until two.", "zh-Hant": "停水至兩點。"}


# Joining what somebody reported.


def joining(town: Town, n: int | str = "too", parent: str = "") -> Event:
    """Return the tap of a neighbour who has the same."""
    parent = parent or routed(town, topic="lighting").request
    return town.form(n, words="", topic="", join=parent)


def joined(town: Town, n: int | str = "too", parent: str = "") -> str:
    """Let a neighbour join who can be told how it ends; return the id of their request."""
    event = joining(town, n, parent)
    town.do(event)
    town.do(town.page(request_id(n), "contact", f"address-{n}", contact=ADDRESS))
    town.do(town.page(request_id(n), "confirm", f"confirm-{n}", address=hash_of(town)))
    return request_id(n)


def of_the_joined(do: str, **fields: str) -> Any:
    """Return what somebody who joined sends from the page of their request."""
    return lambda town: town.page(joined(town), do, **fields)


def put_together(action: str) -> Any:
    """Return what a lead says of two requests: merge them, or link them."""

    def said(town: Town) -> Event:
        first, second = routed(town, topic="lighting"), routed(town, "other", topic="window")
        return town.staff(second, action, by=LENA, request=first.reference)

    return said


def split(town: Town) -> Event:
    """Return the word of a lead that one who joined has something else."""
    joiner = requests.get(joined(town))
    assert joiner is not None
    task = only_task(joiner.joined_to)
    return town.staff(task, "split", by=LENA, request=joiner.reference)


def leaving_the_others(town: Town) -> Event:
    """Return the withdrawal of what a neighbour joined."""
    joined(town)
    return town.page(request_id(), "withdraw")


def leaving_the_last(town: Town) -> Event:
    """Return the withdrawal of the last who has what its owner left."""
    town.do(leaving_the_others(town))
    return town.page(request_id("too"), "withdraw", "last")


def seeing_who_is_left(town: Town) -> Event:
    """Return the message that looks who still has what its owner left, when nobody does."""
    message = message_after(town, leaving_the_others(town), "alone")
    town.do(town.page(request_id("too"), "withdraw", "last"))
    return message


def done_for_both(town: Town) -> Event:
    """Return the message that carries along who joined what is done now."""
    joined(town)
    task = acted(town, only_task(request_id()), "claim", "start")
    settle = message_after(town, town.staff(task, "done", clean=True), "settle")
    return message_after(town, settle, "carry")


def reopened_for_both(town: Town) -> Event:
    joined(town)
    acted(town, only_task(request_id()), "claim", "start", "done")
    no = town.page(request_id(), "feedback", "no", fixed="no", comment=WORDS)
    return message_after(town, no, "carry")


# Outages.


def opening(town: Town, **changes: Any) -> Event:
    """Return the call that opens an outage in tower 1."""
    said = {"community": "hv", "topics": ["no_water"], "words": SAID, "buildings": ["tower1"]}
    return town.staff_call("POST", "/staff/v1/outages", said | changes, by=LENA, n="outage")


def opened(town: Town, **changes: Any) -> Outage:
    return _stored(json.loads(town.do(opening(town, **changes)).text)["outage"]["id"])


def planned(town: Town) -> Outage:
    at = town.now + 2 * HOUR
    return opened(town, planned=True, from_at=at, to_at=at + 3 * HOUR)


def with_a_neighbour(town: Town) -> Outage:
    """Return an outage that somebody has, too."""
    outage = opened(town)
    town.now += MINUTE
    joined(town, parent=outage.id)
    return outage


def acting(before: Callable[[Town], Outage], action: str, **more: Any) -> Any:
    """Return an action on an outage as a lead takes it."""

    def given(town: Town) -> Event:
        outage = before(town)
        path = f"/staff/v1/outages/{outage.id}/actions"
        call = town.staff_call("POST", path, {"action": action, **more}, by=LENA, n=action)
        return holding(call, outage.version)

    return given


def absorbing(town: Town) -> Event:
    """Open an outage that takes what was reported before it."""
    confirmed(town, 1, topic="no_water")
    town.now += MINUTE
    for n in (2, 3):
        town.do(town.api(n, topic="no_water"))
    town.now += MINUTE
    return opening(town, absorb=True)


def beginning(town: Town) -> Event:
    """Return the sweep with which planned work begins."""
    planned(town)
    return in_time(town, 2 * HOUR)


def asking_whether_it_is_over(town: Town) -> Event:
    with_a_neighbour(town)
    return in_time(town, DAY - MINUTE)


def _stored(outage_id: str) -> Outage:
    found = outages.get(outage_id)
    assert found is not None
    return found
