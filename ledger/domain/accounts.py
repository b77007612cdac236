"""Accounts: which entries of a cell follow one another, say the same or contradict each other, and what stands.

The rules are those of ``docs/explain/accounts.md``. An entry is read as one *claim* for each source it cites, since
agreement makes an account and never a shared entry. Nothing here depends on the order in which things were recorded,
except where one file says two things of the same days.

``follows``     whether one claim came after another
``alike``       whether two claims say the same
``relation``    what two entries that no rule orders are to one another; kept as derived rows when an entry is recorded
``read``        what stands at a day: the accounts, the leading one first
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any, NamedTuple, Self

from ledger.domain.entries import Citation
from ledger.domain.evidence import Evidence, independent, names_of, repeats, voice_of, weigh
from ledger.domain.moments import HeldOn
from ledger.domain.records import Source
from ledger.domain.text import fold
from ledger.domain.words import Relation, Stance, Status, Voice

NEAR = 10
"""Positions no further apart than this are the same."""
_ALONG = frozenset({Status.open.value, Status.discussed.value})
_AGREE_WITH = _ALONG | {Status.progress.value, Status.narrowed.value, Status.deadlocked.value}
_TELLS = {Status.open.value: 0, Status.discussed.value: 1}
_TELLS_MOST = 2
_SILENT = Stance.silent.value


class Words(NamedTuple):
    """What an entry of a cell says, as far as others say the same: its condition without case and punctuation."""

    word: str
    position: int | None
    condition: str | None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Take them from the values of a stance or a status, by field."""
        word = values.get("stance") or values.get("status")
        return cls(str(word), values.get("position"), plain_words(values.get("condition")))


class CellClaim(NamedTuple):
    """What one source says of a cell in one entry.

    ``word`` is the stance or the status, ``wording`` all else that the entry says, in a fixed form. ``file`` is the
    changeset that brought it, ``place`` its place there. ``after`` are entries that it came after because somebody said
    so. ``repeats`` are the names of what all its citations repeat, ``names`` those by which others may repeat it.
    ``by_round``: it names a round, and no days of its own.
    """

    entry: int
    source: str
    held: HeldOn
    word: str
    position: int | None
    condition: str | None
    wording: str
    file: int
    place: int
    said_by: tuple[str, str]
    citations: tuple[Citation, ...]
    voice: Voice
    reliability: str
    credibility: int
    repeats: frozenset[str]
    names: frozenset[str]
    after: frozenset[int] = frozenset()
    by_round: bool = False

    def sure(self, day: date) -> bool:
        """Whether all its days have passed by the end of ``day``; else it is only possible."""
        return self.held.last <= day

    def begun(self, day: date) -> bool:
        """Whether it counts at the end of ``day``."""
        return self.held.first <= day


class Account(NamedTuple):
    """Claims that say the same of the same time, in the leading order, and all they rest on.

    ``besides`` are claims that say it less finely and so go with it, and those that say less: of what is told as
    discussed and deadlocked, discussed. It rests on those of them alone that have its word. What is only possible goes
    with what is sure, too, but a sure account does not rest on it. ``told_before`` are the numbers of earlier entries
    on whose word it is told what became of a promise, where nothing else was said of it since. ``goes_on_from`` are
    those of earlier entries that say the same of more days than one, and nothing else was told in those or since: it
    may have been so from their first day on.
    """

    claims: tuple[CellClaim, ...]
    besides: tuple[CellClaim, ...]
    evidence: Evidence
    sure: bool
    told_before: tuple[int, ...] = ()
    goes_on_from: tuple[int, ...] = ()

    @property
    def first(self) -> CellClaim:
        """The claim that leads it."""
        return self.claims[0]

    def saying(self, day: date) -> tuple[int, ...]:
        """Return the numbers of the entries that say what is told of it at a day, and no less."""
        return tuple(dict.fromkeys(claim.entry for claim in self.claims if claim.sure(day) or not self.sure))

    @property
    def entries(self) -> tuple[int, ...]:
        """Numbers of its entries, the leading one first."""
        return tuple(dict.fromkeys(claim.entry for claim in (*self.claims, *self.besides)))


