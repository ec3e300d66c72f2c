"""
What an estate may look like: every mistake of a row, each with its field.

One rule in one place: the board's settings, the API and `infra.seed` all ask here. A row is a
plain mapping, as a file or a form has it; `community_of` makes of a good one what is stored.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from chalicelib.cases.contractors import model as contractors
from chalicelib.cases.danger import duties
from chalicelib.channels.chats import spoken_form
from chalicelib.escalation.policy import policy_from
from chalicelib.estate.departments import DEPARTMENTS
from chalicelib.estate.model import Community, calendars_from
from chalicelib.estate.people import CONDUCT
from chalicelib.estate.topics import effective
from chalicelib.i18n import languages
from chalicelib.i18n.replies import REPLIES
from chalicelib.kernel.ids import is_community, is_department
from chalicelib.kernel.points import point_of
from chalicelib.kernel.problems import Problem, Wrong, one_of
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_
from chalicelib.kernel.worktime import calendar_from
from chalicelib.platform.http.problems import misread

Row = Mapping[str, Any]

LONGEST_NAME = 80
LONGEST_REPLY = 400
MOST_REPLIES = 20
MOST_DEPARTMENTS = 40

READ_OTHERWISE = {"calendar": dict[str, Any], "calendars": dict[str, Any]}
"""Fields that a row writes as people do, and the table as calendars."""

OURS = frozenset({"hooks", "writes", "change"})
"""Fields that no row may set."""


def community_of(row: Row) -> Community:
    """Return the community that a row without problems describes."""
    calendar = row["calendar"]
    hours = calendars_from(row.get("calendars", {}), calendar, row["departments"])
    made = {
        "name": cleaned(row["name"]),
        "department_names": {
            code: cleaned(names) for code, names in row.get("department_names", {}).items()
        },
        "buildings": {code: cleaned(names) for code, names in row.get("buildings", {}).items()},
        "calendar": calendar_from(calendar),
        "calendars": hours,
    }
    return Community(**{**row, **made})


def problems(row: Row, *, ours: frozenset[str] = OURS) -> list[Problem]:
    """Return every mistake of a community's row; `ours` are fields that it may not set."""
    found = list(misfits(row, Community, READ_OTHERWISE, ours))
    if found:
        # What has another type cannot be looked at more closely.
        return found
    return [problem for check in _CHECKS for problem in check(row)]


def misfits(
    row: Row,
    kind: type[msgspec.Struct],
    otherwise: Mapping[str, Any] | None = None,
    ours: frozenset[str] = OURS,
    may_lack: frozenset[str] = frozenset(),
) -> Iterator[Problem]:
    """Yield the fields that are unknown, missing or of another type than `kind` stores.

    `otherwise` are fields that the row has in another type.
    """
    fields = {field.name: field for field in msgspec.structs.fields(kind) if field.name not in ours}
    types = {name: field.type for name, field in fields.items()} | dict(otherwise or {})
    for name, value in row.items():
        if name not in types:
            yield Problem(name, N_("is unknown"))
            continue
        try:
            msgspec.convert(value, types[name])
        except msgspec.ValidationError as error:
            (said,) = misread(str(error)).values()
            yield Problem(name, said.message, said.values)
    needed = {name for name, field in fields.items() if field.required} | set(otherwise or {})
    lacking = needed - row.keys() - may_lack - {"calendars"}
    yield from (Problem(name, N_("is missing")) for name in sorted(lacking))


def _names(row: Row) -> Iterator[Problem]:
    if not is_community(row["code"]):
        yield Problem("code", N_("2 to 10 small letters and digits, a letter first"))
    yield from named(row["name"], "name")
    for code, names in row.get("department_names", {}).items():
        if code not in row["departments"]:
            yield Problem(f"department_names.{code}", N_("there is no such department here"))
        yield from named(names, f"department_names.{code}")
    for code, names in row.get("buildings", {}).items():
        yield from named(names, f"buildings.{code}")
    if not row["languages"]:
        yield Problem("languages", N_("needs at least one"))
    for language in row["languages"]:
        if language not in languages():
            known = {"given": repr(language[:12]), "known": one_of(languages())}
            yield Problem("languages", N_("%(given)s is not one of %(known)s"), known)


def named(names: Mapping[str, str], where: str) -> Iterator[Problem]:
    """Yield what is wrong with a name by language: one is needed, none may be long."""
    if not any(clean(name) for name in names.values()):
        yield Problem(where, N_("needs a name"))
    for language, name in names.items():
        if language not in languages():
            known = {"given": repr(language[:12]), "known": one_of(languages())}
            yield Problem(f"{where}.{language}", N_("%(given)s is not one of %(known)s"), known)
        elif len(name) > LONGEST_NAME:
            most = {"most": str(LONGEST_NAME)}
            yield Problem(f"{where}.{language}", N_("has more than %(most)s characters"), most)


