"""Seeds in. Each file is planned against the ledger as it is by then, applied as one changeset, asserted at the end.

All of it happens in the caller's transaction: any fault anywhere raises, and nothing is recorded. A rehearsal is the
same call in a transaction that is never committed.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import PurePath

from ledger import starting
from ledger.domain.entries import Entry
from ledger.domain.intents import AddEntry, AddPair, Intent, Plan, count, mentioned_in
from ledger.domain.naming import Unnamed, few, resolve
from ledger.domain.planning import FilePlanner, claims, quoting
from ledger.domain.planning.statements import describe
from ledger.domain.readings import Matrix, MatrixRow, Reading
from ledger.domain.records import Record
from ledger.domain.seed import Assertion, ChangesetInfo, Part, Redacted, SeedFile
from ledger.domain.text import safe
from ledger.domain.words import Relation
from ledger.errors import CheckFailed, Conflict, Fault, InvalidSeed, LedgerError, Unfound
from ledger.services.matrix import matrix_at
from ledger.storage import contests, planning_facts, redactions
from ledger.storage.aside import Aside, Laid
from ledger.storage.cells import When
from ledger.storage.database import Store
from ledger.storage.recording import Recording

# ----------------------------------------------------------------------------------------------------------------------
# Position assertions: what must be so once a seed is in. A failed one says what was expected and found, and why.


def check(store: Store, assertions: Iterable[Part]) -> int:
    """Check every assertion and return how many there were.

    Raises ``InvalidSeed`` for those that name what is not there, ``CheckFailed`` with one fault for each that fails.
    """
    matrices: dict[str, Matrix] = {}
    unknown: list[Fault] = []
    failed: list[Fault] = []
    parts = list(assertions)
    for part in parts:
        try:
            matrix = matrices.setdefault(part.value.at, matrix_at(store, part.value.at))
        except LedgerError as problem:
            unknown.append(part.fault(problem.message, "at", hint=problem.hint))
            continue
        by_key, names = _by_key(part, matrix)
        unknown += names
        failed += [] if names else _differences(by_key, matrix)
    if unknown:
        raise InvalidSeed("assertions name what is not in the ledger", faults=tuple(unknown))
    if failed:
        do = "does" if len(failed) == 1 else "do"
        raise CheckFailed(f"{len(failed)} of {len(parts)} assertions {do} not hold", faults=tuple(failed))
    return len(parts)


def _by_key(part: Part, matrix: Matrix) -> tuple[Part, list[Fault]]:
    """Return an assertion with the keys of what it names, and a fault for what is not there."""
    wanted: Assertion = part.value
    items = {row.item.key: row.item for row in matrix.rows}
    known: dict[str, Mapping[str, Record]] = {"item": items, "party": {each.key: each for each in matrix.parties}}
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for table, name in (("item", wanted.item), ("party", wanted.party)):
        try:
            found |= {table: resolve(table, name, known[table])} if name is not None else {}
        except Unnamed as problem:
            faults.append(part.fault(problem.message, table, hint=problem.hint))
    return replace(part, value=wanted.model_copy(update=found)), faults


def _differences(part: Part, matrix: Matrix) -> list[Fault]:
    wanted: Assertion = part.value
    row = next((row for row in matrix.rows if row.item.key == wanted.item), None)
    checks: list[tuple[str, object, object, Reading | None]] = []
    if wanted.open_items is not None:
        checks.append(("open_items", wanted.open_items, matrix.items_open, None))
    if wanted.settled_items is not None:
        checks.append(("settled_items", wanted.settled_items, matrix.items_settled, None))
    if row is None:
        if wanted.contested is not None:
            checks.append(("contested", wanted.contested, matrix.contested > 0, None))
    else:
        checks += _of_row(wanted, row)
    return [
        part.fault(
            f"expected {name} {_shown(expected)} at {wanted.at}, found {_shown(found)}", name, hint=_because(why)
        )
        for name, expected, found, why in checks
        if expected != found
    ]


def _of_row(wanted: Assertion, row: MatrixRow) -> list[tuple[str, object, object, Reading | None]]:
    cell = row.cells.get(wanted.party or "")
    checks: list[tuple[str, object, object, Reading | None]] = []
    if wanted.stance is not None:
        checks.append(("stance", wanted.stance, cell.stance if cell else None, cell))
    if wanted.status is not None:
        checks.append(("status", wanted.status, row.status, row.status_reading))
    if wanted.spread is not None:
        checks.append(("spread", wanted.spread, row.spread, None))
    if wanted.contested is not None:
        readings = [cell] if wanted.party else [*row.cells.values(), row.status_reading]
        at_odds = next((reading for reading in readings if reading and reading.contested), None)
        checks.append(("contested", wanted.contested, at_odds is not None, at_odds))
    told = cell if wanted.party else row.status_reading
    if wanted.sure is not None:
        checks.append(("sure", wanted.sure, told.sure if told else None, told))
    if wanted.voice is not None:
        checks.append(("voice", wanted.voice, told.evidence.voice if told else None, told))
    return checks


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _because(reading: Reading | None) -> str | None:
    if reading is None:
        return None
    sources = ", ".join(sorted({c.source for c in reading.evidence.citations if c.source}))
    return f"by entry {reading.entry} (@{reading.changeset}, held {reading.held}, from {sources})"


BATCH = 1_000
OnNote = Callable[[str], object]
ALL_THE_SAME = (
    "if the text is wrong and the quote is right: --unfound records it all the same, and posl verify lists it"
)
KEPT = 2_000  # entries the planner remembers between batches; past that it asks the database again


@dataclass(slots=True)
class Imported:
    """What an import recorded, or would: numbers of changesets, counts by the seed's own words, plans, contests.

    ``overtaken`` are contests that it brought and that stand no more by its end, since something later has followed.
    ``mentioned`` are the entries, by number, that the intents kept in the plans speak of, ``displaced`` those of them
    that no longer stood once it was recorded. ``waiting_again`` has the proposals that wait again, since what had
    accepted them was undone, with their new numbers.
    """

    changesets: list[int] = field(default_factory=list)
    recorded: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0
    plans: list[Plan] = field(default_factory=list)
    contested: list[str] = field(default_factory=list)
    overtaken: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    mentioned: dict[int, Entry] = field(default_factory=dict)
    displaced: set[int] = field(default_factory=set)
    waiting_again: dict[int, int] = field(default_factory=dict)

    @property
    def notices(self) -> list[str]:
        """What the plans had to say, and which proposals wait again."""
        again = few(f"p{number} as p{now}" for number, now in self.waiting_again.items())
        waits = [f"what it had accepted waits again: {again}"] if again else []
        return [*(notice for plan in self.plans for notice in _notices(plan)), *waits]


def _notices(plan: Plan) -> Iterator[str]:
    yield from plan.notices
    if plan.untold:
        yield f"{plan.name}: {plan.untold} more notes like these"


@dataclass(frozen=True, slots=True)
class How:
    """How an import is done: ``import_seeds`` says what each means."""

    keep_intents: bool = False
    unfound: bool = False
    given_back: bool = False
    whole: bool = True
    told: OnNote = lambda _step: None


def import_seeds(
    store: Store,
    seeds: Iterable[SeedFile],
    header: ChangesetInfo,
    *,
    keep_intents: bool = False,
    unfound: bool = False,
    given_back: bool = False,
    told: OnNote = lambda _step: None,
) -> Imported:
    """Import seed files in the order given; ``keep_intents`` keeps every intent in the plans, to be shown.

    With ``unfound``, quotes and places that the attached texts do not have are recorded all the same, and noted.
    With ``given_back``, verdicts of others are those they gave, put back by an undoing; else they are claimed.
    ``told`` is called with the name of each step that takes long once a file is read.
    Raises ``InvalidSeed`` with every fault of every file, ``Conflict`` where the only faults are corrections of what
    somebody has corrected already, ``CheckFailed`` where an assertion does not hold.
    """
    with starting.rarely():
        how = How(keep_intents=keep_intents, unfound=unfound, given_back=given_back, told=told)
        return _import(store, seeds, header, how)


def replay(store: Store, seeds: Iterable[SeedFile], *, whole: bool) -> Imported:
    """Import an export of a ledger to the letter; one that is not ``whole`` may lack the redaction of what it has."""
    with starting.rarely():
        return _import(store, seeds, ChangesetInfo(), How(whole=whole))


def _import(store: Store, seeds: Iterable[SeedFile], header: ChangesetInfo, how: How) -> Imported:
    walk = Walk(store, header, how)
    for seed in seeds:
        walk.take(seed).close(walk.result)
    return walk.ended(store)


class Walk:
    """An import on its way from file to file: the ledger as it is by then, and all that is at fault."""

    def __init__(self, store: Store, header: ChangesetInfo, how: How) -> None:
        self.store, self.how, self.result = store, how, Imported()
        self.now = planning_facts.ledger_now(store)
        self._header = header if header.merging else claims.signed(header, self.now)
        self._faults: list[Fault] = []
        self._conflicts: list[Fault] = []
        self._declared: set[tuple[str, str]] = set()
        self._assertions: list[Part] = []
        self._redacted: set[Redacted] = set()
        self.at_odds: list[tuple[AddPair, str]] = []
        """What a file brought into contest, and in words."""

    @property
    def at_fault(self) -> bool:
        """Whether anything is."""
        return bool(self._faults or self._conflicts)

    def take(self, seed: SeedFile, held: list[list[Intent]] | None = None, aside: Aside | None = None) -> "FileImport":
        """Plan a file, and carry it out as long as nothing is at fault; or hold or lay aside what is to be."""
        importer = FileImport(self, seed, self._planner(seed), held, aside)
        importer.run()
        self._declared |= seed.declared
        self._faults += [*seed.faults, *importer.planner.faults]
        self._conflicts += importer.planner.conflicts
        self._assertions += importer.planner.assertions
        self._redacted.update(importer.planner.header.redacted or ())
        return importer

    def _planner(self, seed: SeedFile) -> FilePlanner:
        header, declared = _titled(self._header, seed.name), seed.declared | self._declared
        how = self.how
        planner = FilePlanner(self.now, seed.name, header, declared, unfound=how.unfound, given_back=how.given_back)
        planner.replay = header.merging
        return planner

    def ended(self, store: Store) -> Imported:
        """Return what came of it; raise what is at fault, and what was asserted and is not so."""
        self.raise_faults()
        check(store, self._assertions)
        if self._redacted and self.how.whole:
            _check_taken_out(store, self._redacted)
        if self.at_odds:
            self.how.told("looking at contests")
        self._tell_contests(store)
        return self.result

    def _tell_contests(self, store: Store) -> None:
        """Tell contests as they are once all is recorded: a later file may have ended what one before it began."""
        when = When(date.max, self.now.last_changeset)
        said = {frozenset((pair.entry, pair.other)): told for pair, told in self.at_odds}
        stands = contests.open_among(store, when, said.keys())
        self.result.contested += [told for pair, told in said.items() if stands.get(pair) is True]
        self.result.overtaken += [told for pair, told in said.items() if stands.get(pair) is False]

    def raise_faults(self) -> None:
        """Raise what is at fault, if anything is."""
        if self._faults:
            told = tuple(_in_order([*dict.fromkeys(self._faults + self._conflicts)]))
            raise InvalidSeed(hint=all_the_same(self._faults), faults=told)
        if self._conflicts:
            first = self._conflicts[0]
            raise Conflict(str(first.message), hint=first.hint, faults=tuple(self._conflicts))


def _check_taken_out(store: Store, said: Collection[Redacted]) -> None:
    """Raise ``InvalidSeed`` where a replay says that something was taken out, and no changeset did that."""
    recorded = {each for of_one in redactions.by_changeset(store).values() for each in of_one}
    if not recorded.issuperset(said):
        message = "the export says that something was taken out of it, and lacks the changeset that did"
        raise InvalidSeed(message, faults=(Fault(message),), hint="export all of the ledger")


def all_the_same(faults: Collection[Fault]) -> str | None:
    """Say how to record it all the same, where nothing else is wrong than quotes and places that are not found."""
    return ALL_THE_SAME if faults and all(isinstance(fault, Unfound) for fault in faults) else None


def _in_order(faults: list[Fault]) -> list[Fault]:
    """By file in the order met, then by place."""
    files = {file: place for place, file in enumerate(dict.fromkeys(fault.file for fault in faults))}
    return sorted(faults, key=lambda fault: (files[fault.file], fault.line or 0, fault.column or 0))


class FileImport:
    """One file: batches of parts planned and, as long as nothing is at fault, carried out.

    With ``held``, what is to be carried out is held there, batch by batch. Then nothing is forgotten on the way: what
    was planned is not in the database to be asked for. What is laid ``aside`` is asked for there.
    """

    def __init__(
        self, walk: Walk, seed: SeedFile, planner: FilePlanner, held: list[list[Intent]] | None, aside: Aside | None
    ) -> None:
        self._store, self._how, self._result, self._held = walk.store, walk.how, walk.result, held
        self._now, self._seed, self.planner = planner.now, seed, planner
        self._faulty = walk.at_fault
        self._forgot = False
        self._aside = aside
        self._laid: Laid | None = None
        self._recording: Recording | None = None
        self._told: dict[AddPair, str] = {}
        self._opposed: list[AddPair] = []
        self._brought = walk.at_odds
        self._recorded: Counter[str] = Counter()

    def run(self) -> None:
        """Plan the file to its end."""
        for said in self._seed.notes:
            self.planner.plan.note(said)
        for as_given in _batches(self._seed.parts):
            batch = self.planner.as_stored(as_given)
            self._learn(batch)
            self.planner.declared |= self._seed.declared
            self.planner.source_at_fault = any(part.block == "source" for part in self._seed.faulty)
            self._take(self.planner.take(batch))
            if len(self._now.entries) > KEPT and self._recording is not None:
                self._now.forget_entries()
                self._forgot = True
            if self._aside is not None:
                self._aside.breathe()
        if self._forgot:
            self._learn_again()
        planning_facts.learn_known_by(self._facts(), self._now, self.planner.moved_rounds)
        self._take(self.planner.finish())
        self._learn_texts(self._seed.faulty)
        self.planner.look_up(self._seed.faulty)

    def _learn_again(self) -> None:
        """Fetch what the acts that waited speak of, and what they are to be compared with."""
        now, planner = self._now, self.planner
        planning_facts.learn(self._facts(), now, planner.waiting)
        planning_facts.learn_entries(self._facts(), now, planner.recited)

    def _facts(self) -> planning_facts.PlanningFacts:
        names = self._recording.names if self._recording is not None else None
        return planning_facts.PlanningFacts.of(self._store, names) if self._aside is None else self._aside.facts(names)

    def _learn(self, batch: list[Part]) -> None:
        """Fetch what this batch speaks of."""
        planning_facts.learn(self._facts(), self._now, batch)
        self._now.forget_texts()
        if not any(isinstance(part.value, ChangesetInfo) and part.value.hash for part in batch):
            self._learn_texts(batch)

    def _learn_texts(self, parts: list[Part]) -> None:
        """Fetch the texts in which a quote or a ¶ of these parts is to be looked up; a replay is taken as it is."""
        if self._now.texts and not self.planner.replay:
            planning_facts.learn_texts(self._facts(), self._now, quoting.sources_of(parts, self.planner.file_sources))

    def _take(self, intents: list[Intent]) -> None:
        self._faulty = self._faulty or bool(self._seed.faults or self.planner.faults or self.planner.conflicts)
        if not intents or self._faulty:
            return
        if self._held is None:
            self._carry_out(intents)
        else:
            self._held.append(intents)

    def _carry_out(self, intents: list[Intent]) -> None:
        if self._recording is None:
            self._recording = self._begin()
        self._recording.carry_out(intents)
        self._recorded += count(intents)
        self._opposed += [one for one in intents if isinstance(one, AddPair) and one.relation is Relation.rival]
        if self._how.keep_intents:
            self._keep(intents)

    def _begin(self) -> Recording:
        if self._aside is None:
            return Recording(self._store, self.planner.header)
        self._laid = self._aside.begin(self.planner.header)
        return self._laid

    def _keep(self, intents: list[Intent]) -> None:
        self.planner.plan.intents += intents
        self._result.entries += [intent.entry for intent in intents if isinstance(intent, AddEntry)]
        numbers = {number for intent in intents for number in mentioned_in(intent)}
        self._result.mentioned |= {number: self._now.entries[number] for number in numbers & self._now.entries.keys()}
        self._result.displaced |= numbers & self._now.superseded_by.keys()

    def hold(self) -> None:
        """Count the changeset that what is held is going to be, for the files that come after it."""
        if self._held or self._laid:
            self._now.last_changeset += 1
            self._now.last_recorded = self.planner.header.recorded_at
        if self._laid is not None:
            self._laid.lay()
            self._told = {pair: self._at_odds(pair) for pair in self._opposed}
            self.planner.let_go()

    def carry_out_held(self, store: Store) -> None:
        """Carry out what is held, or laid aside."""
        self._store = store
        for intents in self._held or ():
            self._carry_out(intents)
        if self._laid is not None:
            self._recording = self._laid.recorded_in(store)

    def close(self, result: Imported) -> None:
        """End the changeset, and put down what came of it."""
        self.planner.plan.unchanged += self._seed.known
        result.plans.append(self.planner.plan)
        result.unchanged += self.planner.plan.unchanged
        if self._recording is None or self._faulty or self._seed.faults:
            return
        self._how.told("reading back what was recorded")
        self._now.hashes[self._recording.finish()] = self._recording.number
        self._now.last_changeset, self._now.last_recorded = self._recording.number, self.planner.header.recorded_at
        result.changesets.append(self._recording.number)
        self.planner.plan.number, self.planner.plan.recorded = self._recording.number, self._recorded
        result.recorded += self._recorded
        self._brought += [(pair, self._told.get(pair) or self._at_odds(pair)) for pair in self._opposed]
        if self._recorded.total() > BATCH:
            starting.sweep()

    def _at_odds(self, pair: AddPair) -> str:
        one, other = self._now.entries.get(pair.entry), self._now.entries.get(pair.other)
        if one is None or other is None:
            return f"entry {pair.other} contested with entry {pair.entry}"
        return f"entry {other.id} ({describe(other)}) contested with entry {one.id} ({describe(one)})"


def _titled(header: ChangesetInfo, name: str) -> ChangesetInfo:
    """Let the log name the file where nobody said what the changeset is about."""
    if header.message or not name:
        return header
    return header.model_copy(update={"message": f"import {safe(PurePath(name).name)}"})


def _batches(parts: Iterable[Part]) -> Iterator[list[Part]]:
    rest = iter(parts)
    while batch := list(islice(rest, BATCH)):
        yield batch
