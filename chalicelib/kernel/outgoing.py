"""
How many messages may go to residents, and where to: what strangers could make us pay for.

An address costs one message before it answers, a text costs money each time: without a
ceiling one form sends thousands (SMS pumping). Nothing here applies to staff or contractors.

    p07a3    addresses asked to confirm: of one neighbourhood of senders and hour, a community
    f07a3    links asked for by number: of one neighbourhood and hour, a community
    t        texts to residents of a community, this day; under "all": of all communities
"""

from collections.abc import Mapping, Sequence

from .limits import KEPT_MS, Keys
from .times import DAY_MS, HOUR_MS

MOST_ADDRESSES = 3
"""For the life of a request."""
MOST_ASKED = 20
"""Addresses that one neighbourhood of senders has us ask in an hour, in one community."""
MOST_FOUND = 10
"""Links that one neighbourhood of senders asks for by number in an hour, in one community."""
MOST_TEXTS = 300
"""Texts to residents of one community in a day; emergencies of staff do not count."""
TEXTS_A_DAY = 1_000
"""Texts to residents of all communities in a day, unless an admin says otherwise."""

LIMIT, COUNTRY, CAME_BACK = "limit", "country", "came_back"
"""Why nothing is sent to an address."""

ALL = "all"

CODES: Mapping[str, str] = {
    "Asia/Hong_Kong": "852",
    "Asia/Macau": "853",
    "Asia/Shanghai": "86",
    "Asia/Urumqi": "86",
    "Asia/Taipei": "886",
    "Asia/Singapore": "65",
    "Asia/Kuala_Lumpur": "60",
    "Asia/Bangkok": "66",
    "Asia/Tokyo": "81",
    "Asia/Seoul": "82",
    "Australia/Sydney": "61",
    "Australia/Melbourne": "61",
    "America/New_York": "1",
    "America/Chicago": "1",
    "America/Los_Angeles": "1",
    "Europe/London": "44",
}
"""Zone to the calling code of its country: where a community without a list sends texts."""


def codes_of(listed: Sequence[str], zone: str) -> list[str]:
    """Return the calling codes of the countries to which a community sends texts."""
    return list(listed) or [CODES[zone]] * (zone in CODES)


def country_of(listed: Sequence[str], zone: str) -> str:
    """Return the calling code of where a community is, as far as its settings say; else ""."""
    return CODES.get(zone) or next(iter(listed), "")


def is_foreign(number: str, codes: Sequence[str]) -> bool:
    """Say whether a number is in none of these countries; a local one is at home."""
    plain = number.removeprefix("+")
    if plain == number and not number.startswith("00"):
        return not codes
    return not plain.removeprefix("00").startswith(tuple(codes))


def asking(community: str, prefix: str, now: int) -> Keys:
    """Return what is counted before an address is asked to confirm."""
    hour = now % DAY_MS // HOUR_MS
    return _keys(community, f"p{hour:02d}{prefix}", now)


def finding(community: str, prefix: str, now: int) -> Keys:
    """Return what is counted when somebody asks for the link to a request by its number."""
    hour = now % DAY_MS // HOUR_MS
    return _keys(community, f"f{hour:02d}{prefix}", now)


def text(community: str, now: int) -> Keys:
    """Return what is counted before a text; the community "all" is every one."""
    return _keys(community, "t", now)


def _keys(community: str, name: str, now: int) -> Keys:
    day = now - now % DAY_MS
    return Keys(f"send#{community}#{day}", (name,), day + KEPT_MS)
