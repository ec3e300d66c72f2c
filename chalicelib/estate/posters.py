"""The poster and the label sheet of a place: what stands where on the paper, in millimetres."""

from collections.abc import Sequence

from chalicelib.i18n import N_, dates, languages, msg
from chalicelib.web.colour import palette
from chalicelib.web.drawing import Box, Line, Page, Shape, Text, fitted, qr

from .labels import Opening, address, clock, opening, parted, serial, typed
from .model import Community, Place, said

A4 = (210.0, 297.0)
MARGIN = 7.0
"""What printers leave white; crop marks stand here."""
MARK = 3.2
"""How far a crop mark reaches out from its corner."""

LABEL = (92.0, 64.0)
NEAR, GUTTER = 0.8, 7.0
COLUMNS, ROWS = 2, 4
PER_SHEET = COLUMNS * ROWS

INK, SOFT, RED, RULE = "#1c2326", "#4f585d", "#a8201a", "#d8d4ca"

ASK = N_("Problem here? Scan to tell us.")
HOW = N_("Scan and tell us in one sentence. No app needed.")


def poster(place: Place, community: Community, *, base: str, now: int) -> Page:
    """Return the A4 poster of one place."""
    width, height = A4
    page = Page(width=width, height=height)
    langs = langs_of(community)
    page.shapes += _band(community, langs)
    page.shapes += _headlines(langs)
    side = 118.0
    page.shapes += qr(address(base, place.code), x=(width - side) / 2, y=100, side=side)
    page.shapes += _place(place, langs)
    page.shapes += _help(community, langs)
    page.shapes += _small_print(place, community, base, now, y=height - 9.5)
    page.shapes += _marks(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN)
    return page


def sheets(places: Sequence[Place], community: Community, *, base: str, now: int) -> list[Page]:
    """Return the labels of these places on A4 sheets, eight on each, with crop marks."""
    pages = []
    step_x, step_y = LABEL[0] + GUTTER, LABEL[1] + GUTTER
    left = (A4[0] - COLUMNS * step_x + GUTTER) / 2
    top = (A4[1] - ROWS * step_y + GUTTER) / 2
    for begin in range(0, len(places), PER_SHEET):
        page = Page(width=A4[0], height=A4[1])
        for number, place in enumerate(places[begin : begin + PER_SHEET]):
            down, across = divmod(number, COLUMNS)
            x, y = left + across * step_x, top + down * step_y
            page.shapes += _label(place, community, base, now, x=x, y=y)
            page.shapes += _marks(x, y, *LABEL)
        pages.append(page)
    return pages


def langs_of(community: Community) -> list[str]:
    """Return the languages of a community that we speak, its own first; at most three fit."""
    return [lang for lang in community.languages if lang in languages()][:3] or [languages()[0]]


def hours(community: Community, lang: str) -> list[str]:
    """Return the hours of a community as lines: the days, and under them their windows."""
    found = opening(community.calendar.week)
    return [line for each in found for line in (_days(each, lang), _times(each, lang))]


def _band(community: Community, langs: Sequence[str]) -> list[Shape]:
    paint = palette(community.colour)
    own, others = _own_and_others(community.name, langs)
    room = A4[0] - 2 * MARGIN - 26
    return [
        Box(x=MARGIN, y=MARGIN, w=A4[0] - 2 * MARGIN, h=35, fill=paint["brand"]),
        Text(x=20, y=26, size=fitted(own, 12, room), text=own, lang=langs[0], bold=True,
             colour=paint["on_brand"]),
        Text(x=20, y=36, size=fitted(others, 6, room), text=others, lang=langs[-1],
             colour=paint["on_brand"]),
    ]  # fmt: skip


def _headlines(langs: Sequence[str]) -> list[Shape]:
    own, *others = langs
    shapes = [
        _line(msg(own, ASK), 59, 11.5, own, bold=True),
        _line(msg(own, HOW), 69, 7, own, colour=SOFT),
    ]
    for number, lang in enumerate(others):
        text = f"{msg(lang, ASK)} {msg(lang, HOW)}"
        shapes.append(_line(text, 80 + 9 * number, 6, lang))
    return list(shapes)


def _place(place: Place, langs: Sequence[str]) -> list[Shape]:
    own, others = _own_and_others(place.name, langs)
    code = parted(place.code)
    return [
        _line(own, 228, 10, langs[0], bold=True, middle=True),
        _line(others, 236, 5.5, langs[-1], colour=SOFT, middle=True),
        _line(code, 245, 6, "en", bold=True, middle=True),
    ]


