"""The app on this machine for a browser, and what a person does there."""

import threading
from http.server import ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from tests.browser.hosted import provider
from tests.browser.kept_alive import KeptAlive
from tests.support.builders import LIFT, World

PATH = f"/q/{LIFT.code}"


@pytest.fixture
def site(door):
    """The app on this machine, behind what API Gateway would do."""
    one_at_a_time, over = threading.Lock(), []

    class Handler(KeptAlive):
        def do_GET(self):
            self._pass_on("GET")

        def do_POST(self):
            self._pass_on("POST")

        def _pass_on(self, method):
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = parse_qs(parts.query) or None
            with one_at_a_time:
                if over:
                    self.close_connection = True
                    return
                answer = door(method, parts.path, body=body, headers=headers, query=query)
            sent = answer.text.encode()
            self.send_response(answer.status)
            for name, values in answer.headers.items():
                for value in values if isinstance(values, list) else [values]:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    # "localhost", not an address: there alone a browser keeps Secure cookies without TLS.
    yield f"http://localhost:{server.server_address[1]}"
    # A page may still be asking; its answer must not come from the tables of the next test.
    with one_at_a_time:
        over.append(True)
    server.shutdown()
    thread.join()
    server.server_close()


def submit(page, site, words="Water drips from the ceiling."):
    page.goto(site + PATH)
    page.locator("label[for=topic-leak]").click()
    page.fill("#words", words)
    page.click("#send")
    page.wait_for_url("**/r/*")
    return page.url.split("/r/")[1].partition("?")[0].partition(".")[0]


def finish(request_id):
    """Let every effect run, and staff do the work."""
    world, stored = World(), requests.get(request_id)
    world.enqueue(request_id, "request", "1#route")
    world.drain(stored.created_at)
    for task in tasks.of_request(request_id):
        world.finished(task.id, stored.created_at)


@pytest.fixture
def login(door, monkeypatch):
    """A provider with pages of its own, to which the app sends people."""
    with provider() as made:
        monkeypatch.setenv("OIDC_AUTHORIZE_URL", f"{made.base}/authorize")
        monkeypatch.setenv("OIDC_TOKEN_URL", f"{made.base}/token")
        monkeypatch.setenv("OIDC_LOGOUT_URL", f"{made.base}/logout")
        yield made
