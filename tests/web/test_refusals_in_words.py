"""What the staff API refuses is said in the language of who asks, whatever was sent."""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from chalicelib.wiring import doors
from tests.browser.screens import elsewhere
from tests.support import clock
from tests.support.builders import LENA, MARA, PACO, World, key
from tests.support.door import Answer, token_of

ROUTES = [each for each in doors.routes().values() if each.path.startswith("/staff/v1")]
ODD: dict[type, list[Any]] = {
    str: ["", "x" * 4_000, "?"],
    int: [-1, 10**15],
    bool: [False],
    list: [[], ["?"], [[1, 2]]],
    dict: [{}, {"?": "?"}],
}
"""Values by type: too little, too much, and what nothing is called."""

ACTIONS = (
    "claim", "accept", "start", "pause", "ask", "visit", "offer_times", "call_off", "coming",
    "resume", "release", "hand_over", "decline", "done", "assign", "note", "say", "retopic",
    "lower", "about", "merge", "split", "link", "unlink", "?",
)  # fmt: skip
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def ids(door) -> dict[str, str]:
    made = World().routed(clock.now(), key=key("odd"), topic="leak", contact="r@x.example")
    return {"request": made[0].request, "task": made[0].id}


def sentences(problem: dict[str, Any]) -> Iterator[str]:
    yield problem["title"]
    yield problem["detail"]
    yield from problem.get("errors", {}).values()


def refusals(answer: Answer) -> Iterator[dict[str, Any]]:
    """Yield the problem of an answer, or of each verdict in it."""
    if answer.status >= 400:
        yield answer.json
    elif "verdicts" in answer.text:
        yield from (each["problem"] for each in answer.json["verdicts"] if "problem" in each)


def english(answer: Answer) -> list[str]:
    """Return the sentences of a refusal that nobody translated."""
    assert answer.status != 500, "it was not foreseen"
    return [
        said for problem in refusals(answer) for said in sentences(problem) if not HAN.search(said)
    ]


def bodies(kind: Any, *, each_alone: bool) -> Iterator[dict[str, Any]]:
    """Yield bodies for a route: nothing, what is not there, every field odd, or each in turn."""
    yield from ({}, {"no_such_field": 1})
    fields = msgspec.structs.fields(kind)
    usual = {each.encode_name: _usual(each.type) for each in fields if each.required}
    yield usual
    for n in range(3):
        odd = {each.encode_name: ODD.get(_plain(each.type)) for each in fields}
        yield {name: values[min(n, len(values) - 1)] for name, values in odd.items() if values}
    for each in fields if each_alone else ():
        for value in [None, {"?": 1}, *ODD.get(_plain(each.type), [])]:
            yield usual | {each.encode_name: value}


def _plain(kind: Any) -> Any:
    kind = getattr(kind, "__origin__", kind)
    if kind in ODD:
        return kind
    return next((each for each in getattr(kind, "__args__", ()) if each in ODD), None)


def _usual(kind: Any) -> Any:
    return {str: "hv", int: 1, bool: True, list: [], dict: {}}.get(_plain(kind), {})


def asked(door, route, ids: dict[str, str], lang: str, **more: Any) -> list[str]:
    """Send one odd call and return what was said in English."""
    path = route.path
    for name, mine in (("/tasks/{id}", ids["task"]), ("/requests/{id}", ids["request"])):
        path = path.replace(name, name.replace("{id}", mine))
    path = re.sub(r"\{\w+\}", "nothing", path)
    body = json.dumps(more["body"]) if "body" in more else None
    headers = {"accept-language": lang, "content-type": "application/json"} | more.get(
        "headers", {}
    )
    answer = door(
        route.method, path, route=route.path, body=body,
        query=more.get("query"), headers=headers | token_of(more.get("who", MARA)),
    )  # fmt: skip
    return [f"{route.name}: {said}" for said in english(answer)]


LANGUAGES = ["zh-Hant", *elsewhere("zh-Hans")]


@pytest.mark.parametrize(
    ("lang", "each_alone"), [("zh-Hant", False), *elsewhere(("zh-Hant", True), ("zh-Hans", True))]
)
def test_no_odd_body_is_refused_in_english(door, ids, lang, each_alone):
    keyed = {"idempotency-key": key("odd"), "if-match": '"1"'}
    found = []
    for route in ROUTES:
        if route.body is None or route.body is dict:
            continue
        found += asked(door, route, ids, lang, body={})
        for body in bodies(route.body, each_alone=each_alone):
            found += asked(door, route, ids, lang, body=body, headers=keyed)

    assert sorted(set(found)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_odd_query_is_refused_in_english(door, ids, lang):
    found = []
    for route in ROUTES:
        if route.method != "GET":
            continue
        found += asked(door, route, ids, lang, who=PACO)
        for value in ("?", "x" * 300, "-1"):
            odd = {name: [value] for name in route.query if name != "community"}
            found += asked(door, route, ids, lang, query={"community": ["hv"], **odd})

    assert sorted(set(found)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("who", [PACO, LENA, MARA], ids=lambda who: who.id)
def test_no_action_on_a_job_is_refused_in_english(door, ids, who, lang):
    headers = {"accept-language": lang} | token_of(who)
    odd: list[dict[str, Any]] = [
        {}, {"reason": "x" * 501, "until": 1, "windows": [[1, 2]], "text": "x" * 5_000},
        {"reason": "Later.", "until": 10**15, "department": "?", "staff": "?", "topic": "?"},
        {"request": "7KQ-2M9X", "clean": True, "resolution": "x" * 501}, {"request": "?"},
    ]  # fmt: skip
    found = []
    for n, fields in enumerate(odd):
        for action in ACTIONS:
            one = {"task": ids["task"], "action": action, "key": key(f"{action}{n}"), "version": 99}
            answer = door.post_json("/staff/v1/actions", {"actions": [one | fields]}, headers)
            found += [f"{action}: {said}" for said in english(answer)]

    assert sorted(set(found)) == []
