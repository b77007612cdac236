"""Drafts: proposals under a name, looked at together, then accepted as one changeset, sent back, or dropped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from shlex import quote

from pydantic import BaseModel

from ledger.domain.entries import Entry, Statement
from ledger.domain.naming import NameIndex, written
from ledger.domain.own_words import only_days_changed
from ledger.domain.proposals import Draft, Proposal
from ledger.domain.seed import ChangesetInfo
from ledger.domain.words import DraftStep, Outcome
from ledger.errors import Conflict, NotFound
from ledger.services import acting, proposing, reviewing
from ledger.services.foreseeing import Planned
from ledger.services.importing import Imported
from ledger.services.proposing import step_of
from ledger.services.reviewing import Waiting
from ledger.storage import proposals as kept
from ledger.storage.database import Store


@dataclass(frozen=True, slots=True)
class ShownDraft:
    """A draft, what accepting it would add, and what each of its entries would do.

    ``keyed``: what waits, by its number, under the keys that it would be recorded under; it was proposed under names
    that may mean others' keys by now.
    """

    draft: Draft
    planned: Planned
    waiting: tuple[Waiting, ...]
    keyed: Mapping[int, BaseModel] = field(default_factory=dict)

    def value_of(self, proposal: Proposal) -> BaseModel:
        """Return what a proposal says, under the keys that it would be recorded under."""
        return self.keyed.get(proposal.number, proposal.value)

    @property
    def said_again(self) -> list[Entry]:
        """What accepting it would say again, and no proposal says: entries of the days that their round has now."""
        return [entry for entry in self.planned.entries if only_days_changed(entry.reason)]


def drafts(store: Store, *, every: bool = False) -> list[Draft]:
    """Return the drafts that somebody has still to decide on, with those sent back; ``every``: all there ever were."""
    found = [_draft(store, name) for name in kept.drafts(store)]
    return [each for each in found if every or each.state in {DraftStep.opened, DraftStep.returned}]


def draft(store: Store, name: str) -> Draft:
    """Return a draft; raise ``NotFound``."""
    if name not in (known := kept.drafts(store)):
        hint = f"there is: {', '.join(known)}" if known else "posl import --propose FILE --draft NAME makes one"
        raise NotFound(f"there is no draft {name}", hint=hint)
    return _draft(store, name)


def _draft(store: Store, name: str) -> Draft:
    return Draft(name, kept.drafts(store)[name], tuple(proposing.proposals(store, draft=name, last=True)))


def show(store: Store, name: str, header: ChangesetInfo) -> ShownDraft:
    """Return a draft and what accepting it would do: contradict, replace, settle, make overdue."""
    found = draft(store, name)
    planned, _meant = proposing.planned_as_meant(store, [each.value for each in found.waiting], header)
    effects = () if planned.faults else tuple(reviewing.foreseen(store, planned))
    names = NameIndex(planned.known)
    keyed = {each.number: written(each.value, names) for each in found.waiting}
    return ShownDraft(found, planned, effects, keyed)


def show_all(store: Store, header: ChangesetInfo) -> list[ShownDraft]:
    """Return every draft that somebody has still to decide on, as ``show`` does."""
    return [show(store, each.name, header) for each in drafts(store)]


def effects_of(found: ShownDraft, proposal: Proposal) -> list[Waiting]:
    """Return the entries that a proposal of a draft would add: of one that cites several sources there are several."""
    return [waiting for waiting in found.waiting if _is_of(waiting, found.value_of(proposal))]


def _is_of(waiting: Waiting, value: BaseModel) -> bool:
    said = waiting.entry.said
    return (
        isinstance(value, Statement)
        and (said.cell, said.held_on, said.round) == (value.cell, value.held_on, value.round)
        and said.values() == value.values()
        and waiting.source in {cited.source for cited in value.cite}
    )


def accept(store: Store, name: str, header: ChangesetInfo, *, note: str | None = None) -> Imported:
    """Record what waits in a draft as one changeset; raises as an import does, ``Conflict`` where it is not open."""
    found = _open(store, name)
    if not found.waiting:
        raise Conflict(
            f"nothing in the draft {name} waits: all of it was judged", hint=f"posl draft drop {quote(name)}"
        )
    header = acting.titled(header, f"accept the draft {name}{f': {note}' if note else ''}")
    done = proposing.record(store, [(each, None) for each in found.waiting], header, note=note)
    number = done.changesets[0] if done.changesets else None
    kept.step(store, name, step_of(DraftStep.accepted, header, note, number))
    return done


def give_back(store: Store, name: str, header: ChangesetInfo, *, note: str) -> Draft:
    """Send a draft back to whoever proposed it, with what is wrong; what is proposed in it later opens it again."""
    _open(store, name)
    kept.step(store, name, step_of(DraftStep.returned, header, acting.in_words_of(note, "note")))
    return _draft(store, name)


def reopen(store: Store, name: str, header: ChangesetInfo, *, note: str | None = None) -> Draft:
    """Let a draft that was sent back wait again, as it is."""
    found = draft(store, name)
    if found.state is not DraftStep.returned:
        raise Conflict(f"the draft {name} was not sent back: it is {found.state.value}")
    kept.step(store, name, step_of(DraftStep.reopened, header, note))
    return _draft(store, name)


def drop(store: Store, name: str, header: ChangesetInfo, *, note: str | None = None) -> Draft:
    """Give a draft up, with what waits in it; it is kept, and listed with every draft."""
    found = draft(store, name)
    if found.state is DraftStep.dropped:
        raise Conflict(f"the draft {name} was dropped already")
    proposing.settle(store, found.waiting, Outcome.dropped, header, note=note)
    kept.step(store, name, step_of(DraftStep.dropped, header, note))
    return _draft(store, name)


def _open(store: Store, name: str) -> Draft:
    found = draft(store, name)
    if found.state is DraftStep.opened:
        return found
    last = found.steps[-1]
    said = {DraftStep.returned: "sent back"}.get(last.step, last.step.value)
    hint = f"posl draft reopen {quote(name)}" if last.step is DraftStep.returned else None
    raise Conflict(f"the draft {name} was {said} by {last.author}{f': {last.note}' if last.note else ''}", hint=hint)
