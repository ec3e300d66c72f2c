"""Telling managers that a webhook was switched off without them: once each, in their language."""

from chalicelib.cases.contacts.model import dialled
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of, country_of
from chalicelib.estate.members import Member
from chalicelib.kernel.history import event_id
from chalicelib.kernel.notices import Notice
from chalicelib.notifications.sending import deliver_once
from chalicelib.platform.effects import Tools, complete_effect
from chalicelib.platform.entities import key_of

from .model import BY_ITSELF, Hook, receiver


def tell(hook: Hook, name: str, *, now: int, tools: Tools) -> None:
    """Write to each manager, and mark the effect as done; nobody, where it is on again by now."""
    if hook.off in BY_ITSELF:
        for person in estate.members(hook.community, now=now):
            if person.role == "manager" and not person.disabled and person.address:
                notice = _notice(hook, name, person, now=now, tools=tools)
                deliver_once(notice, hook, now=now, tools=tools)
    complete_effect(hook, name, now=now)


def _notice(hook: Hook, name: str, person: Member, *, now: int, tools: Tools) -> Notice:
    community = community_of(hook.community, now=now)
    return Notice(
        event=f"{event_id('|'.join(key_of(hook)), name)}#{person.id}",
        channel=person.channel,
        address=dialled(person.channel, person.address, country_of(hook.community, now=now)),
        lang=person.language,
        template=f"webhook_{hook.off}",
        values={
            "receiver": receiver(hook),
            "link": f"{tools.board()}#settings?community={hook.community}&page=webhooks",
        },
        names={"community": community.name},
        at=now,
    )
