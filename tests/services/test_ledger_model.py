"""Random lives of a ledger, held against a plain-Python one: docs/explain/accounts.md, on both engines side by side.

``POSL_TEST_EXAMPLES`` says how many lives; in CI (hypothesis' own profile) they are the same ones every time.
"""

import shutil
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine

from ledger.domain.field_types import Floor
from ledger.domain.floors import Counting
from ledger.domain.intents import AddCitation, AddEntry, AddPair, Retract, Settle
from ledger.domain.planning.statements import describe
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.seed import AddedCitation, CellRef
from ledger.domain.words import EntryKind, Verdict, Voice
from ledger.errors import LedgerError
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_out import write_jsonl, write_yaml
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, exporting, settling
from ledger.services.evidence import with_evidence
from ledger.services.importing import Imported, import_seeds
from ledger.services.matrix import matrix_at
from ledger.services.undoing import undo
from ledger.services.verifying import verify
from ledger.storage import asof, changesets
from ledger.storage.asof import When
from ledger.storage.changed_cells import touched
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location
from tests.conftest import copy_of
from tests.effort import slowly
from tests.oracle import Cited
from tests.services import model
from tests.services.model import AccountRead, Act, Cell, Entry, Model, Read, Refused, Said, Seat
from tests.support import HEADER, signed_in

LIVES = 2
ACTS = 25
NewLedger = Callable[[str], Location]
T = TypeVar("T")

SOURCES: dict[str, tuple[str, str | None]] = {
    "herald": ("B", None),
    "gazette": ("C", None),
    "desk": ("A", None),
    "echo": ("D", "herald"),
    "parrot": ("C", "echo"),
    "cable": ("B", "reuters"),
}
ROUNDS = {"R1": ("2026-01-23", "2026-01-24"), "R2": ("2026-02-04", "2026-02-05")}
CELLS: list[Cell] = [
    ("stance", "land", "red"),
    ("stance", "land", "blue"),
    ("stance", "fuel", "red"),
    ("status", "land", None),
]
WORDS = {
    "stance": ["demands", "rejects", "conditional", "silent"],
    "status": ["open", "progress", "agreed"],
}
HELD = [
    "2026-01-23", "2026-01-24", "2026-02-05", "2026-01", "2026-02", "2026", "2026-01-23/2026-01-24", "2026-01-24~",
    "../2026-02-05", None,
]  # fmt: skip
SPEAKERS = [None, None, "own-words", "anonymous-official", "analyst"]
FLOORS = [
    None,
    model.Floor(at_least="B4"),
    model.Floor(at_least="C2"),
    model.Floor(voice=0),
    model.Floor(voice=1),
    model.Floor(independent=2),
    model.Floor(at_least="C6", voice=1, independent=2),
]
DAYS = [
    date(2026, 1, 23),
    date(2026, 1, 24),
    date(2026, 1, 31),
    date(2026, 2, 5),
    date(2026, 2, 28),
    date(2026, 12, 31),
]
END = DAYS[-1]

_REPEATS = [(key, "carries") for key in SOURCES]
_EDITS: dict[str, list[Any]] = {
    "reliability": ["A", "E"],
    "carries": [None, "herald", "gazette", "reuters"],
    "ends": ["2026-02-04", "2026-02-05", "2026-02-06"],
}

FRAME = """
ledger: {title: Random talks}
parties:
  - {key: red, code: RD, name: Red, role: principal}
  - {key: blue, code: BL, name: Blue, role: principal}
rounds:
  - {key: R1, title: First, status: held, starts: 2026-01-23, ends: 2026-01-24}
  - {key: R2, title: Second, status: held, starts: 2026-02-04, ends: 2026-02-05}
items:
  - {key: land, title: Land}
  - {key: fuel, title: Fuel}
sources:
""" + "".join(
    f"  - {{key: {key}, title: {key}, reliability: {reliability}{f', carries: {carries.title()}' if carries else ''}}}\n"
    for key, (reliability, carries) in SOURCES.items()
)


