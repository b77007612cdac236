"""On whose word a place on the scale or a condition is told: that of each end, and never of one that gave none."""

import pytest

from ledger.services.note import report_between
from ledger.storage.database import Database
from tests.services.note_values import section
from tests.support import FRAME, load

SCALE = "items: [{key: land, title: Land, scale: {low: none, high: all}}]"
OWN, MEDIATOR, OFFICIAL = "own-words", "mediator", "anonymous-official"


def by_red(held: str, word: str, speaker: str, source: str, more: str = "") -> str:
    """A stance of Red on land, by somebody's word."""
    when = f"round: {held}" if held.startswith("R") else f"held_on: {held}"
    cite = f"{{source: {source}, speaker: {speaker}}}"
    return f"stances: [{{item: land, party: red, {when}, stance: {word}, cite: {cite}{more}}}]"


def moved(database: Database, *stances: str) -> str:
    """What is told of Red from the first round to the second."""
    load(database, FRAME, SCALE, *stances)
    with database.read() as store:
        (line,) = [line for line in section(report_between(store, "R1", "R2"), "moved") if line.startswith("Land")]
    return line


@pytest.mark.parametrize("word", ["doubts", "rejects"])
def test_places_of_a_contest_are_not_told_on_the_word_of_who_placed_it_before(database: Database, word: str) -> None:
    line = moved(
        database,
        by_red("R1", "rejects", MEDIATOR, "herald", ", position: 0"),
        by_red("2026-01-24", "rejects", MEDIATOR, "gazette"),
        by_red("R2", word, MEDIATOR, "herald", ", position: 71"),
        by_red("R2", word, OFFICIAL, "echo", ", position: 85"),
    )
    if word == "doubts":
        assert "71 to 85 points towards “all”. Accounts" in line, "both ends are told with their words before it"
    else:
        by = "placed by a mediator's or host's account or by an unnamed official's account, before by a mediator's or host's account"
        assert f"71 to 85 points towards “all”, {by}." in line


def test_a_place_that_another_gives_has_the_word_of_each_end(database: Database) -> None:
    line = moved(
        database,
        by_red("R1", "rejects", OWN, "herald", ", position: 0"),
        by_red("R2", "doubts", OWN, "herald"),
        by_red("R2", "doubts", OFFICIAL, "gazette", ", position: 85"),
    )
    assert "85 points towards “all”, placed by an unnamed official's account, before by its own word." in line


def test_the_place_that_another_gave_before_is_cited(database: Database) -> None:
    load(database, FRAME, SCALE, by_red("R1", "rejects", OWN, "herald", ", position: 0"))
    load(database, by_red("R2", "rejects", OWN, "gazette"), by_red("R2", "rejects", MEDIATOR, "desk", ", position: 85"))
    with database.read() as store:
        document = report_between(store, "R1", "R2")
    (before,) = [span for line in document.sentences for span in line.spans if span.text == ", before by its own word"]
    assert {note.source for note in document.footnotes if note.number in before.cites} == {"herald"}


@pytest.mark.parametrize(("before", "after"), [(OWN, MEDIATOR), (MEDIATOR, OWN)])
def test_a_place_near_the_one_before_has_the_word_of_each_end(database: Database, before: str, after: str) -> None:
    """The stance is on its own word at both ends; the place is another's at one of them."""
    said = {OWN: "its own word", MEDIATOR: "a mediator's or host's account"}
    load(database, FRAME, SCALE)
    for held, speaker, source, place in (("R1", before, "gazette", 80), ("R2", after, "desk", 85)):
        load(database, by_red(held, "supports", OWN, "herald", f", position: {place}" if speaker == OWN else ""))
        if speaker != OWN:
            load(database, by_red(held, "supports", speaker, source, f", position: {place}"))
    with database.read() as store:
        text = " ".join(line.text for line in report_between(store, "R1", "R2").sentences)
    assert f"supports. Position 80 → 85, by {said[after]}, before by {said[before]}." in text


