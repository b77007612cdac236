"""Held time as people write it, in EDTF (ISO 8601-2); another reader of EDTF is the oracle."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.moments import HeldOn
from ledger.domain.words import Precision

DAYS = st.dates(min_value=date(1, 1, 2), max_value=date(9998, 12, 31))
FORMS = st.sampled_from(["{0:%Y-%m-%d}", "{0:%Y-%m}", "{0:%Y}"])


@st.composite
def written(draw: st.DrawFn) -> str:
    """A day, a month or a year, perhaps about so."""
    day = draw(DAYS)
    form = draw(st.sampled_from((10, 7, 4)))
    return day.isoformat()[:form] + draw(st.sampled_from(("", "", "~")))


@st.composite
def intervals(draw: st.DrawFn) -> str:
    """Two of them, the second no earlier than the first."""
    ends = sorted((draw(written()), draw(written())), key=HeldOn.parse)
    one, other = map(HeldOn.parse, ends)
    if one.first > other.first or one.last > other.last:  # one holds the other: no interval from the one to the other
        return ends[0]
    return "/".join(ends)


@given(st.one_of(written(), intervals()))
def test_days_are_those_that_another_reader_of_edtf_finds(text: str) -> None:
    from edtf import parse_edtf

    theirs, ours = parse_edtf(text), HeldOn.parse(text)
    assert tuple(theirs.lower_strict()[:3]) == (ours.first.year, ours.first.month, ours.first.day)
    assert tuple(theirs.upper_strict()[:3]) == (ours.last.year, ours.last.month, ours.last.day)


@given(st.one_of(written(), intervals(), DAYS.map("../{}".format)))
def test_what_is_read_is_written_the_same_again(text: str) -> None:
    held = HeldOn.parse(text)
    assert str(held) == text
    assert HeldOn.of(held.last, held.precision, held.first, held.written) == held


def test_by_a_day_counts_on_that_day() -> None:
    held = HeldOn.parse("../2026-02-05")
    assert (held.first, held.last, str(held)) == (date(2026, 2, 5), date(2026, 2, 5), "../2026-02-05")


def test_about_is_kept_and_widens_nothing() -> None:
    held = HeldOn.parse("2026-01~")
    assert held.about
    assert (held.first, held.last, held.precision) == (date(2026, 1, 1), date(2026, 1, 31), Precision.month)


@pytest.mark.parametrize(
    "text",
    [
        "", "..", "2026/..", "/2026", "2026/", "2026-02/2026-01", "2026-01-05/2026-01", "2026-13", "2026-02-30", "0000",
        "２０２６", "2026-W05", "2026-1-5", "2026?", "2026-01-24T00:00", "2026/2027/2028", "~2026", "2026~~", "20260124",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(ValueError, match="a date is a day"):
        HeldOn.parse(text)


@given(DAYS, st.integers(0, 400))
def test_the_days_of_a_round_are_a_span(first: date, more: int) -> None:
    last = min(first + timedelta(days=more), date(9999, 12, 31))
    held = HeldOn.between(first, last)
    assert (held.first, held.last, held.days) == (first, last, (last - first).days + 1)
    assert held.precision is (Precision.day if first == last else Precision.interval)
