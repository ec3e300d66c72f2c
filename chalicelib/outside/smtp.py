"""
Mail by SMTP, where there is no SES: always over TLS, one connection a message.

Host and port are parameters; user and password stand in the secret steward/<stage>/smtp as
{"username": "…", "password": "…"}. An empty user signs in nowhere.
"""

import json
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from typing import TYPE_CHECKING

from ..domain.errors import Undelivered
from . import parameters, secrets

if TYPE_CHECKING:
    from smtplib import SMTP

TIMEOUT_S = 8
PERMANENT = range(550, 560)
"""What a second try does not make better: no such mailbox, not allowed to us."""


def send(message: EmailMessage) -> None:
    """Hand one message to the mail server, or raise Undelivered."""
    from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

    host, port = parameters.known("smtp_host"), int(parameters.known("smtp_port"))
    if host == parameters.NONE:
        raise Undelivered("there is no mail server: set smtp_host")
    try:
        with CONNECT[port](host, port) as server:
            _sign_in(server)
            server.send_message(message)
    except SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise Undelivered(f"the mail server said {code}", permanent=code in PERMANENT) from error
    except SMTPResponseException as error:
        raise Undelivered(f"the mail server said {error.smtp_code}") from error
    except (SMTPException, OSError) as error:
        raise Undelivered(f"no mail server: {type(error).__name__}") from error


def _sign_in(server: "SMTP") -> None:
    known = json.loads(secrets.text("smtp"))
    if known.get("username"):
        server.login(known["username"], known["password"])


def _tls(host: str, port: int) -> "SMTP":
    from smtplib import SMTP_SSL
    from ssl import create_default_context

    return SMTP_SSL(host, port, timeout=TIMEOUT_S, context=create_default_context())


def _starttls(host: str, port: int) -> "SMTP":
    from smtplib import SMTP
    from ssl import create_default_context

    server = SMTP(host, port, timeout=TIMEOUT_S)
    server.starttls(context=create_default_context())
    return server


CONNECT: Mapping[int, Callable[[str, int], "SMTP"]] = {
    465: _tls,
    2465: _tls,
    587: _starttls,
    2587: _starttls,
}
"""Port to how TLS begins there: at once, or by STARTTLS. Without TLS nothing is sent."""
