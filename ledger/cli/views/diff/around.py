"""What is said beside the changes: promises, what did not move, silence, ongoing contests, what one side knows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ledger.cli.views.diff.lines import Line, joint, listing, only_confirmed
from ledger.cli.views.diff.sentences import Clause, Sentences, Spans, cited, condition, enumerated, unique
from ledger.domain.diff import Change, Due, Remaining, StatusSide, Verb
from ledger.domain.diff.sides import OVERDUE
from ledger.domain.entries import Citation
from ledger.domain.readings import Reading
from ledger.domain.words import Role, Stance, Status
from ledger.formats.document import Kind, Span
from ledger.services.comparing import Compared, Contested, Standing
from ledger.services.counterpart import Alone, Other
from ledger.services.reporting.wording import Names, spans

_STILL_OPEN = {Status.promised.value, Status.partly_kept.value, OVERDUE}
_MOST_SILENT, _MOST_NAMED = 8, 20  # items named in a list that is to be brief


class Around:
    """Says it. ``moved`` are the changes that the parties made, by item; ``brief`` counts what would be long lists."""

    def __init__(
        self, compared: Compared, sentences: Sentences, moved: Mapping[str, list[Change]], *, brief: bool
    ) -> None:
        self._compared = compared
        self._diff = compared.diff
        self._names = Names(compared.names)
        self._sentences = sentences
        self._moved = moved
        self._brief = brief
        self.most = _MOST_NAMED if brief else None

    def still_contested(self, lead: str) -> Iterator[Line]:
        """Name the items with cells that are contested as before, each with whose they are."""
        by_item: dict[str, list[Contested]] = {}
        for each in self._compared.contested:
            by_item.setdefault(each.item, []).append(each)
        listed = [
            (item, f" ({', '.join(self._whose(cell.party) for cell in cells)})", _accounts(cells))
            for item, cells in by_item.items()
        ]
        yield from listing(lead, listed, self.most)

    def _whose(self, party: str | None) -> str:
        return self._names.party(party) if party else "status"

    # -- promises -----------------------------------------------------------------------------------------------------

    def promises(self) -> Iterator[Line]:
        """Every promise still open: what is overdue, what is new, and the rest by name."""
        still_open = [due for due in self._diff.commitments if due.state in _STILL_OPEN]
        news = [due for due in still_open if due.state == OVERDUE or due.item in self._moved]
        for due in sorted(news, key=lambda due: due.state != OVERDUE):
            yield self._promise(due, self._moved.get(due.item, []))
        rest = [(due.item, f" ({_by(due)})", self._status_of(due.item)) for due in still_open if due not in news]
        yield from listing("Promised before, and still open", rest, self.most)

    def _promise(self, due: Due, changes: Sequence[Change]) -> Line:
        summaries = (c.after.summary for c in changes if isinstance(c.after, StatusSide) and c.after.summary)
        told = next(summaries, None) or self._names.question(due.item)
        said = (Span(self._due(due, changes)), *((Span(" "), Span(told, Kind.said)) if told else ()))
        return Line(due.item, (Clause(said, cited(changes) or self._status_of(due.item)),))

    def _due(self, due: Due, changes: Iterable[Change]) -> str:
        if due.state == OVERDUE:
            return f"overdue, {_by(due)}; no report says that it was done."
        new = any(change.verb is Verb.promised for change in changes)
        still = "kept in part" if due.state == Status.partly_kept else "still promised"
        return f"{'new' if new else still}, {_by(due)}."

    # -- what did not happen ------------------------------------------------------------------------------------------

    def unmoved(self) -> Iterator[Line]:
        """Where principals stay apart: with the question where they said so again, else by name; then the rest."""
        said_so = {item for item, changes in self._moved.items() if only_confirmed(changes)}
        again = [each for each in self._diff.still if each.item in said_so]
        for each in again:
            yield self._apart(each, self._moved[each.item])
        back = {item for item, changes in self._moved.items() if any(change.via for change in changes)}
        left = [each for each in self._diff.still if each not in again and each.item not in back]
        rest = [(each.item, "", self.principals(each.item)) for each in left]
        yield from listing(f"{'Also as' if again else 'As'} far apart as before", rest, self.most)
        yield from self.said_again(without={each.item for each in again})

    def _apart(self, each: Remaining, changes: Sequence[Change]) -> Line:
        held = [(c.party, c.after.stance) for c in changes if isinstance(c.after, Reading) and c.after.stance]
        stances = enumerated([self._sentences.held([party], stance) for party, stance in held])
        question = self._names.question(each.item)
        status = Span(each.status.value, Kind.word)
        if stances and question:
            asked = Span(question, Kind.question)
            said = spans('{status}; {stances}: "{asked}"', status=status, stances=stances, asked=asked)
        else:
            said = spans("{status}; the gap stays {gap} of 6.", status=status, gap=str(each.spread))
        return Line(each.item, (Clause(said, cited(changes)),))

    def said_again(self, without: Iterable[str] = ()) -> list[Line]:
        left_out = {*without, *(item for item in self._moved if item not in self._diff.after.open)}
        found = [(i, "", cited(c)) for i, c in self._moved.items() if only_confirmed(c) and i not in left_out]
        return list(listing("Talked about again, where it was", found, self.most))

    def silence(self) -> Iterator[Line]:
        unraised = [(e.item, "", self._status_of(e.item)) for e in self._diff.silence if _unraised(e)]
        rest = [(e.item, "", self._talk(e)) for e in self._diff.silence if not _unraised(e)]
        start, most = self._diff.from_point, _MOST_SILENT if self._brief else None
        yield from joint(
            *listing("Reported as not raised at all", unraised, self.most),
            *listing(f"Nothing since {start.round or start.held_on}, hardest first", rest, most),
        )

    # -- two ledgers --------------------------------------------------------------------------------------------------

    def alone(self, other: Other) -> Iterator[Line]:
        for side, keys in (("Only in this ledger", other.only_here), ("Only there", other.only_there)):
            told = [f"{name} {_and_more(known, self.most)}" for name, known in _named(keys) if known]
            if told:
                yield Line("", (Clause.plain(f"{side}: {'; '.join(told)}."),), listing=True)
        if other.described:
            told = [f"{ref.replace(':', ' ')} ({', '.join(fields)})" for ref, fields in other.described.items()]
            yield Line("", (Clause.plain(f"Described differently: {'; '.join(told)}."),), listing=True)

    # -- everything else ----------------------------------------------------------------------------------------------

    def with_readings(self, sections: Iterable[tuple[str, list[Line]]]) -> Iterator[tuple[str, list[Line]]]:
        """Add to each item's first line all that counts on it; the items that have none follow, as a section."""
        left: dict[str, list[Standing]] = {}
        for each in self._compared.standing:
            left.setdefault(each.item, []).append(each)
        for title, lines in sections:
            yield title, [self._completed(line, left.pop(line.about, [])) for line in lines]
        yield "Everything else", [Line(item, tuple(self._readings(cells))) for item, cells in left.items()]

    def _completed(self, line: Line, cells: Sequence[Standing]) -> Line:
        return Line(line.about, (*line.clauses, *self._readings(cells)), line.listing) if cells else line

    def _readings(self, cells: Sequence[Standing]) -> Iterator[Clause]:
        """First what changed, or was said again; then what did not."""
        end = self._diff.to_point
        day = end.round or ("now" if end.is_now else str(end.held_on))
        for lead, same in ((f"At {day}: ", False), ("Unchanged: ", True)):
            listed = [cell for cell in cells if cell.same is same]
            for place, cell in enumerate(listed, 1):
                first = (Span(lead),) if place == 1 else ()
                stop = Span("." if place == len(listed) else ",")
                yield Clause((*first, *self._reading(cell), stop), _rests_on(cell))

    def _reading(self, cell: Standing) -> Spans:
        if isinstance(cell.side, StatusSide):
            return Span("status "), Span(cell.side.state, Kind.word)
        stance = cell.side.stance or Stance.undecided
        return (*self._sentences.held([cell.party], stance), *condition(cell.side))

    # -- what names rest on, where the matrix was read ----------------------------------------------------------------

    def principals(self, item: str) -> tuple[Citation, ...]:
        row = self._compared.rows.get(item)
        parties = [party.key for party in self._compared.names.live_parties if party.role is Role.principal]
        cells = [row.cells[key] for key in parties if key in row.cells] if row else []
        return unique(citation for cell in cells for citation in cell.evidence.citations)

    def _status_of(self, item: str) -> tuple[Citation, ...]:
        row = self._compared.rows.get(item)
        return row.status_reading.evidence.citations if row and row.status_reading else ()

    def _talk(self, silent: Remaining) -> tuple[Citation, ...]:
        """What was last said of an item."""
        row = self._compared.rows.get(silent.item)
        said = [*row.cells.values(), *([row.status_reading] if row.status_reading else [])] if row else []
        return unique(c for reading in said if reading.held == silent.spoken for c in reading.evidence.citations)


def _accounts(cells: Iterable[Contested]) -> tuple[Citation, ...]:
    return unique(citation for cell in cells for entry in cell.accounts for citation in entry.said.cite)


def _unraised(each: Remaining) -> bool:
    return each.status is Status.not_raised


def _by(due: Due) -> str:
    return f"due by {due.due}" if due.due else "no date"


def _named(keys: Alone) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from (("items", keys.items), ("parties", keys.parties), ("rounds", keys.rounds))


def _rests_on(cell: Standing) -> tuple[Citation, ...]:
    reading = cell.side.reading if isinstance(cell.side, StatusSide) else cell.side
    return reading.evidence.citations if reading else ()


def _and_more(keys: Sequence[str], most: int | None) -> str:
    shown = keys if most is None or len(keys) <= most + 1 else keys[:most]
    more = f" and {len(keys) - len(shown)} more" if len(shown) < len(keys) else ""
    return f"{', '.join(shown)}{more}"
