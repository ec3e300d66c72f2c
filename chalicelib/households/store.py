"""
Households: their preferences, one item each in a table of their own, and their clock.

The function that serves the public form has no rights on that table.
"""

from typing import Any

from msgspec import structs

from chalicelib.kernel.history import GRACE_MS
from chalicelib.platform.storage import connection, table
from chalicelib.platform.storage.connection import ConditionFailed
from chalicelib.platform.storage.items import Kind
from chalicelib.platform.storage.retry import retry
from chalicelib.platform.storage.table import HouseholdsRow

from .model import Home, Preference

HOME = "home"

_PREFERENCES: Any = table.row_of(HouseholdsRow, Preference)

HOMES = Kind(Home, lambda home: (home.id, HOME))


def preferences(community: str, household: str) -> list[Preference]:
    """Return what a household asked us to know, as it stands now, ended consents included."""
    pk = _key(community, household)
    rows = table.query(lambda: _PREFERENCES.query(pk, consistent_read=True))
    return [table.domain(row, Preference) for row in rows]


def put(preference: Preference) -> None:
    """Put a preference in the place of the one before it."""
    row = _PREFERENCES(_key(preference.community, preference.household), _sort(preference.code))
    for name, value in table.values_of(preference).items():
        setattr(row, name, value)
    table.put(row)


def delete(community: str, household: str, code: str) -> None:
    """Delete a preference; gone already is fine."""
    row = _PREFERENCES(_key(community, household), _sort(code))
    connection.asking(lambda: row.delete())


def clock(community: str, household: str, expires_at: int) -> None:
    """Let the sweep look at this household when a consent ends at the latest.

    Raises ConditionFailed when somebody else kept writing the clock.
    """
    fresh = Home(
        id=home_id(community, household),
        community=community,
        household=household,
        expires_at=expires_at,
        due_at=expires_at,
    )
    if HOMES.insert(fresh):
        return
    stands = HOMES.get(fresh.id, HOME)
    if stands is None:
        HOMES.insert(fresh)
    elif stands.expires_at > expires_at:
        HOMES.save(stands, structs.replace(stands, expires_at=expires_at, due_at=expires_at))


def of(community: str, household: str) -> Home | None:
    """Return the clock of a household, or None for one that told nothing."""
    return HOMES.get(home_id(community, household), HOME)


def forgotten(community: str, household: str, *, at: int) -> None:
    """Write down that something was taken back: what a restore brings is held against it.

    The sweep looks soon: if the process dies before it deletes what goes, the sweep does.
    """
    soon = at + GRACE_MS
    fresh = Home(
        id=home_id(community, household),
        community=community,
        household=household,
        expires_at=soon,
        due_at=soon,
        forgotten_at=at,
    )

    def written() -> None:
        if HOMES.insert(fresh):
            return
        stands = HOMES.get(fresh.id, HOME)
        if stands is None:
            raise ConditionFailed
        HOMES.save(stands, structs.replace(stands, forgotten_at=at, expires_at=soon, due_at=soon))

    retry(written)


def home_id(community: str, household: str) -> str:
    return f"{community}-home-{household}"


def _key(community: str, household: str) -> str:
    return f"{community}#{household}"


def _sort(code: str) -> str:
    return f"preference#{code}"
