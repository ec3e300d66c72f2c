"""What a program shows, and what signs a webhook, is in no log, queue, dead letter, mail or row."""

import json
import logging
import random
from collections.abc import Iterator
from contextlib import suppress
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from msgspec import structs

from chalicelib.programs.keys import actions
from chalicelib.programs.keys.model import RIGHTS
from chalicelib.programs.webhooks.model import TYPES
from chalicelib.wiring import doors
from tests.resilience.engine import QUEUES, TABLES
from tests.resilience.events import Event
from tests.resilience.fixtures import empty, fresh, town
from tests.resilience.moments import holding
from tests.resilience.moments_of_programs import HOOKS, KEYS, posted
from tests.resilience.people import FORM
from tests.resilience.spoil import KILLED, UNSENT, Calls, Killed, watching
from tests.resilience.town import MOST_RECEIVES, Town
from tests.support.builders import MINUTE

from .asking import CALLS, PROGRAMS, Target, build, by

__all__ = ["empty", "fresh", "town"]

OF_PROGRAMS = ("/api/v1/programs/", "/staff/v1/keys", "/staff/v1/webhooks", "/open311/")
ROUTES = [name for name in doors.routes() if any(each in name for each in OF_PROGRAMS)]
KEY = {"community": "hv", "name": "ERP", "rights": list(RIGHTS)}
HOOK = {"community": "hv", "url": "https://erp.example/in", "types": list(TYPES), "words": True}
CITY = {"{name}": "requests.json", "{root}": "v2"}
SPOILED = ((1, UNSENT), (3, KILLED))
"""Which of its calls to AWS fails, and how: what goes wrong is logged more fully."""


def made(town: Town, path: str, body: dict, secret: str) -> tuple[dict, list[str]]:
    """Make a key or a webhook and rotate it; return it and both of its secrets."""
    answer = json.loads(town.do(posted(town, path, body, path[-4:])).text)
    kept = answer.get("key") if isinstance(answer.get("key"), dict) else answer["hook"]
    rotate = posted(town, f"{path}/{kept['id']}/actions", {"action": "rotate"}, "rotate")
    again = json.loads(town.do(holding(rotate, kept["version"])).text)
    return again.get("hook") or again["key"], [answer[secret], again[secret]]


def bare(secret: str) -> str:
    """Return what of a secret is chance: its beginning is the id, which is no secret."""
    return secret.removeprefix("whsec_")[-24:]


def shown(town: Town, route: str, at: Target, text: str) -> Iterator[Event]:
    """Return the calls of one route that show a key: in the header, in the form, in the query."""
    if "/staff/" in route:
        yield by(town, "mara", CALLS[route](town, at))
    elif "/open311/" in route:
        method, _, path = route.partition(" ")
        for name, value in CITY.items():
            path = path.replace(name, value)
        path = path.replace("{id}", f"{at.request}.json").replace("{code}", "dirty.json")
        said = {"api_key": text, "jurisdiction_id": "hv", "service_code": "dirty",
                "address_string": "Lobby", "description": "The bin is full."}  # fmt: skip
        body = urlencode(said) if method == "POST" else ""
        yield Event(kind="call", method=method, path=path, body=body, query={"api_key": text},
                    headers={"content-type": FORM, "authorization": f"Bearer {text}"})  # fmt: skip
    else:
        event = by(town, "robot", CALLS[route](town, at))
        headers = event.headers | {"authorization": f"Bearer {text}"}
        yield structs.replace(event, headers=headers)
        yield structs.replace(event, headers=event.headers, query=event.query | {"api_key": text})


def told(town: Town) -> dict[str, str]:
    """Return all that stands where somebody reads who is to see no key."""
    return {
        "log": town.logs.getvalue(),
        "messages": repr(town.bodies),
        "queues": repr([town.engine.take(queue) for queue in QUEUES]),
        "dead letters": repr(town.dead),
        "mails": repr(town.engine.mails()),
        "rows": repr([town.engine.rows(table) for table in TABLES]),
    }


@pytest.fixture
def at(fresh: Town, monkeypatch: pytest.MonkeyPatch) -> Target:
    # A town's keys are the same in every run; here each has a text of its own.
    dice = SimpleNamespace(token_bytes=random.Random(1).randbytes)
    monkeypatch.setattr(actions, "secrets", dice)
    return build(fresh)


def test_no_key_and_no_secret_of_a_webhook_is_where_it_could_be_read(
    fresh: Town, at: Target, caplog: pytest.LogCaptureFixture
) -> None:
    town = fresh
    caplog.set_level(logging.DEBUG, logger="chalicelib")
    _, texts = made(town, KEYS, KEY, "text")
    hook, secrets = made(town, HOOKS, HOOK, "secret")
    forged = texts[0][:-8] + "CANARYxx"
    canaries = {bare(each) for each in (*texts, *secrets, PROGRAMS["robot"][1], forged)}
    assert len(canaries) == 6

    statuses = set()
    for route in ROUTES:
        for text, number, way in [
            (texts[1], 0, ""), (forged, 0, ""), *((PROGRAMS["robot"][1], *each) for each in SPOILED)
        ]:  # fmt: skip
            for event in shown(town, route, at, text):
                with watching(Calls(number, way)), suppress(Killed):
                    statuses.add(town.give(event).status)
    assert statuses >= {200, 201, 401, 403, 409, 503}
    # What is told to a webhook fails until it is given up, and a worker dies of it.
    for town.answer in (503, 410, 200):
        town.flow()
        town.settle_down(until=town.now + 10 * MINUTE)
    for queue, body in [("notices", "{}"), ("effects", '{"v": 99}')]:
        for _ in range(MOST_RECEIVES):
            assert town.deliver(queue, [body])

    assert {url for url, _ in town.told} >= {"https://erp.example/in"}
    assert hook["id"] in told(town)["log"], "it is there to be read"
    found = {(where, each) for where, said in told(town).items() for each in canaries
             if each in said or each in caplog.text}  # fmt: skip
    assert found == set()


def test_a_key_in_a_log_line_is_blotted_out_and_any_other_secret_would_be_found(
    fresh: Town, at: Target
) -> None:
    _, texts = made(fresh, KEYS, KEY, "text")
    _, secrets = made(fresh, HOOKS, HOOK, "secret")
    log = logging.getLogger("chalicelib")
    log.warning("%s is no key, and %s signs nothing", texts[0], secrets[0])
    assert bare(texts[0]) not in told(fresh)["log"]
    assert bare(secrets[0]) not in told(fresh)["log"]
    log.warning("%s is a part of one", bare(texts[0]))
    assert bare(texts[0]) in told(fresh)["log"]
