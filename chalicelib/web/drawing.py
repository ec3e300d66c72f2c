"""
A page to print, as shapes in millimetres, written as SVG; a PDF is made of that by infra.

Nothing knows how wide a font's letters are, so a line is fitted by what is known of all of
them: a Chinese character is as wide as it is high, a Latin one a little more than half.
"""

import unicodedata
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from msgspec import Struct, field

from chalicelib.kernel.text import clean

LATIN_WIDTH = 0.6
FONTS = {
    "zh-Hans": "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif",
    "zh-Hant": "'Noto Sans CJK HK','Noto Sans HK','PingFang HK','Microsoft JhengHei',sans-serif",
}
PLAIN_FONT = "'Noto Sans CJK SC','Noto Sans',system-ui,sans-serif"


class Box(Struct, frozen=True, kw_only=True):
    """A filled rectangle."""

    x: float
    y: float
    w: float
    h: float
    fill: str = "#000000"


class Line(Struct, frozen=True, kw_only=True):
    """A thin line, as of a crop mark."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.2
    colour: str = "#000000"


class Text(Struct, frozen=True, kw_only=True):
    """One line of text; `y` is its baseline, `size` the height of its letters' box."""

    x: float
    y: float
    size: float
    text: str
    lang: str = "en"
    bold: bool = False
    colour: str = "#1c2326"
    middle: bool = False


Shape = Box | Line | Text


class Page(Struct, kw_only=True):
    """One sheet of paper."""

    width: float
    height: float
    shapes: list[Shape] = field(default_factory=list)


def fitted(text: str, size: float, width: float) -> float:
    """Return the size, at most `size`, at which a text is no wider than `width`."""
    needed = sum(_width(letter) for letter in text) * size
    return size if needed <= width else size * width / needed


def qr(text: str, *, x: float, y: float, side: float) -> list[Shape]:
    """Return the QR code of a text in a square of `side`, its quiet zone included."""
    # Only labels need it.
    import segno

    made = segno.make_qr(text, error="h", boost_error=False)
    rows = list(made.matrix_iter(scale=1, border=4))
    module = side / len(rows)
    shapes: list[Shape] = [Box(x=x, y=y, w=side, h=side, fill="#ffffff")]
    for down, row in enumerate(rows):
        for start, length in _runs(row):
            # A hair taller: between two rows no printer must leave a white line.
            shapes.append(
                Box(x=x + start * module, y=y + down * module, w=length * module, h=module + 0.01)
            )
    return shapes


def svg(page: Page) -> str:
    """Return a page as an SVG file, its letters as text in the fonts that the reader has."""
    size = f'width="{page.width}mm" height="{page.height}mm"'
    box = f'viewBox="0 0 {page.width} {page.height}"'
    body = "\n".join(_SVG[type(shape)](shape) for shape in page.shapes)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box}>\n{body}\n</svg>\n'


def _width(letter: str) -> float:
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else LATIN_WIDTH


def _runs(row: Iterable[int]) -> list[tuple[int, int]]:
    """Return where dark modules begin in a row, and how many stand together."""
    runs: list[tuple[int, int]] = []
    for at, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == at:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((at, 1))
    return runs


def _box(box: Box) -> str:
    at = f'x="{box.x:.3f}" y="{box.y:.3f}" width="{box.w:.3f}" height="{box.h:.3f}"'
    return f'<rect {at} fill="{box.fill}"/>'


def _line(line: Line) -> str:
    at = f'x1="{line.x1:.3f}" y1="{line.y1:.3f}" x2="{line.x2:.3f}" y2="{line.y2:.3f}"'
    return f'<line {at} stroke="{line.colour}" stroke-width="{line.width}"/>'


def _text(text: Text) -> str:
    more = ' font-weight="700"' if text.bold else ""
    more += ' text-anchor="middle"' if text.middle else ""
    font = FONTS.get(text.lang, PLAIN_FONT)
    return (
        f'<text x="{text.x:.3f}" y="{text.y:.3f}" font-size="{text.size:.3f}" fill="{text.colour}"'
        f' font-family="{font}" xml:lang="{text.lang}"{more}>{escape(clean(text.text))}</text>'
    )


_SVG: dict[type[Shape], Callable[[Any], str]] = {Box: _box, Line: _line, Text: _text}
