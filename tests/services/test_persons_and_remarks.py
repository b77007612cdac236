"""Persons, remarks, figures, cited delegates and what sources repeat: in by seed, out by export, hash for hash."""

import pytest

from ledger.domain.floors import EVERYTHING, OWN
from ledger.domain.seed import ChangesetInfo
from ledger.errors import InvalidSeed
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_out import write_yaml
from ledger.formats.seed_yaml import read_yaml
from ledger.services import acting, exporting, record_lists, showing, shown, verifying
from ledger.services.importing import import_seeds
from ledger.services.undoing import undo
from ledger.storage import changesets, entries, migrate, register, search
from ledger.storage.database import Database
from ledger.storage.engine import Mode, open_engine
from tests.storage.test_views import back_to
from tests.support import FRAME, HEADER, load, stance

PEOPLE = """
ledger: {counts: accepted, floor: {at_least: C3, voice: reported, independent: 2}}
persons:
  - {key: smith, name: Ann Smith, aliases: [Secretary Smith],
     offices: [{office: Secretary of State, party: green, from: 2025-01}, {office: Senator, to: 2024}]}
items:
  - {key: next-round, title: The next round, matter: procedure}
  - {key: terms, kind: commitment, title: Papers, by: [red, blue], to: [green], due: 2026-02-19}
"""
REPORT = """
source: {key: courier, title: Courier, carries: [herald, Reuters], archived_url: "https://example.org/a",
         accessed: 2026-02-07, translated_from: fr}
delegates:
  - {round: R1, party: red, person: Secretary Smith, office: Secretary, lead: true, cite: {at: ¶6}}
  - {round: R1, party: red, person: Óscar Núñez, cite: {at: ¶6, speaker: anonymous-source}}
stances:
  - {item: land, party: red, round: R1, stance: demands,
     cite: {at: ¶2, by: smith, speaker: spokesperson, carries: [Reuters, AP]}}
statuses:
  - {item: terms, held_on: 2026-02-05, status: partly-kept, cite: {at: ¶3}}
  - {item: land, held_on: 2026-02-05, status: progress, cite: {at: ¶3}}
events:
  - held_on: 2026-02-05
    title: Prisoners exchanged
    figures: [{what: prisoners, value: 314, unit: persons}, {what: share, value: 12.50, unit: percent, approx: true}]
    cite: {at: ¶4, carries: AP}
remarks:
  - {held_on: 2026-02-05, by: smith, about: talks, tone: -1, text: The list is shorter., cite: {at: ¶9, quote: shorter}}
  - {held_on: 2026-02-05, about: [land, fuel], text: No sign of narrowing., cite: {at: ¶10, speaker: analyst}}
"""


@pytest.fixture
def told(database: Database) -> Database:
    load(database, FRAME, PEOPLE, REPORT)
    return database


def test_a_seed_with_all_of_it_is_recorded(told: Database) -> None:
    with told.read() as store:
        known = register.load(store)
        said = {entry.id: entry.said for entry in entries.by_ids(store, range(1, 20)).values()}
    assert known.persons["smith"].offices[0].model_dump() == {
        "office": "Secretary of State", "party": "green", "from": "2025-01",
    }  # fmt: skip
    assert known.persons["oscar-nunez"].name == "Óscar Núñez"
    assert known.info is not None
    assert known.info.floor is not None
    assert (known.info.counts.value, known.info.floor.at_least) == ("accepted", "C3")
    assert (known.items["terms"].by, known.items["terms"].to) == (("red", "blue"), ("green",))
    assert known.items["next-round"].matter.value == "procedure"
    assert known.sources["courier"].carries == ("herald", "Reuters")
    assert list(known.delegates) == ["R1/red/smith/courier", "R1/red/oscar-nunez/courier"]
    assert (said[1].cite[0].by, said[1].cite[0].carries) == ("smith", ("Reuters", "AP"))
    assert [figure.written for figure in said[4].figures] == ["314", "12.5"]
    assert said[5].cite[0].by == "smith"
    assert getattr(said[6], "about", None) == ("land", "fuel")


def test_what_is_exported_imports_to_the_same_ledger(told: Database, new_location: object) -> None:
    with told.read() as store:
        texts = [write_yaml(values) for _number, values in exporting.history(store)]
        lines = [line.encode() for line in exporting.jsonl_lines(store)]
        wanted = list(changesets.hashes(store))
    kind = "postgresql" if told.location.url else "sqlite"
    from_yaml, from_lines = (Database(new_location(kind)) for _ in range(2))  # type: ignore[operator]
    with from_yaml.write() as store:
        import_seeds(store, [read_yaml(f"{n}.yaml", text.encode()) for n, text in enumerate(texts)], HEADER)
        assert list(changesets.hashes(store)) == wanted
    with from_lines.write() as store:
        import_seeds(store, read_jsonl("all", lines), ChangesetInfo())
        assert list(changesets.hashes(store)) == wanted
    assert "carries: [herald, Reuters]" in texts[2]
    assert "carries: AP" in texts[2]


def test_a_ledger_with_all_of_it_is_sound(told: Database) -> None:
    with told.read() as store:
        assert verifying.verify(store).counts["entries"]


