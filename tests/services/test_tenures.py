"""Memberships of blocs and offices that begin or end in the days that a diff is of: told, with the days on record."""

import json

import pytest

from ledger.domain.register import Register
from ledger.formats.document import Style
from ledger.services.diff import ChangeFilter, diff_between
from ledger.services.note import report_between
from ledger.storage import changesets, register
from ledger.storage.database import Database
from tests.support import FRAME, load, stance

TENURES = """
parties:
  - {key: league, code: LG, name: League, role: stakeholder,
     members: [{party: red, from: 2024, to: 2026-02-01}, {party: blue, from: 2026-02-03}, {party: green}]}
persons:
  - {key: vale, name: Ann Vale, offices: [{office: Minister, party: red, to: 2026-01-30},
                                          {office: Speaker, from: 2026-02}]}
"""


def told(database: Database, start: str, end: str) -> list[str]:
    with database.read() as store:
        sections = report_between(store, start, end).sections
    return [line.text for each in sections if each.key == "tenures" for line in each.sentences]


@pytest.fixture
def ledger(database: Database) -> Database:
    load(database, FRAME, TENURES, stance("land", "red", "rejects", "R1"), stance("land", "red", "supports", "R2"))
    return database


def test_who_left_a_bloc_or_took_an_office_in_the_days_is_told(ledger: Database) -> None:
    assert told(ledger, "R1", "R2") == [
        "Red was a member of League, from 2024 until 1 Feb 2026.",
        "Blue is a member of League, from 3 Feb 2026 on.",
        "Ann Vale was Minister (Red), until 30 Jan 2026.",
        "Ann Vale is Speaker, from Feb 2026 on (whether by 5 Feb 2026 or after is not known).",
    ]
    assert told(ledger, "R2", "2026-03-01") == []


def test_a_term_whose_end_is_known_by_a_day_alone_is_told_as_ended_then_or_before(database: Database) -> None:
    term = "{{key: {key}, name: {name}, offices: [{{office: Minister, party: red, {days}}}]}}"
    days = {"vale": "to: ../2026-02-01", "wood": "from: ../2026-02-01", "moor": "from: ../2026-01-02, to: 2026-02-01"}
    load(
        database, FRAME, *(f"persons: [{term.format(key=key, name=key.title(), days=on)}]" for key, on in days.items())
    )
    assert told(database, "R1", "R2") == [
        "Vale was Minister (Red), until 1 Feb 2026 or before.",
        "Wood is Minister (Red), since 1 Feb 2026 or before.",
        "Moor was Minister (Red), since 2 Jan 2026 or before until 1 Feb 2026.",
    ]


@pytest.mark.parametrize(
    ("wanted", "whose"),
    [
        ({"party": ["red"]}, ["red", "Minister"]),
        ({"party": ["league"]}, ["red", "blue"]),
        ({"party": ["green"]}, []),
        ({"item": ["land"]}, []),
        ({"party": ["red"], "cause": ["moved"]}, []),
    ],
)
def test_who_asks_for_parties_is_told_of_their_blocs_and_offices_and_who_asks_for_items_of_none(
    ledger: Database, wanted: ChangeFilter, whose: list[str]
) -> None:
    with ledger.read() as store:
        found = diff_between(store, "R1", "R2", **wanted).tenures
    assert [getattr(each.held, "office", each.held.party) for each in found] == whose


def test_what_was_learned_of_a_term_is_our_description_and_nothing_that_came_about(ledger: Database) -> None:
    members = register_of(ledger).parties["league"].members
    old = [each.model_dump(mode="json", by_alias=True) for each in members]
    new = [*old[:2], {"party": "green", "from": None, "to": "2026-02-02"}]
    load(
        ledger,
        "edits: ["
        + json.dumps({"record": "party:league", "field": "members", "old": json.dumps(old), "new": json.dumps(new)})
        + "]",
    )
    with ledger.read() as store:
        late = changesets.last_number(store)
        known_now = {each.held.party for each in diff_between(store, "R1", "R2").tenures}
        learned = diff_between(store, f"R1@{late - 1}", "R2")
    assert "green" in known_now
    assert "green" not in {each.held.party for each in learned.tenures}
    assert [each.field for each in learned.redefined] == ["members"]


@pytest.mark.parametrize(
    ("wanted", "whose"),
    [
        ({}, ["item:land", "item:fuel", "party:league", "source:herald"]),
        ({"item": ["land"]}, ["item:land"]),
        ({"party": ["league"]}, ["party:league"]),
        ({"item": ["land"], "party": ["league"]}, ["item:land", "party:league"]),
        ({"party": ["red"]}, []),
        ({"track": ["political"]}, ["item:land"]),
        ({"cause": ["moved"]}, []),
        ({"item": ["fuel"], "cause": ["redefined"]}, ["item:fuel"]),
        ({"verb": ["settled"]}, []),
        ({"where": "item:land"}, []),
    ],
)
def test_who_asks_for_an_item_or_a_party_is_told_what_we_redefined_of_those_alone(
    ledger: Database, wanted: ChangeFilter, whose: list[str]
) -> None:
    with ledger.read() as store:
        known = changesets.last_number(store)
    load(
        ledger,
        """
        items: [{key: land, kind: issue, title: Land, question: How much?}, {key: fuel, kind: issue, title: Fuel, difficulty: 4}]
        parties: [{key: league, code: LG, name: League, role: stakeholder, members: [{party: red}]}]
        sources: [{key: herald, title: Herald, reliability: F}]
        """,
    )
    with ledger.read() as store:
        found = diff_between(store, f"R2@{known}", "R2", **wanted).redefined
    assert sorted(each.record for each in found) == sorted(whose)


MINISTER = "{office: Minister, party: red, to: 2026-01-30}"
SPEAKER = "{office: Speaker, from: 2026-02}"


@pytest.mark.parametrize(
    ("offices", "told"),
    [
        (f"{MINISTER}, {SPEAKER}, {{office: Envoy}}", "Minister (Red), to 2026-01-30; Speaker, from 2026-02; Envoy"),
        (MINISTER, "Minister (Red), to 2026-01-30"),
        (f"{MINISTER}, {{office: Speaker, from: 2026}}", "Minister (Red), to 2026-01-30; Speaker, from 2026"),
        (f"{{office: Clerk, party: blue}}, {SPEAKER}", "Clerk (Blue); Speaker, from 2026-02"),
    ],
    ids=["one more", "one less", "other days", "another title"],
)
def test_an_office_that_we_have_otherwise_since_is_told_once_as_redefined_by_us(
    ledger: Database, offices: str, told: str
) -> None:
    had = "Minister (Red), to 2026-01-30; Speaker, from 2026-02"
    load(ledger, f"persons: [{{key: vale, name: Ann Vale, offices: [{offices}]}}]")
    with ledger.read() as store:
        late = changesets.last_number(store)
        ends = f"@{late - 1}", f"@{late}"
        for (start, end), new in ((ends, told), (ends[::-1], had), ((f"R1{ends[0]}", f"R2{ends[1]}"), told)):
            found, note = diff_between(store, start, end), report_between(store, start, end)
            (line,) = (each for section in note.sections if section.key == "redefined" for each in section.sentences)
            after = "".join(span.text for span in line.spans if span.style is not Style.before)
            assert after == f"person vale: offices {new}."
            assert [(each.record, each.field) for each in found.redefined] == [("person:vale", "offices")]
        assert diff_between(store, *ends).tenures == ()
        assert diff_between(store, "R1", "R2").redefined == ()


def register_of(database: Database) -> Register:
    with database.read() as store:
        return register.load(store)
