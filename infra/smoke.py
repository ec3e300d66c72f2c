"""
The check of every deployment: a request is sent through the door, its mail leaves, it is
withdrawn, and nothing of it stays.

It lives in a community of its own, which no company has and nobody works in. `check` asks
the stage in a process of its own: the models read the tables' names when they are imported.
"""

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from email.utils import parseaddr
from functools import partial
from typing import Any

from chalicelib.estate.model import CHECK
from infra import mail
from infra.cloud import Target
from infra.paths import ROOT
from infra.say import Refused, line, one_sentence, step

COMMUNITY, COMPANY, PLACE = CHECK, "smoke-check", "SM0KE0CHECK000"
MAILBOX = "success@simulator.amazonses.com"
"""Takes every mail and shows it to nobody; good from a sandbox of SES, too."""
SECONDS = 60
ALL_DAY = [["00:00", "24:00"]]
ESTATE = (
    (f"community#{COMMUNITY}", "community"),
    (f"company#{COMPANY}", f"community#{COMMUNITY}"),
    (f"place#{PLACE}", "place"),
)
"""The keys of what the check puts into the estate and takes out again."""

BESIDE = [f"{COMMUNITY}-{kind}" for kind in ("hearing", "needs", "tally", "stuck")]
"""What a community's first request makes beside itself."""


