"""Changing a request by way of one of its tasks: what staff see is the task."""

from collections.abc import Callable

from chalicelib.cases.tasks import model as tasks_life
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.act import Verdict
from chalicelib.cases.tasks.model import Task
from chalicelib.kernel import ids
from chalicelib.kernel.errors import InvalidInput, NotAllowed, NotFound, Stale
from chalicelib.kernel.history import MOST_STEPS, Asked
from chalicelib.kernel.words import Sentence
from chalicelib.platform.storage.retry import retry
from chalicelib.platform.transition import Enqueue, attempt, is_done

from . import store as requests
from .model import Request


def on_request(
    task_id: str,
    may_it: Callable[[Task], None],
    change: Callable[[Request], Request],
    action: str,
    *,
    version: int | None,
    meant: Asked,
    enqueue: Enqueue,
) -> Verdict:
    """Change the request of a task, once a key; `may_it` raises for who may not.

    Raises InvalidInput, NotFound, NotAllowed where `action` comes too late, Stale.
    """
    if not ids.is_key(meant.key):
        raise InvalidInput(key=ids.KEY_RULE)

    def once() -> Verdict:
        task = tasks.get(task_id)
        request = requests.get(task.request) if task else None
        if task is None or request is None:
            raise NotFound("there is no such task")
        may_it(task)

        def changed(found: Request) -> Request:
            _refuse(task, found, action, version)
            return change(found)

        is_done(task, meant)
        done = attempt(request, changed, asked=meant, enqueue=enqueue)
        return Verdict("applied" if done.applied else "already_applied", task)

    return retry(once)


def _refuse(task: Task, request: Request, action: str, version: int | None) -> None:
    if tasks_life.is_finished(task):
        raise tasks_life.not_allowed(task, action)
    if version is not None and task.version != version:
        raise Stale(task.version, task.state, tasks_life.holder_of(task))
    if len(request.steps) >= MOST_STEPS:
        raise NotAllowed(
            Sentence(
                "This request has %(most)s steps. Its jobs can only be finished now.",
                most=MOST_STEPS,
            ),
            state=task.state,
            allowed=["done", "decline"],
            version=task.version,
        )
