"""What can be asked of an item, of its cells (each party's stance, its status) and of what changed in them.

A change of a diff is one cell by itself. Of an item in a list all cells are asked, and what changed in them since the
round before, or since the point that was asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ledger.domain.checklist import due_day
from ledger.domain.diff import Cause, Change, StatusSide, Verb, said_of
from ledger.domain.diff.cells import as_compared
from ledger.domain.entries import StanceEntry, Statement, StatusEntry
from ledger.domain.filters.reading import Flag, Known, Language, Name, Sort
from ledger.domain.filters.values import Value
from ledger.domain.points import first_day
from ledger.domain.readings import Matrix, MatrixRow, Reading
from ledger.domain.records import Item, Round
from ledger.domain.reflection import shapes
from ledger.domain.words import OVERDUE, Confidence, ItemKind, Matter, RoundKind, RoundStatus, Stance, Status, Voice

Key = tuple[str, str | None]
STANCES = tuple(word.value for word in reversed(Stance))
STATUSES = tuple(dict.fromkeys([*sorted((word.value for word in Status), key=lambda word: Status(word).rank), OVERDUE]))
STATED = tuple(dict.fromkeys([*StanceEntry.value_fields(), *StatusEntry.value_fields()]))
"""The fields of a stance and of a status: whatever is added to them can be asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An item, or one cell of it, with what is known of it.

    ``row`` is the item's in a list; ``due`` and ``confirmed`` its days; ``began`` is when the last round did. Of a cell
    ``reading`` is what stands there, ``change`` what changed in it; ``cells`` are those of a whole item.
    """

    item: Item
    row: MatrixRow | None = None
    due: date | None = None
    confirmed: date | None = None
    began: date | None = None
    unreported: bool = False
    party: str | None = None
    reading: Reading | None = None
    change: Change | None = None
    lit: bool = False
    cells: tuple["Asked", ...] | None = None

    @property
    def now(self) -> Reading | None:
        """What stands in the cell."""
        return self.reading or (said_of(self.change.after) if self.change else None)

    @property
    def state(self) -> StatusSide | None:
        """Of a change of status, what it led to."""
        after = self.change.after if self.change else None
        return after if isinstance(after, StatusSide) else None


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a ledger's items beside their rows; each only where a filter asks for it.

    ``lit`` are cells of which it is known only that they changed.
    """

    confirmed: Mapping[str, date] = field(default_factory=dict)
    unreported: frozenset[str] = frozenset()
    changes: tuple[Change, ...] = ()
    lit: frozenset[Key] = frozenset()


NOTHING = Around()


def of_matrix(matrix: Matrix, rounds: Known, around: Around = NOTHING) -> Iterator[Asked]:
    """Yield the items of a matrix as they can be asked, in its order."""
    began = began_by(matrix.rounds, matrix.point.held_on)
    changed = by_cell(around.changes)
    for row in matrix.rows:
        yield of_row(row, rounds, around, began, changed.get(row.item.key, {}))


def by_cell(changes: Iterable[Change]) -> dict[str, dict[str | None, Change]]:
    """Return changes by item and party, the first of each."""
    found: dict[str, dict[str | None, Change]] = {}
    for change in changes:
        found.setdefault(change.item, {}).setdefault(change.party, change)
    return found


def began_by(rounds: Iterable[Round], day: date) -> date | None:
    """Return the day on which the last round held by a day began."""
    held = (stage for stage in rounds if stage.status is RoundStatus.held and stage.kind is RoundKind.round)
    days = (first_day(stage) for stage in held)
    return max((first for first in days if first and first <= day), default=None)


def of_row(
    row: MatrixRow, known: Known, around: Around, began: date | None, changed: Mapping[str | None, Change]
) -> Asked:
    """Return one item of a matrix as it can be asked."""
    key = row.item.key
    rounds = known.get("round", {})
    whole = Asked(
        row.item,
        row,
        due_day(row.item, rounds),  # type: ignore[arg-type]  # the records under "round" are rounds
        around.confirmed.get(key),
        began,
        key in around.unreported,
    )
    readings: dict[str | None, Reading | None] = {None: row.status_reading}
    readings.update(row.cells)
    parties = dict.fromkeys([*readings, *changed])
    cells = (
        replace(
            whole,
            party=party,
            reading=readings.get(party),
            change=changed.get(party),
            lit=(key, party) in around.lit or party in changed,
        )
        for party in parties
    )
    return replace(whole, cells=tuple(cells))


