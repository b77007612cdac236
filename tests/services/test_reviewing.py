"""What waits for a verdict and what giving it would do; and two codings of one report compared."""

import itertools

import pytest

from ledger.domain.words import EntryKind, Verdict
from ledger.errors import InvalidSeed, NotFound
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, settling
from ledger.services.accepting import EffectKind
from ledger.services.reviewing import Waiting, compare, first_waiting, waiting
from ledger.storage import lookups
from ledger.storage.database import Database
from tests.support import FRAME, HEADER, SEED, load, load_real_seed, stance

REPORT = """
source: {key: report, title: Report}
stances:
  - {item: land, party: red, round: R1, stance: demands, cite: {at: ¶10}}
  - {item: land, party: blue, round: R1, stance: rejects, cite: {at: ¶9}}
statuses:
  - {item: land, round: R1, status: discussed, cite: {at: ¶2}}
events:
  - {held_on: 2026-02-01, title: A storm, cite: {source: herald, at: ¶1}}
"""


def queue(database: Database, **which: object) -> list[Waiting]:
    with database.read() as store:
        return waiting(store, **which)  # type: ignore[arg-type]


def numbers(database: Database, **which: object) -> list[int]:
    return [line.entry.id for line in queue(database, **which)]


def effects(database: Database, entry: int, **which: object) -> list[tuple[str, str]]:
    (line,) = [line for line in queue(database, **which) if line.entry.id == entry]
    return [(effect.kind.value, effect.text) for effect in line.effects]


def status(item: str, word: str, held: str, source: str = "herald") -> str:
    return f"statuses: [{{item: {item}, held_on: {held}, status: {word}, cite: {{source: {source}, at: ¶1}}}}]"


def test_the_queue_goes_source_by_source_as_one_reads_them(database: Database) -> None:
    load(database, FRAME, REPORT)
    assert [(line.source, line.entry.said.cite[0].at) for line in queue(database)] == [
        ("herald", "¶1"),
        ("report", "¶2"),
        ("report", "¶9"),
        ("report", "¶10"),
    ]


def test_the_first_of_the_queue_are_the_same_and_all_of_it_is_counted(database: Database) -> None:
    load_real_seed(database)
    every = queue(database)
    with database.read() as store:
        assert first_waiting(store, 30) == (every[:30], len(every))
        red = first_waiting(store, 5, matching=lambda entry: entry.said.cell.party == "russia")
    russian = [line for line in every if line.entry.said.cell.party == "russia"]
    assert red == (russian[:5], len(russian))


