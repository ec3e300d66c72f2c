"""
The functions that no person calls: queues and schedules.

A batch is answered message by message, so that one bad message never takes nine good
ones back to the queue with it, nor hides among them as a success.
"""

import json
import urllib.parse
from collections.abc import Callable
from typing import Any

from chalice import Blueprint, Rate

from chalicelib import started
from chalicelib.administration import actions
from chalicelib.administration.refusal import Refusal
from chalicelib.cases.photos import receive
from chalicelib.kernel import holidays
from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.notifications import bounced, bounces
from chalicelib.platform import settings
from chalicelib.platform.aws import cloudwatch, parameters, photo_bucket, queues
from chalicelib.platform.feature import Named
from chalicelib.platform.http import logs
from chalicelib.platform.http.call import now_ms
from chalicelib.platform.recoverable import RECOVERABLE
from chalicelib.platform.services import tools
from chalicelib.platform.storage import due, ledger
from chalicelib.privacy.daily import actions as daily_files
from chalicelib.reports.reconcile import reconcile as reconcile_table
from chalicelib.reports.reconcile_run import NIGHT_HOUR

from . import effect_handlers as effects
from .sweep import sweep as sweep_shard
from .timers import TIMERS

workers = Blueprint(__name__)
# Lambda starts a worker by this module and never imports app.py.
logs.take_over()
started()

# A message waits for no import.
for named in (*effects.HANDLERS.values(), *TIMERS.values()):
    if isinstance(named, Named):
        named.load()

Handle = Callable[[dict[str, Any]], Any]

VERSIONS = (1,)
LAST_MINUTE_MS = MINUTE_MS
"""What the reconcile keeps to put down what it counted."""
SPARE_MS = 5_000
"""A sweep begins nothing new with less than this left: enough for one item, with retries."""


class Guard(RuntimeError):
    """The template did not switch on partial batch answers: nothing may be deleted."""


@workers.on_sqs_message(queue="effects", batch_size=10, name="work")
def work(event: Any) -> dict[str, Any]:
    """Finish effects: route, settle, nudge, cancel."""
    return each(event, _perform)


@workers.on_sqs_message(queue="notices", batch_size=1, name="deliver")
def deliver(event: Any) -> dict[str, Any]:
    """Finish effects that speak to people, and mark whose mail came back."""
    return each(event, _spoken, read=_read_spoken)


@workers.schedule(Rate(1, unit=Rate.MINUTES), name="sweep")
def sweep(event: Any) -> dict[str, Any]:
    """Look after everything that is due, in every shard."""
    logs.write_from(parameters.value("log_level", now=now_ms()))
    context = event.context
    swept = [_swept_alone(shard, context) for shard in due.shards()]
    if all("failed" in each for each in swept):
        _completed(now_ms())
    return {"shards": swept}


@workers.schedule(Rate(1, unit=Rate.HOURS), name="reconcile")
def reconcile(event: Any) -> dict[str, Any]:
    """Go on with the day's reading of what moved, and of a slice, until it is finished."""
    now = now_ms()
    context = event.context
    using = tools(now=now, correlation=str(getattr(context, "aws_request_id", "")))
    outcome = reconcile_table(
        now=now,
        hour=NIGHT_HOUR,
        again=bool(event.to_dict().get("again")),
        tools=using,
        submitted=lambda since, until: cloudwatch.total("Submitted", since, until),
        has_time=lambda: _has_time(context),
        then=lambda community: daily_files.begin_owed(community, now=now, tools=using),
    )
    run = outcome.run
    if outcome.finished:
        seen, mended = run.read + run.sliced, run.mended + run.healed
        logs.reconciled(run.missing, run.waiting, seen=seen, mended=mended)
    return {"date": run.date, "finished": run.finished_at is not None, "missing": run.missing}


@workers.on_sqs_message(queue="sweep", batch_size=1, name="sweep_more")
def sweep_more(event: Any) -> dict[str, Any]:
    """Go on with a shard that one run could not finish."""
    return each(event, lambda body: _swept(int(body["shard"]), event.context))


@workers.on_sqs_message(queue="photos", batch_size=1, name="clean_photo")
def clean_photo(event: Any) -> dict[str, Any]:
    """Make anew what was uploaded, without hidden data, or refuse it."""
    return each(event, _developed, read=_read_from_bucket)


@workers.on_sqs_message(queue="mail", batch_size=1, name="take_mail")
def take_mail(event: Any) -> dict[str, Any]:
    """Take in what people wrote by mail: into a conversation, as a request, or set aside."""
    return each(event, _taken_in, read=_read_of_mail)


@workers.lambda_function(name="admin")
def admin(event: Any, context: Any) -> dict[str, Any]:
    """Do what an administrator asks for with a test event of the console; answer in sentences."""
    name, dry = str(event.get("do") or ""), event.get("dry_run", True) is not False
    said: dict[str, Any] = {"dry_run": dry}
    by = ""
    try:
        by = actions.who_asks(event)
        run = actions.Run(now=now_ms(), dry=dry, has_time=lambda: _has_time(context))
        said |= {"said": actions.do(name, event, run)}
        outcome = "looked" if dry else "done"
    except Refusal as refusal:
        said |= {"refused": refusal.sentence}
        outcome = "refused"
    logs.line("INFO", "administrator", action=name, by=by, outcome=outcome)
    return said


