"""Items × parties as text: grouped by track, as many parties as the width takes, in words if there is room."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rich.cells import cell_len

from ledger.cli.terminal import bold, dim, paint
from ledger.cli.views import words
from ledger.cli.views.grids import cut, distinct, nothing, pad, wrapped
from ledger.domain.blocs import SpokenFor, spoken_for
from ledger.domain.checklist import Tally, on_checklist
from ledger.domain.evidence import Coverage
from ledger.domain.readings import COLUMN_ROLES, Matrix, MatrixRow, Reading, left_out, voices
from ledger.domain.records import Party
from ledger.domain.tallies import MANY, tally_of
from ledger.domain.text import safe
from ledger.domain.words import OVERDUE, Role, Stance, Status, Voice
from ledger.formats import marks
from ledger.formats.tables import Table, csv_rows

UNREVIEWED, MOVED, DISSENT = "?", "▸", "!="
_KEYS = 26  # columns for an item's key while others want for room
_SHORT_KEYS = 18  # and where not all parties fit
_LEAST = 6  # and for its status, at least
_NO_TRACK = "other"
_SPREAD = "spread"
_NARROWEST = 4  # columns for a party, with what keeps it apart
_WIDEST = 500  # columns that a terminal may be asked to have
_NAMED = 20  # parties without a column that are named
_FEW = 8  # items named one by one below the matrix
_NOT_AGREED = (Status.dropped, Status.lapsed)
Say = Callable[[Stance], str]
Spoken = Mapping[str, Mapping[str, tuple[SpokenFor, ...]]]
"""What others say for a party, by item and party."""


def _in_words(stance: Stance) -> str:
    return f"{marks.signed(stance.score):>2} {stance.value}"


def _in_short(stance: Stance) -> str:
    return f"{marks.signed(stance.score):>2} {words.SHORT[stance]}"


def _in_letters(stance: Stance) -> str:
    return f"{marks.signed(stance.score):>2} {words.LETTER[stance]}"


FORMS: tuple[Say, ...] = (_in_words, _in_short, _in_letters)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the matrix is written so that it fits: which parties, in which form."""

    parties: tuple[Party, ...]
    say: Say
    keys: int
    statuses: int
    marks_unreviewed: bool
    everybody: tuple[Party, ...] = ()
    spoken: Spoken = field(default_factory=dict)
    tallies: int = 0
    sides: bool = False
    _columns: dict[tuple[Say, str], int] = field(default_factory=dict)

    def cell(self, row: MatrixRow, party: Party) -> str:
        """The stance with its movement and marks; of a contested cell the scores of its accounts.

        What is only possible stands in round brackets, what others say for the party in square ones.
        """
        reading, others = row.cells.get(party.key), self.spoken.get(row.item.key, {}).get(party.key, ())
        if reading is None or reading.stance is None:
            return f"[{', '.join(map(self._for_it, others))}]" if others else ""
        apart = [f" {DISSENT}{self._code(each.by)}" for each in others if each.differs_from(reading)]
        moved = row.moved.get(party.key)
        step = f" {MOVED}{marks.signed(moved)}" if moved else ""
        return self.stance(reading) + step + self.marks(reading) + "".join(apart)

    def _for_it(self, said: SpokenFor) -> str:
        return f"{marks.for_another(said.reading)} {self._code(said.by)}"

    def _code(self, key: str) -> str:
        return next((safe(party.code) for party in self.everybody if party.key == key), safe(key))

    def stance(self, reading: Reading) -> str:
        """What is held, by each account where they contradict each other, and what may have come since."""
        if reading.contested:
            return self._possible(marks.scores(reading), sure=reading.sure)
        assert reading.stance is not None
        since = (self._possible(self.say(each.stance), sure=False) for each in reading.possibly if each.stance)
        return " ".join([self._possible(self.say(reading.stance), sure=reading.sure), *since])

    @staticmethod
    def _possible(said: str, *, sure: bool) -> str:
        return said if sure else f"({said.strip()})"

    def marks(self, reading: Reading | None, *, derived: bool = False) -> str:
        """Whose word it is (nobody's of what is derived), contested, only possible, and unreviewed."""
        if reading is None:
            return ""
        unreviewed = self.marks_unreviewed and not reading.reviewed
        whose = "" if derived else marks.letter(reading)
        said = whose + marks.marks(reading) + (UNREVIEWED if unreviewed else "")
        return f" {said}" if said else ""

    def status(self, row: MatrixRow) -> str:
        """The status; of a contested one each account's, the leading one first.

        A promise past its day is overdue, of a contested one that alone: what each says would cost a party its column.
        """
        known = row.status_reading
        if row.overdue:
            by_each = known is not None and known.contested
            told = OVERDUE if by_each else marks.overdue(row.status, known)
            return told + self._since(known) + self.marks(known, derived=True)
        said = marks.word(known).replace(" ", "") if known is not None and known.contested else row.status.value
        said = marks.NOTHING if row.untold else said
        doubt = f" {marks.POSSIBLE}" if known is None and row.only_possibly else ""  # as the stance that put it there
        return said + self._since(known) + (doubt or self.marks(known))

    def _since(self, known: Reading | None) -> str:
        """The statuses that may have come since, as those stances stand in their cells; beside a contest, none."""
        found = known.possibly if known is not None and not known.contested else ()
        return "".join(f" {self._possible(word, sure=False)}" for word in dict.fromkeys(each.word for each in found))

    def column(self, party: Party, rows: Sequence[MatrixRow]) -> int:
        """How wide a party's column is; looked up when asked again."""
        known = self._columns.get((self.say, party.key))
        if known is None:
            known = max(cell_len(safe(party.code)), *(cell_len(self.cell(row, party)) for row in rows), 1)
            self._columns[self.say, party.key] = known
        return known

    @property
    def at_least(self) -> int:
        """How wide the whole is at the least, whatever stands in it."""
        return self.keys + len(self.parties) * _NARROWEST

    def labels(self, rows: Sequence[MatrixRow]) -> list[str]:
        """Return what each row is called: its key, cut where it must be, and then still told from the others."""
        return distinct([safe(row.item.key) for row in rows], self.keys)

    def wide(self, rows: Sequence[MatrixRow]) -> int:
        """How wide the whole is."""
        tallies = self.tallies + 2 if self.tallies else 0
        columns = sum(self.column(party, rows) + 2 for party in self.parties)
        return self.keys + tallies + columns + 4 + len(_SPREAD) + self.statuses


