"""Records under other keys: one renamed, two found to be one, an item split. Each is one act, and can be undone."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from ledger.domain.canonical import canonical_json
from ledger.domain.entries import STATEMENTS, AnyStatement, Entry, EntryRef
from ledger.domain.own_words import key_changed
from ledger.domain.records import Delegate, Item, Record
from ledger.domain.register import Register
from ledger.domain.renaming import KEY, renamed_fields
from ledger.domain.seed import Attachment, CellRef, ChangesetInfo, Edit, Review, Settlement
from ledger.domain.words import SettlementKind
from ledger.errors import Conflict, NotFound, UsageError
from ledger.services.acting import in_words_of, of_fields, perform, record_or_fail, titled
from ledger.services.importing import Imported
from ledger.storage import contests, entries, lookups, register, reviews, texts
from ledger.storage.database import Store

M = TypeVar("M", bound=BaseModel)
RENAMED = ("item", "party", "person", "source", "round", "mark")
JOINED = ("item", "party", "person", "source")
_KINDS = list(STATEMENTS)


def rename(store: Store, table: str, name: str, new: str, header: ChangesetInfo) -> Imported:
    """Give a record another key; the one that it had means it still, in seeds and commands.

    Raises ``NotFound`` where there is no such record, ``InvalidData`` where the new key is no key, or another's.
    """
    known = record_or_fail(store, table, name)
    if new == known.natural_key:
        raise UsageError(f'"{new}" is its key already')
    edit = Edit(record=known.ref, field=KEY, old=canonical_json(known.natural_key), new=canonical_json(new))
    return perform(store, [edit], titled(header, f"rename {known.ref} to {new}"))


def join(store: Store, table: str, name: str, into: str, header: ChangesetInfo, *, reason: str) -> Imported:
    """Let what was recorded of one record go on under another, with its verdicts: the two were found to be one.

    Every entry that stands is said again of the other, in the place of what it was; the name that goes means the other
    from now on. Raises ``NotFound`` where there is no such record, ``UsageError`` where both names mean one already,
    ``Conflict`` where their texts differ.
    """
    one, other = record_or_fail(store, table, name), record_or_fail(store, table, into)
    if one.natural_key == other.natural_key:
        raise UsageError(f'"{name}" and "{into}" are {one.ref} both')
    moving = Moving(store, table, one.natural_key, other.natural_key, in_words_of(reason, "reason"))
    values = [
        *moving.texts(),
        *moving.entries(lookups.naming(store, one)),
        *moving.described(),
        Edit(record=one.ref, field="joined", old="null", new=canonical_json(other.natural_key)),
        Edit(record=one.ref, field="struck", old="false", new="true"),
    ]
    titled_header = titled(header, f"join {one.ref} to {other.natural_key}: {reason}")
    return perform(store, values, titled_header, unfound=True, given_back=True)


def split(
    store: Store,
    item: str,
    fields: Mapping[str, Any],
    numbers: Collection[int],
    header: ChangesetInfo,
    *,
    reason: str,
) -> Imported:
    """Make an item of a part of another: these entries, with their verdicts, are about it from now on.

    What ``fields`` do not say of it is as with the item that it comes from. Raises ``NotFound`` where there is no such
    item or none of these entries stands on it, ``Conflict`` where the new key is taken.
    """
    whole = record_or_fail(store, "item", item)
    assert isinstance(whole, Item)
    kept = whole.model_dump(mode="json", include={"kind", "matter", "category", "track", "tags", "owner", "part_of"})
    part = of_fields(Item, {**kept, **fields, "split_from": whole.key})
    if register.load(store).get(part) is not None:
        raise Conflict(f"{part.ref} exists already", hint="choose another key for the new item")
    moving = Moving(store, "item", whole.key, part.key, in_words_of(reason, "reason"))
    moved = list(moving.entries(lookups.resting_on(store, whole) & set(numbers)))
    if missing := sorted(set(numbers) - moving.moved.keys()):
        raise NotFound(f"no entry {missing[0]} stands on {whole.key}", hint=f"posl show {whole.key}")
    titled_header = titled(header, f"split {part.key} from {whole.ref}: {reason}")
    return perform(store, [part, *moved], titled_header, unfound=True, given_back=True)


@dataclass
class Moving:
    """What is recorded of ``old`` goes on under ``new``; ``moved`` gives the new numbers of entries by the old."""

    store: Store
    table: str
    old: str
    new: str
    reason: str
    moved: dict[int, int] = field(default_factory=dict)

    def entries(self, numbers: Collection[int]) -> Iterator[BaseModel]:
        """Yield what stands said again under the other key, then the verdicts that it had."""
        gone = entries.superseded(self.store, ids=numbers) if numbers else {}
        found = [entry for entry in entries.by_ids(self.store, numbers).values() if entry.id not in gone]
        found.sort(key=lambda entry: (_KINDS.index(entry.kind), entry.id))  # as they will be numbered
        self.moved = {entry.id: number for number, entry in enumerate(found, entries.last_id(self.store) + 1)}
        yield from map(self._again, found)
        yield from self._settled()
        for number, given in reviews.side_by_side(self.store, None, self.moved).items():
            for each in given:
                ref = CellRef(id=self.moved[number])
                yield Review(entry=ref, verdict=each.verdict, reviewer=each.reviewer, note=each.note)

    def _settled(self) -> Iterator[Settlement]:
        """Yield again which of two entries came after the other, where somebody settled it so."""
        over = (pair for pair in contests.settled_pairs(self.store).values() if pair is not None)
        for later, earlier in over:
            if later in self.moved and earlier in self.moved:
                entry, other = self.moved[later], self.moved[earlier]
                yield Settlement(how=SettlementKind.moved, entry=entry, other=other, reason=self.reason)

    def _again(self, entry: Entry) -> AnyStatement:
        because = key_changed(self.table, self.old, self.new, self.reason)
        said = renamed_in(entry.said, self.table, self.old, self.new)
        after = self.moved.get(entry.said.after or 0)
        return said.model_copy(
            update={"corrects": EntryRef(id=entry.id), "reason": because, "after": after, "id": None}
        )

    def described(self) -> Iterator[BaseModel]:
        """Yield the edits of whatever else names the record; a delegate is entered anew."""
        known = register.load(self.store)
        for table in ("person", "round", "item"):
            for record in known.of(table).values():
                if record.ref != f"{self.table}:{self.old}":
                    yield from self._edits(record)
        for seat in known.delegates.values():
            yield from self._seated(known, seat)

    def _now(self, table: str, key: str) -> str:
        return self.new if (table, key) == (self.table, self.old) else key

    def _edits(self, record: Record) -> Iterator[Edit]:
        fields = record.model_dump(mode="json")
        for name, value in renamed_fields(record.table, fields, self._now).items():
            if value != fields[name] and name not in {"joined", "split_from"}:
                kept = _without_itself(record.natural_key, value)
                yield Edit(record=record.ref, field=name, old=canonical_json(fields[name]), new=canonical_json(kept))

    def _seated(self, known: Register, seat: Delegate) -> Iterator[BaseModel]:
        fields = seat.model_dump(mode="json", exclude={"struck"})
        there = renamed_fields(seat.table, fields, self._now)
        if there != fields and not seat.struck:
            again = Delegate.model_validate(there)
            if known.get(again) is None:
                yield again
            yield Edit(record=seat.ref, field="struck", old="false", new="true")

    def texts(self) -> Iterator[Attachment]:
        """Yield the texts of a source that the other has not; refuse where the two have other texts."""
        if self.table != "source":
            return
        own, others = texts.editions(self.store, self.old), texts.editions(self.store, self.new)
        if own and others and own[-1].sha256 != others[-1].sha256:
            hint = "each quote stands in the text of its source: correct the entries of one of them by hand"
            raise Conflict(f"{self.old} and {self.new} have texts that differ", hint=hint)
        for each in () if others else own:
            yield each.attachment(self.new, each.number)


def _without_itself(key: str, value: Any) -> Any:  # noqa: ANN401 - whatever the field holds
    """Leave out what would name the record itself, and what would stand twice."""
    if isinstance(value, list):
        kept = [each for each in value if each != key and not (isinstance(each, dict) and key in each.values())]
        return [each for place, each in enumerate(kept) if each not in kept[:place]]
    return None if value == key else value


def renamed_in(said: M, table: str, old: str, new: str) -> M:
    """Return a statement or citation that names a record by another key."""
    changed: dict[str, Any] = {}
    for name, of in _NAMES.items():
        value = getattr(said, name, None) if name in type(said).model_fields else None
        if name in _INNER and value is not None:
            changed[name] = tuple(renamed_in(each, table, old, new) for each in value)
        elif of == table and value is not None:
            several = isinstance(value, tuple)
            changed[name] = tuple(dict.fromkeys(_other(value, old, new))) if several else _one(value, old, new)
    return said.model_copy(update=changed)


def _other(values: Iterable[str], old: str, new: str) -> Iterator[str]:
    return (_one(value, old, new) for value in values)


def _one(value: str, old: str, new: str) -> str:
    return new if value == old else value


_NAMES = {
    "item": "item",
    "items": "item",
    "about": "item",
    "party": "party",
    "by": "person",
    "on_behalf_of": "party",
    "round": "round",
    "source": "source",
    "cite": "",
    "figures": "",
}
"""Fields of statements, their citations and their figures that name records, and of which table."""
_INNER = frozenset({"cite", "figures"})
