"""
Turn a view into a page: HTML, and the headers that keep it safe.

Jinja2 is imported at the first page, and only then. The build compiles the templates
beforehand (`compile_to`); from the source tree they are compiled when first used.
"""

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import structs

from chalicelib.i18n import N_, dates, form_words, languages, msg, plural, words
from chalicelib.web.style_sheets import minified, without_comments

from .colour import palette
from .language import Reader
from .views import View

if TYPE_CHECKING:
    from jinja2 import Environment

HOUSE = Path(__file__).parent
PAGES = HOUSE / "templates"
STATIC = HOUSE / "static"
COMPILED = PAGES / "compiled"

SHEETS = ("shared/tokens.css", "resident.css")
SCRIPT = "resident.js"
PHOTOS = "photos.js"
"""Fetched when the first photo is chosen."""
ICON = "icon.svg"
GUESSES = ("topics-latin.json", "topics-han.json")
"""What words are about, by the letters that they are written in (cases/topics/guess.py)."""

ASSETS = {
    SCRIPT: "text/javascript; charset=utf-8",
    PHOTOS: "text/javascript; charset=utf-8",
    ICON: "image/svg+xml",
    **dict.fromkeys(GUESSES, "application/json"),
}

NONE = "'none'"
OWN_NAME = N_("English")
"""Translated into each language's own name for itself."""

FIRST_PAGES = ("form.html", "status.html", "trouble.html")
"""What a label, a link and a wrong link open; the layout and its parts come with them."""

FOREVER = "public, max-age=31536000, immutable"


def page(
    view: View, reader: Reader, *, base: str = "", photos: str = ""
) -> tuple[str, dict[str, str]]:
    """Return body and headers of the page that shows `view`.

    `base` is the stage prefix of every link ("" or "/api"); `photos` the origin of the
    photo bucket, the one other host that a page may send to. Cookies are the caller's.
    """
    paint = _paint(view.look.colour)
    sheet = style(view.sheet) if view.sheet else ""
    template = _environment().get_template(view.template)
    body = template.render(
        structs.asdict(view),
        **_said(view, reader),
        base=base,
        paint=paint,
        style=style(),
        sheet=sheet,
        brand=palette(view.look.colour)["brand"],
    )
    return body, headers(
        photos,
        personal=view.personal,
        indexed=view.indexed,
        styles=(style(), paint, sheet) if sheet else (style(), paint),
    )


def headers(
    photos: str = "", *, personal: bool = True, indexed: bool = False, styles: tuple[str, ...] = ()
) -> dict[str, str]:
    """Return the headers of a page: what it may load, send to and be framed by."""
    ours = f"'self' {photos}".strip()
    hashes = " ".join(f"'{_hash(css)}'" for css in styles)
    return {
        **({} if indexed else {"X-Robots-Tag": "noindex"}),
        "Content-Type": "text/html; charset=utf-8",
        # The empty form may be kept by the phone: Back then shows the words and the key
        # that were there, and a second tap is known for what it is.
        "Cache-Control": "no-store" if personal else "private, no-cache",
        "Content-Security-Policy": (
            f"default-src 'none'; script-src 'self'; style-src {hashes or NONE}; "
            f"img-src {ours}; connect-src {ours}; form-action {ours}; "
            "base-uri 'none'; frame-ancestors 'none'"
        ),
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        # Not "Cookie": the receipt sets one, and Back would then fetch a form with another key.
        "Vary": "Accept-Language",
    }


def asset(name: str) -> tuple[bytes, dict[str, str]] | None:
    """Return the file behind `/assets/<name>` with its headers; None when there is none.

    A name holds the hash of its file, so that a phone keeps it for a year and never
    runs yesterday's script on today's page.
    """
    for file, kind in ASSETS.items():
        if name == hashed(file):
            sniff = {"X-Content-Type-Options": "nosniff"}
            return _read(file), {"Content-Type": kind, "Cache-Control": FOREVER, **sniff}
    return None


