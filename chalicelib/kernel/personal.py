"""What a stored field can be for, by what right it is kept, and for how long."""

from msgspec import Struct

from .times import DAY_MS
from .words import N_

REACHABLE_MS = 90 * DAY_MS
"""So long after closing an address may still be needed: a reopening, a check-back."""

KEPT_MS = 2 * 365 * DAY_MS
"""So long after closing what was said is kept, for claims about the work; then it is erased."""

HELPS_MS = 365 * DAY_MS
"""So long after a consent what helps is kept; what is sensitive half as long."""

ASKED = N_("Needed to deal with your request")
CONSENT = N_("You agreed by giving it, and can stop at any time")
DUTY = N_("We must be able to account for it")
WORKPLACE = "managing staff by contract"
NOBODY = "says nothing of anybody"


class Use(Struct, frozen=True):
    """What a field is for, by what right it is kept, and how long after closing (ms)."""

    purpose: str
    basis: str
    kept: int | None
    """None: as long as the item counts, for it names no resident."""
    goes: bool
    """True: erasing the person takes it away."""


TOLD = Use(N_("To know what to do, where and when"), ASKED, KEPT_MS, True)
REACH = Use(N_("To keep you updated"), CONSENT, REACHABLE_MS, True)
SEEN = Use(N_("To show who viewed your contact details"), DUTY, KEPT_MS, True)
HELPS = Use(
    N_("To meet your household's needs when we come, call or rescue"), CONSENT, HELPS_MS, True
)
COUNT = Use("to route, to chase and to learn from", NOBODY, None, False)
WORK = Use("to answer for the work, and to thank for it", WORKPLACE, None, False)
SYSTEM = Use("so that nothing is lost or done twice", NOBODY, None, False)
ESTATE = Use("to run the community", NOBODY, None, False)

BOOKKEEPING = ("version", "pending", "tries", "due_at", "writes")
