"""
What is new in a reply: what its writer wrote, without what their program quoted below.

No library cuts Chinese quotations, so that each mail of ours begins with a line of its own
(`kernel/answering.py`): from it on everything is quoted. Above it stands how the program
announces a quotation. A reply to a mail without that line is left to `email-reply-parser`.
"""

import re

from email_reply_parser import EmailReplyParser
from msgspec import Struct

from chalicelib.kernel.answering import OPENS

MOST_LINES = 2_000
LONGEST_PARSED = 20_000
"""Characters that the library is given: its expressions take the square of that."""
NEAR = 12
"""How far above our line a program announces what it quotes, in lines."""
LONGEST_SIGNATURE = 8
"""Lines below "-- " that are a signature; more than that are words."""

_QUOTED = re.compile(r"\s*(>|＞|\|\s)")
_ANNOUNCED = re.compile(
    "|".join(
        (
            r"-{2,}\s*(原始邮件|原始郵件|原邮件|原郵件|转发邮件|轉寄郵件|元のメッセージ).{0,40}",
            r"-{2,}\s*Original( Message)?\b.{0,40}",
            r"(_{10,}|-{20,}|={20,}|—{6,})",
            r"(On|Am|Le)\b.*\b(wrote|schrieb|a écrit)\s*:",
            r"At 20\d\d-\d\d-\d\d.*\bwrote\s*:",
            r".*(写道|寫道|写到|寫到|來信|来信|のメール)\s*[:：]",
        )
    ),
    re.I,
)
_DATED = re.compile(r"20\d\d(年|[-/.])\d{1,2}(月|[-/.])\d{1,2}")
LONGEST_ANNOUNCED = 300
"""Characters; what is longer announces nothing."""
_BROKEN = re.compile(r"(On|At|Le|Am)\b|[在于於]\s?20\d\d|.*[<@]")
"""How an announcement begins that goes on in the next line: a sentence above it does not."""
_HEADER = re.compile(
    r"[*\s]*(From|Sent|Date|To|Cc|Subject|发件人|发送时间|发送日期|收件人|抄送|主题|时间|日期|"
    r"寄件者|寄件人|寄件日期|傳送時間|收件者|副本|主旨|主題|差出人|送信日時|宛先|件名)"
    r"\s*\**\s*[:：].{0,300}",
    re.I,
)
_DEVICE = re.compile(
    r"[\s(]*(Sent from (my|Mail|Outlook|Yahoo|the)\b.{0,80}|Get Outlook for\b.{0,80}|"
    r"Sent with\b.{0,60}|发自我的.{0,40}|發自我的.{0,40}|从我的.{0,30}发送|從我的.{0,30}傳送|"
    r"发送自.{0,40}|發送自.{0,40}|來自.{0,20}(手機|裝置)|来自.{0,20}(手机|设备)|"
    r"取得\s?(iOS|Android)\s?版?\s?Outlook.{0,60}|获取\s?(iOS|Android)\s?版?\s?Outlook.{0,60}|"
    r"自我的.{0,20}(傳送|发送)|.{0,12}iPhoneから送信)\W{0,3}",
    re.I,
)


class Words(Struct, frozen=True):
    """What somebody wrote: `new` is what stands in the conversation, `own` all but quotations."""

    new: str
    own: str


def of_reply(text: str) -> Words:
    """Return what is new in a reply; what only stands below the quotation is not lost."""
    lines = text.split("\n")[:MOST_LINES]
    at = next((n for n, line in enumerate(lines) if OPENS in line), None)
    if at is None:
        return _unmarked(lines)
    above = _without_announcement(_unquoted_end(lines[:at]))
    below = _below(lines[at + 1 :], quoted=_QUOTED.match(lines[at]) is not None)
    own = "\n\n".join(part for part in (_text(above), _text(below)) if part)
    new = "\n\n".join(part for part in (_text(unsigned(above)), _text(unsigned(below))) if part)
    if own:
        return Words(new or own, own)
    # Nothing above, nothing unquoted below: they wrote between the lines, in a colour perhaps.
    rest = _text([line for line in lines if OPENS not in line])
    return Words(rest, rest)


