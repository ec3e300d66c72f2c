"""
Places follow the names of their building: "Tower 8, 2/F, flat A" is "Pearl House, 2/F, flat A".

Only what follows from the name of before does so; what somebody called otherwise stays.
"""

from collections.abc import Mapping

from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.estate.buildings import completed
from chalicelib.estate.model import Place, said
from chalicelib.platform.effects import Tools, complete_effect
from chalicelib.platform.storage.retry import retry

from . import changes_store as changes
from .change import stands
from .changes import Change, is_made
from .lines import Spot
from .places import name_of

_HERE = "\0"
"""Stands for what a place is called beside its building."""

Names = Mapping[str, str]


def rename(change: Change, name: str, *, now: int, tools: Tools) -> None:
    """Give the places of buildings that a change named otherwise their new names."""
    if not change.made and not is_made(change, stands(change)):
        changes.delete(change)
        return
    field = change.fields["buildings"]
    was, to = field["from"] or {}, field["to"]
    moved = {code for code, names in to.items() if code in was and was[code] != names}
    estate.forget()
    for place in estate.places(change.community, now=now):
        if place.building in moved and place.retired_at is None:
            _rename(place.code, was[place.building], to[place.building])
    complete_effect(change, name, now=now)


def _rename(code: str, was: dict[str, str], now: dict[str, str]) -> None:
    def attempt() -> None:
        place = estate.fresh_place(code)
        if place and (names := renamed(place, was, now)) != place.name:
            # It still names the change that made it, which can be taken back.
            estate.revise(place, structs.replace(place, name=names))

    retry(attempt)


def renamed(place: Place, was: dict[str, str], now: dict[str, str]) -> dict[str, str]:
    """Return the names of a place whose building has another name, where they follow from it."""
    return {lang: _renamed(place, lang, name, was, now) for lang, name in place.name.items()}


def _renamed(place: Place, lang: str, name: str, was: dict[str, str], now: dict[str, str]) -> str:
    for building in dict.fromkeys([was.get(lang, ""), said(completed(was, [lang]), lang)]):
        for what in ("flat", "name"):
            spot = Spot(place.building, place.floor, **{what: _HERE})
            before, _, behind = name_of(spot, {lang: building}, lang).partition(_HERE)
            rest = name[len(before) : len(name) - len(behind)]
            if building and rest and name == f"{before}{rest}{behind}":
                return name_of(structs.replace(spot, **{what: rest}), now, lang)
    return name
