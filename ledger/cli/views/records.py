"""One item, source, party, round, entry or changeset as text, whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ledger.cli.terminal import bold, dim
from ledger.cli.views import words
from ledger.cli.views.entries import entry_lines
from ledger.cli.views.grids import grid, paragraph
from ledger.domain.blocs import Besides
from ledger.domain.delegations import Delegations
from ledger.domain.figures import GivenFigure, counted
from ledger.domain.floors import EVERYTHING
from ledger.domain.readings import Reading
from ledger.domain.records import Delegate, Item, Record, Round, Source
from ledger.domain.seed import Claim, Review, Settlement
from ledger.domain.text import safe
from ledger.domain.words import ItemKind, Matter, RoundStatus, Stance, Status
from ledger.formats import marks
from ledger.services.counting import reports
from ledger.services.earlier_editions import WITHDRAWN
from ledger.services.entry_states import EntryAtPoint, EntryState
from ledger.services.note.words import belongs, ended, state_of_round
from ledger.services.shown import (
    EntryView,
    ItemView,
    PartyOnItem,
    PartyView,
    PersonView,
    Promise,
    RoundView,
    ShownThing,
    SourceView,
    Tie,
)
from ledger.storage.changeset_contents import Contents
from ledger.storage.changesets import Changeset


def view_text(view: ShownThing, width: int) -> str:
    """Return whatever was asked for as text in at most ``width`` columns."""
    match view:
        case ItemView():
            lines = _item(view, width)
        case SourceView():
            lines = _source(view, width)
        case PartyView():
            lines = _party(view, width)
        case PersonView():
            lines = _someone(view, width)
        case RoundView():
            lines = _round(view, width)
        case EntryView():
            lines = _entry(view, width)
        case Contents():
            lines = changeset_lines(view, width)
    floor = getattr(view, "counting", EVERYTHING)
    return words.counted(floor) + "\n".join(line.rstrip() for line in lines)


def _item(view: ItemView, width: int) -> Iterator[str]:
    item = view.item
    yield bold(f"{safe(item.key)}: {safe(item.title)}")
    if item.question:
        yield paragraph(item.question, width, "  ")
    yield f"  {'; '.join(_standing(view))}"
    yield from _described(item, width)
    yield dim(f"  At {words.point(view.point)}")
    for line in view.parties:
        yield ""
        yield from _party_line(line, width)
    yield from _section("Status", entry_lines(view.statuses, width))
    yield from _section("Events", entry_lines(view.events, width))
    yield from _section("Remarks", entry_lines(view.remarks, width))
    yield from _section("Figures", figure_lines(view, width))
    yield from _section("Contested", _contests(view, width))
    yield from _section("Apart", _apart(view, width))
    yield from _section("Ties", _ties(view.ties, width))
    yield from _section("History", _history(view.history, width))


def _standing(view: ItemView) -> Iterator[str]:
    yield from _became(view)
    if view.spread is not None:
        yield f"spread between principals {view.spread} of 6"
    if view.left_out:
        codes = ", ".join(view.called[party].code for party in view.left_out)
        yield f"left out of the spread, contested or only possible: {safe(codes)}"


def _became(view: ItemView | Promise) -> Iterator[str]:
    """How an item stands, by whose word; of a promise also when it is due, and how late.

    On the page of a party the word is told by name: *first-hand* would read as that party's own.
    """
    known = view.status_reading
    said = (
        marks.word(known)
        if known
        else marks.standing(view.status, known, promise=view.item.kind is ItemKind.commitment)
    )
    # that it was not raised is said of its time, whatever was raised since
    when = str(known.round or known.held) if known and known.status is Status.not_raised else ""
    whose = safe(view.whose) if isinstance(view, Promise) else marks.whose(known) if known else ""
    how = ", ".join(filter(None, (when, whose, marks.grade(known), marks.mark_words(known)))) if known else ""
    if view.overdue:  # that is worked out, as how late is: nobody's word, and no source's grade stands behind it
        yield "overdue"
    yield f"{said}{f' ({how})' if how else ''}{marks.late(view.late)}"
    if view.item.due:
        yield f"due {safe(view.item.due)}"


def _described(item: Item, width: int) -> Iterator[str]:
    parts = [
        f"{name.replace('_', ' ')} {safe(', '.join(value) if isinstance(value, tuple) else value)}"
        for name in (
            "kind",
            "matter",
            "track",
            "category",
            "difficulty",
            "owner",
            "tags",
            "by",
            "to",
            "marking",
            "embargo",
        )
        if name != "matter" or item.matter is not Matter.substance
        if (value := getattr(item, name))
    ]
    yield paragraph("; ".join(parts), width, "  ")
    if item.scale:
        yield paragraph(f"position 0: {item.scale.low}; position 100: {item.scale.high}", width, "  ")


def _party_line(line: PartyOnItem, width: int) -> Iterator[str]:
    yield bold(f"{safe(line.party.name)} ({safe(line.party.code)}): {_reads(line.reading)}")
    if line.reading is not None and line.reading.contested:
        yield _indented(accounts_grid(line.reading, width - 2))
    elif line.reading is not None and (another := marks.condition_of_another(line.reading)):
        yield paragraph(another, width, "  ")
    yield from entry_lines(line.entries, width)


def _reads(reading: Reading | None) -> str:
    """What a reading says, how sure, and on whose word; of a contested one each account, none has won."""
    if reading is None or not reading.word:
        return "nothing that stands"
    how = (marks.whose(reading), marks.grade(reading)) if not reading.contested else ()
    said = ", ".join(filter(None, (*how, marks.mark_words(reading))))
    return f"{marks.in_words(reading)}{f' ({said})' if said else ''}"


def accounts_grid(reading: Reading, width: int) -> str:
    """Return the accounts of a contested cell side by side, the leading one first."""
    accounts = reading.accounts
    condition = [marks.condition_of(each) or "" for each in accounts]
    rows: list[tuple[str, list[object]]] = [
        ("says", [f"{marks.signed(each.score)} {each.word}".strip() for each in accounts]),
        ("", list(condition)),
        ("position", [marks.position_of(each) for each in accounts]),
        ("held", [each.held for each in accounts]),
        ("whose word", [", ".join(filter(None, (each.evidence.by, marks.whose(each)))) for each in accounts]),
        ("grade", [marks.grade(each) for each in accounts]),
        ("entries", [", ".join(map(str, each.own)) for each in accounts]),
        ("cited", [words.cited(each.evidence.citations) for each in accounts]),
    ]
    given = [(name, *values) for name, values in rows if any(value not in {None, ""} for value in values)]
    return grid(("!", *(f"account {place}" for place, _ in enumerate(accounts, 1))), given, width)


def _apart(view: ItemView, width: int) -> Iterator[str]:
    """By the end of which round two parties were on opposite sides, and whether they still are."""
    rows = [(f"{each.one} - {each.other}", words.moment(each.since), each.ended or "") for each in view.disagreements]
    if rows:
        yield _indented(grid(("between", "by the end of", ""), rows, width - 2))


def _contests(view: ItemView, width: int) -> Iterator[str]:
    at_odds = {(contest.item, contest.party) for contest in view.contests if contest.stands}
    for contest in view.contests:
        if not contest.stands and (contest.item, contest.party) in at_odds:
            continue  # settling what stands there settles this as well
        party = f" {contest.party}" if contest.party else ""
        ask = f"posl settle {contest.item}{party} --keep {contest.entry}|{contest.other} or --moved --reason …"
        which = "earlier contest, unsettled: " if contest.overtaken else "" if contest.stands else "only possible: "
        yield paragraph(f"{which}{contest.entry} against {contest.other}: {ask}", width, "  ")
    for number, settlement in view.settlements:
        yield paragraph(f"@{number} {_settlement(settlement)}", width, "  ")


def _settlement(each: Settlement) -> str:
    said = {
        "outweighed": f"entry {each.entry} outweighs {each.other}",
        "moved": f"both stand, {each.other} before {each.entry}",
        "reopened": f"{each.entry} against {each.other} opened again",
    }[each.how.value]
    return f"{said}: {each.reason}"


def _ties(ties: Iterable[Tie], width: int) -> Iterator[str]:
    rows = [(tie.said, tie.item.key, tie.state if tie.told else marks.NOTHING, tie.item.title) for tie in ties]
    if rows:
        yield _indented(grid(("tie", "item", "status", "title"), rows, width - 2))


def _history(history: Iterable[Changeset], width: int) -> Iterator[str]:
    rows = [(f"@{c.number}", c.header.recorded_at, c.header.by, c.header.message or "") for c in history]
    if rows:
        yield _indented(grid(("", "recorded", "by", "message"), rows, width - 2))


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield bold(title)
        yield from found


def _fields(record: Record, width: int, without: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every field that says something, one a line."""
    for name, value in record.model_dump(mode="json", exclude_defaults=True).items():
        if name not in {"key", "title", "name", *without}:
            text = marks.in_one_line(name, getattr(record, name) if isinstance(value, list) else value)
            yield paragraph(f"{name.replace('_', ' ')}: {safe(text)}", width, "  ")


