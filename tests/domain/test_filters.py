"""What an analyst types behind ``--where`` or ``/``, and what is said about a slip of the pen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.diff import Cause, Change, Verb
from ledger.domain.filters import Filter, offers, read
from ledger.domain.filters.things import LANGUAGE, NAMES, Around, Asked, of_change, of_row
from ledger.domain.readings import MatrixRow
from ledger.domain.records import Item, Party, Record, Round
from ledger.domain.words import Role, Status
from ledger.errors import UsageError
from tests.domain.diff_values import cited, reading, status

TODAY = date(2026, 2, 6)
LAND = Item(key="land", title="Land", track="political", difficulty=5, tags=("core", "old"))
FUEL = Item.model_validate(
    {
        "key": "fuel",
        "kind": "commitment",
        "title": "Fuel for the winter",
        "track": "energy",
        "due": "2026-02-19",
        "owner": "Ana",
    }
)
ITEMS = {"land": LAND, "fuel": FUEL}
KNOWN: Mapping[str, Mapping[str, Record]] = {
    "item": ITEMS,
    "party": {
        "red": Party(key="red", code="RD", name="Red Land", role=Role.principal),
        "blue": Party(key="blue", code="BL", name="Blue Land", role=Role.principal, aliases=("the coast",)),
    },
    "round": {
        "R1": Round.model_validate(
            {"key": "R1", "title": "One", "status": "held", "starts": "2026-01-23", "ends": "2026-01-24"}
        )
    },
}
SOFTENED = Change(
    "land",
    "red",
    (Verb.softened, Verb.position_moved, Verb.conditioned),
    Cause.moved,
    reading("demands", 1, position=90),
    reading("conditional", 2, condition="if paid", position=40, evidence=cited("herald"), contested=True),
    delta=-2,
    points=-50,
    toward=("blue",),
)
AGREED = Change("land", None, (Verb.settled,), Cause.moved, status("open", 1), status("agreed", 2))
STATED = Change("land", "blue", (Verb.stated,), Cause.corrected, None, reading("silent", 3, party="blue"))


def wanted(text: str) -> Filter[Asked]:
    return read(text, LANGUAGE, KNOWN, TODAY)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("to.score < from.score", [SOFTENED]),
        ("delta <= -2", [SOFTENED]),
        ("delta = −2 and to.contested", [SOFTENED]),
        ("not to.contested", [AGREED, STATED]),
        ("party == red or party == blue", [SOFTENED, STATED]),
        ("not (party == red or party == blue)", [AGREED]),
        ("party != red", [AGREED, STATED]),
        ("party", [SOFTENED, STATED]),
        ("core in tags and verb == settled", [AGREED]),
        ("verb == conditioned and points < -10 and blue in toward", [SOFTENED]),
        ("red in toward or verb in away", []),
        ("tags == new", []),
        ("difficulty >= 4 and to.position < 50", [SOFTENED]),
        ("from.status == open and to.status != open", [AGREED]),
        ("to.stance == silent or cause == moved and verb = softened", [SOFTENED, STATED]),
        ("to.condition == 'if paid'", [SOFTENED]),
        ("to.held_on >= 2026-01-24 and track == political", [SOFTENED, AGREED, STATED]),
        ("from.score != to.score", [SOFTENED]),
        ("to.sources > 0 and to.grade < C1", [SOFTENED]),
        ("title < 3", []),
        ("", [SOFTENED, AGREED, STATED]),
        ("party:red", [SOFTENED]),
        ("party:RD,BL -verb:stated", [SOFTENED]),
        ('party:"the coast"', [STATED]),
        ("was:demands", [SOFTENED]),
        ("was:open", [AGREED]),
        ("changed:condition", [SOFTENED]),
        ("changed:status | is:silent", [AGREED, STATED]),
        ("score<2 is:moved toward:bl", [SOFTENED]),
        ("is:contested", [SOFTENED]),
        ("is:unreviewed !party:red", [AGREED, STATED]),
        ("held_on:R1", [SOFTENED, AGREED, STATED]),
        ("held_on<today-2w", []),
        ("held_on>today-1m", [SOFTENED, AGREED, STATED]),
        ("to.status>open", [AGREED]),
        ("softened", [SOFTENED]),
        ('"if paid"', [SOFTENED]),
    ],
)
def test_a_filter_of_changes_wants(text: str, changes: list[Change]) -> None:
    test = wanted(text)
    assert [each for each in (SOFTENED, AGREED, STATED) if test.wants(of_change(each, ITEMS, KNOWN))] == changes


@pytest.mark.parametrize(
    ("cause", "after", "found"),
    [
        (Cause.moved, "if  paid", False),
        (Cause.moved, "if asked", True),
        (Cause.corrected, "if paid", True),
    ],
)
def test_a_condition_written_in_other_case_is_asked_for_as_changed_only_where_we_put_it_right(
    cause: Cause, after: str, found: bool
) -> None:
    sides = reading("conditional", 1, condition="If paid."), reading("conditional", 2, condition=after)
    change = Change("land", "red", (Verb.reaffirmed,), cause, *sides)
    assert wanted("changed:condition").wants(of_change(change, ITEMS, KNOWN)) is found


def row(item: Item, state: str, cells: Mapping[str, Any], *, overdue: bool = False) -> MatrixRow:
    return MatrixRow(item, Status(state), None, heard_of=True, cells=cells, moved={}, spread=5, overdue=overdue)


LAND_ROW = row(LAND, "discussed", {"red": reading("demands", 1), "blue": reading("rejects", 2, party="blue")})
FUEL_ROW = row(FUEL, "promised", {"blue": reading("silent", 3, item="fuel", party="blue", reviewed=True)}, overdue=True)
AROUND = Around({"land": date(2026, 1, 10), "fuel": date(2026, 2, 1)}, frozenset({"fuel"}), (), frozenset())


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("party:red stance:demands", ["land"]),
        ("party:blue stance:demands", []),
        ("party:blue -stance:demands", ["land", "fuel"]),
        ("-stance:demands", ["fuel"]),
        ("track:energy -stance:demands", ["fuel"]),
        ("-party:red or -party:blue", ["fuel"]),
        ("party:blue (stance:rejects or stance:demands)", ["land"]),
        ("not (party:blue stance:rejects)", ["fuel"]),
        ("score<0", ["land"]),
        ("spread>=5 difficulty>3", ["land"]),
        ("status:overdue", ["fuel"]),
        ("status:disc", ["land"]),
        ("is:overdue", ["fuel"]),
        ("is:stale", ["land"]),
        ("is:silent", ["fuel"]),
        ("is:unreviewed", ["land"]),
        ("is:unreported", ["fuel"]),
        ("is:moved", ["land"]),
        ("was:supports", ["land"]),
        ("party:blue was:supports", []),
        ("due<today+14d", ["fuel"]),
        ("due<today+13d", []),
        ("due:2026-02", ["fuel"]),
        ("-due", ["land"]),
        ("owner:ana", ["fuel"]),
        ("winter fuel", ["fuel"]),
        ("item:land", ["land"]),
        ("item:winter", ["fuel"]),
        ("kind:issue,commitment", ["land", "fuel"]),
    ],
)
def test_a_filter_of_items_wants(text: str, items: list[str]) -> None:
    moved = Change("land", "red", (Verb.hardened,), Cause.moved, reading("supports", 1), reading("demands", 4))
    things = [
        of_row(LAND_ROW, KNOWN, AROUND, date(2026, 1, 23), {"red": moved}),
        of_row(FUEL_ROW, KNOWN, AROUND, date(2026, 1, 23), {}),
    ]
    assert [thing.item.key for thing in things if wanted(text).wants(thing)] == items


def test_what_is_silent_finds_an_item_that_was_not_raised_as_a_whole() -> None:
    silence = reading("not-raised", 5, party=None)
    told = MatrixRow(LAND, Status.not_raised, silence, heard_of=True, cells={}, moved={}, spread=None)
    assert wanted("is:silent").wants(of_row(told, KNOWN, AROUND, None, {}))
    assert not wanted("is:silent party:red").wants(of_row(told, KNOWN, AROUND, None, {}))
    untold = replace(told, status_reading=None)
    assert not wanted("is:silent").wants(of_row(untold, KNOWN, AROUND, None, {})), "nobody said so"


@pytest.mark.parametrize(
    ("text", "column", "said", "hint"),
    [
        ("to.scor < 3", 1, '"to.scor" is not a name here', 'did you mean "to.score"?'),
        ("dificulty > 3", 1, '"dificulty" is not a name here', 'did you mean "difficulty"?'),
        ("statsu:open", 1, '"statsu" is not a name here', 'did you mean "status"?'),
        ("verb == softend", 9, '"softend" is not a verb', 'did you mean "softened"?'),
        ("party:red verb:softend", 16, '"softend" is not a verb', 'did you mean "softened"?'),
        ("'demans' == to.stance", 1, '"demans" is not a stance', 'did you mean "demands"?'),
        ("party:ret", 7, '"ret" is not a known party', 'did you mean "red"?'),
        (
            "is:overdu is:late",
            14,
            'unknown word "late"',
            "words: overdue, contested, stale, silent, unreviewed, moved,",
        ),
        ("is:s", 4, 'unknown word "s"', "words: overdue"),
        ("is:", 4, 'what "is" is to be is missing', "as in: is:word"),
        ("score<high", 7, '"high" is not a number', "score>=2"),
        ("due<soon", 5, '"soon" is not a day', "today+14d"),
        ("contested:perhaps", 11, '"perhaps" is not yes or no', "contested:yes"),
        ("to.score <", 11, "not the end", "as in"),
        ("party:red or", 13, "not the end", "as in"),
        ("party:red)", 10, '")" is not expected here', "a ( before"),
        ("(party == red", 14, "a bracket is not closed", "put )"),
        ("party == 'red", 10, '"\'" is not expected here', "close the quotation"),
        ("delta + 1 > 2", 7, '"+" is not expected here', "in quotes"),
        ("1 < 2", 1, '"1" is not a name here', "known"),
        ("not " * 60 + "party", 201, "nested deeper", "50"),
        ("party" * 300, 1, "longer", "1000"),
    ],
)
def test_a_slip_of_the_pen_is_shown_with_its_place(text: str, column: int, said: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        wanted(text)
    (fault,) = raised.value.faults
    assert (fault.line, fault.column) == (1, column)
    assert said in fault.message
    assert hint in (fault.hint or "")


PIECES = [*"()<>=!'|-,:", "and", "or", "not", "in", "to.score", "tags", "red", "-3", "×", "\n", "is:moved", "due<today"]


@given(st.lists(st.sampled_from(PIECES)), st.sampled_from(["", " "]))
def test_whatever_is_written_is_a_filter_or_a_usage_error(words: list[str], between: str) -> None:
    text = between.join(words)
    assert all(offer.text.startswith(text[:0]) for offer in offers(text, LANGUAGE, KNOWN))
    try:
        test = wanted(text)
    except UsageError:
        return
    assert test.wants(of_change(SOFTENED, ITEMS, KNOWN)) in {True, False}


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("is:st", ["is:stale"]),
        ("stal", ["is:stale"] * 0),
        ("is:con", ["is:contested"]),
        ("track:military or party:b", ["track:military or party:blue"]),
        ("-party:r", ["-party:red"]),
        ("dif", ["difficulty>="]),
        ("-dif", ["-difficulty>="]),
        ("stance:demands,re", ["stance:demands,rejects"]),
        ("due<tod", ["due<today", "due<today+14d", "due<today-2w", "due<today-1m"]),
        ("(track:pol", ["(track:political"]),
        ("owner:", ["owner:Ana"]),
        ("held_on<R", ["held_on<R1"]),
        ("zzz", []),
        ("stance:=", []),
        ("party = ", ["party = red", "party = blue"]),
    ],
)
def test_what_may_come_next_is_offered(typed: str, offered: list[str]) -> None:
    assert [offer.text for offer in offers(typed, LANGUAGE, KNOWN)] == offered


def test_at_the_start_every_name_and_word_is_offered() -> None:
    words = {offer.word for offer in offers("", LANGUAGE, KNOWN)}
    assert {"is:overdue", "is:stale", "party:", "due<", "score>=", "not"} <= words
    assert len(words) > len(NAMES)


@pytest.mark.parametrize("offer", offers("", LANGUAGE, KNOWN), ids=lambda offer: offer.word)
def test_every_name_says_what_it_is(offer: Any) -> None:
    assert offer.about or "." in offer.word
