"""
Routing: which departments a request becomes tasks of. Who owes money is not asked.
"""

from collections.abc import Collection, Mapping

from msgspec import Struct

from .emergency import is_emergency
from .people import CONDUCT
from .topics import Topic

TRIAGE = "other"
"""The topic of what nobody could place: customer service decides."""

LAST = ("customer_service", "administration")
"""Who takes the work of a department that a community does not have."""


class Route(Struct, frozen=True):
    """Where a request goes, and how fast."""

    topic: str
    departments: tuple[str, ...]
    priority: str
    mode: str
    emergency: str | None


def route(
    *,
    topic: str | None,
    kind: str,
    words: str,
    place_kind: str,
    topics: Mapping[str, Topic],
    open_departments: Collection[str],
    redirects: Mapping[str, str],
    emergency: str | None = None,
) -> Route:
    """Return where a request goes; there is always at least one department.

    A complaint about a person goes to the conduct queue alone. Somebody in difficulty
    goes to the duty manager. Words of danger make it urgent, and bring security to a
    shared place; `emergency`, when it is not None, says what was decided about that.
    """
    row = topics.get(_topic(topic, kind, topics)) or topics[TRIAGE]
    emergency = is_emergency(words) if emergency is None else emergency or None
    if CONDUCT in row.departments:
        return Route(row.code, (CONDUCT,), row.priority, row.mode, emergency)
    wanted = list(row.departments)
    if emergency and place_kind == "shared" and "security" not in wanted:
        wanted.append("security")
    departments = dict.fromkeys(_open(name, open_departments, redirects) for name in wanted)
    priority = "urgent" if emergency else row.priority
    return Route(row.code, tuple(departments), priority, row.mode, emergency)


def _topic(topic: str | None, kind: str, topics: Mapping[str, Topic]) -> str:
    if topic and topic in topics and not (kind == "help" and topic == TRIAGE):
        return topic
    return kind if kind in ("help", "suggestion", "compliment", "question") else TRIAGE


def _open(name: str, there: Collection[str], redirects: Mapping[str, str]) -> str:
    seen = {name}
    while name not in there and name in redirects and redirects[name] not in seen:
        name = redirects[name]
        seen.add(name)
    if name in there:
        return name
    return next((last for last in LAST if last in there), next(iter(sorted(there)), name))
