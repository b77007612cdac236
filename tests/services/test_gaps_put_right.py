"""What an analyst reads of the gap between the principals where we put a stance right and parties moved since."""

import random

import pytest

from ledger.domain.diff import Cause
from ledger.formats import json_diff
from ledger.formats.document import Document, Grid
from ledger.services import acting
from ledger.services.comparing import compare
from ledger.services.note import note_of, report_between
from ledger.services.other_ledger import Origin, There
from ledger.storage.database import Database
from tests.conftest import NewLocation
from tests.effort import seeds
from tests.services.test_corrected_then_moved import note
from tests.services.test_diffing import PLAIN, a_life, diff
from tests.support import HEADER, load, stance, together

WAYS = ["R1@3 R2@6", "R1@3 2026-02-20", "R2@3 R2@6", "@3 @6"]


def put_right(database: Database, had: tuple[str, str], right: str, since: tuple[str, str]) -> None:
    """Let Red and Blue hold what we had, put Red right, and let both be heard again at the second round."""
    red, blue = had
    load(database, PLAIN, stance("land", "red", red, "R1", at="¶1"), stance("land", "blue", blue, "R1", at="¶2"))
    load(database, stance("land", "red", right, "R1", "gazette", at="¶9", more=", corrects: 1"))
    red, blue = since
    load(database, stance("land", "red", red, "R2", at="¶3"), stance("land", "blue", blue, "R2", at="¶4"))


def gap_of(database: Database, start: str, end: str) -> str:
    (line,) = [line for line in note(database, start, end).splitlines() if "of 6" in line and "principals" in line]
    return line.removeprefix("Land: ").removesuffix(", as a report has it.")


def report(database: Database, start: str, end: str) -> Document:
    with database.read() as store:
        return report_between(store, start, end)


@pytest.mark.parametrize("ends", WAYS)
def test_how_near_the_parties_came_is_told_and_what_we_had_beside_it(database: Database, ends: str) -> None:
    put_right(database, ("rejects", "demands"), "doubts", ("undecided", "supports"))
    start, end = ends.split()
    assert gap_of(database, start, end) == "the principals converged, from a gap of 4 (6 as we had it) to one of 2 of 6"
    assert (
        gap_of(database, end, start)
        == "the principals diverged, from a gap of 2 to one of 4 of 6 (6 as we then read it)"
    )
    (gap,), (back,) = diff(database, start, end).spread, diff(database, end, start).spread
    assert (gap.before, gap.after, gap.had, *gap.causes) == (4, 2, 6, Cause.moved)
    assert (back.before, back.after, back.had, back.verb) == (2, 4, 6, "diverged")


@pytest.mark.parametrize("ends", WAYS)
def test_a_convergence_is_told_though_by_what_we_had_the_gap_is_as_wide_as_it_was(
    database: Database, ends: str
) -> None:
    put_right(database, ("doubts", "demands"), "rejects", ("doubts", "demands"))
    start, end = ends.split()
    assert gap_of(database, start, end) == "the principals converged, from a gap of 6 (4 as we had it) to one of 4 of 6"
    assert gap_of(database, end, start).endswith("from a gap of 4 to one of 6 of 6 (4 as we then read it)")


@pytest.mark.parametrize("ends", WAYS)
def test_who_went_apart_is_not_told_to_have_converged_since_we_had_them_further_apart(
    database: Database, ends: str
) -> None:
    put_right(database, ("rejects", "demands"), "conditional", ("doubts", "demands"))
    start, end = ends.split()
    assert gap_of(database, start, end) == "the principals diverged, from a gap of 2 (6 as we had it) to one of 4 of 6"


@pytest.mark.parametrize("ends", WAYS)
def test_where_nobody_moved_a_gap_is_read_otherwise_by_us_alone(database: Database, ends: str) -> None:
    put_right(database, ("rejects", "demands"), "doubts", ("doubts", "demands"))
    start, end = ends.split()
    assert gap_of(database, start, end) == "the gap between the principals is 4 of 6 as we now read it, 6 as we had it"
    assert gap_of(database, end, start).endswith("is 6 of 6 as we then read it, 4 as since read")


def test_to_a_later_day_as_known_earlier_the_gap_is_as_it_was_read_then(database: Database) -> None:
    put_right(database, ("rejects", "demands"), "doubts", ("undecided", "supports"))
    load(database, stance("land", "red", "opposes", "R1", at="¶9", more=", corrects: 3"))
    assert gap_of(database, "R1@7", "R2@6").endswith("from a gap of 4 (5 as since read) to one of 2 of 6")
    assert gap_of(database, "R2@6", "R1@7").endswith("from a gap of 2 to one of 4 of 6 (5 as we now read it)")


def test_the_line_stands_on_what_we_had_too(database: Database) -> None:
    put_right(database, ("rejects", "demands"), "doubts", ("undecided", "supports"))
    for start, end in (("R1@3", "R2"), ("R2", "R1@3"), ("R2@3", "R2")):
        written = report(database, start, end)
        (line,) = [each for each in written.sentences if "from a gap of" in each.text]
        places = {each.at for each in written.footnotes if each.number in line.rests_on}
        assert places == {"¶1", "¶9", "¶2", "¶3", "¶4"}


def test_the_table_of_spreads_has_the_corrected_one_beside_what_we_had(database: Database) -> None:
    put_right(database, ("rejects", "demands"), "doubts", ("undecided", "supports"))
    for start, end, told in (
        ("R1@3", "R2", ("6 (4 as we now read it)", 2)),
        ("R2", "R1@3", (2, "6 (4 as since read)")),
        ("R1", "R2", (4, 2)),
    ):
        blocks = [block for section in report(database, start, end).sections for block in section.blocks]
        (table,) = [each for each in blocks if isinstance(each, Grid) and each.title.endswith("furthest apart")]
        assert tuple(cell.value for cell in table.rows[0][1:3]) == told


