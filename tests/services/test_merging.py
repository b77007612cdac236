"""What happens when two analysts' copies of a ledger come together: nothing is lost, and conflicts are settled by people."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.seed import AddedCitation, ChangesetInfo, DroppedCitation
from ledger.domain.words import Verdict
from ledger.errors import LedgerError
from ledger.services import acting, merging, rekeying
from ledger.services.undoing import undo
from ledger.services.verifying import verify
from ledger.storage import changesets, entries, reviews
from ledger.storage.database import Database, Store
from ledger.storage.engine import Location
from tests.conftest import NewLocation
from tests.support import FRAME, HEADER, load, load_real_seed, said, stance

ANA, BEN, MIA = (HEADER.model_copy(update={"author": name}) for name in ("ana", "ben", "mia"))
TALKS = (
    FRAME,
    stance("land", "red", "demands", "R1"),
    stance("land", "blue", "opposes", "R1"),
    stance("land", "red", "rejects", "R1", "gazette"),
    "statuses: [{item: land, round: R1, status: deadlocked, cite: {source: herald, at: ¶3}}]",
)
Act = Callable[[Store, ChangesetInfo], Any]
Copies = tuple[Database, Database]


@contextmanager
def copies(template: Path, folder: Path) -> Iterator[Copies]:
    """Two copies of one ledger."""
    made = []
    for name in ("ana", "ben"):
        path = folder / f"{name}.db"
        shutil.copyfile(template, path)
        made.append(Database(Location(path=path)))
    yield made[0], made[1]
    for database in made:
        database.close()


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A ledger with a few acts."""
    path = tmp_path_factory.mktemp("talks") / "ledger.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(Location(path=path))
    load(database, *TALKS)
    database.close()
    return path


def done(database: Database, header: ChangesetInfo, *acts: Act) -> None:
    for act in acts:
        with database.write() as store:
            act(store, header)


def merged(into: Database, other: Database, chosen: dict[int, str] | None = None) -> merging.Merged:
    with into.write() as store, other.read() as theirs:
        found = merging.merge(store, theirs, MIA, chosen)
        verify(store)
    return found


def edit(key: str, **fields: object) -> Act:
    return lambda store, header: acting.edit(store, "item", key, fields, header)


def correct(number: int, word: str) -> Act:
    return lambda store, header: acting.correct(store, number, {"stance": word}, header, reason="misread")


def retract(number: int) -> Act:
    return lambda store, header: acting.retract(store, number, header, reason="not there")


def keep(number: int) -> Act:
    return lambda store, header: acting.settle(store, "land", "red", header, reason="nearer", keep=number)


def review(number: int, verdict: str) -> Act:
    return lambda store, header: acting.review(store, [number], Verdict(verdict), header)


def rename(table: str, key: str, new: str) -> Act:
    return lambda store, header: rekeying.rename(store, table, key, new, header)


def cites(number: int, source: str) -> Act:
    part = AddedCitation.model_validate({"entry": {"id": number}, "source": source, "at": "¶7"})
    return lambda store, header: acting.perform(store, [part], header)


def cites_no_more(number: int, source: str, at: str) -> Act:
    part = DroppedCitation.model_validate({"entry": {"id": number}, "source": source, "at": at, "reason": "not there"})
    return lambda store, header: acting.perform(store, [part], header)


def undo_last(store: Store, header: ChangesetInfo) -> Any:
    return undo(store, changesets.last_number(store), header, reason="second thoughts")


def report(item: str, party: str, word: str, day: str, source: str = "herald", at: str = "¶9") -> Act:
    from tests.support import load_into

    return lambda store, header: load_into(store, stance(item, party, word, day, source, at), header=header)


def test_copies_changed_apart_read_alike_whichever_came_first(talks: Path, tmp_path: Path) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, report("land", "red", "opposes", "R2"), rename("item", "land", "ground"), review(1, "accepted"))
        done(other, BEN, edit("land", difficulty=3), report("fuel", "blue", "supports", "R2"), review(1, "accepted"))
        shutil.copyfile(tmp_path / "ana.db", tmp_path / "ana2.db")
        first = merged(one, other)
        again = Database(Location(path=tmp_path / "ana2.db"))
        second = merged(other, again)
        again.close()
        assert (first.conflicts, second.conflicts) == ((), ())
        assert said(one) == said(other)
        assert said(one)["ground red"] == "opposes"
        with one.read() as store:
            log = changesets.log(store, newest_first=False)[-3:]
            assert [each.header.by for each in log] == ["ben, merged by mia"] * 3
            assert all(each.header.origin for each in log)
            assert {each.reviewer for each in reviews.side_by_side(store, None, [1])[1]} == {"ana", "ben"}


def test_merging_again_records_nothing(talks: Path, tmp_path: Path) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, edit("land", difficulty=4))
        done(other, BEN, report("land", "red", "opposes", "R2"))
        merged(one, other)
        assert merged(one, other).taken == ()
        assert merged(other, one).known == 1
        assert said(one) == said(other)


