"""
Let API Gateway write access logs: one role for a whole account and region.

It is no part of the stack: CloudFormation makes role and setting in a row, and API Gateway
refuses a role that IAM has not spread yet; and a role that another team has set is theirs.
"""

import json
import time
from typing import Any

from infra.cloud import Target
from infra.say import Refused, step

ROLE = "api-gateway-writes-access-logs"
POLICY = "service-role/AmazonAPIGatewayPushToCloudWatchLogs"
MAY_ASSUME = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "apigateway.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
TRIES = 12
PAUSE_S = 5
"""IAM spreads a role within seconds, now and then within a minute."""


def allow(where: Target) -> None:
    """Set the account's role where none is set; one that is set stays, whoever set it.

    The emulator needs none. Raises Refused when AWS takes the role not even after a minute.
    """
    if where.endpoint:
        return
    gateway = where.client("apigateway")
    if gateway.get_account().get("cloudwatchRoleArn"):
        return
    with step("letting API Gateway write access logs, once for the account and region"):
        _set(gateway, _role(where))


def _role(where: Target) -> str:
    """Make the role, or take the one there is; return its ARN."""
    iam = where.client("iam")
    try:
        made = iam.create_role(
            RoleName=ROLE,
            AssumeRolePolicyDocument=json.dumps(MAY_ASSUME),
            Description="Lets API Gateway write the access logs of this account.",
        )
    except iam.exceptions.EntityAlreadyExistsException:
        made = iam.get_role(RoleName=ROLE)
    arn = str(made["Role"]["Arn"])
    # The partition is the second part of every ARN: aws, aws-cn.
    iam.attach_role_policy(
        RoleName=ROLE, PolicyArn=f"arn:{arn.split(':')[1]}:iam::aws:policy/{POLICY}"
    )
    return arn


def _set(gateway: Any, role: str) -> None:
    change = [{"op": "replace", "path": "/cloudwatchRoleArn", "value": role}]
    for left in range(TRIES, 0, -1):
        try:
            gateway.update_account(patchOperations=change)
            return
        except gateway.exceptions.ClientError as error:
            said = error.response["Error"]
            if said["Code"] not in ("BadRequestException", "TooManyRequestsException"):
                raise
        if left > 1:
            time.sleep(PAUSE_S)
    raise Refused(
        f"API Gateway does not take the role {ROLE} for its logs: {said['Message']}. "
        "Run the same command again in some minutes."
    )