def of_change(change: Change, items: Mapping[str, Item], known: Known, began: date | None = None) -> Asked:
    """Return a change of a diff as it can be asked."""
    item = items[change.item]
    due = due_day(item, known.get("round", {}))  # type: ignore[arg-type]  # the records under "round" are rounds
    return Asked(item, due=due, began=began, party=change.party, change=change, lit=True)


# -- names ------------------------------------------------------------------------------------------------------------


def _of_item(field: str) -> Callable[[Asked], Value]:
    return lambda asked: getattr(asked.item, field)


def _of_cell(value: Callable[[Reading], Value]) -> Callable[[Asked], Value]:
    return lambda asked: value(asked.now) if asked.now is not None else None


def _of_change(value: Callable[[Change], Value]) -> Callable[[Asked], Value]:
    return lambda asked: value(asked.change) if asked.change is not None else None


def _stated(field: str) -> Callable[[Reading], Value]:
    if field == "condition":  # whoever of the account names it
        return lambda reading: reading.named_condition
    if field == "on_behalf_of":
        return lambda reading: reading.on_behalf_of or None
    return lambda reading: reading.values.get(field)


def _status(asked: Asked) -> Value:
    if asked.row is not None:
        return (asked.row.status.value, OVERDUE) if asked.row.overdue else asked.row.status.value
    return asked.state.state if asked.state is not None else None


def _was(change: Change) -> Value:
    before, after = _word(change.before), _word(change.after)
    return before if before != after else None


def _word(side: Reading | StatusSide | None) -> str | None:
    return side.state if isinstance(side, StatusSide) else side.word if side else None


def _changed(change: Change) -> Value:
    before, after = said_of(change.before), said_of(change.after)
    found = [field for field in STATED if _value(before, field, change.cause) != _value(after, field, change.cause)]
    states = _word(change.before) != _word(change.after) and change.party is None
    return tuple(dict.fromkeys([*(["status"] if states else []), *found]))


def _value(reading: Reading | None, field: str, cause: Cause) -> object:
    return as_compared(reading, field, cause) if reading is not None else None


def _sources(reading: Reading) -> Value:
    return tuple(dict.fromkeys(cited.source for cited in reading.evidence.citations if cited.source))


_ORDERED: dict[str, tuple[str, ...]] = {
    "stance": STANCES,
    "status": STATUSES,
    "confidence": tuple(word.value for word in Confidence),
    "voice": tuple(word.value for word in reversed(Voice)),
}


def _field(field: str, value: Callable[[Asked], Value], *, of_cell: bool = True) -> Name[Asked]:
    """Return a field of a stance or a status; what it is, the model says."""
    model: type[Statement] = StanceEntry if field in StanceEntry.value_fields() else StatusEntry
    shape, words = shapes(model)[field], _ORDERED.get(field, ())
    sort = Sort.number if shape.numeric else Sort.text
    return Name(value, sort, words, ordered=bool(words), of_cell=of_cell, about=shape.about)


SIDES: dict[str, tuple[Callable[[Reading], Value], Name[Asked]]] = {
    **{field: (_stated(field), _field(field, _of_cell(_stated(field)))) for field in STATED},
    **{
        name: (value, Name(_of_cell(value), sort, words, bool(words), of_cell=True, about=about))
        for name, value, sort, words, about in (
            ("score", lambda reading: reading.score, Sort.number, (), "−3 rejects … +3 demands"),
            ("held_on", lambda reading: reading.held, Sort.day, (), "the days on which it was held"),
            ("round", lambda reading: reading.round, Sort.text, (), "the round that it was held in"),
            ("contested", lambda reading: reading.contested, Sort.truth, (), "accounts contradict each other"),
            ("reviewed", lambda reading: reading.reviewed, Sort.truth, (), "somebody has accepted it"),
            ("sure", lambda reading: reading.sure, Sort.truth, (), "its days have passed; else it is possible"),
            ("grade", lambda reading: reading.evidence.grade, Sort.text, (), "of its best citation: B2"),
            ("sources", lambda r: r.evidence.independent_sources, Sort.number, (), "independent sources"),
            ("voice", lambda r: r.evidence.voice, Sort.text, _ORDERED["voice"], "whose word it is"),
            ("by", lambda reading: reading.evidence.by, Sort.text, (), "the person whose words they are"),
            ("source", _sources, Sort.text, (), "a source that it rests on"),
        )
    },
}
"""What either side of a change is: ``from.score``, ``to.stance``; and, without a side, what stands now."""
_TABLES = {"round": "round", "by": "person", "source": "source", "on_behalf_of": "party"}


