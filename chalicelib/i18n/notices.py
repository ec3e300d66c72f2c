"""
What a notice says: subject and text by template; the link to act on stands below the text.

Every text may use %(reference)s (as shown, 7KQ-2M9X), %(topic)s and %(place)s, both in the
language of the notice. A notice never holds a staff name, and
the resident's own words only where it is urgent and goes to who may read them.
"""

from . import N_

NOTICES: dict[str, tuple[str, str]] = {
    "confirm_contact": (
        N_("Please confirm: shall we write to you here?"),
        N_(
            "%(topic)s, %(place)s, %(sent)s: request %(reference)s asks that its news come to this "
            "address. Is it yours? Open the link and tap yes. If not, say so there, or do nothing."
        ),
    ),
    "home_link": (
        N_("Your link: what helps at home"),
        N_(
            "Request %(reference)s (%(topic)s, %(place)s, %(sent)s) asked for this link to what "
            "you told us of your home. It works for two hours; do not pass it on. "
            "Was this not you? Open it and say so:"
        ),
    ),
    "received": (
        N_("We have your request %(reference)s"),
        N_("Thank you. %(topic)s, %(place)s: the right team gets it now. Follow it here:"),
    ),
    "way_back": (
        N_("Your link to request %(reference)s"),
        N_(
            "%(topic)s, %(place)s: this link opens your request. Please do not pass it on. "
            "You did not ask for it? Then do nothing:"
        ),
    ),
    "in_hand": (
        N_("Somebody is on it: %(reference)s"),
        N_("%(topic)s, %(place)s: somebody has taken it on. Follow it here:"),
    ),
    "nobody": (
        N_("Nobody is free for it just now: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: nobody on duty is free for it just now. We are looking for "
            "somebody. Follow it here:"
        ),
    ),
    "nobody_until": (
        N_("We go on %(resumes)s: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: we have it, and nobody is on duty for it just now. "
            "The team works again %(resumes)s. Follow it here:"
        ),
    ),
    "waiting": (
        N_("A question about your request %(reference)s"),
        N_("%(topic)s, %(place)s: the team needs your answer to go on. Please answer here:"),
    ),
    "paused": (
        N_("On hold for now: %(reference)s"),
        N_("%(topic)s, %(place)s: it has to wait a little. Read why, and until when, here:"),
    ),
    "visit": (
        N_("We are coming: %(reference)s"),
        N_("%(topic)s, %(place)s: someone comes %(visit)s. Does it not suit you? Tell us here:"),
    ),
    "answered": (
        N_("An answer to your request %(reference)s"),
        N_("%(topic)s, %(place)s: someone wrote to you. Read it, and answer if you like, here:"),
    ),
    "resolved": (
        N_("Done – please check: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: the team says it is done. Is it fixed? "
            "A short yes or no is enough:"
        ),
    ),
    "resolved_so": (
        N_("Done – please check: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: the team says it is done: %(did)s Is it fixed? "
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
            "It is with the team again. Follow it here:"
        ),
    ),
    "retopic": (
        N_("Passed on: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: we looked, and this is what it is about. "
            "The team for it has it now; your waiting time goes on counting. Follow it here:"
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
    "measure_planned": (
        N_("You said, and we are on it: %(reference)s"),
        N_(
            "Thank you for what you told us (%(reference)s).\n"
            "You said: %(said)s\nWhat we do: %(did)s\nWe tell you when it is done. See it here:"
        ),
    ),
    "measure_done": (
        N_("You said, we did: %(reference)s"),
        N_(
            "Thank you for what you told us (%(reference)s).\n"
            "You said: %(said)s\nWe did: %(did)s\nSee it, and what others said, here:"
        ),
    ),
    "measure_dropped": (
        N_("What became of what you said: %(reference)s"),
        N_(
            "Thank you for what you told us about %(topic)s (%(reference)s). "
            "We looked into it, and we will not do it.\nThe reason: %(reason)s\n"
            "What we did about other things:"
        ),
    ),
    "measure_reopened": (
        N_("We are at it again: %(reference)s"),
        N_(
            "We told you that this was done, but it was not enough.\nYou said: %(said)s\n"
            "We have taken it up again. See it here:"
        ),
    ),
    "absorbed": (
        N_("It belongs to a known fault: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: we know of this fault, and others have it too. "
            "We tell you when it is over. If yours is different, tell us here:"
        ),
    ),
    "outage_changed": (
        N_("News about the fault: %(reference)s"),
        N_("%(topic)s, %(place)s: what we know about it has changed. Read it here:"),
    ),
    "still_there": (
        N_("Not solved yet after all: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: we asked you whether it is solved. Others say that it is not, "
            "so the team goes on. You need not do anything. Follow it here:"
        ),
    ),
}
"""Template to subject and text; those of measures also use %(said)s, %(did)s, %(reason)s,
"resolved_so" %(did)s and "visit" %(visit)s."""

INVITATION = (
    N_("Your access to Steward"),
    N_(
        "%(name)s, your user name is %(username)s. For the first time sign in with the password "
        "%(password)s (good for %(days)s days), then choose your own. Keep this page as an app "
        "on your phone:"
    ),
)
"""To a new member of staff; the app's address is the last line."""

NUDGES: dict[str, str] = {
    "subject": N_("Waiting for you: %(count)s"),
    "urgent_subject": N_("URGENT: %(what)s, %(place)s"),
    "urgent_more": N_("URGENT: %(what)s, %(place)s, and %(count)s more"),
    "call": N_("Call %(number)s"),
    "call_name": N_("Call %(number)s (%(name)s)"),
    "call_office": N_("No number was left; the office: %(number)s"),
    "test_subject": N_("Test: so you hear of what is urgent"),
    "test": N_("This is a test. Please say in the app that it arrived:"),
    "assign": N_("new for you"),
    "assigned": N_("new for you"),
    "warning": N_("soon due"),
    "breach": N_("late"),
    "overdue": N_("still late"),
    "urgent": N_("URGENT, please go now"),
    "flood": N_("%(count)s of this kind here within minutes"),
    "unheard": N_("URGENT: a colleague may not have got the message"),
    "nobody_on_duty": N_("nobody is on duty for this"),
    "urged": N_("the resident asks us to hurry"),
    "resume": N_("the resident answered"),
    "reply": N_("the resident answered"),
    "reopened": N_("not fixed after all"),
    "unclean": N_("not left clean: whoever was there cleans up today"),
    "cancel": N_("no longer needed"),
    "left": N_("back in the queue: who had it has left"),
    "retopic": N_("it is about something else than we thought"),
    "lower": N_("no danger after all: a colleague looked"),
    "raise": N_("URGENT now, please go"),
    "heard_nothing": N_(
        "nothing was passed on last month of what people said; a word with the team?"
    ),
    "thanked": N_("somebody thanks you: the words are in your app"),
    "measure_decide": N_("a proposal to accept or to drop"),
    "measure_yours": N_("a measure for you"),
    "measure_reopened": N_("your measure was not enough: open again"),
    "measure_warning": N_("a measure that is soon due"),
    "measure_breach": N_("a measure that is late"),
    "measure_overdue": N_("a measure that is still late"),
    "outage_over": N_("should be over: please end it or give it more time"),
}
"""What a nudge says after reference, place and topic; the first ones head a message, or say
whom to call about what is urgent."""

DIGEST: dict[str, str] = {
    "subject": N_("Good morning. What needs you today: %(count)s"),
    "late": N_("Late: %(count)s"),
    "unassigned": N_("Nobody has it yet: %(count)s"),
    "reopened": N_("Not fixed after all: %(count)s"),
    "stuck": N_("Stuck, the system cannot go on by itself: %(count)s"),
    "heard_nothing": N_("Heard nothing from residents last month: %(count)s"),
    "more": N_("and %(count)s more on the board"),
}
"""Headings of the daily message by section (reports/send_digest.py), and its subject."""