def matrix_text(matrix: Matrix, rests_on: Coverage, width: int, asked: str | None = None) -> str:
    """Return the matrix in at most ``width`` columns, with a few lines on top and a legend.

    Items that come up only later are left out: at this point nobody had promised or raised them. ``asked`` is the
    filter that left nothing, where one did.
    """
    if not matrix.rows and asked:
        return "\n".join([*_heading(matrix, rests_on, width), "", nothing("items", asked)])
    if not matrix.rows:
        return "\n".join([*_heading(matrix, rests_on, width), "", "No items here. posl import SEEDS brings them in."])
    matrix = replace(matrix, rows=tuple(row for row in matrix.rows if row.heard_of))
    if not matrix.rows:
        counts = ", going by what counts" if words.counted(matrix.counting) else ""
        return "\n".join([*_heading(matrix, rests_on, width), "", f"No item had a stance or a status by then{counts}."])
    layout = _fitting(matrix, width)
    legend = (part for line in _legend(matrix, layout) for part in wrapped(line, width))
    lines = [*_heading(matrix, rests_on, width), "", *_body(matrix, layout), "", *legend]
    return "\n".join(line.rstrip() for line in lines)


def _heading(matrix: Matrix, rests_on: Coverage, width: int) -> Iterator[str]:
    if line := words.counted(matrix.counting).strip():
        yield from wrapped(line, width)
    if matrix.info.title:
        yield from (bold(line) for line in wrapped(matrix.info.title, width))
    before = f"; movement since {words.point(matrix.before).split(',')[0]}" if matrix.before else ""
    yield from wrapped(f"At {words.point(matrix.point)}{before}", width)
    best = f", the best of reliability {rests_on.best}" if rests_on.best else ""
    independent = f", {rests_on.independent} of them independent" if rests_on.repeated else ""
    yield from wrapped(f"It rests on {words.plural(len(rests_on.sources), 'source')}{independent}{best}.", width)
    doubt = f" ({matrix.items_possibly} only possibly)" if matrix.items_possibly else ""
    still_open = f"{words.plural(matrix.items_open, 'item')} of substance open{doubt}"
    counts = [
        f"{still_open}, {matrix.items_settled} settled{_gone(matrix)}",
        *_counted_apart(matrix),
        f"{words.plural(matrix.contested, 'reading')} contested",
        "none of these reviewed" if _nothing_reviewed(matrix) else f"{matrix.unreviewed} unreviewed",
    ]
    yield from wrapped("; ".join(counts), width)


