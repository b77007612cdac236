"""Proposals: what a program or a person brings forward, and what becomes of it.

They stand beside the record and count for nothing. Accepted, as they are or amended, they are recorded as one changeset
like any other act, with the verdict of whoever accepted them; whatever becomes of them is kept.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, ValidationError

from ledger.domain import proposals as domain
from ledger.domain.entries import AnyStatement, Citation, Entry, EntryRef, Statement
from ledger.domain.intents import Fallen
from ledger.domain.naming import NameIndex, written
from ledger.domain.own_words import only_days_changed
from ledger.domain.planning import quoting
from ledger.domain.points import days_of
from ledger.domain.proposals import Figures, Proposal, Settled, Step
from ledger.domain.quotes import QuotedText
from ledger.domain.records import Source
from ledger.domain.register import Register
from ledger.domain.seed import Assertion, CellRef, ChangesetInfo, Part, Review, SeedFile
from ledger.domain.words import DraftStep, Outcome, Verdict
from ledger.errors import Conflict, Fault, InvalidSeed, NotFound, UsageError
from ledger.formats.seed_jsonl import value_of
from ledger.formats.seed_out import write_jsonl
from ledger.services import acting, foreseeing, reviewing
from ledger.services.accepting import Effect, EffectKind
from ledger.services.importing import Imported
from ledger.services.reviewing import Waiting
from ledger.storage import entries, texts
from ledger.storage import proposals as kept
from ledger.storage import register as frame
from ledger.storage.database import Store

Editions = Mapping[str, Sequence[QuotedText]]


@dataclass(slots=True)
class Brought:
    """What came of bringing proposals in: numbers of the new ones, of those proposed before; how many are recorded."""

    proposer: str
    draft: str | None = None
    new: list[int] = field(default_factory=list)
    again: list[int] = field(default_factory=list)
    recorded: int = 0


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A proposal, and what accepting it would do; ``faults`` are why it cannot be accepted as it stands."""

    proposal: Proposal
    waiting: tuple[Waiting, ...]
    faults: tuple[Fault, ...] = ()
    recorded: bool = False
    """Whether the ledger says so already."""


# -- brought in -------------------------------------------------------------------------------------------------------


def propose(
    store: Store,
    seeds: Iterable[SeedFile],
    header: ChangesetInfo,
    *,
    proposer: str | None = None,
    draft: str | None = None,
) -> list[Brought]:
    """Take in statements that count for nothing yet, a ``Brought`` for each file; each has to quote its source.

    The proposer is who is named, else the tool or the author that the file names, else who brings it. Raises
    ``InvalidSeed`` with every fault: what an import would refuse, no quote, a quote that no attached text has.
    """
    found: list[tuple[Brought, list[Statement]]] = []
    faults: list[Fault] = []
    for seed in seeds:
        parts = list(seed.parts)
        head = next((part.value for part in parts if isinstance(part.value, ChangesetInfo)), ChangesetInfo())
        brought = Brought(proposer or head.tool or head.author or header.author or "", draft)
        said = [part for part in parts if not isinstance(part.value, ChangesetInfo)]
        values, wrong = _examined(store, seed, said, header)
        found.append((brought, values))
        faults += wrong
    if faults:
        raise InvalidSeed("some of it cannot be proposed; none of it was taken in", faults=tuple(dict.fromkeys(faults)))
    for brought, values in found:
        _take_in(store, brought, values, header)
    return [brought for brought, _values in found]


def _examined(
    store: Store, seed: SeedFile, parts: list[Part], header: ChangesetInfo
) -> tuple[list[Statement], list[Fault]]:
    """Return the statements as they are to be kept, and everything that is wrong with the file."""
    others = [part.fault(f"{part.block}: only entries are proposed", hint=_ENTRIES) for part in parts if _other(part)]
    register = NameIndex(frame.load(store))
    stated = [(part, written(part.value, register)) for part in parts if not _other(part)]
    editions = _editions(store, (said for _part, said in stated))
    faults = [fault for part, said in stated for fault in quoting.faults_in(part, said, editions)]
    planned = foreseeing.plan(
        store, [part for part, _said in stated], header, faulty=seed.faulty, declared=seed.declared
    )
    values = [_placed(said, editions) for _part, said in stated]
    in_order = sorted([*seed.faults, *others, *faults, *planned.faults], key=lambda fault: fault.line or 0)
    return values, in_order


