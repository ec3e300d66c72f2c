"""Rows of places: a tower by a line, a spot by its building, or a known one by its label's code."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import structs

from chalicelib.estate import store as estate
from chalicelib.estate.buildings import completed
from chalicelib.estate.model import Place, said
from chalicelib.i18n import msg
from chalicelib.kernel.ids import BadId, normalise_place_code
from chalicelib.kernel.problems import Problem, Wrong
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_
from chalicelib.setup import rows as checked
from chalicelib.setup.building_names import renamed
from chalicelib.setup.changes import COMMUNITY, PLACE, plain
from chalicelib.setup.lines import Spot, spots
from chalicelib.setup.places import building_code, home_of, known_building, name_of

from . import called
from .columns import Line, narrow, words
from .model import ADDED, CHANGED, Deed
from .place_columns import COLUMNS, EVERYBODY, FLAT, KINDS
from .reading import Given, Kind, Reading

MOST = 30_000
"""Places of one file: more than any estate that we know has."""


LONGEST = {"floor": 8, "household": 60}
TWICE = N_("is the same place as row %(row)s")
SOME_CODE = "0" * 14
"""Stands for the code that a new place gets when it is put."""


class Places(Reading):
    """The rows of one file against the places that are there."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        estate.forget()
        found = estate.places(self.community.code, now=self.author.at)
        self.there = {place.code: place for place in found if place.retired_at is None}
        unnamed = {place.building for place in self.there.values() if place.building}
        # A building that nobody named yet is called by its code.
        self._named = {code: {self.author.lang: code} for code in unnamed}
        self._named |= self.community.buildings
        self.buildings = dict(self._named)
        self._known = {key: place for place in self.there.values() for key in _keys(place)}

    def read(self, line: Line) -> Iterator[Problem]:
        try:
            if line.said.get("line"):
                yield from self._many(line)
            elif line.said.get("code"):
                yield from self._labelled(line)
            else:
                yield from self._spot(line, _spot_of(line.said), line.said)
        except Wrong as wrong:
            yield wrong.problem

    def all(self) -> list[Deed]:
        """Return what the rows do; what buildings are called comes first, then their flats."""
        named = [
            Deed(
                COMMUNITY,
                ADDED if code not in self._named else CHANGED,
                said(names, self.author.lang),
                was={f"buildings.{code}": self.community.buildings.get(code)},
                to={f"buildings.{code}": names},
            )
            for code, names in self.buildings.items()
            if names != self._named.get(code)
        ]
        return [*named, *self._follow(), *self.deeds]

    def _follow(self) -> Iterator[Deed]:
        """Yield the new names of places whose building has another one now."""
        moved = {deed.subject for deed in self.deeds if "name" in deed.to}
        for place in self.there.values():
            was, now = self._named.get(place.building), self.buildings.get(place.building)
            if place.code in moved or not was or not now or was == now:
                continue
            name = renamed(place, was, now)
            if name != place.name:
                title = said(place.name, self.author.lang)
                yield Deed(PLACE, CHANGED, title, 0, place.code,
                           was={"name": place.name}, to={"name": name})  # fmt: skip

    def gone(self) -> list[str]:
        """Return the places that are there and not in the file."""
        seen = self.untouched | {deed.subject for deed in self.deeds}
        left = [place for code, place in self.there.items() if code not in seen]
        return sorted(said(place.name, self.author.lang) for place in left)

    def _many(self, line: Line) -> Iterator[Problem]:
        for spot in spots(line.said["line"]):
            found = list(self._spot(line, spot, {}))
            if found:
                # One sentence a row: the next 255 flats would say the same.
                yield Problem("line", found[0].said, found[0].values)
                return

    def _spot(self, line: Line, spot: Spot, cells: Mapping[str, str]) -> Iterator[Problem]:
        row, keys = self._described(spot, cells)
        known = next((self._known[key] for key in keys if key in self._known), None)
        if known is not None:
            yield from self._change(line, known, cells)
            return
        row |= _settled(cells)
        yield from self._twice(line, ("new", *keys[-1]), TWICE)
        yield from self._checked(row, {**row, "code": SOME_CODE})
        if len(self.deeds) >= MOST:
            yield Problem("file", N_("has more than %(most)s places"), {"most": str(MOST)})
            return
        title = said(row["name"], self.author.lang)
        self.deeds.append(Deed(PLACE, ADDED, title, line.number, to={"code": "", **row}))

    def _described(
        self, spot: Spot, cells: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[tuple[str, ...]]]:
        """Return a place as a row, and the keys by which it is found if it is there."""
        building = self._building(spot.building, cells)
        languages = self.community.languages
        names = {lang: name_of(spot, self.buildings[building], lang) for lang in languages}
        home = home_of(building, spot)
        keys: list[tuple[str, ...]] = [
            ("name", building, spot.floor, name.casefold()) for name in names.values()
        ]
        row = {
            "community": self.community.code,
            "name": names,
            "building": building,
            "floor": spot.floor,
            "kind": "private" if spot.flat else "shared",
            "household": home,
        }
        return row, [*keys, ("home", building, home)] if home else keys

    def _labelled(self, line: Line) -> Iterator[Problem]:
        try:
            known = self.there.get(normalise_place_code(narrow(line.said["code"])))
        except BadId:
            known = None
        if known is None:
            yield Problem("code", N_("no place here has this QR label"))
            return
        yield from self._change(line, known, line.said)

    def _change(self, line: Line, known: Place, cells: Mapping[str, str]) -> Iterator[Problem]:
        was = plain(known)
        to: dict[str, Any] = dict(_settled(cells))
        if cells.get("code"):
            # A row without a code is found by these; only its label tells that they moved.
            to |= self._moved(known, cells)
        changed = {field: value for field, value in to.items() if value != was[field]}
        found = list(self._twice(line, known.code, TWICE))
        stored = {n: v for n, v in was.items() if n not in checked.OURS and v is not None}
        found += self._checked(changed, {**stored, **changed})
        yield from found
        if found or not changed:
            self.untouched.add(known.code)
            return
        self.deeds.append(
            Deed(
                PLACE,
                CHANGED,
                said(known.name, self.author.lang),
                line.number,
                known.code,
                was={field: was[field] for field in changed},
                to=changed,
            )
        )

    def _moved(self, known: Place, cells: Mapping[str, str]) -> dict[str, Any]:
        to: dict[str, Any] = {}
        if building := clean(cells.get("building", "")):
            to["building"] = self._building(building, cells)
        if floor := narrow(cells.get("floor", "")):
            to["floor"] = floor
        first = self.community.languages[0]
        if names := words(Line(0, dict(cells)), "name"):
            to["name"] = known.name | {lang or first: name for lang, name in names.items()}
        return to

    def _checked(self, given: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[Problem]:
        for field, most in LONGEST.items():
            if len(given.get(field, "")) > most:
                values = {"most": str(most)}
                yield Problem(field, N_("has more than %(most)s characters"), values)
        yield from checked.place_problems(row, {self.community.code: self.community})

    def _building(self, name: str, cells: Mapping[str, str]) -> str:
        """Return the code of a building, and take in what else a row calls it."""
        languages, first = self.community.languages, self.community.languages[0]
        said = words(Line(0, dict(cells)), "building_name")
        # A file that was put in once still has the name of before.
        by_name = (
            known_building(each, self.buildings, languages) for each in [name, *said.values()]
        )
        code = next(filter(None, by_name), "")
        code = code or building_code(name, self.buildings, languages, self.author)
        if names := {lang or first: name for lang, name in said.items()}:
            usual = completed(self.buildings[code], languages)
            if any(usual.get(lang) != name for lang, name in names.items()):
                self.buildings[code] = usual | names
        return code


def _spot_of(cells: Mapping[str, str]) -> Spot:
    building, floor, flat, name = (
        narrow(cells.get("building", "")),
        narrow(cells.get("floor", "")),
        narrow(cells.get("flat", "")).upper(),
        _named(cells),
    )
    if not building:
        raise Wrong("building", N_("is missing"))
    if not flat and not name:
        raise Wrong("flat", N_("has neither a flat nor a place name"))
    return Spot(building, floor, flat, "" if flat else name)


def _named(cells: Mapping[str, str]) -> str:
    return next(iter(words(Line(0, dict(cells)), "name").values()), "")


def _settled(cells: Mapping[str, str]) -> dict[str, str]:
    """Return what a row says beside where the place is; an empty cell says nothing."""
    found = {}
    if kind := cells.get("kind", ""):
        found["kind"] = called.coded(KINDS, kind)
    if household := clean(cells.get("household", "")):
        found["household"] = household
    return found


def _keys(place: Place) -> Iterator[tuple[str, ...]]:
    for name in place.name.values():
        yield "name", place.building, place.floor, name.casefold()
    if place.household and place.kind == "private":
        yield "home", place.building, place.household


def live(given: Given) -> list[Place]:
    """Return the places of a community that are not retired, as they stand in a building."""
    found = estate.places(given.community.code, now=given.author.at)
    return sorted((place for place in found if place.retired_at is None), key=_in_order)


def rows(given: Given) -> list[dict[str, str]]:
    """Return the places of a community as a template has them, a row each."""
    community, lang = given.community, given.author.lang
    kinds = {"shared": msg(lang, EVERYBODY), "private": msg(lang, FLAT)}
    buildings = {
        code: completed(names, community.languages) for code, names in community.buildings.items()
    }
    return [
        {
            "code": place.code,
            "building": said(buildings.get(place.building, {}), lang) or place.building,
            **_each("building_name", buildings.get(place.building, {})),
            "floor": place.floor,
            **_each("name", place.name),
            "kind": kinds[place.kind],
            "household": place.household,
        }
        for place in live(given)
    ]


def _each(column: str, names: Mapping[str, str]) -> dict[str, str]:
    return {f"{column}.{language}": name for language, name in names.items()}


def _in_order(place: Place) -> tuple[str, bool, int, str, str]:
    number = int(place.floor) if place.floor.isdecimal() else 0
    return place.building, place.floor.isdecimal(), number, place.floor, place.code


def put_code(deed: Deed, code: str) -> Deed:
    """Return the deed of a new place with the code of its label."""
    return structs.replace(deed, subject=code, to={**deed.to, "code": code})


PLACES = Kind(COLUMNS, Places, rows)
