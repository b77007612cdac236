"""The log, searched: which changesets touched an item or a party's stances, whose they are, and what they did."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice

from ledger.domain.diff import EVIDENCE, Cause, Change, Verb, of_group
from ledger.domain.moments import HeldOn
from ledger.domain.naming import instead
from ledger.domain.planning.records import field_json
from ledger.domain.records import OWNED, LedgerInfo
from ledger.errors import UsageError
from ledger.services import keys, points
from ledger.services.diff import changes_between
from ledger.storage import changed_cells, changeset_contents, changesets, register, series
from ledger.storage.changed_cells import EditedField
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store


@dataclass(frozen=True, slots=True)
class Sought:
    """Which changesets are wanted; what is left empty wants all. Each respect narrows the rest.

    ``causes`` are those of a diff (``moved``, ``corrected``, ``redefined``), and ``undone``: what undoing another
    changeset changed, which is told apart from all three.
    ``since`` is a day (``2026-02-01``), a month, a year, or a changeset (``@12``), from which on they were recorded.
    """

    items: Collection[str] = ()
    parties: Collection[str] = ()
    verbs: Collection[str] = ()
    causes: Collection[str] = ()
    authors: Collection[str] = ()
    since: str | None = None

    @property
    def did(self) -> bool:
        """Whether it is asked what a changeset did."""
        return bool(self.verbs or self.causes)


@dataclass(frozen=True, slots=True)
class Logged:
    """A changeset. Where verbs or causes were asked for, ``changes`` are those of what it changed that they describe.

    ``undoes`` is then the changeset that it undoes, if it does. ``settings`` are those of the ledger's owners that it
    changed.
    """

    changeset: Changeset
    changes: tuple[Change, ...] = ()
    undoes: int | None = None
    settings: tuple[EditedField, ...] = ()

    def cause(self, change: Change) -> str:
        """Return why a change came about: the party moved, we corrected or redefined, or an act was undone."""
        return UNDONE if self.undoes is not None else change.cause.value


UNDONE = "undone"
CAUSES = (*Cause, UNDONE)
EVERYTHING = Sought()


def log(
    store: Store, sought: Sought = EVERYTHING, limit: int | None = None, told: Callable[[], object] = lambda: None
) -> list[Logged]:
    """Return the changesets that are wanted, newest first, at most ``limit``; ``told`` hears of each one looked into.

    Items and parties together mean the stances of those parties on those items. A verb is what a diff would say of the
    ledger before the changeset and after it (``posl diff @11 @12``). Raises ``NotFound`` for an item, a party or an
    author there is not and for a changeset that is yet to come, ``UsageError`` for a verb, a cause or a day that is
    none.
    """
    return list(islice(_Search(store, sought).found(told), limit))


def _settings(store: Store, last: int) -> dict[int, tuple[EditedField, ...]]:
    """Return, by changeset, how it changed what the ledger's owners alone may change."""
    found: dict[int, list[EditedField]] = defaultdict(list)
    usual = LedgerInfo()
    for first, fields in register.fields_of(store, LedgerInfo.table)[:1]:
        entered = (
            LedgerInfo.model_validate(register.fields_of(store, LedgerInfo.table, first)[0][1]) if fields else usual
        )
        for name in OWNED:
            if getattr(entered, name) != getattr(usual, name):
                found[first].append(
                    EditedField(usual.ref, name, field_json(usual, name), field_json(entered, name), first)
                )
    for edit in changed_cells.edits_between(store, 0, last):
        if edit.record == usual.ref and edit.field in OWNED:
            found[edit.changeset].append(edit)
    return {number: tuple(edits) for number, edits in found.items()}


def _names(each: Changeset) -> set[str]:
    """Return by what names its author is asked for: on a server a role, and what it called itself."""
    return {name for name in (each.header.author, each.header.name) if name}


def _check_words(name: str, asked: Iterable[str], known: Iterable[str]) -> None:
    words = [str(word) for word in known]
    for word in asked:
        if word not in words:
            raise UsageError(f'"{word}" is not a {name}', hint=instead(word, words))


