"""Quotes and places are looked up the moment they are recorded, wherever their text comes from."""

import hashlib

import pytest
from sqlalchemy import event

from ledger.domain.entries import Citation, StanceEntry
from ledger.domain.seed import AddedCitation, CellRef
from ledger.domain.words import EntryKind, Stance
from ledger.errors import InvalidData, InvalidSeed, Unfound
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_out import write_jsonl
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, exporting, sourcing, undoing
from ledger.services.importing import Imported, import_seeds
from ledger.services.showing import show
from ledger.services.shown import SourceView
from ledger.services.verifying import UnfoundQuote, verify
from ledger.storage import entries
from ledger.storage.database import Database
from tests.support import FRAME, HEADER, load, load_into, stance, together

TEXT = """The Herald

Red said it would not give up the land.
Blue called that a bad start. They meet in May.
A bad start, but a start, said Green. They meet in May.
"""
CITE = "stances: [{{item: land, party: red, round: R1, stance: {stance}, cite: {{source: herald, {cite}}}}}]"
ATTACHED = f"""
attachments:
  - source: herald
    sha256: {hashlib.sha256(TEXT.encode()).hexdigest()}
    text: |
{"".join(f"      {line}" for line in TEXT.splitlines(keepends=True))}
"""


def cite(written: str, stance: str = "demands") -> str:
    return CITE.format(cite=written, stance=stance)


def attach(database: Database, text: str = TEXT, *, edition: bool = False) -> sourcing.Attached:
    with database.write() as store:
        return sourcing.attach(store, "herald", text.encode(), HEADER, edition=edition)


def refused(database: Database, *documents: str) -> list[str]:
    with pytest.raises(InvalidSeed) as failure:
        load(database, *documents)
    assert failure.value.exit_code == 3
    return [str(fault) for fault in failure.value.faults]


def cited(database: Database, number: int) -> list[tuple[str | None, str | None]]:
    with database.read() as store:
        return [(each.at, each.quote) for each in entries.by_ids(store, [number])[number].said.cite]


def unfound(database: Database) -> tuple[UnfoundQuote, ...]:
    with database.read() as store:
        return verify(store).unfound


@pytest.fixture
def with_text(database: Database) -> Database:
    load(database, FRAME)
    attach(database)
    return database


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "quote: it would not give up any land",
            '"it would not give up any land" is not in the text of herald; what resembles it stands in ¶2: "it would',
        ),
        ("quote: nothing of the kind", "nothing there resembles it"),
        ("quote: They meet in May", '"They meet in May" stands 2 times in the text of herald: ¶3, ¶4; say which'),
        ("at: ¶3, quote: give up the land", "does not stand in ¶3 of herald; it stands in ¶2"),
        ("at: ¶5, quote: give up the land", "there is no ¶5 in the text of herald; its last is ¶4; the quote stands"),
        ("at: ¶5", ".cite[0].at: there is no ¶5 in the text of herald; its last is ¶4"),
        ("quote: They meet in May, suffix: again", "but not between that prefix and suffix; the words stand in ¶3, ¶4"),
    ],
)
def test_what_is_not_in_the_text_is_refused_with_what_is(with_text: Database, written: str, said: str) -> None:
    (fault,) = refused(with_text, cite(written))
    assert said in fault


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("quote: give up the land", "¶2"),
        ("quote: They meet in May, prefix: start.", "¶3"),
        ("quote: the land. Blue called", "¶2–3"),
        ("at: ¶4, quote: They meet in May", "¶4"),
        ("at: p. 3, quote: They meet in May", "p. 3"),
        ("at: '12:40'", "12:40"),
    ],
)
def test_a_quote_is_given_its_place_where_it_has_none(with_text: Database, written: str, at: str) -> None:
    assert load(with_text, cite(written)).notices == []
    assert cited(with_text, 1)[0][0] == at
    assert load(with_text, cite(written)).changesets == []
    assert unfound(with_text) == ()


