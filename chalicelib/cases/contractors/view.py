"""What the page of an outside contractor needs to be told.

POST action    do(claim|start|pause|visit|offer_times|call_off|coming|resume|done|decline|say)
               key token version, and by `do`:
pause          reason until(a day)
visit          reason until(a day and time)
offer_times    time.<from>-<to>(yes), one for each
say            text
done           resolution clean(yes|no)
decline        reason
"""

from typing import ClassVar

from msgspec import field

from chalicelib.web.status_views import Photo, Upload, Window
from chalicelib.web.views import View


class Job(View, frozen=True, kw_only=True):
    """One task, for the outside contractor who does it; finished, it tells only that."""

    template: ClassVar[str] = "job.html"

    key: str
    token: str
    version: int
    contractor: str
    reference: str
    state: str
    topic: str
    place: str = ""
    spot: str = ""
    words: str = ""
    comment: str = ""
    """Why it was not right the first time."""
    visit: str = ""
    may_enter: bool | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    urgent: bool = False
    due_at: int | None = None
    until_at: int | None = None
    visit_agreed: bool = False
    """It is on hold only until they come, as agreed."""
    visit_end: int | None = None
    windows: list[Window] = field(default_factory=list)
    """The times on offer."""
    to_offer: list[Window] = field(default_factory=list)
    """Times that can be offered for a visit."""
    clean_up_check: bool = False
    can: frozenset[str] = frozenset()
    """claim start pause visit offer_times call_off coming resume done decline."""
    photos: list[Photo] = field(default_factory=list)
    """The contractor's own, of how the place was left."""
    upload: Upload | None = None
    saved: str = ""
    values: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
