"""The clock of hearing: once a month it is asked which department heard nothing."""

from chalicelib.kernel.entity import Entity


class Hearing(Entity, frozen=True, kw_only=True):
    """One community's clock, and the reminder that it owes."""

    community: str
    next_at: int | None = None
    changed_at: int


def clocks(hearing: Hearing, now: int) -> list[int | None]:
    """Return when the next look at what was heard is due."""
    return [hearing.next_at]
