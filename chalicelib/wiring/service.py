"""What stands beside the business: health, the contract and its page."""

from html import escape
from typing import Any

from chalice import Response

from chalicelib.estate.permissions import EVERYBODY
from chalicelib.kernel.errors import Unavailable
from chalicelib.platform import settings
from chalicelib.platform.aws import parameters
from chalicelib.platform.http.blueprint import Routes
from chalicelib.platform.http.call import Call, text
from chalicelib.platform.http.route import HTML, Reply
from chalicelib.platform.http.shapes import Shape
from chalicelib.platform.storage import ledger

routes = Routes(__name__)

DOCS_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'"


class Configuration(Shape, frozen=True):
    """Where the configuration is read, what of it is wrong, and whether people are chased."""

    origin: str
    invalid: list[str]
    chasing: str


class LastSweep(Shape, frozen=True):
    """How old the last sweep is; None: nobody knows."""

    age_s: int | None


class Health(Shape, frozen=True):
    """What answers."""

    ok: bool
    stage: str
    version: str
    build: str
    configuration: Configuration
    sweep: LastSweep
    now: int


class Contract(Shape, frozen=True):
    """OpenAPI 3.1."""

    openapi: str
    info: dict[str, str]
    servers: list[dict[str, str]]
    paths: dict[str, dict[str, Any]]
    components: dict[str, dict[str, Any]]


@routes.get("/health", may=EVERYBODY)
def health(call: Call) -> Health:
    """Version, build, configuration and the age of the last sweep; nothing secret."""
    chasing = parameters.value("chasing", now=call.now)
    return Health(
        ok=True,
        stage=settings.stage(),
        version=settings.VERSION,
        build=settings.build(),
        configuration=Configuration(
            origin=settings.parameters(), invalid=parameters.bad(), chasing=chasing
        ),
        sweep=LastSweep(age_s=_age_s(call.now)),
        now=call.now,
    )


def _age_s(now: int) -> int | None:
    """Return how long ago every item that was due was looked after; None: nobody knows."""
    try:
        at = ledger.last_sweep()
    except Unavailable:
        return None
    return None if at is None else max(0, now - at) // 1000


@routes.get("/openapi.json", may=EVERYBODY)
def contract(call: Call) -> Reply[Contract]:
    """The contract of every API route."""
    return Reply(Contract(**_contract(call.base or "/")), headers={"Cache-Control": "max-age=300"})


@routes.get("/docs", may=EVERYBODY, files=(HTML,))
def docs(call: Call) -> Response:
    """The contract as a page."""
    rows = "".join(
        f"<tr><td><code>{method.upper()}</code></td><td><code>{escape(path)}</code></td>"
        f"<td>{escape(operation['summary'])}</td></tr>"
        for path, operations in _contract("/")["paths"].items()
        for method, operation in operations.items()
    )
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Steward API</title>'
        '<meta name="viewport" content="width=device-width"><h1>Steward API</h1>'
        f'<p>The whole contract: <a href="{escape(call.base)}/openapi.json">openapi.json</a></p>'
        f'<p>Of a copy: <a href="{escape(call.base)}/schemas/line-1.json">line-1.json</a></p>'
        f"<table><caption>Routes</caption>{rows}</table></html>"
    )
    return text(page, "text/html; charset=utf-8", {"Content-Security-Policy": DOCS_POLICY})


def _contract(server: str) -> dict[str, Any]:
    # Here and not above: it knows every route, and this function serves a few of them.
    from chalicelib.platform.http import openapi

    return openapi.document(server)