def _source(view: SourceView, width: int) -> Iterator[str]:
    source: Source = view.source
    yield bold(f"source:{safe(source.key)}: {safe(source.title)}")
    yield from _fields(source, width)
    for edition, digest, text in view.texts:
        yield f"  text attached: edition {edition}, {words.plural(len(text), 'character')}, sha256 {digest[:12]}"
    if not view.texts:
        yield f"  no text attached: posl source attach {safe(source.key)} FILE"
    if view.unfound:
        from ledger.cli.views.source import unfound_lines

        title = f"Not found in its text: {words.plural(len(view.unfound), 'quote or place', 'quotes or places')}"
        yield from _section(title, unfound_lines(view.unfound, width))
    withdrawn = (paragraph(safe(f"{each.of}: {each.message}"), width, "  ") for each in view.withdrawn)
    yield from _section(WITHDRAWN, withdrawn)
    stand = [_row(t, _places(t, source.key)) for t in view.entries if t.stands]
    yield from _section(f"What rests on it: {words.plural(len(stand), 'entry', 'entries')}", _rows(stand, width))
    gone = [(*_row(t, _places(t, source.key)), _why_gone(t)) for t in view.entries if not t.stands]
    yield from _section(f"What counts no more: {words.plural(len(gone), 'entry', 'entries')}", _rows(gone, width))


