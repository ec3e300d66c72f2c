"""Clients of the standard that nobody here wrote, over HTTP: they read, they post, they find it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from civicbot.http import HttpTransport, RateLimiter
from civicbot.open311 import Open311Client
from civicbot.registry import Endpoint
from georeport import GeoReport

from chalicelib.cases.requests import store as requests
from chalicelib.programs.keys.model import SUBMIT
from tests.support.door import Door
from tests.support.open311 import given

SECONDS = 20


@pytest.fixture
def address(door: Door) -> Iterator[str]:
    """Where the root of Open311 answers on this machine, as API Gateway would send calls on."""

    class Handler(BaseHTTPRequestHandler):
        timeout = SECONDS

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            self._answer(asked.path, query=parse_qs(asked.query))

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self._answer(self.path, body=self.rfile.read(length).decode())

        def _answer(self, path: str, **more: object) -> None:
            route = "/open311/v2/{name}"
            for part in ("services", "requests"):
                if path.startswith(f"/open311/v2/{part}/"):
                    route = f"/open311/v2/{part}/{{name}}"
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = door(self.command, path, route=route, headers=headers, **more)
            body = answer.text.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["content-type"])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/open311/v2"
    server.shutdown()
    server.server_close()


def test_civicbot_posts_by_the_definition_it_read_and_georeport_reads_it(address: str) -> None:
    key = given(SUBMIT)
    endpoint = Endpoint(id="hv", name="Harbour View", base_url=address, write=True)
    transport = HttpTransport(timeout=SECONDS, rate_limiter=RateLimiter(min_interval=0))
    bot = Open311Client(endpoint, transport, jurisdiction_id="hv")

    sent = bot.create_request(
        "dirty", dry_run=False, confirm="SEND", api_key=key, validate_remote=True, lat=22.281,
        lng=114.158, description="The bin by the lift is full", first_name="Rosa", last_name="Lim",
    )  # fmt: skip

    (made,) = sent.response
    assert requests.get(made["service_request_id"]).words == "The bin by the lift is full"
    assert bot.get_request(made["service_request_id"])["status"] == "open"
    for form in ("json", "xml"):
        reader = GeoReport(address, jurisdiction="hv", output_format=form)
        assert reader.get_service_request(made["service_request_id"])["service_code"] == "dirty"
        assert len(reader.get_service_list()) > 10
    (listed,) = GeoReport(address, jurisdiction="hv").get_service_requests()
    assert listed["service_request_id"] == made["service_request_id"]
