"""The top of a note: a picture in three sentences, then what the record rests on, what is counted, what people say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ledger.domain.checklist import Tally
from ledger.domain.diff import Cause, Change, Checklist, Diff, StatusSide, Undated, Verb
from ledger.domain.diff.items import item_verbs
from ledger.domain.diff.remaining import OPEN_AGAIN, UNLIKE, Endings, endings_of
from ledger.domain.diff.result import Becoming
from ledger.domain.entries import Entry, RemarkEntry
from ledger.domain.evidence import Coverage
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point, days_of
from ledger.domain.readings import Reading
from ledger.domain.records import Round
from ledger.domain.told_once import Alike, as_one, told_once
from ledger.domain.words import RoundStatus, Status
from ledger.formats import marks
from ledger.formats.document import Sentence, Span
from ledger.services.counting import said as counted
from ledger.services.note import words
from ledger.services.note.behalf import BehalfWriter
from ledger.services.note.figures import FiguresDiffer
from ledger.services.note.lines import LineWriter
from ledger.services.note.material import said_of

_FEW = 4  # names in a sentence of the picture; the rest is counted
_FEW_SOURCES = 2  # that a short note names
_HARDEST = (5, 4)
_BY_SOME = "by some accounts alone"
_NOTHING_SETTLED = "No {further}item of substance is reported settled"
"""Of what ended in between; an item that was settled before, and still is, is none of it."""


def _how_many(coverage: Coverage, *, brief: bool) -> str:
    """Return ``four sources``, and where some of them repeat others ``four sources, three of them independent``."""
    return f"{words.plural(len(coverage.sources), 'source')}{_independent(coverage, brief=brief)}"


def _independent(coverage: Coverage, *, brief: bool) -> str:
    of_them = "" if brief else " of them"
    return f", {words.number(coverage.independent)}{of_them} independent" if coverage.repeated else ""


class First:
    """Writes the top."""

    def __init__(self, lines: LineWriter) -> None:
        self._lines = lines
        self._material = lines.material
        self._diff = lines.material.diff
        self._names = lines.names
        self._behalf = BehalfWriter(lines)

    # -- the picture --------------------------------------------------------------------------------------------------

    def lead(self) -> tuple[Sentence, ...]:
        """Return three sentences: what ended, who moved, what is stuck or came forward; one where nothing changed.

        Between two ledgers on one day no time passes in which anybody could move: what they tell differently is below.
        Before them stands that the note is read backwards, where it is: else a reader takes the past for news.
        """
        if not (self._diff.changes or self._diff.inside):
            return (self._lines.plain(self.nothing()),)
        if not self._material.whole:
            told = ["Only what was asked for is told; what is counted is of the whole ledger."]
        else:
            one_day = self._material.other is not None and not self._material.time_passes
            told = [self._ended(), *([] if one_day else [self._moved()]), self._stuck() + self._forward()]
        return tuple(self._lines.plain(text) for text in (*self._backwards(), *told))

    def _backwards(self) -> Iterator[str]:
        start, end = self._diff.from_point, self._diff.to_point
        if end.held_on < start.held_on:
            later, earlier = (words.dated(each, self._material.names.rounds) for each in (start, end))
            order = f"{earlier} comes before {later}"
            yield f"Read backwards: {order}. What came about is told as undone."
        if Cause.corrected in self._material.back:
            lead = "Read backwards, to what was" if end.held_on == start.held_on else "Told as it was"
            yield f"{lead} known at changeset {end.known_at}: what we learned since is told as unlearned."

    def nothing(self) -> str:
        """Say that nothing changed, and why."""
        diff = self._diff
        if not self._material.whole:
            return "Nothing of what was asked for changed."
        if self._material.other is not None:
            return "No changes: of what both know every stance and status reads alike."
        if diff.from_point == diff.to_point:
            return "No changes: this is one and the same point."
        if diff.overtaken:
            name = words.point_name(diff.to_point)
            return f"No change of what stands at {name}: what was learned or put right is of earlier days."
        if diff.redefined:  # a due day or a role may have made a lateness or a gap another
            return "No changes but of what we describe otherwise, told below."
        if diff.undated:
            return "No changes that can be dated: what may have come in between is told as undated."
        if diff.from_point.known_at != diff.to_point.known_at:
            name, known = words.point_name(diff.to_point), max(diff.from_point.known_at, diff.to_point.known_at)
            if self._material.time_passes:  # what was recorded since may have changed what was read at the other day
                ends = [
                    f"{words.point_name(each)}, as known @{each.known_at}" for each in (diff.to_point, diff.from_point)
                ]
                return f"No changes: every reading at {', is the same as at '.join(ends)}."
            both = diff.from_point.round == diff.to_point.round
            moved = both and any(each.round == diff.to_point.round for each in diff.rounds)
            days = f"read at both on the days of {name} as known @{known}, " if moved else ""
            return f"No changes: {days}what was recorded between these points left every reading at {name} as it was."
        counts = " that counts" if counted(self._material.counting) is not None else ""
        if diff.remarks or diff.events:
            return f"No changes: no stance and no status{counts} is new between these points."
        return f"No changes: nothing new{counts} is recorded between these points."

    def _ended(self) -> str:
        """Say what ended; apart what had ended before and is only read so now, which nobody did in between."""
        found, learned = self._diff.became(Checklist.ended_since)
        by_accounts, learned_by_some = self._diff.became(Checklist.ended_by_some_since)
        surely, some = ({how: self._dated(how, keys) for how, keys in each.items()} for each in (found, by_accounts))
        settled, by_some = surely.pop("settled"), some.pop("settled")
        read_so = any((*learned.values(), *learned_by_some.values()))
        told = [self._settled(settled, by_some)] if settled or by_some or not read_so else []
        told += [f"{how.capitalize()}: {self._named(keys)}." for how, keys in surely.items() if keys]
        told += [f"{how.capitalize()} {_BY_SOME}: {self._named(keys)}." for how, keys in some.items() if keys]
        maybe = {
            how: [key for key in (*keys, *by_accounts.get(how, ())) if self._is_undated(how, key)]
            for how, keys in found.items()
        }
        told += [f"Possibly {how} (undated): {self._named(keys)}." for how, keys in maybe.items() if keys]
        again, read_open = (each[OPEN_AGAIN] for each in self._diff.became(Checklist.otherwise_since))
        told += self._reopened(again)
        listed, endings = [key for key in read_open if key in self._diff.after.open], self._diff.after.endings
        by_some = [key for key in listed if endings.get(key, frozenset()) - {None}]
        learned = {**learned, "open": [key for key in listed if key not in by_some], f"open {_BY_SOME}": by_some}
        learned |= {f"{how} {_BY_SOME}": keys for how, keys in learned_by_some.items()}
        read = [f"{how}: {self._named(keys)}" for how, keys in learned.items() if keys]
        return " ".join([*told, *([f"{words.sentence_case(self._as_read)}, {'; '.join(read)}."] if read else [])])

    def _dated(self, how: str, keys: Sequence[str]) -> list[str]:
        return [key for key in keys if not self._is_undated(how, key)]

    def _is_undated(self, how: str, key: str) -> bool:
        """Whether an item may have ended so before; where accounts differ on how, by all that have it ended."""
        told = self._diff.after.endings.get(key, frozenset()) - {None} if how == UNLIKE else {how}
        return bool(told) and told <= self._undated.get(key, frozenset())

    @cached_property
    def _undated(self) -> Mapping[str, Endings]:
        """How items ended by what may have been so before: whether that is news, nobody knows."""
        found: dict[str, Endings] = defaultdict(frozenset)
        for each in self._diff.undated:
            if each.party is None and each.sure:
                found[each.item] |= endings_of(one.status for one in each.reading.accounts if one.status)
        return found

    @property
    def _as_read(self) -> str:
        return self._material.as_read[0] if self._material.other is None else "as it is told there"

    def _reopened(self, keys: Sequence[str]) -> Iterator[str]:
        """Yield what is open again; where accounts contradict each other by some of them, who say no more of the rest.

        What we only read as open was put right by us: nobody opened it again. Of what may have ended only later, nobody
        knows whether it was opened again.
        """
        opened = {each.item for each in self._diff.changes if _reopens(each)}
        undated = {key for key, told in self._undated.items() if told - {None}} - opened
        surely = {each.item for each in self._diff.changes if _reopens(each) and not each.ours}
        if unsure := [key for key in keys if key in undated]:
            yield f"Possibly reopened (undated): {self._named(unsure)}."
        every, some = (
            [key for key in keys if (key in surely) is by_all and key not in undated] for by_all in (True, False)
        )
        if every:
            yield f"Reopened: {self._named(every)}."
        if some:
            yield f"Reopened by some accounts alone: {self._named(some)}."

    def _settled(self, keys: Sequence[str], by_some: Sequence[str]) -> str:
        """Say what is settled by every account, and of what some accounts say so: that none does would be untrue."""
        if not keys:
            parts = self._diff.became(Checklist.parts_ended_since)[0]["settled"]
            before = self._diff.before.endings
            had = any(
                "settled" in told & before.get(key, frozenset()) for key, told in self._diff.after.endings.items()
            )
            none = _NOTHING_SETTLED.format(further="further " if had else "")
            if by_some:
                return f"{none} by every account; by some, {self._named(by_some)}."
            return f"Settled, of parts of others: {self._named(parts)}." if parts else f"{none}."
        alone = f"; by some accounts alone: {self._named(by_some)}" if by_some else ""
        return f"Settled, of substance: {self._named(keys)}{alone}."

    def _moved(self) -> str:
        told = self._who([change for change in self._diff.changes if change.moved])
        each = self._who([change for change in self._diff.changes if change.moved_unlike])
        some = self._who([change for change in self._diff.changes if change.moved_by_some])
        between = self._who([change for change in self._diff.changes if only_between(change)])
        ends = [f"Moved: {told}"] if told else []
        ends += [f"{'by' if ends else 'Moved by'} every account, though not alike: {each}"] if each else []
        ends += [f"{'by' if ends else 'Moved by'} some accounts alone: {some}"] if some else []
        ends += [f"{'on' if ends else 'Moved on'} the way alone: {between}"] if between else []
        moves = moved_inside(self._diff)
        within = [] if ends else [change for change in moves if lies_between(change, self._diff)]
        excepted = words.listed(list(dict.fromkeys(map(self._but, within))))
        nobody = (
            f"Nobody is reported to have moved in between{f' but {excepted}' if within else ''}{self._behalf.but()}"
        )
        inside = "; ".join(dict.fromkeys(self._inside(each) for each in moves if each not in within))
        passes = self._material.time_passes  # of one day nobody may have moved in between: it was as undated before
        unsure = self._who([each for each in self._diff.undated if each.moves and passes])
        doubt = f"; possibly (undated): {unsure}" if unsure else ""
        more = f"{''.join(self._silences())}{self._with_figures()}{self._had_moved()}"
        return f"{'; '.join(ends) or nobody}{f' ({inside})' if inside else ''}{doubt}{more}."

    def _silences(self) -> Iterator[str]:
        """Yield who fell silent on how many items, and who spoke after a silence: neither is a move."""
        for verb, how in ((Verb.silenced, "reported as silent"), (Verb.spoke, "took a stance after a silence")):
            if who := self._who(silences(self._diff.changes, verb)):
                yield f"; {how}: {who}"

    def _had_moved(self) -> str:
        """Say who had moved by the earlier point already, as we learned since."""
        who = self._who([change for change in self._diff.changes if change.had_moved])
        known = words.LEARNED[Cause.corrected in self._material.back]
        return f"; by {words.point_name(self._diff.earlier_point)} already, {known}: {who}" if who else ""

    def _with_figures(self) -> str:
        """Say who gives other figures than before, or than at first; apart who does by some accounts alone."""
        told = [
            *self._with_figures_since("before", first_heard=False),
            *self._with_figures_since("at first", first_heard=True),
            *self._with_figures_on(),
        ]
        return "".join(f"; {each}" for each in told)

    def _with_figures_since(self, when: str, *, first_heard: bool) -> Iterator[str]:
        found = [(each, by) for each, by in self._figures_alone if (each.before is None) is first_heard]
        surely, by_some = (self._who([each for each, by in found if by is which]) for which in FiguresDiffer)
        lead = f"with other figures than {when}{self._learned_since}"
        if surely:
            yield f"{lead.removesuffix(',')}: {surely}"
        if by_some:
            yield f"{'' if surely else f'{lead} '}by some accounts alone: {by_some}"

    def _with_figures_on(self) -> Iterator[str]:
        """Yield which items are told with other figures than before: what comes with a status is nobody's own."""
        found = items_with_other_figures(self._lines, self._diff.changes)
        for which in FiguresDiffer:
            if keys := [key for key, by in found.items() if by is which]:
                by_some = " by some accounts alone" if which is FiguresDiffer.by_some else ""
                yield f"other figures than before{self._learned_since}{by_some} on {self._named(keys)}"

    @property
    def _learned_since(self) -> str:
        """Say of one day known twice that figures are no news of it: we learned of them."""
        known = words.LEARNED[Cause.corrected in self._material.back]
        return f", {known}," if self._material.known_twice else ""

    @cached_property
    def _figures_alone(self) -> list[tuple[Change, FiguresDiffer]]:
        """Return who holds the same as before with other figures: in talks about amounts that is what goes on."""
        return with_other_figures(self._lines, self._diff.changes)

    def _who(self, changes: Collection[Change | Undated]) -> str:
        """Return who moved, and on how many items: those who moved most."""
        by_party: dict[str, set[str]] = {}
        for change in changes:
            if change.party:
                by_party.setdefault(change.party, set()).add(change.item)
        most = sorted(by_party.items(), key=lambda each: -len(each[1]))
        shown = most if len(most) <= _FEW + 1 else most[:_FEW]
        told = [f"{self._names.party(party)} on {words.plural(len(on), 'item')}" for party, on in shown]
        told += [words.plural(len(most) - len(shown), "more party", "more parties")] if len(shown) < len(most) else []
        return words.listed(told)

    def _but(self, change: Change) -> str:
        return f"{self._names.party(change.party)} inside {where_of(change, self._material.names.rounds)}"

    def _inside(self, change: Change) -> str:
        return f"inside {where_of(change, self._material.names.rounds)}: {self._names.party(change.party)}"

    def _stuck(self) -> str:
        """Say what is deadlocked, else what is apart; then what only possibly is deadlocked."""
        after = self._diff.after
        doubt = self._deadlocked("Possibly deadlocked", after.stuck_possibly, after.stuck_apart_possibly)
        return " ".join(filter(None, (self._surely_stuck(doubtful=bool(doubt)), doubt)))

    def _surely_stuck(self, *, doubtful: bool) -> str:
        after = self._diff.after
        if after.deadlocked:
            start, told = min(self._diff.from_point.held_on, self._diff.to_point.held_on), after.stuck_by
            if not (told and told <= start):
                return self._deadlocked("Deadlocked", after.deadlocked, after.stuck_apart)
            known = self._deadlocked("Deadlocked as last reported", after.deadlocked)
            return " ".join(filter(None, (known, self._deadlocked("Deadlocked", (), after.stuck_apart))))
        moved = {change.item for change in self._diff.changes if _moved_somehow(change) or change.had_moved}
        moved |= {each.item for each in (*moved_inside(self._diff), *(change for change, _by in self._figures_alone))}
        moved |= {each.item for each in self._diff.undated if each.moves}
        moved |= {*self._behalf.items}
        apart = [each.item for each in self._diff.still if each.item not in moved]
        told_apart = [f"Apart, with no move reported: {self._named(apart)}."] if apart else []
        told_apart += [self._deadlocked("Deadlocked", (), after.stuck_apart)] if after.stuck_apart else []
        if told_apart:
            return " ".join(told_apart)
        alone = f" by every account; by some, {self._named(after.stuck_by_some)}" if after.stuck_by_some else ""
        return f"Nothing that is open is {'surely ' if doubtful else ''}told as deadlocked{alone}."

    def _deadlocked(self, lead: str, keys: Sequence[str], apart: Sequence[str] = ()) -> str:
        """Say what is deadlocked of substance, and of what is counted apart."""
        if not keys:
            return f"{lead}, of what is counted apart: {self._named(apart)}." if apart else ""
        aside = f"; counted apart: {self._named(apart)}" if apart else ""
        return f"{lead}: {self._named(keys)}{aside}."

    def _forward(self) -> str:
        """Say what is open and came a step further in between, lest only what is stuck be at the head."""
        if self._diff.backwards:
            return ""
        forward = [change.item for change in self._diff.changes if _came_forward(change, self._diff.from_point)]
        listed = [key for key in self._diff.after.open if key in forward]
        return f" Came forward: {self._named(listed)}." if listed else ""

    def _named(self, keys: Sequence[str]) -> str:
        shown = list(keys) if len(keys) <= _FEW + 1 else list(keys[:_FEW])
        more = [f"{len(keys) - len(shown)} more"] if len(shown) < len(keys) else []
        return words.listed([*(self._names.item(key) for key in shown), *more])

    # -- the first lines ----------------------------------------------------------------------------------------------

    def lines(self) -> Iterator[Sentence]:
        """Yield what the record rests on, the checklist, what is counted apart, and what people say of the talks."""
        yield self._lines.plain(self._rests_on())
        yield self._lines.plain(self._checklist())
        counts = [each for each in (self._hard(), self._apart()) if each]
        yield from map(self._lines.plain, [" ".join(counts)] if self._lines.brief else counts)
        if self._material.whole:
            yield from self._said_by_name()

    def _rests_on(self) -> str:
        start, end = self._diff.coverage
        names = words.point_name(self._diff.from_point), words.point_name(self._diff.to_point)
        if self._material.other is not None:
            names = f"here, {names[0]}", f"there, {names[1]}"
        elif (
            self._diff.from_point.held_on == self._diff.to_point.held_on
        ):  # known at two changesets: what is new in the later
            known = self._diff.from_point.known_at, self._diff.to_point.known_at
            base, more = (start, end) if known[0] <= known[1] else (end, start)
            first = f"{words.sentence_case(names[0])}, as known @{min(known)}, rests on {self._sources(base)}."
            recorded = f"What was recorded from then until @{max(known)} rests on {self._sources(more)}."
            rests = (
                f" {recorded}"
                if more.sources
                else f" Nothing that was recorded from then until @{max(known)} {self._tells_of()} of it."
            )
            came = rests if known[0] != known[1] else ""
            return f"{first}{came}"
        if self._material.other is not None:
            first = f"{words.sentence_case(names[0])} rests on {self._sources(start)}."
            return f"{first} {words.sentence_case(names[1])} rests on {self._sources(end)}."
        return self._came(start, end)

    def _came(self, start: Coverage, end: Coverage) -> str:
        """Say what tells of the earlier point and what came after it: of the later one more may hold than that.

        Where the first is long, in one sentence: a short note has a line for it.
        """
        ends = self._diff.from_point, self._diff.to_point
        back = ends[1].held_on < ends[0].held_on
        early = ends[1] if back else ends[0]
        name = words.point_name(early)
        before, since = f"of {name}" if early.round else f"of all up to {name}", f"of what came after {name}"
        if self._lines.brief and start.repeated and end.sources and not back:
            number = f"{words.number(len(end.sources))}{_independent(end, brief=True)}{',' if end.repeated else ''}"
            return f"{self._tells(start, before)}; {number} {since}{self._grade_and_names(end)}."
        told = f"{self._tells(end if back else start, before)}.", f"{self._tells(start if back else end, since)}."
        return " ".join(reversed(told) if back else told)

    def _tells(self, coverage: Coverage, of: str) -> str:
        """Return ``Four sources tell of R1 (the best C): CGTN and Reuters``."""
        count = len(coverage.sources)
        number = f"{self._number(coverage)}{',' if coverage.repeated else ''}"
        tell = "tell" if count > 1 else "tells" if count else self._tells_of()
        return words.sentence_case(f"{number} {tell} {of}{self._grade_and_names(coverage)}")

    def _tells_of(self) -> str:
        """Say that nothing tells of a point: what has no day of its own may be of then."""
        return "surely tells" if self._diff.undated else "tells"

    def _sources(self, coverage: Coverage) -> str:
        """Return ``four sources (the best C): CGTN and Reuters``."""
        return f"{self._number(coverage)}{self._grade_and_names(coverage)}"

    def _number(self, coverage: Coverage) -> str:
        if not coverage.sources:
            return "no source" if counted(self._material.counting) is None else "no source that counts"
        return _how_many(coverage, brief=self._lines.brief)

    def _grade_and_names(self, coverage: Coverage) -> str:
        """Return `` (the best C): CGTN and Reuters``; where a short note has many of them, the grade alone."""
        keys, known = coverage.sources, self._material.names.sources
        grade = f" ({'' if len(keys) == 1 else 'the best '}{coverage.best})" if coverage.best else ""
        if not keys or (self._lines.brief and len(keys) > _FEW_SOURCES):
            return grade
        named = [known[key].publisher or key if key in known else key for key in keys[:_FEW]]
        more = [f"{len(keys) - _FEW} more"] if len(keys) > _FEW else []
        return f"{grade}: {words.listed([*_counted(named), *more])}"

    def _checklist(self) -> str:
        before, after = self._diff.before, self._diff.after
        told = [
            f"{words.none_or(count)} {how}"
            for how, count in self._became(Checklist.ended_since)
            if count or how in ("settled", "lapsed")
        ]
        told += [f"{words.number(count)} {how}" for how, count in self._otherwise() if count]
        was, is_now = (_counted_open(len(each.open), len(each.possibly)) for each in (before, after))
        parts = ", ".join(
            f"{words.number(count)} {how}" for how, count in self._became(Checklist.parts_ended_since) if count
        )
        doubtful = len({*after.first_reported} & {*after.possibly})
        some = f" ({words.number(doubtful)} only possibly)" if doubtful else ""
        return (
            f"On our list of substance, open: {was} → {is_now}; "
            f"{words.none_or(len(after.first_reported))} first reported, by us{some}, {', '.join(told)}"
            f"{f'; of parts of others, {parts}' if parts else ''}."
        )

    def _otherwise(self) -> Iterator[tuple[str, int]]:
        """Yield what else made the count another, of how many items: what we only read as open nobody reopened."""
        came, read = self._diff.became(Checklist.otherwise_since)
        for how, keys in came.items():
            apart = how == OPEN_AGAIN
            yield how, len(keys) + (0 if apart else len(read[how]))
            if apart:
                yield f"open {self._as_read}", len(read[how])

    def _became(self, told: Becoming) -> Iterator[tuple[str, int]]:
        """Yield of how many items what is told came about, or is only read so."""
        came, read = self._diff.became(told)
        yield from ((how, len(keys) + len(read[how])) for how, keys in came.items())

    def _hard(self) -> str:
        before, after = self._diff.before, self._diff.after
        counts = ((level, after.by_difficulty.get(level, 0)) for level in _HARDEST if not self._lines.brief)
        rated = [f"{words.number(count)} rated {level}" for level, count in counts if count]
        ends = (each.mean_difficulty for each in (before, after))
        means = [f"{mean:.1f}" if mean is not None else "–" for mean in ends]
        hardest = f"; {words.listed(rated)}" if rated else ""
        if means == ["–", "–"]:
            return ""  # nobody rated anything
        return f"Mean difficulty: {means[0]} → {means[1]} of 5{hardest}."

    def _apart(self) -> str:
        told = [f"{name} {was if was == is_now else f'{was} → {is_now}'}" for name, was, is_now in self._each_apart()]
        return f"Counted apart: {', '.join(told)}."

    def _each_apart(self) -> Iterator[tuple[str, str, str]]:
        """Yield what is counted apart, with how much of it is open at either end.

        Parts of others only where there are any, and in a short note where their number changed.
        """
        before, after = self._diff.before, self._diff.after
        ends = (
            ("procedure", Tally.procedure, before.procedure_open, after.procedure_open),
            ("outside this table", Tally.context, before.context_open, after.context_open),
            ("promises", Tally.commitment, before.commitments_open, after.commitments_open),
            ("parts of others", Tally.part, before.parts_open, after.parts_open),
        )
        for name, kind, *counts in ends:
            if kind is not Tally.part or (counts[0] != counts[1] if self._lines.brief else any(counts)):
                was, is_now = (
                    _counted_open(count, each.apart_possibly.get(kind, 0))
                    for count, each in zip(counts, (before, after), strict=True)
                )
                yield name, was, is_now

    # -- what people say ----------------------------------------------------------------------------------------------

    def named_remarks(self) -> list[Alike]:
        """Return what people said of the talks by name, the newest first."""
        found = [entry for entry in self._diff.remarks if isinstance(entry.said, RemarkEntry)]
        named = [entry for entry in found if getattr(entry.said, "by", None) and not getattr(entry.said, "about", ())]
        return told_once(sorted(named, key=_latest_first))

    def _said_by_name(self) -> Iterator[Sentence]:
        """Yield a line for each remark; in a short note, the newest of each person."""
        yield from (remark(self._lines, alike) for alike in self.on_top())

    def on_top(self) -> list[Alike]:
        """Return the remarks that stand at the top; what another ledger alone tells stands where that is said."""
        if self._material.of_one_day:
            return []
        found = self.named_remarks()
        first = {getattr(alike[0].said, "by", None): alike for alike in reversed(found)}
        return [alike for alike in found if not self._lines.brief or alike in first.values()]


