"""A line that codes a phrase."""

from dataclasses import replace

import pytest

from ledger.domain.coding import Coded, Unread, completed, next_words, read_line, statement_of
from ledger.domain.quotes import Selector
from ledger.domain.records import Item, Party, Person, Round, Source
from ledger.domain.register import Register
from ledger.domain.words import Speaker, Stance


@pytest.fixture
def known() -> Register:
    register = Register()
    for record in (
        Party.model_validate({"key": "russia", "code": "RU", "name": "Russia", "role": "principal"}),
        Party.model_validate({"key": "ukraine", "code": "UA", "name": "Ukraine", "role": "principal"}),
        Party.model_validate(
            {
                "key": "united-states",
                "code": "US",
                "name": "United States",
                "aliases": ["Washington"],
                "role": "mediator",
            }
        ),
        Item.model_validate({"key": "territory", "kind": "issue", "title": "Control of the east"}),
        Item.model_validate({"key": "territory-first", "kind": "issue", "title": "Land before guarantees"}),
        Item.model_validate({"key": "prisoner-exchange", "kind": "issue", "title": "Exchange of prisoners"}),
        Item.model_validate({"key": "terms", "kind": "commitment", "title": "Draft terms"}),
        Person.model_validate({"key": "peskov", "name": "Dmitry Peskov"}),
        Round.model_validate({"key": "R1", "title": "First", "kind": "round", "status": "held"}),
    ):
        register.put(record)
    return register


BEFORE = Coded("territory", "ukraine", Stance.opposes, ("held_on", "2026-01-24"), "peskov", Speaker.spokesperson)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("terr ukr opp", ("territory", "ukraine", Stance.opposes)),
        ("terr first ukr opp", ("territory-first", "ukraine", Stance.opposes)),
        ("TERRITORY ua opposes", ("territory", "ukraine", Stance.opposes)),
        ("exch wash sup", ("prisoner-exchange", "united-states", Stance.supports)),
        ("pris exch rus dem", ("prisoner-exchange", "russia", Stance.demands)),
        ("east us rej", ("territory", "united-states", Stance.rejects)),
    ],
)
def test_each_word_is_typed_as_far_as_it_takes_to_tell_it(
    known: Register, line: str, said: tuple[str, str, Stance]
) -> None:
    found = read_line(line, known)
    assert (found.item, found.party, found.stance) == said


def test_what_is_left_out_is_as_in_the_entry_before(known: Register) -> None:
    other = replace(BEFORE, party="russia", by=None, speaker=None)
    assert read_line("rus", known, BEFORE) == other
    assert read_line("rus sup", known, BEFORE) == replace(other, stance=Stance.supports)
    assert read_line("rej", known, BEFORE) == replace(BEFORE, stance=Stance.rejects)
    assert read_line("exch ua", known, BEFORE) == replace(BEFORE, item="prisoner-exchange")


def test_days_and_who_spoke_can_be_said_behind(known: Register) -> None:
    found = read_line("terr rus cond @r1 by pesk own if the guns are silent", known)
    assert found == Coded(
        "territory", "russia", Stance.conditional, ("round", "R1"), "peskov", Speaker.own_words, "the guns are silent"
    )
    assert read_line("terr rus opp @2026-02", known).when == ("held_on", "2026-02")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "an item, a party, a stance"),
        ("terr ukr", "an item, a party, a stance"),
        ("ter ukr opp", '"ter" may be territory, territory-first, terms'),
        ("moon ukr opp", '"moon" is no item here'),
        ("terr u opp", '"u" may be ukraine, united-states'),
        ("terr ukr d", '"d" may be demands, doubts'),
        ("terr ukr cond", "on what condition?"),
        ("terr ukr opp own", 'whose word it is stands behind "by": by own'),
        ("terr ukr opp @R1 anon", 'whose word it is stands behind "by": by anon'),
        ("terr ukr opp @soon", "is no round and no day"),
        ("terr ukr agreed", '"agreed" is no stance here; a status goes by t, on the item'),
        ("terr ukr opp by nobody", '"nobody" is no person here'),
    ],
)
def test_what_cannot_be_told_is_said(known: Register, line: str, why: str) -> None:
    with pytest.raises(Unread, match=why.replace("?", r"\?")):
        read_line(line, known)


def test_who_types_a_status_reads_where_it_goes(known: Register) -> None:
    with pytest.raises(Unread, match='"prom" is no party here; a status goes by t, on the item'):
        read_line("terms prom", known, BEFORE)


def test_a_word_is_completed_by_what_may_stand_there(known: Register) -> None:
    assert completed("exch", known) == "prisoner-exchange "
    assert completed("exch u", known) == "exch ukraine "
    assert completed("exch ukr op", known) == "exch ukr opposes "
    assert completed("exch ukr opp by pe", known) == "exch ukr opp by peskov "
    assert completed("exch ukr opp if", known) == "exch ukr opp if"
    assert next_words("rus ", known, BEFORE)[:2] == ["demands", "supports"]
    assert next_words("t", known) == ["territory", "territory-first", "terms"]


def test_days_come_from_the_source_where_nothing_else_tells_them(known: Register) -> None:
    said = read_line("terr ukr opp", known)
    words = Selector("not an inch", "said ", " was")
    dated = Source.model_validate({"key": "wire", "title": "Wire", "published": "2026-01-25"})
    found = statement_of(said, dated, "¶3", words)
    assert (str(found.held_on), found.cite[0].at, found.cite[0].quote) == ("2026-01-25", "¶3", "not an inch")
    with pytest.raises(Unread, match="the source has no day"):
        statement_of(said, Source(key="wire", title="Wire"), "¶3", words)
