"""What is first reported and said again since: the first report is cited, and what changed after it is told."""

import pytest

from ledger.cli.views.diff_rows import document as in_json
from ledger.formats.document import Document, Sentence
from ledger.services.comparing import compare
from ledger.services.note import note_of, report_between
from ledger.storage.database import Database
from tests.services.note_values import section
from tests.support import FRAME, load, stance

OWN, MEDIA = ", speaker: own-words", ", speaker: media"


def said(held: str, source: str, at: str, speaker: str = OWN, more: str = "", party: str = "red") -> str:
    """A stance against land."""
    seed = stance("land", party, "opposes", held, source, at, more)
    return seed.replace("}}]", f"{speaker}}}}}]")


def told(state: str, held: str, source: str, at: str) -> str:
    """A status of land."""
    cite = f"{{source: {source}, at: '{at}', speaker: media}}"
    return f"statuses: [{{item: land, held_on: {held}, status: {state}, cite: {cite}}}]"


def matches(value: int) -> str:
    return f", figures: [{{what: matches, value: {value}}}]"


def with_places(line: Sentence, document: Document) -> str:
    """A line with the source and the place of each claim behind it."""
    notes = {note.number: f"[{note.source} {note.at}]" for note in document.footnotes}
    spans = [f"{span.text}{''.join(notes[each] for each in span.cites)}" for span in line.spans]
    return "".join((*spans, *(notes[each] for each in line.cites)))


def lines(database: Database, key: str = "new", *, brief: bool = True) -> list[str]:
    """The lines of a section of the short note, or of the whole one, with their places."""
    with database.read() as store:
        document = note_of(store, compare(store, "R1", "R2", told=True), brief=brief)
    return [with_places(line, document) for each in document.sections if each.key == key for line in each.sentences]


def head(database: Database) -> str:
    with database.read() as store:
        return " ".join(line.text for line in report_between(store, "R1", "R2").lead)


def about_red(database: Database) -> list[str]:
    with database.read() as store:
        return [line for line in section(report_between(store, "R1", "R2"), "parties") if "Blue" not in line]


@pytest.mark.both_engines
def test_an_item_first_reported_leads_to_its_first_report_and_tells_what_changed_since(database: Database) -> None:
    load(database, FRAME, said("2026-01-30", "herald", "¶1", OWN, matches(4)))
    load(database, said("R2", "gazette", "¶9", MEDIA, matches(6)))
    (line,) = lines(database)
    assert line == (
        "Land is first reported.[herald ¶1] Red opposes it, as the media report[gazette ¶9] "
        "(first: 30 Jan 2026, by its own word[herald ¶1]). Matches: 6, before 4 (30 Jan 2026)."
        "[gazette ¶9][herald ¶1]"
    )
    assert "Nobody is reported to have moved in between; with other figures than at first: Red on one item." in head(
        database
    )
    assert about_red(database)[0] == "Red is told with other figures than at first on Land."


def test_of_several_a_figure_that_was_given_since_stands_before_what_was_told_first(database: Database) -> None:
    load(database, FRAME, said("R2", "herald", "¶1", party="blue"), said("2026-01-30", "herald", "¶1"))
    load(database, said("R2", "herald", "¶2", OWN, matches(5)))
    assert "Red opposes it[herald ¶2] (matches: 5[herald ¶2]; first: 30 Jan 2026[herald ¶1])" in lines(database)[0]


def test_the_same_said_again_has_no_before(database: Database) -> None:
    load(
        database,
        FRAME,
        said("2026-01-30", "herald", "¶1", more=matches(4)),
        said("R2", "herald", "¶2", OWN, matches(4)),
    )
    (line,) = lines(database)
    assert line.startswith(
        "Land is first reported.[herald ¶1] Red opposes it[herald ¶2] (first: 30 Jan 2026[herald ¶1])."
    )
    assert line.endswith(" Matches: 4.[herald ¶2]")
    assert "figures" not in head(database)


def test_what_was_told_once_is_its_own_first_report(database: Database) -> None:
    load(database, FRAME, said("R2", "herald", "¶1", OWN, matches(4)))
    assert lines(database) == ["Land is first reported.[herald ¶1] Red opposes it[herald ¶1]. Matches: 4.[herald ¶1]"]


