"""
Duties: who comes when somebody is in danger, whatever the resident chose.

A kind of danger names duties; a community says which department, or contractor, covers each.
What nobody covers goes to the duty manager, and where there is none, to the managers.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from chalicelib.estate.departments import heir, last_of
from chalicelib.estate.members import Member
from chalicelib.estate.model import Community
from chalicelib.kernel.problems import Problem
from chalicelib.kernel.words import N_

DUTY_MANAGER = "duty_manager"

USUAL: Mapping[str, str] = {
    "engineering": "engineering",
    "fire_safety": "fire_safety",
    "security": "security",
    "lifts": "lifts",
    "cleaning": "cleaning",
    DUTY_MANAGER: "administration",
}
"""Duty to the department that covers it where a community says nothing else."""

UNKNOWN = "danger"
"""The kind of a danger that somebody told us of by a switch: it keeps the topic they chose."""


class Danger(Struct, frozen=True):
    """One kind of danger: the topic that its request takes, and the duties that it calls."""

    topic: str
    duties: tuple[str, ...]


DANGERS: Mapping[str, Danger] = {
    "fire": Danger("fire", ("fire_safety", "security", DUTY_MANAGER)),
    "gas": Danger("gas", ("engineering", "fire_safety", "security")),
    "trapped": Danger("trapped", ("lifts", "security")),
    "electric": Danger("shock", ("engineering", "security")),
    "water": Danger("flooding", ("engineering", "cleaning")),
    "structure": Danger("structure", ("engineering", "security")),
    "medical": Danger("medical", ("security", DUTY_MANAGER)),
    "crime": Danger("crime", ("security", DUTY_MANAGER)),
    UNKNOWN: Danger("", ("security", DUTY_MANAGER)),
}

_CALLED_BEFORE = {"shock": "electric", "flooding": "water"}
"""Kinds as requests of earlier releases have them."""


class Cover(Struct, frozen=True):
    """Who covers the duties of a community: every duty has a department, covered or not."""

    departments: Mapping[str, str]
    uncovered: tuple[str, ...]


def kind_of(code: str) -> str:
    """Return the kind of danger that a code means, "" for none; what nobody knows is UNKNOWN."""
    code = _CALLED_BEFORE.get(code, code)
    return code if code in DANGERS or not code else UNKNOWN


def kind_of_topic(topic: str) -> str:
    """Return the kind of danger that a topic is about, "" for none."""
    return next((kind for kind, danger in DANGERS.items() if topic and danger.topic == topic), "")


def cover(community: Community, members: Iterable[Member]) -> Cover:
    """Return who covers each duty: a department where somebody works, or a contractor.

    A duty that nobody covers is the duty manager's; without one, a department takes it
    whose managers are told as well.
    """
    worked = {name for m in members if not m.disabled for name in m.departments}
    worked |= community.contractors.keys()
    named = {
        duty: heir(community.duties.get(duty, usual), community.departments, community.redirects)
        for duty, usual in USUAL.items()
    }
    covered = {duty: name for duty, name in named.items() if name in worked}
    last = named[DUTY_MANAGER] or last_of(community.departments)
    return Cover(
        departments={duty: covered.get(duty, last) for duty in USUAL},
        uncovered=tuple(duty for duty in USUAL if duty not in covered),
    )


def problems(rows: object, departments: Iterable[str]) -> Iterator[Problem]:
    """Yield what is wrong with a community's duties."""
    if not isinstance(rows, Mapping):
        yield Problem("duties", N_("needs duty and department"))
        return
    for duty, department in rows.items():
        if duty not in USUAL:
            known = {"known": ", ".join(USUAL)}
            yield Problem(f"duties.{duty}", N_("must be one of %(known)s"), known)
        elif department not in departments or department in NEVER:
            yield Problem(
                f"duties.{duty}",
                N_("there is no department %(given)s here that could"),
                {"given": str(department)},
            )


NEVER = frozenset({"conduct", "oversight"})
"""Queues of complaints, which nobody works through at night."""
