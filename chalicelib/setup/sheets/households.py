"""Rows of households: a flat, known by its label or by where it is, and whose household it is."""

from collections.abc import Iterator, Mapping

from chalicelib.estate.model import said
from chalicelib.kernel.problems import Problem
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_
from chalicelib.setup.lines import Spot

from . import called, place_columns, places
from .columns import Line
from .model import Deed
from .reading import Given, Kind

COLUMNS = (*place_columns.OF_A_SPOT, place_columns.OF_A_HOUSEHOLD)


class Households(places.Places):
    """The rows of one file against the flats that are there; it makes none and moves none."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self.there = {code: each for code, each in self.there.items() if each.kind == "private"}
        self._known = {key: each for key, each in self._known.items() if each.kind == "private"}

    def read(self, line: Line) -> Iterator[Problem]:
        if not clean(line.said.get("household", "")):
            yield called.missing("household")
            return
        said = {n: cell for n, cell in line.said.items() if n in ("code", "household")}
        yield from super().read(Line(line.number, said) if said.get("code") else line)

    def all(self) -> list[Deed]:
        return self.deeds

    def _spot(self, line: Line, spot: Spot, cells: Mapping[str, str]) -> Iterator[Problem]:
        _, keys = self._described(spot, cells)
        known = next((self._known[key] for key in keys if key in self._known), None)
        if known is None:
            yield Problem("flat", N_("there is no such flat; put it in with the places first"))
            return
        yield from self._change(line, known, cells)


def rows(given: Given) -> list[dict[str, str]]:
    """Return the flats of a community as a template has them, a row each."""
    return [
        {name: row.get(name, "") for name in ("code", "building", "floor", "household")}
        | {"flat": said(place.name, given.author.lang)}
        for place, row in zip(places.live(given), places.rows(given), strict=True)
        if place.kind == "private"
    ]


HOUSEHOLDS = Kind(COLUMNS, Households, rows)
