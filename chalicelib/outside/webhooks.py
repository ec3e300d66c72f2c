"""
Group chats: one message to a department's or a person's chat, through its robot.

What is stored is the robot's own address, as the chat shows it. Only the services of this
table are ever called, or whoever writes an address could make us call anything. Apprise
speaks their dialects; it is imported with the first message, and given our own form of the
address, never what was stored. Where a chat sends us on to, nobody follows.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

from ..domain.errors import Undelivered

LONGEST = 600
"""Characters of a robot's address."""
TIMEOUTS = "cto=2&rto=4&overflow=truncate&redirect=no"


def send(address: str, subject: str, body: str) -> None:
    """Send one message, or raise Undelivered; an address off the list is permanent."""
    spoken = spoken_form(address)
    if spoken is None:
        raise Undelivered("this is no robot of a chat that we know", permanent=True)
    if not _robot(spoken).notify(title=subject, body=body):
        raise Undelivered("the chat did not take the message")


def _robot(spoken: str) -> Any:
    # By its own module: asking apprise which one speaks this form would import them all.
    module, name = ROBOTS[spoken.partition("://")[0]]
    kind = getattr(import_module(f"apprise.plugins.{module}"), name)
    try:
        return kind(**kind.parse_url(f"{spoken}?{TIMEOUTS}"))
    except TypeError:
        raise Undelivered("the robot's address is not complete", permanent=True) from None


def spoken_form(address: str) -> str | None:
    """Return the form in which apprise is told a robot's address; None for any other address."""
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return None
    plain = parts.scheme == "https" and port in (None, 443) and not parts.username
    if not plain or len(address) > LONGEST:
        return None
    for known, form in SERVICES.items():
        if host == known or (known.startswith(".") and host.endswith(known)):
            return form(parts)
    return None


def _only(parts: SplitResult, path: str, name: str) -> str | None:
    value = parse_qs(parts.query).get(name, [""])[0]
    return quote(value, safe="") if parts.path == path and value else None


def _wecom(parts: SplitResult) -> str | None:
    key = _only(parts, "/cgi-bin/webhook/send", "key")
    return key and f"wecombot://{key}/"


def _dingtalk(parts: SplitResult) -> str | None:
    token = _only(parts, "/robot/send", "access_token")
    # A robot that wants signed messages: its secret stands behind the address, as &secret=SEC…
    secret = _only(parts, "/robot/send", "secret")
    return token and f"dingtalk://{f'{secret}@' if secret else ''}{token}/"


def _after(prefix: str, scheme: str, pieces: int) -> Callable[[SplitResult], str | None]:
    def form(parts: SplitResult) -> str | None:
        found = [quote(piece, safe="") for piece in parts.path.removeprefix(prefix).split("/")]
        right = parts.path.startswith(prefix) and len(found) == pieces and all(found)
        return f"{scheme}://{'/'.join(found)}/" if right else None

    return form


def _google(parts: SplitResult) -> str | None:
    piece = parts.path.removeprefix("/v1/spaces/").removesuffix("/messages")
    key, token = (parse_qs(parts.query).get(name, [""])[0] for name in ("key", "token"))
    names = [quote(each, safe="") for each in (piece, key, token)]
    return f"gchat://{'/'.join(names)}/" if all(names) and "/" not in piece else None


def _teams(parts: SplitResult) -> str | None:
    pieces = parts.path.split("/")
    signature = parse_qs(parts.query).get("sig", [""])[0]
    if "workflows" not in pieces or not signature:
        return None
    flow = pieces[pieces.index("workflows") + 1 :][:1]
    names = [quote(each, safe="") for each in (*flow, signature)]
    return f"workflows://{parts.hostname}:443/{'/'.join(names)}/" if all(names) else None


ROBOTS: Mapping[str, tuple[str, str]] = {
    "wecombot": ("wecombot", "NotifyWeComBot"),
    "dingtalk": ("dingtalk", "NotifyDingTalk"),
    "feishu": ("feishu", "NotifyFeishu"),
    "lark": ("lark", "NotifyLark"),
    "slack": ("slack", "NotifySlack"),
    "gchat": ("google_chat", "NotifyGoogleChat"),
    "workflows": ("workflows", "NotifyWorkflows"),
}
"""How apprise calls a chat, to the module and class that speak to it; all that the zip keeps."""

SERVICES: Mapping[str, Callable[[SplitResult], str | None]] = {
    "qyapi.weixin.qq.com": _wecom,
    "oapi.dingtalk.com": _dingtalk,
    "open.feishu.cn": _after("/open-apis/bot/v2/hook/", "feishu", 1),
    "open.larksuite.com": _after("/open-apis/bot/v2/hook/", "lark", 1),
    "hooks.slack.com": _after("/services/", "slack", 3),
    "chat.googleapis.com": _google,
    ".logic.azure.com": _teams,
}
"""Host to how its robots are told to apprise; a host that begins with a dot has many names."""
