"""What accepting an entry does to what stands: by what it follows and what follows it, among all that counts.

What waits beside it is taken as accepted too, and what somebody rejected as not there.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger.domain.accounts import NEAR, CellClaim, alike
from ledger.domain.checklist import is_overdue
from ledger.domain.entries import Cell, Entry, Figure, Statement, StatusEntry
from ledger.domain.figures import given_otherwise
from ledger.domain.in_its_cell import CellLine, InItsCell
from ledger.domain.planning.statements import describe
from ledger.domain.points import Point
from ledger.domain.register import Register
from ledger.domain.words import SCORES, EntryKind, LinkKind, Status
from ledger.formats.marks import NOT_GIVEN
from ledger.services.foreseeing import Planned
from ledger.storage import entries, reviews
from ledger.storage.cells import CellReader, When
from ledger.storage.database import Store


class EffectKind(StrEnum):
    """What accepting an entry does, in one word."""

    contradicts = "contradicts"
    replaces = "replaces"
    states = "states"
    moves = "moves"
    confirms = "confirms"
    precedes = "precedes"
    aside = "aside"
    settles = "settles"
    reopens = "reopens"
    releases = "releases"
    overdue = "overdue"
    refused = "refused"


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that accepting an entry does; ``entry`` is the other entry it concerns, if there is one."""

    kind: EffectKind
    text: str
    entry: int | None = None


_READ = frozenset({EntryKind.stance, EntryKind.status})
"""Kinds of which one entry takes another's place; events and remarks stand side by side."""


