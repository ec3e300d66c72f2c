"""Filing for somebody who told us: on the telephone, at the counter, on a round."""

from msgspec import structs

from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import role_at
from chalicelib.kernel.errors import InvalidInput, NotFound
from chalicelib.kernel.tuning import USUAL, Tuning
from chalicelib.kernel.words import N_, Sentence
from chalicelib.platform.effects import Enqueue

from .checks import Submission, is_danger
from .submit import Submitted, place_once, submit

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
    is filed without an address that nobody agreed to, as told on the telephone where nobody
    said how, and `unread` says so.
    """
    place, community = place_once(submission.place, now=now)
    if role_at(staff, place.community) == "nobody":
        raise NotFound("there is no such label")
    filed = structs.replace(submission, filed_by=staff.id)
    wrong, made_to_fit = _wrong(filed, consent=consent)
    if wrong and not is_danger(submission, community):
        raise InvalidInput(**wrong)
    if wrong:
        unread = (*filed.unread, *(name for name in wrong if name not in filed.unread))
        filed = structs.replace(filed, unread=unread, **made_to_fit)
    return submit(filed, prefix="", secret=secret, now=now, enqueue=enqueue, tuning=tuning)


def _wrong(filed: Submission, *, consent: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is wrong, and what to store of a danger instead of it."""
    wrong, instead = dict[str, str](), dict[str, str]()
    if filed.channel not in CHANNELS:
        wrong["channel"] = Sentence(
            "Please choose how they told you: %(known)s.", known=", ".join(CHANNELS)
        )
        instead["channel"] = CHANNELS[0]
    if filed.contact and not consent:
        wrong["consent"] = N_(
            "Please ask if we may keep their contact details, and tick the box. "
            "If not, leave them out."
        )
        instead["contact"] = ""
    return wrong, instead
