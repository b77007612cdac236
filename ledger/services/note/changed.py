"""Sections that tell the changes: what ended, who moved, where things stand, what is new, what we corrected."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby

from ledger.domain.diff import EVIDENCE, RESTS, Cause, Change, StatusSide, Verb
from ledger.domain.diff.verbs import VERBS
from ledger.domain.entries import Citation
from ledger.domain.readings import Reading
from ledger.domain.tallies import side_of, tally_of
from ledger.formats.document import Sentence, Span, Style
from ledger.services.note import words
from ledger.services.note.behalf import BehalfWriter
from ledger.services.note.claims import CROWD, Spans
from ledger.services.note.ends import is_overdue
from ledger.services.note.first import where_of
from ledger.services.note.lines import LineWriter, told
from ledger.services.note.material import late_otherwise, out_of_a_contest, reading_of, said_of

MOST = 20  # things named in one line of a short note
_NAMED = 3  # items that a party moved on towards another, by name
_MANY_REWORDED = 5  # changes of wording alone; more are only named in a short note
_CONTESTS = frozenset({Verb.contested, Verb.resolved})
_GONE = frozenset({Verb.unopened, Verb.unstated})
_ONLY_NAMED = RESTS | {Verb.reaffirmed, Verb.replaced}
_SAID_AGAIN = RESTS | {Verb.reaffirmed}


class ChangeWriter:
    """Writes the sections of changes."""

    def __init__(self, lines: LineWriter) -> None:
        self._lines = lines
        self._material = lines.material
        self._diff = lines.material.diff
        self._names = lines.names
        self._behalf = BehalfWriter(lines)
        self._most = MOST if lines.brief else None

    def section_of(self, change: Change) -> str:
        """Return the key of the section that tells a change."""
        if change.cause is Cause.redefined:
            return "redefined"
        if change.ours:
            return "corrected"
        if VERBS[change.verb].section == "again" and late_otherwise(change):
            return "promises"
        if change.verb is Verb.resolved and out_of_a_contest(change):  # what became of it is more than that
            return "promises"
        if change.verb is Verb.reopened and isinstance(change.after, StatusSide) and change.after.is_commitment:
            return "promises"  # where it is told by when it is due: once
        if change.via and VERBS[change.verb].section == "again":
            return "moved"
        if self._figures_learned(change):
            return "corrected"
        if _CONTESTS & set(change.told_verbs) and VERBS[change.verb].section == "evidence":
            return "contested"
        return "gone" if change.verb in _GONE else VERBS[change.verb].section

    def _figures_learned(self, change: Change) -> bool:
        """Whether the same is said again with other figures, of one day known twice: those are what we learned."""
        again = VERBS[change.verb].section == "again" and not change.via
        return again and self._material.known_twice and self._lines.figures_differ(change) is not None

    def _in(self, section: str) -> list[Change]:
        return sorted(self._by_section.get(section, ()), key=self._matter)

    @cached_property
    def _by_section(self) -> Mapping[str, list[Change]]:
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self._diff.changes:
            found[self.section_of(change)].append(change)
        return found

    def _matter(self, change: Change) -> int:
        """What is of substance comes first, then procedure, then what lies outside this table."""
        item = self._names.of(change.item)
        return list(type(item.matter)).index(item.matter) if item else 0

    def settled(self) -> Iterator[Sentence]:
        """Items that came off the list, or came back to it."""
        for change in self._in("settled"):
            yield (
                self._with_stances(change, self._heard_on(change.item))
                if change.before is None
                else self._lines.change(change)
            )

    def _all_stated(self, stated: Sequence[Change]) -> Spans:
        return self._lines.all_stated(stated, self._behalf.told_before(stated))

    def _heard_on(self, item: str) -> list[Change]:
        """Return the stances first reported on an item, each plainly so."""
        return self._stated.get(item, [])

    @cached_property
    def _stated(self) -> Mapping[str, list[Change]]:
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self._in("new"):
            if change.verbs == (Verb.stated,) and not change.via and isinstance(change.after, Reading):
                found[change.item].append(change)
        return found

    def _with_stances(self, change: Change, stated: Sequence[Change]) -> Sentence:
        """Return the line on an item that is new on the list, with who holds what on it."""
        line = self._lines.change(change)
        if not stated:
            return line
        last = line.spans[-1]
        spans = (*line.spans[:-1], replace(last, cites=line.cites), Span(" "), *self._all_stated(stated))
        return self._after_others(replace(line, spans=spans, cites=(), tells=tuple(map(told, stated))), stated)

    def moved(self) -> Iterator[Sentence]:
        """Who moved: party by party, each after a sentence that sums it up."""
        every = self._in("moved")
        on_item = Counter(change.item for change in every if change.party and not change.of_silence)
        crowded = {item: list[Change]() for item, count in on_item.items() if count > CROWD}
        found: dict[str | None, list[Change]] = defaultdict(list)
        for change in every:
            crowd = crowded.get(change.item) if change.party and not change.of_silence else None
            (found[change.party] if crowd is None else crowd).append(change)
        yield from map(self._crowd, crowded.values())
        for party, own in found.items():
            if party is not None and len(own) > 1 and any(change.moved for change in own):
                yield self.summed_up(party, own)
            yield from map(self._lines.change, own)

    def _crowd(self, changes: Sequence[Change]) -> Sentence:
        """Return how many stood on which side before and after, and who crossed from one to another."""
        read = ((change, reading_of(change.before), reading_of(change.after)) for change in changes)
        sides = [(change, before, after) for change, before, after in read if before and after]
        was = tally_of(before for _change, before, _after in sides).said
        now = tally_of(after for _change, _before, after in sides).said
        crossed: dict[tuple[str, str], list[str]] = {}
        for change, before, after in sides:
            turn = side_of(before).strip("_"), side_of(after).strip("_")
            if turn[0] != turn[1]:
                crossed.setdefault(turn, []).append(self._names.party(change.party or ""))
        said = f"{len(changes)} parties moved: {was} before; {now} after."
        turns = [f" Crossed from {old} to {new}: {self._first_of(names)}." for (old, new), names in crossed.items()]
        cited = self._lines.notes.of(_citations(changes))
        spans = (*self._lines.asked(changes[0]), Span("".join((said, *turns))))
        return Sentence(spans, cited, item=changes[0].item, tells=tuple(map(told, changes)))

    def _first_of(self, names: Sequence[str]) -> str:
        most = self._most or len(names)
        left = [f"{len(names) - most} more"] if len(names) > most + 1 else []
        return words.listed([*(names[:most] if left else names), *left])

    def summed_up(self, party: str, own: Sequence[Change]) -> Sentence:
        """Return on how many items a party moved, and towards whom on which: ``Russia moved on two items``.

        One move may be towards several: counts of each would read as so many moves. Items on which it came nearer to
        nobody, nor went away from anybody, stand behind those. Up to three are named in each place, more are counted.
        """
        moved = [change for change in own if change.moved]
        items = dict.fromkeys(change.item for change in moved)
        turns = [
            f"{lead} {words.listed([self._names.party(other) for other in others])} on {self._few(on)}"
            for lead, sides in (("towards", "nearer_to"), ("away from", "further_from"))
            for on, others in _by_items(moved, sides).items()
        ]
        turned = {change.item for change in moved if change.nearer_to or change.further_from}
        rest = [item for item in items if item not in turned]
        named = self._few(rest) if rest and (turns or len(rest) <= _NAMED) else ""
        on_what = "; ".join(filter(None, (words.listed(turns), f"also on {named}" if turns and named else named)))
        count = words.plural(len(items), "item")
        said = f"{self._names.party(party)} moved on {count}{f': {on_what}' if on_what else ''}."
        return Sentence((Span(said),), self._lines.notes.ledger(), party=party)

    def _few(self, items: Collection[str]) -> str:
        named = [self._names.item(key) for key in items]
        return words.listed(named) if len(named) <= _NAMED else f"{words.number(len(named))} items"

    def inside(self) -> Iterator[Sentence]:
        """Moves within the days of a round at either end, or on the way."""
        for change in self._diff.inside:
            yield self.inside_line(change)

    def inside_line(self, change: Change) -> Sentence:
        """Return who moved from where to where within a round, with the words of the analyst on it, told once."""
        after, ends = reading_of(change.after), self._lines.each_end(change)
        sides = ends or {"before": self._where_from(change), "after": self._lines.side(change.after)}
        if Verb.position_moved in change.verbs:
            both = zip(sides.items(), (change.before, change.after), strict=True)
            sides = {end: self._placed(said, reading_of(side)) for (end, said), side in both}
        told_then = {"before": reading_of(change.before), "after": after}
        sides = {end: self._as_then(said, told_then[end], apart=bool(ends)) for end, said in sides.items()}
        said = words.spans(
            "Inside {where}: {party} {moved} from {before} to {after} on {item}{whose}.",
            where=where_of(change, self._lines.material.names.rounds),
            party=self._lines.whose(change.party),
            moved="went" if change.of_silence else "moved",
            item=self._names.about(change.item),
            whose=self._lines.word_of(after) if after and not ends else "",
            **sides,
        )
        return self._lines.telling(change, said, after.summary if after and not self._told_below(change) else None)

    @staticmethod
    def _as_then(said: Spans, reading: Reading | None, *, apart: bool) -> Spans:
        """Say of an end that another account contradicted it; a comma ends what stands ``apart``, with whose word."""
        contested = reading is not None and reading.contested
        return (*said, Span(f"{', contradicted then' if contested else ''}{',' if contested or apart else ''}"))

    def _placed(self, said: Spans, reading: Reading | None) -> Spans:
        """Put where on the scale a reading is behind its word."""
        if reading is None or reading.position is None:
            return said
        first, *rest = said
        where = Span(f" ({self._lines.place(reading, reading.party)})", cites=first.cites)
        return (replace(first, cites=()), where, *rest)

    def _where_from(self, change: Change) -> Spans:
        """Return what stood before a move inside a round, with its places where what came after has others."""
        before, said = reading_of(change.before), self._lines.side(change.before)
        places = before.evidence.citations if before else ()
        cited = {(place.source, place.at) for place in change.citations}
        apart = any((place.source, place.at) not in cited for place in places)
        return self._lines.claimed(said, places) if apart else said

    def _told_below(self, change: Change) -> bool:
        """Whether a change of the cell ends where a move inside a round did: a whole note has the words on it there."""
        after = reading_of(change.after)
        return not self._lines.brief and after is not None and (after.item, after.party, after.entry) in self._ends

    @cached_property
    def _ends(self) -> frozenset[tuple[str, str | None, int]]:
        """What parties' own changes end with, uncontested: item, party and the entry that leads."""
        found = (reading_of(each.after) for each in self._diff.changes if each.party and not each.ours)
        return frozenset((each.item, each.party, each.entry) for each in found if each and not each.contested)

    def course(self) -> Iterator[Sentence]:
        """Statuses that advanced or went back."""
        yield from map(self._lines.change, self._in("course"))

    def new(self) -> Iterator[Sentence]:
        """What is first reported: items, and stances, those on one item in one line."""
        brought = {c.item for c in self._diff.changes if self.section_of(c) == "settled" and c.before is None}
        by_item: dict[str, list[Change]] = defaultdict(list)
        for change in self._in("new"):
            by_item[change.item].append(change)
        for item, found in by_item.items():
            heard = self._heard_on(item)
            rest = [change for change in found if change not in heard]
            yield from self._first_reported(rest, [] if item in brought else heard)

    def _first_reported(self, rest: Sequence[Change], stated: Sequence[Change]) -> Iterator[Sentence]:
        opened = [change for change in rest if change.party is None and Verb.opened in change.verbs]
        if opened:
            yield self._with_stances(opened[0], stated)
        elif stated:
            yield self._heard(stated)
        for change in rest:
            if change not in opened:
                yield self._after_others(self._lines.change(change), [change])

    def _heard(self, stated: Sequence[Change]) -> Sentence:
        """Return one line for all parties first heard on an item, each claim with its own place."""
        about = self._lines.asked(stated[0])
        said = (*about[:-1], Span(": first reported, by us: "), *self._all_stated(stated))
        return self._after_others(Sentence(said, tells=tuple(map(told, stated)), item=stated[0].item), stated)

    def _after_others(self, line: Sentence, changes: Sequence[Change]) -> Sentence:
        """Return a line on who is first heard, with what others held on its behalf until then, if that is another."""
        before = self._behalf.before(each for each in changes if each.party and each.before is None)
        last = line.spans[-1]
        spans = (*line.spans[:-1], replace(last, cites=(*last.cites, *line.cites)), *before)
        return replace(line, spans=spans, cites=()) if before else line

    def gone(self) -> Iterator[Sentence]:
        """What is not on record at the later point: read backwards, what is first reported."""
        yield from map(self._lines.change, self._in("gone"))

    def again(self) -> Iterator[Sentence]:
        """What was said once more: named in one line where the note is short, else a line each."""
        found = self._in("again")
        reworded = [change for change in found if Verb.reworded in change.verbs]
        yield from map(self._lines.change, reworded)
        rest = [change for change in found if change not in reworded]
        if not self._lines.brief:
            yield from map(self._lines.change, rest)
        elif rest:
            yield self._named(_again_or_otherwise(rest), rest)

    def _named(self, lead: str, changes: Sequence[Change]) -> Sentence:
        """Return one line that names the items of changes, each with who and what, and its places."""
        groups = groupby(_by_item(changes), key=lambda change: change.item)
        claims = [self._claim(item, list(own)) for item, own in groups]
        return self._lines.listing(lead, claims, map(told, changes))

    def _claim(self, item: str, own: Sequence[Change]) -> Spans:
        said = "; ".join(self._again(own))
        spans = (self._short(item), *([Span(f" ({said})")] if said else []))
        return self._lines.claimed(spans, dict.fromkeys(place for each in own for place in self._places_again(each)))

    def _places_again(self, change: Change) -> Iterator[Citation]:
        yield from self._lines.places_told(change)
        before = said_of(change.before) if change.party and self._lines.word_before(change) else None
        yield from before.evidence.citations if before is not None else ()
        yield from self._lines.places_otherwise(change)

    def _short(self, item: str) -> Span:
        return Span(self._names.item(item).partition(" (")[0], Style.strong)

    def _again(self, changes: Iterable[Change]) -> Iterator[str]:
        """Yield who says so again; of a status only what it was before, where that is another word."""
        for change in changes:
            sides = (change.before, change.after)
            was, state = ("".join(span.text for span in self._lines.side(_as_told(side))) for side in sides)
            figures = self._lines.figures_again(change)
            when = self._when_learned(change) if change.learned else ""
            more = "".join(f", {each}" for each in (when, figures) if each)
            if accounts := self._lines.of_accounts(change, change.verbs):
                who = f"{self._names.party(change.party)} " if change.party else ""
                yield f"{who}{''.join(span.text for span in accounts)}{more}"
            elif change.party:
                yield f"{self._names.party(change.party)} {state}{self._lines.whose_again(change)}{more}"
            elif was != state or more:
                yield f"{state}{f', before {was}' if was != state else ''}{more}"

    def evidence(self) -> Iterator[Sentence]:
        """What rests on more or on other sources than before."""
        yield from self._by_verb(self._in("evidence"))

    def corrected(self) -> Iterator[Sentence]:
        """What we recorded otherwise, or learned more of: nobody's move. Many changes of wording are only named."""
        every = [_by_its_entries(change) for change in self._in("corrected")]
        found = [change for change in every if not (change.learned or self._figures_learned(change))]
        yield from self._learned([change for change in every if change.learned or self._figures_learned(change)])
        wording = [change for change in found if change.verbs == (Verb.reworded,)]
        named = [change for change in found if _ONLY_NAMED.issuperset(change.verbs)]
        named += wording if self._lines.brief and len(wording) > _MANY_REWORDED else []
        named = [each for each in named if not self._says_more(each)]
        yield from (self._lines.change(change, lead=_as_of(change)) for change in found if change not in named)
        yield from self._by_verb(named)
        yield from map(self._overtaken, self._diff.overtaken)

    def _learned(self, found: Sequence[Change]) -> Iterator[Sentence]:
        """Yield what came about by the earlier point, with its days; in a short note what was said again in a line."""
        known = words.LEARNED[Cause.corrected in self._material.back]
        by_then = (each for each in found if self._lines.brief and each.learned)
        again = [each for each in by_then if _SAID_AGAIN.issuperset(each.verbs)]
        for change in found:
            if change not in again:
                yield self._lines.change(change, lead=f"{_of_days(self._when_learned(change))}, {known}: ")
        if again:
            yield self._named(f"{_again_or_otherwise(again)} by then, {known}", again)

    def _when_learned(self, change: Change) -> str:
        """Return the days of what came about, as it is told at the end that knows of it."""
        if Cause.corrected in self._material.back:
            told = reading_of(change.before)
            days = [each.held for each in told.accounts] if told else []
        else:
            days = self._lines.days_first_told(change)
        return words.listed(list(dict.fromkeys(map(words.held, days))))

    def _overtaken(self, change: Change) -> Sentence:
        """Return what we put right of an earlier day; what stands at the ends is told as none of its changes."""
        days = ", by the days that rounds have now" if change.by_other_days else ""
        told = self._lines.change(_by_its_entries(change), lead=_as_of(change, f"{days}, since overtaken"))
        return replace(told, verbs=(), tells=())

    def _says_more(self, change: Change) -> bool:
        """Whether something was put right though the verbs say that the same stands: a word, figures, which account."""
        word = Verb.replaced in change.verbs and not change.same_word
        return word or self._lines.says_more_of(change) or self._lines.by_another(change)

    def redefined(self) -> Iterator[Sentence]:
        """What reads otherwise because we changed what it is measured by; other grades alone are told together."""
        found = self._in("redefined")
        graded = [change for change in found if EVIDENCE.issuperset(change.verbs)]
        yield from (self._lines.change(change) for change in found if change not in graded)
        yield from self._by_verb(graded)

    def _by_verb(self, changes: Sequence[Change]) -> Iterator[Sentence]:
        """Yield a line a change; where the note is short, a line a verb that names the items."""
        if not self._lines.brief:
            yield from map(self._lines.change, changes)
            return
        by_verbs: dict[tuple[Verb, ...], list[Change]] = defaultdict(list)
        apart = [change for change in changes if _of_unlike_accounts(change)]
        yield from map(self._lines.change, apart)
        rest = [change for change in changes if change not in apart]
        for change in rest:  # that it rests on other places says already that another entry says the same
            more = tuple(verb for verb in change.verbs if verb not in (Verb.reaffirmed, Verb.replaced))
            by_verbs[more or change.verbs].append(change)
        for verbs, own in by_verbs.items():
            yield self._named(words.sentence_case(words.listed([_LEADS.get(verb, verb.value) for verb in verbs])), own)


