"""
What a notice says: subject and text by template; the link to act on stands alone below.

Every template may use %(reference)s (7KQ-2M9X), %(topic)s, %(place)s and %(community)s;
the last column says what else its values must hold.
"""

from . import N_, msg, translator

HELLO_FROM = N_("%(community)s, residents' service")

NOTICES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "confirm_contact": (
        N_("Please confirm: shall we write to you here?"),
        N_(
            "Somebody asked us to send news about the request %(reference)s to this address. "
            "If that was you, open the link. If not, do nothing: we will not write again."
        ),
        (),
    ),
    "received": (
        N_("We have your request %(reference)s"),
        N_("Thank you. %(topic)s, %(place)s: the right team gets it now. Follow it here:"),
        (),
    ),
    "in_hand": (
        N_("Somebody is on it: %(reference)s"),
        N_("%(topic)s, %(place)s: %(who)s has taken it on. Follow it here:"),
        ("who",),
    ),
    "waiting": (
        N_("A question about your request %(reference)s"),
        N_("%(topic)s, %(place)s: %(who)s asks: “%(reason)s” Please answer here:"),
        ("who", "reason"),
    ),
    "resolved": (
        N_("Done – please check: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: the team says it is done. Is it fixed? "
            "Your answer counts, a short yes or no is enough:"
        ),
        (),
    ),
    "declined": (
        N_("We cannot do this: %(reference)s"),
        N_("%(topic)s, %(place)s: we are sorry. The reason: “%(reason)s” You can answer here:"),
        ("reason",),
    ),
    "reopened": (
        N_("Opened again: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: you told us that it is not fixed. "
            "We are sorry. It is with the team again, and the person in charge knows."
        ),
        (),
    ),
    "closed": (
        N_("Closed: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: your request is closed. "
            "If it is not fixed after all, tell us here and we open it again:"
        ),
        (),
    ),
    "check_back": (
        N_("Is it still fixed? %(reference)s"),
        N_("%(topic)s, %(place)s: some time has passed. Is it still fixed? Yes or no, here:"),
        (),
    ),
    "outage_ended": (
        N_("Is it working again? %(topic)s"),
        N_(
            "%(topic)s, %(place)s: the fault that you told us about should be over. "
            "If it is not over for you, tell us here:"
        ),
        (),
    ),
}
"""Template to subject, text, and the values that it needs beside the common ones."""

BUNDLE_SUBJECT = (N_("%(n)s task is waiting for you"), N_("%(n)s tasks are waiting for you"))
BUNDLE_LINES: dict[str, str] = {
    "new": N_("New: %(topic)s, %(place)s (%(reference)s)"),
    "warn": N_("Soon due: %(topic)s, %(place)s (%(reference)s)"),
    "late": N_("Late: %(topic)s, %(place)s (%(reference)s)"),
    "urged": N_("The resident asks us to hurry: %(topic)s, %(place)s (%(reference)s)"),
    "reopened": N_("Not fixed after all: %(topic)s, %(place)s (%(reference)s)"),
    "cancelled": N_("No longer needed: %(topic)s, %(place)s (%(reference)s)"),
    "emergency": N_("EMERGENCY: %(topic)s, %(place)s (%(reference)s)"),
    "nobody": N_("Nobody is on duty for this: %(topic)s, %(place)s (%(reference)s)"),
    "thanks": N_("Thanks from a resident: %(reference)s"),
}
"""One line of the bundle that staff get, by what the nudge is about."""


def subject(lang: str, template: str, values: dict[str, str]) -> str:
    return msg(lang, NOTICES[template][0], **values)


def text(lang: str, template: str, values: dict[str, str]) -> str:
    return msg(lang, NOTICES[template][1], **values)


def bundle(lang: str, lines: list[dict[str, str]]) -> tuple[str, str]:
    """Return subject and text of a bundle; each line holds "what" and what its text needs."""
    one, many = BUNDLE_SUBJECT
    head = translator(lang).ngettext(one, many, len(lines)) % {"n": len(lines)}
    return head, "\n".join(msg(lang, BUNDLE_LINES[line["what"]], **line) for line in lines)
