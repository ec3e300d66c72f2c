"""What anybody may read of requests: that, where in public, and how far it is; nobody's words."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.cases.complaints.about import is_about_somebody
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import CLOSED, ERASED, RESOLVED, Request
from chalicelib.cases.requests.plan import for_joiners
from chalicelib.cases.requests.store import REQUESTS, Aggregate
from chalicelib.cases.tasks.deadlines import deadlines
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from chalicelib.estate.model import Community, department_name, said
from chalicelib.i18n import msg
from chalicelib.i18n.words import STATUS
from chalicelib.kernel.ids import is_request_id
from chalicelib.platform.storage import connection

from .places import SHARED, where
from .services import Row

MOST = 1_000
"""GeoReport v2: an answer holds 90 days or 1,000 requests, whichever is less."""
PAGE = 100
UNTOLD = ("complaint", "compliment", "help")
"""Kinds that tell of people: nobody else reads that there was one."""


def one(id: str) -> Aggregate | None:
    """Return a request with its tasks, or None where nobody may know of it."""
    found = requests.heart(id) if is_request_id(id) else None
    return found if found is not None and _may_be_known(found.request, found.tasks) else None


def is_public(request: Request) -> bool:
    """Say whether it stands in lists: of a place for all, and about nobody."""
    return _may_be_known(request) and request.place_kind == SHARED and request.kind not in UNTOLD


def _may_be_known(request: Request, tasks: Iterable[Task] = ()) -> bool:
    return request.state != ERASED and not is_about_somebody(request, tasks)


def reported(community: Community, *, since: int, until: int, now: int) -> list[Request]:
    """Return the newest public requests of a time (epoch ms), at most MOST, newest first."""
    buildings = {place.building for place in estate.places(community.code, now=now)}
    keys = sorted(
        (key for building in buildings
         for key in _keys(f"{community.code}#{building}", since, until)),
        reverse=True,
    )[:MOST]  # fmt: skip
    ids = [id for _, id in keys]
    read = {each.id: each for each in _read(ids)}
    return [read[id] for id in ids if id in read and is_public(read[id])]


def _keys(partition: str, since: int, until: int) -> Iterator[tuple[str, str]]:
    """Yield instant and id of what the index has of a building, newest first."""
    model = REQUESTS.row
    bound = model.place_sk.between(f"{since:013d}", f"{until:013d}~")

    def read() -> list[Any]:
        return list(model.by_place.query(partition, bound, scan_index_forward=False, limit=MOST))

    for row in connection.asking(read):
        if is_request_id(row.pk):
            yield row.place_sk[:13], row.pk


def _read(ids: list[str]) -> Iterable[Request]:
    for begin in range(0, len(ids), PAGE):
        yield from requests.many(ids[begin : begin + PAGE])


def shown(
    found: Aggregate, community: Community, lang: str, names: Mapping[str, str], *, now: int
) -> Row:
    """Return a request as GeoReport v2 has it; `names` are those of the services.

    Of a flat there is neither place nor point; words are there where the community publishes
    descriptions. Addresses of residents and names of people are never there.
    """
    request = found.request
    public = is_public(request)
    place = estate.place(request.place, now=now) if public else None
    point = where(place, community) if public else None
    words = request.words if public and community.publishes else ""
    heading, _ = STATUS.get(for_joiners(request, found.tasks), STATUS["received"])
    ends = [deadlines(task, community).done_by for task in found.tasks]
    return {
        "service_request_id": request.id,
        "status": "closed" if request.state == CLOSED else "open",
        "status_notes": msg(lang, heading),
        "service_name": names.get(request.topic, request.topic),
        "service_code": request.topic,
        "description": words or None,
        "agency_responsible": _agencies(found, community, lang) or None,
        "service_notice": None,
        "requested_datetime": instant(request.created_at),
        "updated_datetime": instant(max(request.changed_at, *_moves(found), request.created_at)),
        "expected_datetime": instant(max((at for at in ends if at is not None), default=None)),
        "address": said(request.place_name, lang) if public else None,
        "address_id": None,
        "zipcode": None,
        "lat": point.lat if point else None,
        "long": point.long if point else None,
        "media_url": None,
    }


def updates(request: Request, lang: str, *, since: int, until: int) -> Iterator[Row]:
    """Yield each change of state within a time: the same change has the same id for ever."""
    for number, step in request.steps.items():
        if step.before == step.after or not since <= step.at <= until:
            continue
        heading, _ = STATUS[_CODE.get(step.after, "with_team")]
        yield {
            "update_id": f"{request.id}.{number}",
            "service_request_id": request.id,
            "status": _EXTENDED.get(step.after, "open"),
            "updated_datetime": instant(step.at),
            "description": msg(lang, heading),
            "media_url": None,
        }


_CODE = {RESOLVED: "check", CLOSED: "confirmed"}
_EXTENDED = {RESOLVED: "fixed", CLOSED: "closed"}
"""FixMyStreet's extended states; whatever is not over is "open"."""


def instant(at: int | None) -> str | None:
    """Return an instant (epoch ms) in whole seconds: a fraction sorts before its own second."""
    if at is None:
        return None
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moves(found: Aggregate) -> list[int]:
    return [task.changed_at for task in found.tasks] or [0]


def _agencies(found: Aggregate, community: Community, lang: str) -> str:
    return ", ".join(
        dict.fromkeys(department_name(community, task.department, lang) for task in found.tasks)
    )
