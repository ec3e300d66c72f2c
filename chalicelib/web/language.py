"""In which language, and how large, somebody reads: what they chose, else what their phone asks."""

from collections.abc import Mapping

from msgspec import Struct

from chalicelib.i18n import languages
from chalicelib.i18n.negotiation import negotiate

COOKIE, LARGE_COOKIE = "lang", "large"
YEAR_S = 365 * 24 * 3600


class Reader(Struct, frozen=True):
    """How one person reads; `set_cookies` keeps a choice made with this very request."""

    lang: str
    large: bool = False
    set_cookies: tuple[str, ...] = ()


def reader(
    query: Mapping[str, str], cookies: Mapping[str, str], accept_language: str | None
) -> Reader:
    """Return how this person reads: `?lang=` and `?large=` are choices, which stick."""
    chosen = query.get("lang", "")
    wants = query.get("large", "")
    kept = []
    if chosen in languages():
        kept.append(_cookie(COOKIE, chosen))
    if wants in ("0", "1"):
        kept.append(_cookie(LARGE_COOKIE, wants))
    return Reader(
        lang=negotiate(accept_language, chosen if chosen in languages() else cookies.get(COOKIE)),
        large=(wants or cookies.get(LARGE_COOKIE, "")) == "1",
        set_cookies=tuple(kept),
    )


def _cookie(name: str, value: str) -> str:
    return f"{name}={value}; Path=/; Max-Age={YEAR_S}; SameSite=Lax; Secure; HttpOnly"
