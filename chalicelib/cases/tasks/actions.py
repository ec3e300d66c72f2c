"""One action of a member of staff on a task, as a phone sends it."""

from collections.abc import Mapping

from msgspec import Struct

from chalicelib.kernel.words import N_


class Action(Struct, frozen=True, kw_only=True):
    """One action of one member of staff on one task."""

    task: str
    action: str
    key: str
    version: int | None = None
    """The version that the phone holds; None: whatever it is now (its predecessor's)."""
    reason: str = ""
    until: int | None = None
    ends: int | None = None
    """Until when somebody comes, of a visit that begins at `until`."""
    windows: list[list[int]] = []
    """Times on offer for a visit, [from, to]."""
    department: str = ""
    resolution: str = ""
    clean: bool | None = None
    staff: str = ""
    staff_name: str = ""


NEEDS: Mapping[str, tuple[str, ...]] = {
    "pause": ("reason", "until"),
    "ask": ("reason",),
    "visit": ("until",),
    "offer_times": ("windows",),
    "hand_over": ("department",),
    "decline": ("reason",),
    "assign": ("staff",),
}
"""Fields that an action cannot do without."""

MISSING: Mapping[str, str] = {
    "reason": N_("Please write a few words."),
    "until": N_("Please choose a day and a time."),
    "windows": N_("Please choose at least one time."),
    "department": N_("Please choose a department."),
    "staff": N_("Please choose someone."),
}
"""What is said where one of them is left out."""
