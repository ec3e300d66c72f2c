"""Every feature, a line each: a new one is its folder, with a `feature.py`, and its name here."""

FEATURES = (
    # Of two timers of one entity the first here is asked first.
    "privacy",
    "cases.requests",
    "cases.tasks",
    "cases.pages",
    "cases.contacts",
    "cases.photos",
    "cases.duplicates",
    "cases.outages",
    "cases.contractors",
    "escalation",
    "notifications",
    "estate",
    "households",
    "feedback",
    "improvements",
    "lessons",
    "recognition",
    "open311",
    "reports",
    "setup",
    "programs.keys",
    "programs.webhooks",
    "setup.sheets",
    "wiring",
)
