"""
One try at one delivery: leased, sent, written down.

A lease and the conditional write keep two workers from sending the same; so a second try of one
webhook-id follows only a failure, or a death of the first.
"""

from typing import Any

from msgspec import json, structs

from chalicelib.cases.requests import store as requests
from chalicelib.kernel.history import GRACE_MS
from chalicelib.platform.effects import Tools, with_due_at, without
from chalicelib.platform.storage.items import ConditionFailed
from chalicelib.platform.transition import apply_to, bump, write
from chalicelib.programs.keys import reading

from . import store
from .model import (
    DEAD,
    DEAD_KEPT_MS,
    DELIVERED,
    DELIVERED_KEPT_MS,
    FAILING,
    FAILS_MS,
    GONE,
    LEASE_MS,
    WAITING,
    Hook,
    Posting,
    iso,
    keys_of,
    next_try,
    receiver,
    signed,
)


def post(delivery: Posting, name: str, *, now: int, tools: Tools) -> None:
    """Try one delivery, unless another worker is at it."""
    hook = store.get(delivery.hook)
    if hook is None or hook.off or delivery.state != WAITING:
        _ended(delivery, name, DEAD if delivery.state == WAITING else delivery.state, now=now)
        return
    if delivery.leased_until is not None and now < delivery.leased_until:
        return
    leased = structs.replace(
        delivery, attempts=delivery.attempts + 1, leased_until=now + LEASE_MS,
        due_at=now + GRACE_MS,
    )  # fmt: skip
    try:
        mine = write(delivery, leased)
    except ConditionFailed:
        return
    body = json.encode(
        {"type": mine.type, "timestamp": iso(mine.at), "data": _data(mine, hook, now=now)}
    )
    headers = signed(mine.id, body, keys_of(hook, secret=tools.secret(), now=now), now=now)
    called = tools.post(hook.url, body, headers)
    good = 200 <= called.status < 300
    said = {"status": called.status, "why": called.why, "took_ms": called.took_ms}
    if good:
        _ended(mine, name, DELIVERED, now=now, **said)
    elif called.status == 410 or (at := next_try(mine.attempts, called.wait_s, now=now)) is None:
        _ended(mine, name, DEAD, now=now, **said)
    else:
        _written(mine, name, now=now, next_at=at, leased_until=None, **said)
    _noted(hook, good=good, gone=called.status == 410, now=now, tools=tools)


def tick(delivery: Posting, *, now: int, tools: Tools) -> bool:
    """Begin the next try when it is time, forget what is long over; say whether it was written."""
    if delivery.state == WAITING:
        if delivery.next_at is None or now < delivery.next_at:
            return False
        return apply_to(
            delivery,
            lambda found: (
                None
                if found.next_at is None
                else bump(found, ["post"], now=now, next_at=None, tries=0)
            ),
            enqueue=tools.enqueue,
        ).applied
    kept = DELIVERED_KEPT_MS if delivery.state == DELIVERED else DEAD_KEPT_MS
    if now < (delivery.ended_at or delivery.at) + kept:
        return False
    store.POSTINGS.delete(delivery)
    return True


def _ended(delivery: Posting, name: str, state: str, *, now: int, **said: Any) -> None:
    ended = delivery.ended_at or now
    _written(delivery, name, now=now, state=state, ended_at=ended, leased_until=None, **said)


def _written(delivery: Posting, name: str, *, now: int, **changes: Any) -> None:
    def change(found: Posting) -> Posting | None:
        if name not in found.pending:
            return None
        return with_due_at(structs.replace(without(found, name, now=now), **changes), now=now)

    apply_to(delivery, change)


def _noted(hook: Hook, *, good: bool, gone: bool, now: int, tools: Tools) -> None:
    """Write down since when a webhook fails, and switch off what failed for five days."""

    def change(found: Hook) -> Hook | None:
        if good:
            if found.failing_since is None:
                return None
            return structs.replace(found, failing_since=None)
        since = found.failing_since or now
        off = GONE if gone else FAILING if now - since >= FAILS_MS else ""
        if found.off or (since == found.failing_since and not off):
            return None
        if not off:
            return structs.replace(found, failing_since=since)
        return bump(found, ["switched_off"], now=now, failing_since=since, off=off, off_at=now)

    apply_to(hook, change, enqueue=tools.enqueue)


def _data(delivery: Posting, hook: Hook, *, now: int) -> dict[str, Any]:
    """Return what is told: ids and states, and what the resident said where it may be told."""
    request_id = delivery.data.get("request")
    found = requests.aggregate(str(request_id)) if hook.words and request_id else None
    if found is None:
        return delivery.data
    told = {
        "words": found.request.words,
        "spot": found.request.spot,
        "name": found.request.name,
        "contacts": reading.addresses_of(f"webhook:{hook.id}", receiver(hook), found, now=now),
    }
    return {**delivery.data, "told": told}
