"""
Mail that no person wrote to us: it is never answered, or two robots write to each other for ever.

RFC 3834 §2 and §5, and what programs say that do not know it.
"""

import re
from collections.abc import Iterable, Mapping

from chalicelib.kernel.answering import MARK

REPORT, BULK, ROBOT, OURS = "report", "bulk", "robot", "ours"
"""A delivery report; a list, or mail to many; a vacation or another machine; ours, come back."""

_NOBODY = re.compile(
    r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+._-].*)?", re.I
)
_LISTS = ("list-id", "list-unsubscribe", "list-post", "list-help", "x-campaign-id", "feedback-id")
_SAYS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from", "x-mail-autoreply")
_SUPPRESS = frozenset({"all", "oof", "autoreply"})
_BULK = frozenset({"bulk", "junk", "list"})
_REPORTS = ("multipart/report", "message/delivery-status", "message/disposition-notification")


def kind_of(
    headers: Mapping[str, str], types: Iterable[str], *, sender: str, source: str | None
) -> str:
    """Return which automatic mail this is, "" for what a person wrote.

    `headers` are in small letters; `types` the content types of its parts; `source` the
    envelope's sender, "" for none and None where nobody knows it.
    """
    if headers.get(MARK.lower()):
        return OURS
    if source == "" or any(kind in _REPORTS for kind in types):
        return REPORT
    if any(name in headers for name in _LISTS) or _word(headers, "precedence") in _BULK:
        return BULK
    return ROBOT if _is_robot(headers, sender) else ""


def _is_robot(headers: Mapping[str, str], sender: str) -> bool:
    submitted = _word(headers, "auto-submitted")
    suppressed = {
        each.strip().lower() for each in headers.get("x-auto-response-suppress", "").split(",")
    }
    return (
        submitted not in ("", "no")
        or _word(headers, "precedence") == "auto_reply"
        or bool(suppressed & _SUPPRESS)
        or any(name in headers for name in _SAYS)
        or _NOBODY.fullmatch(sender.partition("@")[0]) is not None
    )


def _word(headers: Mapping[str, str], name: str) -> str:
    return re.split(r"[\s;(]", headers.get(name, "").strip().lower(), maxsplit=1)[0]
