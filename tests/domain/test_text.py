"""What is not to be seen is made visible, wherever stored text is shown."""

import pytest

from ledger.domain.moments import HeldOn
from ledger.domain.seed import ChangesetInfo
from ledger.domain.text import safe

DEFAULT_IGNORABLE = (
    "00AD 034F 061C 115F..1160 17B4..17B5 180B..180F 200B..200F 202A..202E 2060..206F 3164 FE00..FE0F FEFF FFA0 "
    "FFF0..FFF8 1BCA0..1BCA3 1D173..1D17A E0000..E0FFF"
)
"""The property Default_Ignorable_Code_Point of Unicode 16, as its DerivedCoreProperties.txt has it."""
ALSO_UNSEEN = "2028..2029 2800 13430..1343F"


def points(ranges: str) -> list[int]:
    ends = (part.partition("..") for part in ranges.split())
    return [point for first, _, last in ends for point in range(int(first, 16), int(last or first, 16) + 1)]


def test_every_character_that_is_not_to_be_seen_is_made_visible() -> None:
    unseen = points(f"{DEFAULT_IGNORABLE} {ALSO_UNSEEN}")
    assert len(unseen) > 4_000
    assert [f"{point:04X}" for point in unseen if safe(f"a{chr(point)}b") != f"a⟨U+{point:04X}⟩b"] == []


def test_letters_signs_and_blanks_stay_as_they_are() -> None:
    text = "Ελλάδα, україна, 中文, العربية, हिन्दी: ½ € — “x” ✓ 🙂"
    assert safe(text) == text


@pytest.mark.parametrize("text", ["２０２６-01-24", "٢٠٢٦-٠١-٢٤", "2026-०१", "2026/２０27", "२०२६"])
def test_a_date_has_no_digits_but_those_of_ascii(text: str) -> None:
    with pytest.raises(ValueError, match="a date is"):
        HeldOn.parse(text)


def test_a_time_has_no_digits_but_those_of_ascii() -> None:
    with pytest.raises(ValueError, match="recorded_at"):
        ChangesetInfo(recorded_at="٢٠٢٦-01-24T18:30:00Z")
