"""What each function asks of AWS, written as `infra.rights` writes what it may."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from infra.rights import Rights

from .spoil import Calls, watching
from .town import Town

ACTIONS = {
    "ListObjectsV2": "ListBucket",
    "ListObjectVersions": "ListBucketVersions",
}
"""Operations of S3 that are allowed by another name."""


class Used(Calls):
    """The rights that were needed meanwhile, by function."""

    def __init__(self, town: Town) -> None:
        super().__init__()
        self.town = town
        self.rights: Rights = {}

    def before(self, model: Any, params: Any) -> None:
        service, name = model.service_model.service_name, model.name
        found = self.rights.setdefault(self.town.function, set())
        for thing in _things(service, params):
            found.add(f"{service}:{_action(name, params)} {thing}".strip())


@contextmanager
def used(town: Town) -> Iterator[Used]:
    """Note what a town's functions ask for, until the block ends."""
    with watching(Used(town)) as noted:
        assert isinstance(noted, Used)
        yield noted


def _action(name: str, params: Any) -> str:
    if name == "DeleteObject" and "versionId" in params["query_string"]:
        return "DeleteObjectVersion"
    return ACTIONS.get(name, name)


def _things(service: str, params: Any) -> list[str]:
    if service == "s3":
        path = params["url_path"].partition("?")[0]
        return [path.lstrip("/").partition("/")[0] or "photos"]
    if service == "ses" or service == "sns":
        return [""]
    asked = json.loads(params["body"])
    if service == "dynamodb":
        names = [asked["TableName"]] if "TableName" in asked else list(asked["RequestItems"])
        index = f"/index/{asked['IndexName']}" if "IndexName" in asked else ""
        return [name.rpartition("-")[2] + index for name in names]
    if service == "sqs":
        return [asked["QueueUrl"].rpartition("/")[2]]
    if service == "secretsmanager":
        return [asked["SecretId"].rpartition(":")[2].partition("-")[0]]
    return [""]
