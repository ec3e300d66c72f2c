"""Lessons: one item each, listed by company and topic."""

from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Keys, Kind
from chalicelib.platform.storage.table import RequestsRow

from .model import Lesson

LESSON = "lesson"


def _index(lesson: Lesson) -> Keys:
    return {
        "place_pk": _list(lesson.company),
        "place_sk": f"{lesson.topic}#{lesson.created_at:013d}#{lesson.id}",
    }


LESSONS = Kind(Lesson, lambda lesson: (lesson.id, LESSON), _index)


def insert(lesson: Lesson) -> bool:
    """Put a new lesson unless there is one of this id; say whether it was put."""
    return LESSONS.insert(lesson)


def get(lesson_id: str) -> Lesson | None:
    return LESSONS.get(lesson_id, LESSON)


def save(before: Lesson, after: Lesson) -> Lesson:
    """See Kind.save."""
    return LESSONS.save(before, after)


def of_company(company: str, topic: str = "") -> list[Lesson]:
    """Return a company's lessons, of one topic where it is given, oldest first."""
    bound = RequestsRow.place_sk.startswith(f"{topic}#") if topic else None
    rows = table.query(lambda: LESSONS.row.by_place.query(_list(company), bound))
    found = table.batch(LESSONS.row, [(row.pk, LESSON) for row in rows])
    lessons = [table.domain(row, Lesson) for row in found]
    return sorted(lessons, key=lambda lesson: (lesson.created_at, lesson.id))


def _list(company: str) -> str:
    return f"company#{company}#lessons"
