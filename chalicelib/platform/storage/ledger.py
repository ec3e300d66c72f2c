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

from chalicelib.kernel.times import DAY_MS, MINUTE_MS

from . import table
from .connection import ConditionFailed, asking, connection
from .table import LedgerRow

LEASE_MS = MINUTE_MS
"""Longer than a channel may take (SEND_TIMEOUT_S); a worker that died is followed after this."""
LAST_SWEEP = "sweep#last"
KEPT_MS = 30 * DAY_MS
"""Longer than a message can live in a queue and its dead-letter queue together (18 days)."""


LEASED, FREE = "leased", "free"
SENT, UNKNOWN, NEVER = "sent", "unknown", "never"
OVER = frozenset({SENT, UNKNOWN, NEVER})
"""How a delivery ends: a channel took it, nobody knows whether one did, or none ever will."""
MINE, BUSY = "mine", "busy"


class Delivery(Struct, frozen=True, kw_only=True):
    """One notice on its way to one address; a try that nobody answered is lost."""

    state: str
    lease_until: int = 0
    leased_at: int = 0
    lost_at: int = 0
    sent_at: int = 0
    expires_at: int = 0


class Counts(Struct, frozen=True, kw_only=True):
    """How often something was tried; each count is an attribute `n_<name>` of its own."""

    expires_at: int = 0


_DELIVERIES = table.row_of(LedgerRow, Delivery)
_COUNTS = table.row_of(LedgerRow, Counts)


def lease(event: str, *, now: int) -> str:
    """Take the right to send this event: MINE, BUSY while somebody is at it, or how it ended.

    A lease that ran out was a try that nobody answered. One such try is followed by
    another; two are never followed by a third, and the delivery ends as UNKNOWN.
    """
    model = _DELIVERIES
    if _written(event, _leased(now), model.pk.does_not_exist() | (model.state == FREE)):
        return MINE
    found = _read(event)
    if found is None:
        return BUSY
    if found.state in OVER:
        return str(found.state)
    if (found.lease_until or 0) >= now:
        return BUSY
    unmoved = (model.state == LEASED) & (model.lease_until == found.lease_until)
    if found.lost_at:
        return UNKNOWN if _written(event, [model.state.set(UNKNOWN)], unmoved) else BUSY
    lost_at = found.leased_at or found.lease_until
    again = [*_leased(now), model.lost_at.set(lost_at)]
    return MINE if _written(event, again, unmoved) else BUSY


def lost_before(event: str) -> bool:
    """Say whether an earlier try at this event was never answered."""
    found = _read(event)
    return found is not None and bool(found.lost_at)


def mark(event: str, *, now: int, state: str = SENT) -> None:
    """Write down that this event was sent, or how else it ended."""
    model = _DELIVERIES
    actions = [
        model.state.set(state),
        model.sent_at.set(now),
        model.expires_at.set(_seconds(now + KEPT_MS)),
    ]
    table.update(model(f"sent#{event}"), actions, None)


def give_back(event: str, *, now: int) -> None:
    """End a lease whose sending was refused, so that the next try need not wait for it."""
    model = _DELIVERIES
    _written(event, [model.state.set(FREE), model.lease_until.set(now - 1)], model.state == LEASED)


def forget(events: Iterable[str]) -> None:
    """Delete what is known of these events; whoever erases a person names them all."""
    for event in events:
        row = _DELIVERIES(f"sent#{event}")
        asking(lambda row=row: row.delete())  # type: ignore[misc]


def was_taken(event: str) -> bool:
    """Say whether a channel took this event; read consistently."""
    found = _read(event)
    return found is not None and found.state == SENT


def is_over(event: str) -> bool:
    """Say whether this event needs no sending any more; read consistently."""
    found = _read(event)
    return found is not None and found.state in OVER


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
        found = asking(lambda: _dispatched("UpdateItem", asked))
    except ConditionFailed:
        return None
    return _counts(found["Attributes"], names)


def counts(key: str, names: Iterable[str]) -> dict[str, int]:
    """Return what was counted under each of `names`, read consistently; 0 where nothing was."""
    connection = _COUNTS._get_connection()
    found = asking(lambda: connection.get_item(f"count#{key}", consistent_read=True))
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
    found = asking(lambda: _dispatched("UpdateItem", asked))
    return dict(found["Attributes"])


def marks(key: str) -> dict[str, Any]:
    """Return all that stands under a key of `mark_at`, read consistently."""
    connection = _COUNTS._get_connection()
    found = asking(lambda: connection.get_item(f"count#{key}", consistent_read=True))
    return dict(found.get("Item", {}))


def note_sweep(*, now: int) -> None:
    """Write down that every shard was swept just now."""
    row = _DELIVERIES(LAST_SWEEP)
    table.update(row, [_DELIVERIES.sent_at.set(now)], None)


def last_sweep() -> int | None:
    """Return when every shard was last swept (epoch ms); None before the first time."""
    try:
        return int(asking(lambda: _DELIVERIES.get(LAST_SWEEP)).sent_at)
    except _DELIVERIES.DoesNotExist:
        return None


def _read(event: str) -> Any:
    try:
        return asking(lambda: _DELIVERIES.get(f"sent#{event}", consistent_read=True))
    except _DELIVERIES.DoesNotExist:
        return None


def _leased(now: int) -> list[Any]:
    model = _DELIVERIES
    return [
        model.state.set(LEASED),
        model.lease_until.set(now + LEASE_MS),
        model.leased_at.set(now),
        model.expires_at.set(_seconds(now + KEPT_MS)),
    ]


def _written(event: str, actions: list[Any], condition: Any) -> bool:
    try:
        table.update(_DELIVERIES(f"sent#{event}"), actions, condition)
    except ConditionFailed:
        return False
    return True


def _dispatched(operation: str, asked: dict[str, Any]) -> Any:
    try:
        return connection().dispatch(operation, asked)
    except BOTOCORE_EXCEPTIONS as error:
        raise UpdateError("the count was not written", error) from error


def _counts(stored: Mapping[str, Any], names: Iterable[str]) -> dict[str, int]:
    return {name: int(stored.get(f"n_{name}", {"N": "0"})["N"]) for name in names}


def _seconds(ms: int) -> int:
    return ms // 1000
