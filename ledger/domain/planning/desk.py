"""The desk on which one file is planned: the ledger as it is by now, what the file brings, and what is at fault.

Every room of this folder works at it; none knows who walks the file (the planner).
"""

from dataclasses import dataclass, field

from ledger.domain.entries import Entry
from ledger.domain.intents import Plan
from ledger.domain.naming import NameIndex, written
from ledger.domain.planning.ledger_now import LedgerNow
from ledger.domain.records import Record
from ledger.domain.register import Register
from ledger.domain.seed import ChangesetInfo, Part
from ledger.errors import Fault


@dataclass(slots=True)
class Desk:
    """The state of planning one changeset; faults gather in ``faults``.

    ``added`` are the records that it enters, by reference; ``was`` those that it changes, as they were, and ``before``
    what the ledger described before the file; ``recited`` are entries to which it adds citations. ``header`` is who
    records: what the seed's own ``changeset`` block leaves out is filled from it. With ``unfound`` a quote or place
    that its source's text does not have is recorded all the same. ``given_back``: the verdicts of others among the
    parts are those they gave, put back by an undoing. ``sound`` are records (table, key) that are known and not struck,
    each found once, until a record changes. ``source_at_fault``: the file's own source is, so that no citation is
    blamed for it. ``numberless`` are the stances of a batch on an item with a scale that give
    no place on it, or not how much it matters.
    """

    now: LedgerNow
    name: str
    header: ChangesetInfo
    declared: set[tuple[str, str]] = field(default_factory=set)
    source_at_fault: bool = False
    faults: list[Fault] = field(default_factory=list)
    conflicts: list[Fault] = field(default_factory=list)
    assertions: list[Part] = field(default_factory=list)
    file_sources: list[str] = field(default_factory=list)
    replay: bool = False
    skip: bool = False
    unfound: bool = False
    given_back: bool = False
    unfound_before: int = 0
    plan: Plan = field(init=False)
    entered: dict[str, Part] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)
    was: dict[str, Record] = field(default_factory=dict)
    recited: set[int] = field(default_factory=set)
    sound: set[tuple[str, str]] = field(default_factory=set)
    numberless: list[tuple[Part, Entry]] = field(default_factory=list)
    before: Register = field(init=False)

    def __post_init__(self) -> None:
        self.header = written(self.header, NameIndex(self.now.frame))
        self.plan = Plan(self.name, self.header)
        known = self.now.frame
        self.before = Register(
            info=known.info, parties=dict(known.parties), items=dict(known.items), rounds=dict(known.rounds)
        )
