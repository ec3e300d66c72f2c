"""
Places: many by a line, each with its code and its label; renamed, moved, retired.

New places are one change, which keeps them; it owes `grow` until each is put. The code of a place
follows from the change, so that a second try puts nothing twice.
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Any

from msgspec import Struct, convert, structs

from chalicelib.estate import store as estate
from chalicelib.estate.buildings import apart, completed, names_of
from chalicelib.estate.model import Community, Place, said
from chalicelib.estate.people import Staff
from chalicelib.i18n import msg
from chalicelib.kernel.errors import NotAllowed, NotFound, Stale
from chalicelib.kernel.history import effect
from chalicelib.kernel.ids import PLACE_LENGTH, base32, base32_upper, framed, is_key
from chalicelib.kernel.problems import Problem, Wrong
from chalicelib.kernel.words import N_
from chalicelib.platform.effects import Tools, complete_effect
from chalicelib.platform.storage.connection import ConditionFailed

from . import changes_store as changes
from . import rows
from .change import community_now, mark_undone, must_manage, refuse, revise
from .changes import GROW, PLACES, SHRINK, Author, Change, of_places, plain
from .lines import MOST, Spot, spots

RECENT = 20
"""Changes among which the same key is looked for: a double tap is seconds old."""

FLAT = N_("%(building)s, %(floor)s/F, flat %(flat)s")
FLAT_ALONE = N_("%(building)s, flat %(flat)s")
SPOT = N_("%(building)s, %(floor)s/F, %(name)s")
SPOT_ALONE = N_("%(building)s, %(name)s")


class New(Struct, frozen=True):
    """Places that are to be, in their order, and what new buildings are called."""

    places: list[Place]
    buildings: dict[str, dict[str, str]]


def planned(staff: Staff, code: str, lines: Sequence[str], author: Author) -> New:
    """Return the places that these lines tell of and that are not there yet; nothing is put.

    Raises InvalidInput with every line that is not understood.
    """
    community = community_now(staff, code)
    there = {
        (place.building, place.floor, said(place.name, author.lang))
        for place in estate.places(code, now=author.at)
        if place.retired_at is None
    }
    found, problems = list[Spot](), list[Problem]()
    for number, line in enumerate(lines):
        try:
            found += spots(line) if line.strip() else []
        except Wrong as wrong:
            problems.append(Problem(f"lines.{number}", wrong.problem.said, wrong.problem.values))
    if len(found) > MOST:
        problems.append(Problem("lines", N_("has more than %(most)s places"), {"most": str(MOST)}))
    refuse(problems)
    return _planned(community, found, there, author)


def add(
    staff: Staff, code: str, lines: Sequence[str], author: Author, *, key: str, secret: bytes
) -> Change:
    """Put new places, as one change; what a kill leaves undone the sweep goes on with.

    The same key again gives the same change, however soon.
    """
    must_manage(staff, code)
    if not is_key(key):
        refuse([Problem("Idempotency-Key", N_("needs 22 to 64 letters and digits"))])
    for known in changes.newest(code, before="", limit=RECENT):
        if known.number.endswith(f"-{_nonce(key)}"):
            return known
    new = planned(staff, code, lines, author)
    if not new.places:
        refuse([Problem("lines", N_("has no place that is not there already"))])
    community = community_now(staff, code)
    if new.buildings:
        named = {**community.buildings, **new.buildings}
        revise(community, structs.replace(community, buildings=named), author)
    made = [
        structs.replace(place, code=new_code(secret, key, n), community=code)
        for n, place in enumerate(new.places)
    ]
    rows = [plain(place) for place in made]
    change = of_places(code, rows, made[0].name, author, key=_nonce(key), owes=GROW)
    changes.insert(change)
    _grow(change)
    return complete_effect(change, effect(1, GROW), now=author.at) or change


def take_back(change: Change, author: Author) -> Change:
    """Retire the places that a change made, as one change; those changed since stay."""
    codes = [row["code"] for row in change.fields[PLACES]["to"]]
    for known in changes.newest(change.community, before="", limit=RECENT):
        if known.undoes == change.number:
            return known
    key = _nonce(f"back|{change.number.partition('-')[2]}")
    back = of_places(change.community, codes, change.title, author, key=key, owes=SHRINK)
    changes.insert(back)
    _shrink(back, author.at)
    return complete_effect(back, effect(1, SHRINK), now=author.at) or back


def shrink(change: Change, name: str, *, now: int, tools: Tools) -> None:
    """Retire the places that a kill left out."""
    _shrink(change, now)
    complete_effect(change, name, now=now)


def grow(change: Change, name: str, *, now: int, tools: Tools) -> None:
    """Put the places of a change that a kill left out."""
    _grow(change)
    complete_effect(change, name, now=now)


def change(
    staff: Staff, code: str, patch: Mapping[str, Any], *, version: int, author: Author
) -> Place:
    """Rename a place, move it, or say whose flat it is; the same again changes nothing."""
    before = place_now(staff, code)
    row = {**plain(before), **patch}
    if version != before.writes and row != plain(before):
        raise Stale(before.writes, "changed")
    community = community_now(staff, before.community)
    known = {community.code: community}
    plain_row = {n: v for n, v in row.items() if n not in ("writes", "change") and v is not None}
    refuse(rows.place_problems(plain_row, known))
    after = convert({**plain(before), **plain(rows.place_of(plain_row, now=author.at))}, Place)
    kept = {"writes": before.writes, "change": before.change, "retired_at": before.retired_at}
    return revise(before, structs.replace(after, **kept), author)


def retire(staff: Staff, code: str, author: Author) -> Place:
    """Retire a place: its label is unknown from now on, and its requests stay."""
    before = place_now(staff, code)
    if before.retired_at is not None:
        return before
    return revise(before, structs.replace(before, retired_at=author.at), author)


def place_now(staff: Staff, code: str) -> Place:
    """Return a place of a community that this person manages, as it stands now."""
    found = estate.fresh_place(code)
    if found is None:
        raise NotFound("there is no such place")
    must_manage(staff, found.community)
    if found.replaced_by:
        raise NotAllowed("This label was replaced.", state="replaced")
    return found


def _planned(community: Community, found: Sequence[Spot], there: set[Any], author: Author) -> New:
    buildings = dict(community.buildings)
    fresh: dict[str, dict[str, str]] = {}
    places = []
    for spot in found:
        code = building_code(spot.building, buildings, community.languages, author)
        if code not in community.buildings:
            fresh[code] = buildings[code]
        name = {lang: name_of(spot, buildings[code], lang) for lang in community.languages}
        key = (code, spot.floor, said(name, author.lang))
        if key in there:
            continue
        there.add(key)
        home = home_of(code, spot)
        places.append(
            Place(
                code="",
                community=community.code,
                name=name,
                building=code,
                floor=spot.floor,
                kind="private" if spot.flat else "shared",
                household=home,
            )
        )
    return New(places, fresh)


def building_code(
    name: str, known: dict[str, dict[str, str]], languages: Sequence[str], author: Author
) -> str:
    """Return the code of a building: a known one, by any of its names, or a new one."""
    if found := known_building(name, known, languages):
        return found
    code = re.sub("[^a-z0-9]", "", name.lower())[:20]
    if not code or code in known:
        code = next(f"b{n}" for n in range(1, len(known) + 2) if f"b{n}" not in known)
    known[code] = names_of(name, languages, author.lang)
    return code


def known_building(name: str, known: Mapping[str, dict[str, str]], languages: Sequence[str]) -> str:
    """Return the code of the building that somebody calls so, "" where there is none."""
    for code, names in known.items():
        all_names = completed(names, languages).values()
        if name.casefold() in {code, *(each.casefold() for each in all_names)}:
            return code
    return ""


def home_of(building: str, spot: Spot) -> str:
    """Return the household of a flat, "" for a place of everybody."""
    return f"{building}-{spot.floor}{spot.flat}".lower() if spot.flat else ""


def name_of(spot: Spot, building: dict[str, str], lang: str) -> str:
    """Return what a place is called that a line tells of."""
    values = {
        "building": apart(said(completed(building, [lang]), lang), lang),
        "floor": spot.floor,
        "flat": spot.flat,
        "name": spot.name,
    }
    of_flat, of_spot = (FLAT, SPOT) if spot.floor else (FLAT_ALONE, SPOT_ALONE)
    return " ".join(msg(lang, of_flat if spot.flat else of_spot, **values).split())


def _grow(change: Change) -> None:
    for row in change.fields[PLACES]["to"]:
        estate.insert_place(convert({**row, "change": change.number}, Place))


def _shrink(change: Change, now: int) -> None:
    for code in change.fields[PLACES]["from"]:
        place = estate.fresh_place(code)
        untouched = place and place.retired_at is None and place.change == change.undoes
        if place is None or not untouched:
            continue
        with suppress(ConditionFailed):
            estate.revise(place, structs.replace(place, retired_at=now, change=change.number))
    mark_undone(change)


def _nonce(key: str) -> str:
    return base32(sha256(key.encode()).digest(), 16)


def new_code(secret: bytes, key: str, n: int) -> str:
    """Return the code of the nth place of a change: the same at a second try."""
    made = hmac.digest(secret, framed("place", key, str(n)), "sha256")
    return base32_upper(made, PLACE_LENGTH)
