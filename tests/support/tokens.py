"""The design tokens of the pages, as the style sheet has them: colours as #rrggbb."""

import re

from chalicelib.web.render import STATIC

SHEET = STATIC / "shared" / "tokens.css"
VALUE = re.compile(r"(--[a-z-]+): ([^;]+);")


def _colours(css: str) -> dict[str, str]:
    return {name: _long(value) for name, value in VALUE.findall(css) if value.startswith("#")}


def _long(colour: str) -> str:
    return colour if len(colour) > 5 else "#" + "".join(2 * letter for letter in colour[1:])


_LIGHT, _, _DARK = SHEET.read_text().partition("@media")
LIGHT = _colours(_LIGHT)
DARK = LIGHT | _colours(_DARK)
