"""The staff API of how somebody is reached: their ways, a test of them, a phone with notices."""

from msgspec import Struct

from chalicelib.channels import push
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import WORKERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.kernel.errors import InvalidInput
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.shapes import Shape
from chalicelib.platform.services import enqueue

from . import actions as ways
from .model import PUSH, Phone, Way

routes = StaffRoutes(__name__)

LONGEST = 1_000
"""Characters of an endpoint."""


class WayAction(Struct, forbid_unknown_fields=True, kw_only=True):
    """What to do: "test" all, say that one "arrived" or was "lost", "add" a phone, "forget" one."""

    action: str
    mark: str = ""
    endpoint: str = ""
    p256dh: str = ""
    auth: str = ""


class OneWay(Shape, frozen=True):
    """How somebody is reached, and what came of its last test."""

    mark: str
    channel: str
    address: str
    outcome: str
    tested_at: int | None


class Ways(Shape, frozen=True):
    """Every way to a person; `push_key` is for a phone that is to take notices."""

    ways: list[OneWay]
    push_key: str


@routes.get("/staff/v1/me/ways", may=WORKERS)
def show_ways(call: Call, staff: Staff) -> Ways:
    """How you are reached, and what came of the last test of each way."""
    return _told(ways.of(staff), call)


@routes.post("/staff/v1/me/ways", may=WORKERS, body=WayAction)
def act_on_ways(call: Call, staff: Staff) -> Ways:
    """Send yourself a test, say what arrived, let this phone take notices or stop it."""
    asked = call.json(WayAction)
    if asked.action == "test":
        found = ways.ask_test(staff, now=call.now, enqueue=enqueue(call.id))
    elif asked.action in ("arrived", "lost"):
        found = ways.say(staff, asked.mark, arrived=asked.action == "arrived", now=call.now)
    elif asked.action == "add":
        found = ways.add_phone(staff, _phone(asked, call.now))
    elif asked.action == "forget":
        ways.forget_phone(staff.login, asked.mark)
        found = ways.of(staff)
    else:
        raise InvalidInput(action="This is one of test, arrived, lost, add, forget.")
    return _told(found, call)


def _phone(asked: WayAction, now: int) -> Phone:
    if len(asked.endpoint) > LONGEST or not push.is_known(asked.endpoint):
        raise InvalidInput(endpoint="We do not know the notification service of this browser.")
    if not push.is_phone(asked.p256dh, asked.auth):
        raise InvalidInput(p256dh="These are no keys of a browser.")
    return Phone(endpoint=asked.endpoint, p256dh=asked.p256dh, auth=asked.auth, at=now)


def _told(way: Way, call: Call) -> Ways:
    known = [
        (mark, member.channel, member.address if member.channel != "chat" else "")
        for mark, member in ways.addresses(way.login, now=call.now).items()
    ]
    known += [(mark, PUSH, "") for mark in way.phones]
    return Ways(
        ways=[
            OneWay(
                mark=mark,
                channel=channel,
                address=address,
                outcome=way.tests[mark].outcome if mark in way.tests else "",
                tested_at=way.tests[mark].at if mark in way.tests else None,
            )
            for mark, channel, address in known
        ],
        push_key=push.public_key(),
    )
