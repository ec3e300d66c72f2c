"""Whatever colour a community has, everybody can read its pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.web.colour import DARK_CARD, DEFAULT, PAPER, contrast, palette
from tests.support import tokens

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_contrast_is_what_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#ffffff", "#ffffff") == 1


@given(COLOURS)
def test_text_on_the_colour_and_the_colour_as_text_can_be_read(colour):
    made = palette(colour)

    assert contrast(made["on_brand"], made["brand"]) >= 4.5
    assert contrast(made["accent"], PAPER) >= 4.5
    assert contrast(made["accent"], "#ffffff") >= 4.5
    assert contrast(made["accent"], made["tint"]) >= 3
    assert contrast(tokens.LIGHT["--soft"], made["tint"]) >= 4.5
    assert contrast(made["dark_accent"], DARK_CARD) >= 6
    assert contrast(made["dark_accent"], made["dark_tint"]) >= 3
    assert contrast(tokens.DARK["--on-accent"], made["dark_accent"]) >= 4.5
    assert contrast(tokens.DARK["--ink"], made["dark_tint"]) >= 4.5


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#12345", "#1234567", "#000}body{x:y"])
def test_what_is_no_colour_is_the_default(colour):
    assert palette(colour)["brand"] == DEFAULT


def test_a_dark_enough_colour_is_left_alone():
    made = palette("#1f5f5b")

    assert (made["brand"], made["on_brand"], made["accent"]) == ("#1f5f5b", "#ffffff", "#1f5f5b")
