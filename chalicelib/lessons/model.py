"""
Lessons: what a closed case teaches, without anybody in it, for whoever meets the like.

    draft ──publish──▶ published ──revise──▶ published (the next revision)
      └───────retire──────┴──▶ retired

A lesson says where it does not fit: it is to be adapted, never followed. Every company
keeps its own; each revision stays a step in its history. `LIFE` is the whole truth.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from chalicelib.kernel.entity import Recorded
from chalicelib.kernel.lifecycle import Lifecycle

DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"

LIFE: Mapping[tuple[str, str], str] = {
    (DRAFT, "revise"): DRAFT,
    (DRAFT, "publish"): PUBLISHED,
    (DRAFT, "retire"): RETIRED,
    (PUBLISHED, "revise"): PUBLISHED,
    (PUBLISHED, "retire"): RETIRED,
}

LONGEST_TEXT = 600
TEXTS = ("problem", "done", "prevent", "not_here")
"""What a lesson says, in the order in which it is read; all four are needed."""

CHOICES = 3
"""Answers to choose from in the quiz."""


class Lesson(Recorded, frozen=True, kw_only=True):
    """What one case teaches."""

    id: str
    company: str
    community: str
    """Where it was learnt."""
    topic: str
    problem: str
    done: str
    prevent: str
    not_here: str
    """When this does not fit."""
    state: str = DRAFT
    revision: int = 1


class Quiz(Struct, frozen=True):
    """One question for a newcomer: what was done about this?"""

    lesson: Lesson
    choices: list[Lesson]
    """Lessons whose "done" is to choose from; one of them is the right one."""


LIFECYCLE = Lifecycle("A lesson", LIFE)

advance = LIFECYCLE.advance


def quiz(lessons: Sequence[Lesson], number: int) -> Quiz | None:
    """Return question `number` of these lessons, the same each time it is asked; None for fewer
    than three, among which there would be nothing to choose."""
    known = sorted(lessons, key=lambda lesson: lesson.id)
    if len(known) < CHOICES:
        return None
    at = number % len(known)
    chosen = [known[(at + step) % len(known)] for step in range(CHOICES)]
    # Where the right one stands must not be learnt instead of the answer.
    turn = number % CHOICES
    return Quiz(known[at], chosen[turn:] + chosen[:turn])
