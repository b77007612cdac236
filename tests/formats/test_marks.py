"""How sure a reading is, and whose word, in signs and words."""

from dataclasses import replace

from ledger.domain.entries import Citation
from ledger.domain.evidence import Evidence
from ledger.domain.moments import HeldOn
from ledger.domain.readings import Reading
from ledger.domain.words import EntryKind, Speaker, Stance, Voice
from ledger.formats import marks


def reading(stance: Stance, voice: Voice | None = Voice.reported) -> Reading:
    evidence = Evidence(grade="C3", independent_sources=2, voice=voice)
    return Reading(
        1, EntryKind.stance, "land", "red", HeldOn.parse("2026-01-24"), None, 1, {"stance": stance.value}, evidence
    )


def test_a_contested_cell_shows_every_account_and_no_winner() -> None:
    found = replace(reading(Stance.supports), contested=True, others=(reading(Stance.opposes),))
    assert marks.scores(found) == "+2/-2"
    assert marks.in_words(found) == "+2 supports / -2 opposes"
    assert marks.marks(found) == "!"


def test_an_account_without_a_score_is_as_short_in_a_contest_as_alone() -> None:
    found = replace(reading(Stance.withdrawn), contested=True, others=(reading(Stance.opposes),))
    assert marks.scores(found) == "withdrawn/-2"
    assert marks.scores(found, short=True) == "wdr/-2"


def test_what_is_only_possible_is_marked_and_what_is_possible_since_is_named() -> None:
    assert marks.marks(replace(reading(Stance.supports), sure=False)) == "~"
    since = replace(reading(Stance.opposes), others=(reading(Stance.supports),))
    assert marks.mark_words(since) == "possibly since: supports"


def test_whose_word_it_is_stands_as_a_letter_and_in_words() -> None:
    assert [marks.letter(reading(Stance.doubts, voice)) for voice in (*Voice, None)] == ["o", "r", "a", ""]
    assert marks.whose(reading(Stance.doubts, Voice.first_hand)) == "own word"
    assert marks.grade(reading(Stance.doubts)) == "C3 x2"


def test_a_status_is_nobody_s_own_word() -> None:
    assert marks.whose(replace(reading(Stance.doubts, Voice.first_hand), party=None)) == "first-hand"
    assert marks.whose(replace(reading(Stance.doubts), party=None)) == "reported"


def test_a_condition_on_a_refusal_reads_unless() -> None:
    assert marks.conditioned(-2, "paid") == "unless: paid"
    assert [marks.conditioned(score, "paid") for score in (1, 0, None)] == ["if: paid"] * 3
    assert marks.conditioned(1, "If they pay") == "if: they pay"
    assert marks.conditioned(-1, "unless they pay") == "unless: they pay"


def test_a_place_or_a_condition_that_not_all_give_is_told_with_everybody_who_does() -> None:
    def by(speaker: Speaker | None = None, person: str | None = None) -> Citation:
        return Citation(source="herald", speaker=speaker, by=person)

    own, mediator, official = by(Speaker.own_words), by(Speaker.mediator), by(Speaker.anonymous_official)

    def told(*given: Citation) -> tuple[str, str | None]:
        values = {"stance": "supports", "position": 10}
        by_field = {"position": given, "condition": given}
        found = replace(reading(Stance.supports), values=values, another_condition="paid", given_by=by_field)
        return marks.position_of(found), marks.condition_of(found, lambda key: {"iv": "Iva of Red"}.get(key or "", ""))

    assert told() == ("10", "if: paid"), "all of the account give it"
    assert told(own, by(Speaker.readout)) == ("10, by its own word", "if, by its own word: paid")
    assert told(mediator, mediator)[0] == "10, according to a mediator or host"
    three = "according to a mediator or host, an unnamed official and a report"
    assert told(mediator, official, by()) == (f"10, {three}", f"if, {three}: paid")
    both = "by its own word and according to a mediator or host"
    assert told(mediator, own) == (f"10, {both}", f"if, {both}: paid")
    assert told(by(Speaker.own_words, "iv")) == ("10, according to iv", "if, according to Iva of Red: paid")
