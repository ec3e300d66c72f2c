"""What a message says: subject and text of a notice, in the language of whoever gets it."""

from typing import Any

from chalicelib.estate.departments import DEPARTMENTS
from chalicelib.estate.model import said
from chalicelib.estate.topics import base
from chalicelib.i18n import dates, msg
from chalicelib.i18n.notices import (
    DIGEST,
    NOTICES,
    NUDGES,
    VISIT_ABOUT,
    VISIT_IN_CALENDAR,
    WEBHOOKS,
)
from chalicelib.kernel.ids import shown
from chalicelib.kernel.notices import Notice

DIGEST_LINES = 8
"""Of each section of the daily message; the board has the rest."""


def words(notice: Notice) -> tuple[str, str]:
    """Return subject and text of a notice in its language; its link is the last line."""
    if notice.template == "bundle":
        return _bundle_words(notice)
    if notice.template == "test":
        text = f"{msg(notice.lang, NUDGES['test'])}\n{notice.values['link']}"
        return msg(notice.lang, NUDGES["test_subject"]), text
    if notice.template == "digest":
        return _digest_words(notice)
    if notice.template in WEBHOOKS:
        return _webhook_words(notice)
    subject, body = NOTICES[notice.template]
    values = _values(notice)
    text = msg(notice.lang, body, **values)
    return msg(notice.lang, subject, **values), f"{text}\n{_link(notice)}"


def of_entry(notice: Notice) -> dict[str, str]:
    """Return what a visit is called in a calendar, and where it is: no words of a resident."""
    values = _values(notice)
    return {
        "summary": msg(notice.lang, VISIT_IN_CALENDAR, **values),
        "place": values.get("place", ""),
        "about": msg(notice.lang, VISIT_ABOUT, **values),
        "link": notice.values["link"],
    }


def _link(notice: Notice) -> str:
    """Return where the notice leads; only the message itself has the proof of its address."""
    proof = notice.values.get("proof")
    return notice.values["link"] + (f"?confirm={proof}" if proof else "")


def _nudge(what: str) -> str:
    return NUDGES.get(what, NUDGES["assigned"])


def _topic(code: str) -> str:
    """Return what a topic is called; a community's own topic is its code until it has a name."""
    known = base().get(code)
    return known.name if known else code


def _topic_of(line: dict[str, Any], lang: str) -> str:
    own = said(line.get("topic_names", {}), lang)
    return own or msg(lang, _topic(line["topic"]))


def _values(notice: Notice) -> dict[str, str]:
    named = {name: said(names, notice.lang) for name, names in notice.names.items()}
    topic = named.get("topic") or msg(notice.lang, _topic(notice.values.get("topic", "")))
    times = {
        name: dates.when(
            notice.lang, at, zone=notice.zone, now=notice.at, end=notice.ends.get(name)
        )
        for name, at in notice.times.items()
    }
    return {
        **notice.values,
        **named,
        **times,
        "topic": topic,
        "reference": shown(notice.values["reference"]),
    }


def _bundle_words(notice: Notice) -> tuple[str, str]:
    lang, urgent = notice.lang, [line for line in notice.lines if line.get("urgent")]
    usual = [line for line in notice.lines if not line.get("urgent")]
    # The same nudge again before its message went reads the same: it is said once.
    told = {_urgent_line(line, lang): line for line in urgent}
    told |= {_line(line, lang): line for line in usual}
    count = sum(line.get("count", 1) for line in told.values())
    text = "\n".join([*told, notice.values.get("link", "")]).strip()
    if urgent:
        return _urgent_subject(urgent[0], count - 1, lang), text
    return msg(lang, NUDGES["subject"], count=count), text


def _urgent_subject(line: dict[str, Any], more: int, lang: str) -> str:
    head = NUDGES["urgent_more" if more else "urgent_subject"]
    return msg(lang, head, what=_danger(line, lang), place=said(line["place"], lang), count=more)


