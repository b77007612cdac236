"""The points one can compare: rounds that were held, now, marks, what one had seen when one left."""

from ledger import settings
from ledger.domain.points import last_day
from ledger.domain.records import Round
from ledger.domain.register import Register
from ledger.domain.words import RoundStatus
from ledger.services import points
from ledger.services.matrix import STAGES, point_before, rounds_in_order
from ledger.storage.database import Store
from ledger.tui.chooser import Choice, Chooser
from ledger.tui.safe import plain

NOW = "now"


def last_round(known: Register) -> str:
    """Return the last round that can be compared, or now."""
    held = [stage.key for stage in rounds_in_order(known) if can_compare(stage)]
    return held[-1] if held else NOW


def round_before(store: Store, end: str, known: Register) -> str | None:
    """Return the round before a point."""
    before = point_before(points.resolve(store, end), known)
    return before.round if before else None


def can_compare(stage: Round) -> bool:
    """Whether a round was held and has days."""
    return stage.kind in STAGES and stage.status is RoundStatus.held and last_day(stage) is not None


def points_chooser(known: Register, title: str) -> Chooser[str]:
    """Return what lets one choose a point, or type it."""
    stages = [stage for stage in rounds_in_order(known) if can_compare(stage)]
    choices = [Choice(stage.key, stage.key, plain(stage.title)) for stage in stages]
    choices.append(Choice(NOW, NOW, settings.today().isoformat()))
    marks = [mark for mark in known.marks.values() if not mark.struck]
    choices += [Choice(mark.name, plain(mark.name), f"{plain(mark.held)}@{mark.known_at}") for mark in marks]
    choices.append(Choice(f"@{points.LAST_LOOK}", f"@{points.LAST_LOOK}", "what you had seen when you left"))
    prompt = "a round, a date, now or a mark, each optionally @K: R1@12"
    return Chooser(title, choices, prompt=prompt, empty="enter takes what you typed as a point", other=str.strip)
