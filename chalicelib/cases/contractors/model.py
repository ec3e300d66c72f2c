"""
Outside contractors: a department that is another company, and works by a link.

What is stored is one row of the community for each: name, channel, address, language. For
the ladder a contractor is somebody who is nudged; for its task it is a member of staff of
that one department. A link opens one task and nothing else, and dies with the contract, or
when a lead withdraws it.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from chalicelib.cases.contacts.model import parse
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community
from chalicelib.estate.people import CONDUCT, Membership, Staff
from chalicelib.kernel.problems import Problem
from chalicelib.kernel.words import N_

CONTRACTOR = "contractor#"
"""What the login, and the id, of a contractor begin with; its department follows."""

CHANNELS = ("email", "text")
_NO_CONTRACTORS = frozenset({CONDUCT, "oversight", "customer_service"})


def contractor_of(community: Community, department: str) -> Member | None:
    """Return a department's contractor as somebody who is nudged; None where it has none."""
    row = community.contractors.get(department)
    if row is None:
        return None
    return Member(
        login=f"{CONTRACTOR}{department}",
        id=f"{CONTRACTOR}{department}",
        name=row["name"],
        company=community.company,
        community=community.code,
        role="contractor",
        departments=[department],
        language=row.get("language") or community.languages[0],
        channel=row["channel"],
        address=row["address"],
    )


def as_staff(member: Member) -> Staff:
    """Return a contractor as whoever acts on a task of its department."""
    return Staff(
        login=member.login,
        id=member.id,
        name=member.name,
        language=member.language,
        company=member.company,
        memberships=(Membership(member.community, tuple(member.departments), "staff"),),
    )


def link_version(member: Member, withdrawn: int = 0) -> int:
    """Return what a contractor's link is signed with: another contractor has another.

    So has a task of which so many links were withdrawn.
    """
    said = f"{member.community}|{member.name}|{member.channel}|{member.address}"
    said += f"|{withdrawn}" if withdrawn else ""
    return int.from_bytes(sha256(said.encode()).digest()[:3], "big")


def problems(rows: object, departments: list[str], languages: list[str]) -> Iterator[Problem]:
    """Yield what is wrong with a community's contractors."""
    if not isinstance(rows, Mapping):
        yield Problem("contractors", N_("needs department and contractor"))
        return
    for department, row in rows.items():
        where = f"contractors.{department}"
        if department not in departments or department in _NO_CONTRACTORS:
            yield Problem(where, N_("this department cannot be a contractor here"))
        elif not isinstance(row, Mapping) or not set(row) <= {*_FIELDS, "language"}:
            known = {"known": ", ".join(_FIELDS)}
            yield Problem(where, N_("needs %(known)s, and may have language"), known)
        else:
            yield from _problems_of(row, where, languages)


def _problems_of(row: Mapping[str, object], where: str, languages: list[str]) -> Iterator[Problem]:
    missing = [
        field
        for field in _FIELDS
        if not isinstance(said := row.get(field), str) or not 1 <= len(said) <= 254
    ]
    yield from (Problem(f"{where}.{field}", N_("is missing")) for field in missing)
    if "channel" in missing or "address" in missing:
        return
    parsed = parse(str(row["address"]), "")
    if row["channel"] not in CHANNELS:
        known = {"known": ", ".join(CHANNELS)}
        yield Problem(f"{where}.channel", N_("must be one of %(known)s"), known)
    elif parsed is None or parsed[0] != row["channel"]:
        yield Problem(f"{where}.address", N_("is no address of this channel"))
    if languages and row.get("language", languages[0]) not in languages:
        yield Problem(f"{where}.language", N_("this community does not use it"))


_FIELDS = ("name", "channel", "address")
