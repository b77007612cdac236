"""Rules that only the program knows: what looks for a broken one in less time overlooks none."""

import sqlite3
from itertools import combinations, product

import pytest

from ledger.storage.constraints import RULES, Rule

IN_LESS_TIME = [rule for rule in RULES if rule.at_all is not None]
NUMBERED = [each for count in range(5) for each in combinations(range(1, 6), count)]


@pytest.mark.parametrize("rule", IN_LESS_TIME[:1], ids=lambda rule: rule.table)
def test_rows_that_are_not_numbered_changeset_by_changeset_are_found_by_a_look_at_the_changesets(rule: Rule) -> None:
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE TABLE {rule.table} (id INTEGER PRIMARY KEY, changeset_id INTEGER NOT NULL)")
    sound = 0
    for numbers in NUMBERED:
        for changesets in product((1, 2, 5), repeat=len(numbers)):
            database.execute(f"DELETE FROM {rule.table}")
            database.executemany(f"INSERT INTO {rule.table} VALUES (?, ?)", zip(numbers, changesets, strict=True))
            broken = database.execute(rule.query).fetchall()
            assert bool(database.execute(rule.at_all or "").fetchall()) == bool(broken), (numbers, changesets)
            sound += not broken
    assert sound == 1 + 3 + 6 + 10 + 15  # numbered from 1 without a gap, no changeset before an earlier one


def test_every_table_of_the_record_is_looked_through_in_less_time() -> None:
    assert {"entry", "review", "edit", "item"} <= {rule.table for rule in IN_LESS_TIME}
