"""Open311 GeoReport v2 at /open311/v2/, in XML and JSON; errors in its own form."""

from collections.abc import Callable, Iterable

from chalice import Response

from chalicelib.cases.requests.api import prefix_of
from chalicelib.cases.requests.store import Aggregate
from chalicelib.estate.communities import community_of
from chalicelib.estate.model import Community
from chalicelib.estate.permissions import EVERYBODY
from chalicelib.i18n.negotiation import negotiate
from chalicelib.kernel import errors
from chalicelib.kernel.ids import is_community
from chalicelib.kernel.times import DAY_MS
from chalicelib.platform.aws import parameters, photo_bucket
from chalicelib.platform.http.blueprint import Made, Routes
from chalicelib.platform.http.call import FORM, Call, retry_after, text
from chalicelib.platform.http.parts import MULTIPART
from chalicelib.platform.services import enqueue, id_secret
from chalicelib.programs.keys.called_by import Program, believed
from chalicelib.programs.keys.model import SUBMIT, filer

from . import formats, media, reading, reporting, services
from .formats import TYPES
from .parameters import SPAN_MS, form_of, page_of, parts, said_by, window

FILES = ("text/xml", "application/json")
ROOT = "/open311/v2"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-28T00:00:00Z"
"""When these answers last changed their form."""
ANSWERS = (200, 400, 403, 404, 429, 503)
MOST_IDS = 50

STATUS: tuple[tuple[type[errors.ServiceError], int], ...] = (
    (errors.NotAuthenticated, 403),
    (errors.Forbidden, 403),
    (errors.NotFound, 404),
    (errors.Retired, 404),
    (errors.Erased, 404),
    (errors.Limited, 429),
    (errors.Unavailable, 503),
    (errors.Unexpected, 500),
    (errors.ServiceError, 400),
)
"""GeoReport v2: 403 for a key, 404 for what is not there, 400 for the rest."""


class Open311Routes(Routes):
    """Routes that answer as GeoReport v2 does, also when they refuse."""

    def answering(self, call: Call, **params: str) -> Made:
        try:
            return call.route.view(call, **params)
        except errors.ServiceError as error:
            return _refused(call, error)

    def broken(self, call: Call) -> Response:
        return _refused(call, errors.Unexpected("this was not foreseen; it is written down"))


routes = Open311Routes(__name__)

JURISDICTION = ("jurisdiction_id", "api_key")
TIMES = ("start_date", "end_date")
READS = (*JURISDICTION, *TIMES, "service_request_id", "service_code", "status", "page", "page_size")


@routes.get("/open311/v2/{name}", may=EVERYBODY, query=READS, files=FILES, status=ANSWERS)
def show_open311(call: Call, name: str) -> Response:
    """Discovery, services, requests, or updates of requests, by the name before the ending."""
    stem, form = formats.split(name)
    view = _LISTS.get(stem)
    if view is None or not form:
        raise errors.NotFound("there is nothing of this name here; try services.xml")
    return view(call, form)


@routes.get(
    "/open311/v2/services/{name}", may=EVERYBODY, query=JURISDICTION, files=FILES, status=ANSWERS
)
def show_open311_service(call: Call, name: str) -> Response:
    """The questions of one service."""
    code, form = formats.split(name)
    community, lang = _jurisdiction(call)
    found = services.definition(community, code, lang)
    return _sent(form or "xml", formats.one(form or "xml", "service_definition", found))


@routes.get(
    "/open311/v2/requests/{name}", may=EVERYBODY, query=JURISDICTION, files=FILES, status=ANSWERS
)
def show_open311_request(call: Call, name: str) -> Response:
    """How one request stands, as a list of one."""
    id_, form = formats.split(name)
    found = reading.one(id_)
    if found is None:
        raise errors.NotFound("there is no such request")
    return _requests(call, form or "xml", [found])


@routes.post(
    "/open311/v2/{name}", may=EVERYBODY, content_types=[FORM, MULTIPART], files=FILES,
    status=ANSWERS,
    errors=(errors.InvalidInput, errors.NotAuthenticated, errors.Forbidden, errors.Limited),
)  # fmt: skip
def report_by_open311(call: Call, name: str) -> Response:
    """Report: the same form under one key is one request while that is open."""
    stem, form = formats.split(name)
    if stem != "requests" or not form:
        raise errors.NotFound("reports are posted to requests.xml or requests.json")
    fields, files = form_of(call)
    code = reporting.first(fields, "jurisdiction_id")
    program = _program(call, reporting.first(fields, "api_key"))
    if not code and program is not None and len(program.key.communities) == 1:
        code = program.key.community
    community, lang = _community(call, code)
    filed_by = filer(program.key) if program else ""
    report = reporting.read(fields, community, lang, filed_by=filed_by, now=call.now)
    if not report.danger:
        _must_submit(program, community)
    tuning = parameters.tuning(now=call.now)
    made = reporting.send(
        report,
        said_by(fields, filed_by or prefix_of(call)),
        community,
        prefix="" if filed_by else prefix_of(call),
        secret=id_secret(),
        now=call.now,
        enqueue=enqueue(call.id),
        tuning=tuning,
    )
    call.note(item=made.request_id, action="submit", Submitted=int(not made.replayed))
    media.sent_on(files, made.request_id, tuning=tuning, develop=photo_bucket.hand_in)
    row = {"service_request_id": made.request_id, "service_notice": None, "account_id": None}
    return _sent(form, formats.many(form, "service_requests", "request", [row]))


