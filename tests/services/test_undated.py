"""What may have come on either side of an end is told as undated, with what surely came since."""

import pytest

from ledger.services.note import report_between
from ledger.storage.database import Database
from tests.services.note_values import section
from tests.support import FRAME, load, stance


def said(held: str, word: str, source: str, speaker: str, more: str = "") -> str:
    seed = stance("land", "red", word, held, source, "¶1", more)
    return seed.replace("}}]", f", speaker: {speaker}}}}}]")


def undated(database: Database) -> list[str]:
    with database.read() as store:
        return section(report_between(store, "R1", "R2"), "undated")


@pytest.mark.both_engines
def test_what_a_party_says_itself_since_is_told_with_what_may_have_been_so_before(database: Database) -> None:
    load(database, FRAME, said("2026-01-10", "supports", "herald", "media"))
    load(database, said("2026-01-20/2026-02-03", "opposes", "herald", "media"))
    more = ", condition: paid, position: 20, figures: [{what: posts, value: 7}]"
    load(database, said("2026-02-01/2026-02-05", "opposes", "gazette", "own-words", more))
    assert undated(database) == [
        (
            "Land: Red opposes it, as the media report, some time in 20 Jan – 3 Feb 2026; whether by 24 Jan 2026 or after "
            "is not known. Surely by 5 Feb 2026: Red opposes it (unless: paid), position 20. Posts: 7."
        )
    ]


def test_of_what_says_no_more_nothing_is_told_twice(database: Database) -> None:
    load(database, FRAME, said("2026-01-10", "supports", "herald", "media"))
    load(database, said("2026-01-20/2026-02-03", "opposes", "herald", "media"))
    load(database, said("2026-02-01/2026-02-05", "opposes", "gazette", "media"))
    (line,) = undated(database)
    assert line.endswith("is not known.")


@pytest.mark.both_engines
def test_what_only_may_have_stood_at_the_start_is_undated_though_a_report_of_one_day_follows(
    database: Database,
) -> None:
    """Without it, more evidence made the line go, and nothing told that nobody knows since when it is so."""
    load(database, FRAME, said("2026-01/2026-02-20", "supports", "herald", "own-words"))
    load(database, said("2026-02-04", "supports", "gazette", "media"))
    (line,) = undated(database)
    assert line.startswith("Land: Red supports it, some time in 1 Jan – 20 Feb 2026; on which side of the two points")
    assert line.endswith("Surely by 4 Feb 2026: Red supports it, as the media report.")
