"""The staff app and the board: static shells that use the API, and nothing else."""

import hashlib
from functools import cache
from pathlib import Path

from chalice import Response

from chalicelib.estate.permissions import EVERYBODY
from chalicelib.kernel.errors import NotFound
from chalicelib.platform.aws import photo_bucket
from chalicelib.platform.http.blueprint import Routes
from chalicelib.platform.http.call import Call, text
from chalicelib.platform.http.route import HTML, MANIFEST, SCRIPT, SHEET, SVG, UNCHANGED
from chalicelib.web.style_sheets import minified

routes = Routes(__name__)

STATIC = Path(__file__).parents[1] / "web" / "static"

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


@routes.get("/staff/app", may=EVERYBODY, status=UNCHANGED, files=(HTML,))
def staff_app(call: Call) -> Response:
    """The web app of staff."""
    return _file(call, "staff", "app.html")


@routes.get("/staff/sw.js", may=EVERYBODY, status=UNCHANGED, files=(SCRIPT,))
def staff_worker(call: Call) -> Response:
    """The service worker of the staff app: under /staff, which it may serve."""
    return _file(call, "staff", "sw.js")


@routes.get("/manage/board", may=EVERYBODY, status=UNCHANGED, files=(HTML,))
def board(call: Call) -> Response:
    """The board of leads and managers."""
    return _file(call, "manage", "board.html")


@routes.get("/manage/labels", may=EVERYBODY, status=UNCHANGED, files=(HTML,))
def labels(call: Call) -> Response:
    """The labels of a community, to print and to replace, for managers."""
    return _file(call, "manage", "labels.html")


@routes.get(
    "/staff/static/{name}", may=EVERYBODY, status=UNCHANGED, files=(SCRIPT, SHEET, SVG, MANIFEST)
)
def staff_static(call: Call, name: str) -> Response:
    """A file of the staff app."""
    return _file(call, "staff", name)


@routes.get("/manage/static/{name}", may=EVERYBODY, status=UNCHANGED, files=(SCRIPT, SHEET))
def board_static(call: Call, name: str) -> Response:
    """A file of the board."""
    return _file(call, "manage", name)


@routes.get(
    "/manage/static/settings/{name}", may=EVERYBODY, status=UNCHANGED, files=(SCRIPT, SHEET)
)
def settings_static(call: Call, name: str) -> Response:
    """A file of the settings on the board."""
    return _file(call, "manage/settings", name)


# The same files under both, so that an import is right on the disk and as an address.
@routes.get("/staff/shared/{name}", may=EVERYBODY, status=UNCHANGED, files=(SCRIPT, SHEET))
def staff_shared(call: Call, name: str) -> Response:
    """A file that the staff app shares with the board."""
    return _file(call, "shared", name)


@routes.get("/manage/shared/{name}", may=EVERYBODY, status=UNCHANGED, files=(SCRIPT, SHEET))
def board_shared(call: Call, name: str) -> Response:
    """A file that the board shares with the staff app."""
    return _file(call, "shared", name)


def _file(call: Call, folder: str, name: str) -> Response:
    body, kind, tag = _read(folder, name)
    headers = {
        "Content-Security-Policy": policy(),
        "Cache-Control": "no-cache",
        "ETag": tag,
    }
    if call.header("if-none-match") == tag:
        return Response("", {**headers}, 304)
    return text(body, kind, headers)


def policy() -> str:
    """Return what the app may load and talk to: itself and its photos."""
    bucket = photo_bucket.origin()
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        f"img-src 'self' data: blob: {bucket}; "
        f"connect-src 'self' {bucket}; manifest-src 'self'; worker-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@cache
def _read(folder: str, name: str) -> tuple[str, str, str]:
    # Only names that are there: a path with dots or slashes is no name of ours.
    known = {path.name: path for path in (STATIC / folder).iterdir() if path.suffix in TYPES}
    if name not in known:
        raise NotFound("there is no such file")
    path = known[name]
    body = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        body = minified(body)
    return body, TYPES[path.suffix], f'"{hashlib.sha256(body.encode()).hexdigest()[:20]}"'
