"""Names for keys: a record is named by its key, its code, its name or an alias, wherever its key is asked for.

One resolver for seeds, commands, forms and the Python API. What is compared is folded: case, compatibility forms and
runs of blanks do not count. A key written exactly always wins; a name that several records have is refused.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from operator import is_
from typing import Any, Protocol, TypeVar, get_args

from pydantic import BaseModel

from ledger.domain.field_types import LONGEST_KEY, RESERVED_KEYS, VERBATIM, KeyOf
from ledger.domain.moments import looks_like_a_day
from ledger.domain.records import Record, Round
from ledger.domain.text import composed, fold

# ----------------------------------------------------------------------------------------------------------------------
# What an error offers: the nearest known word to a mistyped one, or what there is, the first ten of it.

MOST = 10
"""So many are named in an error; the rest is counted."""
KNOWN = "known here: "
CLOSE_ENOUGH = 60  # of 100; rapidfuzz's ratio. Below it a suggestion misleads more than it helps.


def nearest(word: str, known: Iterable[str], close: float = CLOSE_ENOUGH) -> str | None:
    """Return the known word most like ``word`` (case does not count), or ``None`` where none is close."""
    from rapidfuzz import fuzz, process  # only who mistypes waits for it

    found = process.extractOne(
        word.casefold(),
        {name: name.casefold() for name in sorted(known)},
        scorer=fuzz.ratio,
        score_cutoff=close,
    )
    return str(found[2]) if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return ``did you mean "demands"?`` or ``None``."""
    found = nearest(word, known)
    return f'did you mean "{found}"?' if found else None


def few(names: Iterable[object]) -> str:
    """Return names in a row, commas between; after ten, how many more there are: ``a, b and 23 more``."""
    every = [str(name) for name in names]
    more = len(every) - MOST
    return ", ".join(every[:MOST]) + (f" and {more} more" if more > 0 else "")


def there_is(names: Iterable[object]) -> Iterator[str]:
    """Yield ``known here: R1, R2``, or nothing where there is nothing."""
    if said := few(names):
        yield f"{KNOWN}{said}"


def instead(word: str, known: Iterable[str], *, what: str = "one", whole: bool = False) -> str:
    """Return a hint for a word that is none of those known: the nearest, and what there is.

    ``what`` is what each of them is called where there is none yet. ``whole``: they are the program's own words, and
    who looks for one is shown them all.
    """
    every = list(known)
    if whole:
        return "; ".join(filter(None, [did_you_mean(word, every), f"{KNOWN}{', '.join(every)}"]))
    near = did_you_mean(word, every)
    return "; ".join(filter(None, [near, *there_is(every)])) or f"no {what} is known here yet"


M = TypeVar("M", bound=BaseModel)
_SHORTEST = 3  # letters of a beginning that says which word is meant
_BEGINS = 90.0  # of 100: how near a name is that has a word which begins so
_NEARLY = 20.0  # a key so much further off than another name of it (a short code, say) still says it better
_SPAN = 10.0  # who is further from the nearest than this is not named beside it
_MOST = 3


