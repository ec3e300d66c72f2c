"""
Mails as twelve programs write them: charset, encoding, quotation and signature of each.

Everybody in them is invented. A program is told who writes what to whom, and returns the bytes
that it would send.
"""

import base64
import quopri
from collections.abc import Callable
from html import escape
from itertools import count

from msgspec import Struct, field

EN, HANS, HANT = "en", "zh-Hans", "zh-Hant"
DOMAIN = "mail.example"
ADDRESS = f"r-hv-{'0' * 26}-abcdef121-{'k' * 12}@{DOMAIN}"
"""As long as a reply address may be: programs break the line in which they name it."""

NOTICE = {
    EN: "##- To answer by mail, please write above this line -##\n\nLift, Harbour View, Lobby: "
    "the team needs your answer to go on. Please answer here:\nhttps://steward.example/r/hv-1",
    HANS: "##- 如用邮件回复，请写在此线上方 -##\n\n电梯，海景，大堂：团队需要您的答复才能继续。请在这里回答：\n"
    "https://steward.example/r/hv-1",
    HANT: "##- 如以電郵回覆，請寫在此線上方 -##\n\n升降機，海景，大堂：團隊需要你的答覆才能繼續。請在這裏回答：\n"
    "https://steward.example/r/hv-1",
}  # fmt: skip
SUBJECT = {
    EN: "A question about your request 7KQ-2M9X",
    HANS: "关于您的请求 7KQ-2M9X 的问题",
    HANT: "關於你的要求 7KQ-2M9X 的問題",
}
RE = {EN: "Re: ", HANS: "回复：", HANT: "回覆："}

_NUMBERS = count(1)


class Letter(Struct, kw_only=True):
    """What somebody writes; `quotes` the notice that it answers, "" for a mail of its own."""

    words: str
    lang: str
    subject: str = ""
    quotes: str = ""
    below: bool = False
    """They write below the quotation."""
    sender: str = "Chan Siu Ming <siuming.chan@example.net>"
    to: str = ADDRESS
    photo: bytes = b""