def test_a_party_first_heard_on_an_item_of_the_list_has_its_first_report_and_its_figures_since(
    database: Database,
) -> None:
    load(database, FRAME, said("R1", "herald", "¶1", party="blue"))
    load(database, said("2026-01-30", "herald", "¶2", OWN, matches(4)), said("R2", "gazette", "¶3", OWN, matches(6)))
    (line,) = lines(database)
    assert line == (
        "Land: first reported, by us: Red opposes it[gazette ¶3] (first: 30 Jan 2026[herald ¶2]). "
        "Matches: 6, before 4 (30 Jan 2026).[gazette ¶3][herald ¶2]"
    )


def test_a_figure_given_between_the_first_report_and_the_last_stands_on_the_place_that_gives_it(
    database: Database,
) -> None:
    between = said("2026-01-30", "gazette", "¶2", OWN, matches(5))
    load(database, FRAME, said("2026-01-29", "herald", "¶1"), between, said("R2", "herald", "¶3"))
    (line,) = lines(database)
    assert line.endswith("(first: 29 Jan 2026[herald ¶1]). Matches: 5 by Gazette's account (30 Jan 2026).[gazette ¶2]")


def test_of_several_parties_first_heard_each_has_its_figures_and_the_words_on_it(database: Database) -> None:
    red = said("R2", "herald", "¶1", more=f", summary: Red wants no fund{matches(4)}")
    blue = said("R2", "gazette", "¶2", more=f", summary: It asks for a bridge{matches(6)}", party="blue")
    load(database, FRAME, red, blue)
    claims = (
        "Land is first reported.[gazette ¶2] Red opposes it[herald ¶1] (matches: 4[herald ¶1]), "
        "and Blue opposes it[gazette ¶2] (matches: 6[gazette ¶2])."
    )
    assert lines(database) == [claims]
    assert lines(database, brief=False) == [
        f"{claims} Red wants no fund.[herald ¶1] Blue: It asks for a bridge.[gazette ¶2]"
    ]


def test_of_one_party_first_heard_on_an_item_of_the_list_the_words_and_the_figures_are_told(
    database: Database,
) -> None:
    load(database, FRAME, said("R1", "herald", "¶1", party="blue"))
    load(database, said("R2", "gazette", "¶2", OWN, f", summary: It asks for a bridge{matches(6)}"))
    heard = "Land: first reported, by us: Red opposes it[gazette ¶2]."
    assert lines(database, brief=False) == [f"{heard} It asks for a bridge. Matches: 6.[gazette ¶2]"]
    assert lines(database) == [f"{heard} Matches: 6.[gazette ¶2]"]


def test_of_several_parties_each_has_its_own_first_report_and_the_item_the_first_of_all(database: Database) -> None:
    load(database, FRAME, said("2026-01-30", "herald", "¶1"), said("2026-01-29", "herald", "¶2", party="blue"))
    load(database, said("R2", "gazette", "¶3"), said("R2", "gazette", "¶4", party="blue"))
    (line,) = lines(database)
    assert line.startswith("Land is first reported.[herald ¶2] Red opposes it")
    assert "[gazette ¶3] (first: 30 Jan 2026[herald ¶1])" in line
    assert "[gazette ¶4] (first: 29 Jan 2026[herald ¶2])" in line


def test_a_status_first_reported_and_told_again_has_its_first_report(database: Database) -> None:
    load(
        database, FRAME, told("narrowed", "2026-01-30", "herald", "¶1"), told("narrowed", "2026-02-04", "gazette", "¶2")
    )
    (line,) = lines(database)
    assert line.startswith("Land is first reported: narrowed, as the media report (first: 30 Jan 2026[herald ¶1]).")


@pytest.mark.parametrize(("word", "key"), [("narrowed", "new"), ("agreed", "settled"), ("dropped", "settled")])
def test_a_status_first_told_of_an_item_known_by_stances_has_its_first_report(
    database: Database, word: str, key: str
) -> None:
    load(database, FRAME, said("R1", "herald", "¶9"))
    load(database, told(word, "2026-01-30", "herald", "¶1"))
    load(database, told(word, "2026-02-04", "gazette", "¶2").replace("media", "mediator"))
    (line,) = lines(database, key)
    assert f"{word}, by a mediator's or host's account (first: 30 Jan 2026, as the media report[herald ¶1])." in line


