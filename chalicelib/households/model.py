"""
Households: what helps when we come, call or rescue, told by the resident and by nobody else.

Each preference has a purpose, who may see it for that purpose, a consent and an end. There is
no field for family, income, hobbies or opinions, and none for words of one's own: what is not
in ASKS cannot be kept. A household is whoever confirmed one address in one community.
"""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.words import N_, Sentence

KEPT_MS = 365 * DAY_MS
"""How long a consent lasts; telling it again renews it."""
SENSITIVE_KEPT_MS = 180 * DAY_MS

VISIT, REACH, RESCUE = "visit", "reach", "rescue"

PURPOSES: Mapping[str, str] = {
    VISIT: N_("When we visit your home"),
    REACH: N_("When we contact you"),
    RESCUE: N_("In an emergency at your home"),
}
"""What a preference is for, and the heading under which a resident finds it."""

SEEN_BY: Mapping[str, str] = {
    VISIT: N_("Only the people who come to your home can see this."),
    REACH: N_("Only the people who deal with your request and need to contact you can see this."),
    RESCUE: N_("Only the people who come to you in an emergency can see this."),
}

NOTHING, HOURS, LANGUAGE = "", "hours", "language"

LANGUAGES: Mapping[str, str] = {
    "yue": N_("Cantonese"),
    "cmn": N_("Mandarin"),
    "en": N_("English (spoken)"),
    "tl": N_("Filipino"),
    "id": N_("Indonesian"),
    "hi": N_("Hindi"),
    "ja": N_("Japanese"),
    "ko": N_("Korean"),
}

_HOURS = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


class Ask(Struct, frozen=True):
    """One thing that a resident can ask us to know."""

    code: str
    name: str
    purpose: str
    sensitive: bool = False
    """Of health, of living alone, of a child: it needs a consent of its own, and ends sooner."""
    takes: str = NOTHING
    """What more it says: nothing, hours ("13:00-14:30") or a language."""


ASKS: Mapping[str, Ask] = {
    ask.code: ask
    for ask in (
        Ask("knock", N_("Please knock loudly"), VISIT),
        Ask("quiet", N_("Please do not ring between these hours"), VISIT, takes=HOURS),
        Ask("call_first", N_("Please call before you come"), VISIT),
        Ask("shoes", N_("Please take off or cover your shoes"), VISIT),
        Ask("pet", N_("There is a pet"), VISIT),
        Ask("language", N_("Our language"), REACH, takes=LANGUAGE),
        Ask("large_print", N_("Please write in large letters"), REACH),
        Ask("call", N_("Please call; we do not read messages"), REACH),
        Ask("wheelchair", N_("Someone uses a wheelchair or a walker"), VISIT, sensitive=True),
        Ask("hearing", N_("Someone is deaf or hard of hearing"), VISIT, sensitive=True),
        Ask("sight", N_("Someone is blind or partially sighted"), VISIT, sensitive=True),
        Ask("child", N_("A small child may open the door"), VISIT, sensitive=True),
        Ask("alone", N_("Someone lives here alone"), RESCUE, sensitive=True),
        Ask("device", N_("Someone depends on a medical device"), RESCUE, sensitive=True),
        Ask("walk", N_("Someone cannot use the stairs"), RESCUE, sensitive=True),
    )
}


class Preference(Struct, frozen=True, kw_only=True):
    """One thing that a household asked us to know, with its consent."""

    community: str
    household: str
    """The keyed hash of the address that was confirmed; it does not give the address."""
    code: str
    value: str = ""
    consent_at: int
    expires_at: int
    kept_at: int = 0
    """When something else was taken back and this was not (epoch ms); 0: never yet."""


class Home(Entity, frozen=True, kw_only=True):
    """The clock of a household: when the next of its consents ends."""

    id: str
    community: str
    household: str
    expires_at: int
    forgotten_at: int | None = None
    """When something was last taken back: what was told before it must not come back."""


FORGOTTEN_KEPT_MS = 40 * DAY_MS
"""Longer than a table can be restored to (35 days)."""


def is_gone(preference: Preference, home: Home) -> bool:
    """Say whether a preference was taken back, whatever a restore put there."""
    told = preference.kept_at or preference.consent_at
    return home.forgotten_at is not None and told < home.forgotten_at


def wrong(code: str, value: str, consent: bool) -> dict[str, str]:
    """Return what is wrong with a preference, by field; nothing when it can be kept."""
    ask = ASKS.get(code)
    if ask is None:
        return {"code": N_("There is nothing of that name to tell us.")}
    found: dict[str, str] = {}
    if ask.takes == HOURS and _HOURS.fullmatch(value) is None:
        found["value"] = N_("Two times, as 13:00-14:30.")
    if ask.takes == LANGUAGE and value not in LANGUAGES:
        found["value"] = Sentence("One of %(known)s.", known=", ".join(LANGUAGES))
    if ask.takes == NOTHING and value:
        found["value"] = N_("Nothing more is needed here.")
    if not consent:
        found["consent"] = N_("We keep this only if you agree to it.")
    return found


def expires_at(code: str, now: int) -> int:
    """Return when a consent that is given now ends."""
    return now + (SENSITIVE_KEPT_MS if ASKS[code].sensitive else KEPT_MS)


def current(preferences: Iterable[Preference], now: int) -> list[Preference]:
    """Return those whose consent has not ended: a comparison, whatever is still stored."""
    order = list(ASKS)
    good = [each for each in preferences if each.expires_at > now and each.code in ASKS]
    return sorted(good, key=lambda each: order.index(each.code))


def fits(code: str, *, at_home: bool, urgent: bool) -> bool:
    """Say whether a preference may be seen for a task.

    `at_home`: the task is in the household's home and not in a shared place. `urgent`: it is
    an emergency. What is for reaching people fits every task that somebody has.
    """
    purpose = ASKS[code].purpose
    if purpose == RESCUE:
        return urgent
    return at_home if purpose == VISIT else True


def clocks(home: Home, now: int) -> list[int | None]:
    """Return when its next consent ends."""
    return [home.expires_at]
