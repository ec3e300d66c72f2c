"""Open nudge bundles of a person in a community: one, and another while that one is full."""

from typing import Any

from chalicelib.kernel.history import GRACE_MS
from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import ConditionFailed, Kind
from chalicelib.platform.storage.retry import retry, retry_from

from .reminders import (
    Bundle,
    Nudge,
    after_sending,
    begun,
    bundle_id,
    is_full,
    opened,
    sent_from,
    with_event,
)


def _key(bundle: Bundle) -> tuple[str, str]:
    return bundle.id, "bundle" if bundle.number == 1 else f"bundle#{bundle.number}"


BUNDLES = Kind(Bundle, _key)


def open_of(community: str, person: str) -> list[Bundle]:
    """Return a person's open bundles, the first one first; all of them but the last are full."""
    row: Any = BUNDLES.row
    rows = table.query(lambda: row.query(bundle_id(community, person), consistent_read=True))
    return sorted((table.domain(each, Bundle) for each in rows), key=lambda each: each.number)


def add(
    community: str,
    person: str,
    event: str,
    nudge: Nudge,
    *,
    now: int,
    window_ms: int = GRACE_MS,
) -> Bundle:
    """Put a nudge into a person's open bundle, opening one if there is none or it is full.

    The same event twice is one nudge. Raises Unavailable when others kept writing
    the bundle; the caller's own effect is then done again.
    """
    by = now + window_ms

    def once() -> Bundle:
        bundles = open_of(community, person)
        there = next((bundle for bundle in bundles if event in bundle.events), None)
        if there is not None:
            return there
        last = bundles[-1] if bundles else None
        if last is not None and not is_full(last):
            return BUNDLES.save(last, with_event(last, event, nudge, by=by))
        empty = opened(community, person, now=now, window_ms=window_ms, after=last)
        fresh = with_event(empty, event, nudge, by=by)
        if not BUNDLES.insert(fresh):
            raise ConditionFailed
        return fresh

    return retry(once)


def begin(bundle: Bundle, name: str) -> Bundle | None:
    """Write down what the message of effect `name` holds; None when it is over already.

    Raises Unavailable when others kept writing the bundle.
    """

    def once(found: Bundle | None) -> Bundle | None:
        if found is None or name not in found.pending:
            return None
        return found if found.sending else BUNDLES.save(found, begun(found))

    return retry_from(bundle, lambda: BUNDLES.get(*_key(bundle)), once)


def finish(bundle: Bundle, *, now: int) -> Bundle | None:
    """Keep what came while a message was on its way, or delete the bundle; return what is left.

    Raises Unavailable when others kept writing the bundle.
    """

    def once(found: Bundle | None) -> Bundle | None:
        if found is None or found.sending != bundle.sending:
            return found
        after = after_sending(found, now=now)
        if after is not None:
            return BUNDLES.save(found, after)
        BUNDLES.delete(found)
        return None

    return retry_from(bundle, lambda: BUNDLES.get(*_key(bundle)), once)


def put_off(bundle: Bundle, until: int) -> None:
    """Let the message of a bundle wait."""
    BUNDLES.save(bundle, sent_from(bundle, until))
