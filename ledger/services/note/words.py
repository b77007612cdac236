"""The one room for words: days, numbers, signs, what is due, whose word it is, the names that stand for keys.

A template is the program's own; what stands in its places is only ever text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from string import Formatter

from ledger.domain.entries import Citation, Entry
from ledger.domain.evidence import Evidence, voice_of
from ledger.domain.field_types import Member, Office
from ledger.domain.lateness import Lateness
from ledger.domain.moments import MONTHS, HeldOn
from ledger.domain.points import Point, Slip, plan_of, written_days
from ledger.domain.records import Item, Party, Person, Round
from ledger.domain.register import Register
from ledger.domain.text import plain
from ledger.domain.words import SCORES, Matter, Precision, Role, RoundStatus, Speaker, Stance, Voice
from ledger.formats import marks
from ledger.formats.document import Span, Style

SpanPart = str | Span | tuple[Span, ...]
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ACRONYM = 4  # a key no longer than this is one: UAE, NATO
_WORD = re.compile(r"[^\W_]+")
_THIN = ("E", "F")
_UNLIKELY = "5"
_NO_DAY = (Precision.month, Precision.year)

# -- numbers and signs ------------------------------------------------------------------------------------------------


def number(count: int) -> str:
    """Return ``no``, ``one`` … ``twelve``, then digits."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else f"{count:,}"


def none_or(count: int) -> str:
    """Return ``none``, ``one``, ``two`` and so on."""
    return number(count) if count else "none"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return ``one source``, ``two sources``, ``no source``."""
    return f"{number(count)} {one if count in {0, 1} else many or one + 's'}"


def signed(score: float) -> str:
    """Return ``+3``, ``0``, ``−2``."""
    return f"+{score:g}" if score > 0 else f"{score:g}".replace("-", "−")


def stance_word(word: str | None) -> str:
    """Return ``demands (+3)``, or the bare word where it has no score."""
    score = SCORES.get(word or "")
    return word or "nothing" if score is None else f"{word} ({signed(score)})"


def sentence_case(text: str) -> str:
    """Let a text begin with a capital."""
    return text[:1].upper() + text[1:]


# -- days -------------------------------------------------------------------------------------------------------------


def day(value: date) -> str:
    """Return ``4 Feb 2026``."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def held(value: HeldOn) -> str:
    """Return ``4 Feb 2026``, ``Feb 2026``, ``12–19 Feb 2026``, ``by 5 Feb 2026``; for ``~`` with ``about``."""
    text = str(value)
    about = "about " if value.about else ""
    if value.open_start:
        return f"by {about}{day(value.last)}"
    bare = text.replace("~", "")
    if "/" in bare:
        return about + between(value.first, value.last)
    month = MONTHS[value.last.month - 1]
    return about + {4: str(value.last.year), 7: f"{month} {value.last.year}"}.get(len(bare), day(value.last))


def held_as_known(entry: Entry) -> str:
    """Return an entry's days; where its round is all that is known, the round, since its days would say more."""
    return str(entry.said.round) if entry.by_round else held(entry.held)