def _telephones(row: Row) -> Iterator[Problem]:
    for field in ("phone", "emergency_phone"):
        # A number to call, which people write as they like; three digits are enough for help.
        if not re.fullmatch(r"\+?[0-9][0-9 ()./-]{1,30}", row[field]):
            yield Problem(field, N_("is not a phone number"))
    for code in row.get("text_countries", []):
        if not re.fullmatch(r"[1-9]\d{0,3}", code):
            given = {"given": repr(code[:8])}
            yield Problem("text_countries", N_("%(given)s is no calling code, as 852"), given)
    if not re.fullmatch("#[0-9a-fA-F]{6}", row.get("colour", "#000000")):
        yield Problem("colour", N_("is no colour, as #1f5f5b"))
    if row.get("point") and point_of(row["point"]) is None:
        yield Problem("point", N_("is no point, as 22.2810,114.1580"))
    if row.get("show_names", "role") not in ("role", "first_name"):
        known = {"known": "role, first_name"}
        yield Problem("show_names", N_("must be one of %(known)s"), known)


def _departments(row: Row) -> Iterator[Problem]:
    names = row.get("department_names", {})
    if not row["departments"]:
        yield Problem("departments", N_("needs at least one"))
    if len(row["departments"]) > MOST_DEPARTMENTS:
        most = {"most": str(MOST_DEPARTMENTS)}
        yield Problem("departments", N_("has more than %(most)s"), most)
    for code in row["departments"]:
        if not is_department(code) or (code not in DEPARTMENTS and code not in names):
            yield Problem("departments", N_("there is no department %(given)s"), {"given": code})
    if doubled := {code for code in row["departments"] if row["departments"].count(code) > 1}:
        given = {"given": one_of(sorted(doubled))}
        yield Problem("departments", N_("%(given)s stands there twice"), given)
    there = {*row["departments"], *row.get("redirects", {})}
    for code, heir in row.get("redirects", {}).items():
        if heir not in there:
            given = {"given": heir}
            yield Problem(f"redirects.{code}", N_("there is no department %(given)s here"), given)


def _topics(row: Row) -> Iterator[Problem]:
    topics, wrong = effective(row.get("topics", {}))
    for problem in wrong:
        where = f"topics.{problem.topic}.{problem.field}"
        yield Problem(where, problem.said, problem.values)
    known = {*row["departments"], *DEPARTMENTS}
    for code in row.get("topics", {}):
        for department in topics[code].departments if code in topics else ():
            if department not in known:
                given = {"given": department}
                yield Problem(
                    f"topics.{code}.departments", N_("there is no department %(given)s"), given
                )


def _chats(row: Row) -> Iterator[Problem]:
    for name, address in row.get("chats", {}).items():
        if name not in row["departments"] or name == CONDUCT:
            yield Problem(f"chats.{name}", N_("there is no such department here"))
        if spoken_form(address) is None:
            yield Problem(f"chats.{name}", N_("is no robot of a chat that we know"))


def _who_does_what(row: Row) -> Iterator[Problem]:
    departments = row["departments"]
    yield from contractors.problems(row.get("contractors", {}), departments, row["languages"])
    yield from duties.problems(row.get("duties", {}), departments)


def _hours(row: Row) -> Iterator[Problem]:
    try:
        calendar_from(row["calendar"])
    except Wrong as wrong:
        yield wrong.under("calendar").problem
    for name, hours in row.get("calendars", {}).items():
        try:
            calendars_from({name: hours}, row["calendar"], row["departments"])
        except Wrong as wrong:
            yield wrong.problem


def _escalation(row: Row) -> Iterator[Problem]:
    if not row.get("ladder"):
        return
    try:
        policy_from(row["ladder"])
    except Wrong as wrong:
        yield wrong.under("ladder").problem


def _replies(row: Row) -> Iterator[Problem]:
    for action, texts in row.get("replies", {}).items():
        where = f"replies.{action}"
        if action not in REPLIES:
            yield Problem(where, N_("must be one of %(known)s"), {"known": one_of(REPLIES)})
        if len(texts) > MOST_REPLIES:
            yield Problem(where, N_("has more than %(most)s"), {"most": str(MOST_REPLIES)})
        for number, text in enumerate(texts):
            if not any(clean(said, lines=True) for said in text.values()):
                yield Problem(f"{where}.{number}", N_("needs words"))
            if any(len(said) > LONGEST_REPLY for said in text.values()):
                most = {"most": str(LONGEST_REPLY)}
                yield Problem(f"{where}.{number}", N_("has more than %(most)s characters"), most)


_CHECKS = (
    _names, _telephones, _departments, _topics, _chats, _who_does_what, _hours, _escalation,
    _replies,
)  # fmt: skip


def cleaned(names: Mapping[str, str]) -> dict[str, str]:
    return {language: said for language, name in names.items() if (said := clean(name))}