def _row(told: EntryAtPoint, where: str) -> tuple[str, ...]:
    return str(told.entry.id), words.held(told.entry), words.entry(told.entry), where


def _why_gone(told: EntryAtPoint) -> str:
    return f"{told.state.value} by {told.by}" if told.state is EntryState.corrected else told.state.value


def _rows(rows: Sequence[tuple[str, ...]], width: int) -> Iterator[str]:
    if rows:
        head = ("entry", "held", "says", "where", "")[: len(rows[0])]
        yield _indented(grid(head, rows, width - 2, frozenset({0})))


def _places(told: EntryAtPoint, source: str) -> str:
    return ", ".join(c.at or "" for c in told.entry.said.cite if c.source == source)


def _party(view: PartyView, width: int) -> Iterator[str]:
    yield bold(f"party:{safe(view.party.key)}: {safe(view.party.name)} ({safe(view.party.code)})")
    yield from _fields(view.party, width, frozenset({"code"}))
    if view.blocs:
        blocs = ", ".join(belongs(bloc.key, member) for bloc, member in view.blocs)
        yield paragraph(f"member of: {safe(blocs)}", width, "  ")
    yield dim(f"  At {words.point(view.point)}")
    said = [(item, reading) for item, reading in view.readings if reading.stance]
    held = [each for each in said if each[1].stance is not Stance.silent]  # a silence holds nothing
    silent = [each for each in said if each[1].stance is Stance.silent]
    if not said:
        it = "its own" if view.besides else "it"
        yield f"  No stance of {it} that counts is recorded by this point."
    yield from _readings(f"Holds: {words.plural(len(held), 'stance')}", held, width)
    yield from _readings(f"Silent on, as reported: {words.plural(len(silent), 'item')}", silent, width)
    yield from _section(
        "On its behalf, not its own word", (paragraph(_beside(each), width, "  ") for each in view.besides)
    )
    promised = (paragraph(f"{each.item.key}: {'; '.join(_became(each))}", width, "  ") for each in view.promises)
    yield from _section(f"Commitments by it: {len(view.promises)}", promised)
    yield from _section("Sat in", (f"  {line}" for line in _seats(view)))


def _readings(title: str, readings: Sequence[tuple[Item, Reading]], width: int) -> Iterator[str]:
    rows = [
        (
            item.key,
            marks.in_words(reading),
            str(reading.held),
            marks.whose(reading),
            marks.mark_words(reading) or "",
            " ".join(_words_of(reading)),
        )
        for item, reading in readings
    ]
    if rows:
        table = grid(("item", "stance", "held", "whose", "", "summary"), rows, width - 2)
        yield from _section(title, [_indented(table)])


