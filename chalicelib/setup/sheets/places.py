"""Rows of places: a tower by a line, a spot by its building, or a known one by its label's code."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import structs

from chalicelib.estate.model import Community, Place, said
from chalicelib.i18n import msg
from chalicelib.kernel.ids import BadId, normalise_place_code
from chalicelib.kernel.problems import Problem, Wrong
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_
from chalicelib.setup import rows
from chalicelib.setup.changes import COMMUNITY, PLACE, Author, plain
from chalicelib.setup.lines import Spot, spots
from chalicelib.setup.places import building_code, home_of, name_of

from .columns import LANGUAGES, Line, narrow
from .model import ADDED, CHANGED, Deed

MOST = 30_000
"""Places of one file: more than any estate that we know has."""

EVERYBODY, FLAT = N_("for everybody"), N_("a flat")

KIND_WORDS = {
    "shared": "shared", "public": "shared", "for everybody": "shared", "公共": "shared",
    "公用": "shared", "公眾": "shared", "公众": "shared", "private": "private", "flat": "private",
    "a flat": "private", "home": "private", "私人": "private", "住宅": "private",
    "單位": "private", "单位": "private", "住戶": "private", "住户": "private",
    **{msg(lang, EVERYBODY).casefold(): "shared" for lang in LANGUAGES},
    **{msg(lang, FLAT).casefold(): "private" for lang in LANGUAGES},
}  # fmt: skip

LONGEST = {"floor": 8, "household": 60}
SOME_CODE = "0" * 14
"""Stands for the code that a new place gets when it is put."""


class Reading:
    """The rows of one file against the places that are there."""

    def __init__(self, community: Community, there: Iterable[Place], author: Author) -> None:
        self.community = community
        self.author = author
        self.there = {place.code: place for place in there if place.retired_at is None}
        unnamed = {place.building for place in self.there.values() if place.building}
        # A building that nobody named yet is called by its code.
        self._named = {code: {author.lang: code} for code in unnamed} | community.buildings
        self.buildings = dict(self._named)
        self.untouched: dict[str, Place] = {}
        self.deeds: list[Deed] = []
        self._rows: dict[Any, int] = {}
        self._known = {key: place for place in self.there.values() for key in _keys(place)}

    def read(self, line: Line) -> Iterator[Problem]:
        """Take in one row; yield what is wrong with it."""
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
        """Return what the rows do; what new buildings are called comes first."""
        fresh = {code: names for code, names in self.buildings.items() if code not in self._named}
        if not fresh:
            return self.deeds
        title = ", ".join(said(names, self.author.lang) for names in fresh.values())
        told = Deed(COMMUNITY, CHANGED, title, was={"buildings": {}}, to={"buildings": fresh})
        return [told, *self.deeds]

    def gone(self) -> list[str]:
        """Return the places that are there and not in the file."""
        seen = self.untouched.keys() | {deed.subject for deed in self.deeds}
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
        building = building_code(spot.building, self.buildings, self.author)
        languages = self.community.languages
        names = {lang: name_of(spot, self.buildings[building], lang) for lang in languages}
        home = home_of(building, spot)
        keys: list[tuple[str, ...]] = [
            ("name", building, spot.floor, name.casefold()) for name in names.values()
        ]
        keys += [("home", building, home)] if home else []
        known = next((self._known[key] for key in keys if key in self._known), None)
        if known is not None:
            yield from self._change(line, known, cells)
            return
        row = {
            "community": self.community.code,
            "name": names,
            "building": building,
            "floor": spot.floor,
            "kind": "private" if spot.flat else "shared",
            "household": home,
        } | _settled(cells)
        yield from self._twice(line, ("new", *keys[-1]))
        yield from self._checked(row, {**row, "code": SOME_CODE})
        if len(self.deeds) >= MOST:
            yield Problem("file", N_("has more than %(most)s places"), {"most": str(MOST)})
            return
        title = said(names, self.author.lang)
        self.deeds.append(Deed(PLACE, ADDED, title, line.number, to={"code": "", **row}))

    def _labelled(self, line: Line) -> Iterator[Problem]:
        try:
            known = self.there.get(normalise_place_code(narrow(line.said["code"])))
        except BadId:
            known = None
        if known is None:
            yield Problem("code", N_("no place here has this label"))
            return
        yield from self._change(line, known, line.said)

    def _change(self, line: Line, known: Place, cells: Mapping[str, str]) -> Iterator[Problem]:
        was = plain(known)
        to: dict[str, Any] = dict(_settled(cells))
        if cells.get("code"):
            # A row without a code is found by these; only its label tells that they moved.
            to |= self._moved(known, cells)
        changed = {field: value for field, value in to.items() if value != was[field]}
        found = list(self._twice(line, known.code))
        stored = {n: v for n, v in was.items() if n not in rows.OURS and v is not None}
        found += self._checked(changed, {**stored, **changed})
        yield from found
        if found or not changed:
            self.untouched[known.code] = known
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
            to["building"] = building_code(building, self.buildings, self.author)
        if floor := narrow(cells.get("floor", "")):
            to["floor"] = floor
        first = self.community.languages[0]
        for column, cell in cells.items():
            field, _, lang = column.partition(".")
            if field == "name" and cell:
                to["name"] = {**to.get("name", known.name), lang or first: clean(cell)}
        return to

    def _checked(self, given: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[Problem]:
        for field, most in LONGEST.items():
            if len(given.get(field, "")) > most:
                values = {"most": str(most)}
                yield Problem(field, N_("has more than %(most)s characters"), values)
        yield from rows.place_problems(row, {self.community.code: self.community})

    def _twice(self, line: Line, key: Any) -> Iterator[Problem]:
        before = self._rows.setdefault(key, line.number)
        if before != line.number:
            yield Problem("row", N_("says the same place as row %(row)s"), {"row": str(before)})


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
        raise Wrong("flat", N_("says no flat and no name of a place"))
    return Spot(building, floor, flat, "" if flat else name)


def _named(cells: Mapping[str, str]) -> str:
    names = (cell for column, cell in cells.items() if column.partition(".")[0] == "name")
    return next((said for name in names if (said := clean(name))), "")


def _settled(cells: Mapping[str, str]) -> dict[str, str]:
    """Return what a row says beside where the place is; an empty cell says nothing."""
    found = {}
    if kind := narrow(cells.get("kind", "")).casefold():
        found["kind"] = KIND_WORDS.get(kind, kind)
    if household := clean(cells.get("household", "")):
        found["household"] = household
    return found


def _keys(place: Place) -> Iterator[tuple[str, ...]]:
    for name in place.name.values():
        yield "name", place.building, place.floor, name.casefold()
    if place.household and place.kind == "private":
        yield "home", place.building, place.household


def as_rows(community: Community, there: Iterable[Place], lang: str) -> list[dict[str, str]]:
    """Return the places of a community as a template has them, a row each."""
    live = [place for place in there if place.retired_at is None]
    buildings = {code: said(names, lang) for code, names in community.buildings.items()}
    words = {"shared": msg(lang, EVERYBODY), "private": msg(lang, FLAT)}
    return [
        {
            "code": place.code,
            "building": buildings.get(place.building, place.building),
            "floor": place.floor,
            **{f"name.{language}": name for language, name in place.name.items()},
            "kind": words[place.kind],
            "household": place.household,
        }
        for place in sorted(live, key=_in_order)
    ]


def _in_order(place: Place) -> tuple[str, bool, int, str, str]:
    number = int(place.floor) if place.floor.isdecimal() else 0
    return place.building, place.floor.isdecimal(), number, place.floor, place.code


def put_code(deed: Deed, code: str) -> Deed:
    """Return the deed of a new place with the code of its label."""
    return structs.replace(deed, subject=code, to={**deed.to, "code": code})
