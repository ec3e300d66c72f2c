"""
What `make deploy` does with a stack in each state, before it proposes a change.

A deployment may end anywhere: the network goes, somebody presses Ctrl-C, AWS refuses. Then
the stack says how far it came, and the next `make deploy` goes on from there. Every state
that CloudFormation knows has its row in ROWS.
"""

import time
from collections.abc import Callable

from infra import stacks
from infra.cloud import Target
from infra.say import Refused, line, step

NONE = "NONE"
"""No stack of that name, or one that is deleted."""


def ready(where: Target) -> None:
    """Bring a stack to where it takes a change set, or refuse with the page that helps."""
    done: set[str] = set()
    while (row := ROWS.get(status := state(where), _unknown)) is not None:
        if status in done:
            raise Refused(
                f"the stack {where.stack} stays {status}: {stacks.first_reason(where)} "
                "See docs/operate/runbook.md, A deployment does not go on."
            )
        if not status.endswith("_IN_PROGRESS"):
            done.add(status)
        row(where)


def state(where: Target) -> str:
    stack = stacks.find(where)
    return str(stack["StackStatus"]) if stack else NONE


def _wait(where: Target) -> None:
    """A change goes on by itself, also when whoever began it has gone."""
    with step(f"waiting for the stack, {state(where)}"):
        while state(where).endswith("_IN_PROGRESS"):
            time.sleep(stacks.pause(where))


def _clear(where: Target) -> None:
    """Delete a stack that never came to be: it holds nothing and takes no update."""
    line("  the first deployment failed and was taken back; beginning again")
    _delete(where)


def _finish_deleting(where: Target) -> None:
    """Let go of what could not be deleted: tables and pools that are protected, above all."""
    line("  the stack was deleted in part; letting go of what stays")
    failed = [
        each["LogicalResourceId"]
        for each in stacks.resources(where)
        if each["ResourceStatus"] == "DELETE_FAILED"
    ]
    _delete(where, failed)


def _delete(where: Target, keeping: list[str] | None = None) -> None:
    client = where.client("cloudformation")
    client.delete_stack(StackName=where.stack, **({"RetainResources": keeping} if keeping else {}))
    _wait(where)


def _go_on_rolling_back(where: Target) -> None:
    line("  an update could not be taken back whole; trying that again")
    where.client("cloudformation").continue_update_rollback(StackName=where.stack)
    _wait(where)


def _roll_back(where: Target) -> None:
    line("  an update stands half way; taking it back")
    where.client("cloudformation").rollback_stack(StackName=where.stack)
    _wait(where)


def _import_taken_back(where: Target) -> None:
    """An import that made the stack leaves nothing in it; any other left what was there."""
    if stacks.resources(where):
        _unknown(where)
    _clear(where)


def _unknown(where: Target) -> None:
    raise Refused(
        f"the stack {where.stack} is {state(where)}, which no deployment of ours leads to. "
        "See docs/operate/runbook.md, A deployment does not go on."
    )


ROWS: dict[str, Callable[[Target], None] | None] = {
    # It takes a change set as it is.
    NONE: None,
    "CREATE_COMPLETE": None,
    "UPDATE_COMPLETE": None,
    "UPDATE_ROLLBACK_COMPLETE": None,
    "IMPORT_COMPLETE": None,
    # Something goes on: wait, then look again.
    "CREATE_IN_PROGRESS": _wait,
    "ROLLBACK_IN_PROGRESS": _wait,
    "DELETE_IN_PROGRESS": _wait,
    "UPDATE_IN_PROGRESS": _wait,
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": _wait,
    "UPDATE_ROLLBACK_IN_PROGRESS": _wait,
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": _wait,
    "IMPORT_IN_PROGRESS": _wait,
    "IMPORT_ROLLBACK_IN_PROGRESS": _wait,
    # The first deployment failed.
    "CREATE_FAILED": _clear,
    "ROLLBACK_COMPLETE": _clear,
    "ROLLBACK_FAILED": _clear,
    "DELETE_FAILED": _finish_deleting,
    # A later one failed, and its way back, too.
    "UPDATE_FAILED": _roll_back,
    "UPDATE_ROLLBACK_FAILED": _go_on_rolling_back,
    "IMPORT_ROLLBACK_COMPLETE": _import_taken_back,
    "IMPORT_ROLLBACK_FAILED": _import_taken_back,
    # `stacks.find` knows no stack of these two.
    "REVIEW_IN_PROGRESS": None,
    "DELETE_COMPLETE": None,
}