class _Search:
    """Everything asked for is checked before the first changeset is looked at."""

    def __init__(self, store: Store, sought: Sought) -> None:
        self._store = store
        self._every, self._reader = changesets.log(store), changeset_contents.ContentsReader(store)
        self._settings = _settings(store, changesets.last_number(store))
        self._since = _since(sought.since, changesets.last_number(store))
        self._sought = self._checked(sought)

    def _checked(self, sought: Sought) -> Sought:
        known = register.load(self._store)
        items = keys.keys_of("item", sought.items, known.items)
        parties = keys.keys_of("party", sought.parties, known.parties)
        keys.check("author", sought.authors, [name for each in self._every for name in _names(each)])
        _check_words("verb", sought.verbs, Verb)
        _check_words("cause", sought.causes, CAUSES)
        return replace(sought, items=items, parties=parties)

    def found(self, told: Callable[[], object]) -> Iterator[Logged]:
        """Yield what is wanted, newest first; the costly question, what a changeset did, is put last and of few."""
        candidates = self._candidates()
        for each in self._every:
            if (candidates is None or each.number in candidates) and self._is_wanted(each):
                told()
                if not self._sought.did:
                    yield Logged(each, settings=self._settings.get(each.number, ()))
                elif (found := self._looked_into(each)) is not None:
                    yield found

    def _looked_into(self, each: Changeset) -> Logged | None:
        """Return a changeset with the changes that are wanted, or ``None`` where it made none of them."""
        changes = self._changes(each.number)
        if not changes:
            return None
        found = Logged(each, changes, self._undoes(each.number))
        causes = self._sought.causes
        kept = tuple(change for change in changes if not causes or found.cause(change) in causes)
        return replace(found, changes=kept) if kept else None

    def _undoes(self, number: int) -> int | None:
        from ledger.services.undoing import undone_by  # nobody else waits for what plans and records

        return undone_by(self._store, self._reader.contents(number), self._reader)

    def _candidates(self) -> set[int] | None:
        """Return the changesets that can be meant, ``None``: all."""
        sought = self._sought
        found: list[set[int]] = []
        if sought.items or sought.parties:
            found.append(changesets.touching(self._store, sought.items, sought.parties))
        if sought.did:
            found += self._able(frozenset(map(Verb, sought.verbs or Verb)))
        return set.intersection(*found) if found else None

    def _able(self, verbs: frozenset[Verb]) -> Iterator[set[int]]:
        """Changesets that can have done one of these; each set narrows the other."""
        yield changesets.holding(self._store, {name for verb in verbs for name in _holds(verb)})
        if verbs <= _BY_WORD and len(self._every) > FEW:
            yield _turning(self._store) | changesets.holding(self._store, _NOT_ENTRIES)

    def _is_wanted(self, each: Changeset) -> bool:
        return (not self._sought.authors or not _names(each).isdisjoint(self._sought.authors)) and self._since(each)

    def _changes(self, number: int) -> tuple[Change, ...]:
        sought = self._sought
        return changes_between(
            self._store, f"@{number - 1}", f"@{number}", item=sought.items, party=sought.parties, verb=sought.verbs
        )


_NOT_ENTRIES = frozenset({"edit", "settlement", "review", "citation", "dropped_citation"})
"""What else changes which entries stand: another source's word for one of them may contradict what followed it."""
_OF_ENTRIES = frozenset({"entry"}) | _NOT_ENTRIES
_OF_ITEMS = _OF_ENTRIES | {"item", "round"}
_CELLS = of_group("direction", "position", "condition", "salience") | {
    Verb.withdrawn, Verb.resumed, Verb.silenced, Verb.spoke,
}  # fmt: skip
"""Verbs of what a party did with its stance."""
_BY_WORD = of_group("direction") | {Verb.withdrawn, Verb.resumed, Verb.silenced, Verb.spoke}
"""Verbs that nothing can have done but another stance in the same cell."""
FEW = 40
"""So many changesets are looked into one by one; of more, those that cannot have done it are left out first."""


def _turning(store: Store) -> set[int]:
    """Return the changesets that recorded or took back a stance in a cell that had another one, ever before or then."""
    words: dict[tuple[int, int], set[str]] = defaultdict(set)
    found: set[int] = set()
    for changeset, recorded in groupby(series.as_recorded(store), key=lambda each: each.changeset):
        cells: set[tuple[int, int]] = set()
        for each in recorded:
            cells.add((each.item, each.party))
            if each.word is not None:
                words[each.item, each.party].add(each.word)
        if any(len(words[cell]) > 1 for cell in cells):
            found.add(changeset)
    return found


def _holds(verb: Verb) -> frozenset[str]:
    """Return what a changeset must hold at the least to have done this: the names of its streams."""
    return _OF_ENTRIES if verb in _CELLS | EVIDENCE else _OF_ITEMS


def _since(text: str | None, last: int) -> Callable[[Changeset], bool]:
    """Return the test that a changeset is not earlier; raise ``NotFound`` for one after the ``last``."""
    if text is None:
        return lambda _each: True
    if text.startswith("@") and text[1:].isascii() and text[1:].isdigit():
        first = points.changeset_number(text[1:], last)
        return lambda each: each.number >= first
    try:
        day = HeldOn.parse(text).first.isoformat()
    except ValueError as problem:
        raise UsageError(f'"{text}" is neither a date nor a changeset (@12)', hint=str(problem)) from problem
    return lambda each: (each.header.recorded_at or "") >= day
