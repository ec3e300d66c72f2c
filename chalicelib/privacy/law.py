"""
Which law says why we may keep what a person told, by where their community lies.

A name alone, so that whoever reads it can look it up; counsel of the place has the last word.
"""

from chalicelib.i18n import N_

MAINLAND = N_("Law: Personal Information Protection Law of the People's Republic of China")
HONG_KONG = N_("Law: Personal Data (Privacy) Ordinance (Cap. 486)")
EUROPE = N_("Law: General Data Protection Regulation (GDPR)")

BY_ZONE = {"Asia/Shanghai": MAINLAND, "Asia/Urumqi": MAINLAND, "Asia/Hong_Kong": HONG_KONG}
OUTSIDE = {
    "Europe/Moscow",
    "Europe/Istanbul",
    "Europe/Kyiv",
    "Europe/Minsk",
    "Europe/Belgrade",
    "Europe/Zurich",
}
"""Zones of Europe where another law holds."""


def of(zone: str) -> str:
    """Return the message that names the law of a time zone; "" where we name none."""
    if zone in OUTSIDE:
        return ""
    return BY_ZONE.get(zone, EUROPE if zone.startswith("Europe/") else "")