def test_places_on_one_word_have_it_once(database: Database) -> None:
    line = moved(
        database,
        by_red("R1", "rejects", OWN, "herald"),
        by_red("R1", "rejects", OFFICIAL, "gazette", ", position: 0"),
        by_red("R2", "doubts", OWN, "herald"),
        by_red("R2", "doubts", OFFICIAL, "gazette", ", position: 85"),
    )
    assert "Red moved 85 points towards “all”, by an unnamed official's account." in line


def test_a_new_condition_is_on_the_word_of_who_names_it(database: Database) -> None:
    line = moved(
        database,
        by_red("R1", "doubts", OWN, "herald"),
        by_red("R2", "doubts", OWN, "herald"),
        by_red("R2", "doubts", OFFICIAL, "gazette", ", condition: no money comes"),
    )
    assert line == "Land: Red now makes a condition: no money comes, by an unnamed official's account."


def test_a_condition_in_place_of_another_is_told_on_the_word_of_each(database: Database) -> None:
    line = moved(
        database,
        by_red("R1", "conditional", OFFICIAL, "herald", ", condition: Soldiers leave"),
        by_red("R2", "conditional", OWN, "gazette", ", condition: Block lifted"),
    )
    former = "in place of “Soldiers leave”, by an unnamed official's account"
    assert f"names another condition {former}: Block lifted, by its own word." in line


def test_a_condition_dropped_is_told_on_the_word_of_who_named_it(database: Database) -> None:
    line = moved(
        database,
        by_red("R1", "supports", OFFICIAL, "herald", ", condition: Soldiers leave"),
        by_red("R2", "supports", MEDIATOR, "gazette"),
    )
    now = "names no condition any more, by a mediator's or host's account"
    assert f"{now}: Soldiers leave, by an unnamed official's account." in line


def test_a_figure_given_before_on_another_word_is_told_with_that_and_cited(database: Database) -> None:
    of = ", figures: [{{what: rifles, value: {}}}]".format
    load(database, FRAME, by_red("R1", "demands", OFFICIAL, "herald", of(400)))
    load(database, by_red("R2", "demands", OWN, "gazette", of(900)))
    with database.read() as store:
        document = report_between(store, "R1", "R2")
    (sentence,) = [each for each in document.sentences if "900" in each.text]
    assert "Rifles: 900, before 400 (by an unnamed official's account)." in sentence.text
    assert {note.source for note in document.footnotes if note.number in sentence.rests_on} == {"herald", "gazette"}


def by_table_and_paper(held: str, more: str) -> tuple[str, str]:
    """What Red says of a round, and what the mediator's table says of its last day, finer and with more."""
    day = {"R1": "2026-01-24", "R2": "2026-02-05"}[held]
    return by_red(held, "supports", OWN, "herald"), by_red(day, "supports", MEDIATOR, "gazette", more)


def test_a_place_and_a_weight_are_on_the_word_of_who_gives_them_and_not_of_who_bears_out_the_stance(
    database: Database,
) -> None:
    line = moved(
        database,
        *by_table_and_paper("R1", ", position: 90, salience: 80"),
        *by_table_and_paper("R2", ", position: 60, salience: 40"),
    )
    by = "by a mediator's or host's account"
    assert line == f"Land: Red moved 30 points towards “none”, {by}. It matters 40 points less to Red, {by}."


def test_a_weight_alone_is_on_the_word_of_who_gives_it(database: Database) -> None:
    load(database, FRAME, SCALE)
    for held, weight in (("R1", 80), ("R2", 40)):
        load(database, by_red(held, "supports", OWN, "herald"))
        load(database, by_red(held, "supports", MEDIATOR, "gazette", f", salience: {weight}"))
    with database.read() as store:
        lines = [line.text for line in report_between(store, "R1", "R2").sentences]
    assert any("It matters 40 points less to Red, by a mediator's or host's account." in line for line in lines)


