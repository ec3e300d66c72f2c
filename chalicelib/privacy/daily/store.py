"""Daily files of a community, by date."""

from chalicelib.platform.storage import table
from chalicelib.platform.storage.items import Kind

from .model import Daily

DAILY = "daily"
MOST = 50

FILES = Kind(Daily, lambda file: (_list(file.community), f"{DAILY}#{file.date}"))


def get(id: str) -> Daily | None:
    community, _, date = id.partition("-")
    return FILES.get(_list(community), f"{DAILY}#{date}")


def newest(community: str, *, limit: int = MOST) -> list[Daily]:
    """Return the last files of a community, the newest first."""
    within = FILES.row.sk.startswith(f"{DAILY}#")
    rows = table.query(
        lambda: FILES.row.query(
            _list(community), within, consistent_read=True, scan_index_forward=False, limit=limit
        )
    )
    return [table.domain(row, Daily) for row in rows]


def _list(community: str) -> str:
    return f"{community}-daily"
