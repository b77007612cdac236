"""A point as written becomes a point in both times; and for which days rounds were first planned."""

import json
from collections.abc import Iterable

from ledger import settings
from ledger.domain import points
from ledger.domain.moments import HeldOn
from ledger.domain.naming import Unnamed, did_you_mean, there_is
from ledger.domain.naming import resolve as resolve_name
from ledger.domain.points import FORMS, Point, WrittenPoint, held_until, mark_of, rounds_after
from ledger.domain.records import Mark, Round
from ledger.domain.register import Register
from ledger.errors import NotFound, UsageError
from ledger.services import watch
from ledger.storage import changed_cells, changesets, register, reviews
from ledger.storage.database import Store

LAST_REVIEW = "last-review"
LAST_LOOK = "last-look"


def resolve(store: Store, text: str = "now", *, known: Register | None = None) -> Point:
    """Return the point that ``R1``, ``2026-01-24``, ``now``, ``R1@12``, ``@12``, ``@prev`` or ``@last-review`` names.

    So does the name of a mark; and ``@last-look``, which is what the reader knew when they last said that they had seen
    the ledger, held until that day: what was recorded and what happened since differ from it. Rounds have the dates
    they had as known at the point's changeset. Raises ``UsageError`` where the text is not a point, ``NotFound`` where
    there is no such round, mark or changeset, or where the reader never looked.
    """
    (point,) = resolve_all(store, [text], known=known)
    return point


def resolve_all(store: Store, texts: Iterable[str], *, known: Register | None = None) -> list[Point]:
    """Return several points, as ``resolve`` does; ``known`` is the frame as it is now, where it has been read."""
    last = changesets.last_number(store)
    rounds = {last: known.rounds} if known is not None else {}
    return [_resolve(store, text, last, rounds) for text in texts]


def _resolve(store: Store, text: str, last: int, rounds: dict[int, dict[str, Round]]) -> Point:
    try:
        wanted = WrittenPoint.parse(text)
    except ValueError as problem:
        raise UsageError(str(problem)) from problem
    if text.strip() == f"@{LAST_LOOK}":
        look = watch.last_look(store)
        return Point(look.on, look.known_at)
    known_at = _known_at(store, wanted.known, last)
    try:
        return _held(store, wanted.held, known_at, rounds)
    except KeyError:
        mark = mark_of(wanted.held, register.load_one(store, Mark))
        if mark is None:
            raise _no_point(store, wanted.held, known_at, rounds[known_at]) from None
        named = mark.model_copy(update={"known_at": known_at}) if wanted.known is not None else mark
        return _of_mark(store, named, last, rounds)


def first_plans(store: Store, known_at: int) -> dict[str, HeldOn]:
    """Return for which days each round was first planned, of those whose plan was edited since, as far as known."""
    edits = changed_cells.plans(store, known_at)
    return points.first_plans((key, _held_or_none(old), _held_or_none(new)) for key, old, new in edits)


def _held_or_none(written: str) -> HeldOn | None:
    value = json.loads(written)
    return None if value is None else HeldOn.parse(value)


def of_mark(store: Store, mark: Mark) -> Point | None:
    """Return the point that a mark names, or ``None`` where its round has no day that was known at its changeset."""
    try:
        return _of_mark(store, mark, changesets.last_number(store), {})
    except NotFound:
        return None


def _of_mark(store: Store, mark: Mark, last: int, rounds: dict[int, dict[str, Round]]) -> Point:
    known_at = changeset_number(str(mark.known_at), last)
    try:
        return _held(store, mark.held, known_at, rounds)._replace(is_now=False)
    except KeyError:
        hint = f"the round {mark.held} was entered later"
        raise NotFound(f'"{mark.name}" names no day that was known at @{known_at}', hint=hint) from None


def _held(store: Store, text: str, known_at: int, rounds: dict[int, dict[str, Round]]) -> Point:
    """Return the point of a day or a round as known at a changeset; raise ``KeyError`` where it is neither."""
    if known_at not in rounds:
        rounds[known_at] = register.load_one(store, Round, known_at)
    known = rounds[known_at]
    try:
        day, stage = held_until(_as_key(text, known), known, settings.today())
    except ValueError as problem:
        raise NotFound(str(problem), hint="use a date, or give the round its dates") from problem
    later = rounds_after(known[stage], known.values()) if stage else ()
    return Point(day, known_at, stage, is_now=text == "now", later_rounds=later)


def _known_at(store: Store, text: str | None, last: int) -> int:
    if text == LAST_REVIEW:
        return last_review(store)
    return watch.last_look(store).known_at if text == LAST_LOOK else changeset_number(text, last)


def _no_point(store: Store, text: str, known_at: int, rounds: dict[str, Round]) -> NotFound:
    """Say of a round that it was entered later, of what has the form of a date that there is no such day.

    Of anything else what it may have been meant for.
    """
    from ledger.storage import lineage  # the matrix opens without what only an error needs

    key = _as_key(text, register.load_one(store, Round))
    if (by := lineage.entered(store, f"{Round.table}:{key}")) is not None and by > known_at:
        return NotFound(f"the round {key} is not known yet at @{known_at}: @{by} entered it", hint=f"posl show @{by}")
    marks = [mark for mark in register.load_one(store, Mark).values() if not mark.struck]
    names = [*(key for key, stage in rounds.items() if not stage.struck), *(mark.name for mark in marks)]
    hint = _no_day(text) or did_you_mean(text, names) or "; ".join([f"a point is {FORMS}", *there_is(names)])
    return NotFound(f'"{text}" is neither a round, a date nor a mark', hint=hint)


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
    """Return the last changeset with a verdict that still holds; raise ``NotFound`` where nothing is reviewed.

    A verdict that goes on with an entry said again was given earlier.
    """
    carried = reviews.carried(store)
    every = ((number, said) for number, all_given in reviews.side_by_side(store).items() for said in all_given)
    given = [said.changeset for number, said in every if (number, said.changeset) not in carried]
    if not given:
        raise NotFound("nothing has been reviewed yet", hint="posl review list")
    return max(given)


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
