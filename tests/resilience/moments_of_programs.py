"""Moments of other programs: their keys, what they send us, and what they are told."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.privacy.daily.model import next_night as next_night_after
from chalicelib.programs.keys import store as keys
from chalicelib.programs.keys.model import EXPORT, SUBMIT, WORDS
from chalicelib.programs.webhooks import store as hooks
from chalicelib.programs.webhooks.model import TYPES, Hook
from tests.programs.keys.samples import program_key
from tests.support.builders import HOUR, MARA, MINUTE, key
from tests.support.open311 import given as city

from .moments import at_clock_of, holding, message_after, only_sent, routed
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


def switched_off(town: Town) -> Event:
    """Return the message that is owed once an address said that it is gone."""
    hook = hook_of(town)
    town.answer = 410
    only_sent(town, acted(town, hook, "test"))
    only_sent(town, town.waiting("post"))
    return town.waiting("switched_off")


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
    # What came in the same moment is not in a copy, and a call sent again comes later.
    town.now += MINUTE
    return posted(town, "/staff/v1/copies", {"community": "hv", "words": True}, "copy")


def gathering(town: Town) -> Event:
    """Return the message that is owed once all pieces are written."""
    return message_after(town, message_after(town, copying(town), "copy"), "gather")


def copy_goes(town: Town) -> Event:
    town.do(copying(town))
    return at_clock_of(town, "copy#")


def daily_on(town: Town, *, words: bool = True) -> None:
    """Let the community want a file of each day."""
    before = estate.fresh_community("hv")
    assert before is not None
    estate.revise(before, structs.replace(before, daily_files=True, daily_words=words))
    forget()


def beginning_days(town: Town) -> Event:
    """Return the night after a request came in: it counts, and begins the file of the day."""
    routed(town)
    daily_on(town)
    return next_night(town)


def next_night(town: Town) -> Event:
    """Return the reconcile of the night that comes, once no community's day is running."""
    town.now = next_night_after(town.now)
    return Event(kind="schedule", name="reconcile")


def writing_a_day(town: Town) -> Event:
    """Return the message that asks for the first piece of a day."""
    return message_after(town, beginning_days(town), "copy")


def gathering_a_day(town: Town) -> Event:
    return message_after(town, writing_a_day(town), "gather")


def writing_who_is_gone(town: Town) -> Event:
    """Return the message that asks for the first piece of a day on which somebody was erased."""
    task = routed(town)
    daily_on(town)
    body = {"reference": task.reference}
    town.do(posted(town, f"/staff/v1/requests/{task.request}/erase", body, "erase"))
    town.settle_down(until=town.now + HOUR)
    return message_after(town, next_night(town), "copy")


def day_goes(town: Town) -> Event:
    town.do(beginning_days(town))
    return at_clock_of(town, "daily#")


def exporting(town: Town) -> str:
    """Let there be a program with the right to take everything out; return its key."""
    made, text = program_key("taker", "hv", [EXPORT, WORDS])
    keys.insert(made)
    return text


def copying_by_program(town: Town) -> Event:
    routed(town)
    town.now += MINUTE
    headers = {
        "authorization": f"Bearer {exporting(town)}", "content-type": "application/json",
        "idempotency-key": key("taken"),
    }  # fmt: skip
    path = "/api/v1/programs/export/copies"
    body = json.dumps({"words": True})
    return Event(kind="call", method="POST", path=path, body=body, headers=headers)


def listing_by_program(town: Town) -> Event:
    headers = {"authorization": f"Bearer {exporting(town)}"}
    path = "/api/v1/programs/export/daily"
    return Event(kind="call", method="GET", path=path, headers=headers)
