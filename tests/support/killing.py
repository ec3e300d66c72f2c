"""A process that dies at a write."""


class Killed(BaseException):
    """The process died here: nothing after this ran."""


def count_and_kill(monkeypatch, dies_at: int) -> list[str]:
    """Let the process die instead of the nth conditional write from now; collect the writes."""
    from chalicelib.platform.storage import items

    writes: list[str] = []
    save = items.Kind.save

    def counting(kind, before, after):
        if len(writes) == dies_at:
            raise Killed
        writes.append(type(before).__name__)
        return save(kind, before, after)

    monkeypatch.setattr(items.Kind, "save", counting)
    return writes
