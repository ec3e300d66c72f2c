"""
Routing: which departments a request becomes tasks of. Who owes money is not asked.
"""

from collections.abc import Collection, Mapping

from msgspec import Struct, structs

from chalicelib.cases.danger.duties import (
    DANGERS,
    DUTY_MANAGER,
    UNKNOWN,
    USUAL,
    kind_of,
    kind_of_topic,
)
from chalicelib.estate.departments import heir, last_of
from chalicelib.estate.people import CONDUCT
from chalicelib.estate.topics import PRIORITIES, Topic

TRIAGE = "other"
"""The topic of what nobody could place: customer service decides."""


class Route(Struct, frozen=True):
    """Where a request goes, and how fast."""

    topic: str
    departments: tuple[str, ...]
    priority: str
    mode: str
    danger: str
    """The kind of danger that it is, "" for none; see cases/danger/duties.py."""


def route(
    *,
    topic: str | None,
    kind: str,
    topics: Mapping[str, Topic],
    open_departments: Collection[str],
    redirects: Mapping[str, str],
    danger: str = "",
    guessed: bool = False,
    covers: Mapping[str, str] = USUAL,
) -> Route:
    """Return where a request goes; there is always at least one department.

    A complaint about a person goes to the conduct queue alone, urgent when it tells of
    danger. Somebody in difficulty goes to the duty manager. A danger is urgent, takes its own
    topic, and calls its duties beside the departments of the topic that was chosen, in a flat
    as in a lobby; `covers` has duty to department. A topic that was `guessed` wakes nobody, and
    waits no longer than what nobody could place.
    """
    row = topics.get(_topic(topic, kind, topics)) or topics[TRIAGE]
    if CONDUCT in row.departments:
        priority = "urgent" if danger else row.priority
        return Route(row.code, (CONDUCT,), priority, row.mode, "")
    danger = _danger(danger, row) if danger or not guessed else ""
    if guessed and not danger:
        row = structs.replace(row, priority=_awake(row.priority, topics[TRIAGE].priority))
    last = covers[DUTY_MANAGER] if danger or row.priority == "urgent" else last_of(open_departments)
    wanted = dict.fromkeys(
        heir(name, open_departments, redirects) or last for name in row.departments
    )
    if not danger:
        return Route(row.code, tuple(wanted), row.priority, row.mode, "")
    called = dict.fromkeys(covers[duty] for duty in DANGERS[danger].duties)
    if row.code == TRIAGE and danger != UNKNOWN:
        wanted = {}  # The danger says where it goes: nobody has to decide that any more.
    row = topics.get(DANGERS[danger].topic, row)
    return Route(row.code, tuple(wanted | called), "urgent", "grab", danger)


def _awake(guessed: str, triage: str) -> str:
    """Return the priority of a guess: below urgent, and no lower than without it."""
    calm = PRIORITIES[1:]
    return calm[min(max(PRIORITIES.index(each) - 1, 0) for each in (guessed, triage))]


def _danger(said: str, row: Topic) -> str:
    """Return which danger it is: as it was said, else as the chosen topic has it."""
    known = kind_of(said)
    chosen = kind_of_topic(row.code) if row.priority == "urgent" or known else ""
    return chosen or known if known in ("", UNKNOWN) else known


def _topic(topic: str | None, kind: str, topics: Mapping[str, Topic]) -> str:
    if topic and topic in topics and not (kind == "help" and topic == TRIAGE):
        return topic
    return kind if kind in ("help", "suggestion", "compliment", "question") else TRIAGE
