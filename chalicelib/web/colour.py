"""Make any community's colour readable: contrast as WCAG 2.2 defines it."""

import re
from colorsys import hls_to_rgb, rgb_to_hls

DEFAULT = "#1f5f5b"
PAPER = "#f7f5f0"
"""The lightest surface a coloured word stands on is white; this one is a little darker."""

DARK_CARD = "#1f272a"
"""The lightest surface of the dark pages (static/shared/tokens.css)."""

TEXT_CONTRAST = 4.5
DARK_TEXT_CONTRAST = 6
TINT = 0.1
DARK_TINT = 0.15

_HEX = re.compile("#[0-9a-fA-F]{6}")
Rgb = tuple[int, int, int]


def palette(colour: str) -> dict[str, str]:
    """Return brand, on_brand (text on it) and accent (text and buttons on paper).

    White or black always reaches 4.58:1 on any colour. The accent is the colour itself,
    darkened until white on it and it on paper both reach 4.5:1. The tint is a breath of the
    accent on white: what stands on it are words in ink and pictures in the accent. On dark pages
    the accent is lightened instead, until it reaches 6:1 on a card.
    """
    brand = colour.lower() if _HEX.fullmatch(colour) else DEFAULT
    on_brand = max(("#ffffff", "#000000"), key=lambda text: contrast(text, brand))
    accent = _darkened(brand)
    dark = _lightened(brand)
    return {
        "brand": brand,
        "on_brand": on_brand,
        "accent": accent,
        "tint": _mixed(accent, "#ffffff", TINT),
        "dark_accent": dark,
        "dark_tint": _mixed(dark, DARK_CARD, DARK_TINT),
    }


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two #rrggbb colours, from 1 to 21."""
    light, dark = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _darkened(colour: str) -> str:
    red, green, blue = _rgb(colour)
    while contrast(colour, PAPER) < TEXT_CONTRAST:
        red, green, blue = (int(part * 0.94) for part in (red, green, blue))
        colour = f"#{red:02x}{green:02x}{blue:02x}"
    return colour


def _lightened(colour: str) -> str:
    """Raise the lightness alone: a colour that is mixed with white looks switched off."""
    hue, lightness, saturation = rgb_to_hls(*(part / 255 for part in _rgb(colour)))
    while contrast(colour, DARK_CARD) < DARK_TEXT_CONTRAST:
        lightness = min(1.0, lightness + 0.02)
        parts = hls_to_rgb(hue, lightness, saturation)
        colour = "#" + "".join(f"{round(part * 255):02x}" for part in parts)
    return colour


def _mixed(colour: str, ground: str, share: float) -> str:
    """Return a colour laid over another one, so much of it."""
    over = zip(_rgb(colour), _rgb(ground), strict=True)
    red, green, blue = (round(below + (part - below) * share) for part, below in over)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
