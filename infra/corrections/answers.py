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
    "en": "If you contact us, give this error code:",
    "zh-Hans": "如需联系我们，请提供错误代码：",
    "zh-Hant": "如需聯絡我們，請提供錯誤代碼：",
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
    (
        "Sorry, there is a problem with the service",
        "Go back and try again in a minute. What you wrote is not lost.",
    ),
    ("抱歉，系统出了问题", "请返回，稍后再提交一次，您写的内容不会丢失。"),
    ("抱歉，系統出現問題", "請返回，稍後再提交一次，您寫的內容不會遺失。"),
)

ANSWERS: dict[str, Answer] = {
    "DEFAULT_4XX": _answer(
        None,
        ("This page cannot be shown", "Check the address and try again."),
        ("无法打开此页面", "请检查网址后重试。"),
        ("無法開啟此頁面", "請檢查網址後再試。"),
    ),
    "DEFAULT_5XX": _answer(None, *OUR_FAULT),
    "MISSING_AUTHENTICATION_TOKEN": _answer(
        404,
        ("Page not found", "Scan the QR code again, or open the full link in our message."),
        ("找不到此页面", "请重新扫描二维码，或打开通知中的完整链接。"),
        ("找不到此頁面", "請重新掃描二維碼，或開啟通知內的完整連結。"),
    ),
    "REQUEST_TOO_LARGE": _answer(
        413,
        ("The file is too large", "Choose a file smaller than 10 MB."),
        ("文件太大", "请选择小于 10 MB 的文件。"),
        ("檔案太大", "請選擇小於 10 MB 的檔案。"),
    ),
    "UNSUPPORTED_MEDIA_TYPE": _answer(
        415,
        (
            "This cannot be sent",
            "Go back and use the form on the page. Programs send a form or JSON.",
        ),
        ("无法提交", "请返回，使用页面上的表格提交。程序请发送表单或 JSON。"),
        ("無法提交", "請返回，使用頁面上的表格提交。程式請發送表單或 JSON。"),
    ),
    "THROTTLED": _answer(
        429,
        (
            "The service is busy",
            "This may not have been sent. Go back and send it again in a minute: "
            "we never record it twice.",
        ),
        ("系统繁忙", "内容可能尚未提交。请返回，稍后再提交一次，不会重复登记。"),
        ("系統繁忙", "內容可能尚未提交。請返回，稍後再提交一次，不會重複登記。"),
    ),
    "INTEGRATION_FAILURE": _answer(502, *OUR_FAULT),
    "INTEGRATION_TIMEOUT": _answer(
        504,
        ("This is taking too long", "Go back and try again in a minute: we never record it twice."),
        ("响应超时", "请返回，稍后再试，不会重复登记。"),
        ("回應逾時", "請返回，稍後再試，不會重複登記。"),
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