def test_one_report_coded_twice_is_recorded_once(talks: Path, tmp_path: Path) -> None:
    with copies(talks, tmp_path) as (one, other):
        for database, header in ((one, ANA), (other, BEN)):
            done(database, header, report("fuel", "blue", "supports", "R2"))
        assert merged(one, other).taken == ()


AT_ODDS = [
    ([edit("land", title="Soil")], [edit("land", title="Ground")], "field"),
    ([correct(1, "supports")], [correct(1, "opposes")], "entry"),
    ([correct(1, "supports")], [retract(1)], "entry"),
    ([keep(1)], [retract(1)], "kept"),
    ([review(1, "accepted")], [review(1, "rejected")], "verdict"),
    ([rename("item", "land", "soil")], [rename("item", "land", "ground")], "field"),
]


@pytest.mark.parametrize(("mine", "theirs", "about"), AT_ODDS)
@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_what_both_changed_is_settled_by_a_person(
    talks: Path, tmp_path: Path, mine: list[Act], theirs: list[Act], about: str, side: str
) -> None:
    with copies(talks, tmp_path) as (one, other):
        header = ANA if about != "verdict" else BEN
        done(one, header, *mine)
        done(other, BEN, *theirs)
        before = {"ours": said(one), "theirs": said(other)}
        with one.read() as store:
            count = changesets.last_number(store)
        found = merged(one, other)
        assert [each.about for each in found.conflicts] == [about]
        with one.read() as store:
            assert changesets.last_number(store) == count, "nothing is recorded until somebody says which stands"
        merged(one, other, {1: side})
        assert said(one) == before[side]


TOLD_APART = [
    ([cites(1, "gazette"), cites_no_more(1, "gazette", "¶7")], [cites(1, "gazette")]),
    ([cites(1, "gazette"), cites_no_more(1, "herald", "¶1")], [cites(1, "gazette"), cites_no_more(1, "gazette", "¶7")]),
    ([cites(1, "gazette"), cites_no_more(1, "herald", "¶1")], [cites(1, "desk"), cites_no_more(1, "herald", "¶1")]),
    ([keep(1)], [keep(3)]),
]


@pytest.mark.parametrize(("mine", "theirs"), TOLD_APART)
def test_what_both_cited_or_settled_is_the_same_in_either_order(
    talks: Path, tmp_path: Path, mine: list[Act], theirs: list[Act]
) -> None:
    with copies(talks, tmp_path) as (one, other):
        done(one, ANA, *mine)
        done(other, BEN, *theirs)
        shutil.copyfile(tmp_path / "ana.db", tmp_path / "ana2.db")
        again = Database(Location(path=tmp_path / "ana2.db"))
        ours = dict.fromkeys(range(1, 4), "ours") if mine == TOLD_APART[-1][0] else None
        merged(one, other, ours)
        merged(other, again, ours and dict.fromkeys(ours, "theirs"))
        assert cited(one) == cited(other)
        assert said(one) == said(other)
        assert merged(one, again).taken == ()
        again.close()


ACTS = st.sampled_from(
    [
        *(correct(number, word) for number in (1, 2, 3) for word in ("supports", "opposes")),
        *(retract(number) for number in (1, 2, 3)),
        *(keep(number) for number in (1, 3)),
        *(review(number, word) for number in (1, 2) for word in ("accepted", "rejected")),
        *(edit("land", title=title) for title in ("Soil", "Ground")),
        *(cites(1, source) for source in ("gazette", "desk")),
        *(cites_no_more(1, source, at) for source, at in (("herald", "¶1"), ("gazette", "¶7"), ("desk", "¶7"))),
        edit("fuel", difficulty=4),
        rename("item", "land", "soil"),
        rename("party", "red", "crimson"),
        *(report(item, "blue", word, "R2", source) for item in ("land", "fuel") for word in ("supports", "doubts")
          for source in ("herald", "gazette")),
        undo_last,
    ]
)  # fmt: skip


def tried(database: Database, header: ChangesetInfo, acts: list[Act], parted: int) -> None:
    """Do what can be done; what is refused is not done. What both copies have is not undone here."""
    for act in acts:
        with database.read() as store:
            if act is undo_last and changesets.last_number(store) <= parted:
                continue
        try:
            done(database, header, act)
        except LedgerError:
            continue


def words(database: Database) -> set[str]:
    """Everything that was ever said and where it stands, whatever became of it and whatever it is called now."""
    with database.read() as store:
        found = entries.by_ids(store, range(1, entries.last_id(store) + 1)).values()
        return {f"{entry.held} {getattr(entry.said, 'stance', '')} {entry.said.summary}" for entry in found}


