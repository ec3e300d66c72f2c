"""What only a fault can do to the table `requests`."""

from typing import Any

from tests.support import quick_moto


def rows(**key: str) -> Any:
    """Return the client, and what it is told to find a row."""
    return quick_moto.client("dynamodb"), {
        "TableName": "steward-test-requests",
        "Key": {name: {"S": value} for name, value in key.items()},
    }


def lose(pk: str, sk: str, *names: str) -> None:
    """Take attributes off a row, or the whole row."""
    client, where = rows(pk=pk, sk=sk)
    if not names:
        client.delete_item(**where)
        return
    marks = {f"#{n}": name for n, name in enumerate(names)}
    client.update_item(
        **where,
        UpdateExpression=f"REMOVE {', '.join(marks)}",
        ExpressionAttributeNames=marks,
    )