class Program(Struct, kw_only=True):
    """How one program writes."""

    name: str
    says: str
    """Its own name in a header."""
    charset: dict[str, str] = field(default_factory=dict)
    label: dict[str, str] = field(default_factory=dict)
    """What it calls a charset, where that is not its name."""
    encoding: str = "base64"
    announce: dict[str, str] = field(default_factory=dict)
    """What stands above a quotation; {who} is the address, {subject} the subject."""
    sign: str = "> "
    """What stands before each quoted line."""
    signature: dict[str, str] = field(default_factory=dict)
    html: str = "both"
    """"both", "only" or "none"."""
    flowed: bool = False
    splits: int = 45
    """After how many bytes it begins another encoded word, also inside a character."""
    quote_html: str = "<blockquote>{quoted}</blockquote>"

    def write(self, letter: Letter) -> bytes:
        """Return the mail that this program sends."""
        body, kind = self._content(letter)
        subject = letter.subject or (RE[letter.lang] + SUBJECT[letter.lang])
        name, _, address = letter.sender.partition(" <")
        head = [
            f"From: {self._header(name, letter.lang)} <{address}",
            f"To: <{letter.to}>",
            f"Subject: {self._header(subject, letter.lang)}",
            "Date: Sat, 28 Nov 2026 10:05:00 +0800",
            f"Message-ID: <{self.name}-{next(_NUMBERS)}@example.net>",
            "MIME-Version: 1.0",
            self.says,
            *kind,
        ]
        return "\r\n".join(head).encode() + b"\r\n\r\n" + body

    def text(self, letter: Letter) -> str:
        """Return the plain text of a mail."""
        words = letter.words
        if signature := self.signature.get(letter.lang, ""):
            words += f"\n\n{signature}"
        if not letter.quotes:
            return words
        quoted = "\n".join(f"{self.sign}{line}".rstrip() for line in letter.quotes.split("\n"))
        announced = self._announced(letter)
        if letter.below:
            return f"{announced}\n{quoted}\n\n{words}"
        return f"{words}\n\n{announced}\n{quoted}\n"

    def _announced(self, letter: Letter) -> str:
        said = self.announce[letter.lang]
        return said.format(who=ADDRESS, subject=SUBJECT[letter.lang])

    def _markup(self, letter: Letter) -> str:
        def lines(text: str) -> str:
            return "".join(f"<div>{escape(each) or '<br>'}</div>" for each in text.split("\n"))

        words = lines(letter.words)
        if signature := self.signature.get(letter.lang, ""):
            words += f"<div><br></div>{lines(signature)}"
        if not letter.quotes:
            return f"<html><body>{words}</body></html>"
        quoted = lines(self._announced(letter)) + self.quote_html.format(
            quoted=lines(letter.quotes)
        )
        both = (quoted, words) if letter.below else (words, "<br>", quoted)
        return (
            f"<html><head><style>p {{margin:0}}</style></head><body>{''.join(both)}</body></html>"
        )

    def _content(self, letter: Letter) -> tuple[bytes, list[str]]:
        parts = []
        if self.html != "only":
            parts.append(self._part(self.text(letter), "plain", letter.lang))
        if self.html != "none":
            parts.append(self._part(self._markup(letter), "html", letter.lang))
        if len(parts) == 1 and not letter.photo:
            head, body = parts[0].split(b"\r\n\r\n", 1)
            return body, head.decode().split("\r\n")
        inner = _joined(parts, "alternative") if len(parts) > 1 else parts[0]
        if not letter.photo:
            head, body = inner.split(b"\r\n\r\n", 1)
            return body, head.decode().split("\r\n")
        photo = (
            b"Content-Type: image/jpeg; name*=UTF-8''IMG%200042.jpg\r\n"
            b'Content-Disposition: attachment; filename="IMG 0042.jpg"\r\n'
            b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(letter.photo)
        )
        head, body = _joined([inner, photo], "mixed").split(b"\r\n\r\n", 1)
        return body, head.decode().split("\r\n")

    def _part(self, text: str, kind: str, lang: str) -> bytes:
        charset = self.charset.get(lang, "utf-8")
        label = self.label.get(lang, charset)
        flows = "; format=flowed; delsp=yes" if self.flowed and kind == "plain" else ""
        if flows:
            text = _flowing(text)
        data = text.replace("\n", "\r\n").encode(charset)
        how = self.encoding
        if how == "base64":
            data = base64.encodebytes(data).replace(b"\n", b"\r\n")
        elif how == "quoted-printable":
            data = quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
        said = f'; charset="{label}"' if label else ""
        head = f"Content-Type: text/{kind}{said}{flows}\r\nContent-Transfer-Encoding: {how}"
        return head.encode() + b"\r\n\r\n" + data

    def _header(self, text: str, lang: str) -> str:
        if text.isascii():
            return text
        charset = self.charset.get(lang, "utf-8")
        data = text.encode(charset)
        label = self.label.get(lang, charset) or charset
        pieces = [data[n : n + self.splits] for n in range(0, len(data), self.splits)]
        return "\r\n ".join(f"=?{label}?B?{base64.b64encode(each).decode()}?=" for each in pieces)


def _joined(parts: list[bytes], kind: str) -> bytes:
    line = f"----=_Part_{next(_NUMBERS)}_steward"
    head = f'Content-Type: multipart/{kind}; boundary="{line}"\r\n\r\n'.encode()
    inner = b"".join(b"--" + line.encode() + b"\r\n" + each + b"\r\n" for each in parts)
    return head + inner + b"--" + line.encode() + b"--\r\n"


