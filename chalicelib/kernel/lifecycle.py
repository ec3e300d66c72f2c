"""The state machine of an item: which action leads from which state to which other."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from .entity import Recorded
from .errors import NotAllowed

Transitions = Mapping[tuple[str, str], str]
"""State and action to the state after it; a pair that is not here is not allowed."""

Holder = dict[str, str] | None
"""Who has it, as {"id", "name"}."""


class Lifecycle:
    """One table of transitions, and how a person is told that one of them is not in it.

    `noun` begins the sentence ("A task"); `by_steward` are the actions that no person takes,
    which nobody is offered; `called` names an item's state, `holder` says who has it.
    """

    def __init__(
        self,
        noun: str,
        transitions: Transitions,
        *,
        by_steward: Collection[str] = (),
        called: Callable[[Any], str] = lambda item: item.state,
        holder: Callable[[Any], Holder] = lambda item: None,
    ) -> None:
        self.noun = noun
        self.transitions = transitions
        self.by_steward = by_steward
        self._called = called
        self._holder = holder

    def advance(self, item: Recorded, action: str) -> str:
        """Return the state that `action` leads to, or raise NotAllowed."""
        try:
            return self.transitions[item.state, action]
        except KeyError:
            raise self.not_allowed(item, action) from None

    def allowed(self, state: str) -> list[str]:
        """Return the actions that people may take in this state."""
        pairs = [action for (before, action) in self.transitions if before == state]
        return [action for action in pairs if action not in self.by_steward]

    def sources(self, action: str) -> list[str]:
        """Return the states from which `action` is allowed."""
        return [before for (before, name) in self.transitions if name == action]

    def not_allowed(self, item: Recorded, action: str) -> NotAllowed:
        """Return the refusal of `action`: the state it is in, who has it, what is allowed."""
        holder = self._holder(item)
        held = f" {holder['name']} has it." if holder else ""
        return NotAllowed(
            f"{self.noun} that is {_words(self._called(item))} cannot be changed by "
            f"{_words(action)}.{held}",
            state=item.state,
            allowed=self.allowed(item.state),
            holder=holder,
            version=item.version,
        )


def _words(code: str) -> str:
    return code.replace("_", " ")