class Unnamed(LookupError):
    """Nothing has this name, or several have: ``message`` says what, ``hint`` whom it may mean."""

    def __init__(self, message: str, hint: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message, self.hint, self.candidates = message, hint, candidates

    @property
    def several(self) -> bool:
        """Whether it is the name of several."""
        return bool(self.candidates)


class Known(Protocol):
    """What holds records by table and key: a frame."""

    def of(self, table: str) -> Mapping[str, Any]:
        """Return the records of one table by key."""


def names_of(record: Record) -> tuple[str, ...]:
    """Return what a record may be called: its key first, then its code, its name and its aliases as far as it has any.

    The keys that it had before come last.

    A title is no name: people reword titles.
    """
    said = (getattr(record, name, None) for name in ("key", "code", "name"))
    return tuple(name for name in (*said, *getattr(record, "aliases", ()), *getattr(record, "former", ())) if name)


class NameIndex:
    """Who has which name. Names are looked through when one is met that is no key."""

    def __init__(self, known: Known, also: Iterable[Record] = (), apart: Iterable[tuple[str, str]] = ()) -> None:
        """Take what a ledger has, and ``also`` what a file brings, which may name a record anew.

        Records set ``apart`` (table, key) are joined to none any more.
        """
        self._apart = frozenset(apart)
        self._known = known
        self._records: dict[str, Mapping[str, Any]] = {}
        self._also: dict[str, list[Record]] = defaultdict(list)
        for record in also:
            self._also[record.table].append(record)
        self._keys = {(table, record.natural_key) for table, records in self._also.items() for record in records}
        self._indexes: dict[str, dict[str, list[str]]] = {}
        self.keys: set[tuple[str, str]] = set()
        """Keys that were found to mean themselves."""

    def key(self, table: str, text: str) -> str:
        """Return the key of what a name means; raise ``Unnamed``."""
        if text in self.records(table) or (table, text) in self._keys:
            return self._heir(table, text)
        found = self._index(table).get(fold(text), [])
        if len(found) == 1:
            return self._heir(table, found[0])
        if found:
            said = few(self._described(table, key) for key in found)
            raise Unnamed(f'"{text}" may mean more than one {table}', f"write a key: {said}", tuple(found))
        records = list(self._of(table))
        hint = _titled(text, records) or nearest_records(text, records) or _listed(table, records)
        if table == Round.table and looks_like_a_day(text):
            hint = f"{hint}; a day stands in held_on, in a table in a column of its own"
        raise Unnamed(f'"{text}" is not a known {table}', hint)

    def _heir(self, table: str, key: str) -> str:
        """Return the key under which a record goes on: its own, or that of the one it was joined to."""
        records = self.records(table)
        while (table, key) not in self._apart:
            into = getattr(records.get(key), "joined", None)
            if into not in records:
                break
            key = str(into)
        return key

    def records(self, table: str) -> Mapping[str, Any]:
        """Return what is known of one table, by key."""
        if table not in self._records:
            self._records[table] = self._known.of(table)
        return self._records[table]

    def _of(self, table: str) -> Iterator[Record]:
        yield from self.records(table).values()
        yield from self._also[table]

    def _index(self, table: str) -> dict[str, list[str]]:
        """Return keys by folded name; of records struck out only the names that no other has."""
        if table not in self._indexes:
            live, struck = _by_name(self._of(table), struck=False), _by_name(self._of(table), struck=True)
            self._indexes[table] = struck | live
        return self._indexes[table]

    def _described(self, table: str, key: str) -> str:
        record = next(each for each in self._of(table) if each.natural_key == key)
        name = getattr(record, "name", None)
        return f'"{key}" ({name})' if name else f'"{key}"'


def _by_name(records: Iterable[Record], *, struck: bool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for record in records:
        if getattr(record, "struck", False) is struck:
            for name in names_of(record):
                keys = found.setdefault(fold(name), [])
                if record.natural_key not in keys:
                    keys.append(record.natural_key)
    return found


class _Table(dict[str, Mapping[str, Any]]):
    """The records of one table, as something that knows records."""

    def of(self, table: str) -> Mapping[str, Any]:
        return self[table]


def resolve(table: str, text: str, records: Mapping[str, Record]) -> str:
    """Return the key that a name means among these records of one table; raise ``Unnamed`` with the candidates."""
    return NameIndex(_Table({table: records})).key(table, text)


def key_for(name: str, taken: Collection[str], otherwise: str) -> str:
    """Return a key that can be read: ``sergey-lavrov`` for ``Sergey Lavrov``, with a number where that is taken.

    ``otherwise`` is the key where the name has no letters.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    key = re.sub(r"\W+", "-", plain.casefold()).strip("-_")[: LONGEST_KEY - 4] or otherwise
    not_free = {*taken, *RESERVED_KEYS}
    numbered = (f"{key}-{number}" for number in range(2, len(not_free) + 3))
    return key if key not in not_free else next(other for other in numbered if other not in not_free)


def _titled(text: str, records: Iterable[Record]) -> str | None:
    """Ask whether those are meant whose title this is: a title names nothing, but people type it."""
    live = {record.natural_key: str(getattr(record, "title", None) or "") for record in records if not _struck(record)}
    found = [_suggested(key, title) for key, title in live.items() if fold(title) == fold(text)]
    return f"did you mean {' or '.join(found[:_MOST])}?" if found else None


def nearest_records(text: str, records: Iterable[Record]) -> str | None:
    """Ask ``did you mean "russia" (Moscow)?``: the keys of those with the nearest names, nearest first."""
    from rapidfuzz import fuzz, process  # only who mistypes waits for it

    names = [(record.natural_key, name) for record in records if not _struck(record) for name in names_of(record)]
    wanted = fold(text)
    found = process.extract(
        wanted, [fold(name) for _key, name in names], scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH, limit=None
    )
    near = {place: score for _folded, score, place in found} | {
        place: _BEGINS for place, (_key, name) in enumerate(names) if _begins(name, wanted)
    }
    best: dict[str, tuple[float, str]] = {}
    for place, score in sorted(near.items(), key=lambda each: (-each[1], each[0])):
        key, name = names[place]
        nearer = best.setdefault(key, (score, name))
        if name == key and nearer[0] - score <= _NEARLY:  # no other name is needed to say why
            best[key] = (nearer[0], key)
    top = max((score for score, _name in best.values()), default=0.0)
    said = [_suggested(key, name) for key, (score, name) in best.items() if score >= top - _SPAN]
    return f"did you mean {' or '.join(said[:_MOST])}?" if said else None


def _struck(record: Record) -> bool:
    return bool(getattr(record, "struck", False))


def _begins(name: str, wanted: str) -> bool:
    return len(wanted) >= _SHORTEST and any(word.startswith(wanted) for word in fold(name).split())


def _suggested(key: str, name: str) -> str:
    return f'"{key}"' if name == key else f'"{key}" ({name})'


def _listed(table: str, records: Iterable[Record]) -> str:
    keys = sorted({record.natural_key for record in records if not _struck(record)})
    return next(there_is(keys), f"no {table} is known here yet")


# -- names in a value -------------------------------------------------------------------------------------------------


class Keyed(Protocol):
    """What gives the key of a record by one of its names, or raises ``Unnamed``; ``keys`` are known keys."""

    keys: set[tuple[str, str]]

    def key(self, table: str, text: str) -> str: ...


def written(value: M, register: Keyed) -> M:
    """Return a value as it is to be stored: its texts in normal form C, and keys where it names records.

    A name that nobody or more than one has stays: whoever checks the value says so, with its place. Texts that are kept
    to the letter (an attached text) stay as they are. A value in which nothing changes is returned itself.
    """
    changed: dict[str, Any] = {}
    names, tables = _texts(type(value))
    known = register.keys
    for name, table, given in zip(names, tables, map(value.__dict__.get, names), strict=True):
        # What is known to be stored as it is goes first: this is asked of each text of each line of a seed.
        if given and not (type(given) is str and (given.isascii() if table is None else (table, given) in known)):
            stored = _stored(given, table, register)
            if stored is not given:
                changed[name] = stored
    return value.model_copy(update=changed) if changed else value


def _stored(given: Any, table: str | None, register: Keyed) -> Any:
    if isinstance(given, str):  # asked first: nearly all are, and this runs for each text of each line of a seed
        text = given if given.isascii() else composed(given)
        return text if table is None else _key(text, table, register)
    if isinstance(given, tuple):
        stored = [_stored(each, table, register) for each in given]
        if all(map(is_, given, stored)):
            return given
        return tuple(dict.fromkeys(stored) if table is not None else stored)  # two names of one record are one
    return written(given, register) if isinstance(given, BaseModel) else given


def _key(text: str, table: str, register: Keyed) -> str:
    try:
        key = register.key(table, text)
    except Unnamed:
        return text
    if key == text:
        register.keys.add((table, text))
    return key


@cache
def _texts(model: type[BaseModel]) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """Return the fields that hold texts or further models, and the tables named; not those kept to the letter."""
    found = []
    for name, info in model.model_fields.items():
        marks = [*info.metadata, *_marks(info.annotation)]
        if _holds_text(info.annotation) and VERBATIM not in marks:
            found.append((name, next((mark.table for mark in marks if isinstance(mark, KeyOf)), None)))
    return tuple(name for name, _table in found), tuple(table for _name, table in found)


def _marks(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        yield from _marks(inner)


def _holds_text(annotation: Any) -> bool:
    if isinstance(annotation, type) and (annotation is str or issubclass(annotation, BaseModel)):
        return True
    return any(_holds_text(inner) for inner in get_args(annotation))