def _flowing(text: str, width: int = 30) -> str:
    """Return text broken softly at a width, as RFC 3676 has it with DelSp."""
    made = []
    for line in text.split("\n"):
        sign = ">" if line.startswith(">") else ""
        words = line[len(sign) :].removeprefix(" ")
        pieces = [words[n : n + width] for n in range(0, len(words), width)] or [""]
        made += [
            f"{sign}{' ' if sign else ''}{each}{' ' if n < len(pieces) - 1 else ''}"
            for n, each in enumerate(pieces)
        ]
    return "\n".join(made)


_HEAD = {
    EN: "From: Steward <{who}>\nSent: Saturday, 28 November 2026 10:00\nTo: Chan Siu Ming "
    "<siuming.chan@example.net>\nSubject: {subject}\n",
    HANS: "发件人: Steward <{who}>\n发送时间: 2026年11月28日 10:00\n收件人: 陈小明 "
    "<siuming.chan@example.net>\n主题: {subject}\n",
    HANT: "寄件者: Steward <{who}>\n寄件日期: 2026年11月28日 10:00\n收件者: 陳小明 "
    "<siuming.chan@example.net>\n主旨: {subject}\n",
}
_RULE = {lang: f"{'_' * 32}\n{head}" for lang, head in _HEAD.items()}

