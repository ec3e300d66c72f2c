"""What is already known for a building: lists of the place index, at most a minute old."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from msgspec import Struct, field, structs

from chalicelib.cases.outages import store as outages
from chalicelib.cases.outages.model import Outage
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import OPEN, RESOLVED, Request
from chalicelib.cases.requests.store import REQUEST, REQUESTS, SHARED
from chalicelib.kernel import ids
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.platform.storage import table

CACHE_MS = MINUTE_MS
SOON_MS = 3_000
"""How old it may be for who sends: in the first minute of an outage many tell the same."""
MOST_REQUESTS = 1_000
"""Of one building, the newest: past this the oldest are not offered, nor counted."""
MOST_LATELY = 80
"""What the form reads of it, the newest: more than nearly any building has in the time."""
MOST_PARENTS = 3
"""What most of those have joined is read besides, however long ago it was reported."""
MOST_OUTAGES = 20
_MOST_CACHED = 500

_cache: dict[str, tuple[int, Any]] = {}


class Reported(Struct, frozen=True, kw_only=True):
    """One request of a building as the index lists it: never its words."""

    id: str
    topic: str
    state: str
    outcome: str = ""
    place_name: dict[str, str] = field(default_factory=dict)
    created_at: int
    joined_to: str = ""
    priority: str = ""
    joinable: bool = False
    """Others may join it, as far as the index knows; whoever does so reads it again."""
    key: str = ""
    """Its place in the index, to go on after."""


class Building(Struct, frozen=True):
    """What was reported in one building."""

    reported: list[Reported]
    """Newest first."""
    joined: dict[str, int]
    """Request or outage to how many joined it: rows that are counted, never a counter."""


def building(community: str, building: str, since: int, *, now: int) -> Building:
    """Return what was reported in a building since then."""
    return _cached(
        now,
        f"{community}#{building}",
        lambda: _reported(community, building, since, MOST_REQUESTS),
    )


def lately(
    community: str, building: str, since: int, *, now: int, age_ms: int = CACHE_MS
) -> Building:
    """Return the newest of it, and what most of those have joined, with how many did."""
    return _cached(
        now,
        f"{community}#{building}#lately",
        lambda: _lately(community, building, since),
        age_ms,
    )


def announced(community: str, since: int, *, now: int, age_ms: int = CACHE_MS) -> list[Outage]:
    """Return a community's outages that are planned, run, or were over since then."""
    return _cached(
        now,
        f"{community}#outages",
        lambda: outages.listed(community, since, limit=MOST_OUTAGES),
        age_ms,
    )


def forget() -> None:
    """Drop what is cached: for tests, and for a process that has just changed it."""
    _cache.clear()


def _lately(community: str, building: str, since: int) -> Building:
    here = _reported(community, building, since, MOST_LATELY)
    if len(here.reported) < MOST_LATELY:
        return here
    most = [name for name, _ in Counter(here.joined).most_common() if ids.is_request_id(name)]
    parents = requests.many(most[:MOST_PARENTS])
    listed = {each.id for each in here.reported}
    older = [_parent(each) for each in parents if each.id not in listed]
    counts = {each.id: each.others for each in parents if each.others}
    return Building(here.reported + older, here.joined | counts)


def _parent(request: Request) -> Reported:
    return Reported(
        id=request.id,
        topic=request.topic,
        state=request.state,
        place_name=request.place_name,
        created_at=request.created_at,
        joined_to=request.joined_to,
        joinable=request.joinable,
    )


def _reported(community: str, building: str, since: int, most: int) -> Building:
    model = REQUESTS.row
    bound = model.place_sk >= f"{since:013d}"
    rows = table.query(
        lambda: model.by_place.query(
            f"{community}#{building}",
            bound,
            limit=most,
            page_size=most,
            scan_index_forward=False,
        )
    )
    found = [_row(row) for row in rows if row.sk == REQUEST]
    joined = Counter(
        each.joined_to for each in found if each.joined_to and each.state in (OPEN, RESOLVED)
    )
    return Building(found, dict(joined))


def since(community: str, building: str, since: int, *, after: str, limit: int) -> list[Reported]:
    """Return at most `limit` of what was reported in a building since then, oldest first."""
    model = REQUESTS.row
    bound = model.place_sk > after if after else model.place_sk >= f"{since:013d}"
    rows = table.query(
        lambda: model.by_place.query(f"{community}#{building}", bound, limit=limit, page_size=limit)
    )
    return [_row(row) for row in rows]


def _row(row: Any) -> Reported:
    listed = table.domain(row, Reported)
    return structs.replace(listed, joinable=row.place_sk.endswith(SHARED), key=row.place_sk)


def _cached(now: int, key: str, read: Callable[[], Any], age_ms: int = CACHE_MS) -> Any:
    kept = _cache.get(key)
    if kept is not None and 0 <= now - kept[0] < age_ms:
        return kept[1]
    if len(_cache) > _MOST_CACHED:
        _cache.clear()
    found = read()
    _cache[key] = (now, found)
    return found
