"""How late a promise was kept: an interval of days, as its sources know them. Derived, never stored.

A promise is kept once, however often that is reported since: its days are those of the first account that has it so.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ledger.domain.accounts import CellClaim, are_rivals, fine_and_coarse, follows
from ledger.domain.checklist import due_about, due_day
from ledger.domain.moments import HeldOn
from ledger.domain.points import written_days
from ledger.domain.records import Item, Round
from ledger.domain.words import ItemKind, Precision, Status

_SEVERAL = 2
_NO_DAY = (Precision.month, Precision.year)


@dataclass(frozen=True, slots=True)
class Lateness:
    """How many days after it was due a promise was kept: from ``least`` to ``most``, the same where the day is known.

    ``about``: the day it was kept, or the one by which it was due, is known as about so.
    """

    least: int
    most: int
    about: bool = False

    @property
    def days(self) -> int | None:
        """The number of days, where there is one."""
        return self.least if self.least == self.most else None


def days_late(item: Item, kept: HeldOn | None, rounds: Mapping[str, Round]) -> Lateness | None:
    """Return how late a promise was that was first kept on these days; ``None`` where it was, or may be, in time.

    What was kept by some day may have been kept long before.
    """
    due = due_day(item, rounds)
    if item.kind is not ItemKind.commitment or due is None or kept is None or kept.open_start or kept.first <= due:
        return None
    about = kept.about or due_about(item.due) or _vague(rounds.get(item.due or ""))
    return Lateness((kept.first - due).days, (kept.last - due).days, about)


def _vague(stage: Round | None) -> bool:
    """Whether nobody knows to the day when a round ended."""
    days = written_days(stage) if stage else None
    return days is not None and (days.about or days.precision in _NO_DAY)


def first_kept(claims: Iterable[CellClaim], day: date) -> HeldOn | None:
    """Return the days on which a promise was first kept, of the claims of its status that count, as told by ``day``.

    That is where the unbroken run of ``kept`` begins that stands then. What something else contradicted or followed
    since (it was broken, say) is not of the run. Of several that begin it, none after another, it was kept no earlier
    than the first of them has it and no later than any has it.
    """
    run = unbroken(claims, day, Status.kept)
    begin = [claim for claim in run if not any(follows(claim, other) for other in run)]
    return _between([claim.held for claim in begin or run])


def unbroken(claims: Iterable[CellClaim], day: date, status: Status) -> list[CellClaim]:
    """Return the claims of the run of a status that stands at a day, from where nothing else was said in between."""
    fine, _coarse = fine_and_coarse([claim for claim in claims if claim.begun(day)])
    sure = [claim for claim in fine if claim.sure(day)]
    return [claim for claim in sure if claim.word == status.value and _unbroken(claim, sure)]


def _unbroken(claim: CellClaim, sure: Iterable[CellClaim]) -> bool:
    since = [other for other in sure if follows(other, claim)]
    against = [other for other in sure if other.word != claim.word]
    return not since or not any(other in since or are_rivals(other, claim) for other in against)


def _between(told: Collection[HeldOn]) -> HeldOn | None:
    """Return the days from the earliest first to the earliest last; what says by when, says nothing of since when."""
    if len(set(told)) < _SEVERAL:
        return next(iter(told), None)
    last = min(held.last for held in told)
    begun = [held for held in told if not held.open_start]
    if not begun:
        return HeldOn.parse(f"../{last}")
    first = min(last, *(held.first for held in begun))
    found = HeldOn.between(first, last)
    sharp = [held for held in told if not held.about]
    known = any(held.last == last for held in sharp) and any(held.first == first for held in sharp)
    return found if known else found.vaguely()
