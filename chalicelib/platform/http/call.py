"""
Where HTTP is touched: reading a call and answering it.

A view reads what its route declares and nothing else: what is not declared, a query parameter
say, is a mistake of ours and answered as one. So the contract cannot say less than is read.
"""

import time
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
from chalice import Response

from chalicelib.i18n.negotiation import negotiate
from chalicelib.kernel import errors
from chalicelib.kernel.words import N_, Sentence

from .problems import misread, problem_body
from .route import Route

T = TypeVar("T")
JSON = "application/json"
PROBLEM = "application/problem+json"
FORM = "application/x-www-form-urlencoded"

IF_MATCH = "If-Match"

MOST_BYTES = 64_000
"""Of a form that cannot be read so much is looked at."""
CODINGS = ("utf-8", "gb18030", "big5hkscs")

SECURITY = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""On every response, whoever it is for."""

API_POLICY = "default-src 'none'; frame-ancestors 'none'"


def now_ms() -> int:
    """Return the time, as epoch milliseconds in UTC. Only entrypoints ask for it."""
    return time.time_ns() // 1_000_000


class Call:
    """One HTTP call as our views see it."""

    def __init__(self, request: Any, route: Route) -> None:
        self._request = request
        self.route = route
        context = request.context or {}
        self.now = now_ms()
        self.id = str(context.get("requestId") or f"local-{self.now}")
        self.path = str(context.get("path") or request.path)
        self.method = str(request.method)
        identity = context.get("identity") or {}
        self.address = str(identity.get("sourceIp") or "")
        self.headers: Mapping[str, str] = request.headers or {}
        self.noted: dict[str, Any] = {}

    def note(self, **fields: Any) -> None:
        """Add ids, codes or metrics to the one line that is logged about this call."""
        self.noted |= fields

    @property
    def base(self) -> str:
        """Return the prefix before our addresses: a stage of API Gateway, or nothing.

        The emulator knows no custom domain, so what stands before it on one machine says
        with this header that browsers see no stage. It can only change the sender's own links.
        """
        return "" if self.header("x-forwarded-prefix") == "/" else self._stage_prefix

    @property
    def _stage_prefix(self) -> str:
        stage = str((self._request.context or {}).get("stage") or "")
        return f"/{stage}" if stage and self.path.startswith(f"/{stage}/") else ""

    @property
    def here(self) -> str:
        """Return the path of this call without the stage prefix."""
        return self.path.removeprefix(self._stage_prefix)

    def query(self, name: str) -> str:
        """Return the first value of a parameter, "" without one."""
        self._reads(name in self.route.query, name)
        found = (self._request.query_params or {}).get(name, "")
        return str(found)

    def queries(self, name: str) -> list[str]:
        """Return every value of a repeated parameter."""
        self._reads(name in self.route.query, name)
        params = self._request.query_params
        return [str(value) for value in params.getlist(name)] if params and name in params else []

    def header(self, name: str) -> str:
        return str(self.headers.get(name, ""))

    def key(self) -> str:
        """Return the Idempotency-Key; what makes it is asked by whoever stores it."""
        self._reads(self.route.idempotent, "Idempotency-Key")
        return self.header("idempotency-key")

    def version(self) -> int:
        """Return the version that the sender holds, from If-Match, or raise InvalidInput."""
        self._reads(self.route.versioned, "If-Match")
        text = self.header("if-match").strip().strip('"')
        if not text:
            raise errors.InvalidInput(
                **{IF_MATCH: N_('Say which version you hold, as in If-Match: "3".')}
            )
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise errors.InvalidInput(**{IF_MATCH: N_("A version is a whole number in quotes.")})
        return int(text)

    def _reads(self, declared: bool, what: str) -> None:
        # What a page reads is nobody's contract.
        if not declared and self.route.kind != "page":
            raise LookupError(f"{self.route.name} does not declare that it reads {what}")

    def cookies(self) -> dict[str, str]:
        pairs = (part.strip().partition("=") for part in self.header("cookie").split(";"))
        return {name: value for name, _, value in pairs if name}

    def raw(self) -> bytes:
        """Return the body as it came."""
        body = self._request.raw_body or b""
        return body if isinstance(body, bytes) else str(body).encode()

    def text(self) -> str:
        """Return the body as text, or raise InvalidInput."""
        raw = self.raw()
        if len(raw) > self.route.longest:
            raise errors.InvalidInput(
                body=Sentence("The body is longer than %(most)s bytes.", most=self.route.longest)
            )
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise errors.InvalidInput(body="The body is not UTF-8 text.") from None

    def json(self, kind: type[T]) -> T:
        """Return the body as a struct, or raise InvalidInput naming the field."""
        self._reads(kind in (self.route.body, dict), kind.__name__)
        try:
            return msgspec.json.decode(self.text(), type=kind)
        except msgspec.ValidationError as error:
            raise errors.InvalidInput(**misread(str(error))) from None
        except (msgspec.DecodeError, RecursionError, ValueError):
            raise errors.InvalidInput(body="The body is not valid JSON.") from None

    def form(self) -> dict[str, str]:
        """Return the fields of an HTML form, the first value of each."""
        try:
            pairs = parse_qsl(
                self.text(), keep_blank_values=True, max_num_fields=60, errors="strict"
            )
        except ValueError:
            raise errors.InvalidInput(body="The form could not be read.") from None
        fields: dict[str, str] = {}
        for name, value in pairs:
            fields.setdefault(name, value)
        return fields

    def form_in_part(self) -> Iterator[dict[str, str]]:
        """Yield the fields of a form that cannot be read: its first bytes, in each coding that
        an old phone may have sent it in. It raises nothing."""
        start = self.raw()[:MOST_BYTES].decode(errors="replace")
        for coding in CODINGS:
            pairs = parse_qsl(start, keep_blank_values=True, encoding=coding, errors="replace")
            yield dict(reversed(pairs))


def answer(body: Any, status: int = 200, headers: Mapping[str, Any] | None = None) -> Response:
    """Answer a program with JSON."""
    sent = {"Content-Type": JSON, "Cache-Control": "no-store", **(headers or {})}
    return Response(msgspec.json.encode(body).decode(), sent, status)


def text(body: str, content_type: str, headers: Mapping[str, Any] | None = None) -> Response:
    """Answer with text of another type: a script, a style, a picture in SVG."""
    return Response(body, {"Content-Type": content_type, **(headers or {})}, 200)


def see_other(where: str, headers: Mapping[str, Any] | None = None) -> Response:
    """Send a browser on after a form, so that reloading does not send it again."""
    return Response("", {"Location": where, "Cache-Control": "no-store", **(headers or {})}, 303)


def problem(error: errors.ServiceError, call: Call, spoken: str = "") -> Response:
    """Return an error as RFC 9457 wants it: what, why, and what can be done about it.

    In the language that the call asks for, else in the one that this person has `spoken`.
    """
    lang = negotiate(call.header("accept-language") or spoken, None)
    body = problem_body(error, lang, instance=call.path, correlation_id=call.id)
    headers = {"Content-Type": PROBLEM, "Content-Language": lang, **retry_after(error)}
    if isinstance(error, errors.NotAuthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    return answer(body, body.status, headers)


def retry_after(error: errors.ServiceError) -> dict[str, Any]:
    """Return the header that says when another try is worth it, if that is known."""
    if isinstance(error, errors.Limited):
        return {"Retry-After": str(error.retry_after_s)}
    return {"Retry-After": "2"} if isinstance(error, errors.Unavailable) else {}
