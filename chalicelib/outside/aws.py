"""Clients of AWS services: made where they are used first, with explicit timeouts."""

from functools import cache
from typing import Any

from .. import settings

CONNECT_TIMEOUT_S = 1
READ_TIMEOUT_S = 2
ATTEMPTS = 3


@cache
def client(service: str) -> Any:
    """Return this process's one client of a service.

    botocore is imported here and not above: a page that needs no client must not pay
    the 150 ms of importing it.
    """
    import botocore.session
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    )
    return botocore.session.get_session().create_client(
        service,
        region_name=settings.region(),
        endpoint_url=settings.endpoint(),
        config=config,
    )
