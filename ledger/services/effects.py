"""What an act does to the cell that it touches: what is read there before and after, nearer to whom, against what.

It is worked out of a plan (``foreseeing``), so that nothing is recorded; and said before one saves and after it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from pydantic import BaseModel

from ledger.domain import accounts, undertaking
from ledger.domain.accounts import Account, CellClaim, Standing
from ledger.domain.diff.direction import approach, score_told, surely
from ledger.domain.entries import Entry, Statement
from ledger.domain.intents import AddCitation, Retract, Settle
from ledger.domain.naming import NameIndex, written
from ledger.domain.points import last_day
from ledger.domain.records import Party
from ledger.domain.register import Register
from ledger.domain.seed import ChangesetInfo, Settlement
from ledger.domain.words import EntryKind, SettlementKind, Stance
from ledger.formats.marks import signed
from ledger.services import foreseeing
from ledger.services.foreseeing import Planned
from ledger.storage import asof, changesets, register
from ledger.storage.cells import CellKey, CellReader, When
from ledger.storage.database import Store


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """A plan, the cell that it touches, and what stands there at the last of its days before and after.

    ``others`` is where the other principals stand on the item then, by party, twice as large (``approach``).
    """

    planned: Planned
    cell: CellKey | None = None
    before: Standing = field(default_factory=Standing)
    after: Standing = field(default_factory=Standing)
    others: Mapping[str, int] | None = None

    @property
    def settlements(self) -> tuple[Settlement, ...]:
        """How contests would end."""
        return tuple(each.settlement for each in self.planned.intents if isinstance(each, Settle))

    @property
    def gone(self) -> set[int]:
        """Entries that would be corrected or taken back."""
        outweighed = (each.other for each in self.settlements if each.how is SettlementKind.outweighed)
        taken = (each.retraction.entry for each in self.planned.intents if isinstance(each, Retract))
        corrected = (entry.supersedes for entry in self.planned.entries if entry.supersedes is not None)
        return {*outweighed, *taken, *corrected}

    @property
    def cited(self) -> tuple[int, ...]:
        """Entries that would get a citation more."""
        found = (each.entry for each in self.planned.intents if isinstance(each, AddCitation))
        return tuple(dict.fromkeys(found))


def foresee(store: Store, values: Iterable[BaseModel], header: ChangesetInfo) -> PlannedCell:
    """Return what recording these values as one changeset would do. Nothing is raised: what is wrong is in the plan."""
    names = NameIndex(register.load(store))
    said = [written(each, names) if isinstance(each, Statement) else each for each in values]
    planned = foreseeing.plan(store, [foreseeing.part_of(each) for each in said], header)
    effect = PlannedCell(planned)
    cell, day = _touched(effect)
    if planned.faults or cell is None:
        return effect
    when = When(day, changesets.last_number(store))
    reader = CellReader(store, when.known_at)
    kind = EntryKind.stance if cell[1] else EntryKind.status
    claims = next((found for _key, _rows, found in reader.claims(kind, when, [cell])), [])
    return replace(
        effect,
        cell=cell,
        before=undertaking.read(claims, day, reader.sources),
        after=undertaking.read([*_claims_after(effect, claims, reader)], day, reader.sources),
        others=_others(store, cell, when, planned.known),
    )


def _touched(effect: PlannedCell) -> tuple[CellKey | None, date]:
    """Return the one cell that is touched, and the day at which to look at it: today's word where none is given."""
    spoken = effect.planned.entries
    numbers = (*effect.gone, *(each.entry for each in effect.settlements))
    named = [*spoken, *(effect.planned.mentioned[number] for number in numbers if number in effect.planned.mentioned)]
    entry = next((each for each in named if each.said.cell.item is not None), None)
    if entry is None or entry.kind not in (EntryKind.stance, EntryKind.status):
        return None, date.max
    day = max((each.held.last for each in spoken), default=date.max)
    return (str(entry.said.cell.item), entry.said.cell.party), day


def _claims_after(effect: PlannedCell, claims: Iterable[CellClaim], reader: CellReader) -> Iterator[CellClaim]:
    later: dict[int, set[int]] = {}
    for each in effect.settlements:
        if each.how is SettlementKind.moved:
            later.setdefault(each.entry, set()).add(each.other)
    gone = effect.gone
    for claim in claims:
        if claim.entry not in gone:
            yield claim._replace(after=claim.after | later.get(claim.entry, set()))
    for entry in effect.planned.entries:
        if (entry.said.cell.item, entry.said.cell.party) == _touched(effect)[0]:
            yield from _claims_of(entry, reader)


def _claims_of(entry: Entry, reader: CellReader) -> Iterator[CellClaim]:
    after = [entry.said.after] if entry.said.after is not None else []
    return accounts.claims_of(
        entry.id, entry.held, entry.said.values(), entry.said.cite, reader.sources,
        file=entry.changeset, place=entry.rank, after=after,
    )  # fmt: skip


def _others(store: Store, cell: CellKey, when: When, known: Register) -> dict[str, int]:
    item, party = cell
    if party is None:
        return {}
    principals = [each for each in known.principals if each != party]
    found = asof.readings(store, when, [(item, other) for other in principals])
    scores = ((other, surely(found[item, other], score_told)) for other in principals if (item, other) in found)
    return {other: 2 * score for other, score in scores if score is not None}


