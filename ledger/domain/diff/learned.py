"""What more was known at the later of two changesets: whose doing a change is that no passing of time explains."""

from collections.abc import Collection
from dataclasses import dataclass

from ledger.domain.diff.sides import StatusSide
from ledger.domain.diff.verbs import Cause
from ledger.domain.readings import Reading


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of entries between two changesets. Numbers of entries throughout.

    ``gone``: no longer count at the later one, or came to stand in the place of what no longer counts. ``redefined``:
    those that only had to be said again of other days, since the days of their round changed. ``forwards``: the diff
    runs from the earlier knowledge to the later one. ``always``: the cause of all changes, where that is known.
    """

    gone: Collection[int] = frozenset()
    redefined: Collection[int] = frozenset()
    forwards: bool = True
    always: Cause | None = None

    def of_stance(self, before: Reading | None, after: Reading | None) -> Cause:
        """Return the cause of what happened to a stance."""
        return self.always or (self._cause(before, after) if self.forwards else self._cause(after, before))

    def of_item(self, before: StatusSide | None, after: StatusSide | None) -> Cause:
        """Return the cause of what happened to an item."""
        return self.always or (self._of_item(before, after) if self.forwards else self._of_item(after, before))

    def _of_item(self, early: StatusSide | None, late: StatusSide | None) -> Cause:
        if early is None or late is None:
            return self._cause(early.rests_on if early else None, late.rests_on if late else None)
        if early.reading is None and late.reading is None:
            return Cause.redefined
        return self._cause(early.reading, late.reading)

    def _cause(self, early: Reading | None, late: Reading | None) -> Cause:
        """Nothing wrong and nothing described otherwise: then the later one followed, and the party did it."""
        had, has = _numbers(early), _numbers(late)
        every = had | has
        if not every.isdisjoint(self.redefined):
            return Cause.redefined
        if late is None or not every.isdisjoint(self.gone):
            return Cause.corrected
        if early is not None and had & has:
            return Cause.redefined if _rest_alike(early, late) else Cause.corrected
        return Cause.moved


def _numbers(reading: Reading | None) -> set[int]:
    return set(reading.numbers) if reading else set()


def _rest_alike(one: Reading, other: Reading) -> bool:
    """Whether two readings are of the same entries and citations: only the measure can have changed."""
    return (
        set(one.numbers) == set(other.numbers)
        and one.contested == other.contested
        and set(one.evidence.citations) == set(other.evidence.citations)
    )
