"""
Write infra/regions.json, what each region of AWS has of what Steward can use:

    python -m infra.region_table

From botocore's list of endpoints, and from cfn-lint's list of resource types. Made anew when
one of them is raised; a test holds the file against the installed botocore.
"""

import json
from importlib.metadata import version
from typing import Any

from infra.regions import FILE
from infra.say import line

PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
ENDPOINTS = {"mail": "ses", "texts": "pinpoint-sms-voice-v2", "sign_in": "cognito-idp"}
"""What is asked of a region, to the service that does it. SNS is everywhere, but hands its text
messages to the service of this name, where there is one."""
TYPES = {"budget": "AWS::Budgets::Budget", "pool": "AWS::Cognito::UserPool"}
"""What is asked of a region's CloudFormation."""


def main() -> None:
    table = {region: told | _types(region) for region, told in of_endpoints().items()}
    made = {
        "of": {name: version(name) for name in ("botocore", "cfn-lint")},
        "regions": {region: sorted(name for name, has in told.items() if has)
                    for region, told in sorted(table.items())},
    }  # fmt: skip
    FILE.write_text(json.dumps(made, indent=1) + "\n")
    line(f"{FILE.name}: {len(table)} regions")


def of_endpoints() -> dict[str, dict[str, bool]]:
    """Return what botocore knows of each region that has DynamoDB."""
    import botocore.session

    session, found = botocore.session.get_session(), {}
    for partition in PARTITIONS:
        has = {
            name: set(session.get_available_regions(service, partition_name=partition))
            for name, service in ENDPOINTS.items()
        }
        for region in session.get_available_regions("dynamodb", partition_name=partition):
            found[region] = {name: region in regions for name, regions in has.items()}
    return found


def _types(region: str) -> dict[str, bool]:
    from cfnlint.schema.manager import ProviderSchemaManager

    try:
        known: Any = ProviderSchemaManager().get_resource_types(region)
    except KeyError as error:  # a region that cfn-lint does not know yet
        line(f"  {region}: {type(error).__name__}, taken to have every type")
        return dict.fromkeys(TYPES, True)
    return {name: kind in known for name, kind in TYPES.items()}


if __name__ == "__main__":
    main()
