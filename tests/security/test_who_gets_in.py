"""Every closed route x every caller: who gets in, and who reads a resident's words."""

from typing import Any

import pytest

from chalicelib.estate.permissions import EVERYBODY
from chalicelib.wiring import doors
from tests.resilience.town import Town

from .asking import CALLERS, CALLS, NOBODY, ROSA, STAFF, Target, by

TEAM = {"paco", "lena", "mara"}
"""Engineering, whose task it is: its people, its lead, the manager."""
HERE = set(STAFF) - {"otto", "quinn", "gone"}
"""Who works in Harbour View."""
LEADS = {"lena", "liam", "mara", "ada"}
MANAGERS = {"mara", "ada"}
ANYWHERE = set(STAFF) - {"gone"}

GETS_IN = {
    "GET /r/{link}": {ROSA},
    "POST /r/{link}": {ROSA},
    "GET /api/v1/requests/{id}": {ROSA},
    "GET /r/{link}/data": {ROSA},
    "GET /r/{link}/visit": {ROSA},
    "GET /home/{link}": {ROSA},
    "POST /home/{link}": {ROSA},
    "POST /staff/v1/tasks/{id}/preferences": TEAM,
    "POST /staff/v1/requests/{id}/preferences": TEAM,
    "POST /staff/v1/requests/{id}/erase": MANAGERS,
    "POST /staff/v1/person/export": MANAGERS,
    "POST /staff/v1/person/erase": MANAGERS,
    "GET /staff/v1/courtesies/choices": HERE,
    "POST /staff/v1/courtesies": HERE,
    "POST /staff/v1/thanks": HERE,
    "GET /staff/v1/thanks": HERE,
    "GET /staff/v1/week": LEADS,
    "GET /t/{link}": set(),
    "POST /t/{link}": set(),
    "GET /staff/v1/outages": HERE,
    "POST /staff/v1/outages": {"lena", "liam", "mara"},
    "GET /staff/v1/outages/{id}": HERE,
    "POST /staff/v1/outages/{id}/actions": {"lena", "liam", "mara"},
    "GET /staff/v1/tallies": LEADS,
    "GET /staff/v1/tallies.csv": LEADS,
    "GET /staff/v1/stuck": LEADS,
    "GET /staff/v1/trends": LEADS,
    "POST /staff/v1/lessons": HERE,
    "GET /staff/v1/lessons": HERE,
    "GET /staff/v1/lessons/quiz": HERE,
    "POST /staff/v1/lessons/{id}/actions": LEADS,
    "GET /staff/v1/tasks/{id}/help": TEAM,
    "POST /staff/v1/tasks/{id}/caution": TEAM,
    "POST /staff/v1/tasks/{id}/link": {"lena", "mara"},
    "GET /staff/v1/me": ANYWHERE,
    "POST /staff/v1/me/duty": ANYWHERE,
    "GET /staff/v1/me/today": ANYWHERE,
    "GET /staff/v1/me/ways": ANYWHERE,
    "POST /staff/v1/me/ways": ANYWHERE,
    "GET /staff/v1/urgent": ANYWHERE,
    "GET /staff/v1/tasks": TEAM,
    "GET /staff/v1/tasks/{id}": TEAM,
    "GET /staff/v1/tasks/{id}/times": TEAM,
    "GET /staff/v1/tasks/{id}/calendar": TEAM,
    "POST /staff/v1/tasks/{id}/actions": TEAM,
    "POST /staff/v1/tasks/{id}/photos": TEAM,
    "POST /staff/v1/tasks/{id}/contact": TEAM,
    "POST /staff/v1/actions": ANYWHERE,
    "GET /staff/v1/find": HERE,
    "GET /staff/v1/search": HERE,
    "GET /staff/v1/history": TEAM,
    "GET /staff/v1/searches": HERE,
    "POST /staff/v1/searches": HERE,
    "POST /staff/v1/searches/{id}/actions": HERE,
    "GET /staff/v1/filing": HERE,
    "POST /staff/v1/requests": HERE,
    "GET /staff/v1/people": LEADS,
    "GET /staff/v1/board": LEADS,
    "GET /staff/v1/board/numbers": LEADS,
    "GET /staff/v1/board.csv": LEADS,
    "GET /staff/v1/files/{kind}": LEADS,
    "POST /staff/v1/opinions": HERE,
    "GET /staff/v1/opinions": LEADS,
    "GET /staff/v1/opinions/choices": HERE,
    "GET /staff/v1/hearing": LEADS,
    "GET /staff/v1/opinions/groups": LEADS,
    "POST /staff/v1/measures": LEADS,
    "GET /staff/v1/measures": HERE,
    "GET /staff/v1/measures/{id}": HERE,
    "POST /staff/v1/measures/{id}/actions": {"paco", "lena", "liam", "mara"},
    "GET /staff/v1/labels": MANAGERS,
    "GET /staff/v1/labels/{code}": MANAGERS,
    "GET /staff/v1/sheets": MANAGERS,
    "POST /staff/v1/labels/{code}/rotate": MANAGERS,
    "GET /staff/v1/settings": MANAGERS,
    "POST /staff/v1/settings": MANAGERS,
    "GET /staff/v1/changes": MANAGERS,
    "POST /staff/v1/changes/undo": MANAGERS,
    "GET /staff/v1/members": MANAGERS,
    "POST /staff/v1/members": MANAGERS,
    "POST /staff/v1/members/{id}": MANAGERS,
    "POST /staff/v1/members/{id}/access": MANAGERS,
    "GET /staff/v1/places": MANAGERS,
    "POST /staff/v1/places": MANAGERS,
    "POST /staff/v1/places/{code}": MANAGERS,
    "POST /staff/v1/places/{code}/retire": MANAGERS,
    "GET /staff/v1/template": MANAGERS,
    "POST /staff/v1/imports/preview": MANAGERS,
    "POST /staff/v1/imports": MANAGERS,
    "GET /staff/v1/imports/{number}": MANAGERS,
    "GET /staff/v1/topics": MANAGERS,
    "POST /staff/v1/topics/preview": MANAGERS,
    "GET /staff/v1/keys": MANAGERS,
    "POST /staff/v1/keys": MANAGERS,
    "POST /staff/v1/keys/{id}/actions": MANAGERS,
    "GET /staff/v1/letters": MANAGERS,
    "POST /staff/v1/letters/{id}/actions": MANAGERS,
    "GET /staff/v1/copies": MANAGERS,
    "POST /staff/v1/copies": MANAGERS,
    "GET /staff/v1/copies/{id}/file": MANAGERS,
    "GET /staff/v1/daily": MANAGERS,
    "GET /staff/v1/daily/{id}/file": MANAGERS,
    "GET /staff/v1/webhooks": MANAGERS,
    "POST /staff/v1/webhooks": MANAGERS,
    "POST /staff/v1/webhooks/{id}/actions": MANAGERS,
    "GET /staff/v1/webhooks/{id}/deliveries": MANAGERS,
    "POST /staff/v1/webhooks/{id}/again": MANAGERS,
    "GET /api/v1/programs/me": {"robot", "alien"},
    "GET /api/v1/programs/requests": {"robot"},
    "GET /api/v1/programs/requests/{id}": {"robot"},
    "POST /api/v1/programs/requests": {"robot"},
    "GET /api/v1/programs/export/daily": {"robot"},
    "GET /api/v1/programs/export/daily/{id}/file": {"robot"},
    "GET /api/v1/programs/export/copies": {"robot"},
    "POST /api/v1/programs/export/copies": {"robot"},
    "GET /api/v1/programs/export/copies/{id}/file": {"robot"},
}
"""Route to everybody who is not turned away; nobody else learns that there is anything."""

