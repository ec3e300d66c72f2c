"""Rows of people: who is to work here, or works here otherwise; known by user name or mail."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.cases.contacts.model import parse
from chalicelib.estate import store as estate
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community
from chalicelib.estate.permissions import MANAGERS
from chalicelib.kernel.problems import Problem, Wrong
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_
from chalicelib.platform import settings
from chalicelib.platform.aws import user_pool
from chalicelib.setup import people
from chalicelib.setup import rows as checked
from chalicelib.setup.changes import MEMBER, plain
from chalicelib.setup.rights import LAST_MANAGER, of_rights

from . import called
from .columns import LANGUAGES, Column, Line, narrow, several
from .model import ADDED, CHANGED, Deed
from .reading import Given, Kind, Reading

PIECE = 10
"""A login is made for each new person: a call of the user pool takes its time."""

COLUMNS = (
    Column("username", N_("User name"),
           ("login", "account", "用戶名", "用户名", "帳號", "账号", "帳戶", "工號", "工号")),
    Column("name", N_("Name"), ("full name", "姓名", "名字", "員工姓名", "员工姓名")),
    Column("role", N_("Role"), ("角色", "職位", "职位", "職務", "职务", "權限", "权限")),
    Column("departments", N_("Departments"),
           ("department", "team", "部門", "部门", "組別", "组别")),
    Column("email", N_("Email address"),
           ("email", "e mail", "mail", "電郵", "电邮", "電郵地址", "邮箱", "郵箱", "電子郵件",
            "电子邮件")),
    Column("address", N_("Telephone"),
           ("phone", "mobile", "address", "電話", "电话", "手機", "手机", "手提電話", "手机号")),
    Column("language", N_("Language"), ("語言", "语言", "語文")),
    Column("languages", N_("Further languages"),
           ("languages", "other languages", "其他語言", "其他语言")),
    Column("channel", N_("Contact by"), ("channel", "聯絡方式", "联系方式", "通知方式")),
    Column("open_cap", N_("Most open jobs at once"),
           ("open tasks", "未完成上限", "工作上限")),
    Column("communities", N_("Communities"),
           ("community", "estate", "estates", "屋苑", "小區", "小区", "項目", "项目")),
    Column("subject", N_("What your own provider calls them (sub)"), ("sub", "subject")),
)  # fmt: skip

STAFF, LEAD, MANAGER, ADMIN = N_("Staff"), N_("Lead"), N_("Manager"), N_("Administrator")
ROLES: Mapping[str, tuple[str, ...]] = {
    "staff": (STAFF, "worker", "guard", "员工", "員工", "職員", "保安", "技工"),
    "lead": (LEAD, "supervisor", "foreman", "主管", "组长", "組長", "领班", "領班"),
    "manager": (MANAGER, "property manager", "经理", "經理", "主任"),
    "admin": (ADMIN, "管理员", "管理員"),
}
"""Role to its name in the catalogue, and what else people call it."""

CHANNELS: Mapping[str, tuple[str, ...]] = {
    "email": (N_("Mail"), "e mail", "email", "電郵", "邮件", "郵件"),
    "text": (N_("Text message"), "sms", "text", "短訊", "短信"),
    "chat": (N_("Chat"), "群組", "群"),
    "none": (N_("No messages"), "none", "不通知"),
}


class People(Reading):
    """The rows of one file against who works here, and who did."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        estate.forget()
        members = estate.members(self.community.code, now=self.author.at)
        self.there = {member.id: member for member in members}
        self.roles = {member.id: member.role for member in members if not member.disabled}
        self.colleagues = people.colleagues(self.staff, now=self.author.at) if self.staff else {}

    def read(self, line: Line) -> Iterator[Problem]:
        if not _is_of(self.community, line.said.get("communities", "")):
            return
        try:
            known = self._known(line.said)
            said = self._said(line.said, known)
        except Wrong as wrong:
            yield wrong.problem
            return
        if known:
            yield from self._change(line, known, said)
        else:
            yield from self._join(line, said)

    def gone(self) -> list[str]:
        return sorted(
            member.name
            for id, member in self.there.items()
            if id not in self._rows and not member.disabled
        )

    def late(self) -> Iterator[tuple[int, Problem]]:
        if self.deeds and not MANAGERS & {*self.roles.values()}:
            yield self.deeds[-1].row, Problem("role", LAST_MANAGER)

    def _known(self, cells: Mapping[str, str]) -> Member | None:
        """Return who a row is about: by their user name, else by mail, else by name alone."""
        if username := narrow(cells.get("username", "")).lower():
            return self.there.get(username)
        mail, name = _mail_of(cells).casefold(), clean(cells.get("name", "")).casefold()
        by_mail = [each for each in self.there.values() if mail and _mail(each) == mail]
        by_name = [each for each in self.there.values() if each.name.casefold() == name]
        found = by_mail or by_name
        if len(found) > 1:
            raise Wrong("username", N_("is needed: several people are called so"))
        return found[0] if found else None

    def _said(self, cells: Mapping[str, str], known: Member | None) -> dict[str, Any]:
        """Return what a row says of a person; an empty cell says nothing."""
        found: dict[str, Any] = {
            "name": clean(cells.get("name", "")),
            "role": called.coded(_WORDS_OF_ROLES, cells.get("role", "")),
            "departments": called.departments(self.community, cells.get("departments", "")),
            "language": called.language(cells.get("language", "")),
            "languages": [called.language(each) for each in several(cells.get("languages", ""))],
            "open_cap": called.number(cells, "open_cap"),
            **_reached(cells, known, self.community),
        }
        for field in ("language", "languages"):
            for each in [found[field]] if field == "language" else found[field]:
                if each and each not in LANGUAGES:
                    one_of = ", ".join(LANGUAGES)
                    raise Wrong(field, N_("must be one of %(known)s"), known=one_of)
        return {name: value for name, value in found.items() if value not in ("", None, [])}

    def _change(self, line: Line, known: Member, said: Mapping[str, Any]) -> Iterator[Problem]:
        was = plain(known)
        to = {field: value for field, value in said.items() if value != was[field]}
        if to.get("address") == checked.address_of(
            {**was, **said, "address": was["address"]}, self.community
        ):
            # The number of before, with its blanks and dashes.
            del to["address"]
        if known.disabled:
            to["disabled"] = False
        found = list(self._twice(line, known.id, N_("says the same person as row %(row)s")))
        if to:
            row = {**was, **to}
            found += people.mistakes(row, self.community, self.staff)
            found += of_rights(known, row, self.staff, self.author)
        yield from found
        if found or not to:
            self.untouched.add(known.id)
            return
        self.roles[known.id] = to.get("role", known.role)
        was = {field: was[field] for field in to}
        self.deeds.append(
            Deed(MEMBER, CHANGED, known.name, line.number, known.login, was=was, to=to)
        )

    def _join(self, line: Line, said: Mapping[str, Any]) -> Iterator[Problem]:
        if "name" not in said:
            yield called.missing("name")
            return
        mail = _mail_of(line.said)
        id = narrow(line.said.get("username", "")).lower() or user_name(said["name"], mail)
        colleague = self.colleagues.get(id)
        login = colleague.login if colleague else _login(narrow(line.said.get("subject", "")))
        is_new = login.endswith("#")
        row = {
            "community": self.community.code, "role": "staff", "departments": [],
            "language": self.community.languages[0], "languages": [], **said,
        }  # fmt: skip
        found = list(self._twice(line, id, N_("says the same person as row %(row)s")))
        found += people.mistakes({**row, "email": mail}, self.community, self.staff)
        by, subject = people.MAIL if mail else people.PAPER, login.rpartition("#")[2]
        found += people.of_login(id, mail, by, subject)
        yield from found
        if found:
            return
        self.roles[id] = row["role"]
        to = {**row, "id": id, "company": self.community.company}
        phone = row.get("address", "") if row.get("channel") == "text" else ""
        invited = (mail or phone) if is_new and user_pool.there_is_one() else ""
        self.deeds.append(
            Deed(MEMBER, ADDED, said["name"], line.number, login, to=to, mail=invited)
        )


