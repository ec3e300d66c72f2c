"""
What an admin may tune in the console: SSM parameters under /steward/<stage>/.

Read by path in one call, at most a minute old. A value that does not fit its pattern, or
makes no sense, keeps the last good one (its default at a cold start) and is reported, so
that a slip of the keyboard never stops the form.
"""

import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from chalicelib.cases.photos.model import MOST_BYTES, MOST_EACH
from chalicelib.cases.tasks.polling import POLL_AFTER_S
from chalicelib.cases.tuning import USUAL, Tuning
from chalicelib.estate.topics import base
from chalicelib.kernel import senders
from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.history import GRACE_MS
from chalicelib.kernel.limits import LIMITS, Limit
from chalicelib.kernel.outgoing import TEXTS_A_DAY
from chalicelib.kernel.targets import TARGETS, Target
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.platform import settings
from chalicelib.platform.clients import client

CACHE_MS = MINUTE_MS
MEGABYTE = 1024 * 1024
NONE = "none"
"""What stands for nothing: SSM keeps no empty value."""
DEFAULT = "default"
"""What a parameter holds that nobody tuned: the code's own value, also when that changes."""

NUMBER = r"[1-9][0-9]{0,4}"


class Parameter(Struct, frozen=True):
    """One thing to tune; `wrong` says what is wrong with a text that fits the pattern.

    `first` names the parameter of the stack that its first value comes from; the default of
    such a one would do harm, so that it is never asked for by DEFAULT.
    """

    default: str
    pattern: str
    unit: str
    effect: str
    wrong: Callable[[str], str] = lambda text: ""
    first: str = ""

    @property
    def allowed(self) -> str:
        """Return the pattern that the console holds a new value against."""
        return f"^({self.pattern})$" if self.first else f"^({DEFAULT}|{self.pattern})$"


def _wrong_target(text: str) -> str:
    accept, done = text.split(",")
    return "" if int(accept) <= int(done) else "the first number must not be the larger one"


def _wrong_topics(text: str) -> str:
    codes = set() if text == NONE else set(text.split(","))
    if unknown := sorted(codes - base().keys()):
        return f"there is no topic {', '.join(unknown)}"
    if safety := sorted(code for code in codes if base()[code].safety):
        return f"what is about safety is never frozen: {', '.join(safety)}"
    return ""


def _limit(name: str, effect: str, pattern: str = NUMBER) -> Parameter:
    return Parameter(str(LIMITS[name].most), pattern, "submissions", effect)


def _target(priority: str) -> Parameter:
    usual = TARGETS[priority]
    clock = "minutes of the clock" if priority == "urgent" else "working minutes"
    return Parameter(
        f"{usual.accept},{usual.done}",
        rf"{NUMBER},{NUMBER}",
        f"{clock}, to accept and to be done",
        f"Targets of {priority} tasks put from now on; a topic's own targets go before.",
        _wrong_target,
    )


def _poll(situation: str, who: str) -> Parameter:
    usual = str(POLL_AFTER_S[situation])
    return Parameter(usual, r"[1-9][0-9]{0,2}", "seconds", f"How long {who} wait until they ask.")


