"""
Where HTTP is touched: reading a call, answering it, and turning the domain's errors into codes.

A view reads what its route declares and nothing else: what is not declared, a query parameter
say, is a mistake of ours and answered as one. So the contract cannot say less than is read.
"""

import time
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
from chalice import Response
from msgspec import UNSET, UnsetType

from chalicelib.kernel import errors

from .route import Route

T = TypeVar("T")
JSON = "application/json"
PROBLEM = "application/problem+json"
FORM = "application/x-www-form-urlencoded"

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

STATUS: Mapping[type[errors.ServiceError], tuple[int, str]] = {
    errors.KeyTaken: (422, "This key was already used"),
    errors.InvalidInput: (422, "Something is wrong with the input"),
    errors.NotAuthenticated: (401, "Please sign in"),
    errors.Forbidden: (403, "Not yours to do"),
    errors.Retired: (410, "This label was replaced"),
    errors.Erased: (410, "This was erased"),
    errors.NotFound: (404, "Not found"),
    errors.NotAllowed: (409, "Not possible in this state"),
    errors.Stale: (412, "It changed since you looked"),
    errors.Limited: (429, "Too many requests"),
    errors.Undelivered: (502, "Not delivered"),
    errors.Unavailable: (503, "Please try again"),
    errors.Unexpected: (500, "Something went wrong on our side"),
}
"""Error to status and title; the first class that fits, in the order of this table."""


class Problem(msgspec.Struct, frozen=True):
    """An error as RFC 9457 describes it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | UnsetType = UNSET
    correlation_id: str | UnsetType = UNSET
    errors: dict[str, str] | UnsetType = UNSET
    """Field to what is wrong with it."""
    id: str | UnsetType = UNSET
    """With `reference`: what stands under this key already."""
    reference: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    allowed: list[str] | UnsetType = UNSET
    version: int | UnsetType = UNSET
    holder: dict[str, str] | UnsetType | None = UNSET
    replaced_by: str | UnsetType = UNSET


LIMITED = STATUS[errors.Limited][0]


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
                **{"If-Match": 'Say which version you hold, as in If-Match: "3".'}
            )
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise errors.InvalidInput(**{"If-Match": "A version is a whole number in quotes."})
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
            raise errors.InvalidInput(body=f"The body is longer than {self.route.longest} bytes.")
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
            raise errors.InvalidInput(**_said(str(error))) from None
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


def problem(error: errors.ServiceError, call: Call) -> Response:
    """Return an error as RFC 9457 wants it: what, why, and what can be done about it."""
    body = problem_body(error, instance=call.path, correlation_id=call.id)
    headers = {"Content-Type": PROBLEM, **retry_after(error)}
    if isinstance(error, errors.NotAuthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    return answer(body, body.status, headers)


def retry_after(error: errors.ServiceError) -> dict[str, Any]:
    """Return the header that says when another try is worth it, if that is known."""
    if isinstance(error, errors.Limited):
        return {"Retry-After": str(error.retry_after_s)}
    return {"Retry-After": "2"} if isinstance(error, errors.Unavailable) else {}


def problem_body(error: errors.ServiceError, **where: Any) -> Problem:
    """Return an error as it stands in an answer, or inside the verdict on one action of a batch."""
    status, title = status_of(error)
    return Problem(
        type=f"urn:steward:{_code(error)}",
        title=title,
        status=status,
        detail=str(error),
        **where,
        **_more(error),
    )


def status_of(error: errors.ServiceError) -> tuple[int, str]:
    """Return status and title of an error."""
    return next(found for kind, found in STATUS.items() if isinstance(error, kind))


def _code(error: errors.ServiceError) -> str:
    name = type(error).__name__
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


def _more(error: errors.ServiceError) -> dict[str, Any]:
    if isinstance(error, errors.KeyReused):
        return {"errors": error.fields, "id": error.request_id, "reference": error.reference}
    if isinstance(error, errors.InvalidInput):
        return {"errors": error.fields}
    if isinstance(error, errors.NotAllowed):
        said = {"state": error.state, "allowed": error.allowed, "holder": error.holder}
        # Where there is no item yet, as past the most that there may be, there is no version.
        return said if error.version is None else {**said, "version": error.version}
    if isinstance(error, errors.Stale):
        return {"state": error.state, "version": error.version, "holder": error.holder}
    if isinstance(error, errors.Retired):
        return {"replaced_by": error.place}
    return {}


def _said(sentence: str) -> dict[str, str]:
    """Return field to sentence from what msgspec says: "Expected `int`… - at `$.until`"."""
    what, _, where = sentence.partition(" - at `$")
    field = where.rstrip("`").lstrip(".") or "body"
    if "unknown field `" in what:
        field = what.split("unknown field `")[1].split("`")[0]
    if "missing required field `" in what:
        field = what.split("required field `")[1].split("`")[0]
    return {field[:60]: what.replace("`", "'")[:200]}
