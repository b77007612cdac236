"""Every status and every field of a statement has its place in what people read and in what they fill in.

Of verbs see ``test_diff_verbs`` (a whole row each) and ``test_note`` (a sentence each).
"""

import pytest

from ledger.domain.diff.verbs import VERBS, Verb
from ledger.domain.entries import StanceEntry, StatusEntry
from ledger.domain.words import COMMITMENT_STATUSES, Stance, Status
from ledger.tui import glyphs
from ledger.tui.forms.fields import fields_of


def test_every_verb_is_explained_in_the_pages() -> None:
    assert [verb for verb in Verb if not VERBS[verb].glossary] == []


@pytest.mark.parametrize("status", list(Status))
def test_every_status_is_ranked_and_fits_its_column(status: Status) -> None:
    assert status.rank >= 0
    assert isinstance(status.settled, bool)
    word = glyphs.status_word(status)
    assert 0 < len(word) <= 12
    assert glyphs.Glyphs(ascii=True).status(status).isascii()


@pytest.mark.parametrize(
    ("told", "drawn"),
    [
        ("kept promised", "kept/promis."),
        ("agreed open", "agreed/open"),
        ("partly-kept kept", "partly./kept"),
        ("deadlocked agreed-in-principle", "dead./in pr."),
        ("kept kept", "kept"),
    ],
)
def test_a_contested_status_tells_each_account_in_its_column(told: str, drawn: str) -> None:
    assert glyphs.status_words(map(Status, told.split()), 12) == drawn


@pytest.mark.parametrize("many", range(1, len(Status) + 1))
def test_however_many_accounts_a_status_has_it_keeps_to_its_column(many: int) -> None:
    assert 0 < len(glyphs.status_words(list(Status)[:many], 12)) <= 12


def test_no_two_statuses_or_stances_look_alike() -> None:
    assert len({glyphs.status_word(status) for status in Status}) == len(Status)
    assert set(Status) > COMMITMENT_STATUSES
    assert len({stance.value for stance in Stance}) == len(Stance)


@pytest.mark.parametrize("statement", [StanceEntry, StatusEntry])
def test_every_field_of_a_statement_can_be_filled_in_on_the_screen(statement: type[StanceEntry | StatusEntry]) -> None:
    asked = {field.path.partition(".")[0] for field in fields_of(statement)}
    assert set(statement.value_fields()) - asked == set()
