"""A user pool in memory: what `platform/aws/user_pool.py` asks of the real one."""

from chalicelib.platform.aws import user_pool
from chalicelib.platform.aws.user_pool import Login


class Pool:
    """Usernames with their mail, the passwords that they were given, and who is shut out."""

    def __init__(self) -> None:
        self.users: dict[str, Login] = {}
        self.passwords: dict[str, int] = {}
        self.closed: set[str] = set()
        self.reset: list[str] = []

    def stand_in(self, monkeypatch) -> "Pool":
        for name in (
            "there_is_one", "find", "make", "one_time_password", "close", "open_again",
            "forget_second_factor",
        ):  # fmt: skip
            monkeypatch.setattr(user_pool, name, getattr(self, name))
        return self

    def there_is_one(self) -> bool:
        return True

    def find(self, username: str) -> Login | None:
        return self.users.get(username)

    def make(self, username: str, name: str, mail: str) -> Login:
        return self.users.setdefault(username, Login(f"s-{username}", mail, False))

    def one_time_password(self, username: str) -> str:
        self.passwords[username] = self.passwords.get(username, 0) + 1
        return f"word-{self.passwords[username]}"

    def close(self, username: str) -> None:
        self.closed.add(username)

    def open_again(self, username: str) -> None:
        self.closed.discard(username)

    def forget_second_factor(self, username: str) -> None:
        self.reset.append(username)
