"""Rows of topics: what they are called, who does them, how fast; a new one by its name alone."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from chalicelib.estate.communities import topics_of
from chalicelib.estate.model import Community
from chalicelib.estate.people import PERSONAL
from chalicelib.estate.topics import SERVICES, Topic, icons, in_language
from chalicelib.i18n import msg
from chalicelib.kernel.problems import Problem, Wrong
from chalicelib.kernel.targets import TARGETS
from chalicelib.kernel.words import N_
from chalicelib.setup.changes import plain

from . import called
from .columns import Column, Line, narrow, words
from .reading import Entries, Given, Kind

COLUMNS = (
    Column("code", N_("Code"), ("topic code", "代碼", "代码", "編號", "编号")),
    Column("names", N_("Topic"),
           ("name", "title", "主題", "主题", "項目", "项目", "名稱", "名称", "問題", "问题"), True),
    Column("service", N_("Heading"), ("group", "category", "類別", "类别", "分類", "分类")),
    Column("departments", N_("Departments"), ("department", "team", "部門", "部门")),
    Column("priority", N_("Priority"), ("urgency", "緩急", "缓急", "優先", "优先级", "緊急程度")),
    Column("accept", N_("Minutes to accept"), ("accept", "接單分鐘", "接单分钟")),
    Column("done", N_("Minutes to finish"), ("done", "target", "完成分鐘", "完成分钟")),
    Column("frozen", N_("Closed for now, because"), ("closed", "暫停", "暂停")),
    Column("on_form", N_("Order on the first page"), ("order", "rank", "次序", "排序")),
    Column("icon", N_("Picture"), ("icon", "symbol", "圖示", "图标")),
)  # fmt: skip

PRIORITY_WORDS = {
    "urgent": N_("Urgent"), "high": N_("High"), "normal": N_("Normal"), "low": N_("Low"),
}  # fmt: skip

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Topics(Entries):
    """The rows of one file against the topics that are there."""

    setting = "topics"

    def __init__(self, given: Given) -> None:
        self.topics = topics_of(given.community)
        own = plain(given.community)["topics"]
        there = {code: own.get(code) for code in self.topics}
        titles = {code: called_in(topic, given.author.lang) for code, topic in self.topics.items()}
        super().__init__(given, there, titles)
        self._codes = {
            called.plainly(name): code
            for code, topic in self.topics.items()
            for name in (called_in(topic, lang) for lang in ("en", *given.community.languages))
        }

    def read(self, line: Line) -> Iterator[Problem]:
        try:
            code = self._code(line)
            if found := list(self._twice(line, code, N_("says the same as row %(row)s"))):
                yield from found
                return
            known = self.topics.get(code)
            changed = self._changed(line, known) if known else self._new(line)
        except Wrong as wrong:
            yield wrong.problem
            return
        title = (
            called_in(known, self.author.lang) if known else next(iter(changed["names"].values()))
        )
        was = self.there.get(code)
        self._put(line, code, {**(was or {}), **changed} if changed else was, title)

    def _code(self, line: Line) -> str:
        if code := narrow(line.said.get("code", "")):
            if code not in self.topics:
                raise Wrong("code", N_("there is no such topic; leave this empty for a new one"))
            return code
        names = words(line, "names")
        if not names:
            raise Wrong("names", N_("is missing"))
        known = (self._codes.get(called.plainly(name)) for name in names.values())
        return next(filter(None, known), "") or own_code(next(iter(names.values())))

    def _changed(self, line: Line, known: Topic) -> dict[str, Any]:
        """Return what a row says otherwise than the topic is; an empty cell says nothing."""
        are = shown(self.community, known)
        said = self._said(line)
        changed = {name: value for name, value in said.items() if value != are[name]}
        if "departments" in changed and PERSONAL & {*known.departments}:
            raise Wrong("departments", N_("stay: this topic is about people"))
        first = self.community.languages[0]
        names = {lang or first: name for lang, name in words(line, "names").items()}
        moved = {lang: name for lang, name in names.items() if name != called_in(known, lang)}
        return {**changed, "names": {**known.names, **moved}} if moved else changed

    def _new(self, line: Line) -> dict[str, Any]:
        said = self._said(line)
        first = self.community.languages[0]
        names = {lang or first: name for lang, name in words(line, "names").items()}
        if not said.get("departments"):
            raise Wrong("departments", N_("is missing"))
        return {"service": "facilities", "priority": "normal", **said, "names": names}

    def _said(self, line: Line) -> dict[str, Any]:
        cells = line.said
        found: dict[str, Any] = {
            "service": called.coded(_each_said(SERVICES), cells.get("service", "")),
            "priority": called.coded(_each_said(PRIORITY_WORDS), cells.get("priority", "")),
            "departments": called.departments(self.community, cells.get("departments", "")),
            "frozen": narrow(cells.get("frozen", "")),
            "icon": narrow(cells.get("icon", "")),
            "accept": called.number(cells, "accept"),
            "done": called.number(cells, "done"),
            "on_form": called.number(cells, "on_form"),
        }
        if found["icon"] and found["icon"] not in icons():
            known = ", ".join(icons())
            raise Wrong("icon", N_("must be one of %(known)s"), known=known)
        return {name: value for name, value in found.items() if value not in ("", None, [])}


def called_in(topic: Topic, lang: str) -> str:
    """Return what a topic is called in a language, by its community or by everybody."""
    return msg(lang, in_language(topic, lang).name)


def own_code(name: str) -> str:
    """Return the code of a new topic: the same for the same name."""
    digest = sha256(called.plainly(name).encode()).digest()[:8]
    return "own_" + "".join(LETTERS[byte % len(LETTERS)] for byte in digest)


def shown(community: Community, topic: Topic) -> dict[str, Any]:
    """Return what a sheet says of a topic, by the fields that a community may set."""
    usual = TARGETS[topic.priority]
    return {
        "service": topic.service,
        "departments": [each for each in topic.departments if each in community.departments],
        "priority": topic.priority,
        "accept": topic.accept or usual.accept,
        "done": topic.done or usual.done,
        "frozen": topic.frozen,
        "on_form": topic.on_form,
        "icon": topic.icon,
    }


def rows(given: Given) -> list[dict[str, str]]:
    """Return the topics of a community as a template has them, a row each."""
    community, lang = given.community, given.author.lang
    return [_row(community, topic, lang) for topic in topics_of(community).values()]


def _row(community: Community, topic: Topic, lang: str) -> dict[str, str]:
    are = shown(community, topic)
    return {
        **{name: str(value) for name, value in are.items()},
        "code": topic.code,
        **{f"names.{each}": called_in(topic, each) for each in community.languages},
        "service": msg(lang, SERVICES[topic.service]),
        "departments": called.department_names(community, are["departments"], lang),
        "priority": msg(lang, PRIORITY_WORDS[topic.priority]),
    }


def _each_said(names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {code: called.in_each(said) for code, said in names.items()}


TOPICS = Kind(COLUMNS, Topics, rows)
