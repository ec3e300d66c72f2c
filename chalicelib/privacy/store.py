"""What stands under a request beside itself, by key alone: for whoever takes it away."""

from chalicelib.platform.storage import connection, table
from chalicelib.platform.storage.table import RequestsRow


def keys_under(request_id: str) -> list[str]:
    """Return the sort key of every item under a request, as it stands now."""
    rows = table.query(
        lambda: RequestsRow.query(request_id, consistent_read=True, attributes_to_get=["pk", "sk"])
    )
    return [row.sk for row in rows]


def remove(request_id: str, sk: str) -> None:
    """Delete one item under a request, however it stands; gone already is fine."""
    row = RequestsRow(request_id, sk)
    connection.asking(lambda: row.delete())
