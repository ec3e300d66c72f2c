"""Communities, places and who works there; each by the one thing it is looked up with."""

from typing import Any, TypeVar

from msgspec import Struct, structs

from chalicelib.kernel.times import MINUTE_MS
from chalicelib.platform.storage import connection, table
from chalicelib.platform.storage.connection import ConditionFailed
from chalicelib.platform.storage.table import EstateRow

from .buildings import mended
from .members import Member, at
from .model import Community, Place
from .permissions import MANAGERS

S = TypeVar("S", Community, Place, Member)

CACHE_MS = MINUTE_MS
"""How old a record may be that is believed: a dismissed member of staff is out after this."""


class Owned(Struct, frozen=True):
    """That a company has this community."""

    company: str
    code: str


_OWNED: Any = table.row_of(EstateRow, Owned)
_COMMUNITIES: Any = table.row_of(EstateRow, Community)
_PLACES: Any = table.row_of(EstateRow, Place)
_MEMBERS: Any = table.row_of(EstateRow, Member)

_cache: dict[tuple[str, str], tuple[int, Any]] = {}


def community(code: str, *, now: int) -> Community | None:
    """Return a community, at most a minute old."""
    return _cached(now, "community", code, _read_community)


def place(code: str, *, now: int) -> Place | None:
    """Return a place by the code on its label, at most a minute old."""
    return _cached(now, "place", code, _read_place)


def memberships(login: str, *, now: int) -> list[Member]:
    """Return what a login may do in each community, at most a minute old."""
    found = _cached(now, "login", login, _read_memberships) or []
    return [_now(member, now) for member in found]


def members(community: str, *, now: int) -> list[Member]:
    """Return who works in a community, at most a minute old (an index: re-read to be sure)."""
    found = _cached(now, "members", community, _read_members) or []
    return [_now(member, now) for member in found]


def places(community: str, *, now: int) -> list[Place]:
    """Return the places of a community, at most a minute old (an index: re-read to be sure)."""
    return _cached(now, "places", community, _read_places) or []


def communities(company: str, *, now: int) -> list[str]:
    """Return the codes of a company's communities, at most a minute old."""
    return _cached(now, "company", company, _read_company) or []


def put_community(community: Community) -> None:
    _put(_COMMUNITIES, f"community#{community.code}", "community", community)
    owned = Owned(company=community.company, code=community.code)
    _put(_OWNED, f"company#{community.company}", f"community#{community.code}", owned)


def put_place(place: Place) -> None:
    keys = {"members_pk": f"{place.community}#places", "members_sk": place.code}
    _put(_PLACES, f"place#{place.code}", "place", place, **keys)


def retire_place(place: Place) -> None:
    """Write down what replaced a label, unless something did already."""
    row = _PLACES(f"place#{place.code}", "place")
    actions = [
        _PLACES.replaced_by.set(place.replaced_by), _PLACES.retired_at.set(place.retired_at)
    ]  # fmt: skip
    try:
        table.update(row, actions, _PLACES.pk.exists() & (_PLACES.replaced_by == ""))
    except ConditionFailed:
        return
    finally:
        _cache.clear()


def put_member(member: Member) -> None:
    keys = {"members_pk": member.community, "members_sk": member.login}
    _put(_MEMBERS, f"login#{member.login}", f"member#{member.community}", member, **keys)


def remove_member(login: str, community: str) -> None:
    row = _MEMBERS(f"login#{login}", f"member#{community}")
    connection.asking(lambda: row.delete())
    _cache.clear()


def set_duty(member: Member, on_duty: bool) -> Member:
    """Put a member of staff on or off duty in one community, if they still work there."""
    row = _MEMBERS(f"login#{member.login}", f"member#{member.community}")
    stored = table.update(row, [_MEMBERS.on_duty.set(on_duty)], _MEMBERS.pk.exists())
    _cache.clear()
    return table.domain(stored, Member)


def fresh_community(code: str) -> Community | None:
    """Return a community as it stands now."""
    return _fresh(_COMMUNITIES, f"community#{code}", "community", Community)


def fresh_place(code: str) -> Place | None:
    """Return a place as it stands now."""
    found = _fresh(_PLACES, f"place#{code}", "place", Place)
    return found and _mended(found)


def fresh_member(login: str, community: str) -> Member | None:
    """Return what a login may do in a community, as it stands now."""
    return _fresh(_MEMBERS, f"login#{login}", f"member#{community}", Member)


