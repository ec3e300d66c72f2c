"""
Members of staff as permissions see them: one person and all the places where they work.

`members.py` has what is stored: one record for each community of a login.
"""

from collections.abc import Iterable
from typing import Literal, cast

from msgspec import Struct

from .members import Member

Role = Literal["staff", "lead", "manager", "admin"]

DEPARTMENTS = (
    "customer_service",
    "engineering",
    "security",
    "fire_safety",
    "cleaning",
    "greening",
    "administration",
    "finance",
)
"""The departments of a community that did not choose its own."""

CONDUCT = "conduct"
"""The queue of complaints about people: every community has it, only managers hold it."""


OVERSIGHT = "oversight"
"""The queue of complaints that no manager of a company may look into: only admins hold it."""

PERSONAL = frozenset({CONDUCT, OVERSIGHT})
"""Queues and topics that are about a person: no program reads of them, and none reports there."""


class Membership(Struct, frozen=True):
    """What one person does in one community; a person may have several there."""

    community: str
    departments: tuple[str, ...]
    """For staff and leads. A manager has all of the community, whatever stands here."""
    role: Role
    on_duty: bool = False
    languages: tuple[str, ...] = ()


class Staff(Struct, frozen=True):
    """One person, found by login `<issuer>#<subject>`."""

    login: str
    id: str
    name: str
    language: str
    company: str
    memberships: tuple[Membership, ...] = ()
    disabled: bool = False
    """Has left: may nothing, at once, however long the token still lives."""
    on_duty: bool = False


def staff_of(records: Iterable[Member]) -> Staff | None:
    """Return the person whom these records of one login describe, or None without any.

    A record that is disabled gives no membership; who has no other has left.
    """
    found = list(records)
    if not found:
        return None
    working = [record for record in found if not record.disabled]
    first = (working or found)[0]
    return Staff(
        login=first.login,
        id=first.id,
        name=first.name,
        language=first.language,
        company=first.company,
        memberships=tuple(_membership(record) for record in working),
        disabled=not working,
        on_duty=any(record.on_duty for record in working),
    )


def _membership(record: Member) -> Membership:
    return Membership(
        community=record.community,
        departments=tuple(record.departments),
        role=cast(Role, record.role),
        on_duty=record.on_duty,
        languages=tuple(record.languages),
    )