class Standing(NamedTuple):
    """What stands in a cell at a day.

    ``accounts`` come in the leading order; ``rivals`` are pairs of entries among them that contradict each other.
    ``listed`` are entries that stand and are no account (a silence beside a stance). ``maybe`` are accounts that are
    only possible and followed by nothing but what is only possible itself: they do not stand, but may have by then.
    """

    accounts: tuple[Account, ...] = ()
    rivals: tuple[tuple[int, int], ...] = ()
    listed: tuple[int, ...] = ()
    maybe: tuple[Account, ...] = ()

    @property
    def contested(self) -> bool:
        """Whether a rival pair stands."""
        return bool(self.rivals)


def claims_of(  # noqa: PLR0913 - what a row of the table gives
    entry: int,
    held: HeldOn,
    values: Mapping[str, Any],
    citations: Iterable[Citation],
    sources: Mapping[str, Source],
    *,
    file: int,
    place: int,
    after: Collection[int] = (),
    by_round: bool = False,
) -> Iterator[CellClaim]:
    """Yield an entry's claims, one for each source it cites; ``values`` are the entry's own fields by column name."""
    by_source: dict[str, list[Citation]] = {}
    for citation in citations:
        if citation.source is not None:
            by_source.setdefault(citation.source, []).append(citation)
    word = values.get("stance") or values.get("status") or ""
    told = {name: value for name, value in values.items() if name not in _MEASURED}
    wording = repr(sorted((name, str(value)) for name, value in told.items()))
    for source, cited in by_source.items():
        known, first = sources.get(source), cited[0]
        yield CellClaim(
            entry=entry,
            source=source,
            held=held,
            word=word,
            position=values.get("position"),
            condition=plain_words(values.get("condition")),
            wording=wording,
            file=file,
            place=place,
            said_by=(first.speaker.value if first.speaker else "", first.by or ""),
            citations=tuple(cited),
            voice=min((voice_of(one, sources) for one in cited), key=lambda voice: voice.distance),
            reliability=known.reliability.value if known else "F",
            credibility=min(one.credibility for one in cited),
            repeats=_repeated(cited, sources),
            names=names_of(known) if known else frozenset({source}),
            after=frozenset(after),
            by_round=by_round,
        )


def compared(
    entry: int, held: HeldOn, values: Mapping[str, Any], words: Iterable[tuple[Any, Any, Any]], *, file: int, place: int
) -> tuple[CellClaim, ...]:
    """Return an entry's claims as far as ``relation`` looks at them: one for each source, speaker and person cited."""
    return tuple(
        CellClaim(
            entry,
            source,
            held,
            values.get("stance") or values.get("status") or "",
            values.get("position"),
            plain_words(values.get("condition")),
            "",
            file,
            place,
            (speaker or "", by or ""),
            (),
            Voice.reported,
            "F",
            6,
            frozenset(),
            frozenset(),
        )
        for source, speaker, by in dict.fromkeys(words)
    )


def _repeated(citations: Iterable[Citation], sources: Mapping[str, Source]) -> frozenset[str]:
    each = [repeats(citation, sources) for citation in citations]
    return frozenset[str]().union(*each) if all(each) else frozenset()


_MEASURED = frozenset({"stance", "status", "position"})


def plain_words(text: str | None) -> str | None:
    """Return a condition as it is compared: without case, runs of blanks and punctuation."""
    return None if text is None else _plain_words(text)


@lru_cache(maxsize=4096)
def _plain_words(text: str) -> str:
    kept = (" " if unicodedata.category(sign)[0] in "PS" else sign for sign in text)
    return fold("".join(kept))


# -- two claims --------------------------------------------------------------------------------------------------------


def follows(later: CellClaim, earlier: CellClaim) -> bool:
    """Whether one claim follows another: by what somebody said, by their days, or in one source by their place."""
    if earlier.entry in later.after or later.entry in earlier.after:
        return earlier.entry in later.after
    one, other = earlier.held, later.held
    if one.last < other.first or other.last < one.first:
        return one.last < other.first
    if earlier.source != later.source or earlier.entry == later.entry:
        return False
    if (one.first, one.last) != (other.first, other.last):
        return (other.first, one.last) > (one.first, other.last)
    in_one_breath = earlier.file == later.file and earlier.said_by == later.said_by
    return in_one_breath and later.place > earlier.place


