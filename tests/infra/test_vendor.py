"""What is left of botocore after pruning still makes a client of every service we call."""

import shutil
from pathlib import Path

import botocore
import botocore.session
import pytest
from botocore.loaders import Loader

from infra import vendor

DATA = Path(botocore.__file__).parent / "data"


def client(tmp_path: Path, service: str):
    """Return a client of a service, made of its pruned description."""
    shutil.copytree(DATA / service, tmp_path / service)
    for file in list(tmp_path.glob("*/*/*.json.gz")):
        vendor._say_it_shorter(file)
    for file in DATA.glob("*.json*"):
        shutil.copy(file, tmp_path / file.name)
    session = botocore.session.Session()
    loader = Loader(extra_search_paths=[str(tmp_path)], include_default_search_paths=False)
    session.register_component("data_loader", loader)
    return session.create_client(service, region_name="us-east-1")


@pytest.mark.parametrize(
    ("service", "operation", "asked"),
    [
        ("s3", "get_object", {"Bucket": "photos", "Key": "incoming/one"}),
        ("dynamodb", "describe_table", {"TableName": "requests"}),
        ("sqs", "list_queues", {}),
        ("ssm", "get_parameters_by_path", {"Path": "/steward"}),
        ("secretsmanager", "get_secret_value", {"SecretId": "id"}),
    ],
)
def test_a_description_without_words_still_finds_its_address(
    tmp_path: Path, service: str, operation: str, asked: dict[str, str]
) -> None:
    address = client(tmp_path, service).generate_presigned_url(operation, asked)

    assert service in address
