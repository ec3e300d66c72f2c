"""The reckoning of `make cost`: everything that is paid for is counted, and can be moved."""

import pytest

from infra.cost import __main__ as told
from infra.cost import reckoning
from infra.cost.reckoning import (
    COMPANIES,
    HTTP,
    LIFE,
    REST,
    of_a_poll,
    of_a_request,
    standing,
    total,
)
from infra.snapshots import DOORS

LOUD = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"MetricName": "A"}}
REACHED = {"Type": "SQS", "Properties": {}}
TEMPLATE = {
    "Resources": {
        **{
            name: {"Type": "AWS::Serverless::Function", "Properties": {"MemorySize": 512}}
            for name in DOORS
        },
        "A": LOUD,
        "B": {
            "Type": "AWS::CloudWatch::Alarm",
            "Condition": "WatchesAllOnAws",
            "Properties": {
                "Metrics": [{"Expression": "a/b"}, {"MetricStat": 1}, {"MetricStat": 2}]
            },
        },
        "C": {"Type": "AWS::CloudWatch::CompositeAlarm"},
        "D": {"Type": "AWS::CloudWatch::Dashboard"},
        "E": {"Type": "AWS::SecretsManager::Secret"},
        "F": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"Q": REACHED}}},
    }
}


def of_a_month(company):
    return reckoning.of_a_month(company, standing(TEMPLATE, all_alarms=True))


def test_what_stands_there_is_counted_in_the_template() -> None:
    assert standing(TEMPLATE, all_alarms=True) == (3, 1, 1, 1, 1)
    assert standing(TEMPLATE, all_alarms=False) == (1, 1, 1, 1, 1)


def test_every_step_of_a_life_is_somebodys_call_a_poll_a_sweep_or_a_workers() -> None:
    named = {*reckoning.FROM_OUTSIDE, *reckoning.POLLS, *reckoning.SWEEPS}
    workers = {name for name in LIFE if name.startswith(("after", "route"))}

    assert named | workers == LIFE.keys()


def test_daily_files_cost_by_what_is_read_and_little_by_being_there() -> None:
    none, some, many = (total(reckoning.of_daily_files(read)) for read in (0, 1_000, 100_000))

    assert none < 0.01
    assert 80 < (many - none) / (some - none) < 105


def test_everything_that_is_paid_for_has_a_setting_that_moves_it() -> None:
    paid = {name for part in of_a_month(COMPANIES[0]).values() for name in part}

    assert paid <= told.KNOBS.keys()


def test_a_month_costs_its_requests_its_polls_and_being_there() -> None:
    small, _, large = (of_a_month(company) for company in COMPANIES)

    assert total(large["requests"]) == pytest.approx(total(of_a_request()) * 1_000_000)
    assert total(small["being there"]) == total(large["being there"])
    polls = 10_000 * 8 * 26 * 3600 / 30
    looks = polls * 30 / 45
    assert total(large["staff polling"]) == pytest.approx(total(of_a_poll()) * polls)
    assert total(large["looks at what is urgent"]) == pytest.approx(total(of_a_poll()) * looks)


def test_an_http_api_would_cost_less_by_the_gateways_price_and_nothing_else() -> None:
    rest, http = of_a_poll(), of_a_poll(HTTP)
    there = standing(TEMPLATE, all_alarms=True)
    months = [reckoning.of_a_month(COMPANIES[-1], there, price) for price in (REST, HTTP)]

    assert {name for name in rest if rest[name] != http[name]} == {"API Gateway"}
    assert {name for name in months[0] if months[0][name] != months[1][name]} == {
        "staff polling", "looks at what is urgent",
    }  # fmt: skip


def test_the_page_prints(capsys) -> None:
    told.told(TEMPLATE)

    assert "3,000 communities" in capsys.readouterr().out
