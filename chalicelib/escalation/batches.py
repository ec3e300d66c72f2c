"""Open nudge bundles of a person in a community: one, and another while that one is full."""

from collections.abc import Mapping
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
    return add_all(community, person, {event: (nudge, window_ms)}, now=now)


def add_all(
    community: str, person: str, nudges: Mapping[str, tuple[Nudge, int]], *, now: int
) -> Bundle:
    """Put nudges by their events, each with its window, into a person's open bundles: as many as
    fit into one in one write. Returns the bundle that the last of them is in. See `add`."""

    def once() -> Bundle:
        held = open_of(community, person)
        there = {event: bundle for bundle in held for event in bundle.events}
        filled: list[tuple[Bundle | None, Bundle]] = [(held[-1], held[-1])] if held else []
        for event, (nudge, window_ms) in nudges.items():
            if event in there:
                continue
            before, after = filled.pop() if filled else (None, None)
            if after is None or is_full(after):
                filled += [(before, after)] if after else []
                made = opened(community, person, now=now, window_ms=window_ms, after=after)
                before, after = None, made
            filled.append((before, with_event(after, event, nudge, by=now + window_ms)))
        written = [_written(before, after) for before, after in filled if after is not before]
        return written[-1] if written else there[event]

    return retry(once)


def _written(before: Bundle | None, after: Bundle) -> Bundle:
    if before is not None:
        return BUNDLES.save(before, after)
    if not BUNDLES.insert(after):
        raise ConditionFailed
    return after


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