def test_undone_all_of_it_no_longer_counts(told: Database) -> None:
    with told.write() as store:
        undo(store, 3, HEADER, reason="another report")
    with told.read() as store:
        assert record_lists.remarks(store, counting=EVERYTHING) == []
        assert record_lists.figures(store, counting=EVERYTHING) == []
        assert [line.person.key for line in record_lists.persons(store)] == ["smith"]
        verifying.verify(store)


def test_a_remark_is_corrected_and_its_speaker_with_it(told: Database) -> None:
    with told.write() as store:
        acting.correct(store, 5, {"by": "oscar-nunez", "tone": 0}, HEADER, reason="it was the other")
    with told.read() as store:
        first, *_rest = record_lists.remarks(store, person="oscar-nunez", counting=EVERYTHING)
        assert first.entry.said.cite[0].by == "oscar-nunez"
        assert record_lists.remarks(store, person="smith", counting=EVERYTHING) == []


def test_what_the_media_tell_of_somebody_are_not_the_words_of_that_person(told: Database) -> None:
    cited = "[{source: courier, at: ¶9}, {source: courier, at: ¶10, speaker: media}]"
    load(told, f"remarks: [{{round: R1, by: smith, about: talks, text: She hints at one of them., cite: {cited}}}]")
    with told.read() as store:
        remark = next(each for each in entries.remarks(store) if each.said.values()["text"].startswith("She hints"))
    assert [(each.at, each.by) for each in remark.said.cite] == [("¶9", "smith"), ("¶10", None)]


def test_remarks_never_contest_one_another(told: Database) -> None:
    found = load(told, "remarks: [{held_on: 2026-02-05, by: smith, text: No., cite: {source: gazette, at: ¶1}}]")
    assert found.contested == []
    assert found.recorded["remarks"] == 1


def test_a_person_shows_what_they_said_newest_first_and_where_they_sat(told: Database) -> None:
    with told.read() as store:
        view, counted = (showing.show(store, "person:smith", counting=each) for each in (EVERYTHING, OWN))
    assert isinstance(view, shown.PersonView)
    assert isinstance(counted, shown.PersonView)
    assert counted.entries == (), "this ledger counts what was accepted, and nothing was"
    assert [each.entry.id for each in view.entries] == [5, 1]
    assert [(stage.key, seat.office) for stage, seat in view.seats] == [("R1", "Secretary")]


def test_two_reports_lists_of_delegates_stay_two(told: Database) -> None:
    seat = "{round: R1, party: red, person: smith, office: Envoy, cite: {source: gazette, at: ¶2}}"
    load(told, f"delegates: [{seat}]")
    with told.read() as store:
        view = showing.show(store, "round:R1")
    assert isinstance(view, shown.RoundView)
    ((party, found),) = view.delegations
    assert (party, [each.source for each in found.lists]) == ("red", ["gazette", "courier"])
    assert found.contested


def test_the_same_delegates_again_are_known_already(told: Database) -> None:
    assert load(told, REPORT).changesets == []


@pytest.mark.parametrize(
    ("seed", "said"),
    [
        ("delegates: [{round: R1, party: red, person: Bo}]", "which source is cited?"),
        ("delegates: [{round: R1, party: red, person: Bo, cite: {at: ¶1}}]", "which source is cited?"),
        ("delegates: [{round: R1, party: red, person: twin, cite: {source: herald}}]", "may be any of several"),
        ("items: [{key: land, title: Land, by: [red]}]", "an issue is promised by nobody"),
        ("remarks: [{held_on: 2026, by: nobody, text: x, cite: {source: herald}}]", "not a known person"),
        ("remarks: [{held_on: 2026, about: nothing, text: x, cite: {source: herald}}]", "not a known item"),
        ("remarks: [{held_on: 2026, text: x, tone: 3, cite: {source: herald}}]", "is too large"),
        ("persons: [{key: x, name: X, offices: [{office: O, party: none}]}]", "not a known party"),
    ],
)
def test_what_cannot_be_is_said(told: Database, seed: str, said: str) -> None:
    load(told, "persons: [{key: t1, name: Twin}, {key: t2, name: T, aliases: [twin]}]")
    with pytest.raises(InvalidSeed) as refusal:
        load(told, seed)
    assert any(said in fault.message for fault in refusal.value.all_faults())


def test_what_a_schema_before_has_no_place_for_is_not_migrated_away(told: Database) -> None:
    with pytest.raises(ValueError, match="no place for them"):
        back_to("0002", told.location)


def test_every_hash_is_the_same_after_going_down_and_up(database: Database) -> None:
    load(database, FRAME, stance("land", "red", "demands", "R1"))
    with database.read() as store:
        before = list(changesets.hashes(store))
    database.close()
    back_to("0002", database.location)
    migrate.move_engine(open_engine(database.location, Mode.write))
    again = Database(database.location)
    with again.write() as store:
        search.fill_if_empty(store)  # as an upgrade does
    with again.read() as store:
        assert list(changesets.hashes(store)) == before
        verifying.verify(store)
    again.close()
