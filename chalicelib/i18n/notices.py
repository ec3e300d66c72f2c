"""
What a notice says: subject and text by template; the link to act on stands below the text.

Every text may use %(reference)s (as shown, 7KQ-2M9X), %(topic)s and %(place)s, both in the
language of the notice. A notice never holds the resident's own words or a staff name.
"""

from collections.abc import Iterable, Mapping

from . import N_, msg, plural

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

BUNDLE = (N_("%(n)s task is waiting for you"), N_("%(n)s tasks are waiting for you"))

_NEW = N_("New for you: %(topic)s, %(place)s (%(reference)s)")
_LATE = N_("Late: %(topic)s, %(place)s (%(reference)s)")

BUNDLE_LINES: dict[str, str] = {
    "assign": _NEW,
    "assigned": _NEW,
    "warning": N_("Soon due: %(topic)s, %(place)s (%(reference)s)"),
    "breach": _LATE,
    "overdue": _LATE,
    "urgent": N_("URGENT: %(topic)s, %(place)s (%(reference)s)"),
    "nobody_on_duty": N_("Nobody is on duty for this: %(topic)s, %(place)s (%(reference)s)"),
    "urged": N_("The resident asks us to hurry: %(topic)s, %(place)s (%(reference)s)"),
    "resume": N_("The resident answered: %(topic)s, %(place)s (%(reference)s)"),
    "cancel": N_("No longer needed: %(topic)s, %(place)s (%(reference)s)"),
}
"""One line of the message that staff get, by what the nudge is about."""

_OTHER = N_("Please look: %(topic)s, %(place)s (%(reference)s)")


def subject(lang: str, template: str, values: Mapping[str, str]) -> str:
    return msg(lang, NOTICES[template][0], **values)


def text(lang: str, template: str, values: Mapping[str, str]) -> str:
    return msg(lang, NOTICES[template][1], **values)


def bundle(lang: str, lines: Iterable[Mapping[str, str]]) -> tuple[str, str]:
    """Return subject and text of a bundle; each line holds "what" and what its text needs."""
    said = [msg(lang, BUNDLE_LINES.get(line["what"], _OTHER), **line) for line in lines]
    return plural(lang, *BUNDLE, len(said)), "\n".join(said)