def user_name(name: str, mail: str) -> str:
    """Return a user name of a name, or of a mail address where the name has no Latin letters."""
    return _latin(name) or _latin(mail.partition("@")[0])


def rows(given: Given) -> list[dict[str, str]]:
    """Return who works here as a template has them, a row each."""
    community, lang, now = given.community, given.author.lang, given.author.at
    members = [each for each in estate.members(community.code, now=now) if not each.disabled]
    elsewhere = _communities(given)
    return [
        {
            "username": member.id,
            "name": member.name,
            "role": called.msg(lang, ROLES[member.role][0]),
            "departments": called.department_names(community, member.departments, lang),
            "email": _mail(member),
            "address": "" if _mail(member) else member.address,
            "language": LANGUAGES.get(member.language, member.language),
            "languages": "; ".join(LANGUAGES.get(each, each) for each in member.languages),
            "channel": called.msg(lang, CHANNELS[member.channel][0]),
            "open_cap": str(member.open_cap),
            "communities": "; ".join(elsewhere.get(member.id, [community.code])),
            "subject": "" if user_pool.there_is_one() else member.login.rpartition("#")[2],
        }
        for member in sorted(members, key=lambda each: each.name.casefold())
    ]


def _communities(given: Given) -> dict[str, list[str]]:
    """Return the communities of each person, among those that the reader manages."""
    memberships = given.staff.memberships if given.staff else ()
    managed = [each.community for each in memberships if each.role in MANAGERS]
    found: dict[str, list[str]] = {}
    for code in dict.fromkeys([given.community.code, *managed]):
        for member in estate.members(code, now=given.author.at):
            if not member.disabled:
                found.setdefault(member.id, []).append(code)
    return found


def _is_of(community: Community, text: str) -> bool:
    """Say whether a row that lists communities means this one; without a list it does."""
    names = {community.code, *(called.plainly(name) for name in community.name.values())}
    listed = several(text)
    return not listed or bool(names & {called.plainly(each) for each in listed})


def _reached(
    cells: Mapping[str, str], known: Member | None, community: Community
) -> dict[str, str]:
    """Return the way to somebody: as the row says, else by mail, else by text."""
    mail, phone = _mail_of(cells), clean(cells.get("address", ""))
    usual = known.channel if known else "email" if mail else "text" if phone else "none"
    channel = called.coded(_WORDS_OF_CHANNELS, cells.get("channel", "")) or usual
    address = (mail or phone) if channel == "email" else phone
    row = {"channel": channel, "address": address if channel != "none" else ""}
    return {**row, "address": checked.address_of(row, community)}


def _mail_of(cells: Mapping[str, str]) -> str:
    text = narrow(cells.get("email", ""))
    return text.lower() if parse(text, "") else text


def _mail(member: Member) -> str:
    return member.address.lower() if member.channel == "email" else ""


def _login(subject: str) -> str:
    return f"{settings.oidc()['issuer']}#{subject}"


def _latin(text: str) -> str:
    plain_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", ".", plain_text).strip(".")[:40]


def _words(names: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {code: (*called.in_each(said), *also) for code, (said, *also) in names.items()}


_WORDS_OF_ROLES = _words(ROLES)
_WORDS_OF_CHANNELS = _words(CHANNELS)

PEOPLE = Kind(COLUMNS, People, rows, PIECE)
