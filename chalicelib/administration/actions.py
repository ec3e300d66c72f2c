"""
What an administrator does by hand: one table for the function `admin` and for `infra.aid`.

Each says in sentences what it did, or would do, changes nothing in a dry run, and can be run
twice. What the board covers (export, erasure, people) stays there, with its rights.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from chalicelib.estate import store as estate
from chalicelib.platform import settings
from chalicelib.platform.aws import parameters, user_pool
from chalicelib.platform.clients import client

from . import labels, link_secret, restore
from .invitations import invite
from .refusal import Refusal

Asked = Mapping[str, Any]


class Run(Struct, frozen=True):
    """How a wish is carried out: when (ms), whether only to look, and while there is time."""

    now: int
    dry: bool
    has_time: Callable[[], bool] = lambda: True


class Action(Struct, frozen=True):
    """One thing an administrator does; `example` is the saved test event, without the rest."""

    does: Callable[[Asked, Run], list[str]]
    needs: tuple[str, ...]
    example: dict[str, Any]


def _invite(asked: Asked, run: Run) -> list[str]:
    if not user_pool.there_is_one():
        raise Refusal("this stage has no user pool: whoever vouches for staff invites them.")
    named = str(asked["who"])
    found = user_pool.find(named)
    if found is not None:
        members = estate.memberships(f"{settings.issuer()}#{found.subject}", now=run.now)
    else:
        members = estate.members(named, now=run.now)
    if not members:
        raise Refusal(f"{named} is no login of the user pool and no community with staff.")
    again = found is not None or bool(asked.get("again"))
    said = list(invite(members, _address(run), now=run.now, again=again, dry=run.dry))
    return said or ["everybody was invited, or has signed in"]


def _rotate_label(asked: Asked, run: Run) -> list[str]:
    return labels.rotate(str(asked["place"]), _address(run), now=run.now, dry=run.dry)


def _relink(asked: Asked, run: Run) -> list[str]:
    return labels.relink(str(asked["request"]), dry=run.dry)


def _rotate_links(asked: Asked, run: Run) -> list[str]:
    return link_secret.rotate(at_once=bool(asked.get("at_once")), dry=run.dry)


def _copy(asked: Asked, run: Run) -> list[str]:
    return restore.copy_of(_table(asked), str(asked["at"]), dry=run.dry)


def _restore(asked: Asked, run: Run) -> list[str]:
    put, community = str(asked.get("put") or ""), str(asked.get("community") or "")
    if put not in ("", "missing", "differing"):
        raise Refusal(f'put is "missing", "differing" or "", not {put}.')
    copy = str(asked["copy"])
    return restore.restore(_table(asked), copy, put, community, dry=run.dry, has_time=run.has_time)


BY_HAND = {
    "version": "0",
    "id": "by-hand",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "",
    "time": "1970-01-01T00:00:00Z",
    "region": "",
    "resources": [],
    "detail": {},
    "again": True,
}
"""What a rule hands to its function, and that the day's run begins anew."""


def _reconcile(asked: Asked, run: Run) -> list[str]:
    name = f"steward-{settings.stage()}-reconcile"
    if run.dry:
        return [f"{name} would count the tables anew, from the beginning"]
    client("lambda").invoke(
        FunctionName=name, InvocationType="Event", Payload=json.dumps(BY_HAND).encode()
    )
    return [f"{name} counts now; its log says what came of it, in minutes"]


def _table(asked: Asked) -> str:
    table = str(asked["table"])
    if table not in restore.TABLES:
        raise Refusal(f"table is one of {', '.join(restore.TABLES)}, not {table}.")
    return table


def _address(run: Run) -> str:
    return parameters.settled("public_address", now=run.now)


ACTIONS: dict[str, Action] = {
    "invite": Action(_invite, ("who",), {"who": "a username, or the code of a community"}),
    "rotate-label": Action(_rotate_label, ("place",), {"place": "the code of the label"}),
    "relink": Action(_relink, ("request",), {"request": "the id of the request"}),
    "rotate-links": Action(_rotate_links, (), {"at_once": False}),
    "copy": Action(_copy, ("table", "at"), {"table": "requests", "at": "2026-03-02T09:55"}),
    "restore": Action(
        _restore,
        ("table", "copy"),
        {"table": "requests", "copy": "the name that copy said", "put": "missing", "community": ""},
    ),
    "reconcile": Action(_reconcile, (), {}),
}
"""By the word in "do"."""

BY = re.compile(r"[\w.@+-]{2,40}")


def do(name: str, asked: Asked, run: Run) -> list[str]:
    """Do one of them and return its sentences; raise Refusal, and then nothing was changed."""
    action = ACTIONS.get(name)
    if action is None:
        raise Refusal(f"there is no {name or 'empty do'}; there are {', '.join(ACTIONS)}.")
    for field in action.needs:
        if not asked.get(field):
            raise Refusal(f"{name} needs {field}: {action.example[field]}.")
    return action.does(asked, run)


def who_asks(asked: Asked) -> str:
    """Return the name that whoever runs it gave for the log; raise Refusal without one."""
    name = str(asked.get("by") or "")
    if not BY.fullmatch(name):
        raise Refusal('say who you are for the log: "by": "name.of.yours".')
    return name


def examples(names: tuple[str, ...] = tuple(ACTIONS)) -> dict[str, dict[str, Any]]:
    """Return the saved test events: each only looks, until its dry_run is set to false."""
    return {
        name: {"do": name, "by": "", "dry_run": True, **ACTIONS[name].example} for name in names
    }