def test_a_text_attached_in_the_same_file_or_a_later_one_is_looked_into(database: Database) -> None:
    load(database, FRAME)
    (fault,) = refused(database, cite("quote: some of the land") + ATTACHED)
    assert fault.startswith("1.yaml:1:94: stances[0].cite[0].quote: ")
    faults = refused(database, cite("quote: some of the land"), ATTACHED)
    assert [each.partition(" stances")[0] for each in faults] == ["1.yaml:1:94:"]
    load(database, cite("quote: the land") + ATTACHED)
    assert cited(database, 1) == [("¶2", "the land")]


def test_all_faults_of_a_file_are_told_at_once(with_text: Database) -> None:
    wrong = "stances: [{item: lnd, party: red, round: R1, stance: demands, cite: [{source: herald, quote: the sea}, {source: herald, at: ¶9}]}]"
    assert len(refused(with_text, wrong)) == 3
    faults = refused(with_text, cite("quote: the sea, credibility: 9"), cite("quote: the sea", stance="demand"))
    assert sum("the sea" in each for each in faults) == 1  # a citation that is no citation is not looked up
    assert len(faults) == 3


def test_a_seed_imported_before_its_text_came_gives_nothing_new_after(database: Database) -> None:
    seed = cite("quote: the land")
    load(database, FRAME, seed)
    assert cited(database, 1) == [(None, "the land")]
    attach(database)
    assert load(database, seed).changesets == []
    assert load(database, cite("at: ¶2, quote: the land")).changesets == []  # its place is told by the quote
    assert cited(database, 1) == [(None, "the land")]


def test_what_was_wrong_before_its_text_came_is_noted_and_not_refused(database: Database) -> None:
    seed = cite("quote: some of the land")
    load(database, FRAME, seed)
    assert len(attach(database).quotes) == 1
    again = load(database, seed)
    assert again.changesets == []
    (notice,) = again.notices
    assert notice.startswith("1 quote or place recorded before not found in the attached texts")
    assert [each.entry for each in unfound(database)] == [1]


def test_an_unfound_quote_is_recorded_on_demand_noted_and_listed(with_text: Database) -> None:
    with with_text.write() as store:
        seed = read_yaml("s.yaml", cite("quote: some of the land").encode())
        done = import_seeds(store, [seed], HEADER, unfound=True)
    (notice,) = done.notices
    assert notice.startswith("s.yaml:1:")
    assert notice.endswith("recorded all the same")
    (lost,) = unfound(with_text)
    assert (lost.entry, lost.source, lost.quote) == (1, "herald", "some of the land")
    with with_text.read() as store:
        view = show(store, "source:herald")
        assert isinstance(view, SourceView)
        assert view.unfound == (lost,)
        sound = verify(store)
    assert (sound.checkpoint.number, sound.notices) == (3, ())
    with with_text.write() as store:
        acting.correct(store, 1, {"cite": {"source": "herald", "quote": "the land"}}, HEADER, reason="misquoted")
    assert unfound(with_text) == ()


def test_one_act_is_looked_up_as_a_seed_is(with_text: Database) -> None:
    def record(quote: str, *, unfound: bool = False) -> Imported:
        fields = {"item": "fuel", "party": "red", "round": "R1", "stance": "silent"}
        said = acting.statement_of(EntryKind.stance, fields | {"cite": {"source": "herald", "quote": quote}})
        with with_text.write() as store:
            return acting.record(store, said, HEADER, unfound=unfound)

    with pytest.raises(InvalidData) as failure:
        record("the sea")
    assert [(type(fault), fault.path) for fault in failure.value.faults] == [(Unfound, "cite[0].quote")]
    record("the sea", unfound=True)
    with with_text.write() as store:
        kept = acting.correct(store, 1, {"summary": "Red says nothing."}, HEADER, reason="left out")
    assert len(kept.notices) == 1  # what is recorded already does not stand in the way of another correction
    with pytest.raises(InvalidData, match="the shore"), with_text.write() as store:
        acting.correct(store, 2, {"cite": {"source": "herald", "quote": "the shore"}}, HEADER, reason="no, this")
    more = AddedCitation(entry=CellRef(id=2), source="herald", quote="They met in May")
    with pytest.raises(InvalidData, match="They met in May"), with_text.write() as store:
        acting.perform(store, [more], HEADER)
    with with_text.write() as store:
        undoing.undo(store, 4, HEADER, reason="no need")
    assert [each.entry for each in unfound(with_text)] == [3]


