"""
What a topic is, and how a community makes one its own: by data, never by code.

The rows stand in `topic_table.py`. A community's override names a topic and the fields
that differ; a row that makes no sense is reported with its field, and what was there
before stays in force.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct, structs

from chalicelib.kernel.ids import is_department
from chalicelib.kernel.problems import Wrong
from chalicelib.kernel.words import N_

CLASSES = ("public", "special", "invited")
MODES = ("grab", "assign")
PRIORITIES = ("urgent", "high", "normal", "low")
KINDS = ("repair", "service", "complaint", "suggestion", "compliment", "question", "help")
LONGEST_QUESTION = 120
LONGEST_TARGET = 60 * 24 * 90
"""Minutes: no target is longer than ninety days."""

SERVICES: Mapping[str, str] = {
    "housing_fabric": N_("Building structure"),
    "equipment": N_("Water, power, lifts, heat"),
    "facilities": N_("Shared facilities"),
    "sanitation": N_("Cleanliness"),
    "greening": N_("Plants"),
    "public_security": N_("Safety and noise"),
    "fire_protection": N_("Fire safety team"),
    "vehicles_and_roads": N_("Cars and roads"),
    "domestic": N_("In my home"),
    "club": N_("Clubhouse"),
    "finance": N_("Money"),
    "intermediary": N_("Letting and moving"),
    "agreement": N_("As agreed"),
    "people": N_("People and feedback"),
}
"""Service to the heading under which residents find its topics."""


class Question(Struct, frozen=True, kw_only=True):
    """One extra question of a topic, asked after sending and never needed."""

    code: str
    text: str
    kind: str = "text"
    """"text", "choice" or "yes_no"."""
    options: tuple[str, ...] = ()
    stops: str = ""
    """The answer that is a danger: the telephone number is shown first."""
    texts: dict[str, str] = {}
    """The question in a community's own words, by language."""


class Topic(Struct, frozen=True, kw_only=True):
    """One thing that residents tell us about."""

    code: str
    name: str
    names: dict[str, str] = {}
    """What a community calls it, by language; `name` where it says nothing."""
    service_class: str = "public"
    service: str
    departments: tuple[str, ...]
    mode: str = "grab"
    """"grab": whoever claims it; "assign": Steward chooses somebody on duty."""
    priority: str
    accept: int | None = None
    done: int | None = None
    """Targets in minutes that differ from the priority's."""
    safety: bool = False
    """Debt never delays it."""
    shared: bool = False
    """Many may have it at once: others can join, an outage can answer it."""
    clean_up_check: bool = False
    check_back: int | None = None
    """Days after it was done on which the resident is asked whether it still is."""
    questions: tuple[Question, ...] = ()
    icon: str = "help"
    kinds: tuple[str, ...] = ("repair",)
    on_form: int = 0
    """Rank on the first page; 0 is under "more topics"."""
    frozen: str = ""
    """Why this topic takes no requests for now; empty while it does."""


class Problem(Struct, frozen=True):
    """What is wrong with one row of a community's overrides."""

    topic: str
    field: str
    said: str
    values: dict[str, str] = {}

    @property
    def sentence(self) -> str:
        return self.said % self.values if self.values else self.said