PARAMETERS: Mapping[str, Parameter] = {
    "public_address": Parameter(
        "http://localhost:8000",
        r"https?://[^\s/]+(/[a-z0-9-]+)?",
        "address without a slash at its end",
        "What links in notices begin with.",
        first="Address",
    ),
    "mail_from": Parameter(
        "Steward <steward@localhost.example>",
        senders.PATTERN,
        "mail address, with a name before it or not: Harbour View <no-reply@example.com>",
        "Who notices by mail come from; verified with the mail service.",
        senders.wrong,
        first="MailFrom",
    ),
    "mail_reply_to": Parameter(
        NONE,
        rf"none|{senders.PATTERN}",
        "mail address, or none",
        "Where an answer to a notice goes; none: to who it came from.",
        lambda text: "" if text == NONE else senders.wrong(text),
    ),
    "mail_by": Parameter(
        "ses",
        r"ses|smtp",
        "ses or smtp",
        "How mail goes out; smtp where there is no SES, with the secret steward/<stage>/smtp.",
    ),
    "smtp_host": Parameter(
        NONE, r"none|[A-Za-z0-9.-]{3,200}", "host name", "The mail server, for mail_by smtp."
    ),
    "smtp_port": Parameter(
        "465", r"465|587|2465|2587", "port", "465, 2465: TLS at once. 587, 2587: STARTTLS."
    ),
    "text_type": Parameter(
        "Transactional",
        r"Transactional|Promotional",
        "Transactional or Promotional",
        "How SNS sends text messages: reliably, or cheaply and never to who wants no promotion.",
    ),
    "text_sender": Parameter(
        NONE,
        r"none|[A-Za-z0-9-]{3,11}",
        "3 to 11 letters and digits, or none",
        "Who text messages come from; Singapore, Hong Kong and others want it registered first.",
        lambda text: "" if re.search("[A-Za-z]", text) else "it needs a letter",
    ),
    "chasing": Parameter(
        "on",
        r"on|paused",
        "on or paused",
        "Paused: nobody is nudged; lost effects are still sent again.",
    ),
    "frozen_topics": Parameter(
        NONE,
        r"none|[a-z_]+(,[a-z_]+)*",
        "topic codes with commas between, or none",
        "These topics take no requests, and nobody is nudged about their tasks.",
        _wrong_topics,
    ),
    "limits/place_minute": _limit("m", "Most from one label in a minute; emergencies never count."),
    "limits/place_hour": _limit("h", "Most from one label in an hour."),
    "limits/place_day": _limit("d", "Most from one label in a day.", r"[1-9][0-9]{0,3}"),
    "limits/address_hour": _limit("p", "Most from one neighbourhood of addresses, label and hour."),
    "limits/joins_hour": _limit("j", "Most who join at one label in an hour: me too."),
    "limits/same_words_hour": _limit("w", "Most that say the same at one label in an hour."),
    "limits/texts_day": Parameter(
        str(TEXTS_A_DAY),
        NUMBER,
        "texts",
        "Most texts to residents of all communities in a day; those to staff never count.",
    ),
    "targets/urgent": _target("urgent"),
    "targets/high": _target("high"),
    "targets/normal": _target("normal"),
    "targets/low": _target("low"),
    "nudges/window_minutes": Parameter(
        str(GRACE_MS // MINUTE_MS),
        r"[1-9]|[1-5][0-9]|60",
        "minutes",
        "How long a person's nudges are collected into one message; urgent ones go at once.",
    ),
    "feedback/silence_days": Parameter(
        str(USUAL.silence_days),
        r"[1-9]|[1-5][0-9]|60",
        "days",
        "After this without an answer, what is resolved from now on closes as unconfirmed.",
    ),
    "feedback/reopen_days": Parameter(
        str(USUAL.reopen_days),
        r"[1-9]|[1-8][0-9]|90",
        "days",
        "How long after closing a resident's no still reopens what is resolved from now on.",
    ),
    "photos/each": Parameter(
        str(MOST_EACH), rf"[0-{MOST_EACH}]", "photos", "Most by a resident of one request; 0: none."
    ),
    "photos/megabytes": Parameter(
        str(MOST_BYTES // MEGABYTE), r"[1-9]|1[0-9]|20", "megabytes", "Largest photo that is taken."
    ),
    "poll/busy_s": _poll("busy", "staff apps with something new"),
    "poll/idle_s": _poll("idle", "staff apps with nothing new"),
    "poll/off_duty_s": _poll("off_duty", "apps of staff who are off duty"),
    "log_level": Parameter(
        "INFO",
        r"DEBUG|INFO|WARNING",
        "DEBUG, INFO or WARNING",
        "Lines of this level and above are written; metrics always are.",
    ),
}
"""Every parameter there is; the template and `infra.tuned` make them from this table."""

_LIMITS = {"m": "place_minute", "h": "place_hour", "d": "place_day", "p": "address_hour",
           "j": "joins_hour", "w": "same_words_hour"}  # fmt: skip

_kept: dict[str, str] = {}
_bad: dict[str, str] = {}
_read_at: list[int] = []
_answered: list[bool] = []
"""Not empty once this process had an answer."""


def value(name: str, *, now: int) -> str:
    """Return the value in force of a parameter."""
    if not _read_at or not 0 <= now - _read_at[0] < CACHE_MS:
        _read_at[:] = [now]
        _refresh()
    return known(name)


def known(name: str) -> str:
    """Return the value in force as this process knows it, without asking: for who may not wait."""
    return _kept.get(name, PARAMETERS[name].default)


def settled(name: str, *, now: int) -> str:
    """Return the value in force of a parameter whose default would do harm.

    A notice that names the default address leads nowhere, and one from the default sender
    is refused for good. Raises Unavailable while this process has never had an answer.
    """
    found = value(name, now=now)
    if not _answered and not _refresh():
        raise Unavailable("the parameters did not answer")
    return _kept.get(name, found)


def tuning(*, now: int) -> Tuning:
    """Return the values in force, as use cases take them."""
    value("chasing", now=now)
    return known_tuning()


def known_tuning() -> Tuning:
    """Return what `tuning` does, as this process knows it, without asking."""
    return Tuning(
        chasing=known("chasing") == "on",
        frozen=frozenset(known("frozen_topics").split(",")) - {NONE},
        limits={
            letter: Limit(LIMITS[letter].window_ms, int(known(f"limits/{name}")))
            for letter, name in _LIMITS.items()
        },
        texts_a_day=int(known("limits/texts_day")),
        targets={
            priority: Target(*(int(part) for part in known(f"targets/{priority}").split(",")))
            for priority in TARGETS
        },
        window_ms=int(known("nudges/window_minutes")) * MINUTE_MS,
        silence_days=int(known("feedback/silence_days")),
        reopen_days=int(known("feedback/reopen_days")),
        photos_each=int(known("photos/each")),
        photo_bytes=int(known("photos/megabytes")) * MEGABYTE,
        poll_after_s={name: int(known(f"poll/{name}_s")) for name in POLL_AFTER_S},
    )


def bad() -> list[str]:
    """Return the names of parameters whose stored value is not in force."""
    return sorted(_bad)


def forget() -> None:
    """Drop what is kept: for tests, whose parameters come and go in one process."""
    for kept in (_kept, _bad, _read_at, _answered):
        kept.clear()


def wrong(name: str, text: str) -> str:
    """Return what is wrong with a text for a parameter; empty when nothing is."""
    known = PARAMETERS[name]
    if text == DEFAULT and not known.first:
        return ""
    if not re.fullmatch(known.pattern, text):
        return f"it must look like {known.pattern}"
    return known.wrong(text)


def _refresh() -> bool:
    """Read what stands there, and say whether there was an answer."""
    from botocore.exceptions import BotoCoreError, ClientError

    path = settings.parameters()
    try:
        # By hand and not by a paginator: it would read another of botocore's data files.
        stored: dict[str, str] = {}
        more = ""
        while True:
            asked = {"Path": path, "Recursive": True} | ({"NextToken": more} if more else {})
            page = client("ssm").get_parameters_by_path(**asked)
            stored |= {p["Name"].removeprefix(f"{path}/"): p["Value"] for p in page["Parameters"]}
            more = page.get("NextToken", "")
            if not more:
                break
    except (BotoCoreError, ClientError):
        return False  # the last good values stay in force
    _answered[:] = [True]
    _bad.clear()
    for name, text in stored.items():
        _take(name, text)
    return True


def _take(name: str, text: str) -> None:
    if name not in PARAMETERS:
        return
    said = wrong(name, text)
    if said:
        _bad[name] = said
    elif text == DEFAULT:
        _kept.pop(name, None)
    else:
        _kept[name] = text
