"""Letters: what is set aside in a community."""

from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Kind

from .model import MOST, Letter

LETTER = "letter"

LETTERS = Kind(Letter, lambda each: (_list(each.community), f"{LETTER}#{each.id}"))


def get(id: str) -> Letter | None:
    return LETTERS.get(_list(id.partition("-")[0]), f"{LETTER}#{id}")


def of_community(community: str) -> list[Letter]:
    """Return what is set aside in a community, as it stands now."""
    within = LETTERS.row.sk.startswith(f"{LETTER}#")
    rows = table.query(
        lambda: LETTERS.row.query(_list(community), within, consistent_read=True, limit=MOST)
    )
    return [table.domain(row, Letter) for row in rows]


def is_full(community: str) -> bool:
    """Say whether a community has as many as may be; keys alone are read."""
    within = LETTERS.row.sk.startswith(f"{LETTER}#")
    rows = table.query(
        lambda: LETTERS.row.query(
            _list(community), within, consistent_read=True, limit=MOST,
            attributes_to_get=["pk", "sk"],
        )
    )  # fmt: skip
    return len(list(rows)) >= MOST


def _list(community: str) -> str:
    return f"{community}-mail"