# ----------------------------------------------------------------------------------------------------------------------
# In words: one sentence, the same before saving and after it.

NOT_YET = "cannot be saved yet: "
NOTHING_NEW = "the ledger says so already: nothing new is recorded"


def said(effect: PlannedCell) -> str:
    """Say what the act does, or why it cannot be done."""
    planned = effect.planned
    if planned.faults:
        first = planned.faults[0]
        return f"{NOT_YET}{first.message}{f'; {first.hint}' if first.hint else ''}"
    if not planned.intents:
        return NOTHING_NEW
    if effect.cited and not planned.entries:
        return f"adds a citation to {_numbered(effect.cited)}, and nothing else"
    if effect.cell is None:
        return "; ".join((*_acts(effect), *_adds(effect)))
    return "; ".join(filter(None, (*_acts(effect), _reading(effect), _against(effect))))


def _acts(effect: PlannedCell) -> Iterator[str]:
    corrected = {entry.supersedes for entry in effect.planned.entries if entry.supersedes is not None}
    if corrected:
        moved = "" if effect.cell is None else ", no move"  # an event or a remark is no position that could
        yield f"takes the place of {_numbered(corrected)}: our having been wrong{moved}"
    kept = {each.entry for each in effect.settlements if each.how is SettlementKind.outweighed}
    if kept:
        stay = "stays" if len(effect.gone) == 1 else "stay"
        yield f"keeps {_numbered(kept)} and takes back {_numbered(effect.gone)}, which {stay} in the history"
    elif effect.gone - corrected:
        yield f"takes back {_numbered(effect.gone - corrected)}"
    for each in effect.settlements:
        if each.how is SettlementKind.moved:
            yield f"both stand, entry {each.entry} after entry {each.other}"


def _adds(effect: PlannedCell) -> Iterator[str]:
    kinds = dict.fromkeys(entry.kind.value for entry in effect.planned.entries if entry.supersedes is None)
    if kinds:
        yield f"adds {', '.join(f'{_article(kind)} {kind}' for kind in kinds)}"


def _reading(effect: PlannedCell) -> str:
    who, before, after = _who(effect), _words(effect.before), _words(effect.after)
    if not after:
        return f"nothing is left of {who}"
    if not before:
        return f"the first of {who}: {after}"
    if before == after:
        return _same(effect, who, after)
    own = bool(effect.planned.entries) and not effect.gone
    if own and not effect.before.contested and not effect.after.contested:
        return f"moves {who} {_move(effect)}{_held(effect)}{_nearer(effect)}"
    return f"{who} {before} -> {after}{_held(effect)}"


def _same(effect: PlannedCell, who: str, after: str) -> str:
    """Of what reads as before: with whom it says so."""
    new = {entry.id for entry in effect.planned.entries}
    ours = next((each for each in effect.after.accounts if new & set(each.entries)), None)
    with_them = sorted(set(ours.entries) - new) if ours is not None else []
    if with_them:
        return f"says what {_numbered(with_them)} say{'s' if len(with_them) == 1 else ''}: {who} stays {after}"
    return f"{who} stays {after}{_held(effect)}"


def _against(effect: PlannedCell) -> str:
    new = {entry.id for entry in effect.planned.entries}
    rivals = {number for pair in effect.after.rivals if new & set(pair) for number in pair} - new
    if rivals:
        return f"contests {_numbered(rivals)}"
    return "the contest ends" if effect.before.contested and not effect.after.contested else ""


def _who(effect: PlannedCell) -> str:
    known, (item, party) = effect.planned.known, effect.cell or ("", None)
    return _name(known, party) if party else f"the status of {known.items[item].title}"


def _name(known: Register, party: str) -> str:
    found: Party | None = known.parties.get(party)
    return found.name if found is not None else party


def _words(standing: Standing) -> str:
    return " / ".join(_word(account) for account in standing.accounts)


def _word(account: Account) -> str:
    return f"{signed(_score(account))} {account.first.word}".strip()


def _score(account: Account) -> int | None:
    word = account.first.word
    return Stance(word).score if word in set(Stance) else None


def _move(effect: PlannedCell) -> str:
    ends = [standing.accounts[0] for standing in (effect.before, effect.after)]
    return " -> ".join(signed(_score(each)) or each.first.word for each in ends)


def _held(effect: PlannedCell) -> str:
    """Return when it is held: in a round, or on days."""
    entry = next(iter(effect.planned.entries), None)
    if entry is None:
        return ""
    stages = effect.planned.known.live_rounds
    stage = entry.said.round or next((each.key for each in stages if last_day(each) == entry.held.last), None)
    return f" in {stage}" if stage else f" on {entry.held}" if entry.held.first == entry.held.last else f" {entry.held}"


def _nearer(effect: PlannedCell) -> str:
    before, after = (_score(standing.accounts[0]) for standing in (effect.before, effect.after))
    if before is None or after is None or not effect.others:
        return ""
    toward, away = (
        ", ".join(_name(effect.planned.known, party) for party in parties)
        for parties in approach(before, after, effect.others)
    )
    return f", nearer to {toward or 'nobody'}" + (f", further from {away}" if away else "")


def _numbered(numbers: Iterable[int]) -> str:
    found = sorted(numbers)
    return f"{'entry' if len(found) == 1 else 'entries'} {', '.join(map(str, found))}"


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"
