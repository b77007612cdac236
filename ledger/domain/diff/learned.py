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
    those of them that say the same of other days, since the days of their round changed. ``forwards``: the diff runs
    from the earlier knowledge to the later one. ``always``: the cause of all changes, where that is known.
    """

    gone: Collection[int] = frozenset()
    redefined: Collection[int] = frozenset()
    forwards: bool = True
    always: Cause | None = None

    def cause(self, news: object, before: Reading | None, after: Reading | None) -> Cause:
        """Return the cause of a change of a stance; without ``news`` only what it rests on can have changed."""
        if self.always is not None:
            return self.always
        early, late = (before, after) if self.forwards else (after, before)
        had, has = _numbers(early), _numbers(late)
        if (had | has) & set(self.redefined):
            return Cause.redefined
        if not news or late is None or (had | has) & set(self.gone):
            return Cause.corrected
        if had & has:
            return Cause.redefined if early is not None and _rest_alike(early, late) else Cause.corrected
        return Cause.moved

    def of_item(self, before: StatusSide | None, after: StatusSide | None) -> Cause:
        """Return the cause of a change of a status; the same entry, or none, under another status: it was redefined."""
        if self.always is not None:
            return self.always
        early, late = (before, after) if self.forwards else (after, before)
        if early is not None and late is not None and early.reading is None and late.reading is None:
            return Cause.redefined
        if early is None and late is not None and late.rests_on is not None:
            return self.cause(late, None, late.rests_on)
        one, other = (side.reading if side else None for side in (before, after))
        return self.cause(late, one, other) if late is not None else Cause.corrected


def _numbers(reading: Reading | None) -> set[int]:
    return set(reading.numbers) if reading else set()


def _rest_alike(one: Reading, other: Reading) -> bool:
    return (
        set(one.numbers) == set(other.numbers)
        and one.contested == other.contested
        and set(one.evidence.citations) == set(other.evidence.citations)
    )