def _of_days(when: str) -> str:
    """Return ``Of 4 Jan 2026``; of what came about on any day until one ``By 4 Jan 2026``."""
    return words.sentence_case(when) if when.startswith("by ") else f"Of {when}"


def _as_of(change: Change, more: str = "") -> str:
    """Return ``As of 24 Jan 2026: `` of what we put right of an earlier day, where something came about since."""
    return f"As of {words.day(change.turned_on)}{more}: " if change.turned_on else ""


def _by_its_entries(change: Change) -> Change:
    """Return a change without that a promise is overdue, where all that stands is: we put right what entries say."""
    if not all(is_overdue(side) for side in (change.before, change.after) if said_of(side) is not None):
        return change
    return replace(change, before=_as_told(change.before), after=_as_told(change.after))


def _of_unlike_accounts(change: Change) -> bool:
    """Whether accounts of a contest that goes on rest the one on more and the other on less, or more is told of one."""
    return bool(change.by_account) and (len(change.verbs) > 1 or not EVIDENCE.issuperset(change.told_verbs))


_LEADS = {
    Verb.corroborated: "more independent sources for",
    Verb.uncorroborated: "fewer independent sources for",
    Verb.regraded: "graded otherwise",
    Verb.cited: "more places are cited, or others, for",
    Verb.uncited: "fewer places are cited for",
    Verb.reaffirmed: "the same, from another entry",
    Verb.replaced: "the same, from another entry",
    Verb.reworded: "in other words",
}


