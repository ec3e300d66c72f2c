"""The corpus: what twelve programs write, in English and Chinese, and how each is to be read."""

import base64
import struct
from io import BytesIO

from msgspec import Struct
from PIL import Image

from .programs import DOMAIN, EN, HANS, HANT, NOTICE, PROGRAMS, Letter

WORDS = {
    EN: "It is the left lift – the doors don’t close.\n\nMonday morning suits us, please ring 12B.",
    # 镕, 喆 and 囧 are in GBK and not in GB2312.
    HANS: "是左边那部电梯，门关不上。\n\n周一上午方便，请按 12B。联系人：李镕喆，囧。",
    # 啲, 嘅 and 嚟 are in Hong Kong's supplement to Big5 and not in Big5.
    HANT: "係左邊嗰部升降機，啲門閂唔埋。\n\n星期一朝早可以嚟，請撳 12B。我哋嘅電話唔變。",
}
FIRST = {
    EN: "The tap in the laundry room on the ground floor drips day and night.",
    HANS: "一楼洗衣房的水龙头日夜滴水，请派人看看。",
    HANT: "地下洗衣房嘅水龍頭日夜滴水，請派人嚟睇睇。",
}
FIRST_SUBJECT = {EN: "Dripping tap", HANS: "水龙头滴水", HANT: "水龍頭滴水"}
QUOTES_BELOW = frozenset({"gmail", "apple-mail", "iphone", "thunderbird", "netease-163", "foxmail"})
"""Programs in which people write below what is quoted line by line."""


class Sample(Struct):
    """A mail and how it is to be read."""

    name: str
    raw: bytes
    words: str
    reply: bool = True
    subject: str = ""
    photos: int = 0
    left: list[str] = []


def jpeg(side: int = 64) -> bytes:
    """Return a small picture of its own kind of noise."""
    out = BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def of_programs() -> list[Sample]:
    """Return six mails of each program: replies, one with a photo or below, one of its own."""
    made: list[Sample] = []
    photo = jpeg()
    for program in PROGRAMS:
        for lang in (EN, HANS, HANT):
            letter = Letter(words=WORDS[lang], lang=lang, quotes=NOTICE[lang])
            made.append(Sample(f"{program.name} {lang}", program.write(letter), WORDS[lang]))
        below = program.name in QUOTES_BELOW
        letter = Letter(words=WORDS[HANS], lang=HANS, quotes=NOTICE[HANS], below=below, photo=photo)
        name = f"{program.name} {'below' if below else 'photo'}"
        made.append(Sample(name, program.write(letter), WORDS[HANS], photos=1))
        letter = Letter(
            words=FIRST[HANT], lang=HANT, subject=FIRST_SUBJECT[HANT], to=f"hv@{DOMAIN}"
        )
        made.append(
            Sample(
                f"{program.name} first",
                program.write(letter),
                FIRST[HANT],
                reply=False,
                subject=FIRST_SUBJECT[HANT],
            )  # fmt: skip
        )
    return made


def plain(body: bytes, *heads: str) -> bytes:
    """Return a mail of these headers and this body."""
    given = "\r\n".join(each for each in heads)
    named = "" if "from:" in given.lower() else "From: Ada Wong <ada@example.net>\r\n"
    return f"{named}{given}\r\n\r\n".encode() + body


