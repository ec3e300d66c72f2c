"""
Blueprints whose views take a Call, return what they declare, and may raise the domain's errors.

Chalice turns any exception of a view into a bare 500 before a middleware can see it, so
each view is wrapped as it is registered. Programs get `application/problem+json`
(RFC 9457); pages have a wrapper of their own that speaks the resident's language.
"""

from collections.abc import Callable
from typing import Any, TypeVar, Unpack

from chalice import Blueprint, Response
from msgspec import Struct

from chalicelib.kernel import errors
from chalicelib.platform.aws import parameters
from chalicelib.platform.recoverable import RECOVERABLE

from . import logs
from .call import API_POLICY, SECURITY, Call, answer, now_ms, problem
from .problems import LIMITED
from .route import REGISTERED, Facts, Reply, Route

Made = Response | Reply[Any] | Struct
"""What a view returns: a struct or a Reply of one; a Response where it answers with no JSON."""

View = TypeVar("View", bound=Callable[..., Made])


class Routes(Blueprint):
    """A blueprint for programs; `may` says who may call a route, and there is none without it."""

    kind = "api"

    def get(
        self, path: str, *, may: frozenset[str], **facts: Unpack[Facts]
    ) -> Callable[[View], View]:
        return self._on("GET", path, None, may, facts)

    def post(
        self,
        path: str,
        *,
        may: frozenset[str],
        content_types: list[str] | None = None,
        **facts: Unpack[Facts],
    ) -> Callable[[View], View]:
        return self._on("POST", path, content_types, may, facts)

    def answering(self, call: Call, **params: str) -> Made:
        """Call the view of a call and turn what it raises into an answer; pages override this."""
        try:
            return call.route.view(call, **params)
        except errors.ServiceError as error:
            return problem(error, call)

    def broken(self, call: Call) -> Response:
        """Answer what nobody foresaw; pages override this."""
        return problem(errors.Unexpected("this was not foreseen; it is written down"), call)

    def _answered(self, call: Call, **params: str) -> Response:
        try:
            return _sent(self.answering(call, **params), call.route)
        except RECOVERABLE as error:
            # A mistake of ours: the caller gets a number to quote instead of a bare 500.
            logs.unexpected(error, call.id, route=call.route.path)
            return self.broken(call)

    def _on(
        self,
        method: str,
        path: str,
        content_types: list[str] | None,
        may: frozenset[str],
        facts: Facts,
    ) -> Callable[[View], View]:
        options = {"content_types": content_types} if content_types else {}
        methods = [method, "HEAD"] if method == "GET" and self.kind == "page" else [method]
        register = super().route(path, methods=methods, **options)

        def wrap(view: View) -> View:
            route = Route(method, path, self.kind, view, may, **facts)
            REGISTERED.append(route)

            def handler(**params: str) -> Response:
                call = Call(self.current_request, route)
                logs.write_from(parameters.known("log_level"))
                response = _finished(self._answered(call, **params), call)
                if self.current_request.method == "HEAD":
                    response.body = ""
                took = now_ms() - call.now
                if response.status_code == LIMITED:
                    call.note(RateLimited=1)
                logs.called(method, path, response.status_code, took, call.id, **call.noted)
                return response

            handler.__name__ = view.__name__
            register(handler)
            return view

        return wrap


def guarded(event: Any, get_response: Callable[[Any], Response]) -> Response:
    """Put what stands on every answer on those, too, that Chalice makes itself: 415, 500."""
    response = get_response(event)
    for name, value in {**SECURITY, "Content-Security-Policy": API_POLICY}.items():
        response.headers.setdefault(name, value)
    return response


def _sent(made: Made, route: Route) -> Response:
    if isinstance(made, Response):
        return made
    if not isinstance(made, Reply):
        return answer(made, route.status[0])
    status = made.status or route.status[0]
    return (
        Response("", dict(made.headers), status)
        if made.body is None
        else answer(made.body, status, made.headers)
    )


def _finished(response: Response, call: Call) -> Response:
    headers = {**SECURITY, "X-Request-Id": call.id, **response.headers}
    headers.setdefault("Content-Security-Policy", API_POLICY)
    response.headers = headers
    return response
