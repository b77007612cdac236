"""A point as written becomes a point in both times."""

from collections.abc import Iterable

from ledger import settings
from ledger.domain.frame import Frame
from ledger.domain.moments import HeldOn
from ledger.domain.naming import Unnamed
from ledger.domain.naming import resolve as resolve_name
from ledger.domain.points import FORMS, Point, Wanted, held_until
from ledger.domain.records import Round
from ledger.domain.suggest import did_you_mean
from ledger.errors import NotFound, UsageError
from ledger.storage import changesets, frame, reviews
from ledger.storage.database import Store

LAST_REVIEW = "last-review"


def resolve(store: Store, text: str = "now", *, known: Frame | None = None) -> Point:
    """Return the point that ``R1``, ``2026-01-24``, ``now``, ``R1@12``, ``@12``, ``@prev`` or ``@last-review`` names.

    Rounds have the dates they had as known at the point's changeset. Raises ``UsageError`` where the text is not a
    point, ``NotFound`` where there is no such round or changeset.
    """
    (point,) = resolve_all(store, [text], known=known)
    return point


def resolve_all(store: Store, texts: Iterable[str], *, known: Frame | None = None) -> list[Point]:
    """Return several points, as ``resolve`` does; ``known`` is the frame as it is now, where it has been read."""
    last = changesets.last_number(store)
    rounds = {last: known.rounds} if known is not None else {}
    return [_resolve(store, text, last, rounds) for text in texts]


def _resolve(store: Store, text: str, last: int, rounds: dict[int, dict[str, Round]]) -> Point:
    try:
        wanted = Wanted.parse(text)
    except ValueError as problem:
        raise UsageError(str(problem)) from problem
    known_at = last_review(store) if wanted.known == LAST_REVIEW else changeset_number(wanted.known, last)
    if known_at not in rounds:
        rounds[known_at] = frame.load_one(store, Round, known_at)
    held = _as_key(wanted.held, rounds[known_at])
    try:
        held_on, stage = held_until(held, rounds[known_at], settings.today())
    except KeyError:
        hint = did_you_mean(wanted.held, rounds[known_at]) or _no_day(wanted.held) or f"a point is {FORMS}"
        raise NotFound(f'"{wanted.held}" is neither a round nor a date', hint=hint) from None
    except ValueError as problem:
        raise NotFound(str(problem), hint="use a date, or give the round its dates") from problem
    return Point(held_on, known_at, stage, is_now=wanted.held == "now")


def _as_key(held: str, rounds: dict[str, Round]) -> str:
    """Return a round's key however its case was written; anything else as it is."""
    try:
        return held if held == "now" else resolve_name("round", held, rounds)
    except Unnamed:
        return held


def _no_day(text: str) -> str | None:
    """Say of what has the form of a date that there is no such day."""
    try:
        HeldOn.parse(text)
    except ValueError as problem:
        return str(problem) if text[:4].isdigit() and "-" in text else None
    return None


def changeset(store: Store, text: str) -> int:
    """Return the changeset that ``@12``, ``@prev`` or ``now`` names; raise as ``resolve`` does, and for a held day."""
    point = resolve(store, text)
    if not point.is_now:
        raise UsageError(f'"{text}" names a day or a round, and all days are meant', hint="name a changeset alone: @12")
    return point.known_at


def last_review(store: Store) -> int:
    """Return the last changeset with a verdict that still holds; raise ``NotFound`` where nothing is reviewed."""
    verdicts = reviews.verdicts(store).values()
    if not verdicts:
        raise NotFound("nothing has been reviewed yet", hint="posl review list")
    return max(said.changeset for said in verdicts)


def changeset_number(text: str | None, last: int) -> int:
    """Return the changeset that ``12`` or ``prev`` names (``None``: the last); raise where there is none."""
    if text is None:
        return last
    if text == "prev":
        return max(last - 1, 0)
    if not text.isascii() or not text.isdigit():
        raise UsageError(f'"@{text}" is not a changeset', hint=f"a changeset is a number, 0 to {last}: posl log")
    if int(text) > last:
        raise NotFound(f"there is no changeset @{text}; the last is @{last}", hint="posl log")
    return int(text)
