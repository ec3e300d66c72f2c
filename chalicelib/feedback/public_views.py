"""What the public page of a community and its poster need to be told; nothing of anybody."""

from typing import ClassVar

from msgspec import Struct, field

from chalicelib.web.views import View


class Photo(Struct, frozen=True, kw_only=True):
    """A photo of what was done."""

    url: str
    thumb: str


class Answer(Struct, frozen=True, kw_only=True):
    """One thing that was said, and what came of it; texts in the reader's language."""

    id: str
    said: str
    did: str
    reason: str
    state: str
    at: int
    due_on: int | None = None
    heard: int = 0
    """How many opinions it answers."""
    again: bool = False
    """It was done before, and was not enough."""
    photos: list[Photo] = field(default_factory=list)


class Public(View, frozen=True, kw_only=True):
    """The public page of a community."""

    template: ClassVar[str] = "community.html"
    personal: ClassVar[bool] = False
    sheet: ClassVar[str] = "community.css"

    path: str
    """Of the page, without the stage prefix: its poster stands below it."""
    heard: int
    did: list[Answer]
    doing: list[Answer]
    dropped: list[Answer]


class Poster(Public, frozen=True, kw_only=True):
    """The same for the notice board: one sheet, with a code that leads to the page."""

    template: ClassVar[str] = "poster.html"
    sheet: ClassVar[str] = "poster.css"

    address: str
    code: str
    """A QR code in SVG, made by us."""
