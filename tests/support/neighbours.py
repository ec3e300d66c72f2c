"""The verbs of neighbours who have the same: reports, joins, outages."""

from typing import Any

from msgspec import structs

from chalicelib.cases.duplicates import store as joins
from chalicelib.cases.duplicates import suggestions_store as known
from chalicelib.cases.outages import store as outages
from chalicelib.cases.outages.actions import Verdict, act, open_outage
from chalicelib.cases.outages.checks import Change, Opening
from chalicelib.cases.outages.model import RUNNING, Outage
from chalicelib.cases.requests import add_words
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import Request
from chalicelib.estate.members import Member
from tests.support.builders import LENA, MONDAY_TEN, SECRET, World, key, staff

WORDS = {"en": "No water in the tower until noon.", "zh-Hant": "大廈停水至中午。"}


def an_opening(**changes: Any) -> Opening:
    usual = Opening(
        community="hv", key=key("outage"), topics=["no_water"], words=WORDS, buildings=["tower1"]
    )
    return structs.replace(usual, **changes)


def opened(world: World, now: int = MONDAY_TEN, *, by: Member = LENA, **changes: Any) -> Outage:
    """Let somebody open an outage in tower 1."""
    verdict = open_outage(
        an_opening(**changes), staff=staff(by), secret=SECRET, now=now, enqueue=world.enqueue
    )
    known.forget()
    return verdict.outage


def acted(
    world: World,
    outage: Outage | str,
    action: str,
    now: int = MONDAY_TEN,
    *,
    by: Member = LENA,
    n: str = "",
    version: int | None = None,
    **changes: Any,
) -> Verdict:
    """Let somebody do something to an outage, at the version that it has."""
    current = an(outage)
    change = Change(
        outage=current.id,
        action=action,
        key=key(n or f"{action}-{current.version}"),
        version=current.version if version is None else version,
        **changes,
    )
    return act(change, staff=staff(by), now=now, enqueue=world.enqueue)


def an(outage: Outage | str) -> Outage:
    found = outages.get(outage if isinstance(outage, str) else outage.id)
    assert found is not None
    return found


def reported(world: World, now: int = MONDAY_TEN, **changes: Any) -> Request:
    """Report a broken light, which neighbours may have too, and let it be routed."""
    usual = {"topic": "lighting", "words": "Light is out.", "key": key("first")}
    made = world.submit(now, **usual | changes)
    world.drain(now)
    known.forget()
    return stored(made.request_id)


def joining(world: World, parent: str, n: int | str = 1, now: int = MONDAY_TEN, **more: Any) -> str:
    """Let a neighbour tap "I have this too"; nothing that follows is done yet."""
    usual = {"words": "", "topic": "", "key": key(f"too-{n}"), "joined_to": parent}
    return world.submit(now, **usual | more).request_id


def joined(world: World, parent: str, n: int | str = 1, now: int = MONDAY_TEN, **more: Any) -> str:
    """The same with everything that follows; returns the id of the joined request."""
    request_id = joining(world, parent, n, now, **more)
    world.drain(now)
    return request_id


def wrote(
    world: World, request_id: str, text: str = "Here, too.", *, n: str = "n", now: int = MONDAY_TEN
) -> None:
    """Let somebody add words to what they sent."""
    add_words.add_note(request_id, text, key=key(n), now=now, enqueue=world.enqueue)


def listed(parent: str) -> list[str]:
    """Return the ids of the requests that stand under what they joined."""
    return [join.request for join in joins.of(parent, limit=1_000)]


def stored(request_id: str) -> Request:
    found = requests.get(request_id)
    assert found is not None
    return found


def steps_of(request_id: str) -> list[str]:
    """Return the actions of a request's history."""
    return [step.action for step in stored(request_id).steps.values()]


FROM = 1_772_416_800_000


def an_outage(**changes) -> Outage:
    usual = {
        "id": "hv-outage-" + "0" * 26, "community": "hv", "reference": "7KQ2M9X",
        "topics": ["no_water"], "planned": False, "from_at": FROM, "words": {"en": "No water."},
        "state": RUNNING, "body_hash": "", "opened_by": "iss#lena", "created_at": FROM,
        "changed_at": FROM,
    }  # fmt: skip
    return Outage(**usual | changes)


def a_request(**changes) -> Request:
    usual = {
        "id": "hv-" + "0" * 26, "community": "hv", "reference": "7KQ2M9X",
        "place": "7KQ2M9X0AB3CDE", "kind": "repair", "topic": "lighting", "words": "",
        "lang": "en", "channel": "form", "body_hash": "", "created_at": 1,
        "changed_at": 1, "start_at": 1,
    }  # fmt: skip
    return Request(**usual | changes)
