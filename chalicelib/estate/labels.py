"""
What a QR label says: the address behind it, its serial, and the hours in which people answer.

What may be in capitals is, for a QR code packs them into fewer modules: scheme and host by
their standards, "/Q/" because it is read like "/q/". A path before it stays as it is: API
Gateway knows a stage "v1" and no stage "V1".
"""

import hmac
from collections.abc import Sequence
from urllib.parse import urlsplit

from msgspec import Struct, structs

from chalicelib.kernel.ids import PLACE_LENGTH, base32_upper, framed
from chalicelib.kernel.worktime import Windows

from .model import Place

DAY = 24 * 60


class Opening(Struct, frozen=True):
    """Days of the week (Monday is 0) that have the same windows, in minutes of the day."""

    first: int
    last: int
    windows: Windows

    @property
    def all_day(self) -> bool:
        return self.windows == ((0, DAY),)


def address(base: str, code: str) -> str:
    """Return what the QR code of a label holds, as in HTTPS://EXAMPLE.COM/Q/7KQ2M9X4B8T6WZ."""
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}".upper() + f"{parts.path.rstrip('/')}/Q/{code.upper()}"


def typed(base: str, code: str) -> str:
    """Return the same address for somebody who types it: https://example.com/q/7kq2m9x4b8t6wz."""
    return f"{base.rstrip('/')}/q/{code.lower()}"


def serial(place: Place) -> str:
    """Return what tells one label from the next at the same spot, as in 7KQ2M9X4B8T6WZ-2."""
    return f"{place.code}-{place.version}"


def parted(code: str) -> str:
    """Return a place code as people read it out: 7KQ2 M9X4 B8T6 WZ."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def opening(week: Sequence[Windows]) -> list[Opening]:
    """Return the hours of a week, alike days in a row together, closed days left out."""
    found: list[Opening] = []
    for day, windows in enumerate(week):
        if found and found[-1].last == day - 1 and found[-1].windows == windows:
            found[-1] = structs.replace(found[-1], last=day)
        elif windows:
            found.append(Opening(day, day, windows))
    return found


def clock(minutes: int) -> str:
    """Return a minute of the day as a clock shows it; 24:00 is the end of a day."""
    shown = minutes if minutes == DAY else minutes % DAY
    return f"{shown // 60:02}:{shown % 60:02}"


def successor(place: Place, *, secret: bytes) -> Place:
    """Return the label that replaces this one: the same spot, another code, one version up.

    Its code follows from the old one's, so that rotating twice makes one new label.
    """
    made = hmac.digest(secret, framed("label", place.code, str(place.version)), "sha256")
    code = base32_upper(made, PLACE_LENGTH)
    return structs.replace(
        place, code=code, version=place.version + 1, replaced_by="", retired_at=None
    )
