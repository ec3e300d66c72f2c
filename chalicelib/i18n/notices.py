"""
What a notice says: subject and text by template; the link to act on stands below the text.

Every text may use %(reference)s (as shown, 7KQ-2M9X), %(topic)s and %(place)s, both in the
language of the notice. A notice never holds a staff name, and
the resident's own words only where it is urgent and goes to who may read them.
"""

from . import N_

NOTICES: dict[str, tuple[str, str]] = {
    "confirm_contact": (
        N_("Please confirm: send request updates here?"),
        N_(
            "%(topic)s, %(place)s, %(sent)s: request %(reference)s asks to send its updates to "
            "this address. Is it yours? Open the link and tap yes. If not, say so there, or "
            "ignore this message."
        ),
    ),
    "home_link": (
        N_("Your link: household needs"),
        N_(
            "Request %(reference)s (%(topic)s, %(place)s, %(sent)s) asked for this link to your "
            "household's needs. It works for two hours. Do not pass it on. If this was not you, "
            "open it and tell us:"
        ),
    ),
    "received": (
        N_("We have received your request %(reference)s"),
        N_("%(topic)s, %(place)s: thank you. We are passing this to the right team. See progress:"),
    ),
    "way_back": (
        N_("Your link to request %(reference)s"),
        N_(
            "%(topic)s, %(place)s: this link opens your request. Please do not pass it on. If "
            "you did not ask for it, ignore this message:"
        ),
    ),
    "in_hand": (
        N_("In progress: %(reference)s"),
        N_("%(topic)s, %(place)s: someone is now working on this. See progress:"),
    ),
    "nobody": (
        N_("Finding someone to help: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: all staff on duty are busy. We are finding someone. See "
            "progress:"
        ),
    ),
    "nobody_until": (
        N_("Our team is back %(resumes)s: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: we have received this. No one is on duty for it now. Our team "
            "is back %(resumes)s. See progress:"
        ),
    ),
    "waiting": (
        N_("We need your answer: request %(reference)s"),
        N_("%(topic)s, %(place)s: our team needs your answer to carry on. Answer here:"),
    ),
    "paused": (
        N_("On hold: %(reference)s"),
        N_("%(topic)s, %(place)s: this is on hold. See why, and until when:"),
    ),
    "visit": (
        N_("Visit agreed: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: we will visit %(visit)s. If the time does not suit you, tell "
            "us here:"
        ),
    ),
    "visit_late": (
        N_("Visit agreed: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: we will visit %(visit)s, as agreed. That is later than we "
            "promised (%(promised)s). If the time does not suit you, tell us here:"
        ),
    ),
    "windows": (
        N_("When can we visit? %(reference)s"),
        N_("%(topic)s, %(place)s: we offer you times for a visit. Please choose one here:"),
    ),
    "coming": (
        N_("On the way to you: %(reference)s"),
        N_("%(topic)s, %(place)s: we are on our way to you. Follow it here:"),
    ),
    "visit_soon": (
        N_("We will visit %(visit)s: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: a reminder that we will visit %(visit)s. If the time no "
            "longer suits you, move or cancel the visit here:"
        ),
    ),
    "called_off": (
        N_("Visit cancelled: %(visit)s (%(reference)s)"),
        N_(
            "%(topic)s, %(place)s: the visit %(visit)s is cancelled. See what happens next, "
            "or ask for another time:"
        ),
    ),
    "visit_staff": (
        N_("Visit %(visit)s: %(place)s"),
        N_(
            "%(topic)s, %(place)s (%(reference)s): you are expected %(visit)s. The file with "
            "this mail puts it into your calendar. Open it here:"
        ),
    ),
    "visit_staff_off": (
        N_("Cancelled: visit %(visit)s, %(place)s"),
        N_("%(topic)s, %(place)s (%(reference)s): the visit %(visit)s is cancelled. Open it here:"),
    ),
    "answered": (
        N_("An answer to your request %(reference)s"),
        N_("%(topic)s, %(place)s: we have answered you. Read it, or reply, here:"),
    ),
    "resolved": (
        N_("Done - please check: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: our team says this is done. Is it fixed? Open the link to "
            "tell us:"
        ),
    ),
    "resolved_so": (
        N_("Done - please check: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: our team says this is done: %(did)s Is it fixed? Open the "
            "link to tell us:"
        ),
    ),
    "declined": (
        N_("We cannot do this: %(reference)s"),
        N_("%(topic)s, %(place)s: sorry, we cannot do this. See why, or reply:"),
    ),
    "reopened": (
        N_("Reopened: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: sorry this is not fixed. We have sent it back to the team. "
            "See progress:"
        ),
    ),
    "retopic": (
        N_("Topic changed: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: we changed the topic and passed this to the right team. You "
            "do not lose your place. See progress:"
        ),
    ),
    "closed": (
        N_("Closed: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: your request is closed. If it is not fixed, tell us and we "
            "will reopen it:"
        ),
    ),
    "check_back": (
        N_("Is it still fixed? %(reference)s"),
        N_("%(topic)s, %(place)s: we fixed this a while ago. Is it still fixed? Tell us here:"),
    ),
    "outage_ended": (
        N_("Is it working again? %(reference)s"),
        N_(
            "%(topic)s, %(place)s: the fault you reported should be fixed. If it is not, tell us "
            "here:"
        ),
    ),
    "measure_planned": (
        N_("You said, we are working on it: %(reference)s"),
        N_(
            "Thank you for your feedback (%(reference)s).\nYou said: %(said)s\nWhat we are "
            "doing: %(did)s\nWe will tell you when it is done. See progress:"
        ),
    ),
    "measure_done": (
        N_("You said, we did: %(reference)s"),
        N_(
            "Thank you for your feedback (%(reference)s).\nYou said: %(said)s\nWe did: %(did)s\n"
            "See this and other feedback:"
        ),
    ),
    "measure_dropped": (
        N_("Our answer to your feedback: %(reference)s"),
        N_(
            "Thank you for your feedback about %(topic)s (%(reference)s). We looked into it and "
            "decided not to do it.\nReason: %(reason)s\nWhat we have done about other feedback:"
        ),
    ),
    "measure_reopened": (
        N_("We have reopened this: %(reference)s"),
        N_(
            "We told you this was done, but it did not work well enough.\nYou said: %(said)s\nWe "
            "have reopened it. See progress:"
        ),
    ),
    "absorbed": (
        N_("Part of a known fault: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: we know about this fault and others have it too. We will tell "
            "you when it is fixed. If yours is different, tell us here:"
        ),
    ),
    "outage_changed": (
        N_("Update on the fault: %(reference)s"),
        N_("%(topic)s, %(place)s: there is an update. Read it here:"),
    ),
    "still_there": (
        N_("Not fixed yet: %(reference)s"),
        N_(
            "%(topic)s, %(place)s: we asked if this was fixed. Others say it is not, so our team "
            "is still working on it. You do not need to do anything. See progress:"
        ),
    ),
}
"""Template to subject and text; those of measures also use %(said)s, %(did)s, %(reason)s,
"resolved_so" %(did)s and those of a visit %(visit)s, "visit_late" %(promised)s."""

