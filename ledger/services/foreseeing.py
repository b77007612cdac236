"""What recording some parts would add, worked out without recording any of it: a plan, and nothing carried out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from ledger.domain.entries import Entry
from ledger.domain.intents import AddEntry, AddPair, Intent, mentioned_in
from ledger.domain.planning import FilePlanner, quoting
from ledger.domain.register import Register
from ledger.domain.seed import BLOCKS, ChangesetInfo, Part
from ledger.domain.words import Relation
from ledger.errors import Fault
from ledger.storage import planning_facts
from ledger.storage.database import Store

_BLOCK_OF = {model: block for block, model in BLOCKS.items()}


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan: what it would add, what is wrong with it, what it takes the place of.

    ``known`` are the records as they would be; ``mentioned`` the entries, by number, that the intents speak of.
    """

    intents: tuple[Intent, ...]
    faults: tuple[Fault, ...]
    unchanged: int
    superseded: Mapping[int, int]
    known: Register
    mentioned: Mapping[int, Entry]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries that it would add."""
        return tuple(each.entry for each in self.intents if isinstance(each, AddEntry))

    @property
    def told(self) -> tuple[Intent, ...]:
        """What it would do, as people are told: effects say what entries are to one another."""
        return tuple(each for each in self.intents if not isinstance(each, AddPair))

    @property
    def rivals(self) -> tuple[tuple[int, int], ...]:
        """Pairs of entries that would contradict each other, and both stand."""
        pairs = (each for each in self.intents if isinstance(each, AddPair) and each.relation is Relation.rival)
        gone = self.superseded.keys()
        return tuple((pair.entry, pair.other) for pair in pairs if not gone & {pair.entry, pair.other})


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
    intents = planner.take(batch) + planner.finish()
    planner.look_up(faulty)
    numbers = {number for intent in intents for number in mentioned_in(intent)}
    return Planned(
        tuple(intents),
        tuple(dict.fromkeys([*planner.faults, *planner.conflicts])),
        planner.plan.unchanged,
        now.superseded_by,
        now.frame,
        {number: now.entries[number] for number in numbers & now.entries.keys()},
    )


def _nowhere(_path: object) -> tuple[None, None]:
    return None, None
