"""The schema of a line, for whoever checks what was loaded: public, and the same for all."""

from pathlib import Path

from chalice import Response

from chalicelib.estate.permissions import EVERYBODY
from chalicelib.platform.http.blueprint import Routes
from chalicelib.platform.http.call import Call, text

from .model import SCHEMA

SCHEMA_JSON = "application/schema+json"
FILE = Path(__file__).with_name(f"line-{SCHEMA}.json")

routes = Routes(__name__)


@routes.get("/schemas/line-1.json", may=EVERYBODY, files=(SCHEMA_JSON,))
def line_schema(call: Call) -> Response:
    """The schema of a line of copies and daily files, JSON Schema 2020-12."""
    return text(FILE.read_text(), SCHEMA_JSON, {"Cache-Control": "public, max-age=3600"})
