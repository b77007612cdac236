"""Following what other people and processes record: a look at the last changeset's number every second.

The look is a thread's work like any other (``work``), so that a locked ledger never holds up a key. What is found is
posted to the app: ``Moved`` where there is something new, ``Unreachable`` once when the ledger goes away,
``ReachableAgain``.
"""

from textual.message import Message

from ledger.errors import LedgerError
from ledger.tui.messages import Moved, ReachableAgain, Unreachable

SECONDS = 1.0
BREATH = 0.2
"""Seconds that are listened at a time: who leaves waits no longer."""
SELDOM = 10
"""How many times as long is waited between two looks where the server tells of what is new."""


class Watch:
    """What was seen last; ``missed``: a screen could not read something meanwhile.

    ``app`` calls ``look`` by the clock and hands over what came of it.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self.ours: set[int] = set()
        self.lost = self.missed = False

    def recorded(self, numbers: list[int]) -> None:
        """Remember that these changesets are our own doing."""
        self.ours |= set(numbers)

    def seen(self, number: int) -> list[Message]:
        """Take in a look that went well; return what is to be said of it."""
        said: list[Message] = [ReachableAgain()] if self.lost or self.missed else []
        self.lost = self.missed = False
        if self.number is not None and number != self.number:
            new = set(range(self.number + 1, number + 1))  # none where another ledger was put in its place
            said.append(Moved(number, self.number, ours=bool(new) and new <= self.ours))
        self.number = number
        return said

    def failed(self, error: LedgerError) -> list[Message]:
        """Take in a look that failed; it is said once, until one goes well."""
        said: list[Message] = [] if self.lost else [Unreachable(error)]
        self.lost = True
        return said