_ENTRIES = "a line is a stance, a status, an event or a remark"


def _other(part: Part) -> bool:
    return not isinstance(part.value, AnyStatement)


def _editions(store: Store, said: Iterable[Statement]) -> Editions:
    sources = {cited.source for each in said for cited in each.cite if cited.source}
    found: dict[str, list[QuotedText]] = {}
    for edition in sorted(texts.of_sources(store, sources), key=lambda each: each.number):
        found.setdefault(edition.source, []).append(QuotedText(edition.text, edition.pages))
    return found


def _placed(said: Statement, editions: Editions) -> Statement:
    cite: tuple[Citation, ...] = tuple(quoting.placed(cited, editions) for cited in said.cite)
    return said.model_copy(update={"cite": cite, **({"id": None} if said.id is not None else {})})


def _take_in(store: Store, brought: Brought, values: Sequence[BaseModel], header: ChangesetInfo) -> None:
    """Keep what was neither proposed by the same before nor is recorded."""
    proposed = {_digest(value): value for value in values}
    known = kept.known(store, brought.proposer, proposed)
    brought.again = sorted(known.values())
    fresh = [value for digest, value in proposed.items() if digest not in known]
    new = [value for value in fresh if not _is_recorded(store, value, header)]
    brought.recorded = len(fresh) - len(new)
    _keep(store, brought, new, header)


def _is_recorded(store: Store, value: BaseModel, header: ChangesetInfo) -> bool:
    return not foreseeing.plan(store, [foreseeing.part_of(value)], header).intents


def _line(value: BaseModel, *, as_given: bool = True) -> str:
    """Return a value as it is kept, all that was given of it; or without what is the default."""
    (line,) = write_jsonl([(foreseeing.part_of(value).block, value)], as_given=as_given)
    return line.removesuffix("\n")


def _digest(value: BaseModel) -> str:
    """Return by what a value is known as proposed before: an entry by what it says, whether or not defaults were given.

    Of a record an edit may be in what was given, so that it is known by all of that.
    """
    return sha256(_line(value, as_given=not isinstance(value, AnyStatement)).encode()).hexdigest()


def _keep(store: Store, brought: Brought, values: Sequence[BaseModel], header: ChangesetInfo) -> None:
    if not values:
        return
    acting.in_a_line(brought.proposer, "proposer")
    if brought.draft is not None:
        acting.in_a_line(brought.draft, "draft")
        _open(store, brought.draft, header)
    who = {"proposer": brought.proposer, "author": header.author, "at": header.recorded_at}
    rows = ({**who, "line": _line(value), "sha256": _digest(value)} for value in values)
    brought.new = kept.add(store, rows, brought.draft)


def _open(store: Store, draft: str, header: ChangesetInfo) -> None:
    """Make a draft, or open it again if it was sent back, dropped or accepted."""
    known = kept.drafts(store).get(draft)
    if known is None:
        kept.open_draft(store, draft)
        kept.step(store, draft, step_of(DraftStep.opened, header))
    elif known[-1].step not in {DraftStep.opened, DraftStep.reopened}:
        kept.step(store, draft, step_of(DraftStep.reopened, header))


def step_of(step: DraftStep, header: ChangesetInfo, note: str | None = None, changeset: int | None = None) -> Step:
    """Return a step as it is kept."""
    return Step(step, header.author or "", header.recorded_at or "", note, changeset)


def collect(
    store: Store, seeds: Iterable[SeedFile], header: ChangesetInfo, *, draft: str, proposer: str | None = None
) -> Brought:
    """Keep seeds as a draft, to be looked at and accepted together: a merge, somebody's corrections.

    Nothing has to be quoted. Raises ``InvalidSeed`` with every reason why they could not be recorded as they stand.
    """
    files = [(seed, list(seed.parts)) for seed in seeds]
    parts = [
        part
        for _seed, read in files
        for part in _with_sources(read)
        if not isinstance(part.value, ChangesetInfo | Assertion)
    ]
    faulty = [part for seed, _read in files for part in seed.faulty]
    declared = {key for seed, _read in files for key in seed.declared}
    planned = foreseeing.plan(store, parts, header, faulty=faulty, declared=declared)
    if faults := [*(fault for seed, _read in files for fault in seed.faults), *planned.faults]:
        raise InvalidSeed("the draft could not be recorded as it stands; it was not kept", faults=tuple(faults))
    brought = Brought(proposer or header.author or "", draft)
    _keep(store, brought, [part.value for part in parts], header)
    return brought


