"""Persons, remarks, figures, cited delegates and what sources repeat: in by seed, out by export, hash for hash."""

import pytest

from ledger.domain.seed import ChangesetInfo
from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_out import write_yaml
from ledger.formats.seed_yaml import read_yaml
from ledger.services import exporting
from ledger.services.importing import import_seeds
from ledger.storage import changesets, entries, frame
from ledger.storage.database import Database
from tests.support import FRAME, HEADER, load

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
        known = frame.load(store)
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