@pytest.mark.both_engines
def test_the_first_of_the_queue_are_the_same_whatever_was_judged_before_them(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_real_seed(database)
    every = queue(database)
    with database.write() as store:
        acting.review(store, [line.entry.id for line in every[:20:2]], Verdict.accepted, HEADER)
    left = [line for line in every if line not in every[:20:2]]
    for few in (50, 1):  # places of a source that are tried one by one
        monkeypatch.setattr(lookups, "_FEW_PLACES", few)
        with database.read() as store:
            for most in (1, 12, len(left) - 1, 1000):
                first, total = first_waiting(store, most)
                assert ([line.entry.id for line in first], total) == (
                    [line.entry.id for line in left[:most]],
                    len(left),
                )


def test_what_has_a_verdict_or_no_longer_stands_does_not_wait(database: Database) -> None:
    load(database, FRAME, REPORT)
    with database.write() as store:
        acting.review(store, [1], Verdict.accepted, HEADER)
        acting.review(store, [3], Verdict.rejected, HEADER)
        acting.correct(store, 2, {"stance": "opposes"}, HEADER, reason="misread")
        acting.retract(store, 4, HEADER, reason="no storm")
    assert numbers(database) == [5]


def test_the_queue_is_narrowed_by_item_source_party_and_changeset(database: Database) -> None:
    load(database, FRAME, REPORT, stance("fuel", "red", "opposes", "R1"))
    assert numbers(database, item="fuel") == [5]
    assert numbers(database, source="herald") == [4, 5]
    assert numbers(database, party="red") == [5, 1]
    assert numbers(database, changeset=2) == [4, 3, 2, 1]


def test_the_queue_as_it_was(database: Database) -> None:
    load(database, FRAME, REPORT)
    with database.write() as store:
        acting.review(store, [1, 2], Verdict.accepted, HEADER)
        acting.retract(store, 3, HEADER, reason="not said")
    assert numbers(database) == [4]
    assert numbers(database, at="@2") == [4, 3, 2, 1]
    assert numbers(database, at="R1@2") == [3, 2, 1]
    assert numbers(database, at="@1") == []


@pytest.mark.parametrize("which", [{"item": "lend"}, {"source": "heralt"}, {"party": "reds"}])
def test_a_name_that_is_not_there_is_said(database: Database, which: dict[str, str]) -> None:
    load(database, FRAME)
    with pytest.raises(NotFound, match="is not a known") as missing:
        queue(database, **which)
    assert missing.value.hint is not None


# -- what a verdict would do ------------------------------------------------------------------------------------------


def test_it_contradicts_another_account(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "opposes", "R1", "gazette"))
    told = "contradicts entry 1 (land × red: demands, R1, from herald)"
    assert effects(database, 2) == [("contradicts", told)]
    load(database, stance("land", "red", "silent", "2026-01-02", "desk"))
    assert effects(database, 2) == [("contradicts", told), ("moves", "moves Red: silent → opposes −2")]
    assert queue(database)[0].effects[0].entry == 2
    load(database, stance("land", "red", "rejects", "2026-01-28"))
    assert effects(database, 4) == [("moves", "moves Red: demands +3 / opposes −2 → rejects −3")]


def test_a_settled_contest_is_no_contradiction(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "opposes", "R1", "gazette"))
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, reason="it moved", last=2)
    assert all(effect.kind is not EffectKind.contradicts for line in queue(database) for effect in line.effects)


def test_where_the_party_moved_from_what_was_recorded_later_that_one_is_history(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "red", "opposes", "R1", "gazette"))
    with database.write() as store:
        settling.settle(store, "land", "red", HEADER, reason="it came last", moved=(2, 1))
    assert effects(database, 1) == [("moves", "moves Red: opposes −2 → demands +3")]
    assert effects(database, 2) == [("precedes", "is history: entry 1 follows it (2026-01-23/2026-01-24)")]
    load(database, stance("land", "red", "supports", "R2"))
    assert effects(database, 3) == [("moves", "moves Red: demands +3 → supports +2")]


def test_what_is_rejected_is_neither_history_nor_a_stance_that_anybody_moved_from(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "opposes", "R1"), stance("land", "red", "supports", "R2"))
    load(database, stance("fuel", "red", "opposes", "R1"), stance("fuel", "red", "supports", "R2"))
    with database.write() as store:
        acting.review(store, [1, 4], Verdict.rejected, HEADER)
    assert effects(database, 2) == [("states", "is the first stance of Red here: supports +2")]
    assert effects(database, 3) == [("states", "is the first stance of Red here: opposes −2")]


def test_nobody_moves_where_one_more_source_agrees_with_a_side_of_a_contest(database: Database) -> None:
    load(
        database,
        FRAME,
        stance("land", "red", "opposes", "R1"),
        stance("land", "red", "demands", "R1", "gazette"),
        stance("land", "red", "opposes", "R1", "desk"),
    )
    told = "contradicts entry 2 (land × red: demands, R1, from gazette)"
    assert effects(database, 3) == [("contradicts", told), ("confirms", "says again what entry 1 says: opposes −2")]
    assert effects(database, 1) == [("contradicts", told)]
    assert [kind for kind, _text in effects(database, 2)] == ["contradicts", "contradicts"]


