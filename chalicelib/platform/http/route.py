"""
What is known of one route, said once: in the decorator that stands over its function.

Who may call it, what it takes and what it answers with are read from here by whoever lets
callers in (`routing`, `staff`), by the contract (`openapi`) and by the tests. What a view
answers with is what its function says that it returns: a struct, or a `Reply` of one.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Generic, NamedTuple, TypedDict, TypeVar

from msgspec import Struct, json

from chalicelib.kernel.errors import ServiceError

T = TypeVar("T")

HTML, CSV, SVG = "text/html", "text/csv", "image/svg+xml"
CALENDAR = "text/calendar"
SCRIPT, SHEET, MANIFEST = "text/javascript", "text/css", "application/manifest+json"

CREATED = (201,)
CREATED_ONCE = (201, 200)
"""201 to what is new, 200 to the same again."""
BEGUN = (202,)
"""It is over within minutes."""
UNCHANGED = (200, 304)
"""304 to whoever holds it already."""


class Route(NamedTuple):
    """One route as it is declared."""

    method: str
    path: str
    """As the framework writes it: "/staff/v1/tasks/{id}"."""
    kind: str
    """"api", "staff" or "page"."""
    view: Callable[..., Any]
    may: frozenset[str]
    """The roles that may call it at all (estate/permissions.py)."""
    body: type[Struct] | None = None
    """What it takes as JSON."""
    longest: int = 64_000
    """No form and no JSON of ours is longer (bytes), but where a route says so; a longer body is
    not parsed at all."""
    query: tuple[str, ...] = ()
    """The parameters that it reads; of a page they are nobody's contract."""
    idempotent: bool = False
    """It needs an Idempotency-Key: the same again gives the same answer."""
    versioned: bool = False
    """It needs If-Match: the version that the sender holds."""
    status: tuple[int, ...] = (200,)
    """What it answers when all is well; the first one unless the view says another."""
    files: tuple[str, ...] = ()
    """The types of what it answers with when that is no JSON."""
    errors: tuple[type[ServiceError], ...] = ()
    """What it refuses with, beside what the facts above imply (`openapi.errors_of`)."""

    @property
    def name(self) -> str:
        """Return "POST /staff/v1/tasks/{id}/actions"."""
        return f"{self.method} {self.path}"


class Facts(TypedDict, total=False):
    """What a decorator may say of a route beside its path and who may call it."""

    body: type[Struct]
    longest: int
    query: tuple[str, ...]
    idempotent: bool
    versioned: bool
    status: tuple[int, ...]
    files: tuple[str, ...]
    errors: tuple[type[ServiceError], ...]


class Reply(Struct, Generic[T], frozen=True):
    """An answer with more to it than its body: another status than the first, or headers."""

    body: T | None
    status: int = 0
    headers: Mapping[str, Any] = {}


def tagged(call: Any, body: T, learnt: Any, *, always: bool = False) -> Reply[T]:
    """Answer with a tag of what the caller would learn, or 304 where that is held already."""
    tag = f'"{sha256(json.encode(learnt)).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if not always and call.header("if-none-match") == tag:
        return Reply(None, 304, headers)
    return Reply(body, headers=headers)


REGISTERED: list[Route] = []
"""The routes of every module that was imported; `doors.routes` imports them all."""
