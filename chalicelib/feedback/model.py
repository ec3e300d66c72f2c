"""
Opinions: what people said to any of us, without who said it.

Every department hears. A member of staff logs in two taps what was said on the round, at
the counter or on the telephone; feedback, suggestions and complaints become opinions by
themselves. There is no field for a resident: an opinion that came from a request knows
only which request, so that whoever sent it can be answered, and it goes when that does.
"""

import re
import unicodedata

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.words import N_

KINDS = {
    "complaint": N_("A problem"),
    "suggestion": N_("A suggestion"),
    "compliment": N_("Praise"),
    "question": N_("A question"),
}
"""What kind of opinion it is, and what the one who logs it reads."""

HOW = {
    "round": N_("On patrol"),
    "counter": N_("At the front desk"),
    "phone": N_("By phone"),
    "message": N_("In a message"),
    "meeting": N_("At a meeting"),
}
"""How a member of staff can hear something."""

FEEDBACK, FORM = "feedback", "form"
"""How Steward itself hears: the answer to "is it fixed?", and what a resident sent in."""

LONGEST_WORDS = 500

WEIGH = "weigh"
"""The effect of every opinion: does it speak against a measure that is being watched?"""


class Opinion(Entity, frozen=True, kw_only=True):
    """One thing heard."""

    id: str
    community: str
    kind: str
    topic: str
    about: str
    """The department that it is about."""
    department: str = ""
    """The department that heard it; "" when the resident wrote it to Steward."""
    building: str = ""
    words: str = ""
    how: str
    by: str = ""
    """The member of staff who heard it."""
    by_name: str = ""
    request: str = ""
    """The request it came from: whoever sent that is told what became of it."""
    measure: str = ""
    """The measure that answers it."""
    created_at: int
    changed_at: int


def names_somebody(words: str) -> bool:
    """Say whether words hold what can only be somebody's telephone number or address."""
    plain = _DATE.sub("", unicodedata.normalize("NFKC", words))
    return bool(_MAIL.search(plain) or _NUMBER.search(plain))


def without_addresses(words: str) -> str:
    """Return what a resident wrote with telephone numbers and addresses taken out."""
    if not names_somebody(words):
        return words
    plain = unicodedata.normalize("NFKC", words)
    return _NUMBER.sub("…", _MAIL.sub("…", plain))


_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_NUMBER = re.compile(r"(?<!\d)\+?\(?\d(?:[ ().-]{0,2}\d){6,14}(?!\d)")
_DATE = re.compile(r"(?<!\d)(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})(?!\d)")
"""A date has as many digits as a telephone number, and names nobody."""