def _reopens(change: Change) -> bool:
    """Whether an item is open again by every account; ``change`` is of one that had ended by some at the least."""
    told = said_of(change.after) if change.party is None else None
    return Verb.reopened in change.verbs or (told is not None and not told.contested)


def _came_forward(change: Change, start: Point) -> bool:
    """Whether a status advanced, as it is told below: surely, by every account, and not since we put it right.

    So of what only stances had put on the list. What is first heard of is measured by what was told of it first in
    between, or by an item of which nobody tells how far it is; and only where its days begin after the ``start``: else
    it may have been so before.
    """
    after = change.after
    if change.party is not None or change.ours or not isinstance(after, StatusSide):
        return False
    told = after.reading
    if told is None or not told.sure:
        return False
    if change.before is not None:
        return Verb.advanced in change.verbs
    began = StatusSide(Status(change.via[0].word) if change.via else Status.open)
    further = Verb.advanced in item_verbs(began, after) and not told.contested
    return further and start.precedes(told.held, told.round) and not told.held.open_start


def remark(lines: LineWriter, alike: Alike) -> Sentence:
    """Return a remark as a line: who says it and when, then the words of the analyst who wrote it down."""
    entry = as_one(alike)
    said = entry.said
    assert isinstance(said, RemarkEntry)
    who = lines.names.person(said.by) if said.by else words.sentence_case(marks.speaker(said.cite[0].speaker))
    about = f" on {words.listed([lines.names.item(key) for key in said.about])}" if said.about else ""
    figures = f" {figures}" if (figures := lines.happened(alike)) else ""
    text = f"{who}{about}, {lines.when(entry)}: {words.ended(said.text)}{figures}"
    cites = lines.notes.of(lines.places_of_happening(alike))
    return Sentence((Span(text),), cites, entries=tuple(each.id for each in alike))


