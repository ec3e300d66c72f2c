import gzip
import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from infra.emulator import free_port
from infra.front import LARGEST_BODY, front

PAGE = b"<p>" + b"lift " * 1000 + b"</p>"


class Api(BaseHTTPRequestHandler):
    """Stands where the API's stage would be and answers with what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        self.send_header("X-Asked", self.path)
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(303)
        self.send_header("Location", "../r/x")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address():
    api = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    thread = threading.Thread(target=api.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    stage = f"http://127.0.0.1:{api.server_address[1]}/restapis/x/v1/_user_request_"
    with front(free_port(), stage, "http://127.0.0.1:9") as base:
        yield base
    api.shutdown()
    api.server_close()
    thread.join()


@pytest.fixture
def connection(address):
    made = http.client.HTTPConnection("127.0.0.1", urlsplit(address).port, timeout=60)
    yield made
    made.close()


def test_an_address_is_asked_of_the_stage_with_its_query(connection):
    connection.request("GET", "/q/7KQ2?lang=zh-Hant")
    answer = connection.getresponse()

    assert answer.read() == PAGE
    assert answer.headers["X-Asked"] == "/restapis/x/v1/_user_request_/q/7KQ2?lang=zh-Hant"


def test_a_page_is_compressed_for_who_asks_for_it(connection):
    connection.request("GET", "/q/7KQ2", headers={"Accept-Encoding": "gzip, br"})
    answer = connection.getresponse()
    content = answer.read()

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(content) == PAGE
    assert len(content) < len(PAGE) / 10


def test_every_cookie_arrives(connection):
    connection.request("GET", "/")
    answer = connection.getresponse()
    answer.read()

    assert answer.headers.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_a_form_is_passed_on_and_its_redirect_comes_back(connection):
    connection.request("POST", "/q/7KQ2", body=b"words=leak")
    answer = connection.getresponse()

    assert (answer.status, answer.headers["Location"]) == (303, "../r/x")
    assert answer.read() == b"words=leak"


def test_one_connection_serves_many_pages(connection):
    connection.request("GET", "/one")
    connection.getresponse().read()
    socket = connection.sock
    connection.request("GET", "/two")
    connection.getresponse().read()

    assert connection.sock is socket is not None


def test_what_api_gateway_would_refuse_for_its_size_is_refused(connection):
    connection.putrequest("POST", "/q/7KQ2")
    connection.putheader("Content-Length", str(LARGEST_BODY + 1))
    connection.endheaders()

    assert connection.getresponse().status == 413


def test_a_length_that_is_no_number_is_refused(connection):
    connection.putrequest("POST", "/q/7KQ2")
    connection.putheader("Content-Length", "many")
    connection.endheaders()

    assert connection.getresponse().status == 413
