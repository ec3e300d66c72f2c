"""
How large each function is and why; the numbers stand in .chalice/config.json.

Memory is also processor: 1,769 MB is one whole virtual CPU. The reasons are written into
the template beside the function, where the console shows them.
"""

from infra.corrections.reading import Template, functions
from infra.say import Refused

REASONS: dict[str, tuple[str, str]] = {
    "APIHandler": (
        "A first visit imports botocore; below 512 MB that alone takes over a second.",
        "API Gateway gives up after 29 s; three tries of one call are over in 9 s.",
    ),
    "StaffHandler": (
        "A poll takes some milliseconds; more memory would cost more than it saves.",
        "API Gateway gives up after 29 s; three tries of one call are over in 9 s.",
    ),
    "Work": (
        "An effect is a handful of table calls, ten messages a batch.",
        "Ten effects with one slow call each; its queue hides a message six times as long.",
    ),
    "Deliver": (
        "Mail servers and chats are waited for, not computed with.",
        "Five messages of at most six seconds each; a lease of the ledger is longer, 60 s.",
    ),
    "Sweep": (
        "Four queries and what is due; most minutes nothing is.",
        "Less than its rhythm of 60 s, so that two runs seldom meet; what is left over goes on "
        "through the queue.",
    ),
    "SweepMore": (
        "As the sweep.",
        "As the sweep.",
    ),
    "CleanPhoto": (
        "A photo of 50 megapixels is 150 MB unpacked, twice while it is turned; and decoding "
        "wants processor.",
        "The largest photo takes 8 s; the rest is for reading and writing 20 MB.",
    ),
    "TakeMail": (
        "A mail of 25 MB is held as it came and unpacked, 200 MB at its most.",
        "Reading the largest takes 2 s; the rest is for fetching it and handing on its photos.",
    ),
    "Admin": (
        "A handful of table calls; a restore goes through a table page by page.",
        "The longest Lambda allows: a restore says where it ended, and goes on with the next run.",
    ),
    "Reconcile": (
        "Reads whole tables in pages and keeps only counts.",
        "The longest Lambda allows: a large company's tables take minutes.",
    ),
}


def say_why_so_large(template: Template) -> None:
    """Write the reasons of memory and timeout beside each function."""
    for name in functions(template):
        if name not in REASONS:
            raise Refused(f"say in infra/corrections/sizes.py why {name} is as large as it is.")
        memory, timeout = REASONS[name]
        kept = template["Resources"][name].setdefault("Metadata", {})
        kept["steward"] = {"memory": memory, "timeout": timeout}
