"""
Courtesies: small kindnesses, counted in two taps and without the resident they were for.

They praise nobody above another. Their use is twofold: a quiet week's work becomes visible,
and many of one kind at one spot say that something is missing there (a trolley, a ramp).
"""

from msgspec import Struct

from chalicelib.kernel.words import N_

KINDS = {
    "carried": N_("Helped carry"),
    "umbrella": N_("Held the umbrella"),
    "door": N_("Held the door or the lift"),
    "way": N_("Showed the way"),
    "returned": N_("Returned lost property"),
    "stayed": N_("Stayed with someone"),
    "tidied": N_("Tidied up without being asked"),
    "other": N_("Another good deed"),
}
"""What kind of courtesy it was, and what the one who logs it reads."""


class Courtesy(Struct, frozen=True, kw_only=True):
    """One small kindness. There is no field for a resident, nor for words about one."""

    id: str
    community: str
    kind: str
    place: str = ""
    """The label of the spot, when the one who logs it chose one."""
    building: str = ""
    department: str
    by: str
    created_at: int
