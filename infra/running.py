"""A running system: its addresses, and its functions by hand."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from infra.cloud import Target
from infra.emulator import REGION
from infra.environment import environment

STAGE = "local"


# What a rule hands to its function; the code takes no meaning from it.
SCHEDULED = {
    "version": "0",
    "id": "by-hand",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "",
    "time": "1970-01-01T00:00:00Z",
    "region": REGION,
    "resources": [],
    "detail": {},
}


@dataclass(frozen=True)
class Running:
    """A running system. `stage_url` is the API under its stage, as on a bare AWS account."""

    base_url: str
    stage_url: str
    endpoint: str
    region: str
    outputs: dict[str, str]
    mail_address: str = ""
    """Where a mail program sends to, as smtp://127.0.0.1:8025."""
    seeded: dict[str, Any] = field(default_factory=dict)

    @property
    def target(self) -> Target:
        return Target(STAGE, self.region, self.endpoint)

    def client(self, service: str) -> Any:
        """Return a boto3 client of the emulator with all rights."""
        return self.target.client(service)

    def until(self, check: Callable[[], Any], seconds: float = 120) -> Any:
        """Return the first answer of `check` that is not empty; raise when none comes in time."""
        until = time.monotonic() + seconds
        while not (found := check()):
            if time.monotonic() > until:
                raise TimeoutError(f"nothing came within {seconds} s")
            time.sleep(0.1)
        return found

    def sweep(self) -> dict[str, Any]:
        """Run the sweep now, as its rule does every minute, and return its answer."""
        return self.run_schedule("sweep")

    def run_schedule(self, function: str) -> dict[str, Any]:
        """Run a scheduled function now; raise with its own words when it fails."""
        answer = self.client("lambda").invoke(
            FunctionName=f"steward-{STAGE}-{function}", Payload=json.dumps(SCHEDULED)
        )
        said = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise RuntimeError(f"{function} failed: {said}")
        return dict(said)

    def environment(self) -> dict[str, str]:
        """Return what a function of the stack has in its environment, with all rights."""
        return environment(self.target, self.outputs) | {"ADDRESS": self.base_url}
