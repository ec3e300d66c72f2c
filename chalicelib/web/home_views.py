"""What helps at home: what its pages need to be told."""

from typing import ClassVar

from msgspec import Struct, field

from .views import View


class Wish(Struct, frozen=True, kw_only=True):
    """One thing a household can tell us; with `until` it was told."""

    code: str
    name: str
    takes: str = ""
    """Nothing, "hours" or "language"."""
    sensitive: bool = False
    value: str = ""
    until: int | None = None
    wrong: list[str] = field(default_factory=list)


class Wishes(Struct, frozen=True, kw_only=True):
    """The wishes of one purpose, and who sees them."""

    name: str
    seen_by: str
    wishes: list[Wish]


class Home(View, frozen=True, kw_only=True):
    """What helps at home: told, seen and taken back by the resident."""

    template: ClassVar[str] = "home.html"

    until: int
    """When the link that opened this page ends."""
    key: str
    token: str
    groups: list[Wishes]
    spoken: list[tuple[str, str]]
    saved: str = ""
    errors: list[str] = field(default_factory=list)


class HomeLink(View, frozen=True, kw_only=True):
    """What helps at home, asked for from a request: its own link is sent to the address."""

    template: ClassVar[str] = "home_link.html"

    reference: str
    key: str
    token: str
    address: str
    """Masked; "" when none was confirmed yet, so that nothing can be kept."""
    saved: str = ""