def check(where: Target, outputs: dict[str, str], base: str) -> None:
    """Send a request through a stage's door and see its mail, or raise Refused.

    On AWS a stage whose mail is not set up yet is checked without one, and a line says so.
    """
    from infra.environment import environment

    told = {"where": [where.stage, where.region, where.endpoint], "base": base}
    with step("sending a request, waiting for its mail, withdrawing it"):
        done = subprocess.run(
            [sys.executable, "-m", "infra.smoke", json.dumps(told)],
            cwd=ROOT,
            env=_outside() | environment(where, outputs),
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise Refused(f"the check of the deployment failed:\n{done.stdout}{done.stderr}".rstrip())
    for said in done.stdout.splitlines():
        line(f"  {said}")


def _outside() -> dict[str, str]:
    """Return this process's environment without what aims a process of ours elsewhere."""
    return {name: value for name, value in os.environ.items() if name != "AWS_ENDPOINT_URL"}


def main() -> None:
    told = json.loads(sys.argv[1])
    where = Target(*told["where"])
    _open()
    made: dict[str, Any] = {}
    try:
        address = _mailbox(where)
        made = _submit(told["base"], address)
        if address:
            _await(lambda: _was_told(made["id"]), f"no mail to {address} left in time")
        if address and where.endpoint:
            _await(partial(_is_in_outbox, where.endpoint, made), "the mail is not in the outbox")
        _withdraw(told["base"], made)
        _await(lambda: _is_quiet(made["id"]), "the request was not withdrawn in time")
    finally:
        _clear(made)


def _open() -> None:
    from chalicelib.estate import store as estate
    from chalicelib.estate.model import Community, Place
    from chalicelib.kernel.worktime import calendar_from

    name = {"en": "Check of a deployment"}
    community = Community(
        code=COMMUNITY,
        company=COMPANY,
        name=name,
        languages=["en"],
        phone="",
        emergency_phone="",
        calendar=calendar_from({"zone": "UTC", "week": [ALL_DAY] * 7}),
        departments=["customer_service"],
    )
    estate.put_community(community)
    estate.put_place(Place(code=PLACE, community=COMMUNITY, name=name))


def _mailbox(where: Target) -> str:
    """Return where the check's mail goes; nowhere, with a line, when no mail can leave yet."""
    from chalicelib.platform.aws import parameters

    sender = parameters.settled("mail_from", now=_now())
    if parameters.known("mail_by") == "smtp":
        # Nobody's simulator takes mail from there: the sender writes to itself.
        return parseaddr(sender)[1]
    if mail.is_verified(where, sender):
        return MAILBOX
    line(f"mail is not set up yet: SES has not verified {sender}, so no mail was tried.")
    return ""


def _submit(base: str, contact: str) -> dict[str, Any]:
    body = {"place": PLACE, "topic": "question", "words": "Does it work?", "contact": contact}
    headers = {"Content-Type": "application/json", "Idempotency-Key": secrets.token_urlsafe(24)}
    return dict(json.loads(_post(f"{base}/api/v1/requests", json.dumps(body), headers)))


def _withdraw(base: str, made: dict[str, Any]) -> None:
    """Press "withdraw" on the page of the request."""
    from chalicelib.kernel import links
    from chalicelib.platform.aws import secrets as vault

    key, form = secrets.token_urlsafe(24), vault.read("form")
    token = links.form_token(made["id"], key, _now(), form.by_version[form.current])
    fields = urllib.parse.urlencode({"do": "withdraw", "key": key, "token": token})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    _post(f"{base}/r/{made['status_token']}", fields, headers)


def _post(address: str, body: str, headers: dict[str, str]) -> str:
    asked = urllib.request.Request(address, body.encode(), headers)
    try:
        with urllib.request.build_opener(_Stay).open(asked, timeout=30) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        if error.code == 303:
            return ""
        said = error.read().decode(errors="replace")
        raise Refused(f"{urllib.parse.urlsplit(address).path}: {error.code} {said}") from None
    except OSError as error:
        raise Refused(f"the door does not answer: {error}") from None


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Go nowhere: the page that follows may be at an address that is not served yet."""


def _is_in_outbox(emulator: str, made: dict[str, Any]) -> bool:
    return any(made["status_token"] in text for _, _, _, text in mail.sent(emulator))


def _was_told(request_id: str) -> bool:
    """Say whether the delivery log has the one message of the request's address."""
    from chalicelib.cases.requests import store as requests
    from chalicelib.kernel.history import event_id
    from chalicelib.platform.storage import ledger

    found = requests.aggregate(request_id)
    contacts = found.contacts if found else []
    return any(ledger.was_taken(event_id(request_id, each.hash)) for each in contacts)


def _is_quiet(request_id: str) -> bool:
    """Say whether the request is closed and no message about it is still on its way."""
    from chalicelib.cases.requests import store as requests

    found = requests.aggregate(request_id)
    if found is None or not found.tasks or found.request.closed_at is None:
        return False
    items = [found.request, *found.tasks, *found.contacts]
    return not any(each.pending for each in items)


def _clear(made: dict[str, Any]) -> None:
    """Delete all that the check stored and counted."""
    from chalicelib.cases.requests import store as requests
    from chalicelib.kernel import outgoing
    from chalicelib.kernel.history import event_id
    from chalicelib.kernel.limits import keys
    from chalicelib.platform import settings
    from chalicelib.platform.clients import client
    from chalicelib.platform.storage import ledger
    from chalicelib.privacy import store as erasure

    found = requests.aggregate(made["id"]) if made else None
    if found is not None:
        ledger.forget(event_id(made["id"], each.hash) for each in found.contacts)
    for pk in ([made["id"]] if made else []) + BESIDE:
        for sk in erasure.keys_under(pk):
            erasure.remove(pk, sk)
    database = client("dynamodb")
    now = _now()
    for counted in (keys(PLACE, "", now), outgoing.asking(COMMUNITY, "", now)):
        key = {"pk": {"S": f"count#{counted.item}"}}
        database.delete_item(TableName=settings.table("ledger"), Key=key)
    for pk, sk in ESTATE:
        owned = {"pk": {"S": pk}, "sk": {"S": sk}}
        database.delete_item(TableName=settings.table("estate"), Key=owned)


def _await(check: Callable[[], Any], otherwise: str) -> None:
    until = time.monotonic() + SECONDS
    while not check():
        if time.monotonic() > until:
            raise Refused(f"{otherwise} ({SECONDS} s)")
        time.sleep(0.2)


def _now() -> int:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    with one_sentence():
        main()
