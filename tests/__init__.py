"""What every test stands on: an environment without AWS, set before anything of ours."""

import os

os.environ.update(
    {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "STAGE": "test",
        "REQUESTS_TABLE": "steward-test-requests",
        "ESTATE_TABLE": "steward-test-estate",
        "HOUSEHOLDS_TABLE": "steward-test-households",
        "LEDGER_TABLE": "steward-test-ledger",
        "PHOTOS_BUCKET": "steward-test-photos",
    }
)
# Before anything of ours is imported: the models read the tables' names when they are made.
for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
    os.environ.pop(name, None)

import sys  # noqa: E402

# Or every process, and every worker, would compile all libraries again: ten seconds each.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Before any client is made: it listens to those alone that come after it.
import moto  # noqa: E402, F401

from chalicelib.i18n import catalogues  # noqa: E402
from infra import holiday_tables  # noqa: E402

from .support import quick_moto, quick_tables  # noqa: E402

# What the build makes, made here for the source tree.
holiday_tables.ensure()
catalogues.compile_catalogues()
quick_moto.install()
quick_tables.install()
