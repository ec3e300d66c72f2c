"""The four tables, as the template declares them."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def table_definitions() -> list[dict[str, Any]]:
    """Return what CreateTable takes for each table of the template."""
    resources = json.loads((ROOT / "infra/resources/tables.json").read_text())["Resources"]
    return [_definition(name, resource["Properties"]) for name, resource in resources.items()]


def _definition(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    kept = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    made = {key: properties[key] for key in kept if key in properties}
    return {"TableName": os.environ[f"{name.upper()}_TABLE"], **made}


@contextmanager
def tables_at(address: str) -> Iterator[None]:
    """Aim this process at a server, with the four tables empty there, until the block ends."""
    import boto3
    from botocore.config import Config

    from chalicelib.estate import store as estate
    from chalicelib.platform import clients
    from chalicelib.platform.storage import connection

    os.environ["AWS_ENDPOINT_URL"] = address
    for cache in (connection.connection, clients.client):
        cache.cache_clear()
    estate.forget()
    # With time: a first table can take longer than anybody who waits would, and a second
    # try finds it there.
    client = boto3.client("dynamodb", config=Config(read_timeout=60, retries={"mode": "standard"}))
    try:
        for definition in table_definitions():
            client.create_table(**definition)
        yield
    finally:
        for definition in table_definitions():
            client.delete_table(TableName=definition["TableName"])
        del os.environ["AWS_ENDPOINT_URL"]
        for cache in (connection.connection, clients.client):
            cache.cache_clear()
