"""Answers to the extra questions of a topic: what may be said, and which answer is a danger."""

from collections.abc import Mapping
from contextlib import suppress

from chalicelib.cases.danger.emergency import is_emergency
from chalicelib.estate.topics import Question, Topic
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_, Sentence

LONGEST_ANSWER = 120
YES_NO = ("yes", "no")
SHOWN = {"yes": N_("Yes"), "no": N_("No")}
DANGER = "danger"
"""The emergency of somebody who answered that there is one; words would name it."""


def checked(topic: Topic | None, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers as they are stored, without the empty ones, or raise InvalidInput."""
    questions = {question.code: question for question in topic.questions} if topic else {}
    kept = {}
    for code, said in answers.items():
        if code not in questions:
            raise InvalidInput(
                answers=Sentence("This topic has no question %(given)s.", given=repr(code[:40]))
            )
        answer = _checked(questions[code], clean(said))
        if answer:
            kept[code] = answer
    return kept


def usable(topic: Topic | None, answers: Mapping[str, str]) -> dict[str, str]:
    """Return what can be kept of the answers in a danger: long ones cut, the others left out."""
    kept: dict[str, str] = {}
    for code, said in answers.items():
        with suppress(InvalidInput):
            kept |= checked(topic, {code: clean(said)[:LONGEST_ANSWER]})
    return kept


def emergency_of(words: str, topic: Topic | None, answers: Mapping[str, str]) -> str:
    """Return which emergency words and answers speak of, "" when of none."""
    return is_emergency(words) or (DANGER if stops(topic, answers) else "")


def stops(topic: Topic | None, answers: Mapping[str, str]) -> bool:
    """Say whether one of the answers to this topic's questions is a danger."""
    questions = topic.questions if topic else ()
    return any(each.stops and answers.get(each.code) == each.stops for each in questions)


def asked(topic: Topic | None, answers: Mapping[str, str]) -> list[dict[str, str]]:
    """Return question and answer of each; an answer of another topic's stands by its code."""
    texts = {question.code: question.text for question in topic.questions} if topic else {}
    return [
        {"code": code, "question": texts.get(code, code), "answer": SHOWN.get(answer, answer)}
        for code, answer in answers.items()
    ]


def _checked(question: Question, answer: str) -> str:
    if len(answer) > LONGEST_ANSWER:
        raise InvalidInput(
            answers=Sentence("Please keep each answer to %(most)s characters.", most=LONGEST_ANSWER)
        )
    options = YES_NO if question.kind == "yes_no" else question.options
    if answer and question.kind != "text" and answer not in options:
        raise InvalidInput(
            answers=Sentence(
                "%(given)s: please answer %(known)s.",
                given=question.code,
                known=" or ".join(options),
            )
        )
    return answer
