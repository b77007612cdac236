"""A round whose days change takes with it what is known by that round alone (design §3.11).

Nobody changed a stance, and nobody had it wrong: the measure changed. The old entries are superseded in the changeset
that changes the days, by entries that say the same of the new days.
"""

from collections.abc import Iterator, Mapping

from ledger.domain.entries import Entry
from ledger.domain.intents import Intent
from ledger.domain.planning import statements
from ledger.domain.planning.desk import Desk
from ledger.domain.points import days_of
from ledger.domain.records import Round
from ledger.domain.seed import Part

REDEFINED = "redefined: the days of"
"""How the reason of such an entry begins."""


def decide(desk: Desk, before: Mapping[str, Round]) -> list[Intent]:
    """Say again, of a round's new days, what was known by that round alone before the file."""
    intents: list[Intent] = []
    for key, stage in desk.now.frame.rounds.items():
        part = desk.entered.get(stage.ref)
        if part is not None and key in before and days_of(before[key]) != days_of(stage):
            for entry in list(_known_by(desk, key)):
                intents += _again(desk, part, entry, stage)
    return intents


def _known_by(desk: Desk, stage: str) -> Iterator[Entry]:
    for number in sorted(desk.now.by_round.get(stage, ())):
        entry = desk.now.entries.get(number)
        if entry is not None and desk.now.stands(entry):
            yield entry


def _again(desk: Desk, part: Part, entry: Entry, stage: Round) -> list[Intent]:
    held = days_of(stage)
    if held is None or held == entry.held:
        return []
    again = Entry.model_construct(
        id=desk.now.last_entry + 1,
        rank=entry.rank,
        said=entry.said.model_copy(update={"after": None, "id": None, "corrects": None}),
        held=held,
        by_round=True,
        supersedes=entry.id,
        reason=f"{REDEFINED} {stage.key}",
        changeset=desk.now.last_changeset + 1,
    )
    return statements.add(desk, part, again)
