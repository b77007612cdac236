"""One file walked: each part goes to the room that decides it, and comes back as intents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ledger.domain.entries import AnyStatement
from ledger.domain.frame import Frame
from ledger.domain.intents import Intent, Plan
from ledger.domain.planning import acts, records, references, statements
from ledger.domain.planning.ledger_now import LedgerNow
from ledger.domain.records import Record
from ledger.domain.seed import BLOCKS, Assertion, ChangesetInfo, Edit, Faulty, Part
from ledger.errors import Fault

_ORDER = {block: place for place, block in enumerate(BLOCKS)}
_ACTS_FROM = _ORDER["citation"]


@dataclass(slots=True)
class FilePlanner:
    """Plans one changeset. Give it parts in batches with ``take``, then ``finish``; faults gather in ``faults``.

    ``header`` is who records: what the seed's own ``changeset`` block leaves out is filled from it. Acts on entries
    (retractions, settlements, reviews …) wait for ``finish``, so that a stream may hold them in any order.
    """

    now: LedgerNow
    name: str
    header: ChangesetInfo
    declared: set[tuple[str, str]] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    conflicts: list[Fault] = field(default_factory=list)
    assertions: list[Part] = field(default_factory=list)
    file_sources: list[str] = field(default_factory=list)
    replay: bool = False
    skip: bool = False
    plan: Plan = field(init=False)
    entered: dict[str, Part] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)
    _later: list[Part] = field(default_factory=list)
    _before: Frame = field(init=False)

    def __post_init__(self) -> None:
        self.plan = Plan(self.name, self.header)
        self._before = Frame(parties=dict(self.now.frame.parties), items=dict(self.now.frame.items))

    def take(self, parts: Iterable[Part]) -> list[Intent]:
        """Decide a batch of parts, in the order of the blocks."""
        intents: list[Intent] = []
        for part in sorted(parts, key=lambda part: _ORDER[part.block]):
            if _ORDER[part.block] >= _ACTS_FROM:
                self._later.append(part)
            else:
                intents += self._decide(part)
        return intents

    def finish(self) -> list[Intent]:
        """Decide what waited, and check what the file's records refer to."""
        intents: list[Intent] = []
        for part in sorted(self._later, key=lambda part: _ORDER[part.block]):
            intents += self._decide(part)
        for part in self.entered.values():
            self.faults += records.reference_faults(part, self.now.frame, self.declared)
        if not self.replay:  # what an export brings was recorded as it is
            self.faults += records.shared_codes(self.entered.values(), self.now.frame, self._before.parties)
            self.faults += records.undue(self.entered.values(), self.now.frame, self._before.items)
            self.faults += records.unfit_statuses(self.entered.values(), self.now, self._before.items)
        return intents

    def look_up(self, faulty: Iterable[Part]) -> None:
        """Look up the keys that parts with other faults refer to, once everything else of the file is known."""
        for part in faulty:
            self.faults += self._references_of(part)

    def _references_of(self, part: Part) -> list[Fault]:
        faulty: Faulty = part.value
        draft = faulty.draft
        named = references.of_record(draft) if isinstance(draft, Record) else statements.references_of(draft)
        return [
            fault
            for table, key, where in named
            if key and (table, where) != ("person", ("person",))  # of somebody new it is the name
            for fault in references.unknown(part, self.now.frame, self.declared, table, key, *where)
        ]

    def _decide(self, part: Part) -> list[Intent]:
        value = part.value
        if isinstance(value, ChangesetInfo):
            self.faults += _no_day(part, value)
            return self._take_header(value)
        if isinstance(value, Assertion):
            self.assertions.append(part)
            return []
        if self.skip:
            self.plan.unchanged += 1
            return []
        if isinstance(value, Record):
            return records.decide(self, part, value)
        if isinstance(value, Edit):
            return records.decide_edit(self, part, value)
        if isinstance(value, AnyStatement):
            return statements.decide(self, part, value)
        return acts.decide(self, part)

    def _take_header(self, given: ChangesetInfo) -> list[Intent]:
        base = self.header if given.hash is None else ChangesetInfo()  # what is replayed is replayed to the letter
        filled = base.model_copy(update=given.model_dump(exclude_none=True))
        self.header = self.plan.header = filled
        self.replay = given.hash is not None
        self.skip = given.hash in self.now.hashes
        return []


def _no_day(part: Part, header: ChangesetInfo) -> Iterator[Fault]:
    """Yield a fault where a changeset was recorded on no day of the calendar; one replayed is as it was."""
    if header.recorded_at is not None and header.hash is None:
        try:
            datetime.fromisoformat(header.recorded_at)
        except ValueError:
            yield part.fault(f"{header.recorded_at} is not in the calendar", "recorded_at")