def _has_time(context: Any) -> bool:
    return context is None or context.get_remaining_time_in_millis() > LAST_MINUTE_MS


def each(
    event: Any, handle: Handle, *, read: Callable[[str], dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Handle each message of a batch and return those that must come again."""
    logs.write_from(parameters.known("log_level"))
    failed = [
        message.message_id
        for message in _messages(event)
        if not _handled(message, handle, read or _read)
    ]
    if failed and not settings.partial_batch_is_on():
        raise Guard(f"{len(failed)} messages failed and partial batch answers are off")
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}


class _Message:
    """One SQS message: its id, which a redrive changes, and its body, which it does not."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.message_id = str(record.get("messageId", ""))
        self.body = str(record.get("body", ""))
        attributes = record.get("attributes") or {}
        self.attempt = int(attributes.get("ApproximateReceiveCount", 1))


def _messages(event: Any) -> list[_Message]:
    return [_Message(record) for record in event.to_dict().get("Records", [])]


def _handled(message: _Message, handle: Handle, read: Callable[[str], dict[str, Any]]) -> bool:
    body: dict[str, Any] = {}
    try:
        body = read(message.body)
        outcome = handle(body)
    except RECOVERABLE as error:
        logs.failed(message.message_id, message.attempt, error, body)
        return False
    logs.handled(body, message.attempt, outcome)
    return True


def _read(text: str) -> dict[str, Any]:
    body = json.loads(text)
    if not isinstance(body, dict) or body.get("v") not in VERSIONS:
        raise ValueError("a message of a version that this code does not know")
    return body


def _read_spoken(text: str) -> dict[str, Any]:
    """Return a message of ours, or an event of SES's with the delivery that it is about."""
    body = json.loads(text)
    if not isinstance(body, dict) or "eventType" not in body:
        return _read(text)
    back = bounces.read(body)
    # The address stays out of every log.
    return {"pk": "mail", "sk": str(body["eventType"]), "event": back and back.event, "back": back}


def _spoken(body: dict[str, Any]) -> str:
    if "back" not in body:
        return _perform(body)
    back, now = body["back"], now_ms()
    if back is None:
        return "nothing to do"
    outcome = bounced.take(back, now=now)
    logs.not_told(back.event, "email", body["sk"], "", outcome)
    return outcome


def _read_from_bucket(text: str) -> dict[str, Any]:
    """Return the keys that a message of the bucket names; its test message names none."""
    records = json.loads(text).get("Records", [])
    # As a form would write them: a space is a plus, other characters are in percent.
    keys = [urllib.parse.unquote_plus(record["s3"]["object"]["key"]) for record in records]
    return {"pk": "photos", "sk": str(len(keys)), "keys": keys}


def _developed(body: dict[str, Any]) -> str:
    from chalicelib.cases.photos import images

    darkroom = receive.Darkroom(
        read=photo_bucket.read,
        write=photo_bucket.write,
        delete=photo_bucket.delete,
        develop=images.develop,
    )
    done = [receive.clean(key, now=now_ms(), darkroom=darkroom) for key in body["keys"]]
    return ", ".join(done) or "nothing to do"


def _read_of_mail(text: str) -> dict[str, Any]:
    """Return what the receiving region says of a mail; no log holds who wrote it, or to whom."""
    body = _read(text)
    return {"pk": "mail", "sk": str(body["key"]), "mail": body}


def _taken_in(body: dict[str, Any]) -> str:
    from chalicelib.mail_in import taking

    return taking.take(body["mail"], now=now_ms())


def _perform(body: dict[str, Any]) -> str:
    now = now_ms()
    return effects.perform(
        body["pk"],
        body["sk"],
        body["effect"],
        now=now,
        tools=tools(now=now, correlation=body.get("correlation", "")),
    )


def _swept_alone(shard: int, context: Any) -> dict[str, Any]:
    """Sweep a shard; one that cannot be read keeps no other from its turn, and alarms."""
    try:
        return _swept(shard, context)
    except RECOVERABLE as error:
        logs.unexpected(error, str(getattr(context, "aws_request_id", "")))
        return {"shard": shard}


def _swept(shard: int, context: Any) -> dict[str, Any]:
    # From the event: Lambda starts a worker by this module, so the blueprint has no app to ask.
    now, run = now_ms(), str(getattr(context, "aws_request_id", ""))
    swept = sweep_shard(
        shard,
        now=now,
        # What it sends again is marked with the run that found it.
        tools=tools(now=now, correlation=run),
        has_time=lambda: context is None or context.get_remaining_time_in_millis() > SPARE_MS,
    )
    if swept.unfinished:
        queues.go_on(shard)
    logs.swept(shard, swept, run)
    return {"shard": shard, "seen": swept.seen, "failed": swept.failed}


def _completed(now: int) -> None:
    """Say that every shard was swept: in the log, and where /health looks."""
    logs.swept_all(parameters.bad(), holidays.days_left(now))
    try:
        ledger.note_sweep(now=now)
    except Unavailable as error:
        logs.line("WARNING", "the sweep could not be noted", reason=type(error).__name__)
