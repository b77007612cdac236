"""What stands around the changes of a diff: what it rests on, what was redefined, rounds, the undated, contests."""

from dataclasses import dataclass
from typing import Any

from ledger.domain.readings import Reading
from ledger.domain.records import Round
from ledger.domain.words import RoundStatus


@dataclass(frozen=True, slots=True)
class Undated:
    """What only possibly was so at an end of the diff: nobody knows on which side of it. It is no news at the other."""

    item: str
    party: str | None
    reading: Reading


@dataclass(frozen=True, slots=True)
class Redefined:
    """A field of a record that was described otherwise: ours, and nobody's move.

    ``record`` is the record as the journal names it (``item:land``), ``old`` and ``new`` plain values. ``stances``: how
    many stances had been recorded under the old wording, where the field says what a stance means.
    """

    record: str
    field: str
    old: Any
    new: Any
    stances: int = 0


@dataclass(frozen=True, slots=True)
class RoundChange:
    """What became of a round. ``verb``: ``held``, ``planned``, ``postponed`` or ``cancelled``.

    ``days`` is how many days after the day first planned a round was held (negative: before); ``None`` where it has no
    plan, or was not held.
    """

    round: str
    verb: RoundStatus
    days: int | None
    stage: Round


@dataclass(frozen=True, slots=True)
class EarlierContest:
    """Entries that contradict each other, unsettled, though something later has taken the place of both."""

    item: str
    party: str | None
    entries: tuple[int, ...]