def as_seed(report: tuple[str, str | None] | None, statements: list[Said]) -> str:
    """The seed in which a report says these things."""
    lines = []
    if report:
        carries = f", carries: {report[1].title()}" if report[1] else ""
        lines.append(f"source: {{key: {report[0]}, title: Report, reliability: C{carries}}}")
    for kind, block in (("stance", "stances"), ("status", "statuses")):
        found = [_as_part(together) for together in _in_one_breath(statements) if together[0].cell[0] == kind]
        lines += [f"{block}:", *(f"  - {{{part}}}" for part in found)] if found else []
    return "\n".join(lines)


def _in_one_breath(statements: list[Said]) -> list[list[Said]]:
    """What several sources say alike is written once, with all of them cited."""
    found: list[list[Said]] = []
    for said in statements:
        last = found[-1] if found else []
        if last and last[0].content == said.content and said.source not in {each.source for each in last}:
            last.append(said)
        else:
            found.append([said])
    return found


def _as_part(together: list[Said]) -> str:
    said = together[0]
    kind, item, party = said.cell
    fields: dict[str, Any] = {"item": item, "party": party, kind: said.word, "held_on": said.held, "round": said.round}
    fields |= {"condition": said.condition, "position": said.position, "summary": said.summary}
    given = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return ", ".join([*given, f"cite: [{', '.join(map(_as_citation, together))}]"])


def _as_citation(said: Said) -> str:
    speaker = f", speaker: {said.speaker}" if said.speaker else ""
    return f"{{source: {said.source}, at: {said.at}, credibility: {said.credibility}{speaker}}}"


def readings(store: Store, when: When) -> dict[Cell, Read]:
    """What the ledger says at a point, in the model's words."""
    found: dict[Cell, Reading] = {
        ("stance", item, party): reading for (item, party), reading in asof.stances(store, when).items()
    }
    found |= {("status", item, None): reading for item, reading in asof.statuses(store, when).items()}
    point = Point(when.held_on, when.known_at)
    return {cell: _in_the_models_words(reading) for cell, reading in with_evidence(store, found, point).items()}


def of_matrix(store: Store, d: date, k: int) -> dict[Cell, Read]:
    """The same, as a matrix gives it."""
    found: dict[Cell, Reading] = {}
    for row in matrix_at(store, f"{d}@{k}").rows:
        found |= {("stance", row.item.key, party): reading for party, reading in row.cells.items()}
        if row.status_reading:
            found["status", row.item.key, None] = row.status_reading
    return {cell: _in_the_models_words(reading) for cell, reading in found.items()}


def _cell(key: tuple[str, str | None]) -> Cell:
    item, party = key
    return ("status" if party is None else "stance"), item, party


def _in_the_models_words(reading: Reading) -> Read:
    accounts = tuple(map(_account, (reading, *reading.others)))
    return Read(accounts, reading.contested, frozenset(reading.listed))


def _account(reading: Reading) -> AccountRead:
    values, rests = reading.values, reading.evidence
    cites = (
        Cited(c.source or "", c.at or "", c.credibility, c.speaker.value if c.speaker else None)
        for c in rests.citations
    )
    return AccountRead(
        reading.entry, frozenset(reading.entries or (reading.entry,)), str(values[reading.kind.value]),
        values.get("position"), values.get("condition"), reading.summary, (reading.held.first, reading.held.last),
        reading.round, reading.sure, reading.reviewed, tuple(sorted(cites, key=str)), rests.grade or "",
        rests.independent_sources, rests.voice.distance if rests.voice else -1,
    )  # fmt: skip


def counting(floor: model.Floor | None, *, reviewed_only: bool) -> Counting:
    """The model's floor in the program's words."""
    if floor is None:
        return Counting(None, reviewed_only)
    voice = list(Voice)[floor.voice] if floor.voice is not None else None
    asked = Floor(at_least=floor.at_least, voice=voice, independent=floor.independent)
    return Counting(asked, reviewed_only)


def pick(data: st.DataObject, among: Sequence[T]) -> T:
    """One of these, by its place: a failing life is told in short words."""
    return among[data.draw(st.integers(0, len(among) - 1))]


