"""What moved in a community on a day: found by the moved index, which the reconcile reads, too."""

from collections.abc import Iterator

from chalicelib.cases.requests.store import Aggregate
from chalicelib.kernel.ids import is_request_id
from chalicelib.kernel.times import DAY_MS
from chalicelib.platform.storage import due, moved

PAGE = 100


def candidates(community: str, *, since: int, after: str, now: int) -> Iterator[tuple[str, str]]:
    """Yield the id of each request that is open or moved since an instant, with where it stands.

    Behind the place `after`; the index is a moment late.
    """
    days = _days(since, now)
    begun = int(after.partition("~")[0] or 0)
    for shard in [shard for shard in due.shards() if shard >= begun]:
        reached = after.partition("~")[2] if shard == begun else ""
        while True:
            keys, reached = moved.page(shard, days, reached, limit=PAGE, within=f"{community}-")
            yield from ((f"{shard}~{pk}", pk) for pk in keys if is_request_id(pk))
            if not reached:
                break


def moved_within(found: Aggregate, since: int, until: int) -> bool:
    """Say whether anything of a request happened in this time; who looked at it is nothing."""
    return any(since <= at < until for at in _instants(found))


def _instants(found: Aggregate) -> Iterator[int]:
    request = found.request
    yield from (request.created_at, request.changed_at, *request.forgot.values())
    for item in (request, *found.tasks):
        yield from (step.at for step in item.steps.values())
    yield from (note.at for note in found.notes)
    yield from (photo.at for photo in found.photos)
    for contact in found.contacts:
        yield from (contact.created_at, contact.changed_at)


def _days(since: int, now: int) -> list[str]:
    """Return the days (UTC) from an instant to now."""
    first = since - since % DAY_MS
    return [moved.day_of(at) for at in range(first, now + 1, DAY_MS)]
