"""Who notices by mail come from: an address, with a name before it or not."""

import re

BARE = r"[A-Za-z0-9._%+=-]{1,64}@[A-Za-z0-9.-]{3,250}"
PATTERN = rf"{BARE}|[^<>\r\n]{{0,100}}<{BARE}>"
"""What the console takes, too; what it lets through and is none all the same, `wrong` finds."""


def parts(text: str) -> tuple[str, str]:
    """Return the name ("" for none) and the address of a sender.

    A name with commas, as in `Harbour View, Ltd <no-reply@example.com>`, needs no quotes.
    Raises ValueError for what is no address.
    """
    text = text.strip()
    if not re.fullmatch(PATTERN, text):
        raise ValueError("this is no mail address")
    name, _, address = text.rpartition("<")
    name, address = name.strip().strip('"'), address.rstrip(">")
    local, _, domain = address.partition("@")
    labels = domain.split(".")
    if len(labels) < 2 or not all(labels) or not all(local.split(".")):
        raise ValueError("this mail address is not whole")
    return name, address


def wrong(text: str) -> str:
    """Return what is wrong with a sender; empty when nothing is."""
    try:
        parts(text)
    except ValueError as error:
        return str(error)
    return ""
