"""Who works where: one record per login and community, as the estate table stores it."""

from msgspec import Struct, field, structs

from chalicelib.kernel.worktime import Calendar, is_open, local_day


class Member(Struct, frozen=True, kw_only=True):
    """What one login may do in one community, and how to reach its owner."""

    login: str
    """`<issuer>#<subject>` as the identity provider says it."""
    id: str
    name: str
    company: str
    community: str
    role: str
    """"staff", "lead", "manager" or "admin"."""
    departments: list[str] = field(default_factory=list)
    on_duty: bool = False
    disabled: bool = False
    language: str = "en"
    languages: list[str] = field(default_factory=list)
    channel: str = "email"
    address: str = ""
    manager: str = ""
    """The id of this person's own manager, where there is more than one."""
    open_cap: int = 8
    """Assign mode gives nobody more open tasks than this."""
    leave: list[list[str]] = field(default_factory=list)
    """First and last local day of each leave, as 2026-03-02."""
    roster: Calendar | None = None
    """When this person is on duty without saying so; their leave counts, holidays do not."""
    writes: int = 0
    """The optimistic lock of whoever changes it on the board."""
    change: str = ""


def at(member: Member, zone: str, now: int) -> Member:
    """Return a person as they are now: off duty on leave, on duty by their roster."""
    if not member.leave and member.roster is None:
        return member
    today = local_day(zone, now)
    away = any(first <= today <= last for first, last in member.leave)
    rostered = member.roster is not None and is_open(member.roster, now)
    return structs.replace(member, on_duty=not away and (member.on_duty or rostered))