def last_said(orders: Iterable[tuple[int, int, int]]) -> dict[int, frozenset[int]]:
    """Return, by entry, those it came after because somebody said so; ``orders`` are (changeset, later, earlier).

    Of two entries it is the last word that holds: whoever had the order wrong has put it right.
    """
    last = {frozenset((later, earlier)): (later, earlier) for _said, later, earlier in sorted(orders)}
    found: dict[int, set[int]] = {}
    for later, earlier in last.values():
        if later != earlier:
            found.setdefault(later, set()).add(earlier)
    return {later: frozenset(others) for later, others in found.items()}


def concurrent(one: CellClaim, other: CellClaim) -> bool:
    """Whether neither follows the other."""
    return not follows(one, other) and not follows(other, one)


def words_agree(one: str, other: str) -> bool:
    """Whether two stances or statuses are the same, or the one says more than the other: discussed, progress."""
    return one == other or ({one, other} <= _AGREE_WITH and bool(_ALONG & {one, other}))


def alike(one: CellClaim | Words, other: CellClaim | Words) -> bool:
    """Whether two say the same: one word, positions near, conditions alike, each where both give one."""
    return (
        words_agree(one.word, other.word)
        and (one.position is None or other.position is None or abs(one.position - other.position) <= NEAR)
        and (one.condition is None or other.condition is None or one.condition == other.condition)
    )


def are_rivals(one: CellClaim, other: CellClaim) -> bool:
    """Whether two claims contradict each other: neither follows the other, and they are not the same."""
    return _SILENT not in (one.word, other.word) and concurrent(one, other) and not alike(one, other)


class Contradictions:
    """Which claims of a cell contradict each other, whatever has followed either.

    What is said coarsely leaves that to those who say it more finely. It contradicts what a source told before where
    that source alone tells it so since: its own later word does not say that it was right before.
    """

    def __init__(self, claims: Iterable[CellClaim]) -> None:
        self._claims = tuple(claims)

    @cached_property  # only where two are rivals at all is it asked which are coarse: that takes longer
    def _parted(self) -> tuple[list[CellClaim], list[CellClaim]]:
        return fine_and_coarse(self._claims)

    @cached_property
    def _coarsely(self) -> set[int]:
        return {claim.entry for claim in self._parted[1]}  # an entry's claims are of the same words and days

    @cached_property
    def _in_order(self) -> tuple[list[CellClaim], list[date]]:
        """What is said finely, with its first days."""
        in_order = sorted(self._parted[0], key=_first_day)
        return in_order, [_first_day(claim) for claim in in_order]

    def contradict(self, one: CellClaim, other: CellClaim) -> bool:
        """Whether two of them do."""
        if not are_rivals(one, other):
            return False
        coarse, known = (one, other) if one.entry in self._coarsely else (other, one)
        if coarse.entry not in self._coarsely:
            return True
        return known.entry not in self._coarsely and _all_after(self._instead_of(coarse), known)

    def pairs(self) -> Iterator[tuple[CellClaim, CellClaim]]:
        """Yield the pairs that do."""
        fine, coarsely = self._parted
        yield from (pair for pair in combinations(fine, 2) if are_rivals(*pair))
        of_source: dict[str, list[CellClaim]] = {}
        for claim in fine:
            of_source.setdefault(claim.source, []).append(claim)
        for coarse in coarsely:
            instead = list(self._instead_of(coarse))
            told_before = of_source[instead[0].source] if len({each.source for each in instead}) == 1 else ()
            at_odds = (known for known in told_before if are_rivals(coarse, known))
            yield from ((coarse, known) for known in at_odds if _all_after(instead, known))

    def against(self, told: Sequence[CellClaim]) -> Iterator[tuple[int, int]]:
        """Yield the pairs in which something contradicts an account of these claims.

        Who tells of it too, before or after what he says otherwise, contradicts nobody.
        """
        for mine in told:
            for other in self._claims:
                if all(concurrent(other, each) for each in told) and self.contradict(mine, other):
                    yield mine.entry, other.entry

    def _instead_of(self, coarse: CellClaim) -> Iterator[CellClaim]:
        """Yield what says more finely what a coarse claim says, what begins first in front."""
        held, (in_order, firsts) = coarse.held, self._in_order
        near = in_order[bisect_left(firsts, held.first) : bisect_right(firsts, held.last)]
        return (each for each in near if finer(each, coarse))


def _all_after(instead: Iterable[CellClaim], known: CellClaim) -> bool:
    """Whether these are of the source of another alone, and come after it; never nothing."""
    told = False
    for each in instead:
        if each.source != known.source or not follows(each, known):
            return False  # mostly the first of many
        told = True
    return told