def _discovery(call: Call, form: str) -> Response:
    url = f"{parameters.value('public_address', now=call.now)}{call.base}{ROOT}"
    endpoint = {
        "specification": SPECIFICATION,
        "url": url,
        "changeset": CHANGED,
        "type": "production",
        "formats": {"format": list(FILES)},
    }
    found = {
        "changeset": CHANGED,
        "contact": parameters.value("public_address", now=call.now),
        "key_service": "A manager of the estate makes a key on the board.",
        "endpoints": {"endpoint": [endpoint, endpoint | {"type": "test"}]},
    }
    return _sent(form, formats.one(form, "discovery", found))


def _services(call: Call, form: str) -> Response:
    community, lang = _jurisdiction(call)
    return _sent(form, formats.many(form, "services", "service", services.listed(community, lang)))


def _listed(call: Call, form: str) -> Response:
    wanted = parts(call, "service_request_id")
    if wanted:
        found = [one for id_ in wanted[:MOST_IDS] if (one := reading.one(id_))]
        return _requests(call, form, found)
    community, _ = _jurisdiction(call)
    since, until = window(call, SPAN_MS)
    states, codes = parts(call, "status"), parts(call, "service_code")
    rows = [
        Aggregate(request=request)
        for request in reading.reported(community, since=since, until=until, now=call.now)
        if (not codes or request.topic in codes)
        and (not states or ("closed" if request.state == "closed" else "open") in states)
    ]
    return _requests(call, form, page_of(call, rows))


def _updates(call: Call, form: str) -> Response:
    community, lang = _jurisdiction(call)
    since, until = window(call, DAY_MS)
    found = reading.reported(community, since=until - SPAN_MS, until=until, now=call.now)
    rows = [row for each in found if each.changed_at >= since
            for row in reading.updates(each, lang, since=since, until=until)]  # fmt: skip
    rows.sort(key=lambda row: str(row["updated_datetime"]))
    return _sent(form, formats.many(form, "service_request_updates", "request_update", rows))


_LISTS: dict[str, Callable[[Call, str], Response]] = {
    "discovery": _discovery,
    "services": _services,
    "requests": _listed,
    "servicerequestupdates": _updates,
}


def _requests(call: Call, form: str, found: Iterable[Aggregate]) -> Response:
    rows, names = [], dict[str, dict[str, str]]()
    for each in found:
        community, lang = _community(call, each.request.community)
        if community.code not in names:
            names[community.code] = services.names(community, lang)
        rows.append(reading.shown(each, community, lang, names[community.code], now=call.now))
    return _sent(form, formats.many(form, "service_requests", "request", rows))


def _jurisdiction(call: Call) -> tuple[Community, str]:
    return _community(call, call.query("jurisdiction_id"))


def _community(call: Call, code: str) -> tuple[Community, str]:
    """Return a community and the language to answer in: one that it has."""
    if not code:
        raise errors.InvalidInput(jurisdiction_id="jurisdiction_id was not provided")
    try:
        community = community_of(code if is_community(code) else "", now=call.now)
    except errors.NotFound:
        raise errors.NotFound("there is no such jurisdiction") from None
    lang = negotiate(call.header("accept-language"), None)
    return community, lang if lang in community.languages else community.languages[0]


def _program(call: Call, api_key: str) -> Program | None:
    try:
        return believed(call, api_key)
    except errors.NotAuthenticated:
        return None


def _must_submit(program: Program | None, community: Community) -> None:
    """Raise NotAuthenticated without a key; a danger needs none."""
    if program is None:
        raise errors.NotAuthenticated("no_key")
    program.must(SUBMIT)
    if community.code not in program.key.communities:
        raise errors.Forbidden("this key does not count in this jurisdiction")
    program.refuse_too_many()


def _sent(form: str, body: str) -> Response:
    return text(body, TYPES[form], {"Cache-Control": "no-store"})


def _refused(call: Call, error: errors.ServiceError) -> Response:
    """Return an error as GeoReport v2 has it: a list, in the form that the path asked for."""
    form = "json" if call.path.endswith(".json") else "xml"
    code = next(code for kind, code in STATUS if isinstance(error, kind))
    said = str(error)
    if isinstance(error, errors.InvalidInput):
        said = "; ".join(f"{name}: {sentence}" for name, sentence in error.fields.items())
    body = formats.many(form, "errors", "error", [{"code": str(code), "description": said}])
    sent = text(body, TYPES[form], {"Cache-Control": "no-store", **retry_after(error)})
    sent.status_code = code
    return sent