def test_a_replay_is_taken_as_it_is(with_text: Database, database: Database) -> None:
    with with_text.write() as store:
        said = acting.statement_of(
            EntryKind.status,
            {"item": "land", "round": "R1", "status": "open", "cite": {"source": "herald", "quote": "the sea"}},
        )
        acting.record(store, said, HEADER, unfound=True)
        acting.record(store, said.model_copy(update={"item": "fuel"}), HEADER, unfound=True)
    with with_text.read() as store:
        lines = [line.encode() for _number, values in exporting.history(store) for line in write_jsonl(values)]
    with database.rehearse() as store:
        again = import_seeds(store, read_jsonl("x", lines), HEADER)
    assert (again.changesets, again.notices) == ([], [])


def test_a_later_edition_alone_refuses_nothing(database: Database) -> None:
    load(database, FRAME, f"source: {{key: post, title: Post, sha256: {'a' * 64}}}")
    with database.write() as store:
        sourcing.attach(store, "post", b"It is gone.", HEADER, edition=True)
    done = load(database, cite("quote: was there").replace("herald", "post"))
    assert done.notices[0].endswith("nothing there resembles it; recorded all the same")
    assert unfound(database) == ()


def test_what_an_earlier_edition_has_is_found(with_text: Database) -> None:
    attach(with_text, "The Herald\n\nA line more.\nRed gave up.\n", edition=True)
    load(with_text, cite("at: ¶2, quote: would not give up"))
    load(with_text, cite("quote: Red gave up", stance="supports"))
    assert [cited(with_text, number)[0][0] for number in (1, 2)] == ["¶2", "¶3"]


def test_texts_are_read_only_for_what_is_quoted_and_once(with_text: Database) -> None:
    read: list[str] = []

    def told(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        read.extend([statement] if "attachment.text" in statement and "JOIN source" in statement else [])

    with with_text.rehearse() as store:
        event.listen(store.connection, "before_cursor_execute", told)
        load_into(store, cite("at: '12:40'"), cite("at: '0:50'").replace("herald", "gazette"))
        assert read == []
        load_into(store, cite("at: ¶2"), cite("quote: Red said", stance="supports"), cite("at: ¶3", stance="doubts"))
        assert len(read) == 1


# -- noted, not refused -----------------------------------------------------------------------------------------------


def test_a_stance_held_after_its_source_came_out_is_noted(database: Database) -> None:
    load(database, FRAME, "sources: [{key: early, title: Early, published: 2026-01-20}]")
    late = "stances: [{{item: {0}, party: red, held_on: {1}, stance: demands, cite: [{2}]}}]"
    (notice,) = load(database, late.format("land", "2026-01-24", "{source: early}")).notices
    assert notice.startswith(
        "1.yaml:1:45: stances[0].held_on: entry 1 is held on 2026-01-24, after early was published (2026-01-20); a slip"
    )
    for item, day, sources in (
        ("fuel", "2026-01-20", "{source: early}"),
        ("fuel", "2026-01", "{source: early}"),
        ("pledge", "2026-02-01", "{source: herald}"),
    ):
        assert load(database, late.format(item, day, sources)).notices == []
    both = load(database, late.format("pledge", "2026-01-24", "{source: early}, {source: herald, at: ¶2}"))
    assert [notice.partition(" is held")[0] for notice in both.notices] == ["1.yaml:1:47: stances[0].held_on: entry 5"]


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("statuses", "item: land, status: agreed"),
        ("events", "title: A meeting, items: [land]"),
        ("remarks", "text: It went well"),
    ],
)
def test_what_else_is_dated_after_its_source_came_out_is_noted(database: Database, block: str, said: str) -> None:
    load(database, FRAME, "sources: [{key: early, title: Early, published: 2026-01-20}]")

    def notices(day: str, source: str) -> list[str]:
        return load(database, f"{block}: [{{{said}, held_on: {day}, cite: {{source: {source}}}}}]").notices

    (late,) = notices("2026-01-24", "early")
    assert f"{block}[0].held_on: entry 1 is held on 2026-01-24, after early was published (2026-01-20); a slip" in late
    assert notices("2026-01-25", "herald") == []
    (ahead,) = notices("2027-05-05", "early")
    assert "after the day it was recorded" in ahead  # told once


