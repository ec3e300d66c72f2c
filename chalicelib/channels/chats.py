"""
Group chats: one message to a department's or a person's chat, through its robot.

What is stored is the robot's own address, as the chat shows it. Only the services of this
table are ever called, or whoever writes an address could make us call anything. Apprise
speaks their dialects; it is imported with the first message, and given our own form of the
address, never what was stored. Redirects are not followed (SSRF).
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

from chalicelib.kernel.errors import Unanswered, Undelivered
from chalicelib.kernel.text import fitted

LONGEST = 600
"""Characters of a robot's address."""
TIMEOUTS = "cto=2&rto=4&overflow=truncate&redirect=no"


def send(address: str, subject: str, body: str) -> None:
    """Send one message, or raise Undelivered; an address off the list is permanent.

    What is too long for this chat is cut in its middle: its last line, the link, stays.
    Raises Unanswered when the chat said nothing in time.
    """
    spoken = spoken_form(address)
    if spoken is None:
        raise Undelivered("this is no robot of a chat that we know", permanent=True)
    kind = ROBOTS[spoken.partition("://")[0]]
    line = _line(kind.module)
    robot = _robot(address, spoken)
    line.begin()
    room = kind.most - kind.size(f"{subject}\r\n")
    taken = robot.notify(title=subject, body=fitted(body, room, size=kind.size))
    if line.silent:
        raise Unanswered("the chat did not answer")
    if not taken or line.answer is None or not kind.took(line.answer):
        raise Undelivered("the chat did not take the message")


class _Line:
    """`requests`, as a plugin of apprise calls it: what a chat answers is heard here, too.

    Some chats say no with a status of 200, and apprise believes the status alone.
    """

    def __init__(self, requests: Any) -> None:
        self._requests = requests
        self.begin()

    def begin(self) -> None:
        """Forget what was heard before."""
        self.answer: Any = None
        self.silent = False

    def post(self, url: str, **more: Any) -> Any:
        return self.request("POST", url, **more)

    def request(self, method: str, url: str, **more: Any) -> Any:
        try:
            self.answer = self._requests.request(method, url, **more)
        except self._requests.ReadTimeout:
            self.silent = True
            raise
        return self.answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._requests, name)


@cache
def _line(module: str) -> _Line:
    """Return the line over which this plugin speaks, laid with its first message."""
    plugin: Any = import_module(f"apprise.plugins.{module}")
    plugin.requests = _Line(plugin.requests)
    line: _Line = plugin.requests
    return line


def _robot(address: str, spoken: str) -> Any:
    kind, options = ROBOTS[spoken.partition("://")[0]], _options(urlsplit(address))
    # By its own module: asking apprise which one speaks this form would import them all.
    made = getattr(import_module(f"apprise.plugins.{kind.module}"), kind.name)
    try:
        return made(**made.parse_url(f"{spoken}?{TIMEOUTS}{options}"))
    except TypeError:
        raise Undelivered("the robot's address is not complete", permanent=True) from None


def _options(parts: SplitResult) -> str:
    """Return what apprise must be told of a workflow of Teams beside its address."""
    version = re.fullmatch(r"[0-9a-z-]{1,30}", parse_qs(parts.query).get("api-version", [""])[0])
    flow = re.match(
        r"/powerautomate/automations/direct(?:/cu/([0-9]{1,6}))?/workflows/", parts.path
    )
    if not flow:
        return ""
    route = f"&routeid={flow[1]}" if flow[1] else ""
    return f"&pa=yes{route}" + (f"&ver={version[0]}" if version else "")


def spoken_form(address: str) -> str | None:
    """Return the form in which apprise is told a robot's address; None for any other address."""
    try:
        address.encode()  # half a character has no place in an address, and fails further on
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


def _bytes(text: str) -> int:
    return len(text.encode())


def _says_zero(name: str) -> Callable[[Any], bool]:
    """Return how to read a chat that answers 200 to what it refuses, with a code under `name`."""

    def took(answer: Any) -> bool:
        try:
            said = json.loads(answer.content)
        except ValueError:
            return False
        return isinstance(said, dict) and said.get(name, said.get("StatusCode")) == 0

    return took


def _says_ok(answer: Any) -> bool:
    return bool(answer.content == b"ok")


def _status(answer: Any) -> bool:
    return bool(answer.status_code in (200, 202))


class Robot(NamedTuple):
    """How a chat is spoken to: by which class of apprise, how much at once, and how it says yes."""

    module: str
    name: str
    most: int
    took: Callable[[Any], bool]
    size: Callable[[str], int] = len


ROBOTS: Mapping[str, Robot] = {
    "wecombot": Robot("wecombot", "NotifyWeComBot", 2_048, _says_zero("errcode"), _bytes),
    "dingtalk": Robot("dingtalk", "NotifyDingTalk", 19_000, _says_zero("errcode"), _bytes),
    "feishu": Robot("feishu", "NotifyFeishu", 19_000, _says_zero("code"), _bytes),
    "lark": Robot("lark", "NotifyLark", 19_000, _says_zero("code"), _bytes),
    "slack": Robot("slack", "NotifySlack", 30_000, _says_ok),
    "gchat": Robot("google_chat", "NotifyGoogleChat", 3_900, _status),
    "workflows": Robot("workflows", "NotifyWorkflows", 1_000, _status),
}
"""How apprise calls a chat, to the module and class that speak to it; all that the zip keeps.

The most is the chat's own limit, in bytes where it counts bytes, or apprise's where that is
less: past it apprise cuts the end off, and the link with it."""

SERVICES: Mapping[str, Callable[[SplitResult], str | None]] = {
    "qyapi.weixin.qq.com": _wecom,
    "oapi.dingtalk.com": _dingtalk,
    "open.feishu.cn": _after("/open-apis/bot/v2/hook/", "feishu", 1),
    "open.larksuite.com": _after("/open-apis/bot/v2/hook/", "lark", 1),
    "hooks.slack.com": _after("/services/", "slack", 3),
    "chat.googleapis.com": _google,
    ".logic.azure.com": _teams,
    ".api.powerplatform.com": _teams,
}
"""Host to how its robots are told to apprise; a host that begins with a dot has many names."""
