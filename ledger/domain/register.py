"""The frame of a ledger: its descriptive records, as known at some changeset."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from ledger.domain.records import Delegate, Item, LedgerInfo, Mark, Party, Person, Record, Round, SavedView, Source
from ledger.domain.renaming import Rename, Renamed, renamed_fields
from ledger.domain.words import Role

_MANY = {model.table: model.plural for model in (Party, Person, Round, Source, Item, Delegate, Mark, SavedView)}


def named_otherwise(record: Record, renamed: Renamed) -> Record:
    """Return a record with other keys, its own and those that it names; what does not change stays to the letter."""
    fields = record.model_dump(mode="json")
    found = renamed_fields(record.table, fields, renamed)
    changed = {name: value for name, value in found.items() if value != fields[name]}
    if not changed:
        return record
    again = type(record).model_validate({**fields, **changed})
    return record.model_copy(update={name: getattr(again, name) for name in changed})


def _model_of(record: Record) -> type[Record]:
    return type(record)


@dataclass(slots=True)
class Register:
    """Descriptive records by key, in the order in which they were entered."""

    info: LedgerInfo | None = None
    parties: dict[str, Party] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    delegates: dict[str, Delegate] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    views: dict[str, SavedView] = field(default_factory=dict)

    def copy(self) -> "Register":
        """Return one of its own: a record put into it is in no other."""
        return Register(self.info, **{many: dict(self.of(table)) for table, many in _MANY.items()})

    def of(self, table: str) -> dict[str, Any]:
        """Return the records of one table by natural key."""
        if table == LedgerInfo.table:
            return {"": self.info} if self.info else {}
        found: dict[str, Any] = getattr(self, _MANY[table])
        return found

    def get(self, record: Record) -> Record | None:
        """Return the record that has the same identity."""
        found: Record | None = self.of(record.table).get(record.natural_key)
        return found

    def put(self, record: Record) -> None:
        """Enter a record, or replace the one of the same identity."""
        if isinstance(record, LedgerInfo):
            self.info = record
        else:
            self.of(record.table)[record.natural_key] = record

    def rename(self, renamed: Rename) -> None:
        """Give a record another key, wherever it is named; it keeps its place."""

        def now(table: str, key: str) -> str:
            return renamed.new if (table, key) == (renamed.table, renamed.old) else key

        for table in _MANY:
            records = self.of(table)
            changed = {key: named_otherwise(record, now) for key, record in records.items()}
            if any(changed[key] is not record for key, record in records.items()):
                records.clear()
                records.update((record.natural_key, record) for record in changed.values())
        own = self.of(renamed.table)
        former = tuple(key for key in (*own[renamed.new].former, renamed.old) if key != renamed.new)
        own[renamed.new] = own[renamed.new].once_called(former)

    def put_all(self, records: Iterable[Record]) -> None:
        """Enter many."""
        for kind, group in groupby(records, key=_model_of):
            if kind is LedgerInfo:
                self.info = [*group][-1]  # type: ignore[assignment]  # of this kind they are such
            else:
                self.of(kind.table).update((record.natural_key, record) for record in group)

    @property
    def live_items(self) -> list[Item]:
        """Items that were not entered by mistake."""
        return [item for item in self.items.values() if not item.struck]

    @property
    def live_parties(self) -> list[Party]:
        """Parties that were not entered by mistake."""
        return [party for party in self.parties.values() if not party.struck]

    @property
    def principals(self) -> list[str]:
        """The keys of the principals, in the order of the ledger."""
        return [party.key for party in self.live_parties if party.role is Role.principal]

    @property
    def live_persons(self) -> list[Person]:
        """Persons that were not entered by mistake."""
        return [person for person in self.persons.values() if not person.struck]

    @property
    def live_rounds(self) -> list[Round]:
        """Rounds that were not entered by mistake."""
        return [stage for stage in self.rounds.values() if not stage.struck]
