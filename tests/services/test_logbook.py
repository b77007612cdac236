"""What an analyst looks for in the log: who touched what, and which changeset did what."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

import pytest

from ledger.domain.diff import EVIDENCE, Change, Verb
from ledger.domain.seed import ChangesetInfo
from ledger.domain.words import Stance
from ledger.errors import NotFound, UsageError
from ledger.services import acting, log, settling, undoing
from ledger.services.diff import changes_between
from ledger.services.log import Sought
from ledger.storage import changesets, entries
from ledger.storage.changeset_contents import Contents, ContentsReader
from ledger.storage.database import Database, Store
from tests.lived import lived
from tests.support import FRAME, HEADER, load, load_real_seed, stance, together


def numbers(database: Database, limit: int | None = None, **sought: object) -> list[int]:
    with database.read() as store:
        found = log.log(store, Sought(**sought), limit)  # type: ignore[arg-type]
    return [each.changeset.number for each in found]


def done_by(store: Store, number: int) -> set[Verb]:
    """All that a diff with the changeset before says of one."""
    return {verb for change in changes_between(store, f"@{number - 1}", f"@{number}") for verb in change.told_verbs}


@pytest.fixture
def story(database: Database) -> Database:
    """By changeset.

    @1 the frame                @5 blue softens to conditional on land
    @2 red demands land, R1     @6 red is corrected on land: supports
    @3 blue rejects land, R1    @7 an event tied to fuel
    @4 red supports fuel, R2    @8 the title of fuel edited
    """
    load(
        database,
        FRAME,
        stance("land", "red", "demands", "R1"),
        stance("land", "blue", "rejects", "R1"),
        stance("fuel", "red", "supports", "R2"),
        stance("land", "blue", "conditional", "R2"),
    )
    with database.write() as store:
        acting.correct(store, 1, {"stance": "supports"}, HEADER, reason="misread")
    load(database, "events: [{held_on: 2026-02-01, title: A storm, items: [fuel], cite: {source: herald}}]")
    with database.write() as store:
        acting.edit(store, "item", "fuel", {"title": "Fuels"}, HEADER)
    return database


def test_the_log_of_an_item_holds_what_touched_it(story: Database) -> None:
    assert numbers(story) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert numbers(story, items=["land"]) == [6, 5, 3, 2, 1]
    assert numbers(story, items=["fuel"]) == [8, 7, 4, 1]
    assert numbers(story, items=["fuel", "land"]) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert numbers(story, 2, items=["land"]) == [6, 5]


def test_the_log_of_a_party_holds_what_touched_its_stances(story: Database) -> None:
    assert numbers(story, parties=["red"]) == [6, 4, 2, 1]
    assert numbers(story, parties=["red", "blue"]) == [6, 5, 4, 3, 2, 1]
    assert numbers(story, parties=["green"]) == [1]


def test_of_an_item_and_a_party_it_is_that_partys_stances_on_it(story: Database) -> None:
    assert numbers(story, items=["land"], parties=["red"]) == [6, 2]
    assert numbers(story, items=["fuel"], parties=["blue"]) == []


def test_a_verb_finds_the_changesets_that_did_it(story: Database) -> None:
    assert numbers(story, verbs=["reversed"]) == [5]
    assert numbers(story, verbs=["softened"]) == [6]
    assert numbers(story, verbs=["stated"]) == [4, 3, 2]
    assert numbers(story, verbs=["stated", "reversed"], items=["land"]) == [5, 3, 2]
    assert numbers(story, verbs=["stated"], parties=["red"]) == [4, 2]
    assert numbers(story, 1, verbs=["stated"]) == [4]
    with story.read() as store:
        (found,) = log.log(store, Sought(verbs=["reversed"]))
    assert [(each.item, each.party, each.verb) for each in found.changes] == [("land", "blue", Verb.reversed)]


def test_moves_corrections_and_undoing_are_told_apart(story: Database) -> None:
    with story.write() as store:
        undoing.undo(store, 6, HEADER, reason="it was right")
    with story.read() as store:
        found = log.log(store, Sought(items=["land"], verbs=["softened", "hardened", "reversed"]))
    told = [(each.changeset.number, c.verb.value, each.cause(c), each.undoes) for each in found for c in each.changes]
    assert told == [
        (9, "hardened", "undone", 6),
        (6, "softened", "corrected", None),
        (5, "reversed", "moved", None),
    ]


def test_a_cause_narrows_the_log(story: Database) -> None:
    with story.write() as store:
        undoing.undo(store, 6, HEADER, reason="it was right")
    assert numbers(story, causes=["moved"], items=["land"]) == [5, 3, 2]
    assert numbers(story, causes=["corrected"]) == [6]
    assert numbers(story, causes=["undone"]) == [9]
    assert numbers(story, causes=["corrected", "undone"]) == [9, 6]
    assert numbers(story, causes=["moved"], verbs=["softened"]) == []
    assert numbers(story, causes=["undone"], verbs=["hardened"], parties=["red"]) == [9]


@pytest.fixture
def each_diff_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log takes the diff of a changeset with the one before once, not again for every verb it is asked for."""
    known: dict[tuple[str, str], tuple[Change, ...]] = {}

    def remembered(store: Store, start: str, end: str, *, verb: Iterable[str], **_sought: object) -> tuple[Change, ...]:
        if (start, end) not in known:
            known[start, end] = tuple(changes_between(store, start, end))
        return tuple(change for change in known[start, end] if set(change.told_verbs) & set(verb))

    monkeypatch.setattr(log, "changes_between", remembered)


