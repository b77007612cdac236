"""How late a promise was kept: an interval of days, as its sources know them. Derived, never stored.

A promise is kept once, however often that is reported since: its days are those of the first account that has it so.
Where another source names other days of its own, all later, how late it was is told by each.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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

    ``about``: the day it was kept, or the one by which it was due, is known as about so. ``otherwise``: how many days
    late it was by other accounts, which name later days, each as sharply as it does; then 0 is in time.
    """

    least: int
    most: int
    about: bool = False
    otherwise: tuple["Lateness", ...] = ()

    @property
    def days(self) -> int | None:
        """The number of days, where there is one."""
        return self.least if self.least == self.most and not self.otherwise else None


def days_late(item: Item, kept: Sequence[HeldOn], rounds: Mapping[str, Round]) -> Lateness | None:
    """Return how late a promise was, kept on these days (see ``days_kept``); ``None`` where it was, or may be, in time.

    What was kept by some day may have been kept long before.
    """
    due = due_day(item, rounds)
    if item.kind is not ItemKind.commitment or due is None or not kept:
        return None
    vague = due_about(item.due) or _vague(rounds.get(item.due or ""))
    first, *others = (_since(due, days, vague=vague) for days in kept)
    surely = dict.fromkeys(each for each in others if each.least)
    otherwise = tuple(each for each in surely if not each.about or replace(each, about=False) not in surely)
    return replace(first, otherwise=otherwise) if first.least or otherwise else None


def _since(due: date, days: HeldOn, *, vague: bool) -> Lateness:
    in_time = days.open_start or days.first <= due
    least = 0 if in_time else (days.first - due).days
    return Lateness(least, max(0, (days.last - due).days), days.about or vague)


def _vague(stage: Round | None) -> bool:
    """Whether nobody knows to the day when a round ended."""
    days = written_days(stage) if stage else None
    return days is not None and (days.about or days.precision in _NO_DAY)


def days_kept(claims: Iterable[CellClaim], day: date) -> tuple[HeldOn, ...]:
    """Return the days on which a promise was first kept, of the claims of its status that count, as told by ``day``.

    That is where the unbroken run of ``kept`` begins that stands then. What something else contradicted or followed
    since (it was broken, say) is not of the run. Of several that begin it, none after another, it was kept no earlier
    than the first of them has it and no later than any has it. Behind those come the days that others name of it.
    """
    run = unbroken(claims, day, Status.kept)
    begin = beginning(run)
    first = _between([claim.held for claim in begin])
    otherwise = {claim.held for claim in of_another_day(run, begin)}
    return () if first is None else (first, *sorted(otherwise, key=_last_day))


def beginning(run: Collection[CellClaim]) -> list[CellClaim]:
    """Return the claims of a run that none of it comes before."""
    in_order = sorted(run, key=_ended)  # what came before is found among the first, if anywhere
    return [claim for claim in run if not any(follows(claim, other) for other in in_order)] or list(run)


def of_another_day(run: Collection[CellClaim], begin: Collection[CellClaim]) -> list[CellClaim]:
    """Return the claims of a run that name days after all that begins it: theirs is another account of when.

    Who names a round alone, or a day by which it was so, only tells it again; so does a source that named days before.
    """
    named = [claim for claim in run if _says_when(claim) and all(follows(claim, other) for other in begin)]
    before: dict[str, list[CellClaim]] = defaultdict(list)
    for other in sorted((*begin, *named), key=_ended):
        before[other.source].append(other)
    return [claim for claim in named if not any(follows(claim, other) for other in before[claim.source])]


def _says_when(claim: CellClaim) -> bool:
    return not (claim.by_round or claim.held.open_start)


def _last_day(held: HeldOn) -> date:
    return held.last


def _ended(claim: CellClaim) -> date:
    return claim.held.last


def unbroken(claims: Iterable[CellClaim], day: date, status: Status) -> list[CellClaim]:
    """Return the claims of the run of a status that stands at a day, from where nothing else was said in between."""
    fine, _coarse = fine_and_coarse([claim for claim in claims if claim.begun(day)])
    sure = [claim for claim in fine if claim.sure(day)]
    against = [claim for claim in sure if claim.word != status.value]
    return [claim for claim in sure if claim.word == status.value and _unbroken(claim, sure, against)]


def _unbroken(claim: CellClaim, sure: Iterable[CellClaim], against: Iterable[CellClaim]) -> bool:
    broken = any(follows(other, claim) or are_rivals(other, claim) for other in against)
    return not broken or not any(follows(other, claim) for other in sure)


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
