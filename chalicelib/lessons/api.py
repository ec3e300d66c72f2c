"""What helps with a job beside its own words: lessons, ready replies, a caution."""

from msgspec import UNSET, Struct, UnsetType, structs

from chalicelib.cases.requests import queries
from chalicelib.cases.tasks import views as rows
from chalicelib.cases.tasks.api import lang
from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.model import said
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import LEADS, WORKERS
from chalicelib.estate.signed_in import StaffRoutes
from chalicelib.i18n import msg
from chalicelib.i18n.replies import REPLIES, replies
from chalicelib.kernel.errors import InvalidInput, NotAllowed
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import CREATED, CREATED_ONCE, Reply
from chalicelib.platform.http.shapes import Shape

from . import actions as lessons
from . import caution_actions
from .cautions import Caution
from .model import TEXTS, Lesson

routes = StaffRoutes(__name__)


class NewLesson(Struct, forbid_unknown_fields=True, kw_only=True):
    """What a case taught: all four texts, and nobody in them."""

    community: str
    topic: str
    problem: str
    done: str
    prevent: str
    not_here: str
    """When this does not fit."""


class LessonAction(Struct, forbid_unknown_fields=True, kw_only=True):
    """Publish, revise (with all four texts) or retire."""

    action: str
    problem: str = ""
    done: str = ""
    prevent: str = ""
    not_here: str = ""


class CautionAction(Struct, forbid_unknown_fields=True, kw_only=True):
    """Propose (with a text), approve or withdraw."""

    action: str
    text: str = ""


class LessonShown(Shape, frozen=True):
    """What a case taught."""

    id: str
    topic: str
    title: str
    problem: str
    done: str
    prevent: str
    not_here: str
    state: str
    revision: int
    version: int
    changed_at: int


class Lessons(Shape, frozen=True):
    """The lessons of a company."""

    lessons: list[LessonShown]


class QuizChoice(Shape, frozen=True):
    """One answer to choose."""

    id: str
    text: str


class Quiz(Shape, frozen=True):
    """A question from the lessons; None, and no more, while there are too few."""

    question: str | None
    choices: list[QuizChoice] | UnsetType = UNSET
    right: str | UnsetType = UNSET
    lesson: LessonShown | UnsetType = UNSET


class ReadyReply(Shape, frozen=True):
    """Words that are ready, in the resident's language and in yours."""

    text: str
    yours: str


class CautionShown(Shape, frozen=True):
    """A note that calms a difficult case."""

    text: str
    state: str
    by: str
    approved_by: str
    ends_at: int


class CautionNow(Shape, frozen=True):
    """The caution of a task as it is now."""

    caution: CautionShown | None


class TaskHelp(Shape, frozen=True):
    """What helps with a task; `replies` by the action that they go with."""

    lessons: list[LessonShown]
    replies: dict[str, list[ReadyReply]]
    caution: CautionShown | None


@routes.post("/staff/v1/lessons", may=WORKERS, body=NewLesson, idempotent=True, status=CREATED)
def write_lesson(call: Call, staff: Staff) -> LessonShown:
    """Write down what a case taught; a lead publishes it."""
    body = structs.asdict(call.json(NewLesson))
    written = lessons.Written(key=call.key(), **body)
    lesson = lessons.write(written, staff, now=call.now)
    return _lesson(lesson, lang(call, staff), now=call.now)


@routes.get("/staff/v1/lessons", may=WORKERS, query=("community", "topic"))
def list_lessons(call: Call, staff: Staff) -> Lessons:
    """The lessons of your company, by topic; drafts for who can publish them."""
    found = lessons.listed(staff, call.query("community"), call.query("topic"), now=call.now)
    language = lang(call, staff)
    return Lessons(lessons=[_lesson(each, language, now=call.now) for each in found])