def test_of_sources_that_say_the_same_of_one_time_the_best_tells_it_unless_another_is_accepted(
    database: Database,
) -> None:
    load(database, FRAME, stance("land", "red", "demands", "2026-01-02", "desk"))
    load(database, stance("land", "red", "opposes", "R1", "gazette"), stance("land", "red", "opposes", "R1", "herald"))
    assert effects(database, 3) == [("moves", "moves Red: demands +3 → opposes −2")]
    assert effects(database, 2) == [("confirms", "says again what entry 3 says: opposes −2")]
    with database.write() as store:
        acting.review(store, [2], Verdict.accepted, HEADER)
    assert effects(database, 3) == [("confirms", "says again what entry 2 says: opposes −2")]


def test_two_sources_of_one_status_are_no_history_of_one_another(database: Database) -> None:
    load(database, FRAME, status("land", "agreed", "2026-01-24"), status("land", "agreed", "2026-01-24", "gazette"))
    assert effects(database, 1) == [("settles", "settles Land: agreed")]
    assert effects(database, 2) == [("confirms", "says again what entry 1 says: agreed")]
    load(database, status("fuel", "progress", "2026-01-24"), status("fuel", "discussed", "2026-01-24", "gazette"))
    assert effects(database, 4) == [("confirms", "agrees with entry 3: progress")]


def test_what_another_says_more_finely_says_it_again(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "2026-01-24"))
    load(database, stance("land", "red", "demands", "2026-01", "gazette"), stance("land", "red", "demands", "2026-01"))
    again = [("confirms", "says again what entry 1 says: demands +3")]
    assert (effects(database, 2), effects(database, 3)) == (again, again)
    load(database, stance("land", "red", "opposes", "2026-01-30", "desk"))
    assert effects(database, 1) == [("precedes", "is history: entry 4 is held later (2026-01-30)")]
    assert effects(database, 2) == again


def test_a_silence_beside_a_stance_stands_aside(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "silent", "R1"), stance("land", "red", "opposes", "R1", "gazette"))
    assert effects(database, 1) == [("aside", "stands aside: entry 2 (opposes −2) is read beside it")]
    assert effects(database, 2) == [("states", "is the first stance of Red here: opposes −2")]


def test_a_status_that_is_contested_settles_nothing(database: Database) -> None:
    load(database, FRAME, status("land", "agreed", "2026-01-24"), status("land", "open", "2026-01-24", "gazette"))
    assert [kind for kind, _text in effects(database, 1)] == ["contradicts"]
    load(database, status("pledge", "promised", "2026-01-24"), status("pledge", "kept", "2026-01-24", "gazette"))
    assert [kind for kind, _text in effects(database, 3)] == ["contradicts"]


def test_one_that_names_another_condition_does_not_say_the_same_again(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "conditional", "R1", more=", condition: if paid, position: 20"))
    load(database, stance("land", "red", "conditional", "R2", more=", condition: if asked, position: 60"))
    moves = "moves Red: conditional +1 → conditional +1, on another condition, position 20 → 60"
    assert effects(database, 2) == [("moves", moves)]


def test_it_replaces_what_was_wrong(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.correct(store, 1, {"stance": "opposes"}, HEADER, reason="misread")
    assert effects(database, 2)[0] == ("replaces", "replaces entry 1: demands +3 → opposes −2")
    with database.write() as store:
        acting.correct(store, 2, {"summary": "In other words."}, HEADER, reason="clearer")
    assert effects(database, 3)[0] == ("replaces", "replaces entry 2: reworded")


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        (["share=44 per cent"], "share 45 → 44 per cent"),
        (["share=~45 per cent"], "share 45 → ~45 per cent"),
        (["share=45 per cent", "ships=3"], "ships not given → 3"),
        (["share=45 euros"], "share not given → 45 euros, share 45 per cent → not given"),
    ],
)
def test_a_correction_of_a_figure_says_which(database: Database, figures: list[str], told: str) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1", more=", figures: [share=45 per cent]"))
    with database.write() as store:
        acting.correct(store, 1, {"figures": figures}, HEADER, reason="slip")
    assert effects(database, 2)[0] == ("replaces", f"replaces entry 1: {told}")