def test_a_later_not_raised_that_would_undo_an_agreement_is_noted(database: Database) -> None:
    status = "statuses: [{{item: {0}, held_on: {1}, status: {2}, cite: {{source: herald, at: {3}}}}}]"
    load(database, FRAME, status.format("land", "2026-01-24", "agreed", "¶1"))
    (notice,) = load(database, status.format("land", "2026-02-05", "not-raised", "¶2")).notices
    assert notice == (
        "1.yaml:1:54: statuses[0].status: entry 2 is not-raised, and takes the place of agreed (entry 1); "
        "if nobody spoke of it, leave it out, or record who was silent (a stance, silent)"
    )
    for item, day in (("land", "2026-02-06"), ("fuel", "2026-02-05"), ("land", "2026-01-20")):
        assert load(database, status.format(item, day, "not-raised", "¶3")).notices == []


def test_a_promise_still_open_after_another_source_had_it_kept_is_noted(database: Database) -> None:
    status = "statuses: [{{item: vow, held_on: {0}, status: {1}, cite: {{source: {2}, at: {3}}}}}]"
    load(database, FRAME, "items: [{key: vow, kind: commitment, title: A vow}]")
    load(database, status.format("2026-01-24", "kept", "herald", "¶1"))
    (notice,) = load(database, status.format("2026-02-05", "promised", "gazette", "¶2")).notices
    assert "status: entry 2 is promised, and takes the place of kept (entry 1), which another source tells" in notice
    assert "give it the days of that one (2026-01-24)" in notice
    assert load(database, status.format("2026-01-24", "promised", "gazette", "¶1")).notices == []  # they contradict


@pytest.mark.parametrize(
    ("between", "noted"), [([], False), (["promised"], True), (["partly-kept", "kept"], True), (["kept"], False)]
)
def test_who_told_that_a_promise_was_kept_may_tell_it_open_again_though_another_source_told_that_too(
    database: Database, between: list[str], noted: bool
) -> None:
    status = "statuses: [{{item: vow, held_on: {0}, status: {1}, cite: {{source: {2}, at: {3}}}}}]"
    load(database, FRAME, "items: [{key: vow, kind: commitment, title: A vow}]")
    load(database, status.format("2026-01-20", "kept", "gazette", "¶1"))
    for day, word in enumerate(between, 21):
        load(database, status.format(f"2026-01-{day}", word, "herald", "¶2"))
    load(database, status.format("2026-01-24", "kept", "herald", "¶3"))
    notices = load(database, status.format("2026-02-05", "promised", "gazette", "¶4")).notices
    assert bool(notices) is noted


@pytest.mark.parametrize(
    ("kept", "since", "noted"),
    [
        ("2026-01-20", ("2026-01-20", "promised", "gazette"), True),  # the gazette says both, one behind the other
        ("2026-01-20", ("2026-01-20", "promised", "desk"), False),  # they contradict each other
        ("2026-01", ("2026-01-20", "promised", "desk"), False),  # it may have been kept after that
        ("2026-01", ("2026-02-01", "promised", "desk"), True),
    ],
)
def test_who_had_it_as_kept_may_tell_it_open_again_unless_something_else_follows_that(
    kept: str, since: tuple[str, str, str], noted: bool, database: Database
) -> None:
    status = "statuses: [{{item: vow, held_on: {0}, status: {1}, cite: {{source: {2}, at: {3}}}}}]"
    load(database, FRAME, "items: [{key: vow, kind: commitment, title: A vow}]")
    both = status.format(kept, "kept", "gazette", "¶1"), status.format(*since, "¶2")
    load(database, both[0][:-1] + ", " + both[1].removeprefix("statuses: ["))
    load(database, status.format("2026-02-02", "kept", "herald", "¶3"))
    notices = load(database, status.format("2026-02-05", "promised", "gazette", "¶4")).notices
    assert bool(notices) is noted