def _counted_open(count: int, possibly: int) -> str:
    """Say how many are open, and how many of them by what is only possible."""
    return f"{count} ({words.number(possibly)} only possibly)" if possibly else str(count)


def _counted(names: Sequence[str]) -> list[str]:
    """Say a name that comes twice once, with how often."""
    counts = {name: names.count(name) for name in names}
    return [f"{name} ({words.number(count)})" if count > 1 else name for name, count in counts.items()]


def with_other_figures(lines: LineWriter, changes: Iterable[Change]) -> list[tuple[Change, FiguresDiffer]]:
    """Return what parties hold as before with other figures, and whether they do by every account or by some."""
    same = (each for each in changes if each.party and not _moved_somehow(each))
    found = ((each, lines.figures_differ(each)) for each in same)
    return [(each, by) for each, by in found if by is not None]


def items_with_other_figures(lines: LineWriter, changes: Iterable[Change]) -> dict[str, FiguresDiffer]:
    """Return which items stand where they stood with other figures, and whether they do by every account or by some."""
    sides = ((each, each.before, each.after) for each in changes)
    same = [
        change
        for change, was, now in sides
        if isinstance(was, StatusSide) and isinstance(now, StatusSide) and was.status is now.status
    ]
    found = ((each.item, lines.figures_differ(each)) for each in same)
    return {item: by for item, by in found if by is not None}


