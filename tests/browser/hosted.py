"""An identity provider with pages of its own: authorization code with PKCE, as Cognito's."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Page

from tests.browser.kept_alive import KeptAlive
from tests.support.provider import CLIENT, ID_TOKEN, signed


class Provider:
    """Who may sign in, what was asked, and how long a token lives."""

    def __init__(self) -> None:
        self.codes: dict[str, dict[str, str]] = {}
        self.lives_s = 3600
        self.renews = False
        self.signed_out = 0
        self.revoked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.base = f"http://localhost:{self.server.server_address[1]}"

    def tokens(self, person: str) -> dict[str, str]:
        claims = ID_TOKEN | {"sub": person, "exp": time.time() + self.lives_s}
        made = {"id_token": signed(claims), "token_type": "Bearer"}
        return made | ({"refresh_token": f"again-{person}"} if self.renews else {})

    def exchange(self, form: dict[str, str]) -> dict[str, str] | None:
        """Return tokens for a code and its verifier, each good once; None for anything else."""
        if form.get("client_id") != CLIENT:
            return None
        if form.get("grant_type") == "refresh_token" and self.renews:
            return self.tokens(form["refresh_token"].removeprefix("again-"))
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            return None
        challenge = _challenge(form.get("code_verifier", ""))
        return self.tokens(asked["person"]) if challenge == asked["code_challenge"] else None

    def send_back(self, page: Page, address: str, person: str) -> None:
        """Open an address of the app as this provider sends somebody back there: who signs in by
        its page opens the app twice, and most tests are of something else."""
        code, state, verifier = (secrets.token_urlsafe(16) for _ in range(3))
        self.codes[code] = {
            "client_id": CLIENT, "redirect_uri": address, "person": person,
            "code_challenge": _challenge(verifier),
        }  # fmt: skip
        pending = json.dumps({"verifier": verifier, "state": state, "at": ""})
        page.add_init_script(
            f"if (location.search.includes('{code}'))"
            f" sessionStorage.setItem('steward.sign_in', '{pending}');"
        )
        page.goto(f"{address}?{urlencode({'code': code, 'state': state})}")


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _handler(provider: Provider) -> type[KeptAlive]:
    class Handler(KeptAlive):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/logout":
                provider.signed_out += 1
                self._answer(302, "", {"Location": asked["logout_uri"]})
            elif "person" in asked:
                code = secrets.token_urlsafe(8)
                provider.codes[code] = asked
                back = urlencode({"code": code, "state": asked["state"]})
                self._answer(302, "", {"Location": f"{asked['redirect_uri']}?{back}"})
            else:
                fields = "".join(
                    f'<input type="hidden" name="{name}" value="{value}">'
                    for name, value in asked.items()
                )
                page = f'<form>{fields}<input name="person"><button>Go</button></form>'
                self._answer(200, page, {"Content-Type": "text/html"})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            if self.path.endswith("/revoke"):
                provider.revoked.append(form["token"])
                self._answer(200, "", {})
                return
            found = provider.exchange(form)
            headers = {"Content-Type": "application/json"}
            self._answer(200 if found else 400, json.dumps(found or {}), headers)

        def _answer(self, status: int, body: str, headers: dict[str, Any]) -> None:
            sent = body.encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(sent))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sent)

    return Handler


@contextmanager
def provider() -> Iterator[Provider]:
    """Serve the provider on this machine, until the test is over."""
    made = Provider()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        thread.join()
        made.server.server_close()