PROGRAMS = (
    Program(
        name="gmail", says="X-Gmail: web", encoding="quoted-printable",
        announce={
            EN: "On Sat, Nov 28, 2026 at 10:00 AM Steward <\n{who}> wrote:\n",
            HANS: "Steward <{who}> 于2026年11月28日周六 10:00写道：\n",
            HANT: "Steward <{who}> 於\n2026年11月28日 週六 上午10:00寫道：\n",
        },
        quote_html='<blockquote class="gmail_quote" style="margin:0">{quoted}</blockquote>',
    ),
    Program(
        name="gmail-android", says="X-Gmail: android",
        announce={
            EN: "On Sat, 28 Nov 2026, 10:00 Steward, <{who}> wrote:\n",
            HANS: "Steward <{who}>于2026年11月28日 周六10:00写道：\n",
            HANT: "Steward <{who}> 於 2026年11月28日 週六 10:00 寫道：\n",
        },
    ),
    Program(
        name="apple-mail", says="X-Mailer: Apple Mail (2.3774)", encoding="quoted-printable",
        announce={
            EN: "On 28 Nov 2026, at 10:00, Steward <{who}> wrote:\n",
            HANS: "在 2026年11月28日，10:00，Steward <{who}> 写道：\n",
            HANT: "Steward <{who}> 於 2026年11月28日 上午10:00 寫道：\n",
        },
        quote_html='<div><blockquote type="cite">{quoted}</blockquote></div>',
    ),
    Program(
        name="iphone", says="X-Mailer: iPhone Mail (22B83)",
        charset={HANS: "gb18030", HANT: "utf-8"}, label={HANS: "gb2312"},
        announce={
            EN: "> On 28 Nov 2026, at 10:00, Steward <{who}> wrote:\n>",
            HANS: "> 在 2026年11月28日，10:00，Steward <{who}> 写道：\n>",
            HANT: "> Steward <{who}> 於 2026年11月28日 上午10:00 寫道：\n>",
        },
        signature={EN: "Sent from my iPhone", HANS: "发自我的 iPhone", HANT: "從我的 iPhone 傳送"},
        html="none",
    ),
    Program(
        name="outlook", says="X-Mailer: Microsoft Outlook 16.0",
        charset={EN: "cp1252", HANS: "gb18030", HANT: "big5hkscs"},
        label={EN: "iso-8859-1", HANS: "gb2312", HANT: "big5"},
        announce=_HEAD, sign="", quote_html="<div style='border-top:solid #E1E1E1'>{quoted}</div>",
    ),
    Program(
        name="outlook-mobile", says="X-Mailer: Outlook for iOS",
        signature={
            EN: "Get Outlook for iOS<https://aka.ms/o0ukef>",
            HANS: "获取 iOS 版 Outlook<https://aka.ms/o0ukef>",
            HANT: "取得 iOS 版 Outlook<https://aka.ms/o0ukef>",
        },
        announce=_RULE, sign="",
        quote_html='<hr><div id="divRplyFwdMsg">{quoted}</div>',
    ),
    Program(
        name="outlook-web", says="X-MS-Has-Attach: ", encoding="quoted-printable",
        charset={EN: "cp1252", HANS: "gbk", HANT: "big5hkscs"},
        label={EN: "Windows-1252", HANS: "gb2312", HANT: "big5"},
        announce=_RULE, sign="", quote_html='<hr><div id="divRplyFwdMsg">{quoted}</div>',
    ),
    Program(
        name="thunderbird", says="User-Agent: Mozilla Thunderbird", encoding="8bit", flowed=True,
        announce={
            EN: "On 28/11/2026 10:00, Steward wrote:",
            HANS: "在 2026/11/28 10:00, Steward 写道:",
            HANT: "Steward 於 2026/11/28 10:00 寫道：",
        },
        html="none",
    ),
    Program(
        name="qq", says="X-Mailer: QQMail 2.x", charset={HANS: "gb18030", HANT: "gb18030"},
        announce={
            EN: "------------------ Original ------------------\nFrom: \"Steward\" <{who}>;\n"
            "Date: Sat, Nov 28, 2026 10:00 AM\nTo: \"siuming.chan\"<siuming.chan@example.net>;\n"
            "Subject: {subject}\n",
            HANS: "------------------ 原始邮件 ------------------\n发件人: \"Steward\" <{who}>;\n"
            "发送时间: 2026年11月28日(星期六) 上午10:00\n收件人: \"小明\"<siuming.chan@example.net>;\n"
            "主题: {subject}\n",
            HANT: "------------------ 原始郵件 ------------------\n寄件者: \"Steward\" <{who}>;\n"
            "寄件時間: 2026年11月28日(星期六) 上午10:00\n收件者: \"小明\"<siuming.chan@example.net>;\n"
            "主旨: {subject}\n",
        },
        sign="", splits=13,
    ),
    Program(
        name="netease-163", says="X-Mailer: Coremail Webmail Server", charset={HANS: "gbk"},
        label={HANS: "GBK"},
        announce={
            EN: "At 2026-11-28 10:00:00, \"Steward\" <{who}> wrote:",
            HANS: "在 2026-11-28 10:00:00，\"Steward\" <{who}> 写道：",
            HANT: "在 2026-11-28 10:00:00，\"Steward\" <{who}> 寫道：",
        },
        sign=">", quote_html='<blockquote id="isReplyContent">{quoted}</blockquote>',
    ),
    Program(
        name="foxmail", says="X-Mailer: Foxmail 7.2.25", charset={HANS: "gb18030"},
        label={HANS: "gb2312"}, html="only", splits=11,
        announce={
            EN: "From: Steward\nDate: 2026-11-28 10:00\nTo: siuming.chan@example.net\n"
            "Subject: {subject}",
            HANS: "发件人： Steward\n发送时间： 2026-11-28 10:00\n收件人： siuming.chan@example.net\n"
            "主题： {subject}",
            HANT: "寄件者： Steward\n寄件日期： 2026-11-28 10:00\n收件者： siuming.chan@example.net\n"
            "主旨： {subject}",
        },
        quote_html="<blockquote style='margin-left:.5em'>{quoted}</blockquote>",
    ),
    Program(
        name="yahoo", says="X-Mailer: WebService/1.1 YahooMailIosMobile",
        announce={
            EN: "On Saturday, November 28, 2026, 10:00:00 AM GMT+8, Steward <{who}> wrote:\n",
            HANS: "在 2026年11月28日星期六 上午10:00:00 [GMT+8]，Steward <{who}> 写道：\n",
            HANT: "在 2026年11月28日星期六 上午10:00:00 [GMT+8]，Steward <{who}> 寫道：\n",
        },
        signature={EN: "Sent from Yahoo Mail for iPhone"}, sign="",
    ),
)  # fmt: skip

Made = Callable[[Program], bytes]