class OwnQuestion(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A question as a community asks it."""

    code: str
    texts: dict[str, str]
    kind: str = "text"
    stops: str = ""


class _Override(Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    name: str | msgspec.UnsetType = msgspec.UNSET
    names: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    questions: tuple[OwnQuestion, ...] | msgspec.UnsetType = msgspec.UNSET
    service_class: str | msgspec.UnsetType = msgspec.UNSET
    service: str | msgspec.UnsetType = msgspec.UNSET
    departments: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    mode: str | msgspec.UnsetType = msgspec.UNSET
    priority: str | msgspec.UnsetType = msgspec.UNSET
    accept: int | None | msgspec.UnsetType = msgspec.UNSET
    done: int | None | msgspec.UnsetType = msgspec.UNSET
    safety: bool | msgspec.UnsetType = msgspec.UNSET
    shared: bool | msgspec.UnsetType = msgspec.UNSET
    clean_up_check: bool | msgspec.UnsetType = msgspec.UNSET
    check_back: int | None | msgspec.UnsetType = msgspec.UNSET
    icon: str | msgspec.UnsetType = msgspec.UNSET
    kinds: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    on_form: int | msgspec.UnsetType = msgspec.UNSET
    frozen: str | msgspec.UnsetType = msgspec.UNSET


def in_language(topic: Topic, lang: str) -> Topic:
    """Return a topic in a community's own words in this language, where it has some."""
    own = topic.names.get(lang)
    questions = tuple(
        structs.replace(each, text=each.texts.get(lang) or each.text) if each.texts else each
        for each in topic.questions
    )
    return structs.replace(topic, name=own or topic.name, questions=questions)


@cache
def base() -> dict[str, Topic]:
    """Return the topics that every community has, by code."""
    from .topic_table import ROWS

    return {topic.code: topic for topic in ROWS}


@cache
def icons() -> tuple[str, ...]:
    """Return the pictures that a topic can have."""
    return tuple(sorted({topic.icon for topic in base().values()}))


def effective(overrides: Mapping[str, Any]) -> tuple[dict[str, Topic], list[Problem]]:
    """Return a community's topics by code, and what is wrong with its overrides."""
    return merge(base(), overrides)


def merge(
    last_good: Mapping[str, Topic], overrides: Mapping[str, Any]
) -> tuple[dict[str, Topic], list[Problem]]:
    """Return `last_good` with these overrides; a bad row keeps the row that was there."""
    made, problems = dict(last_good), []
    for code, row in overrides.items():
        try:
            made[code] = _overridden(code, made.get(code), row)
        except Wrong as wrong:
            found = wrong.problem
            problems.append(Problem(code, found.field, found.said, found.values))
    return made, problems


def _overridden(code: str, known: Topic | None, row: Any) -> Topic:
    try:
        said = msgspec.convert(row, _Override)
    except msgspec.ValidationError as error:
        field, sentence = _named(str(error))
        raise Wrong(field, "%(said)s", said=sentence) from None
    changes = {
        name: value for name, value in structs.asdict(said).items() if value is not msgspec.UNSET
    }
    if names := changes.get("names"):
        changes["names"] = {lang: name for lang, name in names.items() if name.strip()}
    if known is None and changes.get("names"):
        changes.setdefault("name", next(iter(changes["names"].values())))
    if "questions" in changes:
        changes["questions"] = tuple(map(_question, said.questions or ()))
    if known is None:
        missing = {"name", "service", "departments", "priority"} - changes.keys()
        if missing:
            raise Wrong(sorted(missing)[0], N_("a new topic needs it"))
        known = Topic(code=code, **changes)
    return _checked(structs.replace(known, **changes))


def _checked(topic: Topic) -> Topic:
    _one_of("service_class", topic.service_class, CLASSES)
    _one_of("service", topic.service, SERVICES)
    _one_of("mode", topic.mode, MODES)
    _one_of("priority", topic.priority, PRIORITIES)
    for department in topic.departments:
        # Which ones a community has is for it to say: work of one that is gone finds an heir.
        if not is_department(department):
            raise Wrong("departments", N_("there is no department %(given)s"), given=department)
    for kind in topic.kinds:
        _one_of("kinds", kind, KINDS)
    if any(len(name) > 60 for name in topic.names.values()):
        raise Wrong("names", N_("needs 1 to %(most)s characters"), most=60)
    if not topic.name.strip() or len(topic.name) > 60:
        raise Wrong("name", N_("needs 1 to %(most)s characters"), most=60)
    if not topic.departments:
        raise Wrong("departments", N_("needs at least one"))
    for name in ("accept", "done"):
        minutes = getattr(topic, name)
        if minutes is not None and not 1 <= minutes <= LONGEST_TARGET:
            raise Wrong(name, N_("must be 1 to %(most)s minutes"), most=LONGEST_TARGET)
    if topic.accept is not None and topic.done is not None and topic.accept > topic.done:
        raise Wrong("accept", N_("must not be longer than done"))
    if topic.check_back is not None and not 1 <= topic.check_back <= 365:
        raise Wrong("check_back", N_("must be 1 to 365 days"))
    return topic


def _question(own: OwnQuestion) -> Question:
    texts = {lang: text for lang, text in own.texts.items() if text.strip()}
    if not is_department(own.code):
        raise Wrong("questions", N_("%(given)s is no code of a question"), given=own.code[:40])
    if not texts or any(len(text) > LONGEST_QUESTION for text in texts.values()):
        raise Wrong("questions", N_("needs 1 to %(most)s characters"), most=LONGEST_QUESTION)
    _one_of("questions", own.kind, ("text", "yes_no"))
    _one_of("questions", own.stops, ("", "yes", "no"))
    first = next(iter(texts.values()))
    return Question(code=own.code, text=first, kind=own.kind, stops=own.stops, texts=texts)


def _one_of(field: str, value: str, known: Any) -> None:
    if value not in known:
        given, all_of = repr(value[:40]), ", ".join(known)
        raise Wrong(field, N_("%(given)s is not one of %(known)s"), given=given, known=all_of)


def _named(sentence: str) -> tuple[str, str]:
    what, _, where = sentence.partition(" - at `$.")
    if "unknown field `" in what:
        return what.split("unknown field `")[1].split("`")[0], "there is no such field"
    return where.split("`")[0].split("[")[0] or "row", what.replace("`", "'")
