"""
Where the template does not follow a general advice of checkov, and why.

The reason is written into the template beside the resource, so that it is read in the
console too. `make audit` runs checkov, in an environment of its own, and refuses what has
no reason here and what has one but is not found any more.
"""

from typing import Any

from infra.corrections.reading import Template

RESERVED = "CKV_AWS_115"
FUNCTION = {
    RESERVED: "A reservation fails in a new account with a pool of ten; the parameter "
    "FormConcurrency sets one for the public form where there is room.",
    "CKV_AWS_116": "Queues have their own dead letters, schedules report to FailedRuns; pages "
    "are called and answered, nothing is lost.",
    "CKV_AWS_117": "Calls AWS services only; a VPC would add a NAT gateway to every bill.",
    "CKV_AWS_173": "Holds names, no secrets: those are in Secrets Manager.",
}
KEY_OF_AWS = "Encrypted with a key of AWS; a key of our own costs per call and protects nothing "
REASONS = {
    "AWS::Serverless::Function": FUNCTION,
    "AWS::Logs::LogGroup": {
        "CKV_AWS_158": KEY_OF_AWS + "more: a line holds ids and codes, no personal data.",
    },
    "AWS::SQS::Queue": {
        "CKV_AWS_27": "Encrypted by SQS itself; messages hold ids only, and a key of our own "
        "silently drops what EventBridge and S3 send without a grant on it.",
    },
    "AWS::DynamoDB::Table": {"CKV_AWS_119": KEY_OF_AWS + "more against who may read the table."},
    "AWS::SecretsManager::Secret": {
        "CKV_AWS_149": KEY_OF_AWS + "more against who may read the secret.",
    },
    "AWS::S3::Bucket": {
        "CKV_AWS_18": "Only our functions read and write; their logs name each photo.",
    },
    "AWS::SNS::Topic": {
        "CKV_AWS_26": "CloudWatch may not publish to a topic under the key of AWS; an alarm says "
        "what is wrong with the system and nothing of anybody.",
    },
    "AWS::Serverless::Api": {
        "CKV_AWS_120": "Every page is somebody's own; none may be cached.",
        "CKV_AWS_73": "Traced, but for AWS China, which has no X-Ray for Lambda.",
    },
}
BY_NAME = {
    "DeliverRole": {"CKV_AWS_111": "A text message has no resource to name; see rights.py."},
}


def reasons_of(name: str, resource: dict[str, Any]) -> dict[str, str]:
    """Return check to reason for one resource."""
    found = REASONS.get(resource["Type"], {}) | BY_NAME.get(name, {})
    if "ReservedConcurrentExecutions" in resource["Properties"]:
        found = {check: reason for check, reason in found.items() if check != RESERVED}
    return found


def explain_exceptions(template: Template) -> None:
    """Write each reason into the metadata of the resources it is about."""
    for name, resource in template["Resources"].items():
        reasons = reasons_of(name, resource)
        if reasons:
            skip = [{"id": check, "comment": reason} for check, reason in reasons.items()]
            resource.setdefault("Metadata", {})["checkov"] = {"skip": skip}
