"""
The one maker of AWS clients: one session a process, explicit timeouts, standard retries.

PynamoDB would make a session of its own with a client in it, and read all of botocore's data
twice. A fresh process pays for what is imported and read here before its first answer.
"""

from functools import cache
from typing import Any

from . import settings

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
def client(service: str) -> Any:
    """Return this process's one client of a service.

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
    return _session().create_client(
        service,
        region_name=settings.mail_region() if service in SENDERS else settings.region(),
        endpoint_url=settings.endpoint(),
        config=config,
    )


@cache
def _session() -> Any:
    import botocore.session

    return botocore.session.get_session()
