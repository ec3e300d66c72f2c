"""The commands of first aid, and where they work."""

import argparse
import os
from collections.abc import Callable
from typing import Any

from infra import stacks
from infra.aid import labels, letters, people, restore, runs
from infra.cloud import Target, target
from infra.environment import environment
from infra.say import Refused, line, one_sentence

Does = Callable[[Target, dict[str, str], Any], list[str]]


def main() -> None:
    with one_sentence():
        chosen = _options().parse_args()
        where = target(chosen.stage, chosen.region, chosen.endpoint)
        outputs = stacks.outputs(where)
        if not outputs:
            raise Refused(f"there is no stack {where.stack} in {where.region}.")
        # The code reads the tables' names where it is imported first.
        os.environ.update(environment(where, outputs))
        # Not before the environment is there.
        from chalicelib.administration.refusal import Refusal

        try:
            said = chosen.does(where, outputs, chosen)
        except Refusal as refusal:
            raise Refused(refusal.sentence) from None
        for each in said:
            line(each)


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m infra.aid", description=__doc__)
    commands = options.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, does: Does, says: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=says, description=says)
        made.add_argument("--stage", required=True)
        made.add_argument("--region", default=os.environ.get("AWS_REGION", ""))
        made.add_argument("--endpoint", help="the emulator's address; AWS without it")
        made.add_argument("--dry-run", action="store_true", help="only say what it would do")
        made.set_defaults(does=does)
        return made

    command("letters", letters.show, "list every dead letter")
    redrive = command("redrive", letters.redrive, "send dead letters again")
    redrive.add_argument("--queue", required=True, choices=letters.QUEUES)
    redrive.add_argument("--one", action="store_true", help="one letter only")
    command("sweep", runs.sweep, "run the sweep now")
    again = command("again", runs.again, "let the next sweep look after one item, however often "
                    "it failed")  # fmt: skip
    again.add_argument("--item", required=True, metavar="'PK|SK'")
    rotate = command("rotate", labels.rotate, "give a place a new label and retire the old one")
    rotate.add_argument("--place", required=True, metavar="CODE")
    relink = command("relink", labels.relink, "end every status link of one request")
    relink.add_argument("--request", required=True, metavar="ID")
    links = command("rotate_links", labels.rotate_links, "sign status links with a new secret")
    links.add_argument("--at-once", action="store_true", help="end every link that was sent")
    command("reconcile", runs.reconcile, "count the tables anew, now")
    again = command("invite", people.invite_again, "invite staff who were not invited yet, or "
                    "one again")  # fmt: skip
    again.add_argument("--login", default="", help="a username: again, whatever they have")
    again.add_argument("--again", action="store_true", help="also who was invited and never came")
    lost = command("lost-phone", people.lose_phone, "end the authenticator of a lost phone")
    lost.add_argument("--login", required=True, help="a username")
    leave = command("leave", people.leave, "disable a login everywhere")
    leave.add_argument("--login", required=True, help="a username, or ISSUER#SUBJECT")
    _restoring(command("restore", restore.restore, "bring a table back to a point in time"))
    return options


def _restoring(command: argparse.ArgumentParser) -> None:
    command.add_argument("--table", required=True, choices=restore.TABLES)
    command.add_argument("--at", metavar="2026-03-02T09:55", help="UTC; makes the copy")
    command.add_argument("--copy", metavar="NAME", help="the copy that --at made")
    command.add_argument("--put", choices=("missing", "differing"))
    command.add_argument("--community", default="", help="only what belongs to this one")


if __name__ == "__main__":
    main()
