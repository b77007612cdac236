"""What a diff compares, and what it finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.domain.diff.verbs import EVIDENCE, Cause, Verb
from ledger.domain.entries import Citation
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.words import COMMITMENT_STATUSES, SCORES, Status

Key = tuple[str, str | None]
"""An item's key and a party's; a status has no party."""
Cells = Mapping[Key, Reading]
OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class StatusSide:
    """Where an item on the list stands at a point.

    ``reading`` is the recorded status; without one the status follows from the item's being on the list, and ``heard``
    is the stance that put it there, where a diff says so. ``overdue``: promised, and the day has passed. ``late``: it
    was kept, so many days after it was due.
    """

    status: Status
    reading: Reading | None = None
    overdue: bool = False
    heard: Reading | None = None
    late: int | None = None

    @property
    def state(self) -> str:
        """The status, or ``overdue``."""
        return OVERDUE if self.overdue else self.status.value

    @property
    def is_commitment(self) -> bool:
        """Whether the status is one of a promise."""
        return self.status in COMMITMENT_STATUSES

    @property
    def rests_on(self) -> Reading | None:
        """The reading that says so."""
        return self.reading or self.heard

    @property
    def held_on(self) -> HeldOn | None:
        """When it came to stand there."""
        return self.rests_on.held if self.rests_on else None

    @property
    def summary(self) -> str | None:
        """The analyst's words on the status, where one is recorded."""
        return self.reading.summary if self.reading else None


@dataclass(frozen=True, slots=True)
class View:
    """What was read at a point: at the least, everything there that can differ from the point it is compared with.

    ``items`` are those on the list, each with its status; an item that nobody has brought up by then is missing.
    """

    point: Point
    cells: Cells = field(default_factory=dict)
    items: Mapping[str, StatusSide] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passed:
    """An entry that counted for a while between the two sides of a change: its stance or status, and since when."""

    entry: int
    word: str
    held: HeldOn
    citations: tuple[Citation, ...] = ()

    @property
    def score(self) -> int | None:
        """The score of a stance; ``None`` for a status, and for a stance that has none."""
        return SCORES.get(self.word)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a diff. Without a party it is the item's status that changed, and both sides are ``StatusSide`` s.

    ``via`` is what counted for a while between the two sides, each with another stance or status than what went before;
    filled in where somebody asks for it (``ledger.services.passing``).
    """

    item: str
    party: str | None
    verb: Verb
    cause: Cause
    before: Reading | StatusSide | None
    after: Reading | StatusSide | None
    via: tuple[Passed, ...] = ()

    @property
    def delta(self) -> int | None:
        """How far the score moved; ``None`` for a status, for evidence, and where either side has no score."""
        before, after = self.before, self.after
        if self.verb in EVIDENCE or not isinstance(before, Reading) or not isinstance(after, Reading):
            return None
        return None if before.score is None or after.score is None else after.score - before.score

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What it rests on: the citations of the entry after, else of the one before."""
        return _citations(self.after) or _citations(self.before)

    @property
    def rests_on(self) -> tuple[Citation, ...]:
        """The citations of all that a sentence on it says: of what counted in between, too."""
        return (*(citation for step in self.via for citation in step.citations), *self.citations)


def _citations(side: Reading | StatusSide | None) -> tuple[Citation, ...]:
    reading = side.rests_on if isinstance(side, StatusSide) else side
    return reading.evidence.citations if reading else ()