READS = {
    "GET /staff/v1/letters": MANAGERS,
    "GET /r/{link}/data": {ROSA},
    "POST /staff/v1/person/export": MANAGERS,
    "GET /r/{link}": {ROSA},
    "GET /api/v1/requests/{id}": {ROSA},
    "GET /staff/v1/tasks": TEAM,
    "GET /staff/v1/tasks/{id}": TEAM,
    "POST /staff/v1/tasks/{id}/actions": TEAM,
    "POST /staff/v1/tasks/{id}/contact": TEAM,
    "POST /staff/v1/actions": TEAM,
    "GET /staff/v1/find": HERE,
    "GET /staff/v1/board": {"lena", "mara"},
    "GET /staff/v1/search": TEAM,
    "GET /staff/v1/history": TEAM,
    "GET /staff/v1/opinions": LEADS,
    "GET /staff/v1/opinions/groups": LEADS,
    "GET /staff/v1/measures/{id}": HERE,
    "GET /api/v1/programs/requests/{id}": {"robot"},
}
"""Route to everybody whose answer may hold a resident's words or address."""

TURNED_AWAY = (401, 403, 404)


def test_every_closed_route_is_tried() -> None:
    closed = {name for name, route in doors.routes().items() if route.may != EVERYBODY}

    assert CALLS.keys() == closed
    assert GETS_IN.keys() == closed
    assert READS.keys() <= closed


@pytest.mark.parametrize("route", CALLS)
def test_a_route_lets_in_whom_the_table_says_and_nobody_else(
    town: Town, aimed: tuple[Target, Any, int], route: str
) -> None:
    at, kept, now = aimed
    got_in, read = set(), set()
    for who in CALLERS:
        town.begin(kept, now)
        reply = town.give(by(town, who, CALLS[route](town, at)))
        got_in |= set() if reply.status in TURNED_AWAY else {who}
        read |= {who} if "canary" in reply.text.lower() else set()
        if reply.status in TURNED_AWAY:
            assert at.reference not in reply.text

    assert NOBODY not in got_in
    assert got_in == GETS_IN[route]
    assert read <= READS.get(route, set())