VISIT_IN_CALENDAR = N_("Visit: %(topic)s")
VISIT_ABOUT = N_("%(topic)s, %(place)s, request %(reference)s")
"""What a visit is called in a calendar, and what stands under it: others may read it there."""

WEBHOOKS: dict[str, str] = {
    "subject": N_("A webhook was switched off: %(receiver)s"),
    "webhook_failing": N_(
        "%(community)s: for five days %(receiver)s did not accept our messages, so we stopped "
        "sending them. Check the receiver. Then switch the webhook on and send again what it "
        "missed:"
    ),
    "webhook_gone": N_(
        "%(community)s: %(receiver)s told us that this address no longer exists, so we stopped "
        "sending messages there. If it has moved, add a webhook with its new address:"
    ),
}
"""To managers; %(receiver)s is a host alone, for the rest of an address may open something."""

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
    "subject": N_("Jobs waiting for you: %(count)s"),
    "urgent_subject": N_("URGENT: %(what)s, %(place)s"),
    "urgent_more": N_("URGENT: %(what)s, %(place)s, and %(count)s more"),
    "call": N_("Call %(number)s"),
    "call_name": N_("Call %(number)s (%(name)s)"),
    "call_office": N_("No phone number left. Office: %(number)s"),
    "test_subject": N_("Test: this is how we tell you about emergencies"),
    "test": N_("This is a test. Please confirm in the app that it arrived:"),
    "assign": N_("new job for you"),
    "assigned": N_("new job for you"),
    "warning": N_("due soon"),
    "breach": N_("overdue"),
    "overdue": N_("still overdue"),
    "urgent": N_("URGENT, please go now"),
    "flood": N_("%(count)s of this kind here within minutes"),
    "unheard": N_("URGENT: a colleague may not have got the message"),
    "nobody_on_duty": N_("no one is on duty for this"),
    "urged": N_("the resident asks us to hurry"),
    "resume": N_("the resident answered"),
    "reply": N_("the resident answered"),
    "reopened": N_("resident says it is not fixed"),
    "unclean": N_("area not left clean: whoever did the work cleans up today"),
    "cancel": N_("no longer needed"),
    "ask_times": N_("the resident asks for a visit: please offer times"),
    "pick": N_("the resident chose a time for the visit"),
    "call_off": N_("the visit is cancelled"),
    "remind_visit": N_("you are expected there in an hour"),
    "left": N_("unassigned again: the person who had it no longer works here"),
    "retopic": N_("topic changed"),
    "lower": N_("no emergency after all: a colleague checked"),
    "raise": N_("Now URGENT, please go"),
    "heard_nothing": N_("no feedback logged last month: have a word with the team"),
    "thanked": N_("someone thanked you: see it in the app"),
    "measure_decide": N_("a proposed improvement for you to accept or reject"),
    "measure_yours": N_("an improvement assigned to you"),
    "measure_reopened": N_("your improvement did not work: reopened"),
    "measure_warning": N_("an improvement due soon"),
    "measure_breach": N_("an overdue improvement"),
    "measure_overdue": N_("a still overdue improvement"),
    "outage_over": N_("past its expected end: close it or extend it"),
}
"""What a nudge says after reference, place and topic; the first ones head a message, or say
whom to call about what is urgent."""

DIGEST: dict[str, str] = {
    "subject": N_("Good morning. Needs your attention today: %(count)s"),
    "late": N_("Overdue: %(count)s"),
    "unassigned": N_("Unassigned: %(count)s"),
    "reopened": N_("Reopened: %(count)s"),
    "stuck": N_("The system could not finish: %(count)s"),
    "heard_nothing": N_("No feedback logged last month: %(count)s"),
    "more": N_("and %(count)s more on the dashboard"),
}
"""Headings of the daily message by section (reports/send_digest.py), and its subject."""
