"""Moments in the life of a measure."""

import json
from typing import Any

from msgspec import structs

from chalicelib.feedback import store as opinions
from chalicelib.improvements import store as measures
from chalicelib.improvements.model import Measure
from tests.support.builders import DAY, LIFT, MARA, PACO

from .moments import (
    WORDS,
    at_clock_of,
    confirmed,
    holding,
    in_time,
    message_after,
    resolved,
    routed,
)
from .town import Event, Town

SAID = {"said": {"en": "The lobby is dirty."}}
DID = {"did": {"en": "We put a mat."}}
SAYING = {"community": "hv", "kind": "complaint", "topic": "dirty", "building": "tower1"}


def heard(town: Town, n: int = 1) -> Event:
    """Return the call that logs an opinion."""
    return town.staff_call("POST", "/staff/v1/opinions", SAYING | {"words": WORDS}, n=f"op{n}")


def logged(town: Town, n: int = 1) -> str:
    """Log an opinion; return its id."""
    return str(json.loads(town.do(heard(town, n)).text)["id"])


def proposal(town: Town) -> Event:
    """Return the call that proposes a measure for what one resident told us."""
    request = confirmed(town).request
    opinion = opinions.get(logged(town))
    assert opinion is not None
    opinions.save(opinion, structs.replace(opinion, request=request))
    body = {"community": "hv", "title": "A mat", "topic": "dirty", "building": "tower1"}
    asked = body | SAID | {"opinions": [opinion.id]}
    return town.staff_call("POST", "/staff/v1/measures", asked, by=MARA)


def proposed(town: Town) -> Measure:
    return _stored(json.loads(town.do(proposal(town)).text)["id"])


def accepting(town: Town) -> Event:
    return action(town, proposed(town), "accept", owner="paco", due_on=town.now + 7 * DAY)


def accepted(town: Town) -> Measure:
    return _after(town, accepting(town))


def started(town: Town) -> Measure:
    return _after(town, action(town, accepted(town), "start", by=PACO))


def finishing(town: Town) -> Event:
    return action(town, started(town), "done", by=PACO, **DID)


def finished(town: Town) -> Measure:
    return _after(town, finishing(town))


def publishing(town: Town) -> Event:
    return action(town, finished(town), "publish")


def published(town: Town) -> Measure:
    return _after(town, publishing(town))


def dropping(town: Town) -> Event:
    return action(town, accepted(town), "drop", reason={"en": "It is not ours."})


def preventing(town: Town) -> Event:
    more = {"owner": "paco", "due_on": town.now + 7 * DAY, "place": LIFT.code}
    return action(town, proposed(town), "prevent", **more)


def reopening(town: Town) -> Event:
    return action(town, published(town), "reopen", owner="paco", due_on=town.now + 9 * DAY)


def returning(town: Town) -> Event:
    """Return the message of the third opinion that says it was not enough."""
    published(town)
    town.now += DAY
    logged(town, 2)
    logged(town, 3)
    return message_after(town, heard(town, 4), "weigh")


def hearing_an_answer(town: Town) -> Event:
    """Return the message that hears the words of an answer."""
    yes = town.page(resolved(town).request, "feedback", fixed="yes", comment=WORDS)
    return message_after(town, yes, "hear")


def looking(town: Town) -> Event:
    """Return the sweep that looks at a building with three alike."""
    for n in range(1, 4):
        routed(town, n, topic="lighting")
    return at_clock_of(town, "needs#")


def asking(town: Town) -> Event:
    """Return the sweep that asks, after a month, who heard nothing."""
    logged(town)
    return at_clock_of(town, "hearing")


def offering(town: Town) -> Event:
    """Return the message that offers what worked to another building."""
    published(town)
    town.do(town.staff_call("POST", "/staff/v1/opinions", SAYING | {"building": "tower2"}, n="op9"))
    town.give(in_time(town, 60 * DAY))
    return town.waiting("offer")


def action(town: Town, measure: Measure, what: str, by: Any = MARA, **more: Any) -> Event:
    """Return an action on a measure as whoever acts holds it."""
    path = f"/staff/v1/measures/{measure.id}/actions"
    call = town.staff_call("POST", path, {"action": what, **more}, by=by, n=f"{what}-m")
    return holding(call, measure.version)


def _after(town: Town, event: Event) -> Measure:
    return _stored(json.loads(town.do(event).text)["measure"]["id"])


def _stored(measure_id: str) -> Measure:
    found = measures.get(measure_id)
    assert found is not None
    return found
