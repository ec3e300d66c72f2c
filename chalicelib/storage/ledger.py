"""
The ledger: what was counted, and what was delivered.

Counts limit; deliveries keep a notice from going out twice. Entries expire by TTL,
which is housekeeping: whoever reads one compares its time with the clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from pynamodb.connection.base import BOTOCORE_EXCEPTIONS
from pynamodb.exceptions import UpdateError

from . import table
from .table import ConditionFailed, LedgerRow

LEASE_MS = 60_000
"""Longer than a channel may take; a worker that died is followed after this."""
LAST_SWEEP = "sweep#last"
KEPT_MS = 30 * 24 * 3_600_000
"""Longer than a message can live in a queue and its dead-letter queue together (18 days)."""


class Delivery(Struct, frozen=True, kw_only=True):
    """One notice on its way to one address."""

    state: str
    lease_until: int = 0
    sent_at: int = 0
    expires_at: int = 0


class Counts(Struct, frozen=True, kw_only=True):
    """How often something was tried; each count is an attribute `n_<name>` of its own."""

    expires_at: int = 0


_DELIVERIES = table.row_of(LedgerRow, Delivery)
_COUNTS = table.row_of(LedgerRow, Counts)


def lease(event: str, *, now: int) -> bool:
    """Take the right to send this event; False when it was sent, or somebody is at it."""
    model = _DELIVERIES
    row = model(f"sent#{event}")
    free = model.pk.does_not_exist() | ((model.state == "leased") & (model.lease_until < now))
    actions = [
        model.state.set("leased"),
        model.lease_until.set(now + LEASE_MS),
        model.expires_at.set(_seconds(now + KEPT_MS)),
    ]
    try:
        table.update(row, actions, free)
    except ConditionFailed:
        return False
    return True


def mark(event: str, *, now: int) -> None:
    """Write down that this event was sent."""
    model = _DELIVERIES
    actions = [
        model.state.set("sent"),
        model.sent_at.set(now),
        model.expires_at.set(_seconds(now + KEPT_MS)),
    ]
    table.update(model(f"sent#{event}"), actions, None)


def give_back(event: str, *, now: int) -> None:
    """End a lease whose sending failed, so that the next try need not wait for it."""
    model = _DELIVERIES
    try:
        table.update(
            model(f"sent#{event}"), [model.lease_until.set(now - 1)], model.state == "leased"
        )
    except ConditionFailed:
        return


def forget(events: Iterable[str]) -> None:
    """Delete what is known of these events; whoever erases a person names them all."""
    for event in events:
        row = _DELIVERIES(f"sent#{event}")
        table.asking(lambda row=row: row.delete())  # type: ignore[misc]


def was_sent(event: str) -> bool:
    """Say whether this event was sent; read consistently."""
    try:
        row = table.asking(lambda: _DELIVERIES.get(f"sent#{event}", consistent_read=True))
    except _DELIVERIES.DoesNotExist:
        return False
    return bool(row.state == "sent")


def count(
    key: str, names: Sequence[str], *, ceilings: Mapping[str, int], expires_at: int
) -> dict[str, int] | None:
    """Count one more under each of `names`, in one update, and return the counts then.

    None when one of them had reached its ceiling: then nothing was counted. `expires_at`
    is in ms. The names are attributes of their own: ADD makes them, where a map would
    have to be there before.
    """
    # Written by hand: every submit waits for it, and building it cost a fifth of its CPU.
    one_more = ", ".join(f"n_{name} :one" for name in names)
    room = [f"(attribute_not_exists(n_{n}) OR n_{n} < :{n})" for n in ceilings]
    values = {":one": 1, ":expires": _seconds(expires_at)}
    values |= {f":{name}": most for name, most in ceilings.items()}
    asked: dict[str, Any] = {
        "TableName": _COUNTS.Meta.table_name,
        "Key": {"pk": {"S": f"count#{key}"}},
        "UpdateExpression": f"SET expires_at = :expires ADD {one_more}",
        "ExpressionAttributeValues": {name: {"N": str(n)} for name, n in values.items()},
        "ReturnValues": "UPDATED_NEW",
    }
    if room:
        asked["ConditionExpression"] = " AND ".join(room)
    try:
        found = table.asking(lambda: _dispatched("UpdateItem", asked))
    except ConditionFailed:
        return None
    return _counts(found["Attributes"], names)


def counts(key: str, names: Iterable[str]) -> dict[str, int]:
    """Return what was counted under each of `names`, read consistently; 0 where nothing was."""
    connection = _COUNTS._get_connection()
    found = table.asking(lambda: connection.get_item(f"count#{key}", consistent_read=True))
    return _counts(found.get("Item", {}), names)


def mark_at(key: str, name: str, *, at: int, expires_at: int) -> dict[str, Any]:
    """Write down when `name` was first seen under a key; return all that stands there."""
    asked: dict[str, Any] = {
        "TableName": _COUNTS.Meta.table_name,
        "Key": {"pk": {"S": f"count#{key}"}},
        "UpdateExpression": f"SET expires_at = :expires, {name} = if_not_exists({name}, :at)",
        "ExpressionAttributeValues": {
            ":expires": {"N": str(_seconds(expires_at))},
            ":at": {"N": str(at)},
        },
        "ReturnValues": "ALL_NEW",
    }
    found = table.asking(lambda: _dispatched("UpdateItem", asked))
    return dict(found["Attributes"])


def marks(key: str) -> dict[str, Any]:
    """Return all that stands under a key of `mark_at`, read consistently."""
    connection = _COUNTS._get_connection()
    found = table.asking(lambda: connection.get_item(f"count#{key}", consistent_read=True))
    return dict(found.get("Item", {}))


def note_sweep(*, now: int) -> None:
    """Write down that every shard was swept just now."""
    row = _DELIVERIES(LAST_SWEEP)
    table.update(row, [_DELIVERIES.sent_at.set(now)], None)


def last_sweep() -> int | None:
    """Return when every shard was last swept (epoch ms); None before the first time."""
    try:
        return int(table.asking(lambda: _DELIVERIES.get(LAST_SWEEP)).sent_at)
    except _DELIVERIES.DoesNotExist:
        return None


def _dispatched(operation: str, asked: dict[str, Any]) -> Any:
    try:
        return table.connection().dispatch(operation, asked)
    except BOTOCORE_EXCEPTIONS as error:
        raise UpdateError("the count was not written", error) from error


def _counts(stored: Mapping[str, Any], names: Iterable[str]) -> dict[str, int]:
    return {name: int(stored.get(f"n_{name}", {"N": "0"})["N"]) for name in names}


def _seconds(ms: int) -> int:
    return ms // 1000
