"""The clock of hearing: once a month it is asked which department heard nothing."""

from msgspec import Struct, field


class Hearing(Struct, frozen=True, kw_only=True):
    """One community's clock, and the reminder that it owes."""

    community: str
    next_at: int | None = None
    version: int = 1
    changed_at: int
    pending: dict[str, int] = field(default_factory=dict)
    tries: int = 0
    due_at: int | None = None
    writes: int = 1
