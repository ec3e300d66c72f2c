"""Who of a department gets a task: the one with the fewest, whoever can still take one."""

from collections.abc import Collection, Iterable, Mapping

from chalicelib.estate.members import Member


def fairest(
    members: Iterable[Member],
    department: str,
    open_tasks: Mapping[str, int],
    passed: Collection[str] = (),
) -> Member | None:
    """Return the member on duty with the fewest open tasks who is under their cap, or None.

    Whoever had this task and did not take it (`passed`) is passed over while there is
    anybody else. Of two who are equal the first by id: the same question, the same answer.
    """
    free = [
        member
        for member in members
        if member.on_duty
        and not member.disabled
        and member.role == "staff"
        and department in member.departments
        and open_tasks.get(member.id, 0) < member.open_cap
    ]
    fresh = [member for member in free if member.id not in passed] or free
    return min(fresh, key=lambda each: (open_tasks.get(each.id, 0), each.id), default=None)