def test_an_item_first_reported_as_settled_has_the_day_of_its_first_report(database: Database) -> None:
    load(database, FRAME, told("agreed", "2026-01-30", "herald", "¶1"), told("agreed", "2026-02-04", "gazette", "¶2"))
    (line,) = lines(database, "settled")
    assert "first reported, by us (30 Jan 2026[herald ¶1])." in line


def test_a_first_position_that_moved_since_and_a_condition_are_told_on_the_way(database: Database) -> None:
    load(database, FRAME, said("2026-01-30", "herald", "¶1", more=", position: 40"))
    load(database, said("R2", "gazette", "¶2", OWN, ", position: 80"))
    assert "Land: Red is first reported: in the end opposes (position 80)." in lines(database)[1]
    assert "Before that: opposes (position 40) (30 Jan 2026)[herald ¶1]." in lines(database)[1]
    load(
        database,
        said("R2", "gazette", "¶3", party="blue"),
        said("2026-01-30", "herald", "¶4", OWN, ", condition: paid", "blue"),
    )
    assert any("Before that: opposes (unless: paid) (30 Jan 2026)[herald ¶4]." in line for line in lines(database))


def test_of_a_contested_first_report_only_the_account_that_said_so_is_cited(database: Database) -> None:
    load(
        database, FRAME, said("2026-01-30", "herald", "¶1"), stance("land", "red", "supports", "2026-01-30", "gazette")
    )
    load(database, said("R2", "herald", "¶3"))
    (line,) = lines(database)
    assert "Red opposes it[herald ¶3] (first: 30 Jan 2026, contradicted then[herald ¶1])" in line


def test_a_change_in_json_has_what_told_of_it_first(database: Database) -> None:
    load(database, FRAME, said("2026-01-30", "herald", "¶1"), said("R2", "gazette", "¶9", MEDIA))
    with database.read() as store:
        changes = in_json(compare(store, "R1", "R2"))["changes"]
        back = in_json(compare(store, "R2", "R1"))["changes"]
    (first,) = [each["first"] for each in changes if each["party"]]
    assert (first["stance"], first["held_on"], [each["source"] for each in first["citations"]]) == (
        "opposes",
        "2026-01-30",
        ["herald"],
    )
    assert all(each["first"] is None for each in (*back, *(each for each in changes if not each["party"])))


def test_what_we_learn_at_once_of_two_days_had_no_figure_before(database: Database) -> None:
    load(database, FRAME)
    load(database, said("2026-01-30", "herald", "¶1", more=matches(4)), said("R2", "gazette", "¶9", OWN, matches(6)))
    with database.read() as store:
        learned = note_of(store, compare(store, "R2@1", "R2@3", told=True))
    assert [line.text for line in learned.sentences][
        -1
    ] == "Land is first reported. Red opposes it (first: 30 Jan 2026). Matches: 6."


def test_a_move_inside_a_round_on_the_scale_alone_tells_where_from_and_where_to_and_its_words_once(
    database: Database,
) -> None:
    fine = said("2026-02-04", "herald", "¶5", more=", position: 50, summary: Half of it")
    load(database, FRAME, fine, said("R2", "herald", "¶13", more=", position: 15"))
    moved = "Inside R2: Red moved from opposes (position 15)[herald ¶13] to opposes (position 50) on Land."
    assert lines(database, "inside") == [f"{moved} Half of it.[herald ¶5]"]
    assert lines(database, "inside", brief=False) == [f"{moved}[herald ¶5]"]
    assert lines(database, brief=False)[0].endswith(" Half of it.[herald ¶5]")


def test_a_figure_about_another_item_is_told_with_that_item(database: Database) -> None:
    counted = "figures: [{what: shortfall, value: 251, about: fuel}, {what: pages, value: 9, about: land}]"
    cite = "cite: {source: herald, at: ¶1}"
    load(database, FRAME, f"statuses: [{{item: land, round: R2, status: deadlocked, {counted}, {cite}}}]")
    (line,) = lines(database, brief=False)
    assert line.endswith(" Shortfall (Fuel): 251; pages: 9.[herald ¶1]")