class Life(RuleBasedStateMachine):
    """Every act is done three times: on SQLite, on PostgreSQL and on the model."""

    def __init__(self, new_ledger: NewLedger, close: Callable[[], None]) -> None:
        super().__init__()
        self.new_ledger, self.close = new_ledger, close
        self.ledgers = [Database(new_ledger("sqlite")), Database(new_ledger("postgresql"))]
        self.model = Model()
        self.seats: dict[int, Seat] = {}
        self.places = 0
        self.reports: list[tuple[tuple[str, str | None] | None, list[Said]]] = []
        self.seen: dict[tuple[date, int], dict[Cell, Read]] = {}

    @initialize()
    def the_frame_comes_in(self) -> None:
        def enter() -> None:
            for key, (reliability, carries) in SOURCES.items():
                self.model.describe(f"source:{key}", reliability=reliability, carries=carries)
            for key, (starts, ends) in ROUNDS.items():
                days = {"starts": date.fromisoformat(starts), "ends": date.fromisoformat(ends)}
                self.model.describe(f"round:{key}", **days)

        self.do(lambda store: import_seeds(store, [read_yaml("frame", FRAME.encode())], HEADER), enter)

    # -- what people do ----------------------------------------------------------------------------------------------

    @rule(data=st.data())
    def something_new_is_said(self, data: st.DataObject) -> None:
        """One statement, or a report: its own source, perhaps a repeat; several statements, some on the word of others."""
        if data.draw(st.booleans()):
            said = self.statement(data)
            self.bring_in(None, [said, *self.others_too(said, data)])
            return
        report = (f"report-{len(self.reports)}", data.draw(st.sampled_from([None, "herald", "reuters", "report-1"])))
        sources = [data.draw(st.sampled_from([report[0], *SOURCES])) for _ in range(data.draw(st.integers(1, 3)))]
        self.bring_in(report, [self.statement(data, source=source) for source in sources])

    @precondition(lambda self: self.model.standing())
    @rule(data=st.data())
    def somebody_says_what_it_came_after(self, data: st.DataObject) -> None:
        """A person records a stance or a status, and which one it came after, whatever their days."""
        before = pick(data, self.mostly_standing(data))
        cell = before.said.cell if data.draw(st.integers(0, 5)) else data.draw(st.sampled_from(CELLS))
        said = self.statement(data, cell=cell, like=before.said)
        kind, item, party = cell
        given = {"item": item, kind: said.word, "held_on": said.held, "round": said.round, "after": before.number}
        given |= {"party": party, "condition": said.condition, "position": said.position} if party else {}
        cite = {"source": said.source, "at": said.at, "credibility": said.credibility, "speaker": said.speaker}
        fields = {name: value for name, value in given.items() if value is not None}
        said = replace(said, summary=None)
        self.do(
            lambda store: acting.record(store, acting.statement_of(EntryKind(kind), fields | {"cite": cite}), HEADER),
            lambda: self.model.state(said, after=before),
        )
        self.second_thoughts(data)

    @precondition(lambda self: self.model.standing())
    @rule(data=st.data())
    def somebody_finds_it_elsewhere_too(self, data: st.DataObject) -> None:
        """A citation is added to an entry: another source says what it says, and so has an account of its own."""
        entry = pick(data, self.model.standing())
        self.places += 1
        source = data.draw(st.sampled_from(list(SOURCES)))
        cited = Cited(
            source, f"¶{self.places}", data.draw(st.sampled_from([2, 4])), data.draw(st.sampled_from(SPEAKERS))
        )
        given = {"at": cited.at, "credibility": cited.credibility, "speaker": cited.speaker}
        part = AddedCitation.model_validate({"entry": CellRef(id=entry.number), "source": source, **given})
        self.do(lambda store: acting.perform(store, [part], HEADER), lambda: self.model.cite(entry, cited))
        self.second_thoughts(data)

    @precondition(lambda self: self.model.standing())
    @rule(data=st.data())
    def another_speaks_of_the_same(self, data: st.DataObject) -> None:
        """It says as much, or it says otherwise."""
        entry = pick(data, self.model.standing())
        word = data.draw(st.sampled_from([entry.said.word, *WORDS[entry.said.cell[0]]]))
        self.bring_in(None, [self.statement(data, cell=entry.said.cell, word=word, like=entry.said)])
        self.second_thoughts(data)

    @precondition(lambda self: self.reports)
    @rule(data=st.data())
    def an_old_seed_comes_in_again(self, data: st.DataObject) -> None:
        """As it was, or worded otherwise now. A seed may say what did not count before; a second time it says nothing."""
        report, said = pick(data, self.reports)
        if data.draw(st.booleans()):
            said = [self.reworded(each, data) for each in said]
        self.bring_in(report, said)
        assert self.bring_in(report, said) is None

    @precondition(lambda self: self.model.entries)
    @rule(data=st.data())
    def somebody_puts_an_entry_right(self, data: st.DataObject) -> None:
        entry = pick(data, self.mostly_standing(data))
        kind, item, party = entry.said.cell
        what = data.draw(
            st.sampled_from(["word", "summary", "day", "round", "not said", *(["party"] if party else [])])
        )
        if what == "not said":
            self.do(
                lambda store: acting.retract(store, entry.number or 0, HEADER, reason="never said"),
                lambda: self.model.retract(entry),
            )
            self.second_thoughts(data)
            return
        if what == "word":
            word = data.draw(st.sampled_from(WORDS[kind]))
            changes = self.correction(entry, word=word, condition="paid" if word == "conditional" else None)
        elif what == "summary":
            changes = self.correction(entry, summary=data.draw(st.sampled_from(["One", "Two"])))
        elif what == "day":
            held = data.draw(st.sampled_from([held for held in HELD if held]))
            changes = self.correction(entry, held=held, round=None if entry.said.held is None else entry.said.round)
        elif what == "round":
            changes = self.correction(entry, held=None, round=data.draw(st.sampled_from(list(ROUNDS))))
        else:
            changes = self.correction(entry, cell=(kind, item, "blue" if party == "red" else "red"))
        given = self.as_fields(entry.said, changes)
        self.do(
            lambda store: acting.correct(store, entry.number or 0, given, HEADER, reason="misread"),
            lambda: self.model.correct(entry, **changes),
        )
        self.second_thoughts(data)

    @precondition(lambda self: any(self.of_the_same_cell(entry) for entry in self.model.standing()))
    @rule(data=st.data())
    def somebody_puts_the_order_right(self, data: st.DataObject) -> None:
        """Nothing else was wrong; said both ways, it is the last word that holds."""
        entry = pick(data, [each for each in self.model.standing() if self.of_the_same_cell(each)])
        before = pick(data, self.of_the_same_cell(entry))
        for one, other in [(entry, before), (before, entry)][: data.draw(st.integers(1, 2))]:
            later, earlier = one.seat.now or one, other.seat.now or other
            given = {"after": earlier.number}
            self.do(
                lambda store, later=later, given=given: acting.correct(  # type: ignore[misc]
                    store, later.number or 0, given, HEADER, reason="the other way round"
                ),
                lambda later=later, earlier=earlier: self.model.correct(later, after=earlier),  # type: ignore[misc]
            )
        self.second_thoughts(data)

    def of_the_same_cell(self, entry: Entry) -> list[Entry]:
        return [each for each in self.model.standing(entry.said.cell) if each is not entry]

    @precondition(lambda self: self.model.contested_cells())
    @rule(data=st.data())
    def somebody_settles_a_contest(self, data: st.DataObject) -> None:
        cell = pick(data, self.model.contested_cells())
        rivals = sorted(
            {entry for pair in self.model.contests(cell) for entry in pair}, key=lambda entry: entry.number or 0
        )
        keep = pick(data, [None, *rivals])
        last = None if keep else pick(data, [None, *rivals])
        _kind, item, party = cell
        numbers: dict[str, Any] = {"keep": keep.number if keep else None, "last": last.number if last else None}
        self.do(
            lambda store: settling.settle(store, item, party, HEADER, reason="weighed", **numbers),
            lambda: self.model.settle(cell, keep=keep, last=last),
        )
        self.second_thoughts(data)

    @precondition(lambda self: self.model.entries)
    @rule(data=st.data())
    def somebody_reviews_entries(self, data: st.DataObject) -> None:
        among = self.mostly_standing(data)
        entries = list(dict.fromkeys(pick(data, among) for _ in range(data.draw(st.integers(1, 3)))))
        verdict = data.draw(st.sampled_from(["accepted", "accepted", "rejected"]))
        reviewer = data.draw(st.sampled_from(["ann", "bob"]))
        numbers = [entry.number or 0 for entry in entries]
        self.do(
            lambda store: acting.review(store, numbers, Verdict(verdict), signed_in(store, reviewer)),
            lambda: self.model.review(entries, verdict, reviewer),
        )

    @rule(data=st.data())
    def somebody_edits_a_record(self, data: st.DataObject) -> None:
        """A source turns out to be worth more or less, or a repeat; a round ended on another day than was thought."""
        record, field = data.draw(
            st.sampled_from([*((key, "reliability") for key in SOURCES), *_REPEATS, ("R2", "ends")])
        )
        value = data.draw(st.sampled_from(_EDITS[field]))
        table = "round" if record in ROUNDS else "source"
        written = value.title() if field == "carries" and value else value  # as people write names, and mean keys
        self.do(
            lambda store: acting.edit(store, table, record, {field: written}, HEADER),
            lambda: self.model.edit(
                f"{table}:{record}", field, date.fromisoformat(value) if field == "ends" else value
            ),
        )

    @precondition(lambda self: self.model.k > 1)
    @rule(data=st.data())
    def somebody_undoes_a_changeset(self, data: st.DataObject) -> None:
        self.undo(data.draw(st.integers(2, self.model.k)))

    @rule(data=st.data())
    def somebody_looks_back(self, data: st.DataObject) -> None:
        """Any point in both times: as the model says, and as it was when last looked at; with any floor under it.

        Only cells that are touched between two points differ there.
        """
        here, there = ((data.draw(st.sampled_from(DAYS)), data.draw(st.integers(0, self.model.k))) for _ in range(2))
        one, other = self.look(*here), self.look(*there)
        differing = {cell for cell in one.keys() | other.keys() if one.get(cell) != other.get(cell)}
        floor, reviewed_only = data.draw(st.sampled_from(FLOORS)), data.draw(st.booleans())
        expected = self.model.as_of(*here, floor, reviewed_only=reviewed_only)
        for ledger in self.ledgers:
            with ledger.read() as store:
                assert differing <= {_cell(key) for key in touched(store, When(*here), When(*there))}
                assert readings(store, When(*here, counting(floor, reviewed_only=reviewed_only))) == expected
                if here[1]:
                    assert of_matrix(store, *here) == one

    # -- how it is done ----------------------------------------------------------------------------------------------

    def bring_in(self, report: tuple[str, str | None] | None, said: list[Said]) -> Act | None:
        text = as_seed(report, said)

        def state() -> None:
            if report:
                self.model.describe(f"source:{report[0]}", reliability="C", carries=report[1])
            for each in said:
                self.model.state(each)

        done = self.do(
            lambda store: import_seeds(store, [read_yaml("seed", text.encode())], HEADER, keep_intents=True), state
        )
        if (report, said) not in self.reports:
            self.reports.append((report, said))
        return done

    def do(self, act: Callable[[Store], Imported], in_model: Callable[[], None]) -> Act | None:
        """Do it on both ledgers and in the model; they agree on what comes of it."""
        expected: Act | None = None
        refused = False
        try:
            expected = self.model.perform(in_model)
        except Refused:
            refused = True
        results = [self.attempt(ledger, act) for ledger in self.ledgers]
        note(f"  @{self.model.k}: {_in_short(results[0])}")
        assert _outline(results[0]) == _outline(results[-1])
        if refused:
            assert isinstance(results[0], LedgerError), "the model refuses"
            return None
        for result in results:
            assert isinstance(result, Imported), result.all_faults()
            assert result.changesets == ([self.model.k] if expected else [])
        assert isinstance(results[0], Imported)
        self.bind(results[0])
        self.look(END, self.model.k)
        return expected

    @staticmethod
    def attempt(ledger: Database, act: Callable[[Store], Imported]) -> Imported | LedgerError:
        try:
            with ledger.write() as store:
                return act(store)
        except LedgerError as problem:
            return problem

    def bind(self, result: Imported) -> None:
        """Learn the numbers of new entries, and see that each stands where the model has it."""
        new = list(self.model.new_entries()) if result.changesets else []
        for intent in (intent for plan in result.plans for intent in plan.intents):
            if isinstance(intent, Retract):
                self.seats[intent.retraction.id] = self.seats[intent.retraction.entry]
            elif isinstance(intent, AddEntry):
                seat = self.seats.get(intent.entry.supersedes or 0)
                places = {(citation.source, citation.at) for citation in intent.entry.said.cite}
                entry = next(
                    each
                    for each in new
                    if each.number is None and (each.seat is seat if seat else {c.place for c in each.cites} & places)
                )
                entry.number = intent.entry.id
                self.seats[intent.entry.id] = entry.seat
        assert all(entry.number for entry in new)

    def look(self, d: date, k: int) -> dict[Cell, Read]:
        expected = self.model.as_of(d, k)
        for ledger in self.ledgers:
            with ledger.read() as store:
                assert readings(store, When(d, k)) == expected
        assert self.seen.setdefault((d, k), expected) == expected
        return expected

    def second_thoughts(self, data: st.DataObject) -> None:
        """Whoever did the last thing may undo it, and may undo that, too."""
        for _ in range(data.draw(st.sampled_from([0, 0, 1, 2])) if self.model.k > 1 else 0):
            self.undo(self.model.k)

    def undo(self, number: int) -> None:
        last = self.model.k
        before = {d: self.look(d, number - 1) for d in DAYS}
        touched = self.model.touched_since(number)
        done = self.do(
            lambda store: undo(store, number, HEADER, reason="second thoughts"), lambda: self.model.undo(number)
        )
        if number == last:
            assert done, "nothing can rest on the last changeset"
        if done:
            for d in DAYS:
                again, was = (
                    {cell: _nameless(read) for cell, read in found.items() if cell not in touched}
                    for found in (self.look(d, self.model.k), before[d])
                )
                assert again == was

    def teardown(self) -> None:
        try:
            for d, k in self.seen:
                self.look(d, k)
            for ledger in self.ledgers:
                with ledger.read() as store:
                    verify(store)
            self.move_house()
        finally:
            for ledger in self.ledgers:
                ledger.close()
            self.close()

    def move_house(self) -> None:
        """Both ledgers export the same, which imported into a new one gives the same hashes."""
        histories = []
        for ledger in self.ledgers:
            with ledger.read() as store:
                histories.append([values for _number, values in exporting.history(store)])
        assert histories[0] == histories[-1]
        as_yaml = [read_yaml(str(n), write_yaml(values).encode()) for n, values in enumerate(histories[0])]
        lines = [line.encode() for values in histories[0] for line in write_jsonl(values)]
        for seeds in (as_yaml, read_jsonl("x", lines)):
            other = Database(self.new_ledger("sqlite"))
            with other.write() as store:
                import_seeds(store, seeds, HEADER)
                found = changesets.hashes(store)
            other.close()
            with self.ledgers[0].read() as store:
                assert changesets.hashes(store) == found

    # -- what people say ---------------------------------------------------------------------------------------------

    def statement(
        self,
        data: st.DataObject,
        *,
        cell: Cell | None = None,
        word: str | None = None,
        source: str | None = None,
        like: Said | None = None,
    ) -> Said:
        cell = cell or data.draw(st.sampled_from(CELLS))
        word = word or data.draw(st.sampled_from(WORDS[cell[0]]))
        held = data.draw(st.sampled_from([like.held, like.held, *HELD] if like else HELD))
        stage = like.round if like and held is None and like.round else data.draw(st.sampled_from(list(ROUNDS)))
        self.places += 1
        return Said(
            cell,
            word,
            source or data.draw(st.sampled_from(list(SOURCES))),
            f"¶{self.places}",
            held,
            stage if held is None else data.draw(st.sampled_from([None, stage])),
            data.draw(st.sampled_from(["paid", "Paid!", "if paid"])) if word == "conditional" else None,
            data.draw(st.sampled_from([None, None, 40, 48, 60])) if cell[0] == "stance" else None,
            data.draw(st.sampled_from([None, "One"])),
            data.draw(st.sampled_from([2, 4])),
            data.draw(st.sampled_from(SPEAKERS)),
        )

    def others_too(self, said: Said, data: st.DataObject) -> list[Said]:
        """Perhaps another source says the same, cited in one breath."""
        others = [None, None, *(source for source in SOURCES if source != said.source)]
        other = data.draw(st.sampled_from(others))
        if other is None:
            return []
        self.places += 1
        return [replace(said, source=other, at=f"¶{self.places}")]

    def reworded(self, said: Said, data: st.DataObject) -> Said:
        position = data.draw(st.sampled_from([said.position, 50])) if said.cell[0] == "stance" else None
        return Said(**said.__dict__ | {"summary": data.draw(st.sampled_from(["One", "Other"])), "position": position})

    @staticmethod
    def correction(entry: Entry, **changes: Any) -> dict[str, Any]:
        return {name: value for name, value in changes.items() if name != "condition" or entry.said.cell[0] == "stance"}

    @staticmethod
    def as_fields(said: Said, changes: dict[str, Any]) -> dict[str, Any]:
        """What a person gives to the act of correcting."""
        given = {}
        for name, value in changes.items():
            if name == "word":
                given[said.cell[0]] = value
            elif name == "cell":
                given["party"] = value[2]
            elif name == "held":
                given["held_on"] = value
            else:
                given[name] = value
        return given

    def mostly_standing(self, data: st.DataObject) -> list[Entry]:
        standing = self.model.standing()
        return self.model.entries if not standing or data.draw(st.integers(0, 4)) == 0 else standing