def revise(before: S, after: S) -> S:
    """Write what differs of a community, a place or a person, and return it as it stands then.

    Raises ConditionFailed when it was written since `before` was read; nothing is written then.
    """
    counted = structs.replace(after, writes=before.writes + 1)
    model, pk, sk = _stands_at(before)
    was, is_ = table.values_of(before), table.values_of(counted)
    actions = []
    for name in sorted(was.keys() | is_.keys()):
        attribute = getattr(model, name)
        if name not in is_:
            actions.append(attribute.remove())
        elif was.get(name) != is_[name]:
            actions.append(attribute.set(is_[name]))
    unmoved = model.writes == before.writes
    if before.writes == 0:
        # A row of an earlier release has no count.
        unmoved = unmoved | model.writes.does_not_exist()
    try:
        table.update(model(pk, sk), actions, model.pk.exists() & unmoved)
    finally:
        _cache.clear()
    return counted


def hold_manager(member: Member) -> bool:
    """Count up the row of somebody who still manages a community; False where they do not."""
    row = _MEMBERS(f"login#{member.login}", f"member#{member.community}")
    manages = _MEMBERS.role.is_in(*sorted(MANAGERS)) & (_MEMBERS.disabled == False)  # noqa: E712
    try:
        table.update(row, [_MEMBERS.writes.set((_MEMBERS.writes | 0) + 1)], manages)
    except ConditionFailed:
        return False
    finally:
        _cache.clear()
    return True


def insert_place(place: Place) -> bool:
    """Put a new place unless its code is taken; say whether it was put."""
    return _insert(place, members_pk=f"{place.community}#places", members_sk=place.code)


def insert_member(member: Member) -> bool:
    """Put a person's work in a community unless they work there already; say whether."""
    return _insert(member, members_pk=member.community, members_sk=member.login)


def forget() -> None:
    """Drop what is cached: for tests, and for a process that has just changed the estate."""
    _cache.clear()


def _cached(now: int, kind: str, key: str, read: Any) -> Any:
    kept = _cache.get((kind, key))
    if kept is not None and 0 <= now - kept[0] < CACHE_MS:
        return kept[1]
    if len(_cache) > _MOST_CACHED:
        _cache.clear()
    found = read(key)
    _cache[kind, key] = (now, found)
    return found


_MOST_CACHED = 5_000
"""Places that are looked up once would otherwise stay in memory for ever."""


def _now(member: Member, now: int) -> Member:
    if not member.leave and member.roster is None:
        return member
    home = community(member.community, now=now)
    return at(member, home.calendar.zone if home else "UTC", now)


def _stands_at(item: Community | Place | Member) -> tuple[Any, str, str]:
    if isinstance(item, Community):
        return _COMMUNITIES, f"community#{item.code}", "community"
    if isinstance(item, Place):
        return _PLACES, f"place#{item.code}", "place"
    return _MEMBERS, f"login#{item.login}", f"member#{item.community}"


def _insert(item: Place | Member, **keys: str) -> bool:
    try:
        return table.put_new(*_stands_at(item), table.values_of(item) | keys)
    finally:
        _cache.clear()


def _fresh(model: Any, pk: str, sk: str, kind: type[S]) -> S | None:
    row = table.get(model, pk, sk)
    return None if row is None else table.domain(row, kind)


def _read_community(code: str) -> Community | None:
    row = table.get(_COMMUNITIES, f"community#{code}", "community", consistent=False)
    return None if row is None else table.domain(row, Community)


def _read_company(company: str) -> list[str]:
    rows = table.query(lambda: _OWNED.query(f"company#{company}"))
    return [row.code for row in rows]


def _read_place(code: str) -> Place | None:
    row = table.get(_PLACES, f"place#{code}", "place", consistent=False)
    return None if row is None else _mended(table.domain(row, Place))


def _read_memberships(login: str) -> list[Member]:
    rows = table.query(lambda: _MEMBERS.query(f"login#{login}", consistent_read=True))
    return [table.domain(row, Member) for row in rows]


def _read_members(community: str) -> list[Member]:
    rows = table.query(lambda: _MEMBERS.by_members.query(community))
    return [table.domain(row, Member) for row in rows]


def _mended(place: Place) -> Place:
    names = mended(place.building, place.name)
    return place if names == place.name else structs.replace(place, name=names)


def _read_places(community: str) -> list[Place]:
    rows = table.query(lambda: _PLACES.by_members.query(f"{community}#places"))
    return [_mended(table.domain(row, Place)) for row in rows]


def _put(model: Any, pk: str, sk: str, item: Struct, **keys: str) -> None:
    row = model(pk, sk)
    for name, value in (table.values_of(item) | keys).items():
        setattr(row, name, value)
    table.put(row)
    _cache.clear()