def between(first: date, last: date) -> str:
    """Return ``12–19 Feb 2026``, ``28 Jan – 3 Feb 2026``; one day alone is a day."""
    if first == last:
        return day(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    start = day(first) if first.year != last.year else day(first).removesuffix(f" {first.year}")
    return f"{start} – {day(last)}"


def days(count: int) -> str:
    """Return ``one day``, ``three days``."""
    return plural(count, "day")


def point_name(point: Point) -> str:
    """Return what a point is called: ``R2``, ``now``, a day."""
    return point.round or ("now" if point.is_now else day(point.held_on))


def dated(point: Point, rounds: Mapping[str, Round]) -> str:
    """Return ``R2 (5 Feb 2026)``, ``now (10 Feb 2026)``, or the day alone; of a round no finer than it is known."""
    name, coarse = point_name(point), _known_coarsely(point, rounds)
    if coarse:
        return f"{name} ({coarse})"
    return name if name == day(point.held_on) else f"{name} ({day(point.held_on)})"


def end_of(point: Point, rounds: Mapping[str, Round]) -> str:
    """Return the last day of a point, which is more than its round: ``5 Feb 2026``, ``the end of Aug 2025``."""
    coarse = _known_coarsely(point, rounds)
    return f"the end of {coarse}" if coarse else day(point.held_on)


def end_on_axis(last: date, stage: Round | None) -> str:
    """Return the last day of a point as ISO 8601 writes it; of a round no finer than it is known: ``2025-08``."""
    written = _without_day(stage)
    return str(written) if written else last.isoformat()


def _known_coarsely(point: Point, rounds: Mapping[str, Round]) -> str | None:
    """Return when the round of a point was, where no report gives its day."""
    written = _without_day(rounds.get(point.round or ""))
    return held(written) if written else None


def _without_day(stage: Round | None) -> HeldOn | None:
    written = written_days(stage) if stage else None
    return written if written and written.precision in _NO_DAY else None


def days_of_round(stage: Round) -> str | None:
    """Return the days on which a round was held: ``on 4–5 Feb 2026``, ``in Aug 2025``, ``about 4 Feb 2026``."""
    found = written_days(stage)
    return None if found is None else on_days(found)


def on_days(value: HeldOn) -> str:
    """Return ``on 4–5 Feb 2026``, ``in Aug 2025``; less sharply ``by 5 Feb 2026``, ``about 4 Feb 2026``."""
    if value.open_start or value.about:
        return held(value)
    return f"{'in' if value.precision in _NO_DAY else 'on'} {held(value)}"


def held_or_half(stage: Round) -> str:
    """Return ``was held``; of a round of which only one end is entered ``began`` or ``ended``."""
    if stage.starts and stage.ends:
        return "was held"
    return "began" if stage.starts else "ended"


def end_not_known(stage: Round) -> str:
    """Return which day of a round that was held is missing where the other is there: ``last day not known``."""
    if bool(stage.starts) is bool(stage.ends):
        return ""
    return "last day not known" if stage.starts else "first day not known"


def slip(found: Slip | None, stage: Round, *, planned: bool = True) -> str:
    """Return ``three days late``, ``about seven days early``; where ``planned``, with the days first planned behind it.

    Nothing of a round that kept to its plan, or of which that is not known.
    """
    if found is None or not found.days:
        return ""
    said = f"{'about ' if found.about else ''}{days(abs(found.days))} {'late' if found.days > 0 else 'early'}"
    first = "first " if stage.planned_for != found.planned else ""
    return f"{said} ({first}planned for {held(found.planned)})" if planned else said


def was_planned(stage: Round) -> str:
    """Return ``; it was planned for 6 Feb 2026`` of a round whose days are no more than a plan, or nothing."""
    plan = plan_of(stage)
    return f"; it was planned for {held(plan)}" if plan else ""


def put_off(stage: Round) -> str:
    """Return ``postponed from 30 Mar 2026 to 2 Apr 2026``; without other days ``cancelled; it was planned for …``.

    Where no plan of before is known, ``postponed to 2 Apr 2026``.
    """
    then, now, status = stage.planned_then, stage.put_off_to, stage.status.value
    if now is not None:
        return f"{status}{f' from {held(then)}' if then else ''} to {held(now)}"
    return f"{status}; it was planned for {held(then)}" if then else f"{status}{was_planned(stage)}"


def not_heard_held(reports: str) -> str:
    """Return what is said of a round whose plan is over."""
    return f"that it was held is not in {reports}"


def state_of_round(stage: Round, found: Slip | None, reports: str) -> str:
    """Return what became of a round beside its days: ``held, three days late (planned for 1 Feb 2026)``, ``planned``.

    ``reports`` is where it is not told on which days a round was held that has a plan alone.
    """
    if stage.status is RoundStatus.held and not (stage.starts or stage.ends):
        return f"held{held_when(stage, reports)}"
    if stage.status in _PUT_OFF:
        return put_off(stage)
    half = end_not_known(stage) if stage.status is RoundStatus.held else ""
    return ", ".join(filter(None, (stage.status.value, slip(found, stage), half)))


def held_when(stage: Round, reports: str) -> str:
    """Return for when a round held on days nobody entered was planned; that is not when it was."""
    unsure = f"on which days it was held is not in {reports}"
    plan = was_planned(stage)
    return f"{plan}, and {unsure}" if plan else f"; {unsure}"


_PUT_OFF = frozenset({RoundStatus.postponed, RoundStatus.cancelled})


def mutual(by: Sequence[str], to: Sequence[str]) -> bool:
    """Whether those who promise something promise it to each other."""
    return len(set(by)) > 1 and set(by) == set(to)


def due(text: str | None, rounds: Mapping[str, Round]) -> str:
    """Return when something is to be kept: ``due by R2 (4–5 Feb 2026)``, ``due 12–19 Feb 2026``, ``no date named``.

    Of a round that was put off or called off that is said too: what falls due is what it was planned for.
    """
    if text is None:
        return "no date named"
    stage = rounds.get(text)
    if stage is None:
        return _due_day(text)
    when = written_days(stage)
    if stage.status is RoundStatus.held and when:
        return f"due by {stage.key} ({held(when)})"
    if stage.planned_then or stage.put_off_to:
        return f"due by {stage.key}, {put_off(stage)}"
    plan = plan_of(stage)
    planned = f", planned for {held(plan)}" if plan else ""
    off = f", {stage.status.value} since" if planned and stage.status in _PUT_OFF else ""
    return f"due by {stage.key}{planned}{off}"


def _due_day(text: str) -> str:
    try:
        when = HeldOn.parse(text)
    except ValueError:
        return f"due by {text}"
    said = held(when)
    return f"due {said}" if said.startswith("by ") or "–" in said else f"due by {said}"


def late(found: Lateness | None) -> str:
    """Return ``, three days late``, ``, about three days late``, ``, 63 to 92 days late``, or nothing; as marks do."""
    return marks.late(found, number)


def belongs(name: str, member: Member) -> str:
    """Return a name with the time for which a membership is known: ``Elm (from 2024)``."""
    since, until = (str(each) if each else "" for each in (member.since, member.until))
    time = f"{since} to {until}" if since and until else f"from {since}" if since else f"until {until}" if until else ""
    return f"{name} ({time})" if time else name


# -- whose word it is -------------------------------------------------------------------------------------------------

_ACCOUNTS = {
    Speaker.mediator: "by a mediator's or host's account",
    Speaker.counterpart: "by a counterpart's account",
    Speaker.anonymous_official: "by an unnamed official's account",
    Speaker.anonymous_source: "by an unnamed source's account",
    Speaker.media: "as the media report",
    Speaker.analyst: "in an analyst's reading",
}
_OF_NO_PARTY = {
    Speaker.own_words: "by the account of one of the parties",
    Speaker.spokesperson: "by a spokesperson's account",
    Speaker.readout: "by a readout's account",
}
LEARNED = ("learned since", "not known yet")
"""How it is said of what somebody did by the earlier point that we learned of it later; and read backwards."""
OWN_WORD = "by its own word"
_BY_NAME = {Speaker.counterpart, Speaker.mediator}
_NOT_TOLD = {Voice.reported: "as a report has it", Voice.assessed: "in an analyst's own reading"}


def account(evidence: Evidence, known: Register, *, of_a_party: bool = True) -> str:
    """Return whose word it is, where not the party's own (``by a counterpart's account``), and the grade of a thin one.

    Where others bear out what somebody tells, whose word those are follows, so that no place stands under the word of
    another. A party's own word is enough by itself. A status is of no party, so that no word of it goes without saying:
    there the person who tells it is named, and where nobody is, what word it is.
    """
    said = listed(voices(evidence, known, of_a_party=of_a_party))
    return ", ".join(part for part in (said, thin_grade(evidence)) if part)


def voices(evidence: Evidence, known: Register, *, of_a_party: bool = True) -> list[str]:
    """Return whose word it is, who leads it first; none where that is the party's own."""
    if not evidence.citations:
        return []
    said = _word_of(_told_by(evidence, known), known, of_a_party=of_a_party)
    others = (_word_of(each, known, of_a_party=of_a_party) or OWN_WORD for each in evidence.citations)
    return as_one_voice((said, *others), known) if said else []


def as_one_voice(told: Iterable[str], known: Register) -> list[str]:
    """Return voices, each once: a mediator or host, and by name a person who holds an office of the only one, are one.

    It goes by the name then. Where there is a host beside the mediator, nobody knows whose the unnamed voice is.
    """
    every, unnamed = list(dict.fromkeys(told)), _ACCOUNTS[Speaker.mediator]
    tables = [party.key for party in known.live_parties if party.role in {Role.mediator, Role.host}]
    if unnamed not in every or len(tables) != 1:
        return every
    hold = [each for each in known.live_persons if any(_is_held(office, tables) for office in each.offices)]
    named = [each for each in every if each in {_by(person) for person in hold}]
    return list(dict.fromkeys(voice for each in every for voice in (named if each == unnamed and named else [each])))


def _is_held(office: Office, of: Sequence[str]) -> bool:
    return office.party in of and office.until is None


def thin_grade(evidence: Evidence) -> str:
    """Return the grade of a claim where it is told wherever the claim is."""
    return evidence.grade if evidence.citations and evidence.grade and is_thin(evidence.grade) else ""


def tellers(evidence: Evidence, known: Register, *, of_a_party: bool) -> tuple[str, ...]:
    """Return whose words an account rests on, who leads it first, nothing for a party's own; without any grade."""
    cited = (_told_by(evidence, known), *evidence.citations) if evidence.citations else ()
    return tuple(dict.fromkeys(_word_of(each, known, of_a_party=of_a_party) for each in cited))


def _told_by(evidence: Evidence, known: Register) -> Citation:
    """Return the citation of the words that are told: its leader's, not one that only bears them out."""
    near = [each for each in evidence.citations if voice_of(each, known.sources) is evidence.voice]
    return next((each for each in near if each.by == evidence.by), (near or evidence.citations)[0])


def _word_of(citation: Citation, known: Register, *, of_a_party: bool) -> str:
    return _voice(citation, known) or ("" if of_a_party else _first_hand(citation, known))


def is_thin(grade: str) -> bool:
    """Whether a grade is so low that it is told wherever the claim is: E5."""
    return grade[0] in _THIN or grade[1:] == _UNLIKELY


def _voice(citation: Citation, known: Register) -> str:
    voice = voice_of(citation, known.sources)
    if voice is Voice.first_hand:
        return ""
    if citation.speaker is None:
        return _NOT_TOLD[voice]
    person = known.persons.get(citation.by or "")
    if person is not None and citation.speaker in _BY_NAME:
        return _by(person)
    return _ACCOUNTS[citation.speaker]


def _by(person: Person) -> str:
    return by_account_of([person.name])


def by_account_of(names: Sequence[str]) -> str:
    """Return ``by Herald's account``, ``by the accounts of Herald and Gazette``: to report a thing is not to do it."""
    if len(names) > 1:
        return f"by the accounts of {listed(names)}"
    genitive = "'" if names[0].endswith("s") else "'s"
    return f"by {names[0]}{genitive} account"


def _first_hand(citation: Citation, known: Register) -> str:
    """Return by name who tells of what he was at; of an unnamed one what he is, since whose is not known."""
    person = known.persons.get(citation.by or "")
    if person is not None:
        return _by(person)
    return _OF_NO_PARTY[citation.speaker] if citation.speaker else ""


# -- spans ------------------------------------------------------------------------------------------------------------


def tenure(since: HeldOn | None, until: HeldOn | None) -> str:
    """Return for how long something held: ``from 3 Feb 2026 on``, ``until 3 Feb 2026``, ``from … until …``.

    Of what is known by a day alone: ``since 3 Feb 2026 or before``, ``until 3 Feb 2026 or before``.
    """
    begun = "" if since is None else f"since {_or_before(since)}" if since.open_start else f"from {held(since)}"
    if until is None:
        return begun if since is not None and since.open_start else f"{begun} on"
    return f"{begun} until {_or_before(until)}".lstrip()


def _or_before(value: HeldOn) -> str:
    """Return the days on which something turned; of what is known by a day alone, that it may have been before."""
    return f"{held(value).removeprefix('by ')} or before" if value.open_start else held(value)


def spans(template: str, /, **parts: SpanPart) -> tuple[Span, ...]:
    """Fill a template of the program's own; nothing in the parts is looked at."""
    found: list[Span] = []
    for literal, name, _spec, _conversion in Formatter().parse(template):
        if literal:
            found.append(Span(literal))
        part = parts[name] if name else ()
        found += part if isinstance(part, tuple) else [Span(part) if isinstance(part, str) else part]
    return tuple(found)


def enumerated(parts: Sequence[SpanPart], last: str = " and ") -> tuple[Span, ...]:
    """Return ``a, b and c``."""
    found: list[Span] = []
    for place, part in enumerate(parts):
        joint = "" if place == 0 else last if place == len(parts) - 1 else ", "
        found += [Span(joint)] if joint else []
        found += part if isinstance(part, tuple) else [Span(part) if isinstance(part, str) else part]
    return tuple(found)


def some(names: Sequence[str], one: str, many: str) -> str:
    """Return ``a, b and c``; of more than a few how many they are: ``27 parties``."""
    return listed(names) if len(names) <= SOME else plural(len(names), one, many)


SOME = 5  # names in a sentence that tells of something else


def joined(parts: Sequence[SpanPart], joint: str) -> tuple[Span, ...]:
    """Return parts with the same between any two: ``a; b; c``."""
    found: list[Span] = []
    for place, part in enumerate(parts):
        found += [Span(joint)] if place else []
        found += enumerated([part])
    return tuple(found)


def listed(words: Sequence[str], last: str = " and ") -> str:
    """Return ``a, b and c`` as one text."""
    return "".join(span.text for span in enumerated(words, last))


def mark(word: str) -> Span:
    """Return a word of the vocabulary, set apart."""
    return Span(word, Style.mark)


def with_summary(said: Iterable[Span], summary: str | None) -> tuple[Span, ...]:
    """Add the analyst's words, as a sentence of its own."""
    return (*said, Span(" "), Span(ended(summary))) if summary else tuple(said)


def ended(text: str) -> str:
    """Let a text end as a sentence does."""
    return text if text.endswith((".", "!", "?", "…", ".”", ".»")) else f"{text}."


def unended(text: str) -> str:
    """Return a text without the stop of its sentence, as it stands within another; that of a shortened word stays."""
    return text if text.endswith("..") or _SHORTENED.search(text) else text.removesuffix(".")


_SHORTENED = re.compile(
    r"\.[^\W\d]+\.$|\b(?:etc|usw|vs|al|approx|Inc|Ltd|Co|Corp|Jr|Sr|St|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)
"""A word whose stop is its own: with another in it (``p.m.``, no number), or that people shorten at a text's end."""


# -- names ------------------------------------------------------------------------------------------------------------

_MATTERS = {Matter.procedure: " (procedure)", Matter.context: " (outside this table)"}
_HOLDS = {
    Stance.demands: ("demands it", "demand it"),
    Stance.supports: ("supports it", "support it"),
    Stance.conditional: ("is conditional", "are conditional"),
    Stance.undecided: ("is undecided", "are undecided"),
    Stance.doubts: ("doubts it", "doubt it"),
    Stance.opposes: ("opposes it", "oppose it"),
    Stance.rejects: ("rejects it", "reject it"),
    Stance.silent: ("is reported as silent", "are reported as silent"),
    Stance.withdrawn: ("took it off the table", "took it off the table"),
}


def holds(stance: Stance, *, many: bool = False) -> str:
    """Return what one party, or several, do: ``demands it``, ``are conditional``."""
    return _HOLDS[stance][many]


class DisplayNames:
    """Names that stand for keys."""

    def __init__(self, known: Register) -> None:
        self._known = known
        self._called: dict[str, str] = {}

    def item(self, key: str) -> str:
        """Return an item's title, with its matter where that is not substance."""
        item = self._known.items.get(key)
        return item.title + _MATTERS.get(item.matter, "") if item else key

    def about(self, key: str) -> Span:
        """Return the item that a line is about."""
        return Span(self.item(key), Style.strong, to=f"item:{key}")

    def party(self, key: str | None) -> str:
        """Return what sentences call a party by: its name, or its key made a name ("Russia")."""
        key = key or ""
        if key not in self._called:
            self._called[key] = party_name(key, self._known.parties.get(key))
        return self._called[key]

    def office(self, office: Office) -> str:
        """Return an office with the name of the party that it is of."""
        return str(office.model_copy(update={"party": self.party(office.party)}) if office.party else office)

    def office_alone(self, office: Office) -> str:
        """Return an office with the name of its party, and not since when."""
        return self.office(office.model_copy(update={"since": None, "until": None}))

    def who(self, key: str | None) -> Span:
        """Return the party that does what follows."""
        return Span(self.party(key), to=f"party:{key}")

    def parties(self, keys: Iterable[str]) -> str:
        """Return the names of several."""
        return listed([self.party(key) for key in keys])

    def some_parties(self, keys: Iterable[str]) -> str:
        """Return the names of a few; of more how many they are."""
        return some([self.party(key) for key in keys], "party", "parties")

    def person(self, key: str | None) -> str:
        """Return a person's name, or the key."""
        person = self._known.persons.get(key or "")
        return person.name if person else key or ""

    def question(self, key: str) -> str | None:
        """Return the sentence that stances on an item are for or against."""
        item = self._known.items.get(key)
        return item.question if item else None

    def called(self, text: str) -> str:
        """Return what sentences call an item or a party by, where a text is the key of one; else the text."""
        if text in self._known.items:
            return self.item(text)
        return self.party(text) if text in self._known.parties else text

    def of(self, key: str) -> Item | None:
        """Return the item itself."""
        return self._known.items.get(key)


def party_name(key: str, party: Party | None) -> str:
    """Return a party's name, or its key made a name where that is shorter and one of its names bears it: "Russia".

    What is small in all its words ("the farmers") is what people say, and no name.
    """
    from_key = key.upper() if len(key) <= _ACRONYM else key.replace("-", " ").title()
    if party is None:
        return from_key
    names = [name for name in (party.name, *party.aliases, party.code) if not name.islower()]
    if plain(party.name) == plain(key):
        return party.name  # the same, with its own apostrophes and hyphens
    found = (_within(key, name) for name in names)
    short = next((each for each in found if each and not each.islower()), None)
    if short is None and any(_begins(plain(key), name) for name in names):
        short = from_key
    return min(party.name, short or party.name, key=len)


def _within(key: str, name: str) -> str | None:
    """Return the words of a name that are those of a key, in the letters of the name: Mali, of the Republic of Mali."""
    words, wanted = list(_WORD.finditer(name)), [plain(word) for word in _WORD.findall(key)]
    said = [plain(word.group()) for word in words]
    for first in range(len(words) - len(wanted) + 1):
        if said[first : first + len(wanted)] == wanted:
            return name[words[first].start() : words[first + len(wanted) - 1].end()]
    return None


def _begins(letters: str, name: str) -> bool:
    """Whether letters are those that words of a name begin with, in their order: UAE, or Russia of Russian."""
    reached = {0}
    for word in map(plain, _WORD.findall(name)):
        sizes = range(1, min(len(word), len(letters)) + 1)
        reached |= {at + many for at in reached for many in sizes if letters.startswith(word[:many], at)}
    return len(letters) in reached