def _danger(line: dict[str, Any], lang: str) -> str:
    """Return what is urgent: the kind of danger, else the topic."""
    from chalicelib.cases.danger.emergency import NAMES

    kind = line["danger"]
    if kind in NAMES and (kind != "danger" or line["topic"] in ("", "other")):
        return msg(lang, NAMES[kind])
    return msg(lang, _topic(line["topic"]))


def _urgent_line(line: dict[str, Any], lang: str) -> str:
    """Return what one urgent nudge says, what matters most first: a text may be cut behind it."""
    place = ", ".join(part for part in (said(line["place"], lang), line.get("spot")) if part)
    head = msg(lang, NUDGES["urgent_subject"], what=_danger(line, lang), place=place)
    state = "" if line["what"] in _SAID_BY_HEAD else f": {msg(lang, _nudge(line['what']))}"
    if line.get("count", 1) > 1:
        state += f" – {msg(lang, NUDGES['flood'], count=line['count'])}"
    parts = [head, _call(line, lang), f"{shown(line['reference'])}{state}"]
    parts += [line.get("words", ""), line.get("link", "")]
    return "\n".join(part for part in parts if part)


_SAID_BY_HEAD = ("urgent", "raise", "assigned")


def _call(line: dict[str, Any], lang: str) -> str:
    if number := line.get("call"):
        name = line.get("name")
        return msg(lang, NUDGES["call_name" if name else "call"], number=number, name=name)
    number = line.get("office")
    return msg(lang, NUDGES["call_office"], number=number) if number else ""


def _line(line: dict[str, Any], lang: str) -> str:
    """Return what one nudge says; one that is about no task says only what it is."""
    place, nudge = said(line["place"], lang), msg(lang, _nudge(line["what"]))
    if line.get("department"):
        return f"{place}, {_department(line, lang)}: {nudge}"
    if not line["reference"]:
        return nudge
    topic = _topic_of(line, lang)
    link = f"\n{line['link']}" if line.get("link") else ""
    return f"{shown(line['reference'])}  {place}  {topic}: {nudge}{link}"


def _department(line: dict[str, Any], lang: str) -> str:
    """Return what a department is called: as its community calls it, else as everybody does."""
    own = said(line.get("named", {}), lang)
    return own or msg(lang, DEPARTMENTS.get(line["department"], line["department"]))


def _webhook_words(notice: Notice) -> tuple[str, str]:
    lang, community = notice.lang, said(notice.names["community"], notice.lang)
    text = msg(lang, WEBHOOKS[notice.template], community=community, **notice.values)
    return msg(lang, WEBHOOKS["subject"], **notice.values), f"{text}\n{_link(notice)}"


def _digest_words(notice: Notice) -> tuple[str, str]:
    """Return the daily message: its sections by community, the first lines of each."""
    lang, groups = notice.lang, dict[tuple[str, str], list[dict[str, Any]]]()
    for line in notice.lines:
        groups.setdefault((said(line["community"], lang), line["section"]), []).append(line)
    text: list[str] = []
    for (community, section), lines in groups.items():
        text.append(f"{community} – {msg(lang, DIGEST[section], count=len(lines))}")
        text += [f"  {_digest_line(line, lang)}" for line in lines[:DIGEST_LINES]]
        if len(lines) > DIGEST_LINES:
            text.append("  " + msg(lang, DIGEST["more"], count=len(lines) - DIGEST_LINES))
    things = {line.get("reference") or line.get("department") for line in notice.lines}
    subject = msg(lang, DIGEST["subject"], count=len(things))
    return subject, "\n".join([*text, notice.values["link"]])


def _digest_line(line: dict[str, Any], lang: str) -> str:
    if "department" in line:
        return _department(line, lang)
    what = _topic_of(line, lang) if line["topic"] else ""
    reference = shown(line["reference"]) if line["reference"] else ""
    return "  ".join(part for part in (reference, said(line["place"], lang), what) if part)
