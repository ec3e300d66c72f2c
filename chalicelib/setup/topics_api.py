"""The topics of a community for its managers, and what would become of a report on one."""

from typing import Any

from msgspec import Struct

from chalicelib.escalation.policy import DEFAULT, PEOPLE
from chalicelib.estate.communities import topics_of
from chalicelib.estate.model import department_name
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import MANAGERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.estate.topics import PRIORITIES, SERVICES, Topic, base, icons
from chalicelib.i18n import msg
from chalicelib.kernel.targets import TARGETS
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.shapes import Named, Shape

from . import preview
from .change import community_now
from .settings_api import author_of

routes = StaffRoutes(__name__)


class QuestionSet(Shape, frozen=True):
    """An extra question of a topic; `texts` is empty where it is everybody's."""

    code: str
    text: str
    texts: dict[str, str]
    kind: str
    stops: str


class TopicSet(Shape, frozen=True):
    """A topic as a community has it; `own` where only this community has it."""

    code: str
    said: str
    names: dict[str, str]
    service: str
    departments: list[str]
    priority: str
    accept: int
    done: int
    questions: list[QuestionSet]
    frozen: str
    on_form: int
    icon: str
    own: bool
    changed: bool


class Level(Shape, frozen=True):
    """One escalation level: after which share of the target, and who is reminded."""

    share: float
    to: str


class TopicsSet(Shape, frozen=True):
    """Every topic, what it can be, and the escalation policy as it is."""

    topics: list[TopicSet]
    services: list[Named]
    priorities: list[str]
    people: list[str]
    levels: list[Level]
    repeats: int
    icons: list[Named]
    """The pictures of topics, each called as a topic that has it."""


class Preview(Struct, forbid_unknown_fields=True):
    """A topic, and settings that are tried: `ladder` or `topics` as they would be stored."""

    community: str
    topic: str
    ladder: dict[str, Any] = {}
    topics: dict[str, dict[str, Any]] = {}


class PathShown(Shape, frozen=True):
    """Where one part of a report goes, until when, and who is reminded when (epoch ms)."""

    department: str
    on_duty: int
    accept_by: int
    done_by: int
    reminders: list[dict[str, int | str]]


class Previewed(Shape, frozen=True):
    """What would become of a report now."""

    topic: str
    priority: str
    paths: list[PathShown]


@routes.get("/staff/v1/topics", may=MANAGERS, query=("community",))
def list_topics(call: Call, staff: Staff) -> TopicsSet:
    """The topics of a community with their departments, targets and questions."""
    community = community_now(staff, call.query("community"))
    language = author_of(call, staff).lang
    shown = topics_of(community, language).values()
    ladder = community.ladder or {}
    rungs: Any = ladder.get("rungs") or [{"share": r.share, "to": r.to} for r in DEFAULT.rungs]
    repeats: Any = ladder.get("repeats", DEFAULT.repeats)
    return TopicsSet(
        topics=[_topic(each, each.code in community.topics, language) for each in shown],
        services=[Named(code=code, name=msg(language, name)) for code, name in SERVICES.items()],
        priorities=list(PRIORITIES),
        people=list(PEOPLE),
        levels=[Level(share=each["share"], to=each["to"]) for each in rungs],
        repeats=repeats,
        icons=_icons(language),
    )


@routes.post("/staff/v1/topics/preview", may=MANAGERS, body=Preview)
def preview_topic(call: Call, staff: Staff) -> Previewed:
    """What would become of a report on a topic now, by settings that are tried; stores nothing."""
    asked, author = call.json(Preview), author_of(call, staff)
    patch = {name: getattr(asked, name) for name in ("ladder", "topics") if getattr(asked, name)}
    topic, paths = preview.of(staff, asked.community, asked.topic, patch, author)
    community = community_now(staff, asked.community)
    return Previewed(
        topic=msg(author.lang, topic.name),
        priority=topic.priority,
        paths=[
            PathShown(
                department=department_name(community, path.department, author.lang),
                on_duty=path.on_duty,
                accept_by=path.accept_by,
                done_by=path.done_by,
                reminders=[{"at": each.at, "to": each.to} for each in path.reminders],
            )
            for path in paths
        ],
    )


def _icons(language: str) -> list[Named]:
    shown = {topic.icon: topic.name for topic in reversed(base().values())}
    return [Named(code=code, name=msg(language, shown[code])) for code in icons()]


def _topic(topic: Topic, changed: bool, language: str) -> TopicSet:
    usual = TARGETS[topic.priority]
    return TopicSet(
        code=topic.code,
        said=msg(language, topic.name),
        names=topic.names,
        service=topic.service,
        departments=list(topic.departments),
        priority=topic.priority,
        accept=topic.accept or usual.accept,
        done=topic.done or usual.done,
        questions=[
            QuestionSet(
                code=each.code,
                text=msg(language, each.text),
                texts=each.texts,
                kind=each.kind,
                stops=each.stops,
            )
            for each in topic.questions
        ],
        frozen=topic.frozen,
        on_form=topic.on_form,
        icon=topic.icon,
        own=topic.code not in base(),
        changed=changed,
    )
