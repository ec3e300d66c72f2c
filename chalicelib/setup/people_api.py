"""Who works in a community, for its managers: the list, invitations, rights, access."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType, structs

from chalicelib.estate.communities import community_of
from chalicelib.estate.members import Member
from chalicelib.estate.model import said
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.kernel.errors import InvalidInput, NotAllowed
from chalicelib.kernel.words import Sentence
from chalicelib.platform import settings
from chalicelib.platform.aws import user_pool
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED, Reply
from chalicelib.platform.http.shapes import Named, Shape
from chalicelib.platform.services import enqueue

from . import people as usecase
from .rights import may_hand_over
from .settings_api import author_of

routes = StaffRoutes(__name__)


class Invitation(Struct, forbid_unknown_fields=True):
    """Who is to work here, and how they get a password: by "mail", by "text" or on "paper".

    `subject` is what the company's own provider calls them, where there is no user pool.
    """

    community: str
    username: str
    name: str
    role: str = "staff"
    departments: list[str] = []
    language: str = "en"
    languages: list[str] = []
    channel: str = "email"
    address: str = ""
    email: str = ""
    by: str = usecase.MAIL
    subject: str = ""


class Work(Struct, forbid_unknown_fields=True):
    """What is to change of a person; what is not named stays."""

    community: str
    name: str | UnsetType = UNSET
    role: str | UnsetType = UNSET
    departments: list[str] | UnsetType = UNSET
    language: str | UnsetType = UNSET
    languages: list[str] | UnsetType = UNSET
    channel: str | UnsetType = UNSET
    address: str | UnsetType = UNSET
    manager: str | UnsetType = UNSET
    open_cap: int | UnsetType = UNSET
    leave: list[list[str]] | UnsetType = UNSET
    roster: dict[str, Any] | None | UnsetType = UNSET


class Access(Struct, forbid_unknown_fields=True):
    """ "mail", "text", "paper": another password for one sign-in; "let_go", "let_in", or
    "reset_factor".
    """

    community: str
    action: str


class MemberShown(Shape, frozen=True):
    """One person in a community; `mine` is who asks, `elsewhere` where they work, too.

    `by_mail_alone`: they work where who asks manages nothing; a new password goes to their email.
    """

    id: str
    version: int
    name: str
    role: str
    departments: list[str]
    language: str
    languages: list[str]
    channel: str
    address: str
    manager: str
    open_cap: int
    on_duty: bool
    disabled: bool
    leave: list[list[str]]
    week: list[list[list[int]]] | None
    mine: bool
    elsewhere: list[str]
    by_mail_alone: bool


class Members(Shape, frozen=True):
    """Who works in a community, and who of its company could; whether there is a user pool."""

    members: list[MemberShown]
    others: list[Named]
    pool: bool


class MemberGiven(Shape, frozen=True):
    """A person as they are now; a password is told once, to be handed over on paper."""

    member: MemberShown
    password: str
    days: int


@routes.get("/staff/v1/members", may=MANAGERS, query=("community",))
def list_members(call: Call, staff: Staff) -> Members:
    """Who works in a community, and who did, by name."""
    code = call.query("community")
    found = usecase.listed(staff, code, now=call.now)
    here = {member.id for member in found}
    others = usecase.colleagues(staff, now=call.now)
    return Members(
        members=[_shown(member, staff, call) for member in found],
        others=[Named(code=id, name=each.name) for id, each in others.items() if id not in here],
        pool=user_pool.there_is_one(),
    )


@routes.post(
    "/staff/v1/members", may=MANAGERS, body=Invitation, status=CREATED, errors=(NotAllowed,)
)
def invite_member(call: Call, staff: Staff) -> Reply[MemberGiven]:
    """Let somebody work here: by a mail with a link, or with a password on paper."""
    asked = structs.asdict(call.json(Invitation))
    code, by, subject = asked.pop("community"), asked.pop("by"), asked.pop("subject")
    given = usecase.invite(
        staff,
        code,
        asked,
        by=by,
        subject=subject,
        issuer=settings.oidc()["issuer"],
        author=author_of(call, staff),
        enqueue=enqueue(call.id),
    )
    call.note(item=code, action="invite")
    return Reply(_given(given, staff, call))


@routes.post(
    "/staff/v1/members/{id}", may=MANAGERS, body=Work, versioned=True, errors=(NotAllowed,)
)
def change_member(call: Call, staff: Staff, id: str) -> MemberShown:
    """Change role, departments, languages, way, leave or duty roster of a person here."""
    asked = structs.asdict(call.json(Work))
    code = asked.pop("community")
    given = {name: value for name, value in asked.items() if value is not UNSET}
    author = author_of(call, staff)
    after = usecase.change(staff, code, id, given, version=call.version(), author=author)
    return _shown(after, staff, call)


@routes.post("/staff/v1/members/{id}/access", may=MANAGERS, body=Access, errors=(NotAllowed,))
def change_access(call: Call, staff: Staff, id: str) -> MemberGiven:
    """Invite again, let go, let in again, or reset the second factor of a person."""
    asked, author = call.json(Access), author_of(call, staff)
    code = asked.community
    if asked.action in usecase.WAYS:
        send, by = enqueue(call.id), asked.action
        given = usecase.again(staff, code, id, by=by, author=author, enqueue=send)
        return _given(given, staff, call)
    do = _ACTIONS.get(asked.action)
    if do is None:
        known = ", ".join([*usecase.WAYS, *_ACTIONS])
        raise InvalidInput(action=Sentence("must be one of %(known)s", known=known))
    call.note(item=code, action=asked.action)
    return _given(usecase.Given(do(staff, code, id, author)), staff, call)


_ACTIONS = {
    "let_go": usecase.let_go,
    "let_in": usecase.let_in,
    "reset_factor": usecase.reset_second_factor,
}


def _given(given: usecase.Given, staff: Staff, call: Call) -> MemberGiven:
    member = _shown(given.member, staff, call)
    return MemberGiven(member=member, password=given.password, days=user_pool.PASSWORD_DAYS)


def _shown(member: Member, staff: Staff, call: Call) -> MemberShown:
    return MemberShown(
        id=member.id,
        version=member.writes,
        name=member.name,
        role=member.role,
        departments=member.departments,
        language=member.language,
        languages=member.languages,
        channel=member.channel,
        address=member.address,
        manager=member.manager,
        open_cap=member.open_cap,
        on_duty=member.on_duty,
        disabled=member.disabled,
        leave=member.leave,
        week=[[list(window) for window in day] for day in member.roster.week]
        if member.roster
        else None,
        mine=member.login == staff.login,
        elsewhere=_elsewhere(member, staff, call),
        by_mail_alone=not may_hand_over(staff, member, now=call.now),
    )


def _elsewhere(member: Member, staff: Staff, call: Call) -> list[str]:
    managed = {each.community for each in staff.memberships if each.role in MANAGERS}
    theirs = usecase.estate.memberships(member.login, now=call.now)
    codes = [each.community for each in theirs if not each.disabled]
    return [
        said(community_of(code, now=call.now).name, author_of(call, staff).lang)
        for code in codes
        if code != member.community and code in managed
    ]