def told_exactly(database: Database, did: Mapping[int, AbstractSet[Verb]]) -> None:
    """Asked for by each verb that some changeset did, just those are found; by all the other verbs at once, none is."""
    done = set().union(*did.values())
    for verb in Verb:
        if verb in done:
            assert numbers(database, verbs=[verb.value]) == [n for n in did if verb in did[n]], verb
    assert numbers(database, verbs=[verb.value for verb in Verb if verb not in done]) == []


@pytest.mark.usefixtures("each_diff_once")
@pytest.mark.parametrize("few", [0, 1_000])
def test_no_changeset_that_did_it_is_passed_over(database: Database, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the shortcut, the answer is that of a diff of each changeset with the one before."""
    monkeypatch.setattr(log, "FEW", few)
    lived(database)
    with database.write() as store:
        acting.edit(store, "item", "fuel", {"struck": True}, HEADER)
    with database.write() as store:
        undoing.undo(store, changesets.last_number(store), HEADER, reason="it is one")
    with database.read() as store:
        did = {n: done_by(store, n) for n in numbers(database)}
    assert len(set().union(*did.values())) > 10
    assert set().union(*did.values()) & EVIDENCE
    told_exactly(database, did)


@pytest.mark.usefixtures("each_diff_once")
def test_of_many_changesets_too_none_is_passed_over(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stances out of order, of yesterday and tomorrow, corrected into other cells, retracted, undone."""
    monkeypatch.setattr(log, "FEW", 0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")  # 1 March 2026
    load(database, FRAME)
    chance = random.Random(4)
    for n in range(24):
        item, party = chance.choice(["land", "fuel"]), chance.choice(["red", "blue"])
        day = date(2026, 1, 10) + timedelta(days=2 * n + chance.randint(-9, 9))
        load(database, stance(item, party, chance.choice(list(Stance)).value, str(day), at=f"¶{n}"))
    acts: list[Callable[[Store], object]] = [
        lambda store: acting.correct(store, 5, {"party": "green"}, HEADER, reason="hers"),
        lambda store: acting.correct(store, 9, {"held_on": "2026-01-01"}, HEADER, reason="earlier"),
        lambda store: acting.retract(store, 12, HEADER, reason="not said"),
        lambda store: acting.retract(store, 20, HEADER, reason="not said"),
        lambda store: undoing.undo(store, 28, HEADER, reason="said after all"),
        lambda store: acting.edit(store, "party", "blue", {"struck": True}, HEADER),
    ]
    for act in acts:
        with database.write() as store:
            act(store)
    with database.read() as store:
        did = {n: done_by(store, n) for n in numbers(database)}
    assert len(set().union(*did.values())) > 10
    told_exactly(database, did)


def test_what_is_held_later_or_elsewhere_hides_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "FEW", 0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")  # 1 March 2026
    load(database, FRAME, stance("land", "red", "demands", "2026-02-01"), stance("land", "red", "doubts", "2026-05-01"))
    load(database, stance("land", "red", "supports", "2026-02-10"), stance("fuel", "blue", "rejects", "2026-02-01"))
    with database.write() as store:
        acting.correct(store, 4, {"party": "green"}, HEADER, reason="hers")
    assert numbers(database, verbs=["shifted"]) == [4]
    assert numbers(database, verbs=["reversed"]) == []
    assert numbers(database, verbs=["unstated"]) == [6]
    assert numbers(database, verbs=["stated"], parties=["green"]) == [6]


@pytest.mark.parametrize("few", [0, 40])
def test_another_source_for_the_first_of_two_steps_contests_the_second(
    database: Database, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Herald tells of two steps; the gazette, cited for the first alone, knows of no second."""
    monkeypatch.setattr(log, "FEW", few)
    steps = together(stance("land", "red", "supports", "R1"), stance("land", "red", "rejects", "R1", at="¶2"))
    load(database, FRAME, steps, "citations: [{entry: 1, source: gazette, at: ¶1}]")
    assert numbers(database, verbs=["contested"]) == numbers(database, verbs=["reversed"]) == [3]
    load(database, "dropped_citations: [{entry: 1, source: gazette, at: ¶1, reason: another land}]")
    assert numbers(database, verbs=["resolved"]) == [4]


def test_whatever_a_changeset_holds_of_an_item_touches_it(database: Database) -> None:
    """The log of all items against the contents of each changeset, read one after another."""
    lived(database)
    with database.read() as store:
        reader = ContentsReader(store)
        every = [reader.contents(each.number) for each in changesets.log(store)]
        tied = {e.id for e in entries.of_items(store, ["land", "fuel", "pledge"])}
    kinds = {kind for done in every for kind in _about(done, tied)}
    assert kinds >= {"entry", "retraction", "citation", "dropped", "rival", "settlement", "review", "record", "edit"}
    assert numbers(database, items=["land", "fuel", "pledge"]) == [
        done.changeset.number for done in every if any(_about(done, tied))
    ]


def _about(done: Contents, tied: set[int]) -> Iterator[str]:
    for kind, touched in (
        ("entry", [entry.id for entry in done.entries]),
        ("retraction", [each.entry for each in done.retractions]),
        ("citation", [each.entry.id for each in done.citations]),
        ("dropped", [each.entry.id for each in done.dropped]),
        ("rival", [number for pair in done.rivals for number in pair]),
        ("settlement", [each.entry for each in done.settlements]),
        ("review", [each.entry.id for each in done.reviews]),
        ("claim", [each.entry.id for each in done.claims]),
    ):
        if tied.intersection(touched):
            yield kind
    if any(each.table == "item" for each in done.records):
        yield "record"
    if any(each.record.startswith("item:") for each in done.edits):
        yield "edit"


def test_an_act_that_adds_no_entry_touches_the_item_all_the_same(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "opposes", "R1", "gazette"))
    load(database, "events: [{held_on: 2026-02-01, title: A storm, items: [fuel], cite: {source: herald}}]")
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, last=2, reason="it moved")
    with database.write() as store:
        acting.retract(store, 3, HEADER, reason="no storm")
    assert numbers(database, items=["land"]) == [5, 3, 2, 1]
    assert numbers(database, items=["fuel"]) == [6, 4, 1]


def test_author_and_day_narrow_the_log(database: Database) -> None:
    load(database, FRAME)
    late = ChangesetInfo(author="ben", recorded_at="2026-03-01T00:00:00Z", tool="tests")
    load(database, stance("land", "red", "demands", "R1"), header=late)
    assert numbers(database, authors=["ben"]) == [2]
    assert numbers(database, authors=["ben", "tester"]) == [2, 1]
    assert numbers(database, since="2026-03-01") == [2]
    assert numbers(database, since="2026-03") == [2]
    assert numbers(database, since="2026-03-02") == []
    assert numbers(database, since="2026") == [2, 1]
    assert numbers(database, since="@2") == [2]
    assert numbers(database, since="@2", authors=["tester"]) == []


@pytest.mark.parametrize(
    ("sought", "error", "meant"),
    [
        ({"items": ["lnd"]}, NotFound, "land"),
        ({"parties": ["rde"]}, NotFound, "red"),
        ({"authors": ["testr"]}, NotFound, "tester"),
        ({"verbs": ["hardend"]}, UsageError, "hardened"),
        ({"verbs": ["zzz"]}, UsageError, "and 32 more"),
        ({"causes": ["undo"]}, UsageError, "known here: moved, corrected, redefined, undone"),
        ({"since": "yesterday"}, UsageError, "a day"),
        ({"since": "@x"}, UsageError, "a day"),
    ],
)
def test_a_slip_of_the_pen_is_no_empty_log(
    database: Database, sought: dict[str, object], error: type[Exception], meant: str
) -> None:
    load(database, FRAME)
    with pytest.raises(error) as found:
        numbers(database, None, **sought)
    assert meant in str(getattr(found.value, "hint", ""))


def test_the_five_reports_settled_what_the_second_round_settled(database: Database) -> None:
    load_real_seed(database)
    with database.read() as store:
        found = log.log(store, Sought(verbs=["settled"]))
    assert {each.changeset.number: [change.item for change in each.changes] for each in found} == {
        6: ["prisoner-exchange", "military-dialogue"],
        3: ["working-groups"],
    }
