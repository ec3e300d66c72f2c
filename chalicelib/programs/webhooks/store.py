"""Webhooks of a community, and the deliveries of each, newest last."""

from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Kind

from .model import MOST_HOOKS, Hook, Posting

HOOK, POSTING = "hook", "posting"

HOOKS = Kind(Hook, lambda hook: (_list(hook.community), f"{HOOK}#{hook.id}"))
POSTINGS = Kind(Posting, lambda each: (_log(each.hook), f"{POSTING}#{each.at:013d}-{each.id}"))


def get(id: str) -> Hook | None:
    return HOOKS.get(_list(id.partition("-")[0]), f"{HOOK}#{id}")


def of_community(community: str) -> list[Hook]:
    """Return the webhooks of a community, as they stand now."""
    within = HOOKS.row.sk.startswith(f"{HOOK}#")
    rows = table.query(
        lambda: HOOKS.row.query(
            _list(community), within, consistent_read=True, limit=MOST_HOOKS * 2
        )
    )
    return [table.domain(row, Hook) for row in rows]


def delivery(hook: str, number: str) -> Posting | None:
    return POSTINGS.get(_log(hook), f"{POSTING}#{number}")


def latest(hook: str, limit: int) -> list[Posting]:
    """Return the last deliveries of a webhook, the newest first."""
    within = POSTINGS.row.sk.startswith(f"{POSTING}#")
    rows = table.query(
        lambda: POSTINGS.row.query(
            _log(hook), within, scan_index_forward=False, limit=limit, page_size=limit
        )
    )
    return [table.domain(row, Posting) for row in rows]


def number(delivery: Posting) -> str:
    """Return what names a delivery in its log."""
    return f"{delivery.at:013d}-{delivery.id}"


def _list(community: str) -> str:
    return f"{community}-hooks"


def _log(hook: str) -> str:
    return f"{hook}-deliveries"
