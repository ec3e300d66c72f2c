"""Things that are said once: routes and who may call them, errors and codes, effects, words."""

import ast
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from chalicelib.cases.requests import model as request_life
from chalicelib.cases.requests import resident_actions
from chalicelib.cases.requests.store import _KINDS
from chalicelib.cases.tasks import model as task_life
from chalicelib.cases.tasks import system_transition, transitions
from chalicelib.estate import permissions
from chalicelib.kernel import errors
from chalicelib.kernel.history import Step
from chalicelib.platform.http import openapi, problems
from chalicelib.platform.http.blueprint import Routes
from chalicelib.platform.http.call import Call
from chalicelib.platform.storage import table
from chalicelib.wiring import doors, effect_handlers

ROOT = Path(__file__).parents[2]
ME = "GET /staff/v1/me"


ROUTES = doors.routes()


def test_each_route_declares_who_may_call_it() -> None:
    for name, route in ROUTES.items():
        method, path = name.split(" ")
        assert method in {"GET", "POST"} and path.startswith("/"), name
        assert path == "/" or not path.endswith("/"), name
        assert route.may and route.may <= permissions.EVERYBODY, name


def test_a_route_without_who_may_call_it_is_not_registered() -> None:
    with pytest.raises(TypeError, match="may"):
        Routes(__name__).get("/everything")


def test_what_the_framework_serves_is_what_is_declared() -> None:
    import app

    served = {f"{m} {path}" for path, methods in app.app.routes.items() for m in methods}
    # Who only knocks at a page gets its headers.
    knocked = {f"HEAD {route.path}" for route in ROUTES.values()
               if (route.kind, route.method) == ("page", "GET")}  # fmt: skip

    assert served == ROUTES.keys() | knocked


def test_a_view_that_reads_what_its_route_does_not_declare_is_a_mistake() -> None:
    call = Call(SimpleNamespace(context={}, path="/", method="GET", headers={}), ROUTES[ME])
    for read in (lambda: call.query("community"), call.key, call.version, lambda: call.json(int)):
        with pytest.raises(LookupError, match="does not declare"):
            read()


def test_every_error_has_a_code() -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.ServiceError)
    ]
    for kind in kinds:
        if kind is not errors.ServiceError:
            assert any(issubclass(kind, known) for known in problems.STATUS), kind


def test_every_effect_that_a_step_causes_has_somebody_who_finishes_it() -> None:
    caused = {("task", what) for whats in transitions.EFFECTS.values() for what in whats}
    caused |= {("task", what) for whats in system_transition._EFFECTS.values() for what in whats}
    caused |= {("request", what) for whats in resident_actions._EFFECTS.values() for what in whats}
    caused |= {("task", "alert"), ("task", "assign"), ("bundle", "send"), ("contact", "confirm")}

    assert caused <= effect_handlers.HANDLERS.keys()


def test_every_pair_of_state_and_action_is_decided() -> None:
    actions = {action for _, action in task_life.LIFE}
    for state in task_life.STATES:
        for action in actions:
            target = task_life.LIFE.get((state, action))
            assert (target is None) or target in task_life.STATES
    assert not [pair for pair in task_life.LIFE if pair[0] in task_life.FINISHED]


def test_each_action_of_a_task_leads_to_one_state() -> None:
    for action in {action for _, action in task_life.LIFE}:
        assert len({after for (_, name), after in task_life.LIFE.items() if name == action}) == 1


def test_every_action_that_people_take_is_in_the_life_the_rights_and_the_effects() -> None:
    people = {action for _, action in task_life.LIFE} - task_life.BY_STEWARD
    assert people == transitions.EFFECTS.keys()
    assert people <= permissions.ACTIONS.keys()


def test_a_withdrawn_request_comes_to_no_more_steps() -> None:
    assert {action for state, action in request_life.LIFE if state == "closed"} == {
        "reopen", "unclean", "confirm", "check_back", "erase", "say",
    }  # fmt: skip


def test_a_step_is_at_most_300_bytes() -> None:
    from chalicelib.platform.storage.items import step_value

    step = Step(
        action="hand_over", by="a-staff-id-of-thirty-six-characters-", at=1_772_416_800_000,
        before="handed_over", after="handed_over", why="customer_service", key="k" * 64,
    )  # fmt: skip
    assert len(json.dumps(step_value(step)["M"])) < 450  # with DynamoDB's own type marks


def test_a_field_of_one_name_has_one_type_in_all_kinds_of_item() -> None:
    types: dict[str, set[str]] = {}
    for kind in _KINDS.values():
        for name, attribute in kind.row.get_attributes().items():
            types.setdefault(name, set()).add(attribute.attr_type)
    assert {name for name, found in types.items() if len(found) > 1} == set()


def test_the_models_name_the_indexes_of_the_template() -> None:
    resources = json.loads((ROOT / "infra/resources/tables.json").read_text())["Resources"]
    for model, resource in ((table.RequestsRow, "Requests"), (table.EstateRow, "Estate")):
        declared = {
            index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
            for index in resources[resource]["Properties"]["GlobalSecondaryIndexes"]
        }
        modelled = {
            name: [key["AttributeName"] for key in index._get_schema()["key_schema"]]
            for name, index in model._indexes.items()
        }
        assert modelled == declared


def test_the_access_patterns_stand_in_one_docstring() -> None:
    for name in ("due", "queue", "place", "person", "reference", "members"):
        assert f"\n    {name} " in (table.__doc__ or "")


def test_every_api_route_is_in_the_contract() -> None:
    document = openapi.document("/")
    for route in ROUTES.values():
        if route.kind != "page":
            assert route.method.lower() in document["paths"][route.path]
            assert document["paths"][route.path][route.method.lower()]["summary"]


def test_each_operation_says_what_it_answers_with() -> None:
    for name, route in ROUTES.items():
        if route.kind != "page":
            assert bool(openapi.answer_of(route)) != bool(route.files), name


def test_no_operation_of_the_contract_answers_any_json() -> None:
    for path, operations in openapi.document("/")["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                schema = response.get("content", {}).get("application/json", {"schema": True})
                assert schema["schema"], (method, path, status)


def test_comments_and_names_do_not_leave_the_repository() -> None:
    outside = ("/wo" + "rk/", ".." + "/shared", "/ro" + "ot/")
    for path in (ROOT / "chalicelib").rglob("*.py"):
        text = path.read_text()
        assert ast.parse(text)
        assert not [word for word in outside if word in text], path


def test_no_quick_test_asks_the_clock_of_the_machine() -> None:
    kept = ("browser", "infra", "scale", "resilience", "architecture", "capacity", "kills")
    asking = re.compile(r"\btime\.time(_ns)?\(|datetime\.now\(|date\.today\(")
    found = [
        str(path)
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if path.relative_to(ROOT / "tests").parts[0] not in kept
        and path.name not in ("bad_examples.py", "clock.py")
        and asking.search(path.read_text())
    ]

    assert found == []


def test_a_minute_an_hour_and_a_day_are_counted_in_milliseconds_once() -> None:
    length = re.compile(r"\b(60_000\b|3_600_000\b|86_400_000\b|(MINUTE|HOUR|DAY|WEEK)_MS = )")
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in ("chalicelib", "infra")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if length.search(path.read_text())
    ]

    assert found == ["chalicelib/kernel/times.py"]
