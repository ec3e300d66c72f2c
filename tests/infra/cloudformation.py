"""A CloudFormation that is scripted: it keeps one stack, and ends each change as it is told."""

import json
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import ClientError

BASE_URL = "https://api1.execute-api.us-east-1.amazonaws.com/v1"


class Ended(BaseException):
    """Whoever ran the command is gone: no handler of ours may catch it."""


class Stack:
    """One stack: its status, what becomes of it at the next look, its parameters and resources."""

    def __init__(self, status: str = "", ends_as: str = "", **parameters: str) -> None:
        self.status, self.coming = status, [ends_as] if ends_as else []
        self.parameters = {"Address": "http://localhost:8000", "Protected": "on"} | parameters
        self.protected = False
        self.resources: dict[str, str] = {}
        self.fails: dict[str, str] = {}
        """What a call ends as, where that is not success: {"delete_stack": "DELETE_FAILED"}."""
        self.sets: dict[str, dict[str, Any]] = {}
        self.said: list[str] = []


class CloudFormation:
    """What stands for boto3's client; the template is read where the caller put it."""

    class exceptions:
        ClientError = ClientError

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def describe_stacks(self, StackName: str) -> dict[str, Any]:
        stack = self.stack
        if stack.coming:
            stack.status = stack.coming.pop(0)
        if stack.status in ("", "DELETE_COMPLETE"):
            raise _error("ValidationError", f"Stack with id {StackName} does not exist")
        told = {"StackStatus": stack.status}
        if stack.status != "REVIEW_IN_PROGRESS":
            told |= {"Parameters": _pairs("Parameter", stack.parameters)}
        if stack.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"):
            outputs = {"BaseUrl": BASE_URL, "PublicAddress": stack.parameters["Address"]}
            told |= {"Outputs": _pairs("Output", outputs)}
        return {"Stacks": [told]}

    def get_template_summary(self, TemplateURL: str) -> dict[str, Any]:
        _, bucket, key = urlsplit(TemplateURL).path.split("/", 2)
        body = boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        return {"Parameters": [{"ParameterKey": name} for name in json.loads(body)["Parameters"]]}

    def create_change_set(self, **asked: Any) -> None:
        stack = self.stack
        if stack.status in ("", "DELETE_COMPLETE"):
            stack.status = "REVIEW_IN_PROGRESS"
        makes = asked["ChangeSetType"] in ("CREATE", "IMPORT")
        ready = (
            "CREATE_COMPLETE",
            "UPDATE_COMPLETE",
            "UPDATE_ROLLBACK_COMPLETE",
            "IMPORT_COMPLETE",
        )
        if (
            makes != (stack.status == "REVIEW_IN_PROGRESS")
            or not makes
            and stack.status not in ready
        ):
            raise _error("ValidationError", f"{stack.status} can not be updated")
        stack.sets[asked["ChangeSetName"]] = asked

    def describe_change_set(self, StackName: str, ChangeSetName: str) -> dict[str, Any]:
        asked = self.stack.sets[ChangeSetName]
        same = asked["ChangeSetType"] == "UPDATE" and self._wished(asked) == self.stack.parameters
        if same and self.stack.status != "IMPORT_COMPLETE":
            reason = "The submitted information didn't contain changes."
            return {"Status": "FAILED", "StatusReason": reason}
        change = {"Action": "Add", "ResourceType": "AWS::SQS::Queue", "LogicalResourceId": "Q"}
        return {"Status": "CREATE_COMPLETE", "Changes": [{"ResourceChange": change}]}

    def _wished(self, asked: dict[str, Any]) -> dict[str, str]:
        given = {p["ParameterKey"]: p.get("ParameterValue") for p in asked["Parameters"]}
        return self.stack.parameters | {name: v for name, v in given.items() if v is not None}

    def delete_change_set(self, StackName: str, ChangeSetName: str) -> None:
        del self.stack.sets[ChangeSetName]

    def execute_change_set(self, StackName: str, ChangeSetName: str) -> None:
        asked = self.stack.sets.pop(ChangeSetName)
        self.stack.parameters = self._wished(asked)
        verb = asked["ChangeSetType"]
        self.stack.said.append(verb)
        self._begin(f"{verb}_IN_PROGRESS", "execute_change_set", f"{verb}_COMPLETE")

    def delete_stack(self, StackName: str, RetainResources: tuple[str, ...] = ()) -> None:
        if RetainResources and self.stack.status != "DELETE_FAILED":
            raise _error("ValidationError", "only for stacks in the DELETE_FAILED state")
        assert not self.stack.protected
        self.stack.said.append(f"delete, keeping {list(RetainResources)}")
        if RetainResources:
            self.stack.fails.pop("delete_stack", None)
        self._begin("DELETE_IN_PROGRESS", "delete_stack", "DELETE_COMPLETE")

    def continue_update_rollback(self, StackName: str) -> None:
        self.stack.said.append("continue")
        self._begin(
            "UPDATE_ROLLBACK_IN_PROGRESS", "continue_update_rollback", "UPDATE_ROLLBACK_COMPLETE"
        )

    def rollback_stack(self, StackName: str) -> None:
        self.stack.said.append("roll back")
        self._begin("UPDATE_ROLLBACK_IN_PROGRESS", "rollback_stack", "UPDATE_ROLLBACK_COMPLETE")

    def _begin(self, status: str, call: str, end: str) -> None:
        self.stack.status = status
        self.stack.coming = [self.stack.fails.get(call, end)]

    def update_termination_protection(
        self, StackName: str, EnableTerminationProtection: bool
    ) -> None:
        self.stack.protected = EnableTerminationProtection

    def describe_stack_events(self, StackName: str) -> dict[str, Any]:
        return {"StackEvents": []}

    def get_paginator(self, name: str) -> Any:
        assert name == "list_stack_resources"
        listed = [
            {"LogicalResourceId": name, "ResourceStatus": status}
            for name, status in self.stack.resources.items()
        ]
        return _Pages([{"StackResourceSummaries": listed}])


class _Pages:
    def __init__(self, pages: list[dict[str, Any]]) -> None:
        self.pages = pages

    def paginate(self, **_: Any) -> list[dict[str, Any]]:
        return self.pages


class Counted:
    """A client that counts its calls with all others, and ends the process after one of them."""

    def __init__(self, service: str, client: Any, calls: list[str], last: int | None) -> None:
        self.service, self.client, self.calls, self.last = service, client, calls, last

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.client, name)
        if name in ("exceptions", "meta", "get_paginator", "get_waiter"):
            return found

        def call(*given: Any, **named: Any) -> Any:
            answer = found(*given, **named)
            self.calls.append(f"{self.service}:{name}")
            if len(self.calls) - 1 == self.last:
                raise Ended(name)
            return answer

        return call


def _pairs(word: str, values: dict[str, str]) -> list[dict[str, str]]:
    return [{f"{word}Key": name, f"{word}Value": value} for name, value in values.items()]


def _error(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "call")