class Effects:
    """Works out what entries do; whatever they are compared with is read once for all of them."""

    def __init__(
        self, store: Store, known: Register, point: Point, found: Sequence[Entry], planned: Planned | None = None
    ) -> None:
        self._known, self._point = known, point
        proposed = {entry.id: entry for entry in planned.entries} if planned is not None else {}
        self._proposed = proposed.keys()
        cells = {entry.said.cell for entry in found if entry.kind in _READ}
        claims = _stored(store, known, point, cells) if planned is None else _planned(store, planned, cells)
        self._lines = {cell: CellLine(line, known.sources) for cell, line in claims.items()}
        numbers = {claim.entry for line in claims.values() for claim in line}
        self._told = reviews.accepted(store, point.known_at, numbers) if planned is None else numbers - proposed.keys()
        self._places = {entry.id: self._place_of(entry) for entry in found if entry.kind in _READ}
        corrected = {entry.supersedes for entry in found if entry.supersedes is not None}
        rivals = {number for place in self._places.values() for number in place.rivals}
        self._others = {**entries.by_ids(store, corrected | rivals, point.known_at), **proposed}

    def _place_of(self, entry: Entry) -> InItsCell:
        line = self._lines.get(entry.said.cell)
        return line.place_of(entry.id, self._told) if line is not None else InItsCell()

    def of(self, entry: Entry) -> Iterator[Effect]:
        """Yield what accepting an entry does, the gravest first."""
        place = self._places.get(entry.id, InItsCell())
        for number in place.rivals:
            said = f"contradicts {self._called(number)} ({describe(self._others[number])})"
            yield Effect(EffectKind.contradicts, said, self._recorded(number))
        if entry.supersedes is not None:
            yield self._replacement(entry)
        yield from self._movement(entry, place)

    def _replacement(self, entry: Entry) -> Effect:
        number = entry.supersedes
        wrong = self._others.get(number or 0)
        if wrong is None:
            return Effect(EffectKind.replaces, f"says again what retraction {number} took back", number)
        return Effect(EffectKind.replaces, f"replaces entry {wrong.id}: {_replaced(wrong, entry)}", wrong.id)

    def _movement(self, entry: Entry, place: InItsCell) -> Iterator[Effect]:
        """What it does to the reading of its cell; it is the first of nothing where another account contradicts it."""
        if place.again is not None:
            yield self._again(entry, place.again)
        elif place.followed_by is not None:
            yield self._history(entry, place.followed_by)
        elif place.beside is not None:
            yield self._aside(place.beside)
        elif place.claim is not None:
            said, claim = entry.said, place.claim
            found = self._status(said, place) if isinstance(said, StatusEntry) else self._stance(said, claim, place)
            yield from (effect for effect in found if not place.rivals or effect.kind is not EffectKind.states)

    def _again(self, entry: Entry, other: CellClaim) -> Effect:
        how = "says again what {} says" if _said(entry.said) == other.word else "agrees with {}"
        said = f"{how.format(self._called(other.entry))}: {_word(other.word)}"
        return Effect(EffectKind.confirms, said, self._recorded(other.entry))

    def _history(self, entry: Entry, later: CellClaim) -> Effect:
        how = "is held later" if later.held.first > entry.held.first else "follows it"
        said = f"is history: {self._called(later.entry)} {how} ({later.held})"
        return Effect(EffectKind.precedes, said, self._recorded(later.entry))

    def _aside(self, stance: CellClaim) -> Effect:
        text = f"stands aside: {self._called(stance.entry)} ({_word(stance.word)}) is read beside it"
        return Effect(EffectKind.aside, text, self._recorded(stance.entry))

    def _stance(self, said: Statement, claim: CellClaim, place: InItsCell) -> Iterator[Effect]:
        word, party = _word(claim.word), self._named_party(said.cell.party)
        was = [account.first for account in place.before]
        if not was:
            yield Effect(EffectKind.states, f"is the first stance of {party} here: {word}")
        elif len(was) == 1 and alike(was[0], claim):
            yield Effect(
                EffectKind.confirms, f"says again what {self._called(was[0].entry)} says: {word}",
                self._recorded(was[0].entry),
            )  # fmt: skip
        else:
            stood = " / ".join(dict.fromkeys(_word(each.word) for each in was))
            how = _otherwise(was[0], claim) if stood == word else ""
            yield Effect(EffectKind.moves, f"moves {party}: {stood} → {word}{how}", self._recorded(was[0].entry))

    def _named_party(self, key: str | None) -> str:
        party = self._known.parties.get(key or "")
        return party.name if party else str(key)

    def _named_item(self, key: str) -> str:
        item = self._known.items.get(key)
        return item.title if item else key

    def _status(self, said: StatusEntry, place: InItsCell) -> Iterator[Effect]:
        """What it does to its item: settled, and overdue, is what is so by every account that stands."""
        was = [Status(word) for word in dict.fromkeys(account.first.word for account in place.before)]
        is_now = [Status(word) for word in self._lines[said.cell].words]
        ended, ends = bool(was) and all(each.settled for each in was), all(each.settled for each in is_now)
        stood = " / ".join(each.value for each in was)
        before = place.before[0].first.entry if place.before else 0
        number, name = self._recorded(before) if before else None, self._named_item(said.item)
        if ends and not ended:
            yield Effect(EffectKind.settles, f"settles {name}: {said.status.value}", number)
            yield from self._released(said.item)
        elif ended and not said.status.settled:
            yield Effect(EffectKind.reopens, f"reopens {name}: {stood} → {said.status.value}", number)
        elif not before:
            yield Effect(EffectKind.states, f"is the first status of {name}: {said.status.value}")
        elif was == [said.status]:
            yield Effect(EffectKind.confirms, f"says again what {self._called(before)} says: {stood}", number)
        else:
            yield Effect(EffectKind.moves, f"moves {name}: {stood} → {said.status.value}", number)
        if self._are_overdue(said.item, is_now) and not self._are_overdue(said.item, was):
            yield Effect(EffectKind.overdue, f"makes {name} overdue: it was due {self._known.items[said.item].due}")

    def _are_overdue(self, key: str, statuses: Collection[Status]) -> bool:
        item, day, rounds = self._known.items.get(key), self._point.over, self._known.rounds
        told = [item is not None and is_overdue(item, status, day, rounds, promised=True) for status in statuses]
        return bool(told) and all(told)

    def _recorded(self, number: int) -> int | None:
        """Return the number of an entry, which one that is only proposed has not."""
        return None if number in self._proposed else number

    def _called(self, number: int) -> str:
        """Return what an entry is called: by its number, once it is recorded."""
        return "another proposed here" if self._recorded(number) is None else f"entry {number}"

    def _released(self, settled: str) -> Iterator[Effect]:
        """Items that depend on one that settles: their conditional stances may no longer be conditional."""
        waiting_for = [
            item.title
            for item in self._known.live_items
            if any(link.kind is LinkKind.depends_on and link.to == settled for link in item.links)
        ]
        if waiting_for:
            yield Effect(EffectKind.releases, f"releases {', '.join(waiting_for)}, which depended on it")


