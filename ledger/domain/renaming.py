"""Keys that records had before. A rename is an edit of the key; no key ever comes to mean another record.

So a key says which record is meant whenever it was written, and what was written then can be read with the keys of now,
or of any changeset.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

KEY = "key"
"""The field that a rename edits."""

Renamed = Callable[[str, str], str]
"""Gives for a table and a key the key to be read instead."""


class Rename(NamedTuple):
    """One change of a key, and the changeset that made it."""

    changeset: int
    table: str
    old: str
    new: str


class Keys:
    """What keys meant, and mean: made of all renames in the order recorded."""

    def __init__(self, renames: Iterable[Rename] = ()) -> None:
        self._renames: list[Rename] = []
        self._now: dict[tuple[str, str], str] = {}
        for rename in renames:
            self.add(rename)

    def __bool__(self) -> bool:
        """Whether any key ever changed."""
        return bool(self._renames)

    def add(self, rename: Rename) -> None:
        """Take in one more rename."""
        self._renames.append(rename)
        table, old, new = rename.table, rename.old, rename.new
        for place, key in self._now.items():
            if place[0] == table and key == old:
                self._now[place] = new
        self._now[table, old] = new
        self._now.pop((table, new), None)  # a key taken up again means its record by itself

    def now(self, table: str, key: str) -> str:
        """Return the key that a record has now, by one that it had at any time."""
        return self._now.get((table, key), key)

    def then(self, number: int) -> Renamed:
        """Return what gives, for the keys of now, those that were in force once a changeset was recorded."""
        later = [rename for rename in reversed(self._renames) if rename.changeset > number]

        def key_then(table: str, key: str) -> str:
            for rename in later:
                if (rename.table, rename.new) == (table, key):
                    key = rename.old
            return key

        return key_then

    def since(self, number: int) -> int:
        """Return how many keys changed after a changeset: as long as that is the same, so are the keys."""
        return sum(rename.changeset > number for rename in self._renames)

    def former(self, table: str) -> dict[str, tuple[str, ...]]:
        """Return the former keys of a table's records, by the keys of now."""
        found: dict[str, tuple[str, ...]] = {}
        for (of, old), key in self._now.items():
            if of == table:
                found[key] = (*found.get(key, ()), old)
        return found

    def ref_now(self, ref: str) -> str:
        """Return how the journal would name a record now (``item:territory``)."""
        return renamed_ref(ref, self.now)

    def refs(self, ref: str) -> set[str]:
        """Return every name that the journal ever had for a record, by its name of now."""
        return {ref, *(renamed_ref(ref, self.then(number)) for number in {0, *self.changesets()})}

    def changesets(self) -> Iterator[int]:
        """Yield the changesets that changed a key."""
        yield from (rename.changeset for rename in self._renames)

    def value_now(self, table: str, field: str, value: Any) -> Any:
        """Return a field's value with the keys of now; a key itself stays what it was."""
        return value if field == KEY else renamed_value(table, field, value, self.now)


def renamed_ref(ref: str, renamed: Renamed) -> str:
    """Return a record's name with other keys; a delegate is named by round, party, person and source."""
    table, _, key = ref.partition(":")
    if table != "delegate":
        return f"{table}:{renamed(table, key)}" if key else ref
    parts = zip(("round", "party", "person", "source"), key.split("/"), strict=False)
    return f"{table}:{'/'.join(renamed(of, part) for of, part in parts)}"


def renamed_fields(table: str, fields: Mapping[str, Any], renamed: Renamed) -> dict[str, Any]:
    """Return a record's plain fields with other keys, its own too."""
    return {name: renamed_value(table, name, value, renamed) for name, value in fields.items()}


def renamed_value(table: str, field: str, value: Any, renamed: Renamed) -> Any:
    """Return the plain value of a field with other keys wherever it names records."""
    if field == KEY:
        return renamed(table, value)
    named = REFERS.get((table, field))
    return value if named is None or value is None else _other_keys(value, named, renamed)


def _other_keys(value: Any, named: str | Mapping[str, str], renamed: Renamed) -> Any:
    if isinstance(value, list | tuple):
        return [_other_keys(each, named, renamed) for each in value]
    if isinstance(value, Mapping):  # a link names one record, whatever its kind
        parts = named if isinstance(named, Mapping) else dict.fromkeys(value, named)
        return {
            name: _other_keys(part, parts[name], renamed) if name in parts else part for name, part in value.items()
        }
    return renamed(named, value) if isinstance(named, str) and isinstance(value, str) else value


REFERS: Mapping[tuple[str, str], str | Mapping[str, str]] = {
    ("person", "offices"): {"party": "party"},
    ("party", "members"): {"party": "party"},
    ("round", "host"): "party",
    ("round", "parties"): "party",
    ("item", "part_of"): "item",
    ("item", "links"): "item",
    ("item", "by"): "party",
    ("item", "to"): "party",
    ("item", "due"): "round",
    ("item", "split_from"): "item",
    ("delegate", "round"): "round",
    ("delegate", "party"): "party",
    ("delegate", "person"): "person",
    ("delegate", "cite"): {"source": "source", "by": "person"},
    ("mark", "held"): "round",
    **{(table, "joined"): table for table in ("party", "person", "source", "item")},
}
"""The fields that name other records, and of which table; of a field with parts, by part."""