def _nameless(read: Read) -> object:
    """A cell without the numbers of its entries: what is said again has new ones."""
    accounts = [(replace(each, entry=None, entries=frozenset()), len(each.entries)) for each in read.accounts]
    return accounts, read.contested, len(read.listed)


def _outline(result: Imported | LedgerError) -> object:
    """What must be the same on both engines."""
    if isinstance(result, LedgerError):
        return type(result), result.message, result.all_faults()
    return result.changesets, result.recorded, result.contested, [plan.intents for plan in result.plans]


def _in_short(result: Imported | LedgerError) -> str:
    """What came of an act, to be read when a life fails."""
    if isinstance(result, LedgerError):
        return f"{result.message}: {'; '.join(fault.message for fault in result.faults)}"
    said = []
    for intent in (intent for plan in result.plans for intent in plan.intents):
        match intent:
            case AddEntry(entry):
                said.append(f"+{entry.id} for {entry.supersedes} (rank {entry.rank}): {describe(entry)}")
            case Retract(gone):
                said.append(f"-{gone.entry} by {gone.id}")
            case AddCitation(number, citation):
                said.append(f"{number} cites {citation.source} {citation.at}")
            case AddPair(one, other, relation):
                said.append(f"{one} {relation.value} {other}")
            case Settle(how):
                said.append(f"{how.how} {how.entry} {how.other}")
            case _:
                said.append(str(intent)[:80])
    return "; ".join(said) or "nothing"


