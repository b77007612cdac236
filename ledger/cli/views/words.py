"""Stances, points, citations and entries in a few words. All of it is safe to print."""

from collections.abc import Iterable

from ledger.domain.entries import Citation, DiffMeaning, Entry
from ledger.domain.floors import Counting
from ledger.domain.points import Point
from ledger.domain.text import safe
from ledger.domain.words import Stance
from ledger.formats import marks

SHORT = marks.SHORT
LETTER = {stance: short[0].upper() for stance, short in SHORT.items()} | {
    Stance.doubts: "B",  # D is taken, and so is S
    Stance.silent: "L",
}


def counted(counting: Counting) -> str:
    """Return the first line of what is read under a floor, and a blank one; nothing where everything counts."""
    from ledger.services.counting import said

    line = said(counting)
    return f"{line}\n\n" if line else ""


def stance(word: Stance) -> str:
    """Return ``+3 demands``, or the bare word where it has no score."""
    return f"{marks.signed(word.score)} {word.value}".lstrip()


def colour(score: int | None) -> str | None:
    """Return blue for, yellow against: told apart by the colour-blind, and never the only sign."""
    return None if not score else "blue" if score > 0 else "yellow"


def point(value: Point) -> str:
    """Return ``R2 (2026-02-05), known @6``."""
    return f"{moment(value)}, known @{value.known_at}"


def moment(value: Point) -> str:
    """Return ``R2 (2026-02-05)``: the point in held time alone."""
    held = value.held_on.isoformat()
    return f"{safe(value.round)} ({held})" if value.round else f"now ({held})" if value.is_now else held


def cited(citations: Iterable[Citation]) -> str:
    """Return ``[vovworld-2026-02 ¶7]``; of several places in one source, each."""
    return safe(marks.cited(citations))


def entry(value: Entry) -> str:
    """Return what an entry says in a few words: ``territory × russia: demands``, ``rubio: It is shorter``."""
    said = value.said
    words = [str(said.values()[name]) for name in type(said).counting(DiffMeaning.verb)]
    who = getattr(said, "by", None) if said.cell.item is None else said.cell
    return safe((f"{who}: " if who else "") + " ".join(words))


def held(value: Entry) -> str:
    """Return when an entry was held: its round where only that is known, else its day."""
    return safe(value.said.round) if value.by_round and value.said.round else str(value.held)


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return ``1 entry``, ``2 entries``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
