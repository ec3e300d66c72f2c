"""What codes are called in a file that people open: the same words as on the screen."""

from chalicelib.kernel.words import N_

PRIORITIES = {
    "urgent": N_("Urgent"),
    "high": N_("High"),
    "normal": N_("Normal"),
    "low": N_("Low"),
}

TASKS = {
    "open": N_("Open"),
    "claimed": N_("Accepted"),
    "working": N_("In progress"),
    "paused": N_("On hold"),
    "waiting": N_("Waiting for the resident"),
    "done": N_("Done"),
    "handed_over": N_("Transferred"),
    "declined": N_("Cannot be done"),
    "cancelled": N_("Cancelled"),
}

MEASURES = {
    "proposed": N_("Proposed"),
    "accepted": N_("Approved"),
    "doing": N_("Under way"),
    "done": N_("Done, being watched"),
    "verified": N_("Confirmed working"),
    "dropped": N_("Rejected"),
}

ROLES = {
    "staff": N_("Staff"),
    "lead": N_("Supervisor"),
    "manager": N_("Manager"),
    "admin": N_("Administrator"),
}

WAYS = {
    "tested": N_("Tested"),
    "untested": N_("Not tested"),
    "failed": N_("Test failed"),
    "missing": N_("No contact details"),
}

YES, NO = N_("Yes"), N_("No")