def test_a_condition_is_on_the_word_of_who_names_it_and_not_of_who_bears_out_the_stance(database: Database) -> None:
    line = moved(
        database,
        *by_table_and_paper("R1", ""),
        *by_table_and_paper("R2", ", condition: no money comes"),
    )
    assert line == "Land: Red now makes a condition: no money comes, by a mediator's or host's account."
    load(database, by_red("2026-02-08", "doubts", OWN, "herald"))
    with database.read() as store:
        (line,) = section(report_between(store, "R2", "2026-02-09"), "moved")
    named = "supports (if, according to a mediator or host: no money comes), by a mediator's or host's account and by its own word"
    assert f"before {named}" in line


def test_conditions_that_another_names_than_who_leads_are_told_on_the_word_of_each(database: Database) -> None:
    line = moved(
        database,
        by_red("R1", "supports", OWN, "herald"),
        by_red("R1", "supports", MEDIATOR, "gazette", ", condition: Soldiers leave"),
        by_red("R2", "supports", OWN, "herald", ", condition: Block lifted"),
    )
    former = "in place of “Soldiers leave”, by a mediator's or host's account"
    assert f"names another condition {former}: Block lifted, by its own word." in line
    load(database, by_red("2026-02-08", "supports", OWN, "herald"))
    with database.read() as store:
        (line,) = section(report_between(store, "R1", "2026-02-09"), "moved")
    assert "names no condition any more, by its own word: Soldiers leave, by a mediator's or host's account." in line


def test_a_step_on_the_way_is_placed_by_who_places_it(database: Database) -> None:
    line = moved(
        database,
        by_red("R1", "supports", OWN, "herald", ", position: 90"),
        by_red("2026-01-28/2026-01-30", "supports", OWN, "herald"),
        by_red("2026-01-30", "supports", MEDIATOR, "gazette", ", position: 20"),
        by_red("R2", "supports", OWN, "herald", ", position: 90"),
    )
    assert "In between: supports (position 20, by a mediator's or host's account)" in line


def test_a_place_that_accounts_contradict_is_on_the_word_of_who_gives_it(database: Database) -> None:
    load(
        database,
        FRAME,
        SCALE,
        by_red("R2", "supports", OWN, "herald"),
        by_red("R2", "supports", MEDIATOR, "gazette", ", position: 88"),
        by_red("R2", "supports", OFFICIAL, "echo", ", position: 40"),
    )
    with database.read() as store:
        lines = [line.text for line in report_between(store, "R1", "R2").sentences]
    assert any("(position 88, by a mediator's or host's account)" in line for line in lines), lines


def test_a_figure_is_on_the_word_of_who_gives_it_and_not_of_who_bears_out_the_stance(database: Database) -> None:
    line = moved(
        database,
        by_red("R1", "rejects", OWN, "herald"),
        *by_table_and_paper("R2", ", figures: [{what: rifles, value: 900}]"),
    )
    assert "Rifles: 900 by a mediator's or host's account." in line


def test_a_condition_is_not_told_on_the_word_of_who_names_another_for_longer_days(database: Database) -> None:
    line = moved(
        database,
        by_red("2026-01-24", "supports", OWN, "herald"),
        by_red("2026-02-04/2026-02-05", "supports", MEDIATOR, "herald", ", condition: Money comes"),
        by_red("2026-02-05", "supports", OWN, "gazette"),
        by_red("2026-02-05", "supports", OFFICIAL, "echo", ", condition: Soldiers leave"),
    )
    assert line == "Land: Red now makes a condition: Soldiers leave, by an unnamed official's account."


def test_a_place_is_not_told_on_the_word_of_who_gives_another_near_it(database: Database) -> None:
    line = moved(
        database,
        by_red("R1", "supports", OWN, "herald", ", position: 40"),
        by_red("R2", "supports", OWN, "herald"),
        by_red("R2", "supports", MEDIATOR, "gazette", ", position: 95"),
        by_red("R2", "supports", OFFICIAL, "echo", ", position: 90"),
    )
    by = "placed by a mediator's or host's account, before by its own word"
    assert line == f"Land: Red moved 55 points towards “all”, {by}."
