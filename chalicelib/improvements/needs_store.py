"""What is known of each building, and the signs of it: requests and opinions by topic."""

from collections.abc import Iterable

from chalicelib.cases.requests.store import REQUEST, REQUESTS
from chalicelib.feedback import store as opinions
from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Keys, Kind
from chalicelib.platform.storage.table import RequestsRow

from .needs import Needs, Sign

NEEDS = "needs"


def _index(_: Needs) -> Keys:
    return {}


ALL = Kind(Needs, lambda needs: (_list(needs.community), f"{NEEDS}#{needs.building}"), _index)


def insert(needs: Needs) -> bool:
    """Put what is known of a building unless it is known already; say whether it was put."""
    return ALL.insert(needs)


def get(community: str, building: str) -> Needs | None:
    return ALL.get(_list(community), f"{NEEDS}#{building}")


def save(before: Needs, after: Needs) -> Needs:
    """See Kind.save."""
    return ALL.save(before, after)


def of_community(community: str) -> list[Needs]:
    """Return what is known of each building of a community: one query."""
    rows = table.query(lambda: ALL.row.query(_list(community), consistent_read=True))
    return [table.domain(row, Needs) for row in rows]


def requests_of(
    community: str, building: str, topics: Iterable[str], since: int, until: int
) -> list[Sign]:
    """Return the requests on these topics in one building, one query.

    One fault is one sign, however many joined in telling of it.
    """
    between = RequestsRow.place_sk.between(f"{since:013d}", f"{until - 1:013d}#~")
    rows = table.query(lambda: REQUESTS.row.by_place.query(f"{community}#{building}", between))
    wanted = set(topics)
    faults = {row.joined_to or row.pk: row for row in reversed(rows) if row.topic in wanted}
    return [Sign(row.pk, row.topic, row.kind or "", _private(row)) for row in faults.values()]


def opinions_of(community: str, building: str, since: int, until: int) -> list[Sign]:
    """Return what staff heard of one building; what came from a request is a sign already."""
    return [
        Sign(heard.id, heard.topic, heard.kind)
        for heard in opinions.heard(community, since, until)
        if heard.building == building and heard.department
    ]


def spots(request_ids: Iterable[str]) -> dict[str, str]:
    """Return where each request is, in the words of whoever sent it."""
    rows = table.batch(REQUESTS.row, [(id_, REQUEST) for id_ in request_ids])
    return {row.pk: row.spot or "" for row in rows}


def _private(row: object) -> str:
    """Return the name of a label, which of a flat's own label says which flat it is."""
    names = getattr(row, "place_name", None) or {}
    return " ".join(str(name) for name in names.values())


def _list(community: str) -> str:
    return f"{community}-needs"
