"""Topics for managers: own ones in each language, own questions, and what a report would meet."""

import pytest

from chalicelib.estate import store as estate
from chalicelib.estate.communities import topics_of
from chalicelib.platform.http.call import now_ms
from tests.support.builders import HOUR, LENA, LIFT, MARA, OTTO, PACO, World
from tests.support.door import Answer, Door, token_of
from tests.support.settings import changed

POOL = {
    "names": {"en": "Swimming pool", "zh-Hant": "泳池"},
    "service": "facilities",
    "departments": ["engineering"],
    "priority": "normal",
    "on_form": 1,
    "questions": [{"code": "which", "texts": {"en": "Which pool?", "zh-Hant": "哪個泳池？"}}],
}


def topics(door: Door, who=MARA) -> Answer:
    return door.get("/staff/v1/topics", headers=token_of(who), query={"community": ["hv"]})


def previewed(door: Door, topic: str, who=MARA, **tried) -> Answer:
    body = {"community": "hv", "topic": topic, **tried}
    return door.post_json("/staff/v1/topics/preview", body, token_of(who))


def test_a_topic_of_its_own_is_read_in_each_language(door: Door) -> None:
    assert changed(door, {"topics": {"own_pool": POOL}}).status == 200

    for lang, name in (("en", "Swimming pool"), ("zh-Hant", "泳池")):
        page = door.get(f"/q/{LIFT.code}", headers={"accept-language": lang})
        assert name in page.text
    (task,) = World().routed(now_ms(), topic="own_pool")
    headers = token_of(PACO) | {"accept-language": "zh-Hant"}
    assert door.get(f"/staff/v1/tasks/{task.id}", headers=headers).json["title"] == "泳池"
    topic = topics_of(estate.community("hv", now=now_ms()), "zh-Hant")["own_pool"]
    assert topic.questions[0].text == "哪個泳池？"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"departments": ["pool"]}, "departments"),
        ({"names": {"en": "x" * 61}}, "names"),
        ({"questions": [{"code": "q", "texts": {}}]}, "questions"),
        ({"questions": [{"code": "q", "texts": {"en": "?"}, "kind": "essay"}]}, "questions"),
        ({"done": 0}, "done"),
    ],
)
def test_a_topic_that_makes_no_sense_is_named(door: Door, row: dict, field: str) -> None:
    refused = changed(door, {"topics": {"own_pool": POOL | row}})
    assert list(refused.json["errors"]) == [f"topics.own_pool.{field}"]


def test_a_report_now_is_told_with_departments_deadlines_and_reminders(door: Door) -> None:
    seen = previewed(door, "flooding").json
    assert seen["priority"] == "urgent"
    assert {path["department"] for path in seen["paths"]} == {"Engineering team", "Cleaning team"}

    (path,) = previewed(door, "leak").json["paths"]
    assert path["on_duty"] == 3
    assert [each["to"] for each in path["reminders"]] == ["holder", "lead", "manager", "manager"]
    times = [each["at"] for each in path["reminders"]]
    assert times == sorted(times) and times[1] >= path["done_by"]


def test_a_policy_is_tried_before_it_is_stored(door: Door) -> None:
    ladder = {"rungs": [{"share": 1, "to": "manager"}], "repeats": 0}
    urgent = {"topics": {"leak": {"priority": "urgent", "done": 60}}}

    (path,) = previewed(door, "leak", ladder=ladder, **urgent).json["paths"]
    assert [each["to"] for each in path["reminders"]] == ["manager"]
    assert path["reminders"][0]["at"] == path["done_by"]
    assert path["done_by"] - now_ms() <= HOUR
    assert estate.fresh_community("hv").ladder == {}
    bad = {"rungs": [{"share": 99, "to": "king"}]}
    assert list(previewed(door, "leak", ladder=bad).json["errors"]) == ["ladder.rungs[0].share"]


@pytest.mark.parametrize("who", [PACO, LENA, OTTO])
def test_topics_are_for_managers(door: Door, who) -> None:
    assert topics(door, who).status == 403
    assert previewed(door, "leak", who).status == 403