@routes.post(
    "/staff/v1/lessons/{id}/actions", may=LEADS, body=LessonAction, idempotent=True, versioned=True
)
def act_on_lesson(call: Call, staff: Staff, id: str) -> LessonShown:
    """Publish, revise or retire a lesson."""
    body = call.json(LessonAction)
    lesson = lessons.act(
        id,
        body.action,
        {name: getattr(body, name) for name in TEXTS},
        version=call.version(),
        key=call.key(),
        staff=staff,
        now=call.now,
    )
    return _lesson(lesson, lang(call, staff), now=call.now)


@routes.get("/staff/v1/lessons/quiz", may=WORKERS, query=("community", "number"))
def ask_newcomer(call: Call, staff: Staff) -> Quiz:
    """One question from the lessons; what you answer is kept nowhere."""
    number = call.query("number") or "0"
    if not (number.isascii() and number.isdigit() and len(number) <= 6):
        raise InvalidInput(number="This is a whole number, as 3.")
    found = lessons.quiz(staff, call.query("community"), int(number), now=call.now)
    if found is None:
        return Quiz(question=None)
    language = lang(call, staff)
    return Quiz(
        question=found.lesson.problem,
        choices=[QuizChoice(id=each.id, text=each.done) for each in found.choices],
        right=found.lesson.id,
        lesson=_lesson(found.lesson, language, now=call.now),
    )


@routes.get("/staff/v1/tasks/{id}/help", may=WORKERS)
def help_with_task(call: Call, staff: Staff, id: str) -> TaskHelp:
    """What earlier cases taught, words that are ready, and whether to go prepared."""
    found = queries.task(id, staff)
    task = next(each for each in found.tasks if each.id == id)
    language, theirs = lang(call, staff), found.request.lang
    community = community_of(task.community, now=call.now)
    topic = topics_of(community).get(task.topic)
    caution = caution_actions.shown(task, staff, now=call.now)
    return TaskHelp(
        lessons=[_lesson(each, language, now=call.now) for each in lessons.for_task(id, staff)],
        replies={
            action: [
                *(
                    ReadyReply(text=said(own, theirs), yours=said(own, language))
                    for own in community.replies.get(action, [])
                ),
                *(
                    ReadyReply(text=msg(theirs, text), yours=msg(language, text))
                    for text in replies(action, topic.service if topic else "")
                ),
            ]
            for action in REPLIES
        },
        caution=None if caution is None else _caution(caution),
    )


@routes.post(
    "/staff/v1/tasks/{id}/caution",
    may=WORKERS,
    body=CautionAction,
    status=CREATED_ONCE,
    errors=(NotAllowed,),
)
def act_on_caution(call: Call, staff: Staff, id: str) -> Reply[CautionNow]:
    """Propose a note that calms a difficult case, approve it, or take it away."""
    body = call.json(CautionAction)
    # First: whose task it is not learns nothing of what could be done to it.
    queries.task(id, staff)
    if body.action == "propose":
        made = caution_actions.propose(id, body.text, staff=staff, now=call.now)
        return Reply(CautionNow(caution=_caution(made)))
    if body.action == "approve":
        approved = caution_actions.approve(id, staff=staff, now=call.now)
        return Reply(CautionNow(caution=_caution(approved)), 200)
    if body.action == "withdraw":
        caution_actions.withdraw(id, staff=staff)
        return Reply(CautionNow(caution=None), 200)
    raise InvalidInput(action="There is no such action; there are propose, approve, withdraw.")


def _caution(caution: Caution) -> CautionShown:
    return CautionShown(
        text=caution.text,
        state=caution.state,
        by=caution.by,
        approved_by=caution.approved_by,
        ends_at=caution.ends_at,
    )


def _lesson(lesson: Lesson, language: str, *, now: int) -> LessonShown:
    community = community_of(lesson.community, now=now)
    return LessonShown(
        id=lesson.id,
        topic=lesson.topic,
        title=rows.title(lesson.topic, community, language),
        problem=lesson.problem,
        done=lesson.done,
        prevent=lesson.prevent,
        not_here=lesson.not_here,
        state=lesson.state,
        revision=lesson.revision,
        version=lesson.version,
        changed_at=lesson.changed_at,
    )
