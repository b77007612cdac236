"""What counts on the screens: chosen from a list or typed in words (``B3 reported accepted``), and remembered."""

import re

from ledger.domain.floors import OWN, Counting
from ledger.domain.words import Voice
from ledger.errors import UsageError

_EVERYTHING, _ACCEPTED = "everything", "accepted"
OFFERED = (
    ("", "as the ledger says of itself"),
    (_EVERYTHING, "whatever the ledger says of itself"),
    (Voice.first_hand.value, "what parties and their spokesmen said themselves"),
    (Voice.reported.value, "no analyst's reading"),
    ("B3", "reliability B, credibility 3, or better"),
    ("C3", "reliability C, credibility 3, or better"),
    ("2", "what two independent sources say"),
    (_ACCEPTED, "only what somebody has accepted"),
)
HELP = "a grade (B3), a voice (first-hand, reported), a number of sources, accepted; several, with blanks"


def parsed(text: str) -> Counting:
    """Return what counts by these words; raise ``UsageError`` for one that says nothing of it."""
    grade = voice = number = None
    words = text.split()
    for word in words:
        if re.fullmatch(r"[A-Fa-f][1-6]", word):
            grade = word.upper()
        elif word in {*Voice}:
            voice = word
        elif re.fullmatch(r"[1-9][0-9]?", word):
            number = int(word)
        elif word not in {_EVERYTHING, _ACCEPTED}:
            raise UsageError(f'"{word}" says nothing of what counts', hint=HELP)
    return Counting.asked(
        at_least=grade, voice=voice, independent=number, reviewed_only=_ACCEPTED in words,
        everything=_EVERYTHING in words,
    )  # fmt: skip


def written(counting: Counting) -> str:
    """Return what counts in words that ``parsed`` takes."""
    floor = counting.floor
    parts = [
        "" if counting.own else _EVERYTHING,
        floor.at_least if floor else None,
        floor.voice.value if floor and floor.voice else None,
        str(floor.independent) if floor and floor.independent else None,
        _ACCEPTED if counting.reviewed_only else None,
    ]
    return " ".join(part for part in parts if part)


def remembered(text: object) -> Counting:
    """Return what was remembered; what cannot be read counts as not there."""
    try:
        return parsed(str(text or ""))
    except UsageError:
        return OWN
