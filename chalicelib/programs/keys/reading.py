"""What programs read of requests: never a complaint about a person, words only by right."""

from collections.abc import Iterator

from chalicelib.cases.complaints.about import is_about_somebody
from chalicelib.cases.contacts import access_log_store as looks
from chalicelib.cases.contacts import reveal
from chalicelib.cases.contacts.access_log import Look
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED, Request
from chalicelib.cases.requests.store import REQUESTS, Aggregate
from chalicelib.estate import store as estate
from chalicelib.kernel.errors import Erased, NotFound
from chalicelib.kernel.ids import is_request_id
from chalicelib.kernel.times import DAY_MS
from chalicelib.platform.storage import table

from .model import READ_ALL, Key, community_in, filer

PAGE = 100


def one(key: Key, id: str) -> Aggregate:
    """Return a request that this key may read; raises NotFound, Erased."""
    found = None
    if is_request_id(id) and community_in(id) in key.communities:
        found = requests.aggregate(id)
    if found is None or not may_read(key, found.request):
        raise NotFound("there is no such request")
    if is_about_somebody(found.request, found.tasks):
        raise NotFound("there is no such request")
    if found.request.state == ERASED:
        raise Erased
    return found


def addresses_of(who: str, name: str, found: Aggregate, *, now: int) -> list[str]:
    """Return how to reach a resident, after writing down that a program looked, once a day."""
    if not any(look.by == who and now - look.at < DAY_MS for look in found.looks):
        task = found.tasks[0].id if found.tasks else ""
        looks.insert(Look(request=found.request.id, task=task, at=now, by=who, by_name=name))
    return [address for _, address in reveal.addresses(found, now=now)]


def may_read(key: Key, request: Request) -> bool:
    """Say whether a key may read a request: its own, or all; those about persons never."""
    if is_about_somebody(request):
        return False
    return READ_ALL in key.rights or request.filed_by == filer(key)


def reported(
    key: Key, community: str, *, since: int, after: str, now: int
) -> tuple[list[Request], str]:
    """Return a page of what was reported in a community since then, and where it goes on ("":
    that was all). Building by building, the oldest of each first; the index is a moment late.
    """
    found: list[Request] = []
    for place, request in walked(community, since=since, after=after, now=now):
        if request.state == ERASED or not may_read(key, request):
            continue
        found.append(request)
        if len(found) == PAGE:
            return found, place
    return found, ""


def walked(community: str, *, since: int, after: str, now: int) -> Iterator[tuple[str, Request]]:
    """Yield every request since an instant, or behind where one stood, each with where it stands.

    Building by building, the oldest of each first.
    """
    reached = after.partition("~")[0]
    for building in buildings(community, from_=reached, now=now):
        begin = after.partition("~")[2] if after and building == reached else f"{since:013d}"
        for place, request in _listed(f"{community}#{building}", begin):
            yield f"{building}~{place}", request


def buildings(community: str, *, from_: str, now: int) -> list[str]:
    """Return the buildings of a community from this one on, in order."""
    places = estate.places(community, now=now)
    return sorted({place.building for place in places if place.building >= from_})


def _listed(partition: str, after: str) -> Iterator[tuple[str, Request]]:
    """Yield the requests of a building behind a place in the index, each with its own place.

    The index says which there are; what it does not hold of them is read in one call a page.
    """
    model = REQUESTS.row
    while True:
        bound = model.place_sk.between(f"{after}!", "~")
        rows = table.query(
            lambda bound=bound: model.by_place.query(partition, bound, limit=PAGE, page_size=PAGE)  # type: ignore[misc]
        )
        stored = {each.id: each for each in requests.many([row.pk for row in rows])}
        yield from ((row.place_sk, stored[row.pk]) for row in rows if row.pk in stored)
        if len(rows) < PAGE:
            return
        after = rows[-1].place_sk