def _moved_somehow(change: Change) -> bool:
    """Whether somebody moved: at the end, by some accounts, or on the way alone."""
    return change.moved or change.moved_by_some or change.moved_unlike or only_between(change)


def only_between(change: Change) -> bool:
    """Whether a party moved on the way alone: it came back, or was first heard after the earlier point.

    Not where by some account it stands elsewhere at the end than at the start: by that one it moved.
    """
    elsewhere = change.moved_somehow or change.moved_by_some
    return change.moved_between and not elsewhere and not change.ours and change.after is not None


def moved_inside(diff: Diff) -> list[Change]:
    """Return the moves within a round; who fell silent there, or spoke after a silence, made none."""
    return [change for change in diff.inside if not change.of_silence]


def silences(changes: Iterable[Change], verb: Verb) -> list[Change]:
    """Return the changes by which a party fell silent, or spoke after a silence, and not since we put it right."""
    return [change for change in changes if verb in change.verbs and not change.ours]


def lies_between(change: Change, diff: Diff) -> bool:
    """Whether a move within a round lies after the earlier point on any reading of its days, and not about it."""
    sides = (side for side in (change.before, change.after) if isinstance(side, Reading))
    return all(diff.earlier_point.precedes(side.held, side.round) for side in sides)


def where_of(change: Change, rounds: Mapping[str, Round]) -> str:
    """Return the round that a move lies in: the one that its entries name, else each within whose days they are.

    Of rounds that lie within one another that is the inner one: ``R4``, ``R2 and R3``.
    """
    sides = [side for side in (change.after, change.before) if isinstance(side, Reading)]
    named = next((side.round for side in sides if side.round), None)
    held = {key: days_of(stage) for key, stage in rounds.items() if stage.status is RoundStatus.held}
    around = {key: days for key, days in held.items() if days and all(_within(side.held, days) for side in sides)}
    inner = [
        key
        for key, days in around.items()
        if not any(_within(other, days) and not _within(days, other) for other in around.values())
    ]
    return named or words.listed(inner) or "a round"


def _within(days: HeldOn, others: HeldOn) -> bool:
    return others.first <= days.first and days.last <= others.last


def _latest_first(entry: Entry) -> tuple[object, ...]:
    """The later ended first, of those the later begun; of the same days as entries are listed."""
    return -entry.held.last.toordinal(), -entry.held.first.toordinal(), *entry.order[2:]
