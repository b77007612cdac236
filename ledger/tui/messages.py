"""The screens' vocabulary of events: what workers say to widgets, and widgets to one another."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.message import Message

from ledger.errors import LedgerError

if TYPE_CHECKING:
    from ledger.services.importing import Imported


@dataclass
class Failed(Message):
    """Work on the ledger went wrong; ``what`` says what was tried. The app makes it a notice."""

    error: LedgerError
    what: str = ""


@dataclass
class Found(Message):
    """Something was read that the screen does not keep: ``then`` is what is done with it."""

    result: Any
    then: Callable[[Any], None]


@dataclass
class Recorded(Message):
    """Something was recorded from here; ``what`` says it in a few words."""

    result: "Imported"
    what: str = ""


@dataclass
class Moved(Message):
    """The ledger's last changeset is another than it was: by us or by somebody else. Screens read again."""

    number: int
    before: int
    ours: bool = False


@dataclass
class Unreachable(Message):
    """The ledger cannot be read just now; what is on the screen stays."""

    error: LedgerError


@dataclass
class ReachableAgain(Message):
    """The ledger can be read again."""


@dataclass
class CellChosen(Message):
    """The cursor stands on another cell; ``item`` is ``None`` on a track's heading, ``party`` on a status."""

    item: str | None
    party: str | None


@dataclass
class JumpTo(Message):
    """Go to a thing: ``kind`` is item, party, round, source, entry or changeset, ``key`` its key or number."""

    kind: str
    key: str


@dataclass
class CountsOtherwise(Message):
    """Something else counts from now on: a floor was set, or taken away."""
