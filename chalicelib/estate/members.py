"""Who works where: one record per login and community, as the estate table stores it."""

from msgspec import Struct, field


class Member(Struct, frozen=True, kw_only=True):
    """What one login may do in one community, and how to reach its owner."""

    login: str
    """`<issuer>#<subject>` as the identity provider says it."""
    id: str
    name: str
    company: str
    community: str
    role: str
    """"staff", "lead", "manager" or "admin"."""
    departments: list[str] = field(default_factory=list)
    on_duty: bool = False
    disabled: bool = False
    language: str = "en"
    languages: list[str] = field(default_factory=list)
    channel: str = "email"
    address: str = ""
    manager: str = ""
    """The id of this person's own manager, where there is more than one."""
    open_cap: int = 8
    """Assign mode gives nobody more open tasks than this."""
    writes: int = 0
    """The optimistic lock of whoever changes it on the board."""
    change: str = ""
