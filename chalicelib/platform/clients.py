"""
The one maker of AWS clients: one session a process, explicit timeouts, standard retries.

PynamoDB would make a session of its own with a client in it, and read all of botocore's data
twice. A fresh process pays for what is imported and read here before its first answer.
"""

from contextvars import ContextVar
from functools import cache
from types import SimpleNamespace
from typing import Any

import msgspec

from . import repeated, settings

CONNECT_TIMEOUT_S = 1
READ_TIMEOUT_S = 2
ATTEMPTS = 3

SEND_TIMEOUT_S = 10
"""Longer than a mail or a text takes when its service is slow: cut off before it answered, a
message that went would go again. Sent once a call; whoever tries again is the ledger."""

SENDERS = frozenset({"ses", "sns"})

QUICK = frozenset({"ssm"})
"""Services that nobody may wait for: what they would say has a value without them."""

NAME = "steward"
"""What AWS's own logs see of us. botocore would put its string together at each call, twice:
a seventh of the CPU of a submit."""


@cache
def client(service: str, region: str = "") -> Any:
    """Return this process's one client of a service, in our region unless another is named.

    botocore is imported here and not above: a page that needs no client must not pay
    the 150 ms of importing it.
    """
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=SEND_TIMEOUT_S if service in SENDERS else READ_TIMEOUT_S,
        retries={
            "mode": "standard",
            "total_max_attempts": 1 if service in QUICK | SENDERS else ATTEMPTS,
        },
        user_agent=NAME,
        # What is sent is made of our own structs; a mistake is the service's to refuse.
        parameter_validation=False,
    )
    made = _session().create_client(
        service,
        region_name=region or (settings.mail_region() if service in SENDERS else settings.region()),
        endpoint_url=settings.endpoint(),
        config=config,
    )
    if settings.endpoint() is None:
        _share_context(made)
    if service in repeated.SERVICES:
        repeated.spare(made)
    return made


def rehearse(service: str, operation: str, **asked: Any) -> None:
    """Let a client do all of a call but sending it, so that the first real one finds it done:
    endpoint rules read, a key derived, every module imported."""
    from botocore.awsrequest import AWSResponse

    events = client(service).meta.events

    def answer(request: Any, **_: Any) -> Any:
        return AWSResponse(request.url, 200, {}, SimpleNamespace(stream=lambda **_: [b"{}"]))

    events.register_first("before-send", answer)
    try:
        client(service)._make_api_call(operation, asked)
    finally:
        events.unregister("before-send", answer)


def _share_context(made: Any) -> None:
    """Let a client trust by the one context of this process.

    urllib3 would read the file of 150 roots again for each connection of each client: 20 ms
    a host, and again when a connection was lost.
    """
    session = made._endpoint.http_session

    def trusted(connection: Any, url: str, verify: Any) -> None:
        connection.cert_reqs = "CERT_REQUIRED"
        connection.ca_certs = None

    session._manager.connection_pool_kw["ssl_context"] = _context()
    session._setup_ssl_cert = trusted


@cache
def _context() -> Any:
    from botocore.httpsession import create_urllib3_context, get_cert_path

    context = create_urllib3_context()
    roots = _session().get_config_variable("ca_bundle") or True
    context.load_verify_locations(get_cert_path(roots))
    return context


@cache
def _session() -> Any:
    import botocore.hooks
    import botocore.session

    # Each of 150 handlers of its own is looked through for whether it takes what it is handed.
    botocore.hooks.accepts_kwargs = lambda handler: True
    session = botocore.session.get_session()
    session.register_component("response_parser_factory", _parsers())
    return session


OF_TABLES = frozenset(
    {
        "BatchGetItemOutput",
        "BatchWriteItemOutput",
        "DeleteItemOutput",
        "GetItemOutput",
        "PutItemOutput",
        "QueryOutput",
        "ScanOutput",
        "UpdateItemOutput",
    }
)
"""What DynamoDB answers. Its JSON is already what botocore's parser would make of it, value by
value and at half the CPU of a list: we store no bytes and ask for no time."""


class RawPage(msgspec.Struct):
    """A page of a query whose items nobody has looked into yet."""

    Items: list[msgspec.Raw]
    Count: int
    ScannedCount: int
    LastEvaluatedKey: dict[str, Any] | None = None
    ConsumedCapacity: dict[str, Any] | None = None


raw_items: ContextVar[bool] = ContextVar("raw_items", default=False)
"""Whether a query's items are wanted as they stand on the wire: for who looks at little of each."""


def _parsers() -> Any:
    """Return botocore's factory of parsers, which leaves the answers of tables as they are."""
    from botocore.parsers import PROTOCOL_PARSERS, JSONParser, ResponseParserFactory

    class Parser(JSONParser):
        def parse(self, response: Any, shape: Any) -> Any:
            of_table = shape is not None and shape.name in OF_TABLES
            if not of_table or response["status_code"] != 200:
                return super().parse(response, shape)
            if raw_items.get() and shape.name == "QueryOutput":
                page = msgspec.json.decode(response["body"], type=RawPage)
                parsed = msgspec.structs.asdict(page)
            else:
                parsed = msgspec.json.decode(response["body"])
            headers = response["headers"]
            parsed["ResponseMetadata"] = {
                "RequestId": headers.get("x-amzn-requestid", ""),
                "HTTPStatusCode": 200,
                "HTTPHeaders": headers,
            }
            return parsed

    class Parsers(ResponseParserFactory):
        def create_parser(self, protocol_name: str) -> Any:
            kind = Parser if protocol_name == "json" else PROTOCOL_PARSERS[protocol_name]
            return kind(**self._defaults)

    return Parsers()