def contradicting(account: Account, claims: Iterable[CellClaim], day: date) -> tuple[tuple[int, int], ...]:
    """Return the pairs in which something sure by a day contradicts an account, whatever has followed it by then."""
    return tuple(Contradictions(claim for claim in claims if claim.sure(day)).against(account.claims))


def finer(fine: CellClaim, coarse: CellClaim) -> bool:
    """Whether a claim says more finely what another says: the same and no less, its days inside the other's."""
    return _within(fine, coarse) and tells(fine) >= tells(coarse)


def tells(claim: CellClaim) -> int:
    """Return how much the word of a claim tells among those that agree: open the least, then discussed."""
    return _TELLS.get(claim.word, _TELLS_MOST)


def _within(fine: CellClaim, coarse: CellClaim) -> bool:
    one, other = fine.held, coarse.held
    inside = other.first <= one.first and one.last <= other.last
    return inside and (one.first, one.last) != (other.first, other.last) and alike(fine, coarse)


def _relation(one: CellClaim, other: CellClaim) -> Relation | None:
    if one.entry in other.after or other.entry in one.after:
        return Relation.after
    if not concurrent(one, other):
        return None
    if _within(one, other) or _within(other, one):
        return Relation.within
    if alike(one, other):
        return Relation.agree
    return Relation.beside if _SILENT in (one.word, other.word) else Relation.rival


_WEIGHTIEST = (Relation.after, Relation.rival, Relation.within, Relation.agree, Relation.beside)


def relation(one: Iterable[CellClaim], other: Sequence[CellClaim]) -> Relation | None:
    """Return what two entries are to one another, ``None`` where each claim of one follows the other's or is followed.

    Of an entry with several sources, what weighs most.
    """
    found = {_relation(mine, theirs) for mine in one for theirs in other}
    return next((each for each in _WEIGHTIEST if each in found), None)


def circle(claims: Collection[CellClaim], later: int, earlier: int) -> list[int]:
    """Return the entries of the circle that closes if ``later`` is to follow ``earlier``, or nothing.

    What their own days or places say of the two is overridden; what lies between them is not.
    """
    paths, seen = [[later]], {later}
    while paths:
        path = paths.pop(0)
        here = [claim for claim in claims if claim.entry == path[-1]]
        next_ones = {claim.entry for claim in claims if any(follows(claim, one) for one in here)} - seen
        if earlier in next_ones and len(path) > 1:
            return [*path, earlier, later]
        for number in sorted(next_ones - {earlier}):
            seen.add(number)
            paths.append([*path, number])
    return []


def support(claim: CellClaim, claims: Iterable[CellClaim], sources: Mapping[str, Source]) -> int:
    """Return how many independent sources say what a claim says in the same word, of the same time, coarsely or finely.

    Whoever has it that an item was discussed does not say that it is deadlocked.
    """
    same = (
        other
        for other in claims
        if other is claim
        or (
            other.word == claim.word
            and (finer(claim, other) or finer(other, claim) or (concurrent(claim, other) and alike(claim, other)))
        )
    )
    return independent((citation for other in same for citation in other.citations), sources)


# -- what stands -------------------------------------------------------------------------------------------------------


def read(claims: Iterable[CellClaim], day: date, sources: Mapping[str, Source]) -> Standing:
    """Return what stands of these claims at the end of a day. They are those of one cell that count at all."""
    counting = [claim for claim in claims if claim.begun(day)]
    fine, coarse = fine_and_coarse(counting)
    stands = undisplaced(fine, day)
    told = [claim for claim in stands if not _beside_a_stance(claim, stands, day)]
    in_order = sorted(told, key=_leading(told, day)) if len(told) > 1 else told
    groups = _grouped(in_order, day)
    accounts = [_going_on(_account(group, coarse, day, sources), fine, day) for group in groups]
    if len(accounts) > 1:
        accounts.sort(key=_among_accounts(told, day))
    untold = [claim for claim in stands if claim not in told]
    listed = dict.fromkeys(claim.entry for claim in sorted(untold, key=_content))
    maybe = told_together(_only_possibly_followed(fine, stands, day), day, sources)
    return Standing(tuple(accounts), tuple(_rivals(_certain(in_order, day))), tuple(listed), tuple(maybe))


