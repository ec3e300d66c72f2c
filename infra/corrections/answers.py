"""
What API Gateway answers by itself, in our words: a problem for programs, a page for people.

Nobody knows the reader's language there, so the page says it in each of ours.
"""

import json
from html import escape
from typing import Any, NamedTuple

from chalicelib.platform.http.call import SECURITY
from infra.corrections.reading import Template

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
QUOTE = {
    "en": "Please quote this number:",
    "zh-Hans": "请告诉我们这个编号：",
    "zh-Hant": "請告訴我們這個編號：",
}
STYLE = (
    "body{font:18px/1.6 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;"
    "color:#1c2b2a;background:#fff}section{border-top:1px solid #c9d6d4;padding:1rem 0}"
    "h1,h2{font-size:1.3rem;margin:0 0 .3rem}p{margin:.3rem 0}code{word-break:break-all}"
)


HEADERS = SECURITY | {
    "Cache-Control": "no-store",
    # No quoted word may stand in a fixed header here: this forbids scripts and forms without one.
    "Content-Security-Policy": "sandbox",
}


class Answer(NamedTuple):
    """One answer: its status (None: what API Gateway says), title and sentence by language."""

    status: int | None
    words: dict[str, tuple[str, str]]


def _answer(status: int | None, *words: tuple[str, str]) -> Answer:
    return Answer(status, dict(zip(LANGUAGES, words, strict=True)))


OUR_FAULT = (
    ("Something went wrong on our side", "Try again in a minute. Your words are still here."),
    ("我们这边出了问题", "请过一分钟再试。您写的内容还在。"),
    ("我們這邊出了問題", "請過一分鐘再試。您寫的內容還在。"),
)

ANSWERS: dict[str, Answer] = {
    "DEFAULT_4XX": _answer(
        None,
        ("The request was refused", "Check the address and try again."),
        ("请求没有被接受", "请检查网址后再试。"),
        ("請求沒有被接受", "請檢查網址後再試。"),
    ),
    "DEFAULT_5XX": _answer(None, *OUR_FAULT),
    "MISSING_AUTHENTICATION_TOKEN": _answer(
        404,
        ("Not found", "There is nothing at this address. Please scan the label again."),
        ("找不到", "这个网址没有内容。请重新扫描标签。"),
        ("找不到", "這個網址沒有內容。請重新掃描標籤。"),
    ),
    "REQUEST_TOO_LARGE": _answer(
        413,
        ("Too large", "Send less than 10 MB at once."),
        ("内容太大", "一次请发送少于 10 MB 的内容。"),
        ("內容太大", "一次請發送少於 10 MB 的內容。"),
    ),
    "UNSUPPORTED_MEDIA_TYPE": _answer(
        415,
        ("Not this kind of content", "Send a form or JSON."),
        ("不支持这种内容", "请发送表单或 JSON。"),
        ("不支援這種內容", "請發送表單或 JSON。"),
    ),
    "THROTTLED": _answer(
        429,
        ("Too many at once", "Wait a moment and try again. Nothing was sent twice."),
        ("同时使用的人太多", "请稍等再试。内容不会重复发送。"),
        ("同時使用的人太多", "請稍等再試。內容不會重複發送。"),
    ),
    "INTEGRATION_FAILURE": _answer(502, *OUR_FAULT),
    "INTEGRATION_TIMEOUT": _answer(
        504,
        ("That took too long", "Try again in a minute. Nothing is sent twice."),
        ("等待时间太长", "请过一分钟再试。内容不会重复发送。"),
        ("等待時間太長", "請過一分鐘再試。內容不會重複發送。"),
    ),
}


def answer_in_our_words(template: Template) -> None:
    """Make API Gateway's own errors problems of RFC 9457, or a page, with the id to quote.

    It chooses by what the caller accepts, and names the chosen type; a Content-Type of ours
    would be said of the page, too.
    """
    template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"] = {
        kind: _gateway_response(answer) for kind, answer in ANSWERS.items()
    }


def _gateway_response(answer: Answer) -> dict[str, Any]:
    said = problem(answer, "$context.requestId")
    headers = {name: f"'{value}'" for name, value in HEADERS.items()}
    made: dict[str, Any] = {
        "ResponseParameters": {"Headers": headers},
        "ResponseTemplates": {
            "application/json": said,
            "application/problem+json": said,
            "text/html": page(answer, "$context.requestId"),
        },
    }
    return made | ({"StatusCode": answer.status} if answer.status else {})


def problem(answer: Answer, number: str) -> str:
    """Return an answer for programs."""
    title, detail = answer.words["en"]
    said: dict[str, Any] = {"type": "about:blank", "title": title, "detail": detail}
    said |= {"status": answer.status} if answer.status else {}
    return json.dumps(said | {"correlation_id": number})


def page(answer: Answer, number: str) -> str:
    """Return an answer for people, in every language there is."""
    sections = "".join(
        f'<section lang="{lang}"><{tag}>{escape(title)}</{tag}><p>{escape(detail)}</p>'
        f"<p>{QUOTE[lang]} <code>{number}</code></p></section>"
        for lang, tag in zip(LANGUAGES, ("h1", "h2", "h2"), strict=True)
        for title, detail in [answer.words[lang]]
    )
    title = escape(answer.words["en"][0])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f"<main>{sections}</main></html>"
    )
