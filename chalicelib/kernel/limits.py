"""
Rate limits of the public form: how many, in how long, and what is counted.

Everything of one place and one day is counted in one item by one update, which tells
the counts it made. An item lives one UTC day and holds a count for each window that
had a submission (names are short: they are stored, and paid for, each time):

    d        the place, this day
    h07      the place, the hour from 07:00
    m451     the place, the 451st minute of the day
    p07a3    the address prefix a3 at this place, the hour from 07:00
    j07      "me too" at this place, the hour from 07:00; these count in nothing else
    w07…     these same words at this place, the hour from 07:00
    r…       this one request: once, however often it is sent again

The update is conditional on every count being below its ceiling: what is refused is not
counted, or one phone that keeps trying would lock its neighbours out. There are at most
1,440 minutes, 24 hours and 24 x 256 prefixes, and two names more for each submission that
was counted, of which a day has a ceiling: an item stays far below what a table takes
however it is flooded. Prefixes and words are keyed hashes that change daily, so the counts
say of nobody where they were or what they wrote. An emergency is counted without condition
and never limited; a store that cannot count limits nobody.
"""

import hmac
import unicodedata
from collections.abc import Iterable, Mapping
from ipaddress import IPv6Address, ip_address, ip_network

from msgspec import Struct, structs

from .ids import framed
from .times import DAY_MS, HOUR_MS, MINUTE_MS

KEPT_MS = 2 * DAY_MS
"""Counts of a day are of no use after it; the table may drop them then."""

IPV4_PREFIX = 24
"""A neighbourhood of addresses: one person moves easily within it."""
IPV6_PREFIX = 56
"""What one household is given."""
PREFIX_LENGTH = 2
"""Hexadecimal digits: 256 prefixes to a place, so that no flood makes the item grow."""
WORDS_LENGTH = 6
"""Hexadecimal digits: two sayings of a place and hour are taken for one in 17 million."""
REQUEST_LENGTH = 8
"""Characters of a request's id: one that is taken for another is stored, and not counted."""


class Limit(Struct, frozen=True):
    """At most `most` in `window_ms`."""

    window_ms: int
    most: int


LIMITS: Mapping[str, Limit] = {
    "m": Limit(MINUTE_MS, 12),
    "h": Limit(HOUR_MS, 120),
    "d": Limit(DAY_MS, 600),
    "p": Limit(HOUR_MS, 20),
    "j": Limit(HOUR_MS, 300),
    "w": Limit(HOUR_MS, 20),
}
"""By the first letter of a count's name; generous, because one stopped lift brings many reports.
Eighteen flats of one house said "there is no heat in my apartment" on the day we replay."""


class Keys(Struct, frozen=True):
    """What one submission counts: the item, the names in it, and when it may go (ms)."""

    item: str
    names: tuple[str, ...]
    expires_at: int


class Allowed(Struct, frozen=True):
    """There is room."""


class Limited(Struct, frozen=True):
    """There was too much; the fullest window makes room in this many seconds."""

    retry_after_s: int
    same_words: bool = False
    """Whether there would be room for other words."""


def address_prefix(address: str, *, secret: bytes, now: int) -> str:
    """Return the short name, today, of the neighbourhood that an address is in.

    What is no address (a gateway that does not say) is one neighbourhood of its own.
    """
    day = str(now // DAY_MS)
    return hmac.digest(secret, framed("prefix", day, _network(address)), "sha256").hex()[
        :PREFIX_LENGTH
    ]


def words_name(words: str, spot: str = "", *, secret: bytes, now: int) -> str:
    """Return the short name, today, of words about a spot of somebody's own, or about none.

    Case, spaces and punctuation make no other words.
    """
    folded = unicodedata.normalize("NFKC", f"{words}{spot}").casefold()
    plain = "".join(character for character in folded if character.isalnum())
    day = str(now // DAY_MS)
    return hmac.digest(secret, framed("words", day, plain), "sha256").hex()[:WORDS_LENGTH]


def keys(place: str, prefix: str, now: int, *, words: str = "", request: str = "") -> Keys:
    """Return what a submission at this place from this prefix counts.

    `words` is the short name of its words; `request` its id: a danger has neither, for
    nothing limits how many of those are counted in a day.
    """
    day = now - now % DAY_MS
    names = list(windows(now, prefix))
    if words:
        names.append(f"w{now % DAY_MS // HOUR_MS:02d}{words}")
    if request:
        names.append(_of_request(request))
    return Keys(f"limit#{place}#{day}", tuple(names), day + KEPT_MS)


def join_keys(place: str, prefix: str, now: int) -> Keys:
    """Return what "me too" at this place counts: a full house taps it, from one address."""
    of_reports = keys(place, prefix, now)
    return structs.replace(of_reports, names=(f"j{now % DAY_MS // HOUR_MS:02d}",))


def windows(now: int, prefix: str) -> tuple[str, ...]:
    """Return the names of the windows that run now."""
    into_day = now % DAY_MS
    hour = f"{into_day // HOUR_MS:02d}"
    return ("d", f"h{hour}", f"m{into_day // MINUTE_MS}", f"p{hour}{prefix}")


def ceilings(names: Iterable[str], limits: Mapping[str, Limit] = LIMITS) -> dict[str, int]:
    """Return what each count must still be below for one more to be counted."""
    of_windows = {name: limits[name[0]].most for name in names if name[0] in limits}
    return of_windows | {name: 1 for name in names if name[0] == "r"}


def is_replay(counts: Mapping[str, int], request: str) -> bool:
    """Say whether this request was counted before."""
    return counts.get(_of_request(request), 0) > 0


def decide(
    counts: Mapping[str, int],
    *,
    now: int,
    emergency: bool = False,
    limits: Mapping[str, Limit] = LIMITS,
) -> Allowed | Limited:
    """Judge the counts, by name, that include (or would include) the submission being judged.

    Without any (the store did not answer) there is room. A count whose letter is not in
    `limits` is not limited.
    """
    if emergency:
        return Allowed()
    full = [
        name[0]
        for name, count in counts.items()
        if name[:1] in limits and count > limits[name[0]].most
    ]
    if not full:
        return Allowed()
    wait = max(_rest_of(limits[letter].window_ms, now) for letter in full)
    return Limited(wait, same_words=full == ["w"])


def _of_request(request: str) -> str:
    return f"r{request[-REQUEST_LENGTH:]}"


def _rest_of(window_ms: int, now: int) -> int:
    """Return the whole seconds until the running window ends, at least one."""
    return -(-(window_ms - now % window_ms) // 1000)


def _network(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    # Without its zone: "fe80::1%eth0" is an address in which no network can be.
    plain = str(known).partition("%")[0]
    length = IPV4_PREFIX if known.version == 4 else IPV6_PREFIX
    return str(ip_network(f"{plain}/{length}", strict=False))