@pytest.mark.both_engines
def test_a_move_and_a_settlement_said_again_name_who_told_them_first(database: Database) -> None:
    """The last report leads the line; a reader would take its day and its voice for those of the move itself."""
    load(database, FRAME, said("2026-01-23", "herald", "¶1").replace("opposes", "rejects"))
    load(database, told("discussed", "2026-01-23", "herald", "¶2"))
    load(database, said("2026-01-30", "herald", "¶3").replace("opposes", "supports"))
    load(database, told("agreed", "2026-01-30", "herald", "¶4"))
    load(database, said("2026-02-04", "gazette", "¶9", MEDIA).replace("opposes", "supports"))
    load(database, told("agreed", "2026-02-04", "gazette", "¶8").replace("media", "mediator"))
    (settled,), (moved,) = lines(database, "settled"), lines(database, "moved")
    assert settled == (
        "Land is settled: agreed, by a mediator's or host's account, before discussed, as the media report[herald ¶2]. "
        "First reported so: 30 Jan 2026, as the media report[herald ¶4].[gazette ¶8]"
    )
    assert moved == (
        "Land: Red changed sides: supports, as the media report, before rejects, by its own word[herald ¶1]. "
        "First reported so: 30 Jan 2026, by its own word[herald ¶3].[gazette ¶9]"
    )


def test_a_promise_told_kept_twice_says_who_told_it_first(database: Database) -> None:
    load(database, FRAME, told("promised", "2026-01-23", "herald", "¶1").replace("land", "pledge"))
    load(database, told("kept", "2026-01-30", "herald", "¶4").replace("land", "pledge"))
    load(database, told("kept", "2026-02-04", "gazette", "¶8").replace("land", "pledge").replace("media", "mediator"))
    (line,) = lines(database, "promises")
    assert line.startswith("A pledge: kept, by a mediator's or host's account and as the media report[gazette ¶8]")
    assert "First reported so: 30 Jan 2026, as the media report[herald ¶4]." in line


def test_an_overdue_promise_that_was_promised_before_was_not_promised_first_in_between(database: Database) -> None:
    """That its day passed is all that happened."""
    load(database, FRAME)
    for held, source in (("2026-01-23", "herald"), ("2026-01-30", "gazette"), ("2026-02-04", "desk")):
        load(database, told("promised", held, source, "¶1").replace("land", "pledge"))
    (line,) = lines(database, "promises")
    assert line.startswith("A pledge: overdue; promised")
    assert "First reported" not in line


def test_what_another_report_contradicted_when_it_was_first_told_says_so(database: Database) -> None:
    """Kept by one report, still open by another of the same day, kept later by a third: nobody settled the first two."""
    load(database, FRAME, told("promised", "2026-01-23", "herald", "¶1").replace("land", "pledge"))
    load(database, told("kept", "2026-01-30", "herald", "¶4").replace("land", "pledge"))
    load(database, told("promised", "2026-01-30", "gazette", "¶8").replace("land", "pledge"))
    load(database, told("kept", "2026-02-04", "desk", "¶2").replace("land", "pledge"))
    (line,) = lines(database, "promises")
    assert "First reported so: 30 Jan 2026, contradicted then[herald ¶4]." in line


@pytest.mark.both_engines
@pytest.mark.parametrize(("held", "days"), [("round: R2", "4–5 Feb 2026"), ("held_on: 2026-02-04", "4 Feb 2026")])
def test_a_status_that_another_followed_in_the_same_days_is_told_as_in_between(
    database: Database, held: str, days: str
) -> None:
    """No day ends on it, so that no reading at the end of a day shows it."""
    load(database, FRAME, told("discussed", "2026-01-23", "herald", "¶1"))
    cites = [f"cite: {{source: gazette, at: '¶{place}', speaker: media}}" for place in (2, 3)]
    steps = zip(("agreed-in-principle", "deadlocked"), cites, strict=True)
    said = [f"{{item: land, {held}, status: {status}, {cite}}}" for status, cite in steps]
    load(database, f"statuses: [{', '.join(said)}]")
    (line,) = [line for key in ("moved", "course", "settled") for line in lines(database, key)]
    assert "deadlocked, before discussed" in line
    assert f"In between: agreed-in-principle ({days})[gazette ¶2]" in line