def _words_of(reading: Reading) -> Iterator[str]:
    """Yield the condition of each account, with who names it where its leader does not, and the analyst's words."""
    found = (marks.condition_of(each) for each in reading.accounts)
    yield from dict.fromkeys(ended(said) for said in found if said)
    if reading.summary:
        yield reading.summary


def _beside(each: Besides) -> str:
    """What somebody holds for a party, and what is told of itself, where that is another."""
    dissent = each.own is not None and each.dissent
    apart = f"; {marks.of_itself(each.own)}: {marks.in_words(each.own)}" if each.own is not None and dissent else ""
    return f"{each.item.key}: {each.said.by} {marks.for_another_in_words(each.said.reading)}{apart}"


def _seats(view: PartyView) -> Iterator[str]:
    """Who sat in which round, once for each way in which the sources put it."""
    for stage in (stage for stage in view.rounds if stage.status is RoundStatus.held):
        people = dict.fromkeys(_person(seat, view.names) for seat in view.delegates if seat.round == stage.key)
        yield f"{safe(stage.key)}: {safe(stage.title)}" + "".join(f"\n    {person}" for person in people)


def _person(seat: Delegate, names: Mapping[str, str]) -> str:
    office = f", {safe(seat.office)}" if seat.office else ""
    return f"{safe(names.get(seat.person, seat.person))}{office}{' (lead)' if seat.lead else ''}"


def _someone(view: PersonView, width: int) -> Iterator[str]:
    yield bold(f"person:{safe(view.person.key)}: {safe(view.person.name)}")
    if view.person.aliases:
        yield paragraph(f"aliases: {', '.join(view.person.aliases)}", width, "  ")
    for office in view.person.offices:
        yield paragraph(str(office), width, "  ")
    yield dim(f"  At {words.point(view.point)}")
    yield from _section("Sat in", (paragraph(_sat(stage, seat), width, "  ") for stage, seat in view.seats))
    for what, found in (("Said", view.said), ("Cited in, with the words of others", view.cited_in)):
        rows = [_row(each, words.cited(each.entry.said.cite)) for each in found]
        yield from _section(f"{what}: {words.plural(len(rows), 'entry', 'entries')}, newest first", _rows(rows, width))


def _sat(stage: Round, seat: Delegate) -> str:
    by = f" {words.cited([seat.cite])}" if seat.cite else ""
    office = f", {seat.office}" if seat.office else ""
    return f"{stage.key} for {seat.party}{office}{' (lead)' if seat.lead else ''}{by}"


def figure_lines(view: ItemView, width: int) -> Iterator[str]:
    """Each thing counted, whose stance gives it, and its accounts: rivals are marked, and who says which."""
    for each in view.figures:
        whose = f", {view.called[each.party].name}" if each.party else ""
        told = [f"{account[0].figure} {_figure_from(account)}" for account in each.accounts]
        mark = f"{marks.CONTESTED} " if each.contested else ""
        yield paragraph(f"{mark}{counted(each.what, each.about)}{whose}: {'; against '.join(told)}", width, "  ")


def _figure_from(account: Iterable[GivenFigure]) -> str:
    return words.cited(cite for given in account for cite in given.entry.said.cite)


def _round(view: RoundView, width: int) -> Iterator[str]:
    yield bold(f"round:{safe(view.stage.key)}: {safe(view.stage.title)}")
    became = state_of_round(view.stage, view.slip, reports(view.counting))
    yield paragraph(f"status: {became}", width, "  ")
    yield from _fields(view.stage, width, frozenset({"status"}))
    parties = dict.fromkeys([*view.stage.parties, *(seat.party for seat in view.delegates)])
    found = dict(view.delegations)
    named = (line for party in parties for line in _delegation(party, found.get(party), view.names, width))
    yield from _section("At the table", named)
    yield from _section("Due by it", (f"  {safe(item.key)}: {safe(item.title)}" for item in view.due))
    rows = [_row(each, words.cited(each.entry.said.cite)) for each in view.entries if each.stands]
    yield from _section(
        f"Held or happened on its days, or by them: {words.plural(len(rows), 'entry', 'entries')}", _rows(rows, width)
    )


def _delegation(party: str, found: Delegations | None, names: Mapping[str, str], width: int) -> Iterator[str]:
    """Who sat for a party: one source's list a line, with places and notes, and whether they contradict each other."""
    lists = found.lists if found else ()
    if not lists:
        yield paragraph(f"{party}: (nobody named)", width, "  ")
    for each in lists:
        people = "; ".join(f"{_person(seat, names)}{_noted(seat)}" for seat in each.delegates)
        by = f" {words.cited(seat.cite for seat in each.delegates if seat.cite)}" if each.source else ""
        mark = "! " if found and any(each in pair for pair in found.rivals) else ""
        yield paragraph(f"{mark}{party}: {people}{by}", width, "  ")


