"""What is left of botocore after pruning still makes a client of every service we call."""

import shutil
from pathlib import Path

import botocore
import botocore.session
import pytest
from botocore.loaders import Loader

from infra import vendor

DATA = Path(botocore.__file__).parent / "data"


@pytest.mark.parametrize("service", ["dynamodb", "s3", "secretsmanager", "sqs", "ssm"])
def test_a_description_without_words_still_makes_a_client(tmp_path: Path, service: str) -> None:
    shutil.copytree(DATA / service, tmp_path / service)
    for file in list(tmp_path.glob("*/*/*.json.gz")):
        vendor._say_it_shorter(file)
    for file in DATA.glob("*.json*"):
        shutil.copy(file, tmp_path / file.name)
    session = botocore.session.Session()
    loader = Loader(extra_search_paths=[str(tmp_path)], include_default_search_paths=False)
    session.register_component("data_loader", loader)

    client = session.create_client(service, region_name="us-east-1")

    assert client.meta.service_model.service_name == service
