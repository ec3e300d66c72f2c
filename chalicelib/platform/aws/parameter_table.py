"""What an admin may tune: each parameter, its default, what fits and what it does."""

import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from chalicelib.estate.topics import base
from chalicelib.kernel import senders
from chalicelib.kernel.history import GRACE_MS
from chalicelib.kernel.limits import LIMITS
from chalicelib.kernel.outgoing import TEXTS_A_DAY
from chalicelib.kernel.targets import TARGETS
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.kernel.tuning import MOST_BYTES, MOST_EACH, POLL_AFTER_S, USUAL

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