def _noted(seat: Delegate) -> str:
    """What the source adds of somebody on its list: that there may be more, say."""
    return f" ({safe(seat.cite.note)})" if seat.cite and seat.cite.note else ""


def _entry(view: EntryView, width: int) -> Iterator[str]:
    header = view.changeset.header
    recorded = f"recorded @{view.changeset.number} by {safe(header.by)}, {header.recorded_at}"
    if view.retraction is not None:
        yield bold(f"{view.retraction.id}: retraction of entry {view.retraction.entry}")
        yield paragraph(view.retraction.reason, width, "  ")
    if view.told is not None:
        yield bold(f"entry {view.told.entry.id}: {words.entry(view.told.entry)}")
        yield f"  {_stands(view.told)}"
        yield from entry_lines([view.told], width)
        if view.told.entry.said.round and not view.told.entry.by_round:
            yield f"  said in round {safe(view.told.entry.said.round)}"
        if view.account is not None and (another := marks.condition_of_another(view.account)):
            yield paragraph(f"its account: {another}", width, "  ")
        if view.told.entry.reason:
            yield paragraph(f"because: {view.told.entry.reason}", width, "  ")
    yield dim(f"  {recorded}")


def _stands(told: EntryAtPoint) -> str:
    """How an entry stands: what happened, or was said, is in no cell."""
    if told.state is EntryState.counts and told.entry.said.cell.item is None:
        return "counts"
    return _STANDS.get(told.state, told.state.value)


_STANDS = {
    EntryState.counts: "counts: it is in the reading of its cell",
    EntryState.left_out: "left out: it is not among what counts",
    EntryState.rejected: "rejected: it counts nowhere",
}


def changeset_lines(done: Contents, width: int) -> Iterator[str]:
    """Return what a changeset did."""
    header = done.changeset.header
    yield bold(f"@{header.number} by {safe(header.by)}, {header.recorded_at}, {safe(header.tool)}")
    if header.message:
        yield paragraph(header.message, width, "  ")
    yield dim(f"  hash {header.hash}")
    yield from _section("Entered", (f"  + {safe(record.ref)}" for record in done.records))
    edits = (f"{edit.record} {edit.field}: {edit.old} -> {edit.new}" for edit in done.edits)
    yield from _section("Edited", (paragraph(line, width, "  ") for line in edits))
    rows = [(str(e.id), words.held(e), words.entry(e), words.cited(e.said.cite)) for e in done.entries]
    yield from _section("Recorded", _rows(rows, width))
    yield from _section("Acts", (paragraph(line, width, "  ") for line in _acts(done)))


def _acts(done: Contents) -> Iterator[str]:
    for entry in done.entries:
        if entry.supersedes:
            yield f"entry {entry.id} supersedes {entry.supersedes}: {entry.reason or ''}"
    for retraction in done.retractions:
        yield f"retracted entry {retraction.entry} ({retraction.id}): {retraction.reason}"
    for added in done.citations:
        yield f"citation added to entry {added.entry.id}: {words.cited([added])}"
    for dropped in done.dropped:
        yield f"citation of entry {dropped.entry.id} dropped: [{dropped.source} {dropped.at or ''}] {dropped.reason}"
    for one, other in done.rivals:
        yield f"contested: entry {other} with entry {one}"
    for settlement in done.settlements:
        yield f"settled: {_settlement(settlement)}"
    yield from _verdicts(done)
    for each in done.redactions:
        yield f"redacted, of @{each.touched}: {each.stream.replace('_', ' ')} {each.record}, {each.fields}"
    for text in done.attachments:
        yield f"text attached to {text.source}: edition {text.edition}, {words.plural(len(text.text), 'character')}"


def _verdicts(done: Contents) -> Iterator[str]:
    claimed = f", as {done.changeset.header.author} claims"
    given: list[Review | Claim] = [*done.reviews, *done.claims]
    for each in given:
        note = f": {each.note}" if each.note else ""
        whose = claimed if isinstance(each, Claim) else ""
        yield f"entry {each.entry.id} {each.verdict.value} by {each.reviewer}{whose}{note}"
