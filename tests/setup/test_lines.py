"""Places as managers write them: a line for many, in English and in Chinese."""

import pytest

from chalicelib.kernel.problems import Wrong
from chalicelib.setup.lines import spots


@pytest.mark.parametrize(
    ("line", "count", "first", "last"),
    [
        ("Tower 1, floors 1 to 32, flats A to H", 256, ("1", "A", ""), ("32", "H", "")),
        ("Tower 1, floors 1-40 without 4, 14, 24, flats 1-6", 222, ("1", "1", ""), ("40", "6", "")),
        ("第一座，1至３２樓，A至H室", 256, ("1", "A", ""), ("32", "H", "")),
        ("第一座，1至5樓不含4、2，A室", 3, ("1", "A", ""), ("5", "A", "")),
        ("Tower 1, floor B1, Car park", 1, ("B1", "", "Car park"), ("B1", "", "Car park")),
        ("Garden, Gate", 1, ("", "", "Gate"), ("", "", "Gate")),
        ("Tower 1, floors 1 to 3, Lift lobby", 3, ("1", "", "Lift lobby"), ("3", "", "Lift lobby")),
    ],
)
def test_a_line_tells_of_places(line, count, first, last) -> None:
    found = spots(line)

    assert len(found) == count
    assert (found[0].floor, found[0].flat, found[0].name) == first
    assert (found[-1].floor, found[-1].flat, found[-1].name) == last


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Tower 1",
        "Tower 1, floors 9 to 2, flats A to B",
        "Tower 1, floors 1 to 999, flats 1 to 99",
        "Tower 1, Lobby, Gate",
        "Tower 1, flats A to H, Lobby",
        ", floors 1 to 2, flats A",
    ],
)
def test_a_line_that_is_not_understood_is_refused(line) -> None:
    with pytest.raises(Wrong):
        spots(line)
