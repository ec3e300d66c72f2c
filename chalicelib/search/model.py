"""
What a search reads and what it is asked: one small row a task, and a question.

    find#<community>#<department>#<yyyy-mm>    find#<when the request came (ms)>#<task>

A row is put when its task is made, and again when its request is closed: what it says of the
state may be a moment old, so that whoever shows a hit reads it again. A month of a row is that
of UTC, which never changes, whatever becomes of a community's zone.
"""

from datetime import UTC, datetime

from msgspec import Struct

from chalicelib.cases.requests.model import CONFIRMED, REFUSED, UNCONFIRMED, WITHDRAWN
from chalicelib.kernel.words import N_

FIND = "find"
LONGEST_WORDS = 250
"""Characters of what was said that are compared, and no more."""
LONGEST_WHERE = 60
MOST_BYTES = 1024
"""What one write unit holds: a row is cut to it."""

OPEN, CLOSED = "open", "closed"
OUTCOMES = {
    OPEN: N_("Not closed yet"),
    CLOSED: N_("Closed"),
    CONFIRMED: N_("Closed: the resident says it is fixed"),
    UNCONFIRMED: N_("Closed: without an answer"),
    REFUSED: N_("Closed: declined"),
    WITHDRAWN: N_("Closed: withdrawn"),
}
"""What a question may ask of the outcome, and what people read of it."""


class Finding(Struct, frozen=True, kw_only=True):
    """What is compared of one task; words and names as `folded` has them."""

    request: str
    seen: int
    """The versions of request and task together: an older view never covers a newer one."""
    words: str = ""
    where: str = ""
    place: str = ""
    building: str = ""
    topic: str = ""
    outcome: str = ""
    on_time: bool | None = None
    reopened: int = 0
    rating: int | None = None


class Scope(Struct, frozen=True):
    """Whose rows are read: the departments of one community that are the reader's."""

    community: str
    departments: tuple[str, ...]


class Question(Struct, frozen=True, kw_only=True):
    """What is asked; what is left empty is not asked. Instants are epoch ms."""

    words: str = ""
    """Folded; each of them must be there."""
    topic: str = ""
    building: str = ""
    outcome: str = ""
    since: int = 0
    until: int

    def fits(self, row: Finding) -> bool:
        """Say whether a row is an answer, its time apart."""
        return (
            (not self.topic or row.topic == self.topic)
            and (not self.building or row.building == self.building)
            and _ended(row, self.outcome)
            and all(word in row.words or word in row.where for word in self.words.split())
        )


def partition(community: str, department: str, at: int) -> str:
    """Return where the rows of a department of the month of an instant stand."""
    return f"{FIND}#{community}#{department}#{month(at)}"


def month(at: int) -> str:
    """Return the month of UTC in which an instant falls, as 2026-03."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m")


def month_begin(at: int) -> int:
    """Return the first instant of the month of UTC in which `at` falls."""
    day = datetime.fromtimestamp(at / 1000, UTC)
    return int(datetime(day.year, day.month, 1, tzinfo=UTC).timestamp() * 1000)


def key_of(created_at: int, task_id: str) -> str:
    """Return the sort key of a task's row."""
    return f"{position(created_at)}#{task_id}"


def position(at: int) -> str:
    """Return the sort key before which all rows are older than an instant."""
    return f"{FIND}#{at:013d}"


def at_of(key: str) -> int:
    """Return the instant of a sort key, or of a position."""
    return int(key.split("#")[1])


def task_of(key: str) -> str:
    """Return the id of the task that a row is about."""
    return key.split("#", 2)[2]


def _ended(row: Finding, outcome: str) -> bool:
    if outcome == OPEN:
        return not row.outcome
    return bool(row.outcome) if outcome == CLOSED else not outcome or row.outcome == outcome
