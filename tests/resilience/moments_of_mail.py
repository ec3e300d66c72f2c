"""Moments of mail in: a reply, a first mail, what is set aside and what a manager does with it."""

import json
from typing import Any

from chalicelib.cases.contacts import store as contacts
from chalicelib.mail_in import store as letters
from chalicelib.platform import settings
from chalicelib.platform.services import answer_address
from tests.support.builders import MARA

from .moments import ADDRESS, at_clock_of, confirmed, hash_of
from .town import MAIL_DOMAIN, Event, Town, request_id

WORDS = "CANARY-words: it is the left lift."
FORGED = {"spf": "FAIL", "dkim": "FAIL", "dmarc": "FAIL"}
PROVEN = {"spf": "PASS", "dkim": "PASS", "dmarc": "PASS"}


def mailed(
    town: Town, to: str, words: str = WORDS, *, head: str = "", photo: bytes = b"",
    verdicts: dict[str, str] = PROVEN,
) -> Event:  # fmt: skip
    """Put a mail where SES would, and return the message that tells of it."""
    head = (
        f"From: Rosa <{ADDRESS}>\r\nTo: <{to}>\r\nSubject: Lift\r\nMessage-ID: <1@home.example>\r\n"
        f"{head}"
    )
    body = f"Content-Type: text/plain\r\n\r\n{words}\r\n".encode()
    if photo:
        head += 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        body = b"--b\r\n" + body + b"--b\r\nContent-Type: image/jpeg; name=a.jpg\r\n\r\n"
        body += photo + b"\r\n--b--\r\n"
    bucket, key = settings.photos_bucket(), "mail/one"
    town.engine.client("s3").put_object(Bucket=bucket, Key=key, Body=head.encode() + body)
    said = {
        "v": 1, "bucket": bucket, "key": key, "region": settings.region(), "recipients": [to],
        "null_sender": False, "verdicts": verdicts,
    }  # fmt: skip
    return Event(kind="message", name="mail", body=json.dumps(said))


def first(town: Town) -> Event:
    return mailed(town, f"hv@{MAIL_DOMAIN}")


def second(town: Town) -> Event:
    """Return another mail of a sender who had an answer just now."""
    town.do(first(town))
    return mailed(town, f"hv@{MAIL_DOMAIN}", "CANARY-words: the bell is broken.")


def first_of_danger(town: Town) -> Event:
    return mailed(town, f"hv@{MAIL_DOMAIN}", "Smoke in the lobby, it burns!", verdicts=FORGED)


def reply(town: Town, **more: Any) -> Event:
    """Return the answer to a notice about a request, from the address that it went to."""
    confirmed(town)
    found = contacts.get(request_id(), hash_of(town))
    assert found is not None
    return mailed(town, answer_address(found.request, found.hash), **more)


def robot(town: Town) -> Event:
    return mailed(town, f"hv@{MAIL_DOMAIN}", head="Auto-Submitted: auto-replied\r\n")


def aside(town: Town) -> str:
    """Let a robot's mail be set aside; return its id."""
    assert town.give(robot(town)).good
    (letter,) = letters.of_community("hv")
    return letter.id


def decided(action: str) -> Any:
    """Return what a manager does with what was set aside."""

    def given(town: Town) -> Event:
        path = f"/staff/v1/letters/{aside(town)}/actions"
        return town.staff_call("POST", path, {"action": action}, by=MARA, n=action)

    return given


def goes(town: Town) -> Event:
    aside(town)
    return at_clock_of(town, "letter#")