def _now(field: str, name: Name[Asked]) -> Name[Asked]:
    return replace(name, table=_TABLES.get(field))


def _sided(side: str, field: str, value: Callable[[Reading], Value], name: Name[Asked]) -> Name[Asked]:
    def of_side(asked: Asked) -> Value:
        if asked.change is None:
            return value(asked.reading) if side == "to" and asked.reading is not None else None
        found = asked.change.before if side == "from" else asked.change.after
        if isinstance(found, StatusSide) and field == "status":
            return found.state
        reading = said_of(found)
        return value(reading) if reading is not None else None

    return replace(_now(field, name), value=of_side, about="")


def _late(asked: Asked) -> Value:
    return asked.row.late.least if asked.row and asked.row.late else None


def _about(field: str) -> str:
    return shapes(Item)[field].about


ITEM: dict[str, Name[Asked]] = {
    "item": Name(lambda asked: asked.item.key, table="item", about="the item, by key or title"),
    "kind": Name(lambda asked: asked.item.kind.value, words=tuple(ItemKind), about="issue or commitment"),
    "matter": Name(lambda asked: asked.item.matter.value, words=tuple(Matter), about=_about("matter")),
    "title": Name(_of_item("title"), about="what it is called"),
    "question": Name(_of_item("question"), about="what stances are for or against"),
    "track": Name(_of_item("track"), field="track", about=_about("track")),
    "category": Name(_of_item("category"), field="category", about=_about("category")),
    "difficulty": Name(_of_item("difficulty"), Sort.number, about=_about("difficulty")),
    "owner": Name(_of_item("owner"), field="owner", about=_about("owner")),
    "tag": Name(_of_item("tags"), field="tags", about=_about("tags")),
    "tags": Name(_of_item("tags"), field="tags", about="the same as tag"),
    "part_of": Name(_of_item("part_of"), table="item", about="what it is part of"),
    "promised_by": Name(_of_item("by"), table="party", about=_about("by")),
    "promised_to": Name(_of_item("to"), table="party", about=_about("to")),
    "due": Name(lambda asked: asked.due, Sort.day, about="the last day on which it is kept in time"),
    "status": Name(_status, words=STATUSES, ordered=True, about="where it stands; of a diff what a change led to"),
    "spread": Name(lambda asked: asked.row.spread if asked.row else None, Sort.number, about="between principals"),
    "late": Name(_late, Sort.number, about="days late when it was kept, at least"),
    "confirmed": Name(lambda asked: asked.confirmed, Sort.day, about="when anything was last said of it"),
}
"""What an item is."""
CHANGE: dict[str, Name[Asked]] = {
    "was": Name(
        _of_change(_was), words=STANCES[::-1] + STATUSES, of_cell=True, about="the stance or status before, now another"
    ),
    "changed": Name(
        _of_change(_changed), words=STATED, of_cell=True, about="what is another than before: stance, condition …"
    ),
    "verb": Name(
        _of_change(lambda change: tuple(verb.value for verb in change.told_verbs)),
        words=tuple(Verb),
        of_cell=True,
        about="what happened: softened, settled …",
    ),
    "cause": Name(
        _of_change(lambda change: change.cause.value),
        words=tuple(Cause),
        of_cell=True,
        about="the party did, or we: moved, corrected, redefined",
    ),
    "delta": Name(_of_change(lambda change: change.delta), Sort.number, of_cell=True, about="how far the score moved"),
    "points": Name(
        _of_change(lambda change: change.points), Sort.number, of_cell=True, about="how far the position moved"
    ),
    "toward": Name(
        _of_change(lambda change: change.toward), table="party", of_cell=True, about="whom the party came nearer to"
    ),
    "away": Name(
        _of_change(lambda change: change.away), table="party", of_cell=True, about="whom the party went away from"
    ),
}
"""What changed since the point before."""
CELL: dict[str, Name[Asked]] = {
    "party": Name(lambda asked: asked.party, table="party", of_cell=True, about="who holds a stance"),
    **{field: _now(field, name) for field, (_value_of, name) in SIDES.items() if field != "status"},
}
"""What stands in a cell."""
NAMES: dict[str, Name[Asked]] = {
    **ITEM,
    **CELL,
    **CHANGE,
    **{
        f"{side}.{field}": _sided(side, field, value, name)
        for side in ("from", "to")
        for field, (value, name) in SIDES.items()
    },
}