def test_on_a_scale_too_they_came_nearer_from_where_we_now_read_them(database: Database) -> None:
    at = (f", position: {place}" for place in (10, 90, 30, 20, 95))
    load(database, PLAIN, stance("land", "red", "rejects", "R1", more=next(at)))
    load(database, stance("land", "blue", "demands", "R1", more=next(at)))
    load(database, stance("land", "red", "doubts", "R1", more=f"{next(at)}, corrects: 1"))
    load(database, stance("land", "red", "undecided", "R2", more=next(at)))
    load(database, stance("land", "blue", "supports", "R2", more=next(at)))
    line = gap_of(database, "R1@3", "R2")
    assert "converged by their words, from a gap of 4 (6 as we had it) to one of 2 of 6" in line
    assert "though on the scale they are further apart: 75 points, before 60" in line


def test_of_two_ledgers_what_this_one_has_stands_beside_what_happened_there(
    database: Database, new_location: NewLocation
) -> None:
    other = Database(new_location("sqlite"))
    load(
        database,
        PLAIN,
        *(stance("land", party, word, "R1") for party, word in (("red", "rejects"), ("blue", "demands"))),
    )
    load(other, PLAIN, *(stance("land", party, word, "R1") for party, word in (("red", "doubts"), ("blue", "demands"))))
    load(other, *(stance("land", party, word, "R2") for party, word in (("red", "undecided"), ("blue", "supports"))))
    for start, end, told in (
        ("R1", "R2", "converged, from a gap of 4 (6 here) to one of 2 of 6"),
        ("R1", "R1", "is 4 of 6 there, 6 here"),
    ):
        with database.read() as here, other.read() as there:
            written = note_of(here, compare(here, start, end, other=There(there, "other", Origin.ledger)))
        assert any(told in sentence.text for sentence in written.sentences)
    other.close()


def test_scripts_are_told_how_wide_we_had_the_gap(database: Database) -> None:
    put_right(database, ("rejects", "demands"), "doubts", ("undecided", "supports"))
    told = [
        json_diff.diff(diff(database, start, "R2"), lambda _change: ())["spread"][0]["had"] for start in ("R1@3", "R1")
    ]
    assert told == [6, None]


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(2))
def test_the_parties_part_in_a_gap_is_what_the_days_alone_tell_of_it(database: Database, seed: int) -> None:
    last = a_life(database, random.Random(seed))
    (days,) = ({each.item: each for each in diff(database, "R1", f"R2@{last}").spread},)
    for known in range(1, last + 1):
        theirs = {each.item: each for each in diff(database, f"R1@{known}", f"R2@{last}").spread if not each.ours}
        for item, gap in theirs.items():
            assert (gap.before, gap.after, gap.parties) == (days[item].before, days[item].after, days[item].parties)
        assert theirs.keys() == days.keys()


def test_where_it_is_not_known_from_where_somebody_moved_the_gap_is_read_otherwise_by_us(database: Database) -> None:
    """Another report contradicts what Red held at first: nobody knows whether the parties came nearer."""
    load(database, PLAIN, stance("land", "red", "rejects", "R1"), stance("land", "blue", "supports", "R1"))
    load(database, stance("land", "red", "demands", "R1", "gazette"))
    load(database, stance("land", "red", "opposes", "R2"))
    (gap,) = diff(database, "R1@3", "R2").spread
    assert Cause.moved not in gap.causes
    assert (
        gap_of(database, "R1@3", "R2") == "the gap between the principals is 4 of 6 as we now read it, 5 as we had it"
    )


def test_how_wide_we_had_a_gap_is_measured_between_what_was_known_at_one_time(database: Database) -> None:
    """A first word of Blue, learned since, is no end of a gap that we had: Red's was another when that was learned."""
    red, post = stance("land", "red", "opposes", "R1"), stance("land", "red", "supports", "R1", "gazette")
    load(database, PLAIN, red)
    load(database, together(post, stance("land", "blue", "demands", "2026-01-20", "gazette")))
    load(database, stance("land", "red", "supports", "R2"))
    assert diff(database, "R1@2", "R2").spread == diff(database, "R2", "R1@2").spread == ()


def test_how_wide_we_had_a_gap_is_told_though_another_had_moved_by_then_as_we_learned(database: Database) -> None:
    load(
        database,
        PLAIN,
        together(stance("land", "red", "opposes", "R1"), stance("land", "blue", "supports", "2026-01-10")),
    )
    load(database, stance("land", "red", "supports", "R1", "gazette"))
    load(database, stance("land", "blue", "demands", "2026-01-22", "gazette"))
    load(database, stance("land", "red", "supports", "R2"))
    said = "the gap between the principals is 1 of 6 as we now read it, 4 as we had it"
    assert gap_of(database, "R1@2", "R2") == said


def test_what_we_had_of_one_whose_word_was_taken_back_stands_beside_the_gap(database: Database) -> None:
    grey = "parties: [{key: grey, code: GY, name: Grey, role: principal}]"
    load(database, PLAIN, grey, stance("land", "red", "rejects", "R1"), stance("land", "blue", "supports", "R1"))
    load(database, stance("land", "grey", "undecided", "R1"))
    with database.write() as store:
        acting.retract(store, 1, HEADER, reason="misread")
    load(database, stance("land", "blue", "demands", "R2"))
    (gap,) = diff(database, "R1@5", "R2").spread
    assert (gap.before, gap.after, gap.had) == (2, 3, 5)
