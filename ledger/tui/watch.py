"""Following what other people and processes record: a look at the last changeset's number every second.

The look is a thread's work like any other (``work``), so that a locked ledger never holds up a key. What is found is
posted to the app: ``Moved`` where there is something new, ``Unreachable`` once when the ledger goes away,
``ReachableAgain``.
"""

from textual.message import Message

from ledger.errors import LedgerError
from ledger.services.watch import Glance
from ledger.tui.messages import Moved, ReachableAgain, Unreachable

SECONDS = 1.0
BREATH = 0.2
"""Seconds that are listened at a time: who leaves waits no longer."""
SELDOM = 10
"""How many times as long is waited between two looks where the server tells of what is new."""


class Watch:
    """What was seen last, by number and hash; ``missed``: a screen could not read something meanwhile.

    ``app`` calls ``look`` by the clock and hands over what came of it.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self.hash: str | None = None
        self.ours: set[int] = set()
        self.lost = self.missed = False

    def recorded(self, numbers: list[int]) -> None:
        """Remember that these changesets are our own doing."""
        self.ours |= set(numbers)

    def glanced(self, found: Glance) -> list[Message]:
        """Take in a look that went well; another ledger in its place is told by the hash of what was seen before."""
        replaced = self.hash is not None and found.number >= (self.number or 0) and found.hash_then != self.hash
        said = self.seen(found.number, replaced=replaced)
        self.hash = found.hash
        return said

    def seen(self, number: int, *, replaced: bool = False) -> list[Message]:
        """Take in the last changeset's number; return what is to be said of it."""
        said: list[Message] = [ReachableAgain()] if self.lost or self.missed else []
        self.lost = self.missed = False
        if self.number is not None and (number != self.number or replaced):
            new = set(range(self.number + 1, number + 1))  # none where another ledger was put in its place
            replaced = replaced or number < self.number
            said.append(
                Moved(number, self.number, ours=bool(new) and new <= self.ours and not replaced, replaced=replaced)
            )
        if number != self.number:
            self.hash = None  # it is known once one looks
        self.number = number
        return said

    def failed(self, error: LedgerError) -> list[Message]:
        """Take in a look that failed; it is said once, until one goes well."""
        said: list[Message] = [] if self.lost else [Unreachable(error)]
        self.lost = True
        return said