def cited(database: Database) -> set[str]:
    """Every place that an entry rests on, with what it says."""
    with database.read() as store:
        found = entries.by_ids(store, range(1, entries.last_id(store) + 1)).values()
        return {
            f"{entry.held} {getattr(entry.said, 'stance', '')}: {cite.source} {cite.at}"
            for entry in found
            for cite in entry.said.cite
        }


def undone_again(database: Database, number: int) -> None:
    """Undo what was merged, where nothing stands in the way: the record stays sound, and nothing said is gone."""
    before = words(database)
    try:
        done(database, MIA, lambda store, header: undo(store, number, header, reason="not ours"))
    except LedgerError:
        return
    with database.read() as store:
        verify(store)
    assert words(database) >= before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mine=st.lists(ACTS, max_size=5), theirs=st.lists(ACTS, max_size=5))
def test_whatever_both_did_nothing_is_lost_and_either_order_reads_alike(
    talks: Path, tmp_path_factory: pytest.TempPathFactory, mine: list[Act], theirs: list[Act]
) -> None:
    folder = tmp_path_factory.mktemp("apart")
    with copies(talks, folder) as (one, other):
        tried(one, ANA, mine, len(TALKS))
        tried(other, BEN, theirs, len(TALKS))
        shutil.copyfile(folder / "ana.db", folder / "ana2.db")
        again = Database(Location(path=folder / "ana2.db"))
        said_by_both = words(one) | words(other)
        found, back = merged(one, other), merged(other, again)
        assert len(found.conflicts) == len(back.conflicts)
        if found.open_ones:
            chosen = found.open_ones
            found = merged(one, other, dict.fromkeys(chosen, "ours"))
            merged(other, again, dict.fromkeys(chosen, "theirs"))
        assert said(one) == said(other)
        assert words(one) == words(other) == said_by_both
        assert cited(one) == cited(other)
        assert merged(one, again).taken == ()
        for number in reversed(found.taken):
            undone_again(one, number)
        again.close()
    shutil.rmtree(folder)


def test_a_server_and_a_file_come_together(talks: Path, tmp_path: Path, new_location: NewLocation) -> None:
    from ledger.services.copying import _replay

    with copies(talks, tmp_path) as (one, other):
        server = Database(new_location("postgresql"))
        with one.read() as store, server.write() as copied:
            _replay(store, copied)
        done(server, ANA, report("land", "red", "opposes", "R2"))
        done(other, BEN, edit("land", difficulty=3), rename("item", "land", "ground"))
        assert len(merged(server, other).taken) == 2
        assert said(server)["ground red"] == "opposes"
        server.close()


def _entered(item: str, party: str, word: str) -> list[Act]:
    return [report(item, party, word, f"2026-02-0{day}", "cgtn-2026-01", f"¶{day}") for day in range(6, 10)]


def _more_certain(number: int, **fields: object) -> Act:
    return lambda store, header: acting.correct(store, number, fields, header, reason="misread", unfound=True)


def test_twenty_acts_each_with_three_conflicts_on_the_demo(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "base.db")
    base = Database(Location(path=tmp_path / "base.db"))
    load_real_seed(base)
    base.close()
    mine = [
        edit("ceasefire", title="Truce"), _more_certain(2, position=80), retract(19),
        *(review(number, "accepted") for number in range(20, 28)), *_entered("ceasefire", "ukraine", "supports"),
        rename("item", "territory", "land"), rename("party", "china", "prc"), edit("european-role", difficulty=2),
        lambda store, header: rekeying.join(store, "party", "osce", "europe", header, reason="one"),
        edit("prisoner-exchange", owner="ana"),
    ]  # fmt: skip
    theirs = [
        edit("ceasefire", title="Halt"), _more_certain(2, position=70), _more_certain(19, salience=50),
        *(review(number, "accepted") for number in range(30, 38)), *_entered("territory", "china", "doubts"),
        edit("territory", difficulty=3), edit("territory", question="Who holds it?"),
        rename("source", "restated-2026-01", "restated"), review(1, "accepted"), edit("energy-ceasefire", owner="ben"),
    ]  # fmt: skip
    assert (len(mine), len(theirs)) == (20, 20)
    with copies(tmp_path / "base.db", tmp_path) as (one, other):
        done(one, ANA, *mine)
        done(other, BEN, *theirs)
        shutil.copyfile(tmp_path / "ana.db", tmp_path / "ana2.db")
        again = Database(Location(path=tmp_path / "ana2.db"))
        found = merged(one, other)
        assert [(each.about, each.ref, each.entries) for each in found.conflicts] == [
            ("field", "item:ceasefire", ()), ("entry", "", (2,)), ("entry", "", (19,)),
        ]  # fmt: skip
        assert len(merged(one, other, {1: "ours", 2: "theirs", 3: "ours"}).taken) == 20
        assert len(merged(other, again, {1: "theirs", 2: "ours", 3: "theirs"}).taken) == 20
        again.close()
        assert said(one) == said(other)
