"""One party at a glance: what it holds, when it moved and towards whom, what it is silent on, what it owes, who speaks
for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from ledger.domain.blocs import Besides, besides
from ledger.domain.diff import Change
from ledger.domain.floors import OWN, Counting
from ledger.domain.parts import untold
from ledger.domain.points import Point, days_of
from ledger.domain.readings import Reading
from ledger.domain.records import Item, Party, Person, Round
from ledger.domain.register import Register
from ledger.domain.words import RoundStatus
from ledger.services import listing
from ledger.services.diff import changes_between, diff_between
from ledger.services.entry_states import EntryAtPoint
from ledger.services.keys import key_of
from ledger.services.listed import ListedItem
from ledger.services.listing import ListedParty
from ledger.services.matrix import matrix_at, rounds_in_order
from ledger.services.showing import show
from ledger.services.shown import PersonView
from ledger.services.surrounding import moved_within
from ledger.storage import entries, register
from ledger.storage.database import Store

ROUNDS = 24
"""So many rounds back one looks for moves."""


@dataclass(frozen=True, slots=True)
class Move:
    """A move, and the round by whose end it was made; ``inside`` its days, it came after what was held there before."""

    by: Round
    change: Change
    inside: bool = False


@dataclass(frozen=True, slots=True)
class OfficeHolder:
    """A person who holds or held an office of the party, and what they said while they did, the newest first."""

    person: Person
    told: tuple[EntryAtPoint, ...]


@dataclass(frozen=True, slots=True)
class PartyPage:
    """A party now. ``unreported`` are open issues on which the reports we have hold no account of it: of a part neither
    on the whole, of a whole on no part. On those ``uncounted`` they hold one, and none that counts.

    ``owed`` are its promises that are open, ``settled`` those kept, broken or void. ``besides`` is what others hold on
    its behalf.
    """

    point: Point
    party: Party
    line: ListedParty
    held: tuple[tuple[Item, Reading], ...]
    moves: tuple[Move, ...]
    unreported: tuple[Item, ...]
    owed: tuple[ListedItem, ...]
    settled: tuple[ListedItem, ...]
    voices: tuple[OfficeHolder, ...]
    besides: tuple[Besides, ...] = ()
    uncounted: tuple[Item, ...] = ()


def party_page(store: Store, party: str, *, counting: Counting = OWN) -> PartyPage:
    """Return a party's page; raises ``NotFound`` for a party there is not."""
    matrix = matrix_at(store, counting=counting)
    known = register.load(store, matrix.point.known_at)
    key = key_of("party", party, known.parties)
    lines = {line.party.key: line for line in listing.parties(store, counting=counting).lines}
    promised = [each for each in listing.commitments(store, counting=counting).lines if key in each.item.by]
    left = untold(matrix, key, entries.items_of_party(store, key, matrix.point.known_at))
    return PartyPage(
        matrix.point,
        known.parties[key],
        lines[key],
        tuple((row.item, row.cells[key]) for row in matrix.rows if key in row.cells),
        tuple(reversed([*_moves(store, key, known, counting)])),
        left.nowhere,
        tuple(line for line in promised if not line.row.settled),
        tuple(line for line in promised if line.row.settled),
        tuple(_voices(store, key, known, counting)),
        tuple(besides(matrix, key)),
        left.uncounted,
    )


def _moves(store: Store, key: str, known: Register, counting: Counting) -> Iterator[Move]:
    """Yield the moves from round to round, and those within the days of a round."""
    held = [stage for stage in rounds_in_order(known) if stage.status is RoundStatus.held and stage.starts]
    before: Round | None = None
    for stage in held[-ROUNDS:]:
        if before is not None:
            found = changes_between(store, before.key, stage.key, counting=counting, party=[key])
            yield from (Move(stage, change) for change in found if change.moved)
        yield from _moves_inside(store, key, before, stage, counting)
        before = stage


def _moves_inside(store: Store, key: str, before: Round | None, stage: Round, counting: Counting) -> Iterator[Move]:
    days = days_of(stage)
    if days is None or not any(party == key for _item, party in moved_within(store, stage)):
        return
    start = before.key if before is not None else (days.first - timedelta(days=1)).isoformat()
    for change in diff_between(store, start, stage.key, counting=counting, party=[key]).inside:
        after = None if change.of_silence else change.after
        if isinstance(after, Reading) and days.first <= after.held.first <= days.last:
            yield Move(stage, change, inside=True)


def _voices(store: Store, key: str, known: Register, counting: Counting) -> Iterator[OfficeHolder]:
    for person in known.persons.values():
        if any(office.party == key for office in person.offices):
            view = show(store, f"person:{person.key}", counting=counting)
            assert isinstance(view, PersonView)
            said = tuple(each for each in view.said if person.holds_office_of(key, each.entry.held))
            yield OfficeHolder(person, said)
