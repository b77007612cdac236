"""Who gives the position, the salience and the condition of an account: no database, the rows are made here."""

from datetime import date
from typing import Any

from ledger.domain import accounts
from ledger.domain.entries import Citation
from ledger.domain.moments import HeldOn
from ledger.domain.readings import Reading
from ledger.domain.words import EntryKind
from ledger.storage.cells import CellClaims, Row, reading_of

ON = date(2026, 2, 5)
DAY = "2026-02-05"
WEEK = "2026-02-01/2026-02-05"


def read(*told: tuple[str, str, dict[str, Any]]) -> Reading:
    """The reading of Red's support of the land, as told by (source, days, what else it says); the first of them leads."""
    rows: dict[int, Row] = {}
    claims: list[accounts.CellClaim] = []
    for number, (source, days, more) in enumerate(told, 1):
        held, values = HeldOn.parse(days), {"stance": "supports", **more}
        rows[number] = Row(number, ("land", "red"), None, 1, held, number, 1, None, None, values)
        cite = [Citation.model_validate({"source": source, "credibility": 1 if number == 1 else 3})]
        claims += accounts.claims_of(number, held, values, cite, {}, file=number, place=1)
    standing = accounts.read(claims, ON, {})
    cell = CellClaims(("land", "red"), tuple(claims), standing, rows)
    return reading_of(EntryKind.stance, cell, standing.accounts[0], ON)


def givers(reading: Reading) -> dict[str, list[str | None]]:
    """By field, the sources of those who give it, where not all do."""
    return {name: [cited.source for cited in given] for name, given in reading.given_by.items()}


def test_what_all_of_an_account_give_is_on_nobody_s_word_in_particular() -> None:
    condition = {"position": 40, "salience": 70}
    found = read(("a", DAY, condition | {"condition": "Paid"}), ("b", DAY, condition | {"condition": "paid."}))
    assert (found.entries, givers(found)) == ((1, 2), {})
    assert (found.another_condition, found.position) == (None, 40)


def test_who_gives_another_number_near_it_gives_not_this_one() -> None:
    found = read(
        ("a", DAY, {}),
        ("b", DAY, {"position": 90, "salience": 30}),
        ("c", DAY, {"position": 95, "salience": 90}),
    )
    assert found.entries == (1, 2, 3)
    assert (found.position, found.values["salience"]) == (90, 30)
    assert givers(found) == {"position": ["b"], "salience": ["b"]}


def test_who_names_another_condition_of_longer_days_names_not_this_one() -> None:
    found = read(
        ("a", DAY, {}),
        ("b", DAY, {"condition": "Soldiers leave"}),
        ("c", WEEK, {"condition": "Money comes"}),
        ("d", WEEK, {"condition": "soldiers leave"}),
    )
    assert set(found.entries) == {1, 2, 3, 4}
    assert (found.condition, found.another_condition) == (None, "Soldiers leave")
    assert givers(found) == {"condition": ["b", "d"]}


def test_what_only_a_possible_word_gives_is_not_given_to_a_sure_account() -> None:
    more = {"position": 90, "condition": "Paid"}
    found = read(("a", DAY, {}), ("b", "2026-02-05/2026-02-20", more))
    assert (found.sure, found.entries) == (True, (1, 2))
    assert (found.position, found.another_condition, givers(found)) == (None, None, {})
    possible = read(("a", "2026-02-05/2026-02-20", {}), ("b", "2026-02-05/2026-02-20", more))
    assert (possible.sure, possible.position, possible.another_condition) == (False, 90, "Paid")
    assert givers(possible) == {"position": ["b"], "condition": ["b"]}
