"""Filing for somebody who told us: on the telephone, at the counter, on a round."""

from msgspec import structs

from ..domain.errors import InvalidInput, NotFound
from ..domain.people import Staff
from ..domain.permissions import role_at
from ..domain.tuning import USUAL, Tuning
from .effects import Enqueue
from .submit import Submitted, place_once, submit
from .told import Submission, is_danger

CHANNELS = ("phone", "counter", "round")


def file(
    submission: Submission,
    *,
    consent: bool,
    staff: Staff,
    secret: bytes,
    now: int,
    enqueue: Enqueue,
    tuning: Tuning = USUAL,
) -> Submitted:
    """Store what a resident told this person; who filed it, and how it came, stays with it.

    Raises InvalidInput naming the field, NotFound for a label of another community. A danger
    is filed without an address that nobody agreed to, and `unread` says so.
    """
    place, community = place_once(submission.place, now=now)
    if role_at(staff, place.community) == "nobody":
        raise NotFound("there is no such label")
    wrong: dict[str, str] = {}
    if submission.channel not in CHANNELS:
        wrong["channel"] = f"Say how it came: {', '.join(CHANNELS)}."
    filed = structs.replace(submission, filed_by=staff.id)
    if submission.contact and not consent:
        if is_danger(submission, community):
            filed = structs.replace(filed, contact="", unread=("consent",))
        else:
            wrong["consent"] = (
                "Please ask whether we may keep this address; without a yes, leave it out."
            )
    if wrong:
        raise InvalidInput(**wrong)
    return submit(filed, prefix="", secret=secret, now=now, enqueue=enqueue, tuning=tuning)