@pytest.mark.both_engines
def test_a_status_that_somebody_settled_as_moved_on_from_is_told_as_in_between(database: Database) -> None:
    load(database, FRAME, told("discussed", "2026-01-23", "herald", "¶1"))
    load(database, told("agreed", "2026-02-04/2026-02-05", "gazette", "¶2"))
    load(database, told("deadlocked", "2026-02-05", "herald", "¶3"))
    load(database, "settlements: [{how: moved, entry: 3, other: 2, reason: It broke down on the second day.}]")
    (line,) = [line for key in ("moved", "course", "settled") for line in lines(database, key)]
    assert "deadlocked, before discussed" in line
    assert "In between: agreed (4–5 Feb 2026)[gazette ¶2]" in line


def test_a_first_report_is_told_on_the_word_of_who_gives_its_day(database: Database) -> None:
    """Red's own word is of the whole month; its last day has another report."""
    load(database, FRAME, said("2026-01-20", "herald", "¶1").replace("opposes", "rejects"))
    load(database, said("2026-01-25/2026-01-30", "herald", "¶3").replace("opposes", "supports"))
    load(database, said("2026-01-30", "desk", "¶4", ", speaker: anonymous-source").replace("opposes", "supports"))
    load(database, said("2026-02-04", "gazette", "¶9", MEDIA).replace("opposes", "supports"))
    (moved,) = lines(database, "moved")
    assert "First reported so: 30 Jan 2026, by an unnamed source's account and by its own word" in moved


def test_a_settlement_said_again_names_who_told_it_first_though_the_item_had_no_status_at_the_start(
    database: Database,
) -> None:
    load(database, FRAME, said("2026-01-20", "herald", "¶1"))
    for word, held, source in (("open", "2026-01-28", "herald"), ("agreed", "2026-02-01", "desk")):
        load(database, told(word, held, source, "¶2"))
    load(database, told("agreed", "2026-02-04", "gazette", "¶3"))
    (line,) = lines(database, "settled")
    assert line.endswith(
        "In between: open (28 Jan 2026)[herald ¶2]. First reported so: 1 Feb 2026[desk ¶2].[gazette ¶3]"
    )


def test_a_smaller_step_on_the_scale_is_not_the_first_report_of_the_move(database: Database) -> None:
    """Ten points are no move; told again they are not what told of fifteen."""
    load(database, FRAME, said("2026-01-20", "herald", "¶1", MEDIA, ", position: 25"))
    load(database, said("2026-01-30", "desk", "¶2", MEDIA, ", position: 35"))
    load(database, said("2026-02-04", "gazette", "¶3", MEDIA, ", position: 40"))
    (moved,) = lines(database, "moved")
    assert "15 points" in moved
    assert "First reported so" not in moved


def test_a_move_on_the_scale_names_who_told_it_first_in_a_place_near_to_the_last(database: Database) -> None:
    load(database, FRAME, said("2026-01-20", "herald", "¶1", MEDIA, ", position: 25"))
    load(database, said("2026-01-30", "desk", "¶2", MEDIA, ", position: 38"))
    load(database, said("2026-02-04", "gazette", "¶3", MEDIA, ", position: 40"))
    (moved,) = lines(database, "moved")
    assert "First reported so: 30 Jan 2026 (position 38)[desk ¶2]." in moved


def test_a_first_report_of_a_move_that_told_less_of_how_much_it_matters_is_told_with_its_place(
    database: Database,
) -> None:
    load(database, FRAME, said("2026-01-20", "herald", "¶1", MEDIA, ", position: 10, salience: 25"))
    load(database, said("2026-01-30", "desk", "¶2", MEDIA, ", position: 40, salience: 28"))
    load(database, said("2026-02-04", "gazette", "¶3", MEDIA, ", position: 40, salience: 40"))
    (moved,) = lines(database, "moved")
    assert "It matters 15 points more to Red. First reported so: 30 Jan 2026 (position 40)[desk ¶2]." in moved


def test_what_was_told_before_the_old_word_stood_again_is_not_the_first_report(database: Database) -> None:
    load(database, FRAME, told("open", "2026-01-20", "herald", "¶1"))
    load(database, told("agreed", "2026-01-28", "herald", "¶2"), told("open", "2026-01-28", "gazette", "¶2"))
    load(database, told("open", "2026-02-01", "herald", "¶3"), told("agreed", "2026-02-05", "herald", "¶4"))
    (line,) = lines(database, "settled")
    assert "First reported so" not in line