@cache
def hashed(file: str) -> str:
    """Return the public name of an asset: resident-1a2b3c4d.js."""
    stem, _, suffix = file.rpartition(".")
    return f"{stem}-{hashlib.sha256(_read(file)).hexdigest()[:10]}.{suffix}"


@cache
def style(*files: str) -> str:
    """Return style sheets as they stand in the page; those of every page unless told."""
    return minified("".join(_read(file).decode() for file in files or SHEETS))


def compile_to(path: Path) -> None:
    """Write the templates as Python modules, for the build: nothing is compiled in Lambda."""
    from jinja2 import FileSystemLoader

    path.mkdir(parents=True, exist_ok=True)
    _made(FileSystemLoader(PAGES)).compile_templates(path, zip=None, ignore_errors=False)


def prepare() -> None:
    """Make all that pages are made with before the first of them is asked for."""
    for name in FIRST_PAGES:
        _environment().get_template(name)
    style()
    for name in (SCRIPT, PHOTOS, *GUESSES):
        hashed(name)
    for lang in languages():
        msg(lang, OWN_NAME)


@cache
def _environment() -> "Environment":
    from jinja2 import FileSystemLoader, ModuleLoader

    return _made(ModuleLoader(COMPILED) if COMPILED.exists() else FileSystemLoader(PAGES))


def _made(loader: Any) -> "Environment":
    from jinja2 import Environment, StrictUndefined

    made = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, extensions=[],
    )  # fmt: skip
    made.filters["tel"] = lambda number: re.sub(r"[^0-9+]", "", number)
    made.filters["whole"] = lambda number: number.replace(" ", "\N{NO-BREAK SPACE}")
    made.filters["shown"] = lambda reference: f"{reference[:3]}-{reference[3:]}"
    made.globals["hashed"] = hashed
    made.globals["texts"] = words
    made.globals["form_texts"] = form_words
    return made


def _said(view: View, reader: Reader) -> dict[str, Any]:
    """Return what a template speaks with: the language, its words and its dates."""
    lang, zone, now = reader.lang, view.look.zone, view.now
    return {
        "lang": lang,
        "large": reader.large,
        "languages": [(code, msg(code, OWN_NAME)) for code in languages()],
        "_": lambda text, **values: msg(lang, text, **values),
        "ngettext": lambda one, many, n, **values: plural(lang, one, many, n, **values),
        "when": lambda at, there="", end=None: dates.when(
            lang, at, zone=there or zone, now=now, end=end
        ),
        "day": lambda at: dates.day(lang, at, zone=zone),
        "wait": lambda seconds: dates.wait(lang, seconds),
        "machine": dates.machine,
    }


@cache
def _paint(colour: str) -> str:
    made = palette(colour)
    return (
        f":root{{--brand:{made['brand']};--on-brand:{made['on_brand']};"
        f"--accent:{made['accent']};--tint:{made['tint']}}}"
        "@media screen and (prefers-color-scheme:dark){:root:not(.paper){"
        f"--accent:{made['dark_accent']};--tint:{made['dark_tint']}}}}}"
    )


def _hash(css: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()


@cache
def _read(file: str) -> bytes:
    if file == SCRIPT:
        parts = ("reading.js", "danger.js", "topics.js", file)
        together = b"".join((STATIC / part).read_bytes() for part in parts)
        return without_comments(together).replace(b"MODEL;", _alarms())
    return (STATIC / file).read_bytes()


def _alarms() -> bytes:
    """Return the weights of danger, as the script reads them."""
    from chalicelib.cases.danger import emergency_model as model
    from chalicelib.cases.danger.emergency import HELP

    weights = {
        "places": model.PLACES, "gap": model.GAP, "limit": model.LIMIT, "danger": model.DANGER,
        "cries": [*model.CRIES], "help": HELP,
    }  # fmt: skip
    return json.dumps(weights, ensure_ascii=False).encode() + b";"
