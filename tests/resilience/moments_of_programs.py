"""Moments of other programs: their keys, what they send us, and what they are told."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from chalicelib.programs.keys import store as keys
from chalicelib.programs.keys.model import SUBMIT
from chalicelib.programs.webhooks import store as hooks
from chalicelib.programs.webhooks.model import TYPES, Hook
from tests.programs.keys.samples import program_key
from tests.support.builders import MARA
from tests.support.open311 import given as city

from .moments import at_clock_of, holding, message_after, routed
from .town import FORM, Event, Town, forget

KEYS, HOOKS = "/staff/v1/keys", "/staff/v1/webhooks"
KEY = {"community": "hv", "name": "ERP", "rights": [SUBMIT]}
HOOK = {"community": "hv", "url": "https://erp.example/in", "types": list(TYPES)}
REPORT = {
    "jurisdiction_id": "hv", "service_code": "dirty", "lat": "22.281000", "long": "114.158000",
    "description": "CANARY-words: the bin is full", "first_name": "CANARY-name",
}  # fmt: skip


def posted(town: Town, path: str, body: dict[str, Any], n: str) -> Event:
    return town.staff_call("POST", path, body, by=MARA, n=n)


def key_made(town: Town) -> Event:
    return posted(town, KEYS, KEY, "key")


def of_key(action: str) -> Any:
    """Return what a manager does with a key that was just made."""

    def given(town: Town) -> Event:
        made = json.loads(town.do(key_made(town)).text)["key"]
        path = f"{KEYS}/{made['id']}/actions"
        return holding(posted(town, path, {"action": action}, action), made["version"])

    return given


def key_goes(town: Town) -> Event:
    town.do(of_key("revoke")(town))
    return at_clock_of(town, "key#")


def submitted(town: Town) -> Event:
    """Return what a program submits, which has not called for long: its use is written, too."""
    made, text = program_key("robot", "hv", [SUBMIT])
    keys.insert(made)
    event = town.api()
    headers = event.headers | {"authorization": f"Bearer {text}"}
    return Event(
        kind="call",
        method="POST",
        path="/api/v1/programs/requests",
        body=event.body,
        headers=headers,
    )


def reported(town: Town) -> Event:
    """Return the form of a city's app, which has no key for what it sends again."""
    body = urlencode(REPORT | {"api_key": city(SUBMIT)})
    path = "/open311/v2/requests.json"
    return Event(kind="call", method="POST", path=path, body=body, headers={"content-type": FORM})


def hook_made(town: Town) -> Event:
    return posted(town, HOOKS, HOOK, "hook")


def hook_of(town: Town) -> Hook:
    """Make a webhook that is told everything."""
    town.do(hook_made(town))
    forget()
    (found,) = hooks.of_community("hv")
    return found


def hooked(before: Callable[[Town], Event]) -> Any:
    """Return an event of a community that has a webhook."""

    def given(town: Town) -> Event:
        hook_of(town)
        return before(town)

    return given


def acted(town: Town, hook: Hook, action: str) -> Event:
    body = {"action": action}
    return holding(posted(town, f"{HOOKS}/{hook.id}/actions", body, action), hook.version)


def of_hook(action: str) -> Any:
    """Return what a manager does with a webhook that was just made."""
    return lambda town: acted(town, hook_of(town), action)


def again(town: Town) -> Event:
    """Return the call that sends once more what an address refused for good."""
    hook = hook_of(town)
    town.answer = 410
    town.do(acted(town, hook, "test"))
    town.do(acted(town, hook, "on"))
    (dead,) = hooks.latest(hook.id, 9)
    return posted(town, f"{HOOKS}/{hook.id}/again", {"delivery": hooks.number(dead)}, "again")


def next_try(town: Town) -> Event:
    """Return the sweep after a try that failed."""
    hook = hook_of(town)
    town.answer = 503
    town.do(acted(town, hook, "test"))
    return at_clock_of(town, "posting#")


def delivery_goes(town: Town) -> Event:
    town.do(of_hook("test")(town))
    return at_clock_of(town, "posting#")


def copying(town: Town) -> Event:
    """Return the call of a manager who wants everything, with a request there to be written."""
    routed(town)
    return posted(town, "/staff/v1/copies", {"community": "hv", "words": True}, "copy")


def gathering(town: Town) -> Event:
    """Return the message that is owed once all pieces are written."""
    return message_after(town, message_after(town, copying(town), "copy"), "gather")


def copy_goes(town: Town) -> Event:
    town.do(copying(town))
    return at_clock_of(town, "copy#")
