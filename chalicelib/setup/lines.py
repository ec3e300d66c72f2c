"""
Places as managers write them, a line for many: "Tower 1, floors 1 to 32, flats A to H".

    Tower 1, floors 1 to 32, flats A to H              256 flats
    Tower 1, floors 1-40 without 4, 14, 24, flats 1-6  floors that a house leaves out
    第一座，1至32樓，A至H室                              the same in Chinese
    Tower 1, floor G, Lobby                            one place on a floor
    Car park, Gate                                     one place of a building
"""

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

from chalicelib.kernel.problems import Wrong
from chalicelib.kernel.words import N_

MOST = 1_000
"""Places of one line, and of one go: a change keeps them in its row (400 KB)."""

_TO = r"\s*(?:to|-|–|—|~|至|到)\s*"
_END = r"[0-9]{1,3}|[A-Za-z]{1,2}[0-9]{0,2}"
_SPAN = rf"(?P<first>{_END})(?:{_TO}(?P<last>{_END}))?"
_SPAN_BEFORE = rf"(?P<first_>{_END})(?:{_TO}(?P<last_>{_END}))?"
_FLOORS = re.compile(
    rf"(?:floors?\s+{_SPAN}|{_SPAN_BEFORE}\s*[樓楼层層])"
    r"(?:\s*(?:without|except|不含|除)\s*(?P<without>[0-9A-Za-z 、和&]+))?",
    re.IGNORECASE,
)
_FLATS = re.compile(
    rf"(?:(?:flats?|units?|rooms?|室|單位|单元)\s*{_SPAN}"
    rf"|{_SPAN_BEFORE}\s*(?:室|單位|号|號))",
    re.IGNORECASE,
)


class Spot(Struct, frozen=True):
    """One place that a line tells of; a flat has a letter or number, another place a name."""

    building: str
    floor: str = ""
    flat: str = ""
    name: str = ""


def spots(line: str) -> list[Spot]:
    """Return the places that a line tells of, or raise Wrong."""
    building, parts = _parts(line)
    floors, flats, name = [""], list[str](), ""
    for part in parts:
        if found := _FLOORS.fullmatch(part):
            left_out = set(re.findall(r"[0-9A-Za-z]+", found["without"] or ""))
            floors = [each for each in _span(found) if each not in left_out]
        elif found := _FLATS.fullmatch(part):
            flats = list(_span(found))
        elif not name:
            name = part
        else:
            raise Wrong("line", N_("%(given)s is not understood"), given=part[:40])
    if not flats and not name:
        raise Wrong("line", N_("has neither flats nor a place name"))
    if len(floors) * max(1, len(flats)) > MOST:
        raise Wrong("line", N_("has more than %(most)s places"), most=MOST)
    if flats and name:
        raise Wrong("line", N_("%(given)s is not understood"), given=name[:40])
    return [Spot(building, floor, flat, name) for floor in floors for flat in (flats or [""])]


def _parts(line: str) -> tuple[str, list[str]]:
    text = unicodedata.normalize("NFKC", line).strip()
    # A list of floors that are left out is no list of parts.
    kept = re.sub(
        r"(without|except|不含|除)([0-9A-Za-z ,、和&]+)(?=,|$)",
        lambda found: found[1] + _listed(found[2]),
        text,
        flags=re.IGNORECASE,
    )
    building, *parts = [part.strip() for part in kept.split(",") if part.strip()] or [""]
    is_part = _FLOORS.fullmatch(building) or _FLATS.fullmatch(building)
    if not building or len(building) > 40 or is_part:
        raise Wrong("line", N_("begins with the name of a building, then a comma"))
    return building, parts


def _listed(text: str) -> str:
    """Return a list of floors without its commas, and with what follows it as it was."""
    floors, rest = list[str](), list[str]()
    for part in re.split("[,、]", text):
        alone = re.fullmatch(r"\s*(?:[0-9]{1,3}|[A-Za-z]{1,2}[0-9]{0,2})\s*", part)
        (floors if alone and not rest else rest).append(part)
    return " ".join(floors) + "".join(f",{part}" for part in rest)


def _span(found: re.Match[str]) -> Iterator[str]:
    first = found["first"] or found["first_"]
    last = found["last"] or found["last_"] or first
    if first.isdecimal() and last.isdecimal() and int(first) <= int(last):
        yield from (str(number) for number in range(int(first), int(last) + 1))
    elif len(first) == len(last) == 1 and first.isalpha() and first.upper() <= last.upper():
        yield from (chr(code) for code in range(ord(first.upper()), ord(last.upper()) + 1))
    elif first == last:
        yield first.upper()
    else:
        given = f"{first} – {last}"
        raise Wrong("line", N_("%(given)s does not run from a lower to a higher one"), given=given)