def of_first(text: str) -> Words:
    """Return what a mail says that answers none of ours: all of it, also what it hands on."""
    lines = text.split("\n")[:MOST_LINES]
    own = _text(lines)
    return Words(_text(_without_device(lines)) or own, own)


def unsigned(lines: list[str]) -> list[str]:
    """Return lines without what a program signs with, and without a short signature."""
    lines = _without_device(lines)
    for n, line in enumerate(lines):
        if line.rstrip() == "--" and len(lines) - n <= LONGEST_SIGNATURE:
            return _without_device(lines[:n])
    return lines


def _unmarked(lines: list[str]) -> Words:
    at = next((n for n in range(len(lines)) if _announces(lines, n)), len(lines))
    above = _unquoted_end(lines[:at])
    below = _below(lines[at:], quoted=True) if at < len(lines) else []
    own = "\n\n".join(part for part in (_text(above), _text(below)) if part)
    if not own:
        own = _text(lines)
        return Words(own, own)
    kept = _text(unsigned(above))[:LONGEST_PARSED]
    # It takes a list for a signature, and what stands above "To:" for quoted: then all counts.
    parsed = EmailReplyParser.parse_reply(kept).strip()
    new = "\n\n".join(part for part in (parsed or kept, _text(unsigned(below))) if part)
    return Words(new or own, own)


def _announces(lines: list[str], n: int) -> bool:
    """Say whether a quotation is announced from this line on."""
    line = lines[n].strip()
    if not line:
        return False
    if _is_announcement(line):
        return True
    # Three lines long at most: programs break it where they break every line.
    for many in (2, 3) if _BROKEN.match(line) else ():
        said = [each.strip() for each in lines[n : n + many]]
        if all(said) and _is_announcement(" ".join(said)):
            return True
    return bool(_HEADER.fullmatch(line)) and _is_block(lines[n : n + 5])


def _is_announcement(line: str) -> bool:
    if len(line) > LONGEST_ANNOUNCED:
        return False
    if _ANNOUNCED.fullmatch(line):
        return True
    end = line.rstrip(" :：)")
    # A date before an address, or an address before "wrote:".
    names = end.endswith(">") and "@" in end.rpartition("<")[2]
    return "@" in line and (end.endswith(" wrote") or (names and _DATED.match(line) is not None))


def _is_block(lines: list[str]) -> bool:
    """Say whether lines are the head of a mail, and no sentence that begins with "To:"."""
    heads = [line for line in lines if _HEADER.fullmatch(line.strip())]
    return len(heads) >= 3 or (len(heads) >= 2 and any("@" in line for line in heads))


def _without_announcement(lines: list[str]) -> list[str]:
    first = max(0, len(lines) - NEAR)
    at = next((n for n in range(first, len(lines)) if _announces(lines, n)), len(lines))
    return _unquoted_end(lines[:at])


def _unquoted_end(lines: list[str]) -> list[str]:
    """Return lines without the quoted and the empty ones at their end."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or _QUOTED.match(lines[end - 1])):
        end -= 1
    return lines[:end]


def _below(lines: list[str], *, quoted: bool) -> list[str]:
    """Return what somebody wrote below or between what is quoted with a sign at each line."""
    if not quoted or not any(map(_QUOTED.match, lines)):
        return []
    last = max(n for n, line in enumerate(lines) if _QUOTED.match(line))
    between = [line for line in lines[:last] if line.strip() and not _QUOTED.match(line)]
    # A line that is cut off from a quoted one by its program is no answer.
    between = between if len(between) * 4 <= last + 1 else []
    return [*between, *lines[last + 1 :]]


def _without_device(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or _DEVICE.fullmatch(lines[end - 1])):
        end -= 1
    return lines[:end]


def _text(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()
