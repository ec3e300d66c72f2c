"""Tasks for what is measured: of one size, in any number."""

from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks.model import Task
from chalicelib.kernel.history import Step
from tests.support.builders import HOUR, MINUTE, MONDAY_TEN


def task(community: str, department: str, n: int, state: str = life.OPEN) -> Task:
    """Return a task of a department that came in some minutes before ten."""
    at = MONDAY_TEN - HOUR - n * MINUTE
    request = f"{community}-{n:026d}"
    return Task(
        id=f"{request}.1.{department}",
        request=request,
        community=community,
        department=department,
        cause="1",
        round=1,
        topic="lighting",
        kind="repair",
        mode="grab",
        priority="normal",
        reference="7KQ2M9X",
        summary="The light on the stairs between the second and the third floor flickers.",
        place="7KQ2M9X0AB3CDE",
        place_name={"en": "Tower 1, stairs", "zh-Hant": "一座樓梯", "zh-Hans": "一座楼梯"},
        building="tower1",
        state=state,
        created_at=at,
        changed_at=at,
        start_at=at,
        accept=240,
        done=1440,
        steps={"1": Step(action="put", by="steward", at=at, after=life.OPEN)},
    )