def _going_on(account: Account, fine: Iterable[CellClaim], day: date) -> Account:
    """Return an account with the entries of several days that it may go on from: nothing else was told since then."""
    first, own = account.first, set(account.entries)
    before = [claim for claim in fine if claim.sure(day) and claim.entry not in own]
    same = [claim for claim in before if _is_vague(claim) and _in_its_words(claim, first)]
    if not same or not account.sure:
        return account
    otherwise = (claim for claim in before if claim.word != _SILENT and not alike(claim, first))
    last = max((claim.held.last for claim in otherwise if follows(first, claim)), default=date.min)
    return account._replace(goes_on_from=tuple(dict.fromkeys(one.entry for one in same if one.held.first > last)))


def _in_its_words(claim: CellClaim, first: CellClaim) -> bool:
    """Whether it has the very word and condition, and a place on the scale if that one has: else that came since."""
    apart = (claim.position is None) is not (first.position is None)
    return (claim.word, claim.condition) == (first.word, first.condition) and alike(claim, first) and not apart


def _is_vague(claim: CellClaim) -> bool:
    return claim.held.open_start or claim.held.first != claim.held.last


def _only_possibly_followed(fine: Sequence[CellClaim], stands: Collection[CellClaim], day: date) -> list[CellClaim]:
    """Return what is only possible and does not stand, though nothing sure has followed it."""
    left = [claim for claim in fine if not claim.sure(day) and claim not in stands]
    sure = [claim for claim in fine if claim.sure(day)] if left else ()
    return [claim for claim in left if not any(follows(other, claim) for other in sure)]


def told_together(claims: Collection[CellClaim], day: date, sources: Mapping[str, Source]) -> list[Account]:
    """Return the accounts that claims make, whatever else stands beside them; the leading one first."""
    in_order = sorted(claims, key=_leading(tuple(claims), day))
    return [_account(group, (), day, sources) for group in _grouped(in_order, day)]


def overtaken(claims: Iterable[CellClaim], day: date) -> set[int]:
    """Return the entries that something sure has followed."""
    fine, _coarse = fine_and_coarse([claim for claim in claims if claim.begun(day)])
    sure = [claim for claim in fine if claim.sure(day)]
    return {claim.entry for claim in fine if any(follows(other, claim) for other in sure)}


def rivals(claims: Iterable[CellClaim], day: date) -> set[frozenset[int]]:
    """Return the pairs of entries that contradict each other among what stands, which is cheaper than all of it."""
    stands = undisplaced(fine_and_coarse([claim for claim in claims if claim.begun(day)])[0], day)
    told = [claim for claim in stands if not _beside_a_stance(claim, stands, day)]
    return {frozenset(pair) for pair in _rivals(_certain(told, day))}


def _certain(told: Sequence[CellClaim], day: date) -> Sequence[CellClaim]:
    """What is only possible contests nothing that is sure."""
    return [claim for claim in told if claim.sure(day)] or told


def fine_and_coarse(claims: Sequence[CellClaim]) -> tuple[list[CellClaim], list[CellClaim]]:
    """Tell claims that another of them says more finely from the rest: those contradict and displace nobody."""
    in_order = sorted(claims, key=_first_day)
    firsts = [_first_day(claim) for claim in in_order]

    def is_coarse(claim: CellClaim) -> bool:
        held = claim.held
        if held.first == held.last:
            return False  # nothing lies inside one day; most of a long record is of one
        near = in_order[bisect_left(firsts, held.first) : bisect_right(firsts, held.last)]
        return any(finer(other, claim) for other in near)

    coarse = {place for place, claim in enumerate(claims) if is_coarse(claim)}
    return (
        [claim for place, claim in enumerate(claims) if place not in coarse],
        [claim for place, claim in enumerate(claims) if place in coarse],
    )


def _first_day(claim: CellClaim) -> date:
    return claim.held.first


def undisplaced(claims: Sequence[CellClaim], day: date) -> list[CellClaim]:
    """Return the claims that none displaces. What is only possible never displaces what is sure."""

    def displaced(claim: CellClaim, follow: Callable[[CellClaim, CellClaim], bool]) -> bool:
        return any(follow(other, claim) and (other.sure(day) or not claim.sure(day)) for other in claims)

    # Of a long record nearly all has ended before something sure began, and nobody said another order of it.
    ordered = {entry for claim in claims if claim.after for entry in (claim.entry, *claim.after)}
    latest = max((claim.held.first for claim in claims if claim.sure(day)), default=date.min)
    left = [claim for claim in claims if claim.held.last >= latest or claim.entry in ordered]
    found = [claim for claim in left if not displaced(claim, follows)]
    if found or not claims:
        return found
    # What people said of the order goes round in a circle with days recorded since: then only their word counts.
    return [claim for claim in claims if not displaced(claim, lambda one, other: other.entry in one.after)]