def _is_stale(asked: Asked) -> bool:
    if asked.began is None:
        return False
    if asked.row is None:
        return asked.now is not None and asked.now.last_told.last < asked.began
    return asked.row.open and (asked.confirmed is None or asked.confirmed < asked.began)


def _is_overdue(asked: Asked) -> bool:
    return asked.row.overdue if asked.row is not None else asked.state is not None and asked.state.overdue


def _is_settled(asked: Asked) -> bool:
    return asked.row.settled if asked.row is not None else asked.state is not None and asked.state.settled


def _is_open(asked: Asked) -> bool:
    return asked.row.open if asked.row is not None else asked.state is not None and not asked.state.settled


def _is_contested(asked: Asked) -> bool:
    return bool(asked.now and asked.now.contested) or bool(asked.change and asked.change.contested)


def _is_silent(asked: Asked) -> bool:
    """Whether a party was, or the item by its status."""
    return asked.now is not None and asked.now.word in {Stance.silent.value, Status.not_raised.value}


FLAGS: dict[str, Flag[Asked]] = {
    "overdue": Flag(_is_overdue, "promised, and the day has passed"),
    "contested": Flag(_is_contested, "accounts contradict each other", of_cell=True),
    "stale": Flag(_is_stale, "open, and nothing was said of it since the last round began"),
    "silent": Flag(
        _is_silent,
        "reported as not raised, or no comment",
        of_cell=True,
    ),
    "unreviewed": Flag(
        lambda asked: asked.now is not None and not asked.now.reviewed, "nobody has accepted it", of_cell=True
    ),
    "moved": Flag(
        lambda asked: asked.change is not None and asked.change.moved,
        "a party moved: its stance, its condition or its position",
        of_cell=True,
    ),
    "changed": Flag(lambda asked: asked.lit, "something else stands there than before", of_cell=True),
    "open": Flag(_is_open, "on the list, and not settled"),
    "settled": Flag(_is_settled, "agreed, kept, dropped, lapsed"),
    "unreported": Flag(lambda asked: asked.unreported, "no account that counts in the reports we have"),
    "issue": Flag(lambda asked: asked.item.kind is ItemKind.issue, "people disagree on it"),
    "commitment": Flag(lambda asked: asked.item.kind is ItemKind.commitment, "something promised"),
}
ASK_CHANGES = frozenset(
    {*CHANGE, *(f"{side}.{name}" for side in ("from", "to") for name in SIDES), "is:moved", "is:changed"}
)
"""What cannot be answered without knowing what changed."""
ASK_AROUND = (ASK_CHANGES - {"is:changed"}) | {"confirmed", "is:stale", "is:unreported"}
"""What cannot be answered by a matrix of which it is known which cells changed."""


def _text(asked: Asked) -> Iterable[str | None]:
    item = asked.item
    yield from (item.key, item.title, item.question, item.category, item.track, item.owner, *item.tags)
    status = _status(asked)
    yield from status if isinstance(status, tuple) else (str(status or ""),)
    if asked.row is None:
        yield asked.party
        if asked.change is not None:
            yield from (verb.value for verb in asked.change.told_verbs)
        if asked.now is not None:
            yield from (asked.now.word, asked.now.named_condition, asked.now.summary)


LANGUAGE: Language[Asked] = Language(
    NAMES, FLAGS, _text, lambda asked: (asked,) if asked.cells is None else asked.cells
)
"""What can be asked of items and of changes."""