def _help(community: Community, langs: Sequence[str]) -> list[Shape]:
    """Return what somebody without a phone in hand needs, a column for each language."""
    shapes: list[Shape] = [Line(x1=20, y1=251, x2=A4[0] - 20, y2=251, colour=RULE, width=0.4)]
    wide = (A4[0] - 40) / len(langs)
    for number, lang in enumerate(langs):
        lines = [(_danger(community, lang), RED, True), (_call(community, lang), INK, True)]
        lines += [(text, SOFT, False) for text in hours(community, lang)[:4]]
        size = min(fitted(text, 4.1, wide - 5) for text, _, _ in lines)
        for down, (text, colour, bold) in enumerate(lines):
            x, y = 20 + number * wide, 257 + down * 4.5
            shapes.append(Text(x=x, y=y, size=size, text=text, lang=lang, bold=bold, colour=colour))
    return shapes


def _small_print(
    place: Place, community: Community, base: str, now: int, *, y: float
) -> list[Shape]:
    day = dates.day("en", now, zone=community.calendar.zone)
    text = f"{serial(place)} · {day} · {typed(base, place.code)}"
    return [_line(text, y, 2.8, "en", colour=SOFT)]


def _line(
    text: str, y: float, size: float, lang: str, *, bold: bool = False, colour: str = INK,
    middle: bool = False,
) -> Text:  # fmt: skip
    """Return a line over the whole width of a poster, as large as fits."""
    x = A4[0] / 2 if middle else 20
    size = fitted(text, size, A4[0] - 40)
    return Text(x=x, y=y, size=size, text=text, lang=lang, bold=bold, colour=colour, middle=middle)


def _label(
    place: Place, community: Community, base: str, now: int, *, x: float, y: float
) -> list[Shape]:
    lang, *_ = langs = langs_of(community)
    paint = palette(community.colour)
    wide, _ = LABEL
    own, others = _own_and_others(place.name, langs)
    title = said(community.name, lang)
    day = dates.day("en", now, zone=community.calendar.zone)
    inner = 52.0
    texts = [
        (4, 7, 4.8, title, paint["on_brand"], True),
        (inner, 18, 5.4, own, INK, True),
        (inner, 23, 3.2, others, SOFT, False),
        (inner, 30, 3.9, msg(lang, ASK), INK, True),
        (inner, 36, 3.4, _call(community, lang), INK, True),
        (inner, 41, 3.4, _danger(community, lang), RED, True),
        *((inner, 45.8 + 3.4 * at, 2.6, text, SOFT, False)
          for at, text in enumerate(hours(community, lang)[:4])),
        (4, 61, 3.6, parted(place.code), INK, True),
        (inner, 61, 2.2, f"{serial(place)} · {day}", SOFT, False),
    ]  # fmt: skip
    shapes: list[Shape] = [Box(x=x, y=y, w=wide, h=10.5, fill=paint["brand"])]
    shapes += qr(address(base, place.code), x=x + 1.5, y=y + 10.8, side=47)
    for left, down, size, text, colour, bold in texts:
        fit = fitted(text, size, wide - left - 4)
        shapes.append(
            Text(x=x + left, y=y + down, size=fit, text=text, lang=lang, colour=colour, bold=bold)
        )
    return shapes


def _marks(x: float, y: float, w: float, h: float) -> list[Shape]:
    """Return crop marks: at each corner two short lines, outside of what is kept."""
    shapes: list[Shape] = []
    for at_x, out_x in ((x, -1), (x + w, 1)):
        for at_y, out_y in ((y, -1), (y + h, 1)):
            shapes.append(
                Line(x1=at_x + out_x * NEAR, y1=at_y, x2=at_x + out_x * MARK, y2=at_y, colour=SOFT)
            )
            shapes.append(
                Line(x1=at_x, y1=at_y + out_y * NEAR, x2=at_x, y2=at_y + out_y * MARK, colour=SOFT)
            )
    return shapes


def _own_and_others(names: dict[str, str], langs: Sequence[str]) -> tuple[str, str]:
    """Return a name in the first language, and in the others what differs from it."""
    own, *others = dict.fromkeys(said(names, lang) for lang in langs)
    return own, " · ".join(others)


def _call(community: Community, lang: str) -> str:
    return msg(lang, N_("No smartphone? Call %(phone)s"), phone=community.phone)


def _danger(community: Community, lang: str) -> str:
    return msg(lang, N_("Emergency? Call %(phone)s"), phone=community.emergency_phone)


def _days(each: Opening, lang: str) -> str:
    first, last = msg(lang, dates.WEEKDAYS[each.first]), msg(lang, dates.WEEKDAYS[each.last])
    if each.first == each.last:
        return first
    return msg(lang, N_("%(first)s to %(last)s"), first=first, last=last)


def _times(each: Opening, lang: str) -> str:
    if each.all_day:
        return msg(lang, N_("24 hours"))
    return ", ".join(f"{clock(opens)}–{clock(closes)}" for opens, closes in each.windows)
