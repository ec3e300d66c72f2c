"""Outages, one item each with its joins under it; listed by when they were over."""

from chalicelib.cases.duplicates import store as joins
from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Keys, Kind

from .model import ENDED, WITHDRAWN, Outage

OUTAGE = "outage"
NOT_OVER = "9" * 13
"""Sorts what is planned or runs behind everything that is over."""


def _index(outage: Outage) -> Keys:
    over = f"{outage.ended_at or outage.changed_at:013d}"
    at = over if outage.state in (ENDED, WITHDRAWN) else NOT_OVER
    return {"place_pk": f"{outage.community}#outages", "place_sk": f"{at}#{outage.id}"}


OUTAGES = Kind(Outage, lambda outage: (joins.parent_key(outage.id), OUTAGE), _index)


def insert(outage: Outage) -> bool:
    """Put a new outage unless there is one of this id; say whether it was put."""
    return OUTAGES.insert(outage)


def get(outage_id: str, *, consistent: bool = True) -> Outage | None:
    return OUTAGES.get(joins.parent_key(outage_id), OUTAGE, consistent=consistent)


def save(before: Outage, after: Outage) -> Outage:
    """See Kind.save."""
    return OUTAGES.save(before, after)


def listed(community: str, since: int, *, limit: int) -> list[Outage]:
    """Return what is planned, runs, or was over at or after `since`, the latest first.

    The index says which there are; each is then read, for what it says.
    """
    model = table.RequestsRow
    bound = model.place_sk >= f"{since:013d}"
    rows = table.query(
        lambda: model.by_place.query(
            f"{community}#outages", bound, limit=limit, page_size=limit, scan_index_forward=False
        )
    )
    found = [OUTAGES.get(row.pk, OUTAGE, consistent=False) for row in rows]
    return [outage for outage in found if outage is not None]
