"""Writing down what a case taught, and finding it again while at work on the like."""

from typing import Any

from msgspec import Struct

from chalicelib.cases.requests.queries import task as look_at_task
from chalicelib.estate.communities import topics_of
from chalicelib.estate.people import CONDUCT, Staff
from chalicelib.estate.permissions import LEADS, role_at
from chalicelib.feedback.model import names_somebody
from chalicelib.feedback.record import community_for
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotFound, Stale
from chalicelib.kernel.history import MOST_STEPS, Step, asked
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_, Sentence, too_long
from chalicelib.platform.transition import apply, is_done, next_version

from . import model as life
from . import store as lessons
from .model import LONGEST_TEXT, PUBLISHED, TEXTS, Lesson, Quiz


class Written(Struct, frozen=True, kw_only=True):
    """What somebody writes down; all four texts are needed."""

    community: str
    topic: str
    key: str
    problem: str
    done: str
    prevent: str
    not_here: str


def write(written: Written, staff: Staff, *, now: int) -> Lesson:
    """Put a draft, once a key. Raises InvalidInput naming the field, NotFound.

    A lead publishes it: whoever does the work knows it best, and two read it before it teaches.
    """
    community = community_for(written.community, staff, now=now)
    wrong = _wrong({name: getattr(written, name) for name in TEXTS})
    if not ids.is_key(written.key):
        wrong["key"] = ids.KEY_RULE
    if written.topic not in topics_of(community) or written.topic == CONDUCT:
        wrong["topic"] = N_("There is no such topic.")
    if wrong:
        raise InvalidInput(**wrong)
    said = asked(written.key, staff.id, "write", written)
    lesson = Lesson(
        id=ids.item_id("lesson", community.code, staff.id, written.key),
        company=community.company,
        community=community.code,
        topic=written.topic,
        problem=clean(written.problem, lines=True),
        done=clean(written.done, lines=True),
        prevent=clean(written.prevent, lines=True),
        not_here=clean(written.not_here, lines=True),
        created_at=now,
        changed_at=now,
        steps={"1": Step(action="write", by=staff.id, at=now, key=written.key, mark=said.mark)},
    )
    lessons.insert(lesson)
    stored = lessons.get(lesson.id) or lesson
    is_done(stored, said)
    return stored


def act(
    lesson_id: str,
    action: str,
    texts: dict[str, str],
    *,
    version: int,
    key: str,
    staff: Staff,
    now: int,
) -> Lesson:
    """Publish, revise or retire a lesson: for leads and managers, one write, once a key.

    Raises InvalidInput, NotFound, Forbidden, NotAllowed, Stale.
    """
    if wrong := _wrong(texts) if action == "revise" else {}:
        raise InvalidInput(**wrong)

    def changed(lesson: Lesson) -> Lesson:
        if role_at(staff, lesson.community) not in LEADS:
            raise Forbidden("a lesson is published and changed by leads and managers")
        state = life.advance(lesson, action)
        if lesson.version != version:
            raise Stale(lesson.version, lesson.state)
        return _after(lesson, action, state, texts, key, staff, now=now)

    said = asked(key, staff.id, action, texts if action == "revise" else {})
    return apply(lambda: _mine(lesson_id, staff), changed, asked=said).item


def listed(staff: Staff, code: str, topic: str, *, now: int) -> list[Lesson]:
    """Return a company's lessons: all of them to a lead, the published ones to others."""
    community = community_for(code, staff, now=now)
    found = lessons.of_company(community.company, topic)
    leads = role_at(staff, code) in LEADS
    return [each for each in found if leads or each.state == PUBLISHED]


def for_task(task_id: str, staff: Staff) -> list[Lesson]:
    """Return what earlier cases taught about the topic of a task that this person may see."""
    found = look_at_task(task_id, staff)
    task = next(each for each in found.tasks if each.id == task_id)
    known = lessons.of_company(staff.company, task.topic)
    return [each for each in known if each.state == PUBLISHED]


def quiz(staff: Staff, code: str, number: int, *, now: int) -> Quiz | None:
    """Return one question for a newcomer; what they answer is kept nowhere."""
    community = community_for(code, staff, now=now)
    known = [each for each in lessons.of_company(community.company) if each.state == PUBLISHED]
    return life.quiz(known, number)


def _mine(lesson_id: str, staff: Staff) -> Lesson:
    lesson = lessons.get(lesson_id)
    if lesson is None or role_at(staff, lesson.community) == "nobody":
        raise NotFound("there is no such lesson")
    return lesson


def _after(
    lesson: Lesson,
    action: str,
    state: str,
    texts: dict[str, str],
    key: str,
    staff: Staff,
    *,
    now: int,
) -> Lesson:
    if len(lesson.steps) >= MOST_STEPS and action == "revise":
        raise InvalidInput(
            action=Sentence(
                "This lesson has %(most)s steps. Please write a new one.", most=MOST_STEPS
            )
        )
    said: dict[str, Any] = {}
    if action == "revise":
        said = {name: clean(text, lines=True) for name, text in texts.items()}
        said["revision"] = lesson.revision + 1
    return next_version(lesson, action, state, by=staff.id, key=key, now=now, **said)


def _wrong(texts: dict[str, str]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for name, text in texts.items():
        if not clean(text, lines=True):
            wrong[name] = N_("Please fill this in.")
        elif len(text) > LONGEST_TEXT:
            wrong[name] = too_long(LONGEST_TEXT)
        elif names_somebody(text):
            wrong[name] = N_("Please leave out phone numbers and addresses.")
    return wrong
