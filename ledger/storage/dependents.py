"""What later changesets rest on an earlier one: the reasons for which it cannot be undone.

What came and was undone since is no reason: what counts is whether that which the changeset did is still as it left it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import ColumnElement, Select, and_, or_, select

from ledger.domain.canonical import canonical_json
from ledger.domain.entries import Citation, Entry
from ledger.domain.own_words import only_redefined
from ledger.domain.records import Record
from ledger.domain.register import Register
from ledger.domain.words import Op, Verdict
from ledger.storage import contests, entries, register, renames, reviews, schema
from ledger.storage.bulk import among
from ledger.storage.changeset_contents import Contents
from ledger.storage.database import Store
from ledger.storage.lineage import Seat, lines, same_sources, same_words, seats_of
from ledger.storage.register import KeyNumbers
from ledger.storage.superseded import superseded

Dependent = tuple[int, str]
"""The later changeset, and what it did, in a few words."""

_E = schema.entry.c


def of(store: Store, done: Contents) -> list[Dependent]:
    """Return every later thing that rests on what a changeset did, in the order recorded."""
    number = done.changeset.number
    look = _Look(store, done)
    found = [
        *((number, f"it attached the text of {each.source}: a text is never taken back") for each in done.attachments),
        *(each for seat in look.seats for each in _on_seat(look, seat)),
        *_on_citations(look),
        *_on_contests(look),
        *_on_reviews(look),
        *_on_edits(look),
        *(each for record in done.records for each in _on_record(look, record)),
    ]
    return sorted(set(found))


@dataclass
class _Look:
    """What was done, and what is read of the ledger as it is now."""

    store: Store
    done: Contents
    seats: list[Seat] = field(init=False)

    def __post_init__(self) -> None:
        self.seats = seats_of(self.store, self.done)

    @property
    def number(self) -> int:
        return self.done.changeset.number

    @cached_property
    def frame(self) -> Register:
        return register.load(self.store)

    @cached_property
    def left(self) -> dict[int, Entry]:
        """The changeset's own entries, as it left them."""
        return {entry.id: entry for entry in self.done.entries}

    @cached_property
    def entries(self) -> dict[int, Entry]:
        """What stands in its seats now."""
        return entries.by_ids(self.store, (seat.tip for seat in self.seats))

    @cached_property
    def cited(self) -> dict[int, tuple[int, ...]]:
        """Earlier entries to which it added citations, or whose citations it dropped, each with its line since."""
        refs = [*(added.entry.id for added in self.done.citations), *(gone.entry.id for gone in self.done.dropped)]
        return lines(self.store, [number for number in refs if number is not None])


# -- entries ----------------------------------------------------------------------------------------------------------


def _on_seat(look: _Look, seat: Seat) -> Iterator[Dependent]:
    left, now = look.left.get(seat.head), look.entries.get(seat.tip)
    if (left is None) != (now is None) or not (
        left is None or now is None or (same_words(left, now) and same_sources(left, now))
    ):
        yield from _in_line(look, seat.line)
        yield from _citations_since(look, seat.line)
    if left is not None:
        yield from _settled_since(look, seat.line)


def _in_line(look: _Look, line: Sequence[int]) -> Iterator[Dependent]:
    """Tell what took the place of the first in line: every row after it."""
    newer, older = schema.entry.alias("newer"), schema.entry.alias("older")
    query = (
        select(newer.c.changeset_id, newer.c.op, newer.c.supersedes_id, older.c.op.label("was"))
        .join(older, older.c.id == newer.c.supersedes_id)
        .where(newer.c.id.in_(line[1:]))
    )
    for row in look.store.connection.execute(query):
        act = "undid retraction" if row.was == Op.retract else f"{_ACTS[row.op]} entry"
        yield row.changeset_id, f"@{row.changeset_id} {act} {row.supersedes_id}"


_ACTS = {Op.retract.value: "retracted", Op.assert_.value: "corrected"}


def _citations_since(look: _Look, line: Iterable[int]) -> Iterator[Dependent]:
    """Tell which citations were added to these entries after they were recorded, or dropped."""
    cited, owner, dropped = schema.citation.c, _E, schema.dropped_citation.c
    of_these = cited.entry_id.in_(list(line))
    added = (
        select(cited.changeset_id, cited.entry_id)
        .join(schema.entry, owner.id == cited.entry_id)
        .where(of_these, cited.changeset_id > look.number, cited.changeset_id > owner.changeset_id)
    )
    gone = (
        select(dropped.changeset_id, cited.entry_id)
        .join(schema.citation, cited.id == dropped.citation_id)
        .where(of_these, dropped.changeset_id > look.number)
    )
    for query, act in ((added, "added a citation to"), (gone, "dropped a citation of")):
        for by, entry in look.store.connection.execute(query.distinct()):
            yield by, f"@{by} {act} entry {entry}"


