"""The staff API of what cannot wait: urgent tasks that nobody took on."""

import hashlib

import msgspec
from chalice import Response

from ..domain.people import Staff
from ..domain.permissions import WORKERS, queues_of
from ..domain.polling import RING_S
from ..usecases.bell import ringing
from . import rows
from .http import Call, answer
from .route import UNCHANGED
from .staff import StaffRoutes
from .staff_api import departments_of, lang

routes = StaffRoutes(__name__)


@routes.get("/staff/v1/urgent", may=WORKERS, status=UNCHANGED)
def show_urgent(call: Call, staff: Staff) -> Response:
    """Urgent tasks in your queues that nobody took on yet; the open app asks every 15 seconds."""
    found = ringing(staff, queues_of(staff, departments_of(staff, call.now)))
    language = lang(call, staff)
    told = [rows.row(task, staff, language, now=call.now) for task in found]
    tag = f'"{hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if call.header("if-none-match") == tag:
        return Response("", headers, 304)
    return answer({"tasks": told, "poll_after_s": RING_S}, headers=headers)
