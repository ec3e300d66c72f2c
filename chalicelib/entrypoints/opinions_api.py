"""What staff heard: an opinion in two taps, the list of them, and who heard nothing."""

import re
from typing import Any

from chalice import Response
from msgspec import Struct, structs

from ..domain.departments import DEPARTMENTS
from ..domain.errors import InvalidInput
from ..domain.opinions import HOW, KINDS, Opinion
from ..domain.people import CONDUCT, Staff
from ..domain.permissions import LEADS, WORKERS
from ..i18n import msg
from ..usecases import hear, hearing
from ..usecases.clocks import community_of, topics_of
from . import rows
from .http import Call, answer
from .route import CREATED
from .staff import StaffRoutes
from .staff_api import lang
from .tools import enqueue

routes = StaffRoutes(__name__)

_CURSOR = re.compile(r"[0-9]{13}#[^\x00-\x1f]{1,200}")


class NewOpinion(Struct, forbid_unknown_fields=True, kw_only=True):
    """One opinion; kind and topic are the two taps. There is no field for who said it."""

    community: str
    kind: str
    """"complaint", "suggestion", "compliment" or "question"."""
    topic: str
    about: str = ""
    """The department that it is about; the topic's when empty."""
    building: str = ""
    words: str = ""
    how: str = "round"
    """"round", "counter", "phone", "message" or "meeting"."""
    department: str = ""
    """The department that heard it: one's own; the first of them when empty."""


@routes.post("/staff/v1/opinions", may=WORKERS, body=NewOpinion, idempotent=True, status=CREATED)
def log_opinion(call: Call, staff: Staff) -> Response:
    """Log what somebody said to you, without naming them: kind and topic are enough."""
    said = structs.asdict(call.json(NewOpinion))
    saying = hear.Saying(key=call.key(), **said)
    opinion = hear.log(saying, staff, now=call.now, enqueue=enqueue(call.id))
    return answer(row(opinion, lang(call, staff), now=call.now), 201)


@routes.get("/staff/v1/opinions", may=LEADS, query=("community", "cursor"))
def list_opinions(call: Call, staff: Staff) -> Response:
    """What a community heard, newest first, a page at a time; for leads and managers."""
    after = call.query("cursor")
    if after and _CURSOR.fullmatch(after) is None:
        raise InvalidInput(cursor="This is no cursor of ours; leave it out to begin anew.")
    found, cursor = hear.read(staff, call.query("community"), after=after, now=call.now)
    language = lang(call, staff)
    return answer(
        {"opinions": [row(each, language, now=call.now) for each in found], "cursor": cursor}
    )


@routes.get("/staff/v1/opinions/choices", may=WORKERS, query=("community",))
def opinion_choices(call: Call, staff: Staff) -> Response:
    """Everything that the two taps choose from, named in your language."""
    community = hear.community_for(call.query("community"), staff, now=call.now)
    language = lang(call, staff)
    topics = sorted(topics_of(community).values(), key=lambda topic: topic.on_form or 99)
    return answer(
        {
            "kinds": _named(KINDS, language),
            "how": _named(HOW, language),
            "topics": [
                {"code": t.code, "name": msg(language, t.name), "icon": t.icon}
                for t in topics
                if t.code != CONDUCT
            ],
            "departments": _departments(community.departments, language),
            "mine": _departments(hear.departments_of(staff, community), language),
            "buildings": hear.buildings_of(community.code, now=call.now),
        }
    )


@routes.get("/staff/v1/hearing", may=LEADS, query=("community",))
def show_hearing(call: Call, staff: Staff) -> Response:
    """How much each department heard in each of the last months; what heard nothing says so."""
    code = call.query("community")
    heard = hearing.coverage(staff, code, now=call.now)
    language = lang(call, staff)
    return answer(
        {
            "community": code,
            "months": heard.months,
            "departments": [
                {
                    "department": name,
                    "name": msg(language, DEPARTMENTS.get(name, name)),
                    "heard": counts,
                    "nothing": [m for m, n in zip(heard.months, counts, strict=True) if not n],
                }
                for name, counts in heard.departments.items()
            ],
            "written": heard.written,
        }
    )


def row(opinion: Opinion, language: str, *, now: int) -> dict[str, Any]:
    """Return one opinion for a list; whether somebody waits for an answer, never who."""
    community = community_of(opinion.community, now=now)
    return {
        "id": opinion.id,
        "community": opinion.community,
        "kind": opinion.kind,
        "kind_name": msg(language, KINDS.get(opinion.kind, opinion.kind)),
        "topic": opinion.topic,
        "title": rows.title(opinion.topic, community, language),
        "about": opinion.about,
        "department": opinion.department,
        "building": opinion.building,
        "words": opinion.words,
        "how": opinion.how,
        "by": {"id": opinion.by, "name": opinion.by_name} if opinion.by else None,
        "answerable": bool(opinion.request),
        "measure": opinion.measure,
        "at": opinion.created_at,
    }


def _named(table: dict[str, str], language: str) -> list[dict[str, str]]:
    return [{"code": code, "name": msg(language, name)} for code, name in table.items()]


def _departments(codes: list[str], language: str) -> list[dict[str, str]]:
    return [
        {"department": code, "name": msg(language, DEPARTMENTS.get(code, code))}
        for code in codes
        if code != CONDUCT
    ]