def _beside_a_stance(claim: CellClaim, stands: Iterable[CellClaim], day: date) -> bool:
    return claim.word == _SILENT and any(
        other.word != _SILENT and concurrent(claim, other) and (other.sure(day) or not claim.sure(day))
        for other in stands
    )


def _leading(here: Sequence[CellClaim], day: date) -> Callable[[CellClaim], tuple[Any, ...]]:
    """Return the leading order of claims that stand together; never by what came last."""

    def key(claim: CellClaim) -> tuple[Any, ...]:
        return (*_worth(claim, here, day), claim.held.days, *_content(claim))

    return key


def _among_accounts(here: Sequence[CellClaim], day: date) -> Callable[[Account], tuple[Any, ...]]:
    """Return the order of accounts: as that of what leads them, independent sources before precision."""

    def key(account: Account) -> tuple[Any, ...]:
        first = account.first
        return (*_worth(first, here, day), -account.evidence.independent_sources, first.held.days, *_content(first))

    return key


def _worth(claim: CellClaim, here: Iterable[CellClaim], day: date) -> tuple[Any, ...]:
    repeated = any(claim.repeats & other.names for other in here if other.source != claim.source)
    return (not claim.sure(day), repeated, claim.voice.distance, claim.reliability, claim.credibility)


def _content(claim: CellClaim) -> tuple[Any, ...]:
    position = -1 if claim.position is None else claim.position
    at = tuple(citation.at or "" for citation in claim.citations)
    told = (_WORDS.get(claim.word, 0), position, claim.wording)
    return (*told, claim.held.first, claim.held.last, str(claim.held), claim.source, at, claim.place)


_WORDS = {word.value: place for place, word in enumerate((*Stance, *Status))}


def _grouped(in_order: Iterable[CellClaim], day: date) -> list[list[CellClaim]]:
    """Group claims that agree. What is only possible and tells more than what is sure is no part of that."""
    groups: list[list[CellClaim]] = []
    for claim in in_order:
        fitting = (
            group
            for group in groups
            if all(concurrent(claim, one) and alike(claim, one) for one in group) and not _only_may(claim, group, day)
        )
        group = next(fitting, None)
        if group is None:
            groups.append([claim])
        else:
            group.append(claim)
    return groups


def _only_may(claim: CellClaim, group: Iterable[CellClaim], day: date) -> bool:
    """Whether a claim is only possible, and tells more than all that is sure in a group that has anything sure."""
    sure = [tells(each) for each in group if each.sure(day)]
    return not claim.sure(day) and bool(sure) and tells(claim) > max(sure)


def _account(
    claims: Sequence[CellClaim], coarse: Iterable[CellClaim], day: date, sources: Mapping[str, Source]
) -> Account:
    """Return the account of claims that agree, in the leading order: what says the most leads it."""
    own = {claim.source for claim in claims}
    going = [each for each in coarse if each.source not in own and any(finer(claim, each) for claim in claims)]
    going.sort(key=_leading(going, day))
    sure = claims[0].sure(day)
    first = max((claim for claim in claims if claim.sure(day) is sure), key=tells)
    bearing, less = ([each for each in claims if (each.word == first.word) is same] for same in (True, False))
    here: list[Citation] = []
    possible: list[tuple[date, Citation]] = []
    for claim in (*bearing, *(each for each in going if each.word == first.word)):
        if claim.sure(day) or not sure:
            here.extend(claim.citations)
        else:
            possible.extend((claim.held.last, citation) for citation in claim.citations)
    words = tuple(each for claim in bearing if claim.entry == first.entry for each in claim.citations)
    evidence = weigh(tuple(dict.fromkeys(here)), sources, leading=words, possible=possible)
    return Account(tuple(bearing), (*less, *going), evidence, sure)


def _rivals(stands: Sequence[CellClaim]) -> Iterator[tuple[int, int]]:
    for place, one in enumerate(stands):
        for other in stands[place + 1 :]:
            if are_rivals(one, other):
                yield one.entry, other.entry
