"""What recording some parts would add, worked out without recording any of it: a plan, and nothing carried out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from ledger.domain.accounts import CellClaim
from ledger.domain.entries import Cell, Entry
from ledger.domain.intents import AddEntry, AddPair, Fallen, Intent, mentioned_in
from ledger.domain.planning import FilePlanner, quoting
from ledger.domain.register import Register
from ledger.domain.seed import BLOCKS, ChangesetInfo, Part
from ledger.errors import Fault
from ledger.storage import planning_facts
from ledger.storage.database import Store

_BLOCK_OF = {model: block for block, model in BLOCKS.items()}


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan: what it would add, what is wrong with it, what would stand.

    ``known`` are the records as they would be; ``mentioned`` the entries, by number, that the intents speak of;
    ``in_force`` gives the claims of a cell that would stand. ``stored`` are the values as they would be stored, in the
    order given; ``fallen`` what of them an entry says that no longer stands. ``notices`` are what recording would note.
    """

    intents: tuple[Intent, ...]
    faults: tuple[Fault, ...]
    known: Register
    mentioned: Mapping[int, Entry]
    in_force: Callable[[Cell], Sequence[CellClaim]]
    stored: tuple[BaseModel, ...] = ()
    fallen: tuple[Fallen, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries that it would add."""
        return tuple(each.entry for each in self.intents if isinstance(each, AddEntry))

    @property
    def told(self) -> tuple[Intent, ...]:
        """What it would do, as people are told: effects say what entries are to one another."""
        return tuple(each for each in self.intents if not isinstance(each, AddPair))


def part_of(value: BaseModel) -> Part:
    """Return a value as a part of a seed that has no file."""
    return Part(_BLOCK_OF[type(value)], value, "", "", _nowhere)


def plan(
    store: Store,
    parts: Sequence[Part],
    header: ChangesetInfo,
    *,
    faulty: Collection[Part] = (),
    declared: Collection[tuple[str, str]] = (),
) -> Planned:
    """Plan parts as one changeset. Nothing is raised: what is wrong is in ``faults``."""
    now = planning_facts.ledger_now(store)
    planner = FilePlanner(now, "", header, set(declared))
    batch = planner.as_stored(parts)
    facts = planning_facts.PlanningFacts.of(store)
    planning_facts.learn(facts, now, batch)
    wanted = quoting.sources_of([*batch, *faulty], planner.file_sources)
    planning_facts.learn_texts(facts, now, wanted)
    intents = planner.take(batch)
    planning_facts.learn_known_by(facts, now, planner.moved_rounds)
    intents += planner.finish()
    planner.look_up(faulty)
    numbers = {number for intent in intents for number in mentioned_in(intent)}
    return Planned(
        tuple(intents),
        tuple(dict.fromkeys([*planner.faults, *planner.conflicts])),
        now.frame,
        {number: now.entries[number] for number in numbers & now.entries.keys()},
        now.in_force,
        tuple(part.value for part in batch),
        tuple(planner.plan.fallen),
        tuple(planner.plan.notices),
    )


def _nowhere(_path: object) -> tuple[None, None]:
    return None, None