def _with_sources(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts of a file, with its own source where they cite without saying which: a draft is one file."""
    own = [part.value.key for part in parts if isinstance(part.value, Source)]
    for part in parts:
        cite = getattr(part.value, "cite", None)
        if len(own) != 1 or not cite:
            yield part
            continue
        cited = [each if each.source else each.model_copy(update={"source": own[0]}) for each in _each(cite)]
        kept_as = tuple(cited) if isinstance(cite, tuple) else cited[0]
        yield replace(part, value=part.value.model_copy(update={"cite": kept_as}))


def _each(cite: Citation | tuple[Citation, ...]) -> tuple[Citation, ...]:
    return cite if isinstance(cite, tuple) else (cite,)


# -- read -------------------------------------------------------------------------------------------------------------


def proposals(
    store: Store,
    *,
    numbers: Collection[int] | None = None,
    draft: str | None = None,
    waiting: bool = False,
    last: bool = False,
) -> list[Proposal]:
    """Return proposals in the order proposed: all, these, those of a draft; or those in none that nobody has judged.

    ``last``: of what was proposed again in the same place the last only.
    """
    return [_proposal(row) for row in kept.every(store, numbers=numbers, draft=draft, waiting=waiting, last=last)]


def _proposal(row: kept.KeptProposal) -> Proposal:
    block, value = value_of(row.line)
    settled = None
    if row.outcome is not None:
        amended = value_of(row.amended)[1] if row.amended else None
        settled = Settled(row.outcome, row.judge or "", row.note, row.changeset, amended)
    return Proposal(row.number, row.proposer, row.author, row.at, block, value, row.draft, settled)


def waiting(
    store: Store,
    header: ChangesetInfo,
    *,
    most: int | None = None,
    matching: Callable[[Entry], bool] | None = None,
) -> tuple[list[Foreseen], int]:
    """Return the first so many proposals in no draft that nobody has judged, with what accepting each would do.

    Beside them, how many there are.
    ``matching`` leaves out, and does not count, what it says no to.
    """
    if not kept.count_waiting(store):
        return [], 0
    found, known = proposals(store, waiting=True), frame.load(store)
    if matching is not None:
        names = NameIndex(known)
        shaped = ((each, as_entry(each.number, written(each.value, names), known)) for each in found)
        found = [each for each, entry in shaped if entry is not None and matching(entry)]
    return [foresee(store, each, header) for each in found[:most]], len(found)


def foresee(store: Store, proposal: Proposal, header: ChangesetInfo) -> Foreseen:
    """Work out what accepting a proposal by itself would do."""
    planned, _meant = planned_as_meant(store, [proposal.value], header)
    if planned.faults:
        return Foreseen(proposal, (), planned.faults)
    return Foreseen(proposal, tuple(reviewing.foreseen(store, planned)), recorded=not planned.intents)


def queued(
    store: Store,
    header: ChangesetInfo,
    *,
    most: int | None = None,
    matching: Callable[[Entry], bool] | None = None,
) -> tuple[list[Waiting], int]:
    """Return what ``waiting`` does as entries of the review queue, numbered below zero, under their proposers."""
    found, total = waiting(store, header, most=most, matching=matching)
    known = frame.load(store)
    names = NameIndex(known)
    shaped = ((each, as_entry(each.proposal.number, written(each.proposal.value, names), known)) for each in found)
    return [_queued(each, entry) for each, entry in shaped if entry is not None], total


def _queued(each: Foreseen, entry: Entry) -> Waiting:
    effects = [effect for waiting in each.waiting for effect in waiting.effects]
    effects += [Effect(EffectKind.refused, f"cannot be accepted as it stands: {fault}") for fault in each.faults]
    return Waiting(entry, f"proposed by {each.proposal.proposer}", tuple(effects))


def as_entry(number: int, said: BaseModel, known: Register) -> Entry | None:
    """Return what is proposed in the shape of an entry, with its number below zero; nothing of what is no statement.

    ``said`` is what the proposal of this number says, under the keys of today.
    """
    if not isinstance(said, AnyStatement):
        return None
    stage = known.rounds.get(said.round or "")
    held = said.held_on or (days_of(stage) if stage else None)
    if held is None:
        return None
    return Entry(id=-number, rank=0, said=said, held=held, by_round=said.held_on is None, changeset=0)


def figures(store: Store, proposer: str | None = None) -> list[Figures]:
    """Return how often each proposer was right; raise ``NotFound`` where one that is named proposed nothing."""
    found = domain.figures(proposals(store, last=True))
    if proposer is None:
        return found
    named = [each for each in found if each.proposer == proposer]
    if not named:
        hint = f"who has: {', '.join(each.proposer for each in found)}" if found else None
        raise NotFound(f"{proposer} has proposed nothing", hint=hint)
    return named


# -- judged -----------------------------------------------------------------------------------------------------------


def accept(store: Store, numbers: Collection[int], header: ChangesetInfo, *, note: str | None = None) -> Imported:
    """Record proposals as they are, as one changeset; raise ``NotFound``, ``Conflict`` where one was judged already."""
    found = open_ones(store, numbers)
    return record(store, [(each, None) for each in found], header, note=note)


def amend(
    store: Store,
    number: int,
    changes: Mapping[str, Any],
    header: ChangesetInfo,
    *,
    note: str | None = None,
    unfound: bool = False,
) -> Imported:
    """Record a proposal with changes; raises as ``accept`` does, and where the changed statement does not hold."""
    (found,) = open_ones(store, [number])
    if not isinstance(found.value, AnyStatement):
        raise UsageError(f"{found.called} is no entry: it can only be accepted or rejected")
    try:
        given = type(found.value).model_validate(found.value.model_dump(exclude_unset=True) | dict(changes))
    except ValidationError as problem:
        raise InvalidSeed(f"{found.called} cannot be amended so", faults=acting.faults_of(problem)) from problem
    names = NameIndex(frame.load(store))
    said, was = written(given, names), found.value
    amended = domain.differing(written(was, names), said)
    # What was proposed under a name, or a former key, is not amended by having a key now.
    left = {name: getattr(was, name) for name in was.model_fields_set if name not in amended}
    changed = said.model_copy(update=left) if amended else None
    return record(store, [(found, changed)], header, note=note, unfound=unfound)


def reject(store: Store, numbers: Collection[int], header: ChangesetInfo, *, note: str | None = None) -> list[Proposal]:
    """Keep that proposals are not taken; raises as ``accept`` does."""
    found = open_ones(store, numbers)
    settle(store, found, Outcome.rejected, header, note=note)
    return found


def open_ones(store: Store, numbers: Collection[int]) -> list[Proposal]:
    """Return proposals that nobody has judged; raise ``NotFound`` or ``Conflict`` for the first that is none."""
    found = {each.number: each for each in proposals(store, numbers=numbers)}
    for number in numbers:
        if number not in found:
            raise NotFound(f"there is no proposal p{number}", hint="posl review list")
        if (settled := found[number].settled) is not None:
            where = f" (@{settled.changeset})" if settled.changeset else ""
            raise Conflict(
                f"p{number} was {settled.outcome.value} by {settled.author} already{where}",
                hint=_since(store, found[number]),
            )
    return list(found.values())


def _since(store: Store, found: Proposal) -> str | None:
    """Say under which number the same was proposed again, as it is when its acceptance is undone."""
    (row,) = kept.every(store, numbers=[found.number])
    (last,) = kept.known(store, row.proposer, [row.sha256]).values() or (found.number,)
    return f"it was proposed again: p{last}" if last != found.number else None


def record(
    store: Store,
    found: Sequence[tuple[Proposal, BaseModel | None]],
    header: ChangesetInfo,
    *,
    note: str | None = None,
    unfound: bool = False,
) -> Imported:
    """Record proposals, each as it is or as amended, with the acceptance of whoever does it; keep what became of them.

    Where four eyes are wanted there is no verdict: the entries wait for somebody else.
    """
    planned, values = planned_as_meant(store, [changed or each.value for each, changed in found], header)
    header = acting.titled(header, f"accept {_named([each for each, _changed in found])}")
    verdicts = _verdicts(planned, header)
    done = acting.perform(store, [*values, *verdicts], header, unfound=unfound)
    number = done.changesets[0] if done.changesets else None
    as_is = [each for each, changed in found if changed is None]
    settle(store, as_is, Outcome.accepted, header, note=note, changeset=number)
    for each, changed in found:
        if changed is not None:
            settle(store, [each], Outcome.amended, header, note=note, changeset=number, line=_line(changed))
    return done


def planned_as_meant(
    store: Store, values: Sequence[BaseModel], header: ChangesetInfo
) -> tuple[foreseeing.Planned, list[BaseModel]]:
    """Plan what accepting these would record; return the plan, and the values as it has them.

    What was taken back stands again: as who records it by hand, who accepts it means it.
    """
    planned = foreseeing.plan(store, [foreseeing.part_of(each) for each in values], header)
    if not planned.fallen:
        return planned, list(values)
    taken = [each for each in planned.fallen if not entries.by_ids(store, [each.by])]
    stored = zip(values, planned.stored, strict=True)
    meant = [said for value, now in stored for said in _in_place(value, now, taken)]
    return foreseeing.plan(store, [foreseeing.part_of(each) for each in meant], header), meant


def _in_place(value: BaseModel, now: BaseModel, taken: Collection[Fallen]) -> Iterator[BaseModel]:
    """Yield a new statement source by source, each in the place of the retraction of what that source had said.

    ``now`` is how it would be stored. What nobody took back is yielded as it is.
    """
    back = [each for each in taken if isinstance(now, AnyStatement) and _is_of(each.said, now)]
    if not back or not isinstance(value, AnyStatement) or value.corrects is not None:
        yield value
        return
    by_source = {each.said.cite[0].source: each.by for each in back}
    sources: dict[str | None, list[Citation]] = {}
    for cited, stored in zip(value.cite, getattr(now, "cite", ()), strict=True):
        sources.setdefault(stored.source, []).append(cited)
    for source, cite in sources.items():
        by = by_source.get(source)
        again = {"corrects": EntryRef(id=by), "reason": value.reason or acting.AGAIN} if by is not None else {}
        yield value.model_copy(update={"cite": tuple(cite), **again})


def _is_of(one: Statement, said: Statement) -> bool:
    """Whether this is a statement as far as one of its sources says it."""
    source = one.cite[0].source
    places = [[(c.at, c.quote) for c in each.cite if c.source == source] for each in (one, said)]
    alike = (one.cell, one.round, one.held_on, one.values()) == (said.cell, said.round, said.held_on, said.values())
    return alike and places[0] == places[1]


def _named(found: Sequence[Proposal]) -> str:
    of = ", ".join(dict.fromkeys(each.proposer for each in found))
    numbers = ", ".join(each.called for each in found) if len(found) <= _FEW else f"{len(found)} proposals"
    return f"{numbers} of {of}"


_FEW = 6


def _verdicts(planned: foreseeing.Planned, header: ChangesetInfo) -> list[Review]:
    info = planned.known.info
    if planned.faults or (info is not None and info.four_eyes):
        return []
    return [
        Review(entry=CellRef(id=entry.id), verdict=Verdict.accepted, reviewer=header.author)
        for entry in planned.entries
        if not only_days_changed(entry.reason)  # said again once all is read, with the verdicts it had
    ]


def settle(
    store: Store,
    found: Sequence[Proposal],
    outcome: Outcome,
    header: ChangesetInfo,
    *,
    note: str | None = None,
    changeset: int | None = None,
    line: str | None = None,
) -> None:
    """Keep what became of proposals."""
    said = acting.in_words_of(note, "note") if note else None
    shared = {"outcome": outcome.value, "author": header.author, "at": header.recorded_at, "note": said}
    kept.judge(
        store, ({**shared, "proposal_id": each.number, "line": line, "changeset_id": changeset} for each in found)
    )


# -- accepted, and undone ---------------------------------------------------------------------------------------------


def wait_again(store: Store, changeset: int, header: ChangesetInfo) -> dict[int, int]:
    """Let what an undone changeset had accepted wait again, and its draft; return the new number of each proposal.

    What became of it is kept, so it comes forward once more, as it was proposed.
    """
    by_draft: dict[str | None, list[kept.KeptProposal]] = {}
    for each in kept.every(store, changeset=changeset, last=True):
        by_draft.setdefault(each.draft, []).append(each)
    numbers: dict[int, int] = {}
    for draft, found in by_draft.items():
        if draft is not None:
            _open(store, draft, header)
        rows = (
            {"proposer": each.proposer, "author": each.author, "at": each.at, "line": each.line,
             "sha256": each.sha256} for each in found
        )  # fmt: skip
        numbers.update(zip((each.number for each in found), kept.add(store, rows, draft), strict=True))
    return numbers
