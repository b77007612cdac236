"""A seed, a form and a script may name a party as its readers do; keys that nobody can tell apart are refused."""

from collections.abc import Callable

import pytest

from ledger.domain.seed import ChangesetInfo
from ledger.domain.words import EntryKind
from ledger.errors import InvalidData, InvalidSeed, NotFound, UsageError
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, diff, exporting, history, narrowing, reviewing, settling, showing, shown, verifying
from ledger.services.importing import import_seeds
from ledger.services.listed import Narrowing
from ledger.services.matrix import matrix_at
from ledger.storage import changesets, register
from ledger.storage.database import Database
from ledger.storage.engine import Location
from tests.support import FRAME, HEADER, load, said, stance

NAMED = """
parties:
  - {key: red, code: RD, name: Red Coast, role: principal, aliases: [Redport, the Reds]}
  - {key: blue, code: BL, name: Blue Coast, role: principal, aliases: [Bluehaven]}
"""


def frame(database: Database) -> None:
    load(database, FRAME, NAMED)


def faults(database: Database, *documents: str) -> list[str]:
    with pytest.raises(InvalidSeed) as found:
        load(database, *documents)
    return [str(fault) for fault in found.value.faults]


# -- names for keys ---------------------------------------------------------------------------------------------------


def test_a_seed_that_names_the_capital_says_what_one_with_the_key_says(database: Database) -> None:
    frame(database)
    load(database, stance("land", "Redport", "demands", "R1"))
    for name in ("red", "RD", "Red Coast", "THE REDS"):
        again = load(database, stance("land", name, "demands", "R1"))
        assert (again.changesets, again.unchanged) == ([], 1)
    assert said(database) == {"land red": "demands"}


def test_a_file_may_use_the_names_it_gives(database: Database) -> None:
    frame(database)
    load(
        database,
        """
        rounds: [{key: R4, title: Fourth, status: held, starts: 2026-02-08, host: Inland, parties: [Redport, RD, inland]}]
        parties: [{key: inland, code: IN, name: Inland State, role: host, aliases: [Inland]}]
        delegates: [{round: r4, party: Inland, person: A. Person, cite: {source: Herald, at: p. 1}}]
        stances: [{item: land, party: Inland, round: R4, stance: supports, cite: {source: Herald, at: p. 1}}]
        assertions: [{at: R4, item: land, party: INLAND, stance: supports}]
        """,
    )
    with database.read() as store:
        view = showing.show(store, "round:R4")
    assert isinstance(view, shown.RoundView)
    assert (view.stage.host, view.stage.parties) == ("inland", ("red", "inland"))
    assert [seat.party for seat in view.delegates] == ["inland"]


def test_a_name_of_two_parties_is_refused_with_both_and_noted_when_it_was_given(database: Database) -> None:
    frame(database)
    noted = load(database, "parties: [{key: green, code: GR, name: Green, role: mediator, aliases: [redport]}]").notices
    assert noted == [
        '1.yaml:1:11: parties[0]: "redport" is a name of party:green and of red: it names neither; write the key'
    ]
    (told,) = faults(database, stance("land", "Redport", "demands", "R1"))
    assert '"Redport" may mean more than one party; write a key: "red" (Red Coast), "green" (Green)' in told


def test_names_stand_in_corrections_citations_retractions_and_edits_too(database: Database) -> None:
    frame(database)
    load(database, stance("land", "red", "demands", "R1"), stance("fuel", "red", "opposes", "R1"))
    load(
        database,
        """
        stances:
          - {item: land, party: RD, round: R1, stance: supports, reason: misread, cite: {source: herald, at: ¶2},
             corrects: {stance: demands, source: herald}}
        citations: [{entry: {item: land, party: Redport, stance: supports}, source: gazette, at: ¶4}]
        retractions: [{entry: {item: fuel, party: The Reds, stance: opposes}, reason: misread}]
        edits: [{record: "party:Redport", field: name, new: '"Red Republic"'}]
        """,
    )
    assert said(database) == {"land red": "supports"}
    with database.read() as store:
        assert showing.named("red republic", register.load(store)) == ("party", "red")


