"""What a local run would have sent: mails and texts, newest first, as one plain page."""

import html
import time
from collections.abc import Mapping

from infra import mail

STYLE = (
    "body{font:18px/1.5 system-ui;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "article{border-top:1px solid #999;padding:1rem 0}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}"
)


Answers = Mapping[tuple[str, str], str]
"""Recipient and subject of a mail to the address by which it is answered."""


def page(emulator: str, answers: Answers) -> bytes:
    """Return the page of everything the emulator was given to send, and how it is answered."""
    notices = sorted(mail.sent(emulator) + _texts(emulator), key=lambda said: said[0], reverse=True)
    articles = "".join(
        _article(*notice, answers.get((notice[1], notice[2]), "")) for notice in notices
    )
    body = articles or "<p>Nothing sent yet.</p>"
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8>"
        f"<meta name=viewport content='width=device-width'><title>Outbox</title>"
        f"<style>{STYLE}</style><h1>What would have been sent</h1>{body}"
    ).encode()


def _article(when: float, to: str, subject: str, text: str, answer: str) -> str:
    # The emulator notes no time for a text message.
    clock = time.strftime("%H:%M:%S", time.localtime(when)) if when else ""
    said = (html.escape(word) for word in (clock, to, subject, text))
    shown = "<article><small>{} → {}</small><h2>{}</h2><pre>{}</pre>".format(*said)
    return (
        shown
        + (f"<p>Answered to <code>{html.escape(answer)}</code></p>" if answer else "")
        + ("</article>")
    )


def _texts(emulator: str) -> list[tuple[float, str, str, str]]:
    found = mail.peek(f"{emulator}/_ministack/sns/sms-messages")
    numbers = found.get("sms_messages", {})
    return [
        (0.0, number, "Text message", text.get("Message", ""))
        for number, texts in numbers.items()
        for text in texts
    ]
