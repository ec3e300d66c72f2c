"""
The one fixed address of a local run: http://localhost:8000.

It stands in for the custom domain before the API: keep-alive, gzip, and the path without the
stage. It forwards to the API's stage and to nothing else; `/outbox` shows what would have
been sent.
"""

import gzip
import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from infra import outbox
from infra.corrections.answers import ANSWERS, page, problem

HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "proxy-connection"}
)
# What API Gateway refuses; it also bounds what a form may cost here.
LARGEST_BODY = 10 * 1024 * 1024
WORTH_COMPRESSING = 1024
COMPRESSIBLE = ("text/", "application/json", "application/problem+json", "image/svg+xml")
COMPRESSIBLE_TOO = ("application/javascript", "application/manifest+json")
UPSTREAM_SECONDS = 35
OUTBOX = "/outbox"


class Front(ThreadingHTTPServer):
    """A server on the loopback that forwards to `stage_url`."""

    daemon_threads = True
    # Many browsers open six connections each; the default of 5 drops some under load.
    request_queue_size = 128

    def __init__(self, port: int, stage_url: str, emulator: str, answers: outbox.Answers) -> None:
        super().__init__(("127.0.0.1", port), Forward)
        parts = urlsplit(stage_url)
        self.upstream, self.prefix, self.emulator = parts.netloc, parts.path, emulator
        self.answers = answers


@contextmanager
def front(
    port: int, stage_url: str, emulator: str, answers: outbox.Answers | None = None
) -> Iterator[str]:
    """Serve in a thread and yield the address."""
    server = Front(port, stage_url, emulator, answers or {})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Forward(BaseHTTPRequestHandler):
    """One connection of a browser, and the one it keeps open to the API."""

    server: Front
    protocol_version = "HTTP/1.1"
    # Without it each answer of a kept connection waits 40 ms for an acknowledgement.
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 75
    upstream: http.client.HTTPConnection | None = None

    def finish(self) -> None:
        """Let go of the API when the browser has gone."""
        super().finish()
        self._hang_up()

    def do_GET(self) -> None:
        if urlsplit(self.path).path == OUTBOX:
            page = outbox.page(self.server.emulator, self.server.answers)
            self._answer(200, [("Content-Type", "text/html; charset=utf-8")], page)
        else:
            self._forward()

    def do_POST(self) -> None:
        self._forward()

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = do_POST

    def _forward(self) -> None:
        body = self._body()
        if body is None:
            return
        try:
            answer, content = self._ask(body)
        except (OSError, http.client.HTTPException):
            self._answer(502, [("Content-Type", "text/plain")], b"The emulator does not answer.\n")
            return
        if answer.headers.get("x-amzn-ErrorType") and b'{"message":' in content[:12]:
            accepted = self.headers.get("Accept", "")
            self._answer(*_in_our_words(answer.status, accepted))
        else:
            self._answer(answer.status, _kept(answer.getheaders()), content)

    def _body(self) -> bytes | None:
        """Return the body; None when it was refused and the connection must end."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._answer(413, [("Content-Type", "text/plain")], b"Send less than 10 MB at once.\n")
            return None
        return self.rfile.read(int(length))

    def _ask(self, body: bytes) -> tuple[http.client.HTTPResponse, bytes]:
        """Ask over the kept connection; once more over a new one if it was closed meanwhile."""
        try:
            return self._exchange(body)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._hang_up()
            return self._exchange(body)

    def _hang_up(self) -> None:
        if self.upstream:
            self.upstream.close()
            self.upstream = None

    def _exchange(self, body: bytes) -> tuple[http.client.HTTPResponse, bytes]:
        if self.upstream is None:
            self.upstream = http.client.HTTPConnection(
                self.server.upstream, timeout=UPSTREAM_SECONDS
            )
        self.upstream.request(
            self.command, self.server.prefix + self.path, body or None, self._headers()
        )
        answer = self.upstream.getresponse()
        return answer, answer.read()

    def _headers(self) -> dict[str, str]:
        passed = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
        passed.pop("Accept-Encoding", None)
        told = {"X-Forwarded-For": self.client_address[0], "X-Forwarded-Prefix": "/"}
        return passed | told

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        content, coding = self._compressed(headers, content)
        self.send_response_only(status)
        for name, value in headers + coding:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        self.wfile.flush()

    def _compressed(
        self, headers: list[tuple[str, str]], content: bytes
    ) -> tuple[bytes, list[tuple[str, str]]]:
        sent = {name.lower(): value for name, value in headers}
        wanted = "gzip" in self.headers.get("Accept-Encoding", "")
        kind = sent.get("content-type", "").startswith((*COMPRESSIBLE, *COMPRESSIBLE_TOO))
        if not (wanted and kind) or len(content) < WORTH_COMPRESSING or "content-encoding" in sent:
            return content, []
        coding = [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        return gzip.compress(content, 6, mtime=0), coding

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a path may hold a status link."""


def _in_our_words(status: int, accepted: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """Answer as API Gateway would: the emulator leaves the gateway responses out that stand in
    the API's definition."""
    kind = "MISSING_AUTHENTICATION_TOKEN" if status == HTTPStatus.FORBIDDEN else None
    kind = kind or ("DEFAULT_4XX" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "DEFAULT_5XX")
    answer, number = ANSWERS[kind], f"local-{time.time_ns() // 1_000_000}"
    if accepted.startswith("text/html"):
        content_type, said = "text/html; charset=utf-8", page(answer, number)
    else:
        content_type, said = "application/problem+json", problem(answer, number)
    return answer.status or status, [("Content-Type", content_type)], said.encode()


def _kept(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    dropped: Callable[[str], bool] = (HOP_BY_HOP | {"content-length"}).__contains__
    return [(name, value) for name, value in headers if not dropped(name.lower())]
