"""A browser; a server of every page of the samples; and the app itself on this machine."""

import os
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec import structs
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from chalicelib.web import form_views, render, status_views, views
from chalicelib.web.language import Reader
from tests.browser.desk import busy, desk
from tests.browser.kept_alive import KeptAlive
from tests.browser.phone import hand, world
from tests.browser.screens import DOT, PHONE
from tests.browser.site import login, site
from tests.support import clock
from tests.support.samples import PAGES

BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
"""The first that is there. The one without windows opens a page at a fifth of the price."""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

LONGEST_MS = 60_000
"""How long a page may take on a busy machine; only what never comes waits so long."""
expect.set_options(timeout=LONGEST_MS)

__all__ = ["busy", "desk", "hand", "login", "site", "world"]


class Samples:
    """Each sample under its name; what the browser sends is a list."""

    def __init__(self) -> None:
        self.sent: list[dict[str, str]] = []
        self.uploads: list[bytes] = []
        self.asks = ""
        """The page that a form comes back with, until its question is answered."""
        self.shown: dict[str, views.View] = {}
        """Pages that one test shows instead of the sample of that name."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"

    def url(self, name: str, lang: str = "en", *, large: bool = False) -> str:
        return f"{self.base}/{name}?lang={lang}&large={int(large)}"

    def page(self, name: str, query: dict[str, list[str]]) -> tuple[str, dict[str, str]] | None:
        """Return the page of that name, its forms and links leading back here."""
        if name not in PAGES:
            return None
        view = structs.replace(self.shown.get(name) or PAGES[name](), here=f"/{name}")
        if isinstance(view, form_views.Form) and name not in self.shown:
            view = structs.replace(view, key=secrets.token_urlsafe(16))
        if isinstance(view, status_views.Status) and view.upload:
            upload = structs.replace(view.upload, url=f"{self.base}/upload")
            view = structs.replace(view, upload=upload)
        lang, large = query.get("lang", ["en"])[0], query.get("large", ["0"])[0] == "1"
        return render.page(view, Reader(lang, large))


def _handler(samples: Samples) -> type[KeptAlive]:
    class Handler(KeptAlive):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            name = parts.path.strip("/")
            if name.startswith("assets/") and (found := render.asset(name.partition("/")[2])):
                self._answer(200, *found)
            elif name == "photo.png":
                self._answer(200, DOT, {"Content-Type": "image/png"})
            elif made := samples.page(name, parse_qs(parts.query)):
                self._answer(200, made[0].encode(), made[1])
            else:
                self._answer(404, b"", {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            if self.path == "/upload":
                samples.uploads.append(body)
                self._answer(204, b"", {})
                return
            fields = parse_qs(body.decode(), keep_blank_values=True)
            samples.sent.append({name: values[0] for name, values in fields.items()})
            if not fields.get("words", [""])[0].strip() and "do" not in fields:
                made = samples.page("form-errors", {})
                assert made is not None
                self._answer(422, made[0].encode(), made[1])
                return
            if samples.asks and "again" not in fields:
                made = samples.page(samples.asks, {})
                assert made is not None
                self._answer(409, made[0].encode(), made[1])
                return
            self._answer(303, b"", {"Location": "/receipt"})

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    return Handler


@pytest.fixture(autouse=True)
def of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tests have the time of the browser, which nobody can set."""
    monkeypatch.setattr(clock, "ahead_ns", 0)


@contextmanager
def _serving() -> Iterator[Samples]:
    made = Samples()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture(scope="session")
def served() -> Iterator[Samples]:
    """The server of the samples, for who only looks."""
    with _serving() as made:
        yield made


@pytest.fixture
def samples() -> Iterator[Samples]:
    """A server of one test's own: what a page of another test still sends arrives elsewhere."""
    with _serving() as made:
        yield made


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as made:
        yield made


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    yield from _launched(playwright, BROWSERS)


@pytest.fixture
def windowed(playwright: Playwright) -> Iterator[Browser]:
    """The browser that shows notices of a system, too."""
    yield from _launched(playwright, BROWSERS[1:])


def _launched(playwright: Playwright, paths: Sequence[str]) -> Iterator[Browser]:
    path = next((path for path in paths if Path(path).exists()), "")
    if not path and not os.environ.get("STEWARD_STRICT"):
        pytest.skip(f"needs a browser: one of {', '.join(paths)}")
    made = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield made
    made.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page on a phone, which has never been here."""
    with browser.new_context(viewport=PHONE) as context:
        context.set_default_timeout(LONGEST_MS)
        yield context.new_page()


@pytest.fixture
def plain_phone(browser: Browser) -> Iterator[Page]:
    """The same with JavaScript switched off."""
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        context.set_default_timeout(LONGEST_MS)
        yield context.new_page()