def test_a_promise_open_again_is_noted_where_one_file_has_it_kept_before_and_not_where_it_was_broken_between(
    database: Database,
) -> None:
    load(
        database, FRAME, "items: [{key: vow, kind: commitment, title: A vow}, {key: oath, kind: commitment, title: O}]"
    )
    status = "  - {{item: {0}, held_on: {1}, status: {2}, cite: {{source: {3}, at: {4}}}}}".format
    kept = [status(item, "2026-01-24", "kept", "herald", "¶1") for item in ("vow", "oath")]
    again = [status(item, "2026-02-09", "promised", "gazette", "¶2") for item in ("vow", "oath")]
    load(database, "statuses:\n" + status("oath", "2026-02-05", "broken", "gazette", "¶1"))
    (notice,) = load(database, "statuses:\n" + "\n".join(kept + again)).notices
    assert "entry 4 is promised, and takes the place of kept (entry 2)" in notice


SCALED = "items: [{key: land, title: Land, scale: {low: None, high: All}}]"


def test_a_stance_said_again_without_its_place_on_the_scale_is_noted(database: Database) -> None:
    load(database, FRAME, SCALED, stance("land", "red", "opposes", "R1", more=", position: 40, salience: 70"))
    (notice,) = load(database, stance("land", "red", "opposes", "R2", "gazette")).notices
    assert notice == (
        "1.yaml:1:55: stances[0].stance: entry 2 says opposes again without position 40 (entry 1) and salience 70 "
        "(entry 1), which count no more; if that still holds, give it again: "
        "posl correct 2 --position 40 --salience 70 --reason …"
    )
    for later in (
        stance("land", "red", "opposes", "2026-02-08", "gazette"),  # nothing stood any more
        stance("land", "blue", "opposes", "R2"),
        stance("land", "red", "doubts", "2026-02-09"),  # another stance has another place
    ):
        assert load(database, later).notices == []


@pytest.mark.parametrize("beside", ["before it", "in one file", "in one file, but first"])
def test_a_stance_said_again_whose_place_another_source_gives_is_not_noted(database: Database, beside: str) -> None:
    load(database, FRAME, SCALED, stance("land", "red", "opposes", "R1", more=", position: 40"))
    bare, placed = (
        stance("land", "red", "opposes", "R2"),
        stance("land", "red", "opposes", "R2", "gazette", more=", position: 45"),
    )
    files = {
        "before it": (placed, bare),
        "in one file": (together(bare, placed),),
        "in one file, but first": (together(placed, bare),),
    }
    assert load(database, *files[beside]).notices == []


def test_what_is_said_again_without_its_place_is_noted_however_the_file_lists_it(database: Database) -> None:
    placed = stance("land", "red", "opposes", "R1", more=", position: 40")
    notices = load(database, FRAME, SCALED, together(stance("land", "red", "opposes", "R2"), placed)).notices
    assert [notice.partition(": entry ")[2].partition(",")[0] for notice in notices] == [
        "1 says opposes again without position 40 (entry 2)"
    ]


def test_of_a_long_record_what_stood_last_before_it_is_what_a_stance_leaves_out(database: Database) -> None:
    days = [f"2026-01-{day:02}" for day in range(1, 29)]
    placed = [", position: 40" if day in (days[0], days[20]) else "" for day in days]
    load(database, FRAME, SCALED)
    said_daily = [stance("land", "red", "opposes", day, more=more) for day, more in zip(days, placed, strict=True)]
    notices = load(database, together(*said_daily)).notices
    assert [notice.partition(": entry ")[2].partition(",")[0] for notice in notices] == [
        "2 says opposes again without position 40 (entry 1)",
        "22 says opposes again without position 40 (entry 21)",
    ]


def test_what_is_only_possible_yet_is_noted_with_the_day_from_which_the_place_counts_no_more(
    database: Database,
) -> None:
    load(database, FRAME, SCALED, stance("land", "red", "opposes", "R1", more=", position: 40"))
    (notice,) = load(database, stance("land", "red", "opposes", "2026-02-01/2026-02-28", "gazette")).notices
    assert "without position 40 (entry 1), which counts no more from 2026-02-28; if that still holds" in notice