def _settled_since(look: _Look, line: Iterable[int]) -> Iterator[Dependent]:
    settled = schema.settlement.c
    numbers = list(line)
    query = select(settled.changeset_id, settled.entry_id, settled.other_id).where(
        or_(settled.entry_id.in_(numbers), settled.other_id.in_(numbers)), settled.changeset_id > look.number
    )
    over = contests.settled_pairs(look.store)
    for by, entry, other in look.store.connection.execute(query):
        if frozenset((entry, other)) in over:
            yield by, f"@{by} settled entry {entry} against {other}"


def _on_citations(look: _Look) -> Iterator[Dependent]:
    """From each place that it cited, or cited no more, entries must rest on what the changeset left there.

    A correction takes its citations over: what counts is what stands in the entry's place now.
    """
    if not look.cited:
        return
    places = {(each.entry.id, each.source, each.at) for each in look.done.citations}
    places |= {(each.entry.id, each.source, each.at) for each in look.done.dropped}
    here = entry_in_place(look.store, look.cited)
    then = entries.by_ids(look.store, look.cited, look.number)
    now = entries.by_ids(look.store, here.values())
    for number, source, at in sorted(places, key=str):
        assert number is not None
        if _at(then[number], source, at) != _at(now[here[number]], source, at):
            yield from _citations_since(look, look.cited[number])


def _at(entry: Entry, source: str | None, at: str | None) -> list[Citation]:
    return [citation for citation in entry.said.cite if (citation.source, citation.at) == (source, at)]


# -- contests and verdicts --------------------------------------------------------------------------------------------


def _on_contests(look: _Look) -> Iterator[Dependent]:
    """Contests it settled or reopened must be in the state in which it left them."""
    pairs = {frozenset((each.entry, each.other)) for each in look.done.settlements}
    if not pairs:
        return
    then, now = contests.state_of(look.store, look.number), contests.state_of(look.store)
    for pair in pairs:
        if then.get(pair) == now.get(pair):
            continue
        for by, settlement in contests.settlements_of(look.store, pair):
            if by > look.number and {settlement.entry, settlement.other} == pair:
                one, other = sorted(pair)
                yield by, f"@{by} settled entries {one} and {other} anew"


def _on_reviews(look: _Look) -> Iterator[Dependent]:
    """The verdict of each reviewer on what now says what they judged must be the one they gave."""
    given = [each for each in look.done.reviews if each.entry.id is not None and each.entry.id not in look.left]
    said = judged_now(look.store, [each.entry.id for each in given if each.entry.id is not None], look.number)
    then = _verdicts(look.store, said, look.number)
    now = _verdicts(look.store, [numbers[-1] for numbers in said.values()])
    table, carried = schema.review.c, reviews.carried(look.store) if given else set()
    for each in given:
        number, reviewer = each.entry.id or 0, each.reviewer or ""
        if then.get((number, reviewer)) != now.get((said[number][-1], reviewer)):
            query = select(table.changeset_id, table.entry_id).where(
                table.entry_id.in_(said[number]),
                table.reviewer == reviewer,
                table.changeset_id > look.number,
            )
            for by, judged in look.store.connection.execute(query):
                if (judged, by) not in carried:
                    yield by, f"@{by} reviewed entry {number} anew"


def _verdicts(store: Store, numbers: Iterable[int], known_at: int | None = None) -> dict[tuple[int, str], Verdict]:
    """Return the verdict of each reviewer, by entry and reviewer."""
    found = reviews.side_by_side(store, known_at, numbers)
    return {(number, each.reviewer): each.verdict for number, given in found.items() for each in given}


