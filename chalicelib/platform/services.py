"""What entrypoints hand to use cases: functions that talk to people and machines."""

from collections.abc import Mapping
from typing import Any

from chalicelib.kernel import answering, links
from chalicelib.kernel.called import Called
from chalicelib.kernel.errors import Unanswered, Undelivered
from chalicelib.kernel.notices import Notice

from . import settings
from .aws import copy_bucket, parameters, photo_bucket, queues, secrets
from .effects import Enqueue, Tools
from .http import logs


def tools(*, now: int, correlation: str = "") -> Tools:
    """Return the functions that finishing an effect needs."""

    def deliver(notice: Notice) -> None:
        # Here and not above: a page sends nothing, and would pay for every channel there is.
        from chalicelib.channels import deliver as channels

        said = (notice.event, notice.channel, notice.template, correlation)
        try:
            channels.deliver(notice, sender=parameters.settled("mail_from", now=now), now=now)
        except Undelivered as error:
            logs.not_told(*said, _outcome(error))
            raise
        logs.told(*said)

    return Tools(
        enqueue=enqueue(correlation),
        deliver=deliver,
        secret=id_secret,
        proof=proof,
        answer=answer_address,
        tuning=lambda: parameters.tuning(now=now),
        flooded=lambda task_id: logs.flooded(task_id, correlation),
        limited=lambda request_id: logs.limited(request_id, correlation),
        post=_post,
        erase_photos=photo_bucket.erase,
        keep_piece=copy_bucket.write,
        join_pieces=copy_bucket.join,
        **_addresses(now=now),
    )


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> Called:
    # Here and not above: only who delivers calls anybody.
    from chalicelib.channels import webhooks

    return webhooks.call(url, body, headers)


def _addresses(*, now: int) -> dict[str, Any]:
    """Return what a message leads to: each address that Tools names, by its name there."""

    def of_resident(path: str) -> str:
        return f"{parameters.settled('public_address', now=now)}{path}"

    def of_staff(path: str) -> str:
        return f"{parameters.value('public_address', now=now)}{path}"

    return {
        "link": lambda request_id, version: of_resident(f"/r/{status_link(request_id, version)}"),
        "home": lambda request_id, hash, until: of_resident(
            f"/home/{home_link(request_id, hash, until)}"
        ),
        "job": lambda task_id, version: of_staff(f"/t/{job_link(task_id, version)}"),
        "page": lambda community: of_staff(f"/c/{community}"),
        "board": lambda: of_staff("/manage/board"),
        # Behind the mark: a browser keeps that to itself, and signing in loses nothing of it.
        "app": lambda task_id: of_staff(f"/staff/app#{task_id}"),
    }


def _outcome(error: Undelivered) -> str:
    if isinstance(error, Unanswered):
        return "unknown"
    return "never" if error.permanent else "again"


def enqueue(correlation: str = "") -> Enqueue:
    """Return the way to the queues, its messages marked with the call that began them."""

    def send(pk: str, sk: str, effect: str) -> None:
        queues.enqueue(pk, sk, effect, correlation=correlation)

    return send


def id_secret() -> bytes:
    """Return the secret of ids, which never rotates."""
    found = secrets.read("id")
    return found.by_version[found.current]


def status_link(request_id: str, link_version: int) -> str:
    """Return the token that opens a request to its resident."""
    found = secrets.read("link")
    return links.sign(
        request_id, link_version=link_version, secrets=found.by_version, current=found.current
    )


def home_link(request_id: str, hash: str, until: int) -> str:
    """Return the token that opens what a household told to whoever reads its address."""
    found = secrets.read("link")
    return links.sign_home(
        request_id, hash, until=until, secrets=found.by_version, current=found.current
    )


def proof(request_id: str, hash: str) -> str:
    """Return what shows that the message to this address was read."""
    found = secrets.read("link")
    return links.prove(request_id, hash, secret=found.by_version[found.current])


def answer_address(request_id: str, hash: str) -> str:
    """Return the address by which one recipient answers a notice; "" where no mail comes in."""
    if not settings.mail_in_domain():
        return ""
    found = secrets.read("link")
    local = answering.signed(request_id, hash, secrets=found.by_version, current=found.current)
    return f"{local}@{settings.mail_in_domain()}"


def answers_of(local: str) -> answering.Answers | None:
    """Return what a reply address names; None for one that we did not sign."""
    return answering.verified(local, secrets=secrets.read("link").by_version)


def job_link(task_id: str, link_version: int) -> str:
    """Return the token that opens one task to the contractor who is to do it."""
    found = secrets.read("link")
    return links.sign_task(
        task_id, link_version=link_version, secrets=found.by_version, current=found.current
    )
