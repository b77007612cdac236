"""The screens' vocabulary of events: what workers say to widgets, and widgets to one another."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from ledger.domain.floors import Counting
from ledger.domain.register import Register
from ledger.errors import LedgerError

if TYPE_CHECKING:
    from ledger.services.importing import Imported


@dataclass(eq=False, repr=False)
class Failed(Message):
    """Work on the ledger went wrong; ``what`` says what was tried. The app makes it a notice."""

    error: LedgerError
    what: str = ""


@dataclass(eq=False, repr=False)
class WasRead(Message):
    """Something was read that the screen does not keep: ``then`` does with it what is to be done."""

    then: Callable[[], None]


@dataclass(eq=False, repr=False)
class FrameRead(Message):
    """The ledger's records, as known at a changeset."""

    number: int
    frame: Register


@dataclass(eq=False, repr=False)
class Recorded(Message):
    """Something was recorded from here; ``what`` says it in a few words, ``effect`` what it did to its cell.

    ``quietly``: the screen shows it itself; a notice tells only of contests.
    """

    result: "Imported"
    what: str = ""
    effect: str = ""
    quietly: bool = False


@dataclass(eq=False, repr=False)
class Moved(Message):
    """The ledger's last changeset is another than it was: by us or by somebody else. Screens read again.

    ``replaced``: it is another ledger that stands in its place.
    """

    number: int
    before: int
    ours: bool = False
    replaced: bool = False


@dataclass(eq=False, repr=False)
class Unreachable(Message):
    """The ledger cannot be read just now; what is on the screen stays."""

    error: LedgerError


@dataclass(eq=False, repr=False)
class ReachableAgain(Message):
    """The ledger can be read again."""


@dataclass(eq=False, repr=False)
class CellChosen(Message):
    """The cursor stands on another cell; ``item`` is ``None`` on a track's heading, ``party`` on a status."""

    item: str | None
    party: str | None


@dataclass(eq=False, repr=False)
class Go(Message):
    """Go to a place, by its name; each keeps its own."""

    place: str


@dataclass(eq=False, repr=False)
class OpenItem(Message):
    """Open an item over the screen one is on."""

    item: str
    party: str | None = None
    at: str = "now"


@dataclass(eq=False, repr=False)
class JumpTo(Message):
    """Go to a thing: ``kind`` is item, cell, party, column, round, source, entry, changeset; ``key`` its key or number.

    ``draft`` goes by its name;
    ``waiting`` is an entry that waits for review, ``since`` the point since which one wants to see what changed.

    Of a cell ``key`` is the item's, and ``party`` may be none: its status. Of a source ``at`` is the paragraph of its
    text, counted from 0, and how many characters into it. Of an entry, ``quote`` is words that it quotes: to be shown
    where they stand in the source's text, or where there is none in the entry's cell.
    """

    kind: str
    key: str
    party: str | None = None
    at: tuple[int, int] | None = None
    quote: str | None = None


@dataclass(eq=False, repr=False)
class Reveal(Message):
    """To the place one has jumped to: show this thing."""

    kind: str
    key: str
    party: str | None = None
    at: tuple[int, int] | None = None


@dataclass(eq=False, repr=False)
class Count(Message):
    """Count only this from now on, on every screen."""

    counting: Counting


@dataclass(eq=False, repr=False)
class WaitsCounted(Message):
    """How much waits at which places was counted."""

    waits: dict[str, int]


@dataclass(eq=False, repr=False)
class CountsOtherwise(Message):
    """Something else counts from now on: a floor was set, or taken away."""