def entry_in_place(store: Store, line: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Return, for each entry, the number of the entry in its place now, or its own where that is retracted."""
    found = entries.by_ids(store, (numbers[-1] for numbers in line.values()))
    return {number: numbers[-1] if numbers[-1] in found else number for number, numbers in line.items()}


def judged_now(store: Store, numbers: Iterable[int], judged_at: int) -> dict[int, tuple[int, ...]]:
    """Return, for each entry judged in a changeset, itself and what says the same in its place since.

    That may be of other days or under another key; the last stands for it now. An entry whose place was taken already
    when it was judged stands for itself: the verdict was never on what took it.
    """
    wanted = sorted(numbers)
    gone = entries.superseded(store, judged_at, wanted)
    since = lines(store, [number for number in wanted if number not in gone])
    found = entries.by_ids(store, {each for line in since.values() for each in line})
    return {number: (number,) for number in gone} | {number: _saying_it(line, found) for number, line in since.items()}


def _saying_it(line: Sequence[int], found: Mapping[int, Entry]) -> tuple[int, ...]:
    said = [line[0]]
    for number in line[1:]:
        entry = found.get(number)
        if entry is not None and (
            (only_redefined(entry.reason) and entry.supersedes == said[-1])
            or any(same_words(found[each], entry) for each in said)
        ):
            said.append(number)
    return tuple(said)


# -- descriptive records ----------------------------------------------------------------------------------------------


def _on_edits(look: _Look) -> Iterator[Dependent]:
    left = {(edit.record, edit.field): edit.new for edit in look.done.edits}
    for (ref, name), value in left.items():
        table, _, key = ref.partition(":")
        if _field(look.frame.of(table)[key], name) != value:
            yield from _edited(look, ref, name)


def _field(record: Record, name: str) -> str:
    return canonical_json(record.model_dump(mode="json", include={name})[name])


def _edited(look: _Look, ref: str, name: str | None = None) -> Iterator[Dependent]:
    table = schema.edit.c
    refs = renames.keys_of(look.store).refs(ref)
    query = select(table.changeset_id, table.field).where(
        among(look.store, table.record, refs), table.changeset_id > look.number
    )
    for by, edited in look.store.connection.execute(query):
        if name is None:
            yield by, f"@{by} edited {ref}"
        elif name == edited:
            yield by, f"@{by} edited {name} of {ref} again"


def _on_record(look: _Look, record: Record) -> Iterator[Dependent]:
    """What stands names a record, or somebody edited it."""
    known = look.frame.get(record)
    if known is None or known.model_dump() != record.model_dump():
        yield from _edited(look, record.ref)
    for query, act in _mentions(look, record):
        for (by,) in look.store.connection.execute(query.distinct()):
            yield by, f"@{by} {act} {record.ref}"
    for ref, name, entered in _named_by_records(look, record):
        if (by := _edited_last(look, ref, name) or entered) > look.number:
            yield by, f"@{by} made {ref} name {record.ref}"


def _mentions(look: _Look, record: Record) -> list[tuple[Select[int], str]]:
    """Queries for the changesets of entries that stand and name a record, but for those that go with the changeset."""
    names = KeyNumbers(look.store)
    others = and_(
        _E.op == Op.assert_.value,
        _E.id.not_in([seat.tip for seat in look.seats]),
        ~superseded(_E.id),
    )

    def entered(where: ColumnElement[bool]) -> Select[int]:
        return select(_E.changeset_id).where(where, others)

    key = record.natural_key
    match record.table:
        case "item":
            item = names.item_ids[key]
            tied = select(schema.entry_items.c.entry_id).where(schema.entry_items.c.item_id == item)
            return [(entered(or_(_E.item_id == item, _E.id.in_(tied))), "recorded entries on")]
        case "party":
            return [(entered(_E.party_id == names.party_ids[key]), "recorded stances of")]
        case "round":
            return [(entered(_E.round_id == names.round_ids[key]), "recorded entries in")]
        case "source":
            cited, dropped = schema.citation.c, schema.dropped_citation.c
            own = [line[-1] for line in look.cited.values()]  # what it cited there is dropped with it
            query = (
                select(cited.changeset_id)
                .join(schema.entry, _E.id == cited.entry_id)
                .where(others, cited.source_id == names.source_ids[key], cited.id.not_in(select(dropped.citation_id)))
            )
            return [(query.where(or_(cited.entry_id.not_in(own), cited.changeset_id > look.number)), "cited")]
        case _:
            return []


def _named_by_records(look: _Look, record: Record) -> Iterator[tuple[str, str, int]]:
    """Yield (record, field, changeset) of what is on the list and names this one, but for what goes or turns back."""
    own = {each.ref for each in look.done.records}
    turned_back = {(edit.record, edit.field) for edit in look.done.edits}
    for table, fields in _NAMING.get(record.table, {}).items():
        entered = register.fields_of(look.store, table)
        for (number, values), holder in zip(entered, look.frame.of(table).values(), strict=True):
            for name in fields if holder.ref not in own and not holder.struck else ():
                if record.natural_key in _keys(values[name]) and (holder.ref, name) not in turned_back:
                    yield holder.ref, name, number


_NAMING: dict[str, dict[str, tuple[str, ...]]] = {
    "item": {"item": ("part_of", "links")},
    "party": {"round": ("host", "parties"), "delegate": ("party",)},
    "round": {"delegate": ("round",), "item": ("due",), "mark": ("held",)},
}
"""Where descriptive records name others: by the table named, the fields of each table that name it."""


def _keys(value: object) -> list[object]:
    """The keys in a field: one, a list of them, or links."""
    if isinstance(value, list):
        return [key for each in value for key in (each.values() if isinstance(each, dict) else [each])]
    return [value]


def _edited_last(look: _Look, ref: str, name: str) -> int | None:
    table = schema.edit.c
    refs = renames.keys_of(look.store).refs(ref)
    query = select(table.changeset_id).where(among(look.store, table.record, refs), table.field == name)
    return look.store.connection.execute(query.order_by(table.id.desc()).limit(1)).scalar()