def test_a_party_that_has_faults_is_known_by_its_names_all_the_same(database: Database) -> None:
    load(database, FRAME)
    broken = "parties: [{key: east, code: EA, name: Eastland, role: referee, aliases: [Eastport]}]"
    told = faults(database, broken, stance("land", "Eastport", "demands", "R1"))
    assert len(told) == 1
    assert "referee" in told[0]


def test_acts_and_readings_take_names(database: Database) -> None:
    frame(database)
    fields = {"item": "Land", "party": "Redport", "round": "R1", "stance": "demands", "cite": {"source": "herald"}}
    with database.write() as store:
        acting.record(store, acting.statement_of(EntryKind.stance, fields), HEADER)
    load(database, stance("land", "red", "opposes", "R1", "gazette"))
    with pytest.raises(UsageError, match="says just that already"), database.write() as store:
        acting.correct(store, 1, {"party": "The Reds"}, HEADER, reason="misread")
    with database.write() as store:
        settling.settle(store, "land", "RD", HEADER, reason="weighed", keep=1)
        acting.edit(store, "party", "Redport", {"aliases": ["Redport"]}, HEADER)
    with database.read() as store:
        assert [each.party for each in diff.diff_between(store, "2026-01-01", "r1", party="Redport").changes] == ["red"]
        where = diff.diff_between(store, "2026-01-01", "R1", where="party == 'Red Coast'").changes
        assert [each.party for each in where] == ["red"]
        assert [each.party.key for each in history.history(store, "land", of_parties=["RD"]).parties] == ["red"]
        assert isinstance(showing.show(store, "Redport"), shown.PartyView)
        narrowed = narrowing.matrix_narrowed(store, "now", Narrowing(), of_parties=["Redport"])
        assert [party.key for party in narrowed.asked] == ["red"]
        assert [each.entry.id for each in reviewing.waiting(store, party="REDPORT")] == [1]
        with pytest.raises(NotFound) as found:
            showing.show(store, "party:Redprt")
    assert found.value.hint == 'did you mean "red" (Redport)?; known here: blue, green, red'


def test_two_codings_are_compared_whatever_each_calls_a_party() -> None:
    one, other = (
        read_yaml(f"{name}.yaml", (FRAME + stance("land", name, "demands", "R1")).encode()) for name in ("red", "RD")
    )
    found = reviewing.compare([one], [other])
    assert [pair.agree for pair in found.pairs] == [True]


# -- keys that look alike ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("Red", '"Red" differs from the party "red" only in case; write "red" if that is meant'),
        ("r\u0435d", "only in letters that look alike"),
        ("\uff52ed", "only in how their letters are encoded"),
        ("\u3164", "the key holds U+3164, which nobody sees"),
    ],
)
def test_a_key_that_cannot_be_told_from_another_is_refused_with_its_place(
    database: Database, key: str, said: str
) -> None:
    load(database, FRAME)
    told = faults(database, f"parties: [{{key: {key}, code: XY, name: Other, role: host}}]")
    assert said in told[0]
    assert told[0].startswith("1.yaml:1:17: parties[0].key: ")


def test_two_such_keys_in_one_seed_are_refused_too_and_other_tables_are_not_asked(database: Database) -> None:
    load(database, FRAME)
    (told,) = faults(
        database, "items: [{key: quota, title: Quota}, {key: Quota, title: Quota}, {key: RED, title: Red}]"
    )
    assert '"Quota" differs from the item "quota" only in case' in told


def test_scripts_mixed_in_one_key_are_noted(database: Database) -> None:
    noted = load(database, FRAME, "items: [{key: mi\u043dsk, title: Minsk}]").notices
    assert noted == ['2.yaml:1:15: items[0].key: the key "mi\u043dsk" mixes Cyrillic and Latin letters']


@pytest.mark.parametrize(("code", "fits"), [("R_D", False), ("__", False), ("РФ", True), ("R2", True)])
def test_a_code_is_two_to_four_letters_or_digits_of_any_script(database: Database, code: str, *, fits: bool) -> None:
    load(database, FRAME)
    document = f"parties: [{{key: east, code: {code}, name: East, role: host}}]"
    if fits:
        assert load(database, document).changesets
    else:
        assert "a code is 2 to 4 letters or digits" in faults(database, document)[0]


