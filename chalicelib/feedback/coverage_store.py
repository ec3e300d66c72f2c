"""The clock of hearing, one item a community."""

from chalicelib.platform.storage.items import Kind

from .coverage_clock import Hearing

HEARING = "hearing"
CLOCKS = Kind(Hearing, lambda hearing: (f"{hearing.community}-{HEARING}", HEARING))


def insert(hearing: Hearing) -> bool:
    """Put the clock of a community unless it has one; say whether it was put."""
    return CLOCKS.insert(hearing)


def get(community: str) -> Hearing | None:
    return CLOCKS.get(f"{community}-{HEARING}", HEARING)


def save(before: Hearing, after: Hearing) -> Hearing:
    """See Kind.save."""
    return CLOCKS.save(before, after)