def _stored(store: Store, known: Register, point: Point, cells: Iterable[Cell]) -> dict[Cell, Sequence[CellClaim]]:
    """Return the claims of cells that count as known at a point, whenever they are held."""
    reader = CellReader(store, point.known_at, sources=known.sources)
    keys: dict[EntryKind, list[tuple[str, str | None]]] = {}
    for cell in cells:
        keys.setdefault(cell.kind, []).append((cell.item or "", cell.party))
    when = When(date.max, point.known_at)
    return {
        Cell(kind, *key): claims
        for kind, some in keys.items()
        for key, _rows, claims in reader.claims(kind, when, some)
    }


def _planned(store: Store, planned: Planned, cells: Iterable[Cell]) -> dict[Cell, Sequence[CellClaim]]:
    """Return the claims of cells that would count once a plan is carried out."""
    out = reviews.rejected(store)
    return {cell: [claim for claim in planned.in_force(cell) if claim.entry not in out] for cell in cells}


_ITS_WORDS = frozenset({"summary", "title", "text"})


def _replaced(wrong: Entry, entry: Entry) -> str:
    """Return in which respect an entry is another than the one it replaces: reworded, where only its words are."""
    one, other = wrong.said, entry.said
    if _said(one) != _said(other):
        return f"{_word(_said(one))} → {_word(_said(other))}"
    told = [f"held {wrong.held} → {entry.held}"] if wrong.held != entry.held else []
    for name in ("item", "party"):
        was, is_now = getattr(one, name, None), getattr(other, name, None)
        told += [f"{name} {was} → {is_now}"] if was != is_now else []
    had, has = one.values(), other.values()
    fields = [name for name in dict.fromkeys((*had, *has)) if had.get(name) != has.get(name)]
    told += [f"another {name.replace('_', ' ')}" for name in fields if name not in _ITS_WORDS]
    told += [_figure(*each) for each in given_otherwise(one.figures, other.figures)]
    told += ["reworded"] if _ITS_WORDS.intersection(fields) else []
    if one.cite != other.cite:
        told.append("cited otherwise")
    return ", ".join(told) or "the same, recorded anew"


def _figure(figure: Figure, was: Figure | None, now: Figure | None) -> str:
    """Return a figure from and to, the unit once: ``share 45 → 44 per cent``, ``share not given → 44 per cent``."""
    before = was.model_copy(update={"unit": None}) if was and now else was
    return f"{figure.named} {before or NOT_GIVEN} → {now or NOT_GIVEN}"


def _otherwise(one: CellClaim, other: CellClaim) -> str:
    """Return in which respect two claims are not the same, though their word is."""
    told = [", on another condition"] if one.condition and other.condition and one.condition != other.condition else []
    if one.position is not None and other.position is not None and abs(one.position - other.position) > NEAR:
        told.append(f", position {one.position} → {other.position}")
    return "".join(told)


def _said(said: Statement) -> str:
    """Return the stance or the status; events and remarks have none."""
    word = getattr(said, "stance", None) or getattr(said, "status", None)
    return word.value if word is not None else ""


def _word(word: str) -> str:
    score = SCORES.get(word)
    return f"{word} {score:+d}".replace("-", "−") if score else word
