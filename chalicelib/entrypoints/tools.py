"""What entrypoints hand to use cases: functions that talk to people and machines."""

from ..domain import links
from ..domain.errors import Unanswered, Undelivered
from ..domain.notices import Notice
from ..outside import buckets, parameters, queues, secrets
from ..usecases.effects import Enqueue, Tools
from . import logs


def tools(*, now: int, correlation: str = "") -> Tools:
    """Return the functions that finishing an effect needs."""

    def deliver(notice: Notice) -> None:
        # Here and not above: a page sends nothing, and would pay for every channel there is.
        from ..outside import channels

        said = (notice.event, notice.channel, notice.template, correlation)
        try:
            channels.deliver(notice, sender=parameters.settled("mail_from", now=now), now=now)
        except Undelivered as error:
            logs.not_told(*said, _outcome(error))
            raise
        logs.told(*said)

    def link(request_id: str, link_version: int) -> str:
        address = parameters.settled("public_address", now=now)
        return f"{address}/r/{status_link(request_id, link_version)}"

    def job(task_id: str, link_version: int) -> str:
        address = parameters.value("public_address", now=now)
        return f"{address}/t/{job_link(task_id, link_version)}"

    def public_page(community: str) -> str:
        return f"{parameters.value('public_address', now=now)}/c/{community}"

    def board() -> str:
        return f"{parameters.value('public_address', now=now)}/manage/board"

    def app(task_id: str) -> str:
        # Behind the mark: a browser keeps that to itself, and signing in loses nothing of it.
        address = parameters.value("public_address", now=now)
        return f"{address}/staff/app#{task_id}"

    return Tools(
        enqueue=enqueue(correlation),
        deliver=deliver,
        secret=id_secret,
        link=link,
        job=job,
        page=public_page,
        board=board,
        app=app,
        tuning=lambda: parameters.tuning(now=now),
        flooded=lambda task_id: logs.flooded(task_id, correlation),
        erase_photos=buckets.erase,
    )


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


def job_link(task_id: str, link_version: int) -> str:
    """Return the token that opens one task to the contractor who is to do it."""
    found = secrets.read("link")
    return links.sign_task(
        task_id, link_version=link_version, secrets=found.by_version, current=found.current
    )
