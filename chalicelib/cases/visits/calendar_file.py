"""The visit of a task as a file to download, for calendars without a mail address."""

from chalice import Response

from chalicelib.cases.tasks.model import Task
from chalicelib.channels import calendars, wording
from chalicelib.estate.communities import community_of, own_names
from chalicelib.kernel.errors import NotAllowed
from chalicelib.kernel.notices import Notice
from chalicelib.kernel.senders import parts
from chalicelib.platform.aws import parameters
from chalicelib.platform.http.route import CALENDAR

from . import model as visits


def answer(task: Task, link: str, lang: str, *, now: int) -> Response:
    """Answer with the file. It is published, for there is nobody whom it could invite.

    Raises NotAllowed where no visit was ever agreed.
    """
    if not visits.has_entry(task):
        raise NotAllowed("No visit is agreed.", state=task.state, version=task.version)
    community = community_of(task.community, now=now)
    notice = Notice(
        event="",
        channel="",
        address="",
        lang=lang,
        template="visit",
        values={"reference": task.reference, "link": link, "topic": task.topic},
        names={"place": task.place_name, "topic": own_names(community, task.topic)},
        zone=community.calendar.zone,
        at=now,
    )
    file = calendars.written(
        visits.entry(task),
        method=calendars.PUBLISH,
        organizer=parts(parameters.settled("mail_from", now=now)),
        **wording.of_entry(notice),
    )
    headers: dict[str, str | list[str]] = {
        "Content-Type": f"{CALENDAR}; charset=utf-8",
        "Content-Disposition": 'attachment; filename="visit.ics"',
        "Cache-Control": "private, no-store",
    }
    return Response(file.decode(), headers, 200)
