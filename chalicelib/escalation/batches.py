"""Open reminder batches of a person in a community: one, and another while that one is full."""

from collections.abc import Mapping
from typing import Any

from chalicelib.kernel.history import GRACE_MS
from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import ConditionFailed, Kind
from chalicelib.platform.storage.retry import retry, retry_from

from .reminders import (
    Reminder,
    ReminderBatch,
    after_sending,
    batch_id,
    begun,
    is_full,
    opened,
    sent_from,
    with_event,
)


def _key(batch: ReminderBatch) -> tuple[str, str]:
    return batch.id, "bundle" if batch.number == 1 else f"bundle#{batch.number}"


BATCHES = Kind(ReminderBatch, _key)


def open_of(community: str, person: str) -> list[ReminderBatch]:
    """Return a person's open batches, the first one first; all of them but the last are full."""
    row: Any = BATCHES.row
    rows = table.query(lambda: row.query(batch_id(community, person), consistent_read=True))
    return sorted(
        (table.domain(each, ReminderBatch) for each in rows), key=lambda each: each.number
    )


def add(
    community: str,
    person: str,
    event: str,
    reminder: Reminder,
    *,
    now: int,
    window_ms: int = GRACE_MS,
) -> ReminderBatch:
    """Put a reminder into a person's open batch, opening one if there is none or it is full.

    The same event twice is one reminder. Raises Unavailable when others kept writing
    the batch; the caller's own effect is then done again.
    """
    return add_all(community, person, {event: (reminder, window_ms)}, now=now)


def add_all(
    community: str, person: str, reminders: Mapping[str, tuple[Reminder, int]], *, now: int
) -> ReminderBatch:
    """Put reminders by their events, each with its window, into a person's open batches: as many as
    fit into one in one write. Returns the batch that the last of them is in. See `add`."""

    def once() -> ReminderBatch:
        held = open_of(community, person)
        there = {event: batch for batch in held for event in batch.events}
        filled: list[tuple[ReminderBatch | None, ReminderBatch]] = (
            [(held[-1], held[-1])] if held else []
        )
        for event, (reminder, window_ms) in reminders.items():
            if event in there:
                continue
            before, after = filled.pop() if filled else (None, None)
            if after is None or is_full(after):
                filled += [(before, after)] if after else []
                made = opened(community, person, now=now, window_ms=window_ms, after=after)
                before, after = None, made
            filled.append((before, with_event(after, event, reminder, by=now + window_ms)))
        written = [_written(before, after) for before, after in filled if after is not before]
        return written[-1] if written else there[event]

    return retry(once)


def _written(before: ReminderBatch | None, after: ReminderBatch) -> ReminderBatch:
    if before is not None:
        return BATCHES.save(before, after)
    if not BATCHES.insert(after):
        raise ConditionFailed
    return after


def begin(batch: ReminderBatch, name: str) -> ReminderBatch | None:
    """Write down what the message of effect `name` holds; None when it is over already.

    Raises Unavailable when others kept writing the batch.
    """

    def once(found: ReminderBatch | None) -> ReminderBatch | None:
        if found is None or name not in found.pending:
            return None
        return found if found.sending else BATCHES.save(found, begun(found))

    return retry_from(batch, lambda: BATCHES.get(*_key(batch)), once)


def finish(batch: ReminderBatch, *, now: int) -> ReminderBatch | None:
    """Keep what came while a message was on its way, or delete the batch; return what is left.

    Raises Unavailable when others kept writing the batch.
    """

    def once(found: ReminderBatch | None) -> ReminderBatch | None:
        if found is None or found.sending != batch.sending:
            return found
        after = after_sending(found, now=now)
        if after is not None:
            return BATCHES.save(found, after)
        BATCHES.delete(found)
        return None

    return retry_from(batch, lambda: BATCHES.get(*_key(batch)), once)


def put_off(batch: ReminderBatch, until: int) -> None:
    """Let the message of a batch wait."""
    BATCHES.save(batch, sent_from(batch, until))