def test_a_stance_recorded_again_by_hand_without_its_place_is_noted(database: Database) -> None:
    load(database, FRAME, SCALED, stance("land", "red", "opposes", "R1", more=", position: 40"))
    cited = Citation(source="herald", at="¶2")
    said = StanceEntry(item="land", party="red", round="R2", stance=Stance.opposes, cite=(cited,))
    with database.write() as store:
        recorded = acting.record(store, said, HEADER)
    assert [notice.partition(",")[0] for notice in recorded.notices] == [
        "entry 2 says opposes again without position 40 (entry 1)"
    ]
    with database.write() as store:
        assert acting.correct(store, 2, {"summary": "Still."}, HEADER, reason="clearer").notices == []


def test_a_silence_beside_a_stance_by_another_source_is_noted_since_it_contests_nothing(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    (notice,) = load(database, stance("land", "red", "silent", "R1", "gazette")).notices
    assert "entry 2 has silent beside demands (entry 1), of the same time: silent contradicts no stance" in notice
    assert notice.endswith(
        "record what it says it holds (undecided, opposes …): then the cell is contested; else leave it"
    )
    for said in (stance("land", "red", "silent", "R2", "gazette"), stance("land", "blue", "silent", "R1", "gazette")):
        assert load(database, said).notices == [], "later, and of another party"
    assert load(database, stance("land", "blue", "opposes", "R1", "gazette", at="¶3")).notices == [], "one source"
    (notice,) = load(database, stance("land", "blue", "opposes", "R1")).notices
    assert "entry 6 has opposes beside silent (entry 4)" in notice


def test_another_stance_of_the_same_time_from_the_same_place_is_noted(database: Database) -> None:
    load(database, FRAME, cite("at: ¶2, quote: would not give up"))
    (notice,) = load(database, cite("at: ¶2, quote: the land", stance="supports")).notices
    assert (
        "entry 2 has another stance than entry 1 (demands), of the same time and from the same place, herald ¶2"
        in notice
    )
    assert load(database, cite("at: ¶3", stance="doubts")).notices == []
    sequence = """
    stances:
      - {item: fuel, party: red, round: R1, stance: opposes, cite: {source: herald, at: ¶2, quote: at first}}
      - {item: fuel, party: red, round: R1, stance: supports, cite: {source: herald, at: ¶2, quote: later}}
    """
    assert load(database, sequence).notices == []
    with database.write() as store:
        corrected = acting.correct(store, 1, {"stance": "opposes"}, HEADER, reason="misread")
    assert [notice.partition(",")[0] for notice in corrected.notices] == [
        "entry 6 has another stance than entry 2 (supports)"
    ]


def test_a_promise_still_open_is_noted_too_where_the_report_that_has_it_kept_comes_in_later(database: Database) -> None:
    status = "statuses: [{{item: vow, held_on: {0}, status: {1}, cite: {{source: {2}, at: {3}}}}}]"
    load(database, FRAME, "items: [{key: vow, kind: commitment, title: A vow}]")
    load(database, status.format("2026-01-20", "promised", "gazette", "¶1"))
    load(database, status.format("2026-02-05", "partly-kept", "gazette", "¶2"))
    (notice,) = load(database, status.format("2026-01-24", "kept", "herald", "¶1")).notices
    assert "status: entry 2 is partly-kept, and takes the place of kept (entry 3), which another source tells" in notice
    assert load(database, status.format("2026-01-22", "kept", "desk", "¶1")).notices == []  # another stands between


def test_a_file_whose_source_is_at_fault_is_told_that_alone(database: Database) -> None:
    """Not beside it, for each entry, that the file has no source."""
    load(database, FRAME)
    stances = "[{item: land, party: red, round: R1, stance: supports, cite: {at: ¶1}}]"
    with pytest.raises(InvalidSeed) as raised:
        load(database, f"source: {{key: paper}}\nstances: {stances}")
    assert [fault.message for fault in raised.value.faults] == ['"title" is missing']
