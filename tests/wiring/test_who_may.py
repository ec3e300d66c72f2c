"""
Every route by everybody: nobody, two residents, staff of each department, a lead, a
manager, an admin, and the manager of another company's community.

Each route declares which role may call it; this calls each of them as each of them.
A route that this file does not know how to call fails it.
"""

import pytest

from chalicelib.estate import store as estate
from chalicelib.estate.people import DEPARTMENTS
from chalicelib.platform.services import status_link
from chalicelib.wiring import doors
from tests.support import clock
from tests.support.builders import LENA, LIFT, MARA, World, key, member
from tests.support.door import Door, token_of

OURS = "engineering"
"""The department whose task is asked for."""
WORKERS = {name: member(f"of-{name}", "staff", name) for name in DEPARTMENTS}
ABROAD = member("max", "manager", community="qy", company="globex")
ADMIN = member("ada", "admin")
CALLERS = {
    **{f"staff of {name}": worker for name, worker in WORKERS.items()},
    "lead": LENA,
    "manager": MARA,
    "admin": ADMIN,
    "manager of another company": ABROAD,
}
BODIES = {
    "POST /staff/v1/tasks/{id}/actions": {"action": "note", "text": "Seen."},
    "POST /staff/v1/tasks/{id}/link": {"action": "withdraw_link"},
    "POST /staff/v1/tasks/{id}/caution": {"action": "propose", "text": "Go in pairs."},
    "POST /staff/v1/places/{code}/retire": {"code": LIFT.code},
}
ROUTES = doors.routes()
STAFF_ROUTES = sorted(route for route in ROUTES if " /staff/v1/" in route)


@pytest.fixture
def task(door: Door):
    """A task of engineering, with everybody moved in."""
    for each in (*WORKERS.values(), ABROAD, ADMIN):
        estate.put_member(each)
    (made,) = World().routed(clock.now(), topic="leak", contact="rosa@home.example")
    return made


def called(door: Door, route: str, task, headers=None):
    """Call a route of staff about our task, our label or our community."""
    method, pattern = route.split(" ")
    parts = {"{id}": task.id if "/tasks/" in pattern else "hv-none", "{code}": LIFT.code,
             "{number}": "0-none", "{kind}": "board"}  # fmt: skip
    path = "/".join(parts.get(part, part) for part in pattern.split("/"))
    assert "{" not in path, f"this file does not know how to call {route}"
    if method == "GET":
        return door.get(path, headers=headers or {}, query={"community": ["hv"], "queue": []})
    sent = {**(headers or {}), "idempotency-key": key("who"), "if-match": '"1"'}
    return door.post_json(path, BODIES.get(route, {}), sent)


def test_without_a_staff_token_every_route_of_staff_is_closed(door: Door, task) -> None:
    strangers = {
        "nobody": {},
        "resident A": {"authorization": f"Bearer {status_link(task.request, 1)}"},
        "resident B": {"authorization": f"Bearer {status_link('hv-' + 'b' * 26, 1)}"},
    }
    for route in STAFF_ROUTES:
        for who, headers in strangers.items():
            answer = called(door, route, task, headers)
            assert answer.status == 401, f"{who}: {route}"
            assert "rosa" not in answer.text


@pytest.mark.parametrize("who", CALLERS)
def test_each_role_may_call_what_the_table_says_and_nothing_else(door: Door, task, who) -> None:
    caller = CALLERS[who]
    for route in STAFF_ROUTES:
        answer = called(door, route, task, token_of(caller))
        said = f"{who}: {route} said {answer.status}"
        assert answer.status < 500, said
        assert answer.status != 401, said
        if caller.role not in ROUTES[route].may:
            assert answer.status == 403, said
        elif "/tasks/{id}" in route:
            assert (answer.status == 404) != sees(caller), said
        elif caller.community != "hv" and "{code}" in route:
            assert answer.status == 404, said


def sees(caller) -> bool:
    """Say whether a task of engineering in Harbour View is this person's to see."""
    return caller.community == "hv" and (caller.role == "manager" or OURS in caller.departments)


def test_nothing_of_a_community_is_told_to_the_manager_of_another(door: Door, task) -> None:
    for route in STAFF_ROUTES:
        answer = called(door, route, task, token_of(ABROAD))
        assert task.summary not in answer.text, route
        assert "Lift 2" not in answer.text, route
        assert LIFT.code not in answer.text or answer.status >= 400, route


@pytest.mark.parametrize(
    ("owner", "status"), [("A", 200), ("B", 404), ("nobody", 401), ("staff", 401)]
)
def test_a_request_opens_to_its_own_resident_only(door: Door, task, owner, status) -> None:
    other = World().submit(clock.now(), key=key("other")).request_id
    headers = {
        "A": {"authorization": f"Bearer {status_link(task.request, 1)}"},
        "B": {"authorization": f"Bearer {status_link(other, 1)}"},
        "nobody": {},
        "staff": token_of(MARA),
    }[owner]

    assert door.get(f"/api/v1/requests/{task.request}", headers=headers).status == status


def test_a_link_with_another_signature_opens_nothing(door: Door, task) -> None:
    good = status_link(task.request, 1)
    bad = good[:-4] + ("aaaa" if good[-4:] != "aaaa" else "bbbb")

    assert door.get(f"/r/{good}").status == 303
    assert door.get(f"/r/{bad}").status in (401, 404)


def test_every_route_is_somebodys_and_none_of_staff_is_everybodys() -> None:
    for name, route in ROUTES.items():
        assert route.may, name
        assert (route.kind == "staff") == (" /staff/v1/" in name)
        if route.kind == "staff":
            assert not route.may & {"nobody", "resident"}, name
