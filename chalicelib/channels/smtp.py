"""
Mail by SMTP, where there is no SES: always over TLS, one connection a message.

Host and port are parameters; user and password stand in the secret steward/<stage>/smtp as
{"username": "…", "password": "…"}. An empty user signs in nowhere.
"""

import json
import re
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import Unanswered, Undelivered
from chalicelib.platform.aws import parameter_table, parameters, secrets

if TYPE_CHECKING:
    from smtplib import SMTP

TIMEOUT_S = 8
NO_MAILBOX = frozenset({550, 551, 553})
_BLAMES = re.compile(r"5\.(1\.(1|2|3|6|10)|2\.1)\b")
_ENHANCED = re.compile(r"5\.[0-9]{1,3}\.[0-9]{1,3}\b")
"""RFC 3463: what is wrong with a mailbox or its address; 5.1.7, 5.1.8 and 5.7 blame the sender."""


def send(message: EmailMessage) -> None:
    """Hand one message to the mail server, or raise Undelivered."""
    from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

    host, port = parameters.known("smtp_host"), int(parameters.known("smtp_port"))
    if host == parameter_table.NONE:
        raise Undelivered("there is no mail server: set smtp_host")
    try:
        server = CONNECT[port](host, port)
    except (SMTPException, OSError) as error:
        raise Undelivered(f"no mail server: {type(error).__name__}") from error
    try:
        _sign_in(server)
        server.send_message(message)
    except SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        final = _blames_recipient(code, words)
        raise Undelivered(f"the mail server said {code}", permanent=final) from error
    except SMTPResponseException as error:
        raise Undelivered(f"the mail server said {error.smtp_code}") from error
    except (SMTPException, OSError) as error:
        raise Unanswered(f"the mail server did not answer: {type(error).__name__}") from error
    finally:
        # Not by saying goodbye: what was taken stays taken, whatever comes of that.
        server.close()


def _blames_recipient(code: int, words: bytes | str) -> bool:
    """Say whether a second try cannot make it better: there is no such mailbox."""
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    if _ENHANCED.search(text):
        return bool(_BLAMES.search(text))
    return code in NO_MAILBOX


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