def _gone(matrix: Matrix) -> str:
    """Say how many of what is off the list nobody agreed on."""
    found = [row for row in matrix.rows if row.settled and row.status in _NOT_AGREED and on_checklist(row.item)]
    return f", {len(found)} of them dropped or lapsed" if found else ""


def _counted_apart(matrix: Matrix) -> Iterator[str]:
    """What is open and is no point of substance at the top of the list."""
    found = {kind: matrix.open_of(kind) for kind in Tally if kind is not Tally.substance}
    named = (_of(count, *_APART[kind]) for kind, count in found.items() if count)
    if said := ", ".join(named):
        yield f"counted apart: {said}"


def _of(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


_APART = {
    Tally.procedure: ("of procedure", "of procedure"),
    Tally.context: ("of context", "of context"),
    Tally.commitment: ("commitment", "commitments"),
    Tally.part: ("part of another", "parts of others"),
}


def _nothing_reviewed(matrix: Matrix) -> bool:
    """A mark on every single cell would tell nothing."""
    return not any(reading.reviewed for row in matrix.rows for reading in _readings(row))


def _readings(row: MatrixRow) -> list[Reading]:
    return [*row.cells.values(), *([row.status_reading] if row.status_reading else [])]


def _fitting(matrix: Matrix, width: int) -> _Layout:
    """Words for everybody who speaks; else words for those at the table; else shorter and shorter forms."""
    everybody, spoken = _speaking(matrix), spoken_for(matrix)
    table = tuple(party for party in everybody if party.role in COLUMN_ROLES) or everybody
    members = {party for cells in spoken.values() for party in cells}
    with_members = tuple(party for party in matrix.asked if party in everybody or party.key in members)
    longest = max(cell_len(safe(row.item.key)) for row in matrix.rows)
    plain = _Layout(everybody, _in_words, min(longest, _KEYS), 0, not _nothing_reviewed(matrix), matrix.parties, spoken)
    plain = replace(plain, statuses=max(cell_len(plain.status(row)) for row in matrix.rows))
    many = any(len(row.cells) > MANY for row in matrix.rows)
    for say in FORMS:
        for parties in (with_members, everybody) if many else (with_members, everybody, table):
            layout = replace(plain, say=say, parties=parties)
            if layout.at_least <= width and layout.wide(matrix.rows) <= width:
                return _grown(layout, matrix.rows, longest, width)
    short = replace(plain, say=_in_letters, keys=min(plain.keys, _SHORT_KEYS))
    return _grown(_cut_down(short, matrix.rows, width), matrix.rows, longest, width)


def _speaking(matrix: Matrix) -> tuple[Party, ...]:
    """Return who was asked for; else who holds a stance, in the ledger's order, or everybody at the table."""
    if matrix.chosen:
        return matrix.asked
    heard = {party for row in matrix.rows for party in row.cells}
    return tuple(party for party in matrix.columns if party.key in heard) or matrix.columns


def _grown(layout: _Layout, rows: Sequence[MatrixRow], longest: int, width: int) -> _Layout:
    """Give the keys what is left of the width."""
    return replace(layout, keys=min(longest, layout.keys + max(width - layout.wide(rows), 0)))


def _cut_down(layout: _Layout, rows: Sequence[MatrixRow], width: int) -> _Layout:
    """Keep as many of the parties as fit, those who speak most in view before others; one always stays.

    Where there are many to an item, a column tells how many are for and against. Statuses are cut where all that does
    not fit, at last keys.
    """
    heard = Counter(party for row in rows for party in row.cells)
    order = sorted(layout.parties, key=lambda party: (-heard[party.key], list(Role).index(party.role)))
    first, layout = tuple(order[:1]), _with_tallies(layout, rows, width)
    kept, left = list(first), width - replace(layout, parties=first).wide(rows)
    for party in order[1:] if left > _NARROWEST else ():
        left -= layout.column(party, rows) + 2
        if left < 0:
            break
        kept.append(party)
    chosen = {party.key for party in kept}
    layout = replace(layout, parties=tuple(party for party in layout.parties if party.key in chosen))
    layout = replace(layout, statuses=max(layout.statuses - max(layout.wide(rows) - width, 0), _LEAST))
    return replace(layout, keys=max(layout.keys - max(layout.wide(rows) - width, 0), _LEAST))


def _with_tallies(layout: _Layout, rows: Sequence[MatrixRow], width: int) -> _Layout:
    """Make room for the votes of items with many parties; where that leaves none, only for those on a side."""
    if not any(len(row.cells) > MANY for row in rows):
        return layout
    one = layout.parties[:1]
    for sides in (False, True):
        tallies = max(len(_votes(row, sides=sides)) for row in rows)
        layout = replace(layout, tallies=tallies, sides=sides)
        if replace(layout, parties=one).wide(rows) <= width:
            break
    return layout


def _votes(row: MatrixRow, *, sides: bool) -> str:
    votes = tally_of(row.cells.values())
    return votes.sides if sides else votes.said


def _body(matrix: Matrix, layout: _Layout) -> Iterator[str]:
    widths = [layout.column(party, matrix.rows) for party in layout.parties]
    names = [pad(safe(party.code), width) for party, width in zip(layout.parties, widths, strict=True)]
    tallies = [pad("", layout.tallies)] if layout.tallies else []
    yield bold("  ".join([pad("", layout.keys), *tallies, *names, _SPREAD, "status"]))
    labels = dict(zip((row.item.key for row in matrix.rows), layout.labels(matrix.rows), strict=True))
    by_track: dict[str, list[MatrixRow]] = {}
    for row in matrix.rows:
        by_track.setdefault(row.item.track or _NO_TRACK, []).append(row)
    for track, rows in by_track.items():
        yield dim(safe(track))
        yield from (_line(row, labels[row.item.key], layout, widths) for row in rows)


def _line(row: MatrixRow, label: str, layout: _Layout, widths: Sequence[int]) -> str:
    cells = [_cell(row, party, layout, width) for party, width in zip(layout.parties, widths, strict=True)]
    tallies = [pad(_votes(row, sides=layout.sides), layout.tallies)] if layout.tallies else []
    spread = f"{'' if row.spread is None else row.spread:>{len(_SPREAD)}}"
    return "  ".join([pad(label, layout.keys), *tallies, *cells, spread, cut(layout.status(row), layout.statuses)])


def _cell(row: MatrixRow, party: Party, layout: _Layout, width: int) -> str:
    reading = row.cells.get(party.key)
    text = pad(layout.cell(row, party) or " .", width)  # what others say for it has no colour of its own
    shade = words.colour(reading.measure) if reading else None
    return paint(text, fg=shade) if shade else text


def _legend(matrix: Matrix, layout: _Layout) -> Iterator[str]:
    shown = {reading.stance for row in matrix.rows for reading in row.cells.values() if reading.stance}
    if layout.say is not _in_words:
        form = words.SHORT if layout.say is _in_short else words.LETTER
        yield "; ".join(f"{form[stance]} {stance.value}" for stance in Stance if stance in shown)
    every = [reading for row in matrix.rows for reading in _readings(row)]
    from ledger.services.counting import reports

    said = [f". no account in {reports(matrix.counting)}; {marks.LEGEND}"]
    if any(row.moved.get(party.key) for row in matrix.rows for party in layout.parties):
        said.append(
            f"{MOVED}+1 a step up since the round before; a move without a step (a condition, a place) has no mark"
        )
    if layout.spoken:
        said.append(f"[+2 XX] not its own word: XX's, on its behalf; {DISSENT}XX other than XX's, on its behalf")
    if matrix.contested:
        said.append(f"{marks.CONTESTED} contested: each account's score, none has won")
    if any(not reading.sure or reading.possibly for reading in every):
        said.append(f"({marks.POSSIBLE}) in brackets: possible, its days are not over at this point")
    elif any(not each.reading.sure for each in _shown_for(matrix, layout)):
        said.append(f"{marks.POSSIBLE} possible, its days are not over at this point")
    if layout.marks_unreviewed:
        said.append(f"{UNREVIEWED} unreviewed")
    yield "; ".join(said)
    yield from _measured(matrix)
    yield from _left_out(matrix, layout)


def _shown_for(matrix: Matrix, layout: _Layout) -> Iterator[SpokenFor]:
    """Yield what stands in square brackets: what others hold for a party that has no word of its own."""
    for row in matrix.rows:
        said = layout.spoken.get(row.item.key, {})
        yield from (each for party in layout.parties if party.key not in row.cells for each in said.get(party.key, ()))


def _measured(matrix: Matrix) -> Iterator[str]:
    """Say what spread is, over whose words, and which stances it leaves out."""
    heard = {voice for row in matrix.rows for voice in voices(row.every, matrix.principals)}
    over = ", ".join(voice.value for voice in Voice if voice in heard)
    yield f"spread: the largest distance between principals, 0 to 6{f'; over {over} stances' if over else ''}"
    out = [f"{row.item.key} ({', '.join(found)})" for row in matrix.rows if (found := _out(row, matrix))]
    if out:
        more = f" and {len(out) - _FEW} more items" if len(out) > _FEW else ""
        yield f"Left out of it, contested or only possible: {safe(', '.join(out[:_FEW]))}{more}"


def _out(row: MatrixRow, matrix: Matrix) -> list[str]:
    codes = {party.key: party.code for party in matrix.parties}
    return [codes[party] for party in left_out(matrix.principals, row.every)]


def _left_out(matrix: Matrix, layout: _Layout) -> Iterator[str]:
    """Say who has no column: for want of room, or of a stance here."""
    shown = {party.key for party in layout.parties}
    heard = Counter(party for row in matrix.rows for party in row.cells)
    hidden = (party for party in matrix.columns if (heard[party.key] or matrix.chosen) and party.key not in shown)
    speak = sorted(hidden, key=lambda party: -heard[party.key])
    if layout.tallies:
        yield "for, against: a score above 0, below 0; abstaining: undecided; the rest is on neither side"
    if speak:
        counts = (f" ({heard[party.key]})" if heard[party.key] else "" for party in speak)
        named = [f"{safe(party.code)}{count}" for party, count in zip(speak[:_NAMED], counts, strict=False)]
        more = [f"{len(speak) - _NAMED} more"] if len(speak) > _NAMED else []
        wide = replace(layout, parties=_speaking(matrix), tallies=0).wide(matrix.rows)
        how = f"--width {wide} shows all" if wide <= _WIDEST else "--party A,B chooses"
        yield f"Not shown{'' if matrix.chosen else ', with stances'}: {', '.join([*named, *more])}; {how}"
    silent = [party for party in matrix.columns if not heard[party.key] and party.key not in shown]
    if silent and not matrix.chosen:
        named = [safe(party.code) for party in silent[:_NAMED]] if len(silent) <= _NAMED else [str(len(silent))]
        yield f"Principals and mediators without a stance here: {', '.join(named)}"


def matrix_table(matrix: Matrix, *, apart: bool = True) -> Table:
    """Return the matrix as plain rows, a column for each party.

    ``apart``: whose word it is, and how sure, stand in columns of their own, for programs; else with the stance.
    """
    parties = [party.key for party in matrix.columns]
    rows = [_values(row, parties, apart=apart) for row in matrix.rows]
    return Table(_headings(parties, apart=apart), rows)


def matrix_lines(columns: Sequence[Party], rows: Iterable[MatrixRow]) -> Iterator[str]:
    """Yield the lines of a matrix as CSV, for programs, of rows that come one by one."""
    parties = [party.key for party in columns]
    return csv_rows(_headings(parties, apart=True), (_values(row, parties, apart=True) for row in rows))


def _headings(parties: Sequence[str], *, apart: bool) -> list[str]:
    more = [f"{party}_{name}" for party in parties for name in ("voice", "mark")] if apart else []
    return ["item", "title", "kind", "track", *parties, "spread", "status", *more, *(["overdue"] if apart else [])]


def _values(row: MatrixRow, parties: Sequence[str], *, apart: bool) -> list[object]:
    item, cells = row.item, [row.cells.get(party) for party in parties]
    stances = [_in_table(reading, apart=apart) for reading in cells]
    more = [*(value for reading in cells for value in _apart(reading)), row.overdue] if apart else []
    return [
        item.key,
        item.title,
        item.kind.value,
        item.track,
        *stances,
        row.spread,
        _status_in_table(row, apart=apart),
        *more,
    ]


def _status_in_table(row: MatrixRow, *, apart: bool) -> str:
    """Return the status, of a contested one each account's; that it is overdue stands beside it for programs.

    For people, what may have come since stands with it.
    """
    known = row.status_reading
    since = marks.possibly(known.possibly) if known is not None and not apart else ""
    overdue = row.overdue and not apart
    said = marks.overdue(row.status, known) if overdue else row.status.value
    said = marks.word(known) if known is not None and known.contested and not overdue else said
    return f"{said} ({since})" if since else said


def _in_table(reading: Reading | None, *, apart: bool) -> str | None:
    if reading is None or apart:
        return marks.word(reading) if reading else None
    said = ", ".join(filter(None, (marks.whose(reading), marks.mark_words(reading))))
    return f"{marks.in_words(reading)} ({said})"


def _apart(reading: Reading | None) -> tuple[str | None, str | None]:
    if reading is None:
        return None, None
    voice = reading.evidence.voice
    return voice.value if voice else None, marks.mark_words(reading)
