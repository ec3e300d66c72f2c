"""A chat is tried when its address is entered: a slip is found today, not at the first fire."""

import time
from collections.abc import Iterator
from typing import Any

from infra.say import line

SUBJECT = "Steward"
WORDS = "This group is connected. It will be told about emergencies and jobs no one has taken."


def stored(communities: list[Any]) -> set[str]:
    """Return the addresses of chats that these communities have already."""
    from chalicelib.estate import store as estate

    now = time.time_ns() // 1_000_000
    known = [estate.community(each.code, now=now) for each in communities]
    members = [member for each in communities for member in estate.members(each.code, now=now)]
    return {address for _, address in _named([each for each in known if each], members)}


def try_new(communities: list[Any], members: list[Any], known: set[str]) -> None:
    """Send one message to each chat that was not there before, and say what came of it."""
    from chalicelib.channels import chats
    from chalicelib.kernel.errors import Undelivered

    for where, address in _named(communities, members):
        if address in known:
            continue
        known.add(address)
        try:
            chats.send(address, SUBJECT, WORDS)
        except Undelivered as error:
            line(f"  {where}: {error}. Check the address with the chat, and load the file again.")
        else:
            line(f"  {where}: the chat took a first message")


def _named(communities: list[Any], members: list[Any]) -> Iterator[tuple[str, str]]:
    for community in communities:
        for name, address in community.chats.items():
            yield f"community {community.code}: chats.{name}", address
    for member in members:
        if member.channel == "chat" and not member.disabled:
            yield f"staff {member.id}: address", member.address
