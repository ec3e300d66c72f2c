"""Every mail of the corpus is read as its writer meant it, and no damaged one breaks us."""

import random

import pytest

from chalicelib.mail_in.reading import Envelope, Mail, read

from .corpus import Sample, samples

ENVELOPE = Envelope("key")
ALL = samples()


def test_the_corpus_has_sixty_mails_of_twelve_programs() -> None:
    assert len(ALL) >= 60
    assert len({sample.name.partition(" ")[0] for sample in ALL[:60]}) == 12


@pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.name)
def test_a_mail_is_read_as_it_was_written(sample: Sample) -> None:
    mail = read(sample.raw, ENVELOPE)
    assert (mail.reply if sample.reply else mail.first).new == sample.words
    assert sum(file.is_photo for file in mail.files) == sample.photos
    assert not mail.automatic and not mail.broken and list(mail.left) == sample.left
    if sample.subject:
        assert mail.subject == sample.subject


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Return a mail with some of its bytes cut, doubled, turned or put elsewhere."""
    data = bytearray(raw)
    for _ in range(chance.randint(1, 12)):
        at, size = chance.randrange(len(data) + 1), chance.choice((1, 1, 2, 8, 60, 300))
        what = chance.randrange(6)
        if what == 0:
            del data[at : at + size]
        elif what == 1:
            data[at:at] = data[at : at + size] * chance.choice((1, 2, 30))
        elif what == 2:
            data[at : at + size] = bytes(chance.randrange(256) for _ in range(size))
        elif what == 3:
            data[at:at] = chance.choice(SPICES)
        elif what == 4:
            other = chance.choice(ALL).raw
            begin = chance.randrange(len(other))
            data[at:at] = other[begin : begin + size * 4]
        else:
            data = data[at:] + data[:at]
    return bytes(data)


SPICES = (
    b"\x00", b"\r\n\r\n", b"\n", b"=?", b"?=", b"=?gb2312?B?", b"=?utf-7?Q?+", b"--b1\r\n", b"\xff\xfe",
    b"Content-Type: multipart/mixed; boundary=", b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: x-uuencode\r\n", b"From: <", b"charset*0*=", b"filename*=''%",
    b"<blockquote>" * 50, b"<!--", b"<![CDATA[", b"&#99999999;", b"##-", b"> " * 40, b"On wrote:\n",
    b'Content-Disposition: attachment; filename="', b"Content-Type: application/ms-tnef\r\n",
)  # fmt: skip


def damaged(many: int, seed: int) -> list[Mail]:
    """Read so many mutated mails of the corpus."""
    chance = random.Random(seed)
    return [read(mutated(chance.choice(ALL).raw, chance), ENVELOPE) for _ in range(many)]


def test_two_hundred_damaged_mails_are_read_without_an_error() -> None:
    for mail in damaged(200, seed=1):
        # What is stored is text that JSON and DynamoDB take.
        for text in (mail.text, mail.subject, mail.name, mail.sender, mail.reply.new, *mail.left):
            text.encode()


@pytest.mark.campaign
def test_ten_thousand_damaged_mails_are_read_without_an_error() -> None:
    for seed in range(100):
        for mail in damaged(100, seed=1_000 + seed):
            f"{mail.text}{mail.subject}{mail.name}{mail.reply.own}{mail.left}".encode()