def test_what_only_has_other_days_is_not_called_reworded(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1", more=", position: 10"))
    load(database, "rounds: [{key: R1, title: First, ends: 2026-01-25}]")
    assert effects(database, 2)[0] == (
        "replaces",
        "replaces entry 1: held 2026-01-23/2026-01-24 → 2026-01-23/2026-01-25",
    )
    with database.write() as store:
        acting.correct(store, 2, {"position": "60", "party": "blue"}, HEADER, reason="of another")
    assert effects(database, 3)[0] == ("replaces", "replaces entry 2: party red → blue, another position")


def test_it_says_again_what_was_taken_back(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="no")
    load(database, stance("land", "red", "demands", "R1", more=", corrects: 2, reason: after all"))
    assert effects(database, 3)[0] == ("replaces", "says again what retraction 2 took back")


def test_it_states_moves_confirms_or_is_history(database: Database) -> None:
    load(
        database,
        FRAME,
        stance("land", "red", "demands", "R1"),
        stance("land", "blue", "rejects", "R1"),
        stance("land", "blue", "undecided", "R2"),
        stance("fuel", "red", "opposes", "2026-01-02"),
        stance("fuel", "red", "opposes", "2026-02-04", "gazette"),
    )
    assert effects(database, 1) == [("states", "is the first stance of Red here: demands +3")]
    assert effects(database, 2) == [("precedes", "is history: entry 3 is held later (2026-02-04/2026-02-05)")]
    assert effects(database, 3) == [("moves", "moves Blue: rejects −3 → undecided")]
    assert effects(database, 5) == [("confirms", "says again what entry 4 says: opposes −2")]
    assert effects(database, 2, at="@3") == [("states", "is the first stance of Blue here: rejects −3")]


def test_it_settles_an_item_and_releases_what_depends_on_it(database: Database) -> None:
    load(database, FRAME, "items: [{key: sea, title: Sea, links: [{depends-on: land}]}]")
    load(database, status("land", "discussed", "2026-01-24"), status("land", "agreed", "2026-02-05"))
    assert effects(database, 2) == [
        ("settles", "settles Land: agreed"),
        ("releases", "releases Sea, which depended on it"),
    ]
    load(database, status("land", "open", "2026-02-09"))
    assert effects(database, 3) == [("reopens", "reopens Land: agreed → open")]


def test_it_moves_a_status_or_says_it_again(database: Database) -> None:
    load(database, FRAME, status("land", "open", "2026-01-24"), status("land", "narrowed", "2026-02-05"))
    assert effects(database, 2) == [("moves", "moves Land: open → narrowed")]
    load(database, status("land", "narrowed", "2026-02-06", "gazette"))
    assert effects(database, 3) == [("confirms", "says again what entry 2 says: narrowed")]


def test_it_moves_a_contested_status_from_all_that_its_accounts_say(database: Database) -> None:
    load(
        database, FRAME, status("land", "progress", "2026-01-24"), status("land", "deadlocked", "2026-01-24", "gazette")
    )
    load(database, status("land", "narrowed", "2026-02-05"), status("land", "narrowed", "2026-02-06"))
    assert effects(database, 3, at="@4") == [("moves", "moves Land: progress / deadlocked → narrowed")]
    load(database, status("fuel", "agreed", "2026-01-24"), status("fuel", "open", "2026-01-24", "gazette"))
    load(database, status("fuel", "discussed", "2026-02-05"))
    assert effects(database, 7) == [("moves", "moves Fuel: agreed / open → discussed")]


def test_it_makes_nothing_overdue_that_is_so_already(database: Database) -> None:
    load(
        database,
        FRAME,
        status("pledge", "promised", "2026-01-24"),
        status("pledge", "promised", "2026-01-30", "gazette"),
    )
    assert effects(database, 2) == [("confirms", "says again what entry 1 says: promised")]


def test_it_makes_a_promise_overdue(database: Database) -> None:
    load(database, FRAME, status("pledge", "promised", "2026-01-24"))
    assert effects(database, 1) == [
        ("states", "is the first status of A pledge: promised"),
        ("overdue", "makes A pledge overdue: it was due R2"),
    ]
    assert effects(database, 1, at="R1") == [("states", "is the first status of A pledge: promised")]


def test_a_remark_is_nobodys_first_stance_and_no_history_for_what_another_says_later(database: Database) -> None:
    said = "remarks: [{{round: {}, about: {}, text: Hard., cite: {{source: herald, at: ¶1, quote: {}}}}}]"
    load(
        database, FRAME, said.format("R1", "talks", "a"), said.format("R2", "land", "b"), said.format("R2", "land", "c")
    )
    assert [effects(database, number) for number in (1, 2, 3)] == [[], [], []]
    with database.write() as store:
        acting.correct(store, 2, {"tone": -1}, HEADER, reason="bleaker")
    assert [kind for kind, _text in effects(database, 4)] == ["replaces"]


def test_an_event_changes_no_reading(database: Database) -> None:
    load(database, FRAME, REPORT)
    assert effects(database, 4) == []


def test_the_five_reports_wait_as_a_whole(database: Database) -> None:
    load_real_seed(database)
    lines = queue(database)
    sources = [line.source for line in lines]
    assert len(lines) == len({line.entry.id for line in lines}) > 100
    assert len([one for one, other in itertools.pairwise(sources) if one != other]) == len(set(sources)) - 1


# -- two codings ------------------------------------------------------------------------------------------------------

ADA = """
source: {key: report, title: Report}
stances:
  - {item: land, party: red, round: R1, stance: demands, cite: {at: ¶2}}
  - {item: land, party: blue, round: R1, stance: rejects, cite: {at: ¶3}}
  - {item: fuel, party: red, round: R1, stance: silent, cite: {at: ¶4}}
statuses:
  - {item: land, round: R1, status: discussed, cite: {at: ¶2}}
"""
BEN = """
source: {key: report, title: The same report}
stances:
  - {item: land, party: red, round: R1, stance: demands, cite: {at: ¶2}}
  - {item: land, party: blue, round: R1, stance: opposes, cite: {at: ¶3}}
statuses:
  - {item: land, round: R1, status: discussed, cite: {source: report, at: ¶5}}
  - {item: fuel, round: R1, status: open, cite: {at: ¶4}}
"""


def test_two_codings_of_one_report_are_laid_side_by_side() -> None:
    found = compare([read_yaml("ada.yaml", ADA.encode())], [read_yaml("ben.yaml", BEN.encode())])
    assert (found.overall.both, found.overall.agreed, found.overall.only_one, found.overall.only_other) == (3, 2, 1, 1)
    assert [(pair.one and pair.one.word, pair.other and pair.other.word) for pair in found.differing] == [
        ("rejects", "opposes")
    ]
    assert found.by_item["land"].observed == pytest.approx(2 / 3)
    assert found.by_item["fuel"].observed is None
    assert [pair.differ_in for pair in found.agreed] == [(), ("cite.at",)]
    assert found.by_kind[EntryKind.stance].kappa == pytest.approx(1 / 3)
    assert found.by_kind[EntryKind.status].kappa is None


def test_a_coding_agrees_with_itself() -> None:
    seeds = [path.read_bytes() for path in sorted(SEED.glob("0[1-5]*.yaml"))]
    one, other = ([read_yaml("x", data) for data in seeds] for _side in range(2))
    found = compare(one, other)
    assert found.overall.agreed == len(found.pairs) > 60
    assert {agreement.kappa for agreement in found.by_kind.values()} == {1.0}


def test_faults_of_both_codings_are_listed() -> None:
    bad = ADA.replace("demands", "demand")
    with pytest.raises(InvalidSeed) as refused:
        compare([read_yaml("ada.yaml", bad.encode())], [read_yaml("ben.yaml", bad.encode())])
    assert [fault.file for fault in refused.value.faults] == ["ada.yaml", "ben.yaml"]