def _as_told(side: Reading | StatusSide | None) -> Reading | StatusSide | None:
    """Return a side without what is worked out of it: that a promise is overdue no source says, again or otherwise."""
    return replace(side, overdue=False) if isinstance(side, StatusSide) else side


def _by_items(changes: Iterable[Change], sides: str) -> dict[tuple[str, ...], list[str]]:
    """Return the parties that moves went to, or away from, by the items on which they did."""
    items: dict[str, dict[str, None]] = {}
    for change in changes:
        for other in getattr(change, sides):
            items.setdefault(other, {})[change.item] = None
    found: dict[tuple[str, ...], list[str]] = {}
    for other, on in items.items():
        found.setdefault(tuple(sorted(on)), []).append(other)
    return found


def _by_item(changes: Collection[Change]) -> list[Change]:
    order = {item: place for place, item in enumerate(dict.fromkeys(change.item for change in changes))}
    return sorted(changes, key=lambda change: order[change.item])


def _citations(changes: Iterable[Change]) -> list[Citation]:
    return list(dict.fromkeys(citation for change in changes for citation in change.rests_on))


def _again_or_otherwise(changes: Sequence[Change]) -> str:
    """Return what leads to their names: progress on what was open agrees with it, and is yet nothing said again."""
    sides = [(each.before, each.after) for each in changes]
    others = [
        isinstance(was, StatusSide) and isinstance(now, StatusSide) and was.status is not now.status
        for was, now in sides
    ]
    if all(others):
        return "Told in another word"
    return "Said again, or in another word" if any(others) else "Said or discussed again"
