"""Services of a community: its topics, each with the questions that it has."""

from collections.abc import Iterator
from typing import Any

from chalicelib.estate.communities import topics_of
from chalicelib.estate.model import Community
from chalicelib.estate.people import PERSONAL
from chalicelib.estate.topics import SERVICES, Question, Topic
from chalicelib.i18n import msg
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.words import N_

YES, NO = N_("Yes"), N_("No")

Row = dict[str, Any]


def open_topics(community: Community) -> dict[str, Topic]:
    """Return the topics that other programs see: what is frozen takes nothing just now."""
    return {
        code: topic
        for code, topic in topics_of(community).items()
        if not topic.frozen and code not in PERSONAL and not PERSONAL & set(topic.departments)
    }


def listed(community: Community, lang: str) -> list[Row]:
    """Return every service; two of one name are told apart by their code.

    FixMyStreet finds a category by code or by name and passes over both of one name.
    """
    topics = open_topics(community)
    names = [msg(lang, topic.name) for topic in topics.values()]
    return [
        {
            "service_code": topic.code,
            "service_name": name if names.count(name) == 1 else f"{name} ({topic.code})",
            "description": name,
            "metadata": bool(topic.questions),
            "type": "realtime",
            "keywords": "",
            "group": msg(lang, SERVICES.get(topic.service, topic.service)),
        }
        for topic, name in zip(topics.values(), names, strict=True)
    ]


def names(community: Community, lang: str) -> dict[str, str]:
    """Return what each service is called, also of a topic that takes nothing any more."""
    known = {code: msg(lang, topic.name) for code, topic in topics_of(community).items()}
    return known | {row["service_code"]: row["service_name"] for row in listed(community, lang)}


def definition(community: Community, code: str, lang: str) -> Row:
    """Return the questions of a service; raises NotFound."""
    topic = open_topics(community).get(code)
    if topic is None:
        raise NotFound("there is no such service")
    return {"service_code": code, "attributes": {"attribute": list(_attributes(topic, lang))}}


def _attributes(topic: Topic, lang: str) -> Iterator[Row]:
    for order, question in enumerate(topic.questions, start=1):
        yield {
            "variable": True,
            "code": question.code,
            "datatype": "text" if question.kind == "text" else "singlevaluelist",
            "required": False,
            "datatype_description": "",
            "order": order,
            "description": msg(lang, question.text),
            "values": {"value": _values(question, lang)},
        }


def _values(question: Question, lang: str) -> list[Row]:
    if question.kind == "text":
        return []
    options = ("yes", "no") if question.kind == "yes_no" else question.options
    named = {"yes": msg(lang, YES), "no": msg(lang, NO)}
    return [{"key": key, "name": named.get(key) or msg(lang, key)} for key in options]
