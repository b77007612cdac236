"""Two codings of one report laid side by side, and Cohen's kappa against published values."""

import pytest

from ledger.domain.agreement import Coding, Pair, compare, kappa
from ledger.domain.entries import StanceEntry
from ledger.domain.words import EntryKind, Stance


def coded(
    stance: Stance, item: str = "land", held_on: str = "2026-01-24", source: str = "herald", **more: object
) -> Coding:
    fields: dict[str, object] = {
        "item": item,
        "party": "red",
        "held_on": held_on,
        "stance": stance,
        "cite": {"source": source, "at": "¶1"},
        **more,
    }
    if stance is Stance.conditional:
        fields["condition"] = "if paid"
    return Coding(source, StanceEntry.model_validate(fields))


def pairs(table: dict[tuple[Stance, Stance], int]) -> list[Pair]:
    return [Pair(coded(one), coded(other)) for (one, other), count in table.items() for _ in range(count)]


def test_kappa_of_cohen_s_own_example() -> None:
    """Two psychiatrists, three diagnoses, 200 patients (Cohen 1968): the paper has .492."""
    a, b, c = Stance.demands, Stance.supports, Stance.rejects
    found = kappa(
        pairs(
            {(a, a): 88, (a, b): 14, (a, c): 18, (b, a): 10, (b, b): 40, (b, c): 10, (c, a): 2, (c, b): 6, (c, c): 12}
        )
    )
    assert found == pytest.approx(0.492, abs=5e-4)


@pytest.mark.parametrize(
    ("yes_yes", "yes_no", "no_yes", "no_no", "published"),
    [
        (20, 5, 10, 15, 0.40),  # grant proposals, two readers
        (45, 15, 25, 15, 0.1304),  # the same share agreed in this and the next, by other marginals
        (25, 35, 5, 35, 0.2593),
        (12, 2, 4, 2, 0.2105),  # two doctors, twenty patients
    ],
)
def test_kappa_of_textbook_tables(yes_yes: int, yes_no: int, no_yes: int, no_no: int, published: float) -> None:
    y, n = Stance.supports, Stance.opposes
    found = kappa(pairs({(y, y): yes_yes, (y, n): yes_no, (n, y): no_yes, (n, n): no_no}))
    assert found == pytest.approx(published, abs=5e-5)


def test_kappa_is_not_defined_where_both_use_one_word() -> None:
    assert kappa(pairs({(Stance.demands, Stance.demands): 7})) is None
    assert kappa([Pair(coded(Stance.demands), None)]) is None


def test_what_both_have_and_what_one_has() -> None:
    found = compare(
        [coded(Stance.demands), coded(Stance.opposes, "fuel"), coded(Stance.silent, "fish")],
        [coded(Stance.demands), coded(Stance.rejects, "fuel"), coded(Stance.silent, "wood")],
    )
    assert (found.overall.both, found.overall.agreed, found.overall.only_one, found.overall.only_other) == (2, 1, 1, 1)
    assert found.by_item["land"].observed == 1
    assert found.by_item["fuel"].observed == 0
    assert found.by_item["fish"].observed is None
    assert [pair.coded.said.cell.item for pair in found.differing] == ["fuel"]
    assert [pair.coded.said.cell.item for pair in found.only_other] == ["wood"]
    assert found.by_kind[EntryKind.stance].both == 2


def test_a_date_read_differently_is_a_difference_and_no_other_unit() -> None:
    found = compare([coded(Stance.demands, held_on="2026-01-24")], [coded(Stance.demands, held_on="2026-01")])
    assert found.agreed[0].differ_in == ("held_on",)


def test_a_figure_read_differently_is_a_difference_in_the_rest() -> None:
    given = (["a=20 m", "b=3"], ["a=21 m"], ["b=3", "a=20 m"])
    one, other, again = (coded(Stance.demands, figures=figures) for figures in given)
    assert compare([one], [other]).agreed[0].differ_in == ("figures",)
    assert compare([one], [again]).agreed[0].differ_in == ()


def test_two_moves_of_one_party_are_paired_by_their_days() -> None:
    found = compare(
        [coded(Stance.demands, held_on="2026-01-24"), coded(Stance.supports, held_on="2026-02-05")],
        [coded(Stance.supports, held_on="2026-02-05"), coded(Stance.rejects, held_on="2026-02-09")],
    )
    assert {(pair.one and pair.one.word, pair.other and pair.other.word) for pair in found.pairs} == {
        ("supports", "supports"),
        ("demands", "rejects"),
    }


def test_the_same_cell_by_another_source_is_another_unit() -> None:
    found = compare([coded(Stance.demands, source="herald")], [coded(Stance.demands, source="gazette")])
    assert found.overall.both == 0
