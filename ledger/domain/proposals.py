"""Proposals: entries that count for nothing until somebody accepts them. Drafts collect some of them.

Whoever proposes, a program or a person, is a *proposer*. What became of a proposal is kept whatever it was, so that it
can be said how often a proposer was right.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt

from pydantic import BaseModel

from ledger.domain.words import DraftStep, Outcome

CERTAINTY = 1.959964  # standard deviations on either side that hold 95 %


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a proposal; ``value`` is what it was amended to, ``changeset`` the one that recorded it."""

    outcome: Outcome
    author: str
    note: str | None = None
    changeset: int | None = None
    value: BaseModel | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something proposed: a value as it would stand in a seed. ``author`` is who brought it in, in whose name."""

    number: int
    proposer: str
    author: str
    at: str
    block: str
    value: BaseModel
    draft: str | None = None
    settled: Settled | None = None

    @property
    def called(self) -> str:
        """What people call it: ``p12``."""
        return f"p{self.number}"


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did with a draft."""

    step: DraftStep
    author: str
    at: str
    note: str | None = None
    changeset: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Proposals collected under a name, to be accepted together."""

    name: str
    steps: tuple[Step, ...]
    proposals: tuple[Proposal, ...] = ()

    @property
    def state(self) -> DraftStep:
        """Where it stands: what was done with it last. What was reopened is open."""
        last = self.steps[-1].step
        return DraftStep.opened if last is DraftStep.reopened else last

    @property
    def waiting(self) -> tuple[Proposal, ...]:
        """Its proposals that nobody has judged."""
        return tuple(each for each in self.proposals if each.settled is None)


@dataclass(slots=True)
class Figures:
    """How often a proposer was right. ``fields`` counts what had to be amended."""

    proposer: str
    proposed: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)

    @property
    def waiting(self) -> int:
        """Proposals that nobody has judged."""
        return self.proposed - self.outcomes.total()

    @property
    def judged(self) -> int:
        """Proposals that somebody looked at one by one, or accepted in a draft; what went with a draft is none."""
        return self.outcomes.total() - self.outcomes[Outcome.dropped]

    @property
    def share(self) -> float | None:
        """Which share of those judged was taken as it was."""
        return self.outcomes[Outcome.accepted] / self.judged if self.judged else None

    @property
    def between(self) -> tuple[float, float] | None:
        """Between what the share may lie, for all that so few tell: Wilson's interval (1927) of 95 %."""
        return interval(self.outcomes[Outcome.accepted], self.judged) if self.judged else None


def figures(proposals: Iterable[Proposal]) -> list[Figures]:
    """Count what became of proposals, proposer by proposer in the order of their names."""
    found: dict[str, Figures] = defaultdict(lambda: Figures(""))
    for each in proposals:
        one = found[each.proposer]
        one.proposer, one.proposed = each.proposer, one.proposed + 1
        if each.settled is not None:
            one.outcomes[each.settled.outcome] += 1
            one.fields.update(amended(each))
    return [found[name] for name in sorted(found)]


def amended(proposal: Proposal) -> list[str]:
    """Return the names of the fields that somebody amended before accepting."""
    if proposal.settled is None or proposal.settled.value is None:
        return []
    return differing(proposal.value, proposal.settled.value)


def differing(one: BaseModel, other: BaseModel) -> list[str]:
    """Return the names of the fields in which two values of one kind differ."""
    mine, theirs = one.model_dump(mode="json"), other.model_dump(mode="json")
    return [name for name in mine if mine[name] != theirs.get(name)]


def interval(right: int, of: int) -> tuple[float, float]:
    """Return Wilson's interval of 95 % for a share."""
    share, squared = right / of, CERTAINTY**2
    middle = share + squared / (2 * of)
    spread = CERTAINTY * sqrt(share * (1 - share) / of + squared / (4 * of * of))
    whole = 1 + squared / of
    return max((middle - spread) / whole, 0.0), min((middle + spread) / whole, 1.0)