def of_special_kind() -> list[Sample]:
    """Return what single programs do that no other does."""
    zh, photo = "电梯坏了，请来修。李镕喆", jpeg()
    half = "水龍頭".encode()
    return [
        Sample("raw GBK without a charset", plain(zh.encode("gbk"), "Content-Type: text/plain"), zh),
        Sample("UTF-8 called us-ascii", plain(
            zh.encode(), "Content-Type: text/plain; charset=us-ascii",
            "Content-Transfer-Encoding: 8bit"), zh),
        Sample("x-gbk", plain(zh.encode("gbk"), 'Content-Type: text/plain; charset="x-gbk"'), zh),
        Sample("cp936", plain(zh.encode("gbk"), "Content-Type: text/plain; charset=cp936"), zh),
        Sample("hz", plain("电梯".encode("hz"), "Content-Type: text/plain; charset=hz-gb-2312"),
               "电梯"),
        Sample("ISO-2022-JP", plain(
            "エレベーターが止まっています。".encode("iso-2022-jp"),
            "Content-Type: text/plain; charset=ISO-2022-JP"), "エレベーターが止まっています。"),
        Sample("windows-31j", plain(
            "①階の蛇口です。".encode("cp932"), "Content-Type: text/plain; charset=windows-31j"),
            "①階の蛇口です。"),
        Sample("UTF-7", plain("It’s the tap".encode("utf-7"),
                              "Content-Type: text/plain; charset=utf-7"), "It’s the tap"),
        Sample("a charset that nobody knows", plain(
            zh.encode(), "Content-Type: text/plain; charset=x-unknown-9"), zh),
        Sample("a subject cut inside a character", plain(
            b"x", f"Subject: =?utf-8?B?{base64.b64encode(half[:4]).decode()}?=\r\n"
            f" =?utf-8?B?{base64.b64encode(half[4:]).decode()}?="), "x", subject="水龍頭"),
        Sample("a raw subject in GBK", b"Subject: " + "水龙头".encode("gbk")
               + b"\r\nFrom: ada@example.net\r\n\r\nx", "x", subject="水龙头"),
        Sample("text around a picture", _around(photo), "Before the picture.\nAfter the picture.",
               photos=1),
        Sample("a logo in a signature", _with_logo(), "The bell is broken."),
        Sample("an HTML mail and nothing else", plain(
            b"<p>The <b>bell</b> is broken.</p><p>Flat&nbsp;12B</p><script>x()</script>"
            b"<div style='display:none'>track</div>", "Content-Type: text/html"),
            "The bell is broken.\n\nFlat 12B"),
        Sample("a picture that is called a program", _octet(photo), "Look.", photos=1),
        Sample("answers between the lines, unmarked", plain(
            b"> Which lift is it?\nThe left one.\n> When may we come?\nOn Monday.\n"),
            "The left one.\nOn Monday."),
        Sample("winmail.dat", _of_outlook("The gate is open all night.", photo),
               "The gate is open all night.", photos=1),
        Sample("a mail handed on as a file", _mixed(
            b"Content-Type: text/plain\r\n\r\nSee what my tenant writes.\r\n",
            b"Content-Type: message/rfc822\r\n\r\nFrom: T <t@example.net>\r\n"
            b"Subject: The tap\r\n\r\nIt drips.\r\n"), "See what my tenant writes.",
            left=["The tap"]),
        Sample("no text at all", plain(b"", "Content-Type: text/plain"), ""),
    ]  # fmt: skip


def _around(photo: bytes) -> bytes:
    return _mixed(
        b"Content-Type: text/plain; charset=utf-8\r\n\r\nBefore the picture.\r\n",
        b"Content-Type: image/jpeg; name=a.jpg\r\nContent-Disposition: inline; filename=a.jpg\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(photo * 8),
        b"Content-Type: text/plain; charset=utf-8\r\n\r\nAfter the picture.\r\n",
    )


def _with_logo() -> bytes:
    return _mixed(
        b"Content-Type: text/html; charset=utf-8\r\n\r\nThe bell is broken.<img src=cid:logo>\r\n",
        b"Content-Type: image/png; name=logo.png\r\nContent-ID: <logo>\r\n"
        b"Content-Disposition: inline; filename=logo.png\r\nContent-Transfer-Encoding: base64\r\n"
        b"\r\n" + base64.encodebytes(b"\x89PNG\r\n\x1a\n" + b"0" * 900),
    )


def _octet(photo: bytes) -> bytes:
    return _mixed(
        b"Content-Type: text/plain\r\n\r\nLook.\r\n",
        b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment;"
        b' filename="=?gb2312?B?1dXGrA==?=.JPG"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + base64.encodebytes(photo),
    )


def _of_outlook(words: str, photo: bytes) -> bytes:
    """Return what Outlook sends in its own format: text and a picture in one winmail.dat."""

    def attribute(level: int, name: int, kind: int, data: bytes) -> bytes:
        head = struct.pack("<BHHI", level, name, kind, len(data))
        return head + data + struct.pack("<H", sum(data) % 65_536)

    wrapped = struct.pack("<IH", 0x223E9F78, 1) + b"".join(
        (
            attribute(1, 0x9006, 8, struct.pack("<I", 0x10000)),
            attribute(1, 0x800C, 2, words.encode() + b"\0"),
            attribute(2, 0x9002, 6, bytes(14)),
            attribute(2, 0x8010, 1, b"gate.jpg\0"),
            attribute(2, 0x800F, 6, photo),
        )
    )
    return plain(
        base64.encodebytes(wrapped), "Content-Type: application/ms-tnef; name=winmail.dat",
        "Content-Transfer-Encoding: base64",
    )  # fmt: skip


def _mixed(*parts: bytes) -> bytes:
    inner = b"".join(b"--b1\r\n" + each + b"\r\n" for each in parts)
    head = (
        b'From: Ada Wong <ada@example.net>\r\nContent-Type: multipart/mixed; boundary="b1"\r\n\r\n'
    )
    return head + inner + b"--b1--\r\n"


def samples() -> list[Sample]:
    return [*of_programs(), *of_special_kind()]