def test_two_columns_are_not_headed_alike(database: Database) -> None:
    load(database, FRAME)
    assert (
        "is the code of the party"
        in faults(database, "parties: [{key: east, code: \u0412L, name: East, role: host}]")[0]
    )


# -- normal form ------------------------------------------------------------------------------------------------------


def test_texts_are_stored_in_normal_form_c_and_typed_the_other_way_are_nothing_new(database: Database) -> None:
    frame(database)
    load(database, stance("land", "red", "demands", "R1", more=", summary: Cafe\u0301"))
    again = load(database, stance("land", "red", "demands", "R1", more=", summary: Café"))
    assert again.changesets == []
    with database.read() as store:
        reading = matrix_at(store).rows[0].cells["red"]
    assert reading.summary == "Café"


def test_an_export_from_before_is_replayed_to_the_letter(
    database: Database, location: Location, new_location: Callable[[str], Location], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ledger may hold texts in another normal form, and keys that are refused today: its hashes are over those."""
    with monkeypatch.context() as before:
        before.setattr("ledger.domain.planning.planner.FilePlanner.as_stored", lambda _planner, parts: list(parts))
        before.setattr("ledger.domain.planning.references.enter", lambda *_given: iter(()))
        load(database, FRAME, "parties: [{key: Red, code: XY, name: Cafe\u0301, role: host}]")
        load(database, stance("land", "red", "demands", "R1", more=", summary: Cafe\u0301"))
    other = Database(new_location("sqlite" if location.is_file else "postgresql"))
    with database.read() as store:
        texts = [text for _name, text in exporting.seed_files(store)]
    with other.write() as store:
        import_seeds(store, [read_yaml("old.yaml", text.encode()) for text in texts], ChangesetInfo(author="new"))
    for one in (database, other):
        with one.read() as store:
            verifying.verify(store)  # raises what is not as it was recorded
    with database.read() as here, other.read() as there:
        assert changesets.hashes(here) == changesets.hashes(there)
    again = load(other, stance("land", "red", "demands", "R1", more=", summary: Cafe\u0301"))
    assert again.changesets == []


# -- what is noted ----------------------------------------------------------------------------------------------------


def test_a_stance_of_a_round_still_planned_is_noted(database: Database) -> None:
    load(database, FRAME)
    planned = "rounds: [{key: R4, title: Fourth, starts: 2026-02-08, ends: 2026-02-09}]\n"
    noted = load(database, planned + stance("land", "red", "demands", "R4")).notices
    assert len(noted) == 1
    assert (
        "entry 1 is a stance of round R4, which is still planned; if it was held, say so: posl edit round:R4"
        in noted[0]
    )
    assert load(database, stance("fuel", "red", "demands", "R1")).notices == []


def test_striking_says_how_many_entries_go_out_of_view(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("land", "blue", "rejects", "R1"))
    struck = "items: [{key: land, title: Land, struck: true}]"
    (noted,) = load(database, struck).notices
    assert "item:land is struck: 2 entries that stand go out of view with it" in noted
    assert noted.startswith("1.yaml:1:")
    assert load(database, struck).notices == []


def test_what_is_taken_back_with_it_is_not_counted(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"), stance("fuel", "red", "demands", "R1"))
    taken = "retractions: [{entry: 1, reason: misread}]\nparties: [{key: red, code: RD, name: Red, role: principal, struck: true}]"
    (noted,) = load(database, taken).notices
    assert "party:red is struck: 1 entry that stands goes out of view with it" in noted


def test_a_struck_source_leaves_its_entries_in_view_and_says_so(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.write() as store:
        (noted,) = acting.edit(store, "source", "herald", {"struck": True}, HEADER).notices
    assert "source:herald is struck: 1 entry that stands rests on it, and stays in view" in noted


def test_a_name_with_a_control_character_is_refused_like_any_text(database: Database) -> None:
    load(database, FRAME)
    with pytest.raises(InvalidData):
        acting.statement_of(EntryKind.stance, {"item": "land", "party": "re\x07d"})
