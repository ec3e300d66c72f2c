"""
What a notice says: subject and text by template; the link to act on stands below the text.

Every text may use %(reference)s (as shown, 7KQ-2M9X), %(topic)s and %(place)s, both in the
language of the notice. A notice never holds the resident's own words or a staff name.
"""

from . import N_

NOTICES: dict[str, tuple[str, str]] = {
    "confirm_contact": (
        N_("Please confirm: shall we write to you here?"),
        N_(
            "Somebody asked us to send news about request %(reference)s to this address. "
            "If that was you, open the link. If not, do nothing: we will not write again."
        ),
    ),
    "received": (
        N_("We have your request %(reference)s"),
        N_("Thank you. %(topic)s, %(place)s: the right team gets it now. Follow it here:"),
    ),
    "in_hand": (
        N_("Somebody is on it: %(reference)s"),
        N_("%(topic)s, %(place)s: somebody has taken it on. Follow it here:"),
    ),
    "waiting": (
        N_("A question about your request %(reference)s"),
        N_("%(topic)s, %(place)s: the team needs your answer to go on. Please answer here:"),
    ),
    "paused": (
        N_("On hold for now: %(reference)s"),
        N_("%(topic)s, %(place)s: it has to wait a little. Read why, and until when, here:"),
    ),
    "resolved": (
        N_("Done – please check: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: the team says it is done. Is it fixed? "
            "A short yes or no is enough:"
        ),
    ),
    "declined": (
        N_("We cannot do this: %(reference)s"),
        N_("%(topic)s, %(place)s: we are sorry. Read the reason, and answer if you like, here:"),
    ),
    "reopened": (
        N_("Opened again: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: you told us that it is not fixed. We are sorry. "
            "It is with the team again, and the person in charge knows. Follow it here:"
        ),
    ),
    "closed": (
        N_("Closed: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: your request is closed. "
            "If it is not fixed after all, tell us here and we open it again:"
        ),
    ),
    "check_back": (
        N_("Is it still fixed? %(reference)s"),
        N_("%(topic)s, %(place)s: some time has passed. Is it still fixed? Yes or no, here:"),
    ),
    "outage_ended": (
        N_("Is it working again? %(reference)s"),
        N_(
            "%(topic)s, %(place)s: the fault that you told us about should be over. "
            "If it is not over for you, tell us here:"
        ),
    ),
}
"""Template to subject and text."""

NUDGES: dict[str, str] = {
    "subject": N_("Waiting for you: %(count)s"),
    "assign": N_("new for you"),
    "assigned": N_("new for you"),
    "warning": N_("soon due"),
    "breach": N_("late"),
    "overdue": N_("still late"),
    "urgent": N_("URGENT, please go now"),
    "nobody_on_duty": N_("nobody is on duty for this"),
    "urged": N_("the resident asks us to hurry"),
    "resume": N_("the resident answered"),
    "reply": N_("the resident answered"),
    "reopened": N_("not fixed after all"),
    "cancel": N_("no longer needed"),
    "retopic": N_("it is about something else than we thought"),
    "raise": N_("URGENT now, please go"),
}
"""What a nudge says after reference, place and topic; "subject" heads the message."""
