"""The queue as the screen holds it: what waits, what of it a filter shows, what is chosen, where one is. No widgets."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ledger import settings
from ledger.domain.entries import Entry
from ledger.domain.register import Register
from ledger.services.reviewing import Waiting

# ----------------------------------------------------------------------------------------------------------------------
# What an entry that waits says, for a filter to look through.

if TYPE_CHECKING:
    from ledger.domain.filters import Filter


def matcher(wanted: "Filter[Any] | None", known: Register) -> Callable[[Entry], bool] | None:
    """Return what looks through all that waits for a filter, or ``None`` where nothing is typed."""
    if wanted is None:
        return None
    test = matching(wanted, known)
    return lambda entry: test(entry, None)


def matching(wanted: "Filter[Any]", known: Register) -> Callable[[Entry, Waiting | None], bool]:
    """Return a test of entries; what accepting one would do counts where that has been worked out."""
    from ledger.domain.filters.statements import Stated
    from ledger.domain.filters.things import began_by
    from ledger.services.filtering import known_in

    records, began = known_in(known), began_by(known.live_rounds, settings.today())

    def test(entry: Entry, waiting: Waiting | None) -> bool:
        effects = {effect.kind.value: effect.text for effect in waiting.effects} if waiting else {}
        return wanted.wants(Stated(entry, records, effects, began=began))

    return test


if TYPE_CHECKING:
    from ledger.domain.filters import Filter


class Queue:
    """The first of ``total`` entries read, of ``waits`` that wait; ``entry`` is the one that one is on."""

    def __init__(self) -> None:
        self.known = Register()
        self.every: list[Waiting] = []
        self.shown: list[Waiting] = []
        self.total = self.waits = 0
        self.entry: int | None = None
        self.typed = ""
        self.wanted: Filter[Any] | None = None
        self.looked_through = ""
        """The filter for which all that waits was looked through; else only what has been read is filtered."""
        self.looking = False
        """Whether all that waits is being looked through just now."""
        self._chosen: frozenset[int] = frozenset()
        self._began_at: int | None = None

    def take(self, waiting: list[Waiting], total: int, known: Register) -> None:
        """Take in what was read; one stays where one is, or on what corrects it, or moves to what follows."""
        corrected = [each.entry.id for each in waiting if self.entry and each.entry.supersedes == self.entry]
        order = [*corrected, *_from(self.shown, self.entry)]
        self.every, self.total, self.known, self.looking = waiting, total, known, False
        self.waits = self.waits if self.looked_through else total
        self._chosen &= frozenset(_numbers(waiting))
        self._show(order)

    def judged(self, numbers: list[int]) -> None:
        """Let go of what does not wait any more, before all is read again; one moves on."""
        gone = frozenset(numbers)
        self._chosen -= gone
        left = [each for each in self.every if each.entry.id not in gone]
        self.total, self.waits = self.total - len(gone), self.waits - len(gone)
        order, self.every = _from(self.shown, self.entry), left
        self._show(order)

    def begin_filter(self) -> None:
        """Somebody begins to type: what matches is shown from here on, and here one is if it is cleared again."""
        self._began_at = self.entry

    def keep_filter(self) -> None:
        """It is typed: one goes on from what it found; where that is nothing, from where one was."""
        if self.shown:
            self._began_at = None

    def look_through(self) -> None:
        """Of what has been read not all is known to match: all that waits is to be looked through."""
        self.looked_through, self.looking = self.typed, True

    def filter(self, typed: str, wanted: "Filter[Any] | None") -> None:
        """Show what matches."""
        self.typed, self.wanted = typed, wanted
        self._show(_from(self.every, self.entry if self._began_at is None else self._began_at))

    def _show(self, order: list[int]) -> None:
        test = matching(self.wanted, self.known) if self.wanted is not None else None
        self.shown = [each for each in self.every if test is None or test(each.entry, each)]
        numbers = _numbers(self.shown)
        here = set(numbers)
        self.entry = next((number for number in order if number in here), numbers[0] if numbers else None)

    @property
    def is_whole(self) -> bool:
        """Whether all that waits, or all that was looked for, has been read."""
        return self.total <= len(self.every)

    @property
    def told(self) -> str:
        """How much is shown of what, in words; nothing where it is all."""
        shown, read = len(self.shown), len(self.every)
        if self.looking:
            return f"looking through all {self.waits} .."
        if not self.typed:
            return "" if self.is_whole else f"the first {read} shown"
        if self.looked_through:
            return f"{shown} of {self.waits} shown" if self.is_whole else f"the first {read} of {self.total} that match"
        if self.is_whole:
            return f"{shown} of {self.waits} shown"
        return f"{shown} of the first {read} shown; enter looks through all {self.waits}"

    @property
    def current(self) -> Waiting | None:
        """The entry one is on."""
        return next((each for each in self.shown if each.entry.id == self.entry), None)

    # -- many at once -------------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> frozenset[int]:
        """What is chosen for one verdict on many, be it shown or not."""
        return self._chosen

    @property
    def chosen_here(self) -> list[int]:
        """What is chosen of that which is shown: a verdict is on nothing else."""
        return [number for number in _numbers(self.shown) if number in self._chosen]

    @property
    def meant(self) -> list[int]:
        """What a verdict is on: those chosen and shown, else the entry one is on."""
        return sorted(self.chosen_here) or ([self.entry] if self.entry is not None else [])

    def choose(self) -> None:
        """Choose the entry one is on, or let go of it."""
        if self.entry is not None:
            self._chosen ^= {self.entry}

    def choose_source(self) -> None:
        """Choose every entry shown of the source one is in, or let go of them."""
        current = self.current
        if current is not None:
            same = frozenset(each.entry.id for each in self.shown if each.source == current.source)
            self._chosen = self._chosen - same if same <= self._chosen else self._chosen | same


def _numbers(waiting: list[Waiting]) -> list[int]:
    return [each.entry.id for each in waiting]


def _from(waiting: list[Waiting], entry: int | None) -> list[int]:
    """Return entries in the order in which one would stay or go: this one, those behind it, those before it."""
    numbers = _numbers(waiting)
    if entry not in numbers:
        return [entry, *numbers] if entry is not None else numbers
    place = numbers.index(entry)
    return [*numbers[place:], *reversed(numbers[:place])]
