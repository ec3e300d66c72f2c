"""One file of design tokens: every sheet speaks by them, and they can be read in light and dark."""

import re

import pytest

from chalicelib.web.colour import DARK_CARD, PAPER, contrast
from chalicelib.web.render import STATIC
from tests.support import tokens

TEXTS = ("--ink", "--soft", "--accent", "--red", "--green", "--amber")
GROUNDS = ("--paper", "--card")
ON = [
    ("--on-brand", "--brand"), ("--on-accent", "--accent"), ("--on-red", "--red"),
    ("--red", "--red-paper"), ("--ink", "--red-paper"), ("--green", "--green-paper"),
    ("--ink", "--green-paper"), ("--ink", "--sand"), ("--red", "--sand"), ("--ink", "--tint"),
    ("--on-sheet", "--sheet"), ("--on-sheet-soft", "--sheet"),
]  # fmt: skip


def sheets() -> dict[str, str]:
    found = {path.name: path.read_text() for path in STATIC.rglob("*.css")}
    return {name: re.sub(r"/\*.*?\*/", "", css, flags=re.S) for name, css in found.items()}


@pytest.mark.parametrize("colours", [tokens.LIGHT, tokens.DARK], ids=["light", "dark"])
def test_what_is_written_can_be_read(colours: dict[str, str]) -> None:
    for text, ground in [*((text, ground) for text in TEXTS for ground in GROUNDS), *ON]:
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for ground in GROUNDS:
        assert contrast(colours["--edge"], colours[ground]) >= 3, ground


def test_no_other_sheet_names_a_colour() -> None:
    for name, css in sheets().items():
        if name not in (tokens.SHEET.name, "uplot.css"):
            assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^;]*\{)|rgba?\(|hsla?\(", css) == [], name


def test_every_token_that_is_used_is_there_and_none_is_idle() -> None:
    css = "".join(sheets().values())
    made = set(re.findall(r"(--[a-z-]+):", sheets()[tokens.SHEET.name]))

    assert set(re.findall(r"var\((--[a-z-]+)", css)) == made


def test_what_is_computed_has_the_colours_of_the_tokens() -> None:
    assert (tokens.LIGHT["--paper"], tokens.DARK["--card"]) == (PAPER, DARK_CARD)