@pytest.fixture
def new_ledger(
    sqlite_template: Path, postgres_template: str, postgres_admin: Engine, tmp_path: Path
) -> tuple[NewLedger, Callable[[], None]]:
    """Makes empty ledgers, and removes them: a life leaves nothing behind for the next."""
    made: list[str | Path] = []

    def make(engine: str) -> Location:
        name = f"life_{uuid.uuid4().hex[:12]}"
        if engine == "sqlite":
            made.append(tmp_path / name)
            shutil.copyfile(sqlite_template, tmp_path / name)
            return Location(path=tmp_path / name)
        made.append(name)
        return copy_of(postgres_admin, postgres_template, name)

    def remove() -> None:
        while made:
            ledger = made.pop()
            if isinstance(ledger, Path):
                ledger.unlink()
                continue
            with postgres_admin.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {ledger} WITH (FORCE)")

    return make, remove


@pytest.mark.slow
def test_any_life_of_a_ledger_is_as_the_design_says(new_ledger: tuple[NewLedger, Callable[[], None]]) -> None:
    class ThisLife(Life):
        def __init__(self) -> None:
            super().__init__(*new_ledger)

    run_state_machine_as_test(
        ThisLife,
        settings=settings(slowly(LIVES), stateful_step_count=ACTS),
    )
