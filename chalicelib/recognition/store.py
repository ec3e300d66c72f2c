"""Courtesies and thanks: one item each, listed by time; thanks also by who they are for."""

from collections import Counter

from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Keys, Kind
from chalicelib.platform.storage.table import RequestsRow

from .courtesies import Courtesy
from .thanks import Thanks

COURTESY, THANKS_ITEM = "courtesy", "thanks"


def _courtesy_index(courtesy: Courtesy) -> Keys:
    # Kind and spot stand in the key: a week is counted from the index alone.
    said = f"{courtesy.kind}#{courtesy.place}#{courtesy.department}"
    return {
        "place_pk": _list(courtesy.community, "courtesies"),
        "place_sk": f"{courtesy.created_at:013d}#{courtesy.id}#{said}",
    }


def _thanks_index(thanks: Thanks) -> Keys:
    at = f"{thanks.created_at:013d}#{thanks.id}"
    return {
        "place_pk": _list(thanks.community, "thanks"),
        "place_sk": f"{at}#{thanks.department}",
        "person_pk": _recipient(thanks.community, thanks.to or thanks.department),
        "person_sk": at,
    }


def _thanks_key(thanks: Thanks) -> tuple[str, str]:
    """Under its request, where it has one: what erases that takes it along."""
    return thanks.request or thanks.id, f"{THANKS_ITEM}#{thanks.id}"


COURTESIES = Kind(Courtesy, lambda courtesy: (courtesy.id, COURTESY), _courtesy_index)
THANKS = Kind(Thanks, _thanks_key, _thanks_index)


def log_courtesy(courtesy: Courtesy) -> bool:
    """Put a courtesy, once an id; say whether it was put."""
    return COURTESIES.insert(courtesy)


def courtesy(courtesy_id: str) -> Courtesy | None:
    return COURTESIES.get(courtesy_id, COURTESY)


def courtesies(community: str, since: int, until: int) -> list[tuple[str, str, str]]:
    """Return (kind, place code, department) of each courtesy in a time, from the index alone."""
    rows = _between(community, "courtesies", since, until)
    return [(kind, place, department) for _, _, kind, place, department in _keys(rows, 4)]


def put_thanks(thanks: Thanks) -> bool:
    """Put a good word, once an id; say whether it was put."""
    return THANKS.insert(thanks)


def thanks(like: Thanks) -> Thanks | None:
    """Return the good word that stands under the id of this one."""
    return THANKS.get(*_thanks_key(like))


def thanks_for(community: str, who: str, *, limit: int) -> list[Thanks]:
    """Return the newest good words for a member of staff or a department."""
    recipient = _recipient(community, who)
    rows = table.query(
        lambda: THANKS.row.by_person.query(recipient, limit=limit, scan_index_forward=False)
    )
    found = table.batch(THANKS.row, [(row.pk, row.sk) for row in rows])
    words = [table.domain(row, Thanks) for row in found]
    return sorted(words, key=lambda each: -each.created_at)


def thanked(community: str, since: int, until: int) -> dict[str, int]:
    """Return how many good words each department got in a time, from the index alone."""
    rows = _between(community, "thanks", since, until)
    return dict(Counter(department for _, _, department in _keys(rows, 2)))


def _between(community: str, name: str, since: int, until: int) -> list[str]:
    bounds = RequestsRow.place_sk.between(f"{since:013d}", f"{until - 1:013d}#~")
    key = _list(community, name)
    rows = table.query(lambda: RequestsRow.by_place.query(key, bounds))
    return [row.place_sk for row in rows]


def _keys(keys: list[str], hashes: int) -> list[list[str]]:
    return [key.split("#", hashes) for key in keys]


def _list(community: str, name: str) -> str:
    return f"{community}#{name}"


def _recipient(community: str, who: str) -> str:
    return f"{community}#thanks#{who}"
