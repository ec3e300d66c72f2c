"""
The one question of the search: `find(scope, question, cursor)`.

It reads months, the newest first, each department's own, eventually consistent, in one order of
time over all of them, and stops at so many hits, bytes or queries. It then says how far back it
came; the cursor is the position it came to, and says nothing of what is whose: every answer reads
only the partitions of its scope.
"""

import re
from collections import deque
from collections.abc import Generator, Iterator

from msgspec import Struct

from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.ids import CAUSE, DEPARTMENT, REQUEST
from chalicelib.kernel.words import Sentence

from . import store
from .model import (
    FIND,
    MOST_BYTES,
    Question,
    Scope,
    at_of,
    month_begin,
    partition,
    position,
)
from .store import Read

MOST_HITS = 25
MOST_READ = 940_000
"""Bytes of one answer, below a megabyte: every query rounds up to half a unit, and there may be
`MOST_QUERIES`, so that an answer takes 127 read units at most."""
MOST_QUERIES = 24

_CURSOR = re.compile(rf"[0-9]{{13}}(#{REQUEST}\.{CAUSE}\.{DEPARTMENT})?")


class Page(Struct, frozen=True):
    """What an answer found: candidates, the newest first, each to be read again."""

    hits: list[Read]
    back_to: int
    """Everything since this instant (epoch ms) was looked at."""
    after: str
    """Where the next answer goes on; "" when nothing is left."""


class _Budget:
    """What an answer may still read."""

    def __init__(self) -> None:
        self.queries, self.bytes = MOST_QUERIES, MOST_READ

    def has(self, queries: int) -> bool:
        return self.queries >= queries and self.bytes >= MOST_BYTES


class _Rows:
    """The rows of one department and month, read in pieces as they are wanted."""

    def __init__(self, partition: str, before: str) -> None:
        self.partition, self.before = partition, before
        self.held: deque[Read] = deque()
        self.over = False

    def read(self, budget: _Budget, share: int) -> None:
        """Read on, at most a share of what may still be read."""
        limit = max(1, budget.bytes // MOST_BYTES // share)
        found = store.page(self.partition, self.before, limit)
        budget.queries -= 1
        budget.bytes -= sum(each.size for each in found)
        self.held.extend(found)
        self.over = len(found) < limit
        if found:
            self.before = found[-1].key


class _Walk:
    """The way back through the months; `reached` is the position it came to."""

    def __init__(self, scope: Scope, since: int, reached: str) -> None:
        self.scope, self.since, self.reached = scope, since, reached
        self.budget = _Budget()

    @property
    def over(self) -> bool:
        return self.reached <= position(self.since)

    def rows(self) -> Iterator[Read]:
        """Yield the rows, the newest first, until the time or the budget is over."""
        while not self.over and self.budget.has(len(self.scope.departments)):
            latest = at_of(self.reached) - (self.reached == position(at_of(self.reached)))
            end = position(max(month_begin(latest), self.since))
            if not (yield from self._month(latest, end)):
                return
            self.reached = end

    def _month(self, latest: int, end: str) -> Generator[Read, None, bool]:
        """Yield the rows of a month after `end`; return whether these are all."""
        place = self.scope.community
        months = [
            _Rows(partition(place, each, latest), self.reached) for each in self.scope.departments
        ]
        while True:
            for each in months:
                if not each.held and not each.over:
                    if not self.budget.has(1):
                        return False
                    each.read(self.budget, sum(not other.over for other in months))
            held = [each for each in months if each.held]
            newest = max(held, key=lambda each: each.held[0].key, default=None)
            if newest is None or newest.held[0].key < end:
                return True
            read = newest.held.popleft()
            self.reached = read.key
            yield read


def find(scope: Scope, question: Question, cursor: str = "") -> Page:
    """Return what fits a question among the rows of a scope, from the newest month back.

    Raises InvalidInput for a cursor that is none of ours, and for more departments than one
    answer can read.
    """
    if len(scope.departments) > MOST_QUERIES:
        raise InvalidInput(
            department=Sentence(
                "Please choose a department: at most %(most)s can be searched at once.",
                most=MOST_QUERIES,
            )
        )
    walk = _Walk(scope, question.since, min(begin(cursor), position(question.until)))
    hits: list[Read] = []
    for each in walk.rows():
        if question.fits(each.row):
            hits.append(each)
        if len(hits) == MOST_HITS:
            break
    after = "" if walk.over else walk.reached.removeprefix(f"{FIND}#")
    return Page(hits, max(at_of(walk.reached), question.since), after)


def begin(cursor: str) -> str:
    """Return the position at which an answer begins; raises InvalidInput for no cursor of ours."""
    if not cursor:
        return f"{FIND}#~"
    if _CURSOR.fullmatch(cursor) is None:
        raise InvalidInput(after="Give what the last answer gave.")
    return f"{FIND}#{cursor}"
